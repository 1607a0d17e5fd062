"""Drawings of people working together, without people in them."""

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
    Colour,
    Point,
    curve,
    fade,
    mix,
    turned,
)

BRIGHT = (DEEP, TERRACOTTA, OCHRE, TEAL, SAGE, BLUSH)


def circles(canvas: Canvas, chance: Random) -> None:
    """Large circles that overlap, with small ones linked between them: a network."""
    canvas.box(0, 0, WIDTH, HEIGHT, mix(PAPER, SAND, 0.25))
    centre = (WIDTH * chance.uniform(0.45, 0.55), HEIGHT / 2)
    lean = chance.uniform(0, math.tau)
    colours = list(BRIGHT[:4])
    chance.shuffle(colours)
    for n, colour in enumerate(colours):
        angle = lean + n * math.tau / 4
        spot = (centre[0] + math.cos(angle) * 205, centre[1] + math.sin(angle) * 118)
        canvas.circle(spot, chance.uniform(160, 200), fade(colour, 0.72))
    nodes = [
        (
            centre[0] + math.cos(lean + n * math.tau / 11) * 480,
            centre[1] + math.sin(lean + n * math.tau / 11) * chance.uniform(230, 270),
        )
        for n in range(11)
    ]
    for n, node in enumerate(nodes):
        canvas.line([node, centre], 3, fade(PAPER, 0.75))
        if chance.random() < 0.7:
            canvas.line([node, nodes[(n + 1) % 11]], 3, fade(INK, 0.35))
    for node in nodes:
        size = chance.uniform(15, 30)
        canvas.circle(node, size, PAPER)
        canvas.circle(node, size - 5, chance.choice(BRIGHT))
    canvas.circle(centre, 40, PAPER)
    canvas.circle(centre, 30, INK)


def table(canvas: Canvas, chance: Random) -> None:
    """A round table with chairs, cups and papers, seen from above."""
    canvas.box(0, 0, WIDTH, HEIGHT, mix(SAND, PAPER, 0.3))
    for plank in range(-20, WIDTH, 96):
        canvas.line([(plank, -10), (plank, HEIGHT + 10)], 2, mix(SAND, PAPER, 0.05))
    centre: Point = (WIDTH * chance.uniform(0.46, 0.54), HEIGHT / 2)
    canvas.ellipse(
        (centre[0], centre[1]), 440, 310, fade(chance.choice((MIST, BLUSH, SAGE, STRAW)), 0.45)
    )
    seats = 7
    colours = list(BRIGHT)
    chance.shuffle(colours)
    lean = chance.uniform(0, 1)
    for n in range(seats):
        angle = lean + n * math.tau / seats
        colour = colours[n % len(colours)]
        x, y = centre[0] + 258, centre[1]
        seat = [(x - 34, y - 42), (x + 34, y - 42), (x + 34, y + 42), (x - 34, y + 42)]
        back = [(x + 30, y - 48), (x + 48, y - 48), (x + 48, y + 48), (x + 30, y + 48)]
        canvas.polygon(
            turned([(px + 6, py + 6) for px, py in seat], centre, angle), fade(INK, 0.12)
        )
        canvas.polygon(turned(seat, centre, angle), colour)
        canvas.polygon(turned(back, centre, angle), mix(colour, INK, 0.35))
    canvas.circle((centre[0] + 8, centre[1] + 10), 214, fade(INK, 0.2))
    canvas.circle(centre, 214, mix(STRAW, SAND, 0.45))
    canvas.ring(centre, 200, 3, mix(STRAW, INK, 0.2))
    for n in range(seats):
        angle = lean + n * math.tau / seats
        cup = turned([(centre[0] + 148, centre[1] - 26)], centre, angle)[0]
        canvas.circle((cup[0] + 3, cup[1] + 4), 19, fade(INK, 0.2))
        canvas.circle(cup, 19, PAPER)
        canvas.circle(cup, 13, mix(TERRACOTTA, INK, 0.45))
        if n % 2 == 0:
            x, y = centre[0] + 128, centre[1] + 26
            sheet = [(x - 26, y - 18), (x + 26, y - 18), (x + 26, y + 18), (x - 26, y + 18)]
            canvas.polygon(turned(sheet, centre, angle), PAPER)
            for row in (-8, 0, 8):
                canvas.line(turned([(x - 18, y + row), (x + 12, y + row)], centre, angle), 2, MIST)
    canvas.circle(centre, 34, TERRACOTTA)
    for n in range(9):
        angle = n * math.tau / 9
        canvas.circle(
            (centre[0] + math.cos(angle) * 24, centre[1] + math.sin(angle) * 24),
            13,
            (SAGE, MOSS, STRAW)[n % 3],
        )
    canvas.circle(centre, 16, MOSS)


