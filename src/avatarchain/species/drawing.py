"""The drawing language: a small subset of SVG, read strictly and spelled one way.

A drawing file is read into shapes (for painters) and one canonical text (for hashing,
for the SVG portrait, for the contract). Both are made from the same numbers, so they
cannot differ. Everything outside the subset is a fault with its line: scripts, links,
styles, entities, text, gradients and opacity have no way in.

Canonical spelling: no white space between elements, double quotes, attributes in the
order class, stroke-width, transform, geometry; numbers without needless zeros or
signs; path commands as given, their numbers separated by one space.
"""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import lru_cache
from math import prod
from typing import Any
from xml.parsers import expat

LOWEST, HIGHEST = -1024, 1536
MAX_NUMBERS = 20_000
MAX_BYTES = 1_000_000
MAX_DEPTH = 16
"""Of groups in groups, and of transforms around one shape."""
LEAST_SCALE, GREATEST_SCALE = 0.01, 100

_GEOMETRY = {
    "path": ("d",),
    "circle": ("cx", "cy", "r"),
    "ellipse": ("cx", "cy", "rx", "ry"),
    "rect": ("x", "y", "width", "height", "rx", "ry"),
    "polygon": ("points",),
    "polyline": ("points",),
    "line": ("x1", "y1", "x2", "y2"),
    "g": (),
}
_OPTIONAL = {"circle": {"cx", "cy"}, "ellipse": {"cx", "cy"}, "rect": {"x", "y", "rx", "ry"}}
_ARGUMENTS = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "T": 2, "A": 7, "Z": 0}
_ARC_FLAGS = (3, 4)
_OPERATIONS = {"translate": (1, 2), "scale": (1, 2), "rotate": (1, 3)}

_TOKEN = re.compile(r"[ \t\r\n,]*([+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?![0-9.eE])|[A-Za-z]|$)")
_FLAG = re.compile(r"[ \t\r\n,]*([01])")
_TRANSFORM = re.compile(r"[ \t\r\n,]*([a-z]+)[ \t\r\n]*\(([^()]*)\)")

Command = tuple[str, tuple[float, ...]]
"""A path command or a transform: its name and its numbers."""


class Fault(Exception):
    """What is wrong with a drawing: `reason`, and `line` (from 1; None where unknown)."""

    def __init__(self, reason: str, line: int | None = None) -> None:
        super().__init__(reason)
        self.reason, self.line = reason, line


