"""Drawings of places: land, houses, water, roads."""

from __future__ import annotations

import math
from collections.abc import Callable
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
    TERRACOTTA,
    WATER,
    WIDTH,
    Canvas,
    Point,
    curve,
    fade,
    mix,
    turned,
)

FIELDS = (
    SAGE,
    MOSS,
    SAND,
    STRAW,
    mix(SAGE, PAPER, 0.35),
    mix(STRAW, PAPER, 0.4),
    mix(MOSS, SAGE, 0.5),
)


def polder(canvas: Canvas, chance: Random) -> None:
    """Fields in strips and a village along a canal, seen from above."""
    angle = chance.choice((-1, 1)) * chance.uniform(0.12, 0.26)
    centre = (WIDTH / 2, HEIGHT / 2)
    canal = WIDTH * chance.uniform(0.42, 0.58)

    def place(points: list[Point]) -> list[Point]:
        return turned(points, centre, angle)

    for side in (-1, 1):
        y, last = -260.0, None
        while y < HEIGHT + 260:
            deep = chance.uniform(44, 92)
            colour = chance.choice([field for field in FIELDS if field != last])
            last = colour
            cut = canal + side * chance.uniform(240, 620)
            far = canal + side * 1100
            second = chance.choice([field for field in FIELDS if field != colour])
            canvas.polygon(
                place([(canal, y), (cut, y), (cut, y + deep), (canal, y + deep)]), colour
            )
            canvas.polygon(place([(cut, y), (far, y), (far, y + deep), (cut, y + deep)]), second)
            if chance.random() < 0.4:  # rows of a crop
                row = y + 9
                while row < y + deep - 6:
                    canvas.line(
                        place([(canal + side * 150, row), (cut - side * 8, row)]),
                        2,
                        mix(colour, INK, 0.14),
                    )
                    row += 9
            canvas.line(place([(canal, y), (far, y)]), 4, WATER)
            canvas.line(place([(cut, y), (cut, y + deep)]), 3, WATER)
            y += deep
    canvas.polygon(
        place([(canal - 21, -300), (canal + 21, -300), (canal + 21, 1000), (canal - 21, 1000)]),
        MIST,
    )
    canvas.polygon(
        place([(canal - 4, -300), (canal + 4, -300), (canal + 4, 1000), (canal - 4, 1000)]), WATER
    )
    for side in (-1, 1):
        road = canal + side * 42
        canvas.line(place([(road, -300), (road, 1000)]), 11, PAPER)
        y = -200.0
        while y < HEIGHT + 200:
            y += chance.uniform(34, 78)
            if chance.random() < 0.2:
                continue
            _farm(canvas, chance, place, road + side * chance.uniform(30, 46), y)
            if chance.random() < 0.75:
                for _tree in range(chance.randint(1, 3)):
                    spot = place(
                        [(road + side * chance.uniform(66, 110), y + chance.uniform(-14, 14))]
                    )[0]
                    canvas.circle((spot[0] + 3, spot[1] + 4), 9, fade(INK, 0.18))
                    canvas.circle(spot, chance.uniform(7, 11), mix(MOSS, INK, 0.28))
    for y in (chance.uniform(80, 220), chance.uniform(430, 600)):  # bridges
        canvas.polygon(
            place([(canal - 44, y), (canal + 44, y), (canal + 44, y + 13), (canal - 44, y + 13)]),
            PAPER,
        )


def _farm(
    canvas: Canvas, chance: Random, place: Callable[[list[Point]], list[Point]], x: float, y: float
) -> None:
    wide, deep = chance.uniform(13, 18), chance.uniform(9, 12)
    corners = [
        (x - wide, y - deep),
        (x + wide, y - deep),
        (x + wide, y + deep),
        (x - wide, y + deep),
    ]
    roof = chance.choice((TERRACOTTA, TERRACOTTA, mix(TERRACOTTA, INK, 0.3), DEEP))
    canvas.polygon(place([(px + 5, py + 5) for px, py in corners]), fade(INK, 0.25))
    canvas.polygon(place(corners), roof)
    half = [corners[0], corners[1], (x + wide, y), (x - wide, y)]
    canvas.polygon(place(half), mix(roof, PAPER, 0.22))


