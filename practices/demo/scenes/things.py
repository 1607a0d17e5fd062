"""Drawings of things: blocks, shelves, books, stones, windows, parcels of land."""

from __future__ import annotations

import math
from random import Random

from practices.demo.canvas import (
    BLUSH,
    DEEP,
    HEIGHT,
    INK,
    MIST,
    MOSS,
    OCHRE,
    PAPER,
    SAGE,
    SAND,
    STRAW,
    TEAL,
    TERRACOTTA,
    WATER,
    WIDTH,
    Canvas,
    Point,
    curve,
    fade,
    mix,
)


def blocks(canvas: Canvas, chance: Random) -> None:
    """Thirteen towers at a river; four have windows and full colour, nine are still pale."""
    quay = 540
    canvas.box(0, 0, WIDTH, quay, mix(PAPER, WATER, 0.35))
    canvas.circle((chance.uniform(170, 300), 150), 58, STRAW)
    full = {2, 5, 8, 10}
    x = 56.0
    for n in range(13):
        wide = chance.uniform(66, 86)
        high = chance.uniform(130, 400) if n not in full else chance.uniform(250, 430)
        top = quay - high
        if n in full:
            colour = {2: TERRACOTTA, 5: DEEP, 8: OCHRE, 10: TEAL}[n]
            canvas.box(x, top, x + wide, quay, colour)
            canvas.box(x + wide * 0.68, top, x + wide, quay, mix(colour, INK, 0.18))
            y = top + 20
            while y < quay - 44:
                for column in range(3):
                    left = x + 10 + column * (wide - 16) / 3
                    pane = STRAW if chance.random() < 0.3 else mix(PAPER, colour, 0.15)
                    canvas.rounded(left, y, left + (wide - 40) / 3, y + 20, 2, pane)
                y += 36
        else:
            pale = mix(MIST, PAPER, chance.uniform(0.15, 0.5))
            canvas.box(x, top, x + wide, quay, pale)
            canvas.box(x + wide * 0.68, top, x + wide, quay, mix(pale, INK, 0.06))
            y = top + 30
            while y < quay - 12:
                canvas.line([(x + 2, y), (x + wide - 2, y)], 2, mix(pale, INK, 0.1))
                y += 36
        x += wide + 5
    canvas.box(0, quay, WIDTH, quay + 16, mix(SAND, INK, 0.12))
    canvas.box(0, quay + 16, WIDTH, HEIGHT, mix(TEAL, WATER, 0.45))
    for _ripple in range(44):
        left, y = chance.uniform(-60, WIDTH), chance.uniform(quay + 30, HEIGHT - 8)
        canvas.line([(left, y), (left + chance.uniform(40, 150), y)], 3, mix(TEAL, WATER, 0.7))


def shelf(canvas: Canvas, chance: Random) -> None:
    """Shelves of books with open places, outlined: what there is, and what is missing."""
    canvas.box(0, 0, WIDTH, HEIGHT, mix(PAPER, SAND, 0.35))
    colours = (DEEP, TERRACOTTA, OCHRE, TEAL, SAGE, BLUSH, INK, STRAW, MOSS)
    for row in range(3):
        floor = 208 + row * 214
        x = 70.0
        gap_at = {chance.randint(3, 6), chance.randint(9, 12), chance.randint(14, 17)}
        n = 0
        while x < WIDTH - 100:
            wide, high = chance.uniform(30, 58), chance.uniform(108, 158)
            if n in gap_at:
                wide = chance.uniform(60, 92)
                near, far = x + 7, x + wide - 5
                corners = [
                    (near, floor - 3),
                    (near, floor - 138),
                    (far, floor - 138),
                    (far, floor - 3),
                ]
                canvas.dashes(corners, 3, TERRACOTTA, 11, 10)
            else:
                colour = chance.choice(colours)
                canvas.rounded(x, floor - high, x + wide - 3, floor, 4, colour)
                canvas.box(
                    x, floor - high + 20, x + wide - 3, floor - high + 26, mix(colour, PAPER, 0.5)
                )
                if wide > 42:
                    canvas.rounded(
                        x + 9,
                        floor - high + 44,
                        x + wide - 12,
                        floor - high + 84,
                        3,
                        mix(colour, PAPER, 0.75),
                    )
                else:
                    canvas.box(x, floor - 30, x + wide - 3, floor - 25, mix(colour, PAPER, 0.5))
            x += wide
            n += 1
        canvas.box(40, floor, WIDTH - 40, floor + 15, mix(SAND, INK, 0.42))
        canvas.box(40, floor + 15, WIDTH - 40, floor + 24, fade(INK, 0.12))


def parcels(canvas: Canvas, chance: Random) -> None:
    """Six parcels of land side by side; rings spread from one of them over the others."""
    canvas.box(0, 0, WIDTH, HEIGHT, mix(WATER, PAPER, 0.3))
    seeds: list[Point] = [(390, 190), (640, 165), (470, 400), (770, 390), (900, 200), (660, 560)]
    seeds = [(x + chance.uniform(-26, 26), y + chance.uniform(-22, 22)) for x, y in seeds]
    outline = curve(
        [
            (250, 180),
            (420, 62),
            (700, 48),
            (960, 96),
            (1040, 300),
            (960, 500),
            (760, 628),
            (520, 600),
            (330, 480),
            (250, 300),
            (250, 180),
        ]
    )
    canvas.polygon([(x + 10, y + 14) for x, y in outline], fade(INK, 0.14))
    colours = (SAGE, STRAW, BLUSH, TERRACOTTA, SAND, MIST)
    shapes = []
    for n, seed in enumerate(seeds):
        cell = outline
        for other in seeds:
            if other != seed:
                cell = _nearest_half(cell, seed, other)
        shapes.append(cell)
        canvas.polygon(cell, colours[n])
    heart = seeds[3]
    for n in range(1, 7):
        canvas.ring(heart, 48 + n * 62, 5, fade(DEEP, 0.62 - n * 0.08))
    for cell in shapes:
        canvas.line([*cell, cell[0]], 7, PAPER)
    for n, seed in enumerate(seeds):
        if n != 3:
            canvas.circle(seed, 17, PAPER)
            canvas.circle(seed, 11, DEEP)
    canvas.circle(heart, 36, PAPER)
    canvas.circle(heart, 26, INK)


