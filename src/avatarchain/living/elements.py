"""The elements of a drawing one by one, each as shape and as SVG text, with its colours.

A canonical drawing is a row of elements, some inside groups. Here each stands by itself, with
the groups around it, so that it can be painted, cut in two, or written elsewhere.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from avatarchain.species.colouring import coloured
from avatarchain.species.drawing import Shape, shapes
from avatarchain.species.outline import Point, Ring, rings, stroke_width
from avatarchain.species.spelling import HIGHEST, LOWEST, spell_all

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in view box units."""

FINE, COARSE = 0.2, 1.0
"""How far a ring may be from its curve, in units: for painting, and for measuring."""

_TAG = re.compile(r"<g[^>]*>|</g>|<[a-z]+ [^>]*/>")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e[+-]\d+)?")
_PATH = re.compile(r' d="[^"]*"')


@dataclass(frozen=True, slots=True)
class Inked:
    """A shape with colours: #rrggbb of its fill and its line, each or None, and its SVG text."""

    shape: Shape
    fill: str | None
    line: str | None
    text: str

    @property
    def width(self) -> float:
        """The width of its line in units, 0 without one."""
        return stroke_width(self.shape) if self.line else 0.0


@dataclass(frozen=True, slots=True)
class Element:
    """A shape whose colours are names, and its text with classes."""

    shape: Shape
    text: str

    def coloured(self, colours: Mapping[str, str]) -> Inked:
        """The same with the colours of these names."""
        return Inked(
            self.shape,
            None if self.shape.fill is None else colours[self.shape.fill],
            None if self.shape.stroke is None else colours[self.shape.stroke],
            coloured(self.text, colours, {}).text,
        )


@lru_cache(maxsize=2048)
def elements(drawing: str, names: frozenset[str]) -> tuple[Element, ...]:
    """The elements of a drawing, a canonical text; `names` are those of its colours."""
    groups: list[str] = []
    texts = []
    for match in _TAG.finditer(drawing):
        tag = match[0]
        if tag == "</g>":
            groups.pop()
        elif tag.startswith("<g"):
            groups.append(tag)
        else:
            around = [group for group in groups if group != "<g>"]
            texts.append("".join(around) + tag + "</g>" * len(around))
    drawn = shapes(drawing, names, one_layer=False)
    return tuple(Element(shape, text) for shape, text in zip(drawn, texts, strict=True))


def area(points: str, colour: str, line: str | None = None, width: float = 0.0) -> Inked:
    """A path of ours that is filled with a colour, and has a line where one is given.

    What lies beyond the numbers that drawings may hold is moved to the last of them.
    """
    points = _NUMBER.sub(_within, points)
    drawn = f'<path class="a{" b-line" if line else ""}"'
    drawn += f' stroke-width="{width:g}"' if line else ""
    drawn += f' d="{points}"/>'
    (shape,) = shapes(drawn, {"a", "b"})
    text = f'<path fill="{colour}"' + (f' stroke="{line}" stroke-width="{width:g}"' if line else "")
    return Inked(shape, colour, line, f'{text} d="{points}"/>')


def _within(number: re.Match[str]) -> str:
    """A number as drawings may hold it; the letter of an exponent would be a command."""
    value = min(max(float(number[0]), LOWEST), HIGHEST)
    return f"{value:g}" if abs(value) >= 1e-3 else "0"


def outline_of(inked: Inked, colour: str | None = None) -> Inked:
    """Only the line of a shape, in its own colour or another."""
    text = re.sub(r' fill="#[0-9a-f]{6}"', "", inked.text)
    if colour is not None and inked.line is not None:
        text = text.replace(f'stroke="{inked.line}"', f'stroke="{colour}"')
    return Inked(replace(inked.shape, fill=None), None, colour or inked.line, text)


def halves(inked: Inked) -> list[Inked]:
    """A path whose subpaths lie on both sides of the picture, as one shape for each side."""
    if inked.shape.element != "path" or inked.shape.transforms:
        return [inked]
    subpaths: list[list[tuple[str, tuple[float, ...]]]] = []
    for command in inked.shape.path:
        if command[0] == "M" or not subpaths:
            subpaths.append([])
        subpaths[-1].append(command)
    sides: dict[bool, list[tuple[str, tuple[float, ...]]]] = {}
    for subpath in subpaths:
        drawn = rings(replace(inked.shape, path=tuple(subpath)), COARSE)
        if drawn:  # else it goes nowhere
            left, _, right, _ = _box(drawn)
            sides.setdefault(left + right < 512, []).extend(subpath)
    if len(sides) < 2:
        return [inked]
    parts = []
    for commands in sides.values():
        d = "".join(letter + spell_all(numbers) for letter, numbers in commands)
        shape = replace(inked.shape, path=tuple(commands))
        parts.append(replace(inked, shape=shape, text=_PATH.sub(f' d="{d}"', inked.text)))
    return parts


@lru_cache(maxsize=4096)
def _rings(text: str, shape: "_Hashed", tolerance: float) -> tuple[Ring, ...]:
    return tuple(rings(shape.shape, tolerance))


class _Hashed:
    """A shape that is looked up by the text that made it."""

    def __init__(self, shape: Shape) -> None:
        self.shape = shape

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Hashed)

    def __hash__(self) -> int:
        return 0


def rings_of(inked: Inked, tolerance: float = FINE) -> tuple[Ring, ...]:
    """The rings of a shape; they are kept in memory."""
    return _rings(inked.text, _Hashed(inked.shape), tolerance)


def box_of(inked: Inked) -> Box:
    """The box around a shape, without the width of its line."""
    return _box(rings_of(inked, COARSE))


def _box(drawn: tuple[Ring, ...] | list[Ring]) -> Box:
    xs = [x for points, _ in drawn for x, _ in points]
    ys = [y for points, _ in drawn for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def contains(drawn: tuple[Ring, ...], point: Point) -> bool:
    """Whether an odd number of rings go around a point."""
    x, y = point
    inside = False
    for points, _ in drawn:
        if len(points) < 3:
            continue
        px, py = points[-1]
        for qx, qy in points:
            if (py > y) != (qy > y) and x < px + (qx - px) * (y - py) / (qy - py):
                inside = not inside
            px, py = qx, qy
    return inside


def crossings(drawn: tuple[Ring, ...], y: float) -> list[float]:
    """Where rings cross a height, from left to right: inside is left of an odd number of them."""
    places = []
    for points, _ in drawn:
        if len(points) < 3:
            continue
        px, py = points[-1]
        for qx, qy in points:
            if (py > y) != (qy > y):
                places.append(px + (qx - px) * (y - py) / (qy - py))
            px, py = qx, qy
    return sorted(places)
