"""Pictures for the demo catalogue: drawn, so that nothing depends on photographs or rights."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from practices.demo.canvas import Canvas
from practices.demo.scenes import ideas, places, streets, things

CREDIT = "Tekening van het platform"

SCENES: dict[str, Callable[[Canvas, Random], None]] = {
    "blocks": things.blocks,
    "book": things.book,
    "circles": ideas.circles,
    "houses": streets.houses,
    "island": places.island,
    "longtable": ideas.longtable,
    "night": streets.night,
    "parcels": things.parcels,
    "petals": ideas.petals,
    "polder": places.polder,
    "road": places.road,
    "shelf": things.shelf,
    "speech": ideas.speech,
    "stones": things.stones,
    "table": ideas.table,
    "untangle": ideas.untangle,
    "weave": ideas.weave,
    "windows": streets.windows,
}


def draw(scene: str, seed: str) -> bytes:
    """Draw a scene as WebP of 1200 x 675 pixels; the same seed gives the same picture.

    Raises KeyError for a scene that does not exist.
    """
    canvas = Canvas()
    # No secret: chance only makes two pictures of one scene differ.
    SCENES[scene](canvas, Random(seed))  # noqa: S311
    return canvas.as_webp()
