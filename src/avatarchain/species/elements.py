"""One element of a drawing: read and check its attributes, and write its canonical form.

An element has a fill, a line or both, geometry, and an opacity if it has only one of the two:
renderers differ about the opacity of a shape with both. A group has transforms alone. All
faults of an element are gathered; `drawing` adds the line.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from avatarchain.species.spelling import (
    MAX_NUMBERS,
    Command,
    Fault,
    TooManyNumbers,
    quoted,
    read_numbers,
    read_path,
    read_transforms,
    spell,
    spell_all,
)

GEOMETRY = {
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
_SIZES = ("r", "rx", "ry", "width", "height", "stroke-width")
LEAST_OPACITY = 0.01

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Shape:
    """One element to paint, in view box units.

    `fill` and `stroke` are colour names or None; `width` is the stroke's. `geometry`
    holds the attributes of circle, ellipse, rect and line; `path` holds the commands of
    path, polygon and polyline. `transforms` are those of the groups around it,
    outermost first. `opacity` is 0.01 … 1; below 1 there is a fill or a stroke, not both.
    """

    element: str
    fill: str | None
    stroke: str | None
    width: float
    geometry: Mapping[str, float]
    path: tuple[Command, ...]
    transforms: tuple[Command, ...]
    opacity: float = 1.0


@dataclass(slots=True)
class Element:
    """The result of reading one element.

    `numbers` is how many numbers its class and geometry have, more than `most` if there are too
    many. `faults` are the reasons why it is refused; if there are any, the other fields have no
    meaning.
    """

    name: str
    most: int
    fill: str | None = None
    stroke: str | None = None
    width: float = 0.0
    opacity: float = 1.0
    geometry: dict[str, float] = field(default_factory=dict)
    path: tuple[Command, ...] = ()
    transforms: tuple[Command, ...] = ()
    spelled: list[tuple[str, str]] = field(default_factory=list)
    numbers: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The canonical text of a shape, or of the start of a group."""
        inner = "".join(f' {key}="{value}"' for key, value in self.spelled)
        return f"<{self.name}{inner}>" if self.name == "g" else f"<{self.name}{inner}/>"

    def shape(self, around: tuple[Command, ...]) -> Shape:
        """The shape of an element without faults; `around` are the transforms of its groups."""
        return Shape(
            self.name,
            self.fill,
            self.stroke,
            self.width,
            self.geometry,
            self.path,
            around,
            self.opacity,
        )

    def attempt(self, read: Callable[..., T], *arguments: object) -> T | None:
        """What `read` returns; None, with a fault noted, if it raises Fault."""
        try:
            return read(*arguments)
        except TooManyNumbers:
            self.numbers = self.most + 1
            return None
        except Fault as fault:
            self.faults.append(fault.reason)
            return None

    @property
    def room(self) -> int:
        """How many more numbers the drawing may have."""
        return max(0, self.most - self.numbers)


def read_element(
    name: str, attributes: Mapping[str, str], colours: Collection[str], most: int = MAX_NUMBERS
) -> Element:
    """The element `name` (a key of GEOMETRY) with these attributes, and its faults.

    `colours` are the names that its class may use, and `most` is how many numbers it may hold.
    """
    element, given = Element(name, most), dict(attributes)
    if name == "g":
        element.transforms = element.attempt(read_transforms, given.pop("transform", "")) or ()
        if element.transforms:
            text = " ".join(f"{op}({spell_all(values)})" for op, values in element.transforms)
            element.spelled.append(("transform", text))
    else:
        _colours(element, given, colours)
        _opacity(element, given)
        _geometry(element, given)
    for extra in sorted(given):
        element.faults.append(f"attribute {quoted(extra)} of <{name}> is outside the subset")
    return element


def _colours(element: Element, given: dict[str, str], colours: Collection[str]) -> None:
    named = element.attempt(_classes, given.pop("class", ""), colours)
    width = given.pop("stroke-width", None)
    if named is None:
        return
    element.fill, element.stroke = named
    line = element.stroke and f"{element.stroke}-line"
    element.spelled.append(("class", " ".join(filter(None, (element.fill, line)))))
    if (element.stroke is None) != (width is None):
        element.faults.append("a -line class and stroke-width go together")
    elif width is not None:
        element.width = _scalar(element, "stroke-width", width)
        element.spelled.append(("stroke-width", spell(element.width)))


