"""A sheet to draw on: points of 1200 x 675, drawn at twice the size for smooth edges."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from itertools import pairwise

from PIL import Image, ImageDraw

WIDTH, HEIGHT = 1200, 675
SCALE = 2

Point = tuple[float, float]
Colour = tuple[int, int, int] | tuple[int, int, int, int]

INK = (17, 62, 70)
DEEP = (30, 88, 94)
TEAL = (62, 124, 126)
MIST = (163, 196, 191)
WATER = (196, 217, 212)
PAPER = (247, 241, 230)
SAND = (232, 218, 190)
SAGE = (158, 178, 142)
MOSS = (120, 148, 116)
OCHRE = (217, 164, 65)
STRAW = (233, 197, 122)
TERRACOTTA = (193, 98, 66)
BLUSH = (226, 166, 137)


def mix(one: Sequence[int], other: Sequence[int], share: float) -> tuple[int, int, int]:
    """A colour between two others; `share` (0 to 1) is how much of the other there is."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one[:3], other[:3], strict=True))
    return red, green, blue


def fade(colour: Sequence[int], opacity: float) -> tuple[int, int, int, int]:
    """The colour, see-through; `opacity` from 0 to 1."""
    return colour[0], colour[1], colour[2], round(opacity * 255)


class Canvas:
    """Draws shapes whose colours may be see-through."""

    def __init__(self, ground: Colour = PAPER) -> None:
        self._image = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE), ground[:3])
        self._draw = ImageDraw.Draw(self._image, "RGBA")

    def polygon(self, points: Sequence[Point], fill: Colour) -> None:
        self._draw.polygon([_scaled(point) for point in points], fill=fill)

    def box(self, left: float, top: float, right: float, bottom: float, fill: Colour) -> None:
        self.polygon([(left, top), (right, top), (right, bottom), (left, bottom)], fill)

    def rounded(
        self, left: float, top: float, right: float, bottom: float, radius: float, fill: Colour
    ) -> None:
        self._draw.rounded_rectangle(
            (left * SCALE, top * SCALE, right * SCALE, bottom * SCALE), radius * SCALE, fill=fill
        )

    def circle(self, centre: Point, radius: float, fill: Colour) -> None:
        self.ellipse(centre, radius, radius, fill)

    def ellipse(self, centre: Point, across: float, down: float, fill: Colour) -> None:
        x, y = centre
        self._draw.ellipse(
            [_scaled((x - across, y - down)), _scaled((x + across, y + down))], fill=fill
        )

    def ring(self, centre: Point, radius: float, width: float, colour: Colour) -> None:
        x, y = centre
        self._draw.ellipse(
            [_scaled((x - radius, y - radius)), _scaled((x + radius, y + radius))],
            outline=colour,
            width=round(width * SCALE),
        )

    def line(self, points: Sequence[Point], width: float, colour: Colour) -> None:
        """A line with round joints and ends. See-through colours show where joints overlap."""
        scaled = [_scaled(point) for point in points]
        self._draw.line(scaled, fill=colour, width=round(width * SCALE), joint="curve")
        for x, y in (points[0], points[-1]):
            self.circle((x, y), width / 2, colour)

    def dashes(
        self,
        points: Sequence[Point],
        width: float,
        colour: Colour,
        dash: float = 14,
        gap: float = 12,
    ) -> None:
        """A line of dashes along the points."""
        path = spread(points, 2)
        step, period = 0.0, dash + gap
        run: list[Point] = []
        for here, there in pairwise(path):
            if step % period < dash:
                run.append(here)
            elif len(run) > 1:
                self.line(run, width, colour)
                run = []
            else:
                run = []
            step += math.dist(here, there)
        if len(run) > 1:
            self.line(run, width, colour)

    def mirror(self) -> None:
        """Swap left and right of everything drawn so far."""
        self._image = self._image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
        self._draw = ImageDraw.Draw(self._image, "RGBA")

    def as_webp(self) -> bytes:
        """The picture at its own size."""
        small = self._image.reduce(SCALE)
        stream = io.BytesIO()
        small.save(stream, "WEBP", quality=88, method=4)
        return stream.getvalue()


def spread(points: Sequence[Point], distance: float) -> list[Point]:
    """The same line with a point at about every `distance`."""
    path = [points[0]]
    for (ax, ay), (bx, by) in pairwise(points):
        parts = max(1, round(math.dist((ax, ay), (bx, by)) / distance))
        path += [
            (ax + (bx - ax) * n / parts, ay + (by - ay) * n / parts) for n in range(1, parts + 1)
        ]
    return path


def curve(points: Sequence[Point], parts: int = 24) -> list[Point]:
    """A smooth line through the points (Catmull-Rom)."""
    padded = [points[0], *points, points[-1]]
    path = []
    for a, b, c, d in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        for n in range(parts):
            t = n / parts
            path.append(
                (
                    _spline(a[0], b[0], c[0], d[0], t),
                    _spline(a[1], b[1], c[1], d[1], t),
                )
            )
    return [*path, points[-1]]


def turned(points: Sequence[Point], centre: Point, angle: float) -> list[Point]:
    """The points turned by `angle` (in radians) around the centre."""
    cos, sin, (cx, cy) = math.cos(angle), math.sin(angle), centre
    return [
        (cx + (x - cx) * cos - (y - cy) * sin, cy + (x - cx) * sin + (y - cy) * cos)
        for x, y in points
    ]


def _spline(a: float, b: float, c: float, d: float, t: float) -> float:
    return 0.5 * (
        2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3
    )


def _scaled(point: Point) -> Point:
    return point[0] * SCALE, point[1] * SCALE