def _nearest_half(cell: list[Point], seed: Point, other: Point) -> list[Point]:
    """The part of a shape that lies nearer to `seed` than to `other`."""

    def side(point: Point) -> float:
        return math.dist(point, other) ** 2 - math.dist(point, seed) ** 2

    kept: list[Point] = []
    for here, there in zip(cell, cell[1:] + cell[:1], strict=True):
        a, b = side(here), side(there)
        if a >= 0:
            kept.append(here)
        if (a >= 0) != (b >= 0):
            share = a / (a - b)
            kept.append(
                (here[0] + (there[0] - here[0]) * share, here[1] + (there[1] - here[1]) * share)
            )
    return kept


def book(canvas: Canvas, chance: Random) -> None:
    """An open book whose pages are hills, with a sun above the fold."""
    canvas.box(0, 0, WIDTH, HEIGHT, mix(PAPER, MIST, 0.3))
    middle = WIDTH / 2
    canvas.circle((middle + chance.uniform(-150, 150), 205), 82, STRAW)
    for n, colour in enumerate((mix(SAGE, PAPER, 0.4), SAGE, MOSS)):
        y = 262 + n * 62
        ridge = [(x, y + math.sin(x / 120 + n * 2) * (30 - n * 5)) for x in range(190, 1011, 10)]
        canvas.polygon([*ridge, (1010, 560), (190, 560)], colour)
    for side in (-1, 1):
        page = curve(
            [
                (middle, 470),
                (middle + side * 150, 425),
                (middle + side * 320, 432),
                (middle + side * 470, 470),
            ]
        )
        canvas.polygon(
            [
                *page,
                (middle + side * 470, 610),
                (middle + side * 320, 572),
                (middle + side * 150, 566),
                (middle, 610),
            ],
            PAPER,
        )
        canvas.polygon(
            [
                (middle + side * 410, 250),
                (middle + side * 560, 250),
                (middle + side * 560, 470),
                (middle + side * 410, 470),
            ],
            mix(PAPER, MIST, 0.3),
        )
        for row in range(4):
            lines = curve(
                [
                    (middle + side * 34, 496 + row * 25),
                    (middle + side * 150, 456 + row * 25),
                    (middle + side * 310, 462 + row * 25),
                    (middle + side * 430, 492 + row * 25),
                ]
            )
            canvas.line(lines, 6, mix(MIST, PAPER, 0.3) if row else mix(TERRACOTTA, PAPER, 0.35))
        cover = curve(
            [
                (middle, 612),
                (middle + side * 150, 570),
                (middle + side * 320, 576),
                (middle + side * 484, 622),
            ]
        )
        canvas.line(cover, 14, DEEP)
    canvas.line([(middle, 470), (middle, 614)], 5, mix(MIST, INK, 0.2))
    for _tree in range(9):
        x = chance.uniform(250, 950)
        foot = 380 + chance.uniform(-20, 36)
        size = chance.uniform(15, 25)
        canvas.line([(x, foot), (x, foot + size * 1.6)], 4, mix(MOSS, INK, 0.5))
        canvas.circle((x, foot), size, chance.choice((DEEP, TEAL, OCHRE, TERRACOTTA)))


def stones(canvas: Canvas, chance: Random) -> None:
    """Stones in balance on each other, and stepping stones through the water."""
    canvas.box(0, 0, WIDTH, 430, mix(PAPER, BLUSH, 0.22))
    canvas.circle((chance.uniform(800, 980), 180), 92, STRAW)
    canvas.box(0, 430, WIDTH, HEIGHT, WATER)
    for n in range(34):
        left, y = chance.uniform(-60, WIDTH), chance.uniform(446, HEIGHT)
        canvas.line(
            [(left, y), (left + chance.uniform(40, 160), y)], 3, mix(MIST, WATER, 0.3 + n % 3 / 4)
        )
    base = chance.uniform(330, 410)
    canvas.ellipse((base, 522), 230, 30, mix(MIST, INK, 0.1))
    level = 490.0
    for n, colour in enumerate((INK, TEAL, TERRACOTTA, SAGE, OCHRE, BLUSH)):
        across, down = 168 - n * 23, 46 - n * 3.4
        x = base + chance.uniform(-15, 15)
        canvas.ellipse((x, level), across, down, colour)
        canvas.ellipse(
            (x - across * 0.25, level - down * 0.42),
            across * 0.5,
            down * 0.2,
            mix(colour, PAPER, 0.22),
        )
        level -= down + (46 - (n + 1) * 3.4) - 5
    for n in range(5):
        x, y = 640 + n * 118, 600 - n * 32
        across = 64 - n * 8
        canvas.ellipse((x, y + 9), across + 9, 17 - n * 2, mix(MIST, INK, 0.12))
        canvas.ellipse((x, y), across, 18 - n * 2, mix(DEEP, PAPER, 0.1 + n * 0.07))
    if chance.random() < 0.5:
        canvas.mirror()