def longtable(canvas: Canvas, chance: Random) -> None:
    """A long table with plates from one edge to the other."""
    canvas.box(0, 0, WIDTH, HEIGHT, mix(SAGE, PAPER, 0.55))
    centre = (WIDTH / 2, HEIGHT / 2)
    angle = chance.choice((-1, 1)) * 0.16

    def place(points: list[Point]) -> list[Point]:
        return turned(points, centre, angle)

    for n in range(-2, 13):
        x = n * 118.0
        for side in (-1, 1):
            y = centre[1] + side * 186
            colour = chance.choice(BRIGHT)
            seat = [(x - 36, y - 30), (x + 36, y - 30), (x + 36, y + 30), (x - 36, y + 30)]
            edge = y + side * 36
            back = [(x - 40, edge - 8), (x + 40, edge - 8), (x + 40, edge + 8), (x - 40, edge + 8)]
            canvas.polygon(place(seat), colour)
            canvas.polygon(place(back), mix(colour, INK, 0.35))
    top, bottom = centre[1] - 142, centre[1] + 142
    canvas.polygon(
        place([(-300, top + 12), (1500, top + 12), (1500, bottom + 12), (-300, bottom + 12)]),
        fade(INK, 0.2),
    )
    canvas.polygon(place([(-300, top), (1500, top), (1500, bottom), (-300, bottom)]), PAPER)
    canvas.polygon(
        place(
            [
                (-300, centre[1] - 34),
                (1500, centre[1] - 34),
                (1500, centre[1] + 34),
                (-300, centre[1] + 34),
            ]
        ),
        mix(TERRACOTTA, PAPER, 0.25),
    )
    for n in range(-2, 13):
        x = n * 118.0
        for side in (-1, 1):
            spot = place([(x, centre[1] + side * 88)])[0]
            canvas.circle((spot[0] + 3, spot[1] + 4), 41, fade(INK, 0.16))
            canvas.circle(spot, 41, WATER)
            canvas.circle(spot, 30, mix(WATER, PAPER, 0.6))
            for _bite in range(6):
                bite = (spot[0] + chance.uniform(-15, 15), spot[1] + chance.uniform(-15, 15))
                canvas.circle(
                    bite, chance.uniform(5, 10), chance.choice((OCHRE, MOSS, TERRACOTTA, STRAW))
                )
            canvas.line(
                place([(x + 52, centre[1] + side * 66), (x + 52, centre[1] + side * 112)]), 4, MIST
            )
        bowl = place([(x + 59, centre[1])])[0]
        canvas.circle(bowl, 25, DEEP if n % 2 else OCHRE)
        canvas.circle(bowl, 17, MOSS if n % 2 else STRAW)


def weave(canvas: Canvas, chance: Random) -> None:
    """Bands woven through each other: hands into one, money into one."""
    canvas.box(0, 0, WIDTH, HEIGHT, PAPER)
    centre = (WIDTH / 2, HEIGHT / 2)
    step = chance.choice((118, 156, 190))
    width = round(step * 0.72)
    down, across = [DEEP, TEAL, MIST], [OCHRE, TERRACOTTA, STRAW]
    chance.shuffle(down)
    chance.shuffle(across)

    def band(points: list[Point], colour: Colour) -> None:
        canvas.polygon(turned(points, centre, math.pi / 4), colour)

    range_ = range(-6, 16)
    for i in range_:
        x = i * step - 20
        band([(x, -700), (x + width, -700), (x + width, 1400), (x, 1400)], down[i % 3])
    for j in range_:
        y = j * step - 200
        band([(-700, y), (1900, y), (1900, y + width), (-700, y + width)], across[(j + 1) % 3])
        band(
            [(-700, y + width), (1900, y + width), (1900, y + width + 5), (-700, y + width + 5)],
            fade(INK, 0.12),
        )
    for i in range_:
        for j in range_:
            if (i + j) % 2:
                x, y = i * step - 20, j * step - 200
                low, high = y - (step - width) / 2, y + width + (step - width) / 2
                band([(x, low), (x + width, low), (x + width, high), (x, high)], down[i % 3])
                band(
                    [
                        (x + width, low),
                        (x + width + 5, low),
                        (x + width + 5, high),
                        (x + width, high),
                    ],
                    fade(INK, 0.14),
                )


