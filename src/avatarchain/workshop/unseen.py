"""Which forms of a species can never be seen, because other layers always cover them.

A layer that is never hidden covers what all its forms cover. What lies wholly below that is not
seen in any avatar, although it is told as a trait. Images are compared pixel by pixel; drawings
at 512 pixels, where an edge counts as not covered. An allele that hides its own locus is not
seen either.
"""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from avatarchain.species import Layer, Locus, Species, hides_of, title_of
from avatarchain.species.drawing import shapes

_FINE = 512  # pixels a side at which drawings are compared

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Unseen:
    """Forms of a locus that can never be seen. `every` tells whether they are all it has."""

    locus: str
    forms: tuple[str, ...]
    every: bool

    def __str__(self) -> str:
        which = "" if self.every else f", {', '.join(self.forms)}"
        return f"{self.locus}{which} can never be seen"


def unseen(species: Species) -> list[Unseen]:
    """The forms that can never be seen, by their loci. A form that draws nothing is none."""
    hideable = 0
    for locus in species.loci:
        for mask in hides_of(locus):
            hideable |= mask
    side = species.images.side if species.images else _FINE
    covered = np.zeros((side, side), bool)
    seen: dict[int, set[str]] = defaultdict(set)
    drawn: dict[int, set[str]] = defaultdict(set)
    for layer in reversed(species.layers):
        locus, always = species.loci[layer.locus], np.ones((side, side), bool)
        for drawing, names in _forms(layer, locus).items():
            # One at a time: the masks of a large image have 8 MB.
            shown, whole = _masks(species, drawing)
            always &= whole
            if shown.any():
                drawn[layer.locus] |= names
                if (shown & ~covered).any():
                    seen[layer.locus] |= names
        if not hideable >> layer.locus & 1:
            covered |= always
    rows = []
    for number, locus in enumerate(species.loci):
        names_of = locus.forms or [allele.name for allele in locus.alleles]
        seen[number] -= {
            name for name, mask in zip(names_of, hides_of(locus), strict=True) if mask >> number & 1
        }
        never = tuple(
            name
            for name in dict.fromkeys(names_of)
            if name in drawn[number] and name not in seen[number]
        )
        if never:
            rows.append(Unseen(title_of(locus), never, len(never) == len(drawn[number])))
    return rows


def _forms(layer: Layer, locus: Locus) -> dict[str, set[str]]:
    """The forms that have each drawing of a layer."""
    forms: dict[str, set[str]] = {}
    names = locus.forms or [allele.name for allele in locus.alleles]
    for name, drawing in zip(names, layer.drawings, strict=True):
        forms.setdefault(drawing, set()).add(name)
    return forms


def _masks(species: Species, drawing: str) -> tuple[Mask, Mask]:
    """Where a drawing is at all, and where it covers wholly."""
    if species.images is not None:
        from avatarchain.portrait.images import glancer

        return glancer(species)(drawing).masks()
    from avatarchain.portrait.paint import rows_of
    from avatarchain.portrait.stencil import MIXED, labels

    names = rows_of(species)
    found = labels(shapes(drawing, names), names, _FINE)
    whole = (found != 0) & (found != MIXED)
    # An edge pixel may be covered in part only, so a pixel and all its neighbours count.
    inner = np.pad(whole, 1, mode="edge")
    for axis in (0, 1):
        inner = inner & np.roll(inner, 1, axis) & np.roll(inner, -1, axis)
    return found != 0, inner[1:-1, 1:-1]