def island(canvas: Canvas, chance: Random) -> None:
    """An island with a lighthouse, and the sea around it."""
    canvas.box(0, 0, WIDTH, 380, mix(PAPER, STRAW, 0.2))
    sun = (chance.uniform(210, 330), 165)
    canvas.circle(sun, 70, STRAW)
    canvas.circle(sun, 52, OCHRE)
    base = chance.uniform(690, 780)
    hill = curve(
        [
            (base - 430, 350),
            (base - 230, 300),
            (base - 60, 262),
            (base + 130, 285),
            (base + 330, 350),
        ]
    )
    canvas.polygon([*hill, (base + 330, 380), (base - 430, 380)], SAGE)
    front = curve([(base - 330, 370), (base - 120, 318), (base + 90, 330), (base + 400, 372)])
    canvas.polygon([*front, (base + 400, 400), (base - 330, 400)], MOSS)
    tower = base - 30
    canvas.polygon(
        [(tower - 30, 300), (tower - 20, 110), (tower + 20, 110), (tower + 30, 300)], PAPER
    )
    for n in range(2):
        y, half = 150 + n * 74, 22 + n * 4
        canvas.polygon(
            [
                (tower - half, y),
                (tower + half, y),
                (tower + half + 2, y + 36),
                (tower - half - 2, y + 36),
            ],
            TERRACOTTA,
        )
    canvas.box(tower - 26, 100, tower + 26, 110, INK)
    canvas.box(tower - 15, 74, tower + 15, 100, STRAW)
    canvas.polygon([(tower - 20, 74), (tower, 50), (tower + 20, 74)], TERRACOTTA)
    for side in (-1, 1):
        canvas.polygon(
            [(tower, 87), (tower + side * 1300, -40), (tower + side * 1300, 190)], fade(STRAW, 0.3)
        )
    for n in range(5):
        left = base + 70 + n * 46
        canvas.box(left, 312 + n * 4, left + 32, 340 + n * 4, (PAPER, SAND, BLUSH, PAPER, SAND)[n])
        canvas.polygon(
            [(left - 4, 312 + n * 4), (left + 16, 292 + n * 4), (left + 36, 312 + n * 4)],
            TERRACOTTA,
        )
    for n in range(7):
        y = 358 + n * 48
        colour = mix(WATER, INK, n / 7.5)
        crest = [
            (x, y + math.sin(x / (84 + n * 12) + n * 1.7) * (6 + n * 2))
            for x in range(-10, WIDTH + 20, 10)
        ]
        canvas.polygon([*crest, (WIDTH + 10, HEIGHT), (-10, HEIGHT)], colour)
    boat = (chance.uniform(230, 380), 470)
    canvas.polygon(
        [
            (boat[0] - 60, boat[1]),
            (boat[0] + 60, boat[1]),
            (boat[0] + 40, boat[1] + 26),
            (boat[0] - 42, boat[1] + 26),
        ],
        INK,
    )
    canvas.polygon(
        [(boat[0] - 4, boat[1] - 8), (boat[0] - 4, boat[1] - 100), (boat[0] - 52, boat[1] - 8)],
        PAPER,
    )
    canvas.polygon(
        [(boat[0] + 4, boat[1] - 8), (boat[0] + 4, boat[1] - 84), (boat[0] + 44, boat[1] - 8)],
        BLUSH,
    )


def road(canvas: Canvas, chance: Random) -> None:
    """A winding road through hills, with villages and a few cars."""
    way = curve(
        [(-40, 640), (220, 560), (430, 610), (640, 520), (560, 430), (700, 372), (900, 392),
         (1010, 318), (1250, 300)]
    )  # fmt: skip
    canvas.box(0, 0, WIDTH, HEIGHT, mix(PAPER, WATER, 0.3))
    canvas.circle((chance.uniform(820, 1000), 130), 52, STRAW)
    for n, colour in enumerate(
        (mix(SAGE, PAPER, 0.5), mix(SAGE, PAPER, 0.15), mix(MOSS, SAGE, 0.5), MOSS)
    ):
        y = 230 + n * 95
        ridge = [
            (x, y + math.sin(x / (190 - n * 12) + n * 2.1) * 6 + math.sin(x / 260 + n) * 34)
            for x in range(-10, WIDTH + 20, 10)
        ]
        canvas.polygon([*ridge, (WIDTH + 10, HEIGHT), (-10, HEIGHT)], colour)
        for _house_number in range(6):
            x = chance.uniform(60, WIDTH - 60)
            top = y + math.sin(x / 260 + n) * 34 + chance.uniform(24, 46)
            size = 11 + n * 5
            if min(math.dist((x, top + size / 2), point) for point in way) < 40 + size:
                continue
            canvas.box(x - size, top, x + size, top + size * 1.3, PAPER)
            canvas.polygon([(x - size - 3, top), (x, top - size), (x + size + 3, top)], TERRACOTTA)
    canvas.line(way, 34, mix(INK, PAPER, 0.25))
    canvas.dashes(way, 3, PAPER, 20, 16)
    for share, colour in ((0.14, TERRACOTTA), (0.43, OCHRE), (0.76, PAPER)):
        at = int(len(way) * share)
        (ax, ay), (bx, by) = way[at], way[at + 2]
        angle = math.atan2(by - ay, bx - ax)
        body = [(ax - 25, ay - 11), (ax + 25, ay - 11), (ax + 25, ay + 11), (ax - 25, ay + 11)]
        glass = [(ax - 8, ay - 8), (ax + 12, ay - 8), (ax + 12, ay + 8), (ax - 8, ay + 8)]
        canvas.polygon(turned([(x + 3, y + 5) for x, y in body], (ax, ay), angle), fade(INK, 0.35))
        canvas.polygon(turned(body, (ax, ay), angle), colour)
        canvas.polygon(turned(glass, (ax, ay), angle), INK)
