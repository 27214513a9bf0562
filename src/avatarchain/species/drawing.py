"""The drawing language: a small subset of SVG, with one canonical form for each drawing.

A drawing file is read into shapes (for painters) and one canonical text (for hashing,
for the SVG portrait, for the contract). Both are made from the same numbers, so they
cannot differ. Everything outside the subset is a fault, given with its line: scripts, links,
styles, entities, text and gradients are refused. All faults of a file are gathered, so that
its author sees them at once. `elements` reads one element; this module reads the file.

Canonical form: no white space between elements, double quotes, attributes in the order class,
stroke-width, opacity, transform, geometry; numbers without needless zeros or signs; path commands
as given, their numbers separated by one space.
"""

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from math import prod
from typing import Any
from xml.parsers import expat

from avatarchain.species.edges import Edges, allowed, edges, too_many
from avatarchain.species.effort import MAX_EFFORT, MAX_INKS, effort, inks, planes
from avatarchain.species.elements import GEOMETRY, Element, Shape, read_element
from avatarchain.species.spelling import (
    MAX_NUMBERS,
    MAX_TRANSFORMS,
    Command,
    Fault,
    TooManyNumbers,
    quoted,
    spell,
)

__all__ = [
    "MAX_NUMBERS",
    "Command",
    "Drawing",
    "Fault",
    "FaultyDrawing",
    "Shape",
    "read_drawing",
    "shapes",
    "spell",
]

MAX_BYTES = 1_000_000
MAX_DEPTH = MAX_TRANSFORMS
"""The most groups inside each other, and the most transforms around one shape."""
MAX_FAULTS = 100
"""The most faults listed for one drawing; further ones are only counted."""
LEAST_SCALE, GREATEST_SCALE = 0.01, 100

