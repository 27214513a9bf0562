"""The elements of a DiceBear style, as shapes of a drawing.

A style's elements are those of SVG, as JSON. Transforms and the size of the canvas are worked
into their numbers, inherited colours and opacities are written at each shape, and colours become
names. An element that a drawing cannot hold is a fault; all of them are gathered.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from avatarchain.species.drawing import Command
from avatarchain.species.outline import Matrix, multiply
from avatarchain.species.spelling import Fault
from avatarchain.workshop.style_work import COMMAND, ELEMENT, LETTER, StopReading, Work
from avatarchain.workshop.svg_paths import (
    IDENTITY,
    even_pieces,
    is_similar,
    read_matrix,
    read_path,
    scale_of,
    spell_path,
)

_HEX = re.compile(r"#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})")
_NAMED = {"black": "#000000", "white": "#ffffff"}
# What changes nothing here: clips are refused by themselves, and classes mean animations.
_IDLE = {"clip-rule", "class", "stroke-linejoin", "stroke-linecap", "shape-rendering", "id"}
_GEOMETRY = {"d", "points", "x", "y", "width", "height", "cx", "cy", "r", "rx", "ry"}
_GEOMETRY |= {"x1", "y1", "x2", "y2"}
_INHERITED = ("fill", "stroke", "stroke-width", "fill-rule", "fill-opacity", "stroke-opacity")
_MOST_FAULTS, _MOST_PIECES = 300, 2000  # of a style; the largest of DiceBear has 1,715 pieces
_IGNORED = {"style", "title", "desc", "metadata"}


@dataclass(frozen=True, slots=True)
class Placed:
    """A component that stands among elements: its name, and the transform around it."""

    component: str
    matrix: Matrix


@dataclass(slots=True)
class Inks:
    """The colours that shapes have used: names of the style's own, and fixed ones by value.

    `pieces` is how many subpaths were filled, `work` what may still be spent on the style.
    """

    style: Mapping[str, str]
    fixed: dict[str, str] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    pieces: int = 0
    work: Work = field(default_factory=Work)

    def name(self, paint: Any) -> str | None:
        """The name of a colour; None for no colour. Raises Fault for what is no colour."""
        if paint in (None, "none", "transparent"):
            return None
        if isinstance(paint, dict) and paint.get("type") == "color" and paint["name"] in self.style:
            self.used.add(paint["name"])
            return self.style[paint["name"]]
        text = _NAMED.get(paint, paint) if isinstance(paint, str) else ""
        match = _HEX.fullmatch(text)
        if match is None:
            raise Fault(f"a colour is {str(paint)[:40]}, which is none")
        digits = match[1].lower()
        value = "#" + (digits if len(digits) == 6 else "".join(2 * digit for digit in digits))
        return self.fixed.setdefault(value, f"ink-{value[1:]}")


@dataclass(frozen=True, slots=True)
class Around:
    """What an element inherits: attributes, the transform and the opacity of its groups."""

    attributes: Mapping[str, Any]
    matrix: Matrix = IDENTITY
    opacity: float = 1.0


def drawn(
    elements: Sequence[Mapping[str, Any]], around: Around, inks: Inks, faults: list[str]
) -> Iterator[str | Placed]:
    """The shapes of elements, as text, and the components among them, in the order of painting."""
    for element in elements:
        inks.work.spend(ELEMENT)
        try:
            yield from _drawn(element, around, inks, faults)
        except Fault as fault:
            faults.append(fault.reason)
            if len(faults) > _MOST_FAULTS:
                raise StopReading(f"it has more than {_MOST_FAULTS} faults") from None


def _drawn(
    element: Mapping[str, Any], around: Around, inks: Inks, faults: list[str]
) -> Iterator[str | Placed]:
    kind, name = element.get("type"), str(element.get("name", ""))
    own = dict(element.get("attributes") or {})
    transform = str(own.pop("transform", ""))
    inks.work.spend(LETTER * len(transform))
    matrix = multiply(around.matrix, read_matrix(transform))
    if kind == "component":
        yield Placed(name, matrix)
        return
    if kind != "element" or name in _IGNORED:
        return
    opacity = around.opacity * float(own.pop("opacity", 1))
    inherited = {**around.attributes, **{key: own.pop(key) for key in _INHERITED if key in own}}
    if name == "g":
        children = element.get("children") or element.get("elements") or []
        if extra := set(own) - _IDLE:
            raise Fault(f"<g> has {min(extra)!r}")
        if opacity < 1 and len(children) > 1 and opacity > 0:
            raise Fault("<g> has an opacity over several shapes")
        if opacity > 0:
            yield from drawn(children, Around(inherited, matrix, opacity), inks, faults)
        return
    if extra := set(own) - _IDLE - _GEOMETRY:
        raise Fault(f"<{name}> has {min(extra)!r}")
    path = _as_path(name, own)
    inks.work.spend(LETTER * len(path))
    commands = read_path(path, matrix)
    inks.work.spend(COMMAND * len(commands))
    if opacity > 0 and commands:
        yield from _shapes(commands, inherited, matrix, opacity, inks)


def _shapes(
    commands: list[Command],
    attributes: Mapping[str, Any],
    matrix: Matrix,
    opacity: float,
    inks: Inks,
) -> Iterator[str]:
    fill, stroke = inks.name(attributes.get("fill")), inks.name(attributes.get("stroke"))
    clear = opacity * float(attributes.get("fill-opacity", 1))
    if fill is not None and clear >= 0.005:
        even = attributes.get("fill-rule") == "evenodd"
        inks.pieces += sum(name == "M" for name, _ in commands)
        if inks.pieces > _MOST_PIECES:
            raise StopReading(f"it has more than {_MOST_PIECES:,} shapes")
        for piece in [commands] if even else even_pieces(commands, inks.work):
            yield _path(f'class="{fill}"', clear, piece)
    clear = opacity * float(attributes.get("stroke-opacity", 1))
    width = float(attributes.get("stroke-width", 1)) * scale_of(matrix)
    if stroke is not None and clear >= 0.005 and width >= 0.005:
        if not is_similar(matrix):
            raise Fault("a line is wider across than down")
        yield _path(f'class="{stroke}-line" stroke-width="{width:.2f}"', clear, commands)


def _path(colours: str, opacity: float, commands: Sequence[Command]) -> str:
    seen = f' opacity="{opacity:.2f}"' if opacity < 0.995 else ""
    return f'<path {colours}{seen} d="{spell_path(commands)}"/>'


def _as_path(name: str, own: Mapping[str, Any]) -> str:
    """The path of any element, before its transform. Raises Fault for elements that have none."""

    def at(key: str) -> float:
        return float(own.get(key, 0))

    if name == "path":
        return str(own.get("d", ""))
    if name in ("circle", "ellipse"):
        rx, ry = (at("r"), at("r")) if name == "circle" else (at("rx"), at("ry"))
        arc = f"a{rx} {ry} 0 0 1"
        return f"M{at('cx') - rx} {at('cy')}{arc} {2 * rx} 0{arc} {-2 * rx} 0Z"
    if name == "line":
        return f"M{at('x1')} {at('y1')}L{at('x2')} {at('y2')}"
    if name in ("polygon", "polyline"):
        return f"M{own.get('points', '')}" + ("Z" if name == "polygon" else "")
    if name != "rect":
        raise Fault(f"<{name}> is outside the drawing language")
    width, height = at("width"), at("height")
    rx, ry = at("rx") or at("ry"), at("ry") or at("rx")
    rx, ry = min(rx, width / 2), min(ry, height / 2)
    if not rx or not ry:
        return f"M{at('x')} {at('y')}h{width}v{height}h{-width}Z"
    arc, across, down = f"a{rx} {ry} 0 0 1", width - 2 * rx, height - 2 * ry
    return (
        f"M{at('x') + rx} {at('y')}h{across}{arc} {rx} {ry}v{down}{arc} {-rx} {ry}"
        f"h{-across}{arc} {-rx} {-ry}v{-down}{arc} {rx} {-ry}Z"
    )


def inside(around: Around, placed: Placed) -> Around:
    """What the elements of a component inherit at its place."""
    return replace(around, matrix=placed.matrix)