@dataclass(frozen=True, slots=True)
class Shape:
    """One element to paint, in view box units.

    `fill` and `stroke` are colour names or None; `width` is the stroke's. `geometry`
    holds the attributes of circle, ellipse, rect and line; `path` holds the commands of
    path, polygon and polyline. `transforms` are those of the groups around it,
    outermost first.
    """

    element: str
    fill: str | None
    stroke: str | None
    width: float
    geometry: dict[str, float]
    path: tuple[Command, ...]
    transforms: tuple[Command, ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawing read: its canonical text (without the svg element) and its shapes."""

    text: str
    shapes: tuple[Shape, ...]


# The same few numbers stand everywhere in a pack.
@lru_cache(maxsize=8192)
def spell(number: float) -> str:
    """A number of at most two decimals in its shortest decimal spelling."""
    return f"{number:g}"  # six digits: four before the point and two behind it fit


@lru_cache(maxsize=8192)
def _number(text: str) -> float:
    value = float(text)
    if round(value, 2) != value:
        raise Fault(f"{text} has more than two decimals")
    if not LOWEST <= value <= HIGHEST:
        raise Fault(f"{text} is outside {LOWEST} … {HIGHEST}")
    return value + 0.0  # −0 becomes 0


def _numbers(text: str, name: str) -> tuple[float, ...]:
    values: list[float] = []
    at = 0
    while True:
        match = _TOKEN.match(text, at)
        if match is None or match[1].isalpha():
            raise Fault(f"{name}: expected a number at {text[at : at + 12].strip()!r}")
        if not match[1]:
            return tuple(values)
        values.append(_number(match[1]))
        at = match.end()


def _path(text: str) -> tuple[Command, ...]:
    commands: list[Command] = []
    letter, at = "", 0
    arguments: list[float] = []
    while True:
        flag = letter == "A" and len(arguments) % 7 in _ARC_FLAGS
        match = (_FLAG if flag else _TOKEN).match(text, at)
        if match is None:
            what = "an arc's flag, 0 or 1," if flag else "a command or a number"
            raise Fault(f"d: expected {what} at {text[at : at + 12].strip()!r}")
        token, at = match[1], match.end()
        if token and not token.isalpha():
            if not letter:
                raise Fault(f"d: begins with {token}, not with M")
            arguments.append(float(token) if flag else _number(token))
            continue
        if letter:
            commands.extend(_repeat(letter, arguments))
        if not token:
            break
        if token not in _ARGUMENTS:
            raise Fault(f"d: {token} is not one of the absolute commands M L H V C S Q T A Z")
        letter, arguments = token, []
    if not commands or commands[0][0] != "M":
        raise Fault("d: a path begins with M")
    return tuple(commands)


def _repeat(letter: str, arguments: list[float]) -> list[Command]:
    """One command for each full set of arguments; more pairs after M are lines."""
    size = _ARGUMENTS[letter]
    if size == 0 and not arguments:
        return [(letter, ())]
    if size == 0 or not arguments or len(arguments) % size:
        raise Fault(f"d: {letter} takes {size} numbers at a time, got {len(arguments)}")
    sets = [tuple(arguments[k : k + size]) for k in range(0, len(arguments), size)]
    rest = "L" if letter == "M" else letter
    return [(letter if k == 0 else rest, one) for k, one in enumerate(sets)]


def _transforms(text: str) -> tuple[Command, ...]:
    found, at = [], 0
    while text[at:].strip(" \t\r\n,"):
        match = _TRANSFORM.match(text, at)
        if match is None or match[1] not in _OPERATIONS:
            raise Fault(f"transform: {text[at:].strip()!r} is not translate, scale or rotate")
        values = _numbers(match[2], "transform")
        if len(values) not in _OPERATIONS[match[1]]:
            raise Fault(f"transform: {match[1]} does not take {len(values)} numbers")
        if match[1] == "scale" and (0 in values or len({abs(value) for value in values}) > 1):
            raise Fault("transform: scale must be as large across as down, and not 0")
        found.append((match[1], values))
        at = match.end()
    return tuple(found)


def _spell_all(numbers: tuple[float, ...]) -> str:
    return " ".join(map(spell, numbers))


class _Reader:
    """Builds canonical text and shapes from expat's events."""

    def __init__(self, colours: Collection[str]) -> None:
        self.colours = colours
        self.text: list[str] = []
        self.shapes: list[Shape] = []
        self.groups: list[tuple[Command, ...]] = []
        self.open: list[str] = []
        self.numbers = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if not self.open:
            if name != "svg" or attributes.get("viewBox") != "0 0 512 512":
                raise Fault('the file must be <svg viewBox="0 0 512 512">')
            if extra := set(attributes) - {"xmlns", "viewBox", "width", "height"}:
                raise Fault(f"attribute {min(extra)!r} does not belong on svg")
        elif self.open[-1] not in ("svg", "g"):
            raise Fault(f"<{name}> stands inside <{self.open[-1]}>")
        elif name not in _GEOMETRY:
            raise Fault(f"element <{name}> is outside the subset")
        else:
            self.element(name, attributes)
        self.open.append(name)

    def element(self, name: str, attributes: dict[str, str]) -> None:
        given = dict(attributes)
        spelled: list[tuple[str, str]] = []
        fill = stroke = None
        width = 0.0
        transforms: tuple[Command, ...] = ()
        if name == "g":
            transforms = _transforms(given.pop("transform", ""))
            if transforms:
                text = " ".join(f"{op}({_spell_all(values)})" for op, values in transforms)
                spelled.append(("transform", text))
        else:
            fill, stroke = self.classes(given.pop("class", ""))
            spelled.append(("class", " ".join(filter(None, (fill, stroke and stroke + "-line")))))
            if (stroke is None) != ("stroke-width" not in given):
                raise Fault("a -line class and stroke-width go together")
            if stroke is not None:
                width = self.size("stroke-width", given.pop("stroke-width"))
                spelled.append(("stroke-width", spell(width)))
        geometry, path = self.geometry(name, given, spelled)
        if given:
            raise Fault(f"attribute {min(given)!r} of <{name}> is outside the subset")
        inner = "".join(f' {key}="{value}"' for key, value in spelled)
        if name == "g":
            self.group(transforms)
            self.text.append(f"<g{inner}>")
            return
        around = self.groups[-1] if self.groups else ()
        self.shapes.append(Shape(name, fill, stroke, width, geometry, path, around))
        self.text.append(f"<{name}{inner}/>")

    def group(self, transforms: tuple[Command, ...]) -> None:
        around = (self.groups[-1] if self.groups else ()) + transforms
        if len(self.groups) == MAX_DEPTH or len(around) > MAX_DEPTH:
            raise Fault(f"groups and transforms nest at most {MAX_DEPTH} deep")
        factor = prod(abs(values[0]) for operation, values in around if operation == "scale")
        if not LEAST_SCALE <= factor <= GREATEST_SCALE:
            raise Fault(f"transform: scaled {factor:g} in all; {LEAST_SCALE} … {GREATEST_SCALE}")
        self.groups.append(around)

    def classes(self, text: str) -> tuple[str | None, str | None]:
        fill = stroke = None
        for one in text.split():
            colour = one.removesuffix("-line")
            if colour not in self.colours:
                raise Fault(f"unknown class {one!r}")
            if colour == one and fill is None:
                fill = colour
            elif colour != one and stroke is None:
                stroke = colour
            else:
                raise Fault(f"class {text!r} names two fills or two lines")
        if fill is None and stroke is None:
            raise Fault("an element without a class shows nothing")
        return fill, stroke

    def size(self, name: str, text: str) -> float:
        value = self.scalar(name, text)
        if value <= 0:
            raise Fault(f"{name} must be above 0, got {text}")
        return value

    def scalar(self, name: str, text: str) -> float:
        values = _numbers(text, name)
        if len(values) != 1:
            raise Fault(f"{name} takes one number, got {text!r}")
        self.count(1)
        return values[0]

    def count(self, numbers: int) -> None:
        self.numbers += numbers
        if self.numbers > MAX_NUMBERS:
            raise Fault(f"a drawing holds at most {MAX_NUMBERS:,} numbers")

    def geometry(
        self, name: str, given: dict[str, str], spelled: list[tuple[str, str]]
    ) -> tuple[dict[str, float], tuple[Command, ...]]:
        values: dict[str, float] = {}
        path: tuple[Command, ...] = ()
        if name == "rect" and ("rx" in given) != ("ry" in given):
            given["rx"] = given["ry"] = given.get("rx", given.get("ry", ""))
        for key in _GEOMETRY[name]:
            if key not in given:
                if key not in _OPTIONAL.get(name, ()):
                    raise Fault(f"<{name}> lacks {key!r}")
                continue
            text = given.pop(key)
            if key == "d":
                path = _path(text)
                self.count(sum(len(numbers) for _, numbers in path))
                spelled.append((key, "".join(op + _spell_all(args) for op, args in path)))
            elif key == "points":
                points = _numbers(text, key)
                self.count(len(points))
                if len(points) < 4 or len(points) % 2:
                    raise Fault(f"points takes two or more pairs of numbers, got {len(points)}")
                path = tuple(
                    ("L" if k else "M", points[k : k + 2]) for k in range(0, len(points), 2)
                ) + ((("Z", ()),) if name == "polygon" else ())
                spelled.append((key, _spell_all(points)))
            else:
                sized = key in ("r", "rx", "ry", "width", "height")
                values[key] = self.size(key, text) if sized else self.scalar(key, text)
                spelled.append((key, spell(values[key])))
        return values, path

    def end(self, name: str) -> None:
        self.open.pop()
        if name == "g":
            self.groups.pop()
            self.text.append("</g>")

    def characters(self, text: str) -> None:
        if text.strip(" \t\r\n"):
            raise Fault(f"text {text.strip()[:20]!r} is outside the subset")

    def forbidden(self, *_: object) -> None:
        raise Fault("document types, entities and processing instructions are outside the subset")


def read(data: bytes, colours: Collection[str]) -> Drawing:
    """The drawing in a file's bytes; `colours` are the names that classes may use.

    Raises Fault with reason and line for anything outside the subset.
    """
    if len(data) > MAX_BYTES:
        raise Fault(f"a drawing file holds at most {MAX_BYTES:,} bytes")
    reader = _Reader(colours)
    parser = expat.ParserCreate("UTF-8")
    parser.buffer_text = True

    def located(handle: Callable[..., None]) -> Callable[..., None]:
        def call(*event: Any) -> None:
            try:
                handle(*event)
            except Fault as fault:
                raise Fault(fault.reason, parser.CurrentLineNumber) from None

        return call

    parser.StartElementHandler = located(reader.start)
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = located(reader.characters)
    parser.StartDoctypeDeclHandler = located(reader.forbidden)
    parser.ProcessingInstructionHandler = located(reader.forbidden)
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise Fault(expat.ErrorString(error.code), error.lineno) from None
    return Drawing("".join(reader.text), tuple(reader.shapes))


def shapes(text: str, colours: Collection[str]) -> tuple[Shape, ...]:
    """The shapes of a canonical text (as `Drawing.text` spells it)."""
    return read(f'<svg viewBox="0 0 512 512">{text}</svg>'.encode(), colours).shapes