_NAMESPACE = "http://www.w3.org/2000/svg"
_COMMENT = re.compile(rb"<!--.*?(?:-->|\Z)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawing: its canonical text (without the svg element), its shapes, and their cost.

    `effort` is the effort of painting it, and `numbers` how many numbers it has. `edges` are its
    outlines, in each square.
    """

    text: str
    shapes: tuple[Shape, ...]
    effort: float = 0.0
    numbers: int = 0
    edges: Edges = ()


class FaultyDrawing(Fault):
    """A drawing with `faults`, in the order of their lines; `reason` and `line` are the first's.

    If there are more than MAX_FAULTS, the last one says how many more there are.
    """

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(faults[0].reason, faults[0].line)
        self.faults = faults


class _StopReading(Exception):
    """The rest of the file is not read, because of a fault that was noted."""


class _Reader:
    """Builds canonical text and shapes from expat's events, and gathers faults."""

    def __init__(
        self, colours: Collection[str], line: Callable[[], int], *, one_layer: bool
    ) -> None:
        self.colours, self.line, self.one_layer = colours, line, one_layer
        self.text: list[str] = []
        self.shapes: list[Shape] = []
        self.lines: list[int] = []  # of the shapes
        self.groups: list[tuple[Command, ...]] = []
        self.open: list[str] = []
        self.skipped = 0  # how many elements are open whose outermost one was refused
        self.verbatim = False  # in a CDATA section
        self.numbers = 0
        self.effort = 0.0
        self.inks: set[str] = set()
        self.faults: list[Fault] = []
        self.more = 0

    def note(self, reason: str, line: int | None = None) -> None:
        """Add a fault, at the line that is being read if none is given."""
        if len(self.faults) < MAX_FAULTS:
            self.faults.append(Fault(reason, line or self.line()))
        else:
            self.more += 1

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if self.skipped:
            self.skipped += 1
        elif not self.open:
            self.root(name, attributes)
        elif self.open[-1] not in ("svg", "g"):
            self.skip(f"<{name[:20]}> stands inside <{self.open[-1]}>")
        elif name not in GEOMETRY:
            self.skip(f"element <{name[:20]}> is outside the subset")
        elif name == "g" and len(self.groups) == MAX_DEPTH:
            self.skip(f"groups and transforms nest at most {MAX_DEPTH} deep")
        else:
            self.open.append(name)
            self.element(name, attributes)

    def skip(self, reason: str) -> None:
        self.note(reason)
        self.skipped = 1

    def root(self, name: str, attributes: dict[str, str]) -> None:
        if name != "svg" or attributes.get("viewBox") != "0 0 512 512":
            self.note('the file must be <svg viewBox="0 0 512 512">')
        if name != "svg":
            raise _StopReading
        if attributes.get("xmlns", _NAMESPACE) != _NAMESPACE:
            self.note(f"xmlns must be {_NAMESPACE}")
        for extra in sorted(set(attributes) - {"xmlns", "viewBox", "width", "height"}):
            self.note(f"attribute {quoted(extra)} does not belong on svg")
        self.open.append(name)

    def element(self, name: str, attributes: dict[str, str]) -> None:
        around = self.groups[-1] if self.groups else ()
        element = read_element(name, attributes, self.colours, MAX_NUMBERS - self.numbers)
        for reason in element.faults:
            self.note(reason)
        self.numbers += element.numbers
        if self.numbers > MAX_NUMBERS:
            self.note(TooManyNumbers().reason)
            raise _StopReading
        if name == "g":
            self.group(element, around + element.transforms)
        elif not element.faults:
            self.add(element.shape(around))
        self.text.append(element.text)

    def add(self, shape: Shape) -> None:
        """Add a shape, unless the effort of the drawing then exceeds the limit of a portrait."""
        self.inks |= inks(shape)
        if self.one_layer and len(self.inks) > MAX_INKS:
            self.note(f"uses more than {MAX_INKS} colours")
            raise _StopReading
        self.effort += effort(shape, 1 + len(self.inks) if self.one_layer else 2)
        if self.effort + planes(self.inks) > MAX_EFFORT:
            self.note(f"takes too long to paint: {too_dear(self.effort + planes(self.inks))}")
            raise _StopReading
        self.shapes.append(shape)
        self.lines.append(self.line())

    def count_edges(self) -> Edges:
        """The outlines in each square. What are too many is a fault of the shape with which."""
        counted = edges(self.shapes)
        reason = too_many(counted, one_layer=self.one_layer)
        if reason is not None:
            first = allowed(self.shapes[:-1], one_layer=self.one_layer)
            if first + 1 < len(self.shapes):
                reason = too_many(edges(self.shapes[: first + 1]), one_layer=self.one_layer)
            self.note(f"has too many edges: {reason}", self.lines[first])
        return counted

    def group(self, element: Element, around: tuple[Command, ...]) -> None:
        if len(around) > MAX_DEPTH:
            self.note(f"groups and transforms nest at most {MAX_DEPTH} deep")
            around = ()
        factor = prod(abs(values[0]) for operation, values in around if operation == "scale")
        if not LEAST_SCALE <= factor <= GREATEST_SCALE:
            self.note(f"transform: scaled {factor:g} in all; {LEAST_SCALE} … {GREATEST_SCALE}")
            around = ()
        self.groups.append(around)

    def end(self, name: str) -> None:
        if self.skipped:
            self.skipped -= 1
            return
        self.open.pop()
        if name == "g":
            self.groups.pop()
            self.text.append("</g>")

    def characters(self, text: str) -> None:
        if text.strip(" \t\r\n") and not self.skipped and not self.verbatim:
            self.note(f"text {quoted(text)} is outside the subset")

    def section(self) -> None:
        self.verbatim = True
        self.note("a CDATA section is outside the subset")

    def section_ends(self) -> None:
        self.verbatim = False

    def instruction(self, *_: object) -> None:
        self.note("processing instructions are outside the subset")

    def document_type(self, *_: object) -> None:
        self.note("document types and entities are outside the subset")
        raise _StopReading  # before expat reads what the type declares

    def declaration(self, version: str, encoding: str | None, _: int) -> None:
        if version != "1.0" or (encoding or "utf-8").lower() != "utf-8":
            self.note("an XML declaration gives version 1.0 and the encoding UTF-8, or none")


def too_dear(cost: float) -> str:
    """The text of the fault for an effort that is above the limit."""
    return f"an effort of {cost:,.0f}, where {MAX_EFFORT:,} are allowed"


def _references(data: bytes) -> Iterator[int]:
    """The line of each & outside comments: each begins an entity reference, which is refused."""
    if b"&" not in data:
        return
    plain = _COMMENT.sub(lambda match: b"\n" * match[0].count(b"\n"), data)
    line = at = 0
    while (place := plain.find(b"&", at)) >= 0:
        line += plain.count(b"\n", at, place)
        yield 1 + line
        line += plain.count(b"\n", place, place + 1)
        at = place + 1


def read_drawing(
    data: bytes, colours: Collection[str], *, one_layer: bool = True, measured: bool = False
) -> Drawing:
    """The drawing in the bytes of an SVG file; `colours` are the names that classes may use.

    `one_layer` is false for a whole portrait, whose shapes are painted one by one: it may use any
    number of colours. Its edges are counted, unless it was
    `measured` before. Raises FaultyDrawing, with reason and line of each fault, for anything
    outside the subset.
    """
    if len(data) > MAX_BYTES:
        raise FaultyDrawing((Fault(f"a drawing file holds at most {MAX_BYTES:,} bytes"),))
    if b"\0" in data:  # also any text in UTF-16, which expat would read
        raise FaultyDrawing((Fault("is no text in UTF-8"),))
    parser = expat.ParserCreate("UTF-8")
    parser.buffer_text = True
    reader = _Reader(colours, lambda: parser.CurrentLineNumber, one_layer=one_layer)
    handlers: dict[str, Callable[..., Any]] = {
        "StartElementHandler": reader.start,
        "EndElementHandler": reader.end,
        "CharacterDataHandler": reader.characters,
        "StartCdataSectionHandler": reader.section,
        "EndCdataSectionHandler": reader.section_ends,
        "StartDoctypeDeclHandler": reader.document_type,
        "ProcessingInstructionHandler": reader.instruction,
        "XmlDeclHandler": reader.declaration,
    }
    for event, handler in handlers.items():
        setattr(parser, event, handler)
    references = list(_references(data))
    try:
        parser.Parse(data, True)
    except _StopReading:
        pass
    except expat.ExpatError as error:
        undefined = error.code == expat.errors.codes[expat.errors.XML_ERROR_UNDEFINED_ENTITY]
        if not (undefined and references):
            reader.note(expat.ErrorString(error.code), error.lineno)
    for line in references:
        reader.note("character references and entities are outside the subset", line)
    counted = reader.count_edges() if not reader.faults and not measured else ()
    if reader.faults:
        faults = sorted(reader.faults, key=lambda fault: fault.line or 0)
        if reader.more:
            faults.append(Fault(f"and {reader.more:,} more faults in this drawing"))
        raise FaultyDrawing(tuple(faults))
    cost = reader.effort + planes(reader.inks)
    return Drawing("".join(reader.text), tuple(reader.shapes), cost, reader.numbers, counted)


def shapes(
    text: str, colours: Collection[str], *, one_layer: bool = True, measured: bool = True
) -> tuple[Shape, ...]:
    """The shapes of a drawing that is given as canonical text (as in `Drawing.text`).

    A drawing of a species was `measured` when its pack was read; see `read_drawing`.
    """
    file = f'<svg viewBox="0 0 512 512">{text}</svg>'.encode()
    return read_drawing(file, colours, one_layer=one_layer, measured=measured).shapes
