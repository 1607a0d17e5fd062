"""Drawings of streets and of the fronts of houses."""

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
    curve,
    fade,
    mix,
)


def houses(canvas: Canvas, chance: Random) -> None:
    """A row of houses on the water, in the morning."""
    _street(canvas, chance, sky=mix(PAPER, STRAW, 0.25), night=False)


def night(canvas: Canvas, chance: Random) -> None:
    """The same row at night: the moon, a few lit windows and one car on its way."""
    _street(canvas, chance, sky=INK, night=True)


def _street(canvas: Canvas, chance: Random, sky: Colour, night: bool) -> None:
    quay = 520
    canvas.box(0, 0, WIDTH, quay, sky)
    sun = (WIDTH * chance.choice((0.2, 0.78)), chance.uniform(110, 165))
    if night:
        canvas.circle(sun, 46, PAPER)
        canvas.circle((sun[0] - 20, sun[1] - 12), 42, sky)
        for _star in range(38):
            canvas.circle(
                (chance.uniform(0, WIDTH), chance.uniform(10, 300)), chance.uniform(1, 2.4), MIST
            )
    else:
        canvas.circle(sun, 66, STRAW)
        canvas.circle(sun, 48, OCHRE)
    trees = mix(DEEP, sky, 0.35) if night else mix(SAGE, PAPER, 0.35)
    for _bush in range(24):
        canvas.circle(
            (chance.uniform(-20, WIDTH + 20), chance.uniform(390, 430)),
            chance.uniform(40, 80),
            trees,
        )
    canvas.box(0, 425, WIDTH, quay, trees)
    walls = [TERRACOTTA, DEEP, OCHRE, BLUSH, SAND, TEAL, mix(TERRACOTTA, INK, 0.25), STRAW]
    if night:
        walls = [mix(wall, INK, 0.62) for wall in walls]
    x, last = -30.0, None
    while x < WIDTH:
        wide = chance.uniform(96, 158)
        wall = chance.choice([colour for colour in walls if colour != last])
        last = wall
        _house(canvas, chance, x, quay, wide, chance.uniform(150, 255), wall, night)
        x += wide + 3
    road = mix(INK, PAPER, 0.12) if night else mix(SAND, PAPER, 0.3)
    canvas.box(0, quay, WIDTH, quay + 26, road)
    canvas.box(0, quay + 26, WIDTH, HEIGHT, mix(DEEP, INK, 0.55) if night else WATER)
    ripple = mix(TEAL, INK, 0.45) if night else mix(MIST, PAPER, 0.15)
    for _ripple in range(46):
        left, y = chance.uniform(-60, WIDTH), chance.uniform(quay + 44, HEIGHT - 8)
        canvas.line([(left, y), (left + chance.uniform(30, 130), y)], 3, ripple)
    if night:
        car = WIDTH * chance.uniform(0.35, 0.6)
        canvas.dashes([(0, quay + 13), (car - 40, quay + 13)], 4, OCHRE, 16, 14)
        canvas.polygon(
            [(car + 26, quay + 3), (car + 150, quay - 8), (car + 150, quay + 26)], fade(STRAW, 0.3)
        )
        canvas.rounded(car - 30, quay - 8, car + 30, quay + 14, 8, PAPER)
        canvas.rounded(car - 17, quay - 22, car + 14, quay - 2, 8, PAPER)
        canvas.rounded(car - 11, quay - 17, car + 9, quay - 7, 4, DEEP)
        for wheel in (car - 17, car + 17):
            canvas.circle((wheel, quay + 14), 7, mix(INK, PAPER, 0.3))