def speech(canvas: Canvas, chance: Random) -> None:
    """Speech bubbles that overlap: a conversation."""
    canvas.box(0, 0, WIDTH, HEIGHT, mix(PAPER, BLUSH, 0.16))
    spots: list[tuple[float, float, float, float]] = [
        (130, 90, 560, 330),
        (520, 190, 1080, 430),
        (220, 380, 690, 590),
    ]
    colours = [DEEP, OCHRE, TERRACOTTA]
    chance.shuffle(colours)
    for n, ((left, top, right, bottom), colour) in enumerate(zip(spots, colours, strict=True)):
        drift = chance.uniform(-24, 24)
        left, right = left + drift, right + drift
        canvas.rounded(left, top, right, bottom, 62, fade(colour, 0.9))
        tail = left + 110 if n != 1 else right - 110
        turn = -60 if n != 1 else 60
        canvas.polygon(
            [(tail - 34, bottom - 2), (tail + 34, bottom - 2), (tail + turn, bottom + 62)],
            fade(colour, 0.9),
        )
        for row in range(3):
            y = top + 66 + row * 44
            if n == 2:
                y -= 8
            until = right - 70 - chance.uniform(10, 150)
            canvas.line(
                [(left + 70, y), (until, y)], 15, mix(colour, PAPER, 0.8 if row != 1 else 0.45)
            )
    for x, y, size in ((985, 120, 46), (1070, 540, 30), (880, 545, 62), (95, 470, 34)):
        canvas.circle((x, y), size, fade(chance.choice((MIST, SAGE, STRAW)), 0.85))


def petals(canvas: Canvas, chance: Random) -> None:
    """Six petals around one heart, on rings: the six sides of positive health."""
    canvas.box(0, 0, WIDTH, HEIGHT, mix(PAPER, SAGE, 0.2))
    centre = (WIDTH / 2, HEIGHT / 2)
    for n in range(9, 0, -1):
        canvas.circle(centre, n * 78, mix(mix(PAPER, SAGE, 0.2), PAPER, 0.55 if n % 2 else 0.1))
    lean = chance.uniform(0, 1)
    for n, colour in enumerate((TERRACOTTA, OCHRE, DEEP, BLUSH, TEAL, MOSS)):
        long = chance.uniform(215, 300)
        outline = curve(
            [
                (0, 0),
                (long * 0.3, -62),
                (long * 0.75, -70),
                (long, 0),
                (long * 0.75, 70),
                (long * 0.3, 62),
                (0, 0),
            ]
        )
        petal = turned(
            [(x + centre[0], y + centre[1]) for x, y in outline], centre, lean + n * math.tau / 6
        )
        canvas.polygon(petal, fade(colour, 0.88))
        vein = turned(
            [(centre[0] + 40, centre[1]), (centre[0] + long - 40, centre[1])],
            centre,
            lean + n * math.tau / 6,
        )
        canvas.line(vein, 3, mix(colour, PAPER, 0.4))
    canvas.circle(centre, 46, PAPER)
    canvas.circle(centre, 34, INK)


def untangle(canvas: Canvas, chance: Random) -> None:
    """Threads in a tangle on the left that run straight to the right."""
    canvas.box(0, 0, WIDTH, HEIGHT, mix(PAPER, SAND, 0.15))
    for n, colour in enumerate((DEEP, TERRACOTTA, OCHRE, TEAL, BLUSH)):
        knot = [(-40.0, chance.uniform(120, 560))]
        knot += [(chance.uniform(60, 520), chance.uniform(90, 585)) for _turn in range(9)]
        lane = 200 + n * 68
        path = curve(
            [*knot, (640, lane + chance.uniform(-30, 30)), (760, lane), (900, lane), (1240, lane)]
        )
        canvas.line(path, 15, mix(PAPER, SAND, 0.15))
        canvas.line(path, 9, colour)
        canvas.circle((1090, lane), 17, PAPER)
        canvas.circle((1090, lane), 11, colour)