def _classes(text: str, colours: Collection[str]) -> tuple[str | None, str | None]:
    fill = stroke = None
    for name in text.split():
        colour = name.removesuffix("-line")
        if colour not in colours:
            raise Fault(f"unknown class {quoted(name)}")
        if colour == name and fill is None:
            fill = colour
        elif colour != name and stroke is None:
            stroke = colour
        else:
            raise Fault(f"class {quoted(text)} names two fills or two lines")
    if fill is None and stroke is None:
        raise Fault("an element without a class shows nothing")
    return fill, stroke


def _opacity(element: Element, given: dict[str, str]) -> None:
    if "opacity" not in given:
        return
    value = _scalar(element, "opacity", given.pop("opacity"), 1.0)
    if not LEAST_OPACITY <= value <= 1:
        element.faults.append(f"opacity must be {LEAST_OPACITY} to 1, got {spell(value)}")
    elif value < 1 and element.fill is not None and element.stroke is not None:
        # Some renderers fade fill and line each, others both together.
        element.faults.append("opacity goes with a fill or with a line, not with both")
    elif value < 1:
        element.opacity = value
        element.spelled.append(("opacity", spell(value)))


def _scalar(element: Element, name: str, text: str, otherwise: float = 0.0) -> float:
    """The one number of an attribute; if it is wrong, `otherwise`, and a fault is added."""
    values = element.attempt(read_numbers, text, name, max(2, element.room))
    element.numbers += 1
    if values is None:
        return otherwise
    if len(values) != 1:
        element.faults.append(f"{name} takes one number, got {quoted(text)}")
        return otherwise
    if name in _SIZES and values[0] <= 0:
        element.faults.append(f"{name} must be above 0, got {spell(values[0])}")
    return values[0]


def _geometry(element: Element, given: dict[str, str]) -> None:
    name = element.name
    if name == "rect" and ("rx" in given) != ("ry" in given):
        given["rx"] = given["ry"] = given.get("rx", given.get("ry", ""))
    for key in GEOMETRY[name]:
        if key not in given:
            if key not in _OPTIONAL.get(name, ()):
                element.faults.append(f"<{name}> lacks {key!r}")
        elif key == "d":
            element.path = element.attempt(read_path, given.pop(key), element.room) or ()
            element.numbers += sum(len(numbers) for _, numbers in element.path)
            if element.stroke is not None and _has_lone_point(element.path):
                # Some renderers draw a dot there, others nothing.
                element.faults.append("d: a subpath with a line needs more than its M, and Z")
            text = "".join(op + spell_all(args) for op, args in element.path)
            element.spelled.append((key, text))
        elif key == "points":
            _points(element, given.pop(key))
        else:
            element.geometry[key] = _scalar(element, key, given.pop(key))
            element.spelled.append((key, spell(element.geometry[key])))


def _has_lone_point(path: tuple[Command, ...]) -> bool:
    """Whether a subpath has no command but M, perhaps Z, and arcs that end where they begin."""
    letters = ""
    start: tuple[float, ...] = ()
    for letter, numbers in path:
        if letter == "M":
            start = numbers
        elif letter == "A" and letters.endswith("M") and numbers[5:] == start:
            continue
        letters += letter
    return "MM" in (letters := letters + "M") or "MZ" in letters


def _points(element: Element, text: str) -> None:
    points = element.attempt(read_numbers, text, "points", element.room)
    if points is None:
        return
    element.numbers += len(points)
    if len(points) < 4 or len(points) % 2:
        element.faults.append(f"points takes two or more pairs of numbers, got {len(points)}")
        return
    steps = [("L" if k else "M", points[k : k + 2]) for k in range(0, len(points), 2)]
    element.path = (*steps, *((("Z", ()),) if element.name == "polygon" else ()))
    element.spelled.append(("points", spell_all(points)))