def _house(
    canvas: Canvas,
    chance: Random,
    x: float,
    quay: float,
    wide: float,
    high: float,
    wall: Colour,
    night: bool,
) -> None:
    top, right = quay - high, x + wide
    roof = chance.uniform(44, 78)
    shape = chance.choice(("point", "step", "flat", "point"))
    canvas.box(x, top, right, quay, wall)
    dark = mix(wall, INK, 0.4)
    if shape == "point":
        canvas.polygon([(x - 5, top), (x + wide / 2, top - roof), (right + 5, top)], dark)
    elif shape == "step":
        for n in range(4):
            inset = wide * (0.12 * n)
            canvas.box(
                x + inset, top - (n + 1) * roof / 4, right - inset, top - n * roof / 4 + 1, wall
            )
    else:
        canvas.box(x - 4, top - 12, right + 4, top, dark)
    columns = 2 if wide < 120 else 3
    rows = max(2, int((high - 62) // 62))
    door = chance.randrange(columns)
    cell = wide / columns
    for row in range(rows):
        for column in range(columns):
            left = x + cell * column + cell / 2 - 13
            upper = top + 22 + row * ((high - 78) / rows)
            lit = chance.random() < (0.16 if night else 0.0)
            pane = STRAW if lit else (mix(wall, INK, 0.45) if night else mix(PAPER, MIST, 0.25))
            canvas.rounded(left, upper, left + 26, upper + 36, 3, pane)
            canvas.line([(left + 13, upper + 2), (left + 13, upper + 34)], 2, fade(wall, 0.8))
    left = x + cell * door + cell / 2 - 15
    canvas.rounded(left, quay - 56, left + 30, quay + 4, 4, mix(INK, wall, 0.2))


def windows(canvas: Canvas, chance: Random) -> None:
    """The front of a block of flats: in most windows something of who lives there."""
    wall = mix(TERRACOTTA, SAND, 0.35)
    canvas.box(0, 0, WIDTH, HEIGHT, wall)
    for y in range(14, HEIGHT, 15):
        for x in range(-30 + (y // 15 % 2) * 22, WIDTH, 44):
            canvas.line([(x, y), (x + 26, y)], 2, mix(wall, INK, 0.06))
    lonely = (chance.randrange(6), chance.randrange(3))
    for column in range(6):
        for row in range(3):
            left, top = 62 + column * 184, 40 + row * 210
            right, bottom = left + 138, top + 150
            canvas.box(left - 9, top - 9, right + 9, bottom + 9, PAPER)
            alone = (column, row) == lonely
            pane = (
                STRAW
                if alone
                else chance.choice((mix(DEEP, MIST, 0.25), mix(WATER, PAPER, 0.2), MIST, TEAL))
            )
            canvas.box(left, top, right, bottom, pane)
            if alone:
                canvas.circle((left + 69, top + 80), 23, INK)
                canvas.rounded(left + 28, top + 106, right - 28, bottom + 40, 36, INK)
                canvas.box(left - 9, bottom, right + 9, bottom + 50, wall)
            else:
                _window_life(canvas, chance, left, top, right, bottom)
            canvas.box(left - 9, bottom, right + 9, bottom + 9, PAPER)
            canvas.box(left - 18, bottom + 9, right + 18, bottom + 20, mix(SAND, INK, 0.3))


def _window_life(
    canvas: Canvas, chance: Random, left: float, top: float, right: float, bottom: float
) -> None:
    kind = chance.choice(("curtain", "plant", "plant", "lamp", "cat", "blind"))
    if kind == "curtain":
        for near, side in ((left, 1), (right, -1)):
            canvas.polygon(
                [(near, top), (near + side * 62, top), (near + side * 24, bottom), (near, bottom)],
                BLUSH,
            )
    elif kind == "plant":
        spot = (left + chance.uniform(40, 98), bottom - 36)
        for lean in (-0.9, -0.45, 0.0, 0.45, 0.9):
            tip = (spot[0] + math.sin(lean) * 52, spot[1] - math.cos(lean) * 62)
            canvas.line(
                curve([spot, ((spot[0] + tip[0]) / 2 + lean * 8, (spot[1] + tip[1]) / 2), tip]),
                9,
                MOSS,
            )
        canvas.polygon(
            [
                (spot[0] - 23, spot[1]),
                (spot[0] + 23, spot[1]),
                (spot[0] + 16, bottom),
                (spot[0] - 16, bottom),
            ],
            TERRACOTTA,
        )
    elif kind == "lamp":
        x = left + 69
        canvas.line([(x, top), (x, top + 40)], 4, INK)
        canvas.polygon(
            [(x - 34, top + 74), (x + 34, top + 74), (x + 15, top + 40), (x - 15, top + 40)], OCHRE
        )
        canvas.polygon(
            [(x - 34, top + 74), (x + 34, top + 74), (right - 8, bottom), (left + 8, bottom)],
            fade(STRAW, 0.35),
        )
    elif kind == "cat":
        x = left + chance.uniform(50, 90)
        canvas.ellipse((x, bottom - 22), 30, 24, INK)
        canvas.circle((x + 24, bottom - 48), 17, INK)
        for ear in (12, 32):
            canvas.polygon(
                [(x + ear, bottom - 56), (x + ear + 9, bottom - 58), (x + ear + 3, bottom - 74)],
                INK,
            )
        canvas.line(
            curve([(x - 26, bottom - 14), (x - 48, bottom - 24), (x - 50, bottom - 50)]), 7, INK
        )
    else:
        for y in range(int(top) + 6, int(top) + 84, 13):
            canvas.box(left, y, right, y + 8, mix(SAND, PAPER, 0.3))
