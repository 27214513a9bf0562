"""Convert the names of colours in drawings to colours, and back.

A drawing of a pack names its colours by classes: `class="fur ink-line"`. A portrait has no classes;
its elements carry the colours themselves: `fill="#7f9e56" stroke="#2b2233"`. A fixed colour is the
same in every portrait, so it is written at once. A colour that a genome chooses is written as
`000000`, and a reference says which colour replaces it when a portrait is drawn.

A colour locus has two colours. Their numbers are 2 · locus for its fill and 2 · locus + 1 for
its shade.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from avatarchain.species import COLOUR, Locus

ROOM = "000000"
"""Six digits that are replaced by a colour that a genome chooses."""

_CLASS = re.compile(r'class="([a-z0-9-]+)(?: ([a-z0-9-]+))?"')
_COLOURS = re.compile(
    r'(?<= )(?:fill="#([0-9a-f]{6})"(?: stroke="#([0-9a-f]{6})")?|stroke="#([0-9a-f]{6})")'
)
_LINE = "-line"

Reference = tuple[int, int]
"""The offset of six digits in a text, and the number of the colour that belongs there."""


@dataclass(frozen=True, slots=True)
class Coloured:
    """A drawing with its colours; `text` has ROOM at the offsets in `references`."""

    text: str
    references: tuple[Reference, ...]


def chosen_colours(loci: Sequence[Locus]) -> dict[str, int]:
    """The number of each colour that a genome chooses, by its name."""
    numbers = {}
    for number, locus in enumerate(loci):
        if locus.kind == COLOUR:
            numbers[locus.name], numbers[f"{locus.name}-shade"] = 2 * number, 2 * number + 1
    return numbers


def coloured(drawing: str, fixed: Mapping[str, str], chosen: Mapping[str, int]) -> Coloured:
    """The canonical text `drawing` with colours in place of its classes.

    `fixed` maps names to `#rrggbb`, `chosen` names to numbers.
    """
    parts: list[str] = []
    references: list[Reference] = []
    length = at = 0
    for match in _CLASS.finditer(drawing):
        parts.append(drawing[at : match.start()])
        length += len(parts[-1])
        at = match.end()
        for space, name in zip(("", " "), filter(None, match.groups()), strict=False):
            colour = name.removesuffix(_LINE)
            attribute = f'{space}{"fill" if colour == name else "stroke"}="#'
            if colour in chosen:
                references.append((length + len(attribute), chosen[colour]))
            parts.append(f'{attribute}{fixed[colour][1:] if colour in fixed else ROOM}"')
            length += len(parts[-1])
    return Coloured("".join([*parts, drawing[at:]]), tuple(references))


def named(drawing: Coloured, fixed: Mapping[str, str], chosen: Mapping[int, str]) -> str:
    """The canonical text, with classes, of a drawing with colours: what `coloured` undoes.

    `fixed` maps `#rrggbb` to names, `chosen` numbers to names. Raises LookupError for any other
    colour.
    """
    places = dict(drawing.references)

    def name(match: re.Match[str], group: int) -> str:
        number = places.pop(match.start(group), None)
        if number is not None:
            return chosen[number]
        if (colour := f"#{match[group]}") not in fixed:
            raise LookupError(f"{colour} is no fixed colour")
        return fixed[colour]

    def classes(match: re.Match[str]) -> str:
        names = [name(match, 1)] if match[1] else []
        names += [name(match, group) + _LINE for group in (2, 3) if match[group]]
        return f'class="{" ".join(names)}"'

    text = _COLOURS.sub(classes, drawing.text)
    if places:
        raise LookupError(f"a reference leads to {min(places)}, where no colour stands")
    return text
