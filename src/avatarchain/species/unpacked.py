"""Make a species from its art, the bytes that `compiled` wrote.

The art has everything, so it may come from a file or from a chain. The drawings get their class
names back, but are not parsed: the painter parses only those that it paints.
"""

import struct
from dataclasses import replace
from itertools import islice
from typing import Any

from avatarchain.base.canonical import read_json
from avatarchain.errors import FaultyPack
from avatarchain.genetics.genome import ALLELES, LOCI
from avatarchain.genetics.seeds import cumulate
from avatarchain.species import (
    COLOUR,
    DIGIT,
    SILENT,
    TOTAL_WEIGHT,
    Allele,
    Layer,
    Locus,
    Species,
    silent_locus,
)
from avatarchain.species.colouring import Coloured, chosen_colours, named
from avatarchain.species.compiled import ART_MAGIC, ENTRY, KINDS, NONE, REFERENCE, species_id
from avatarchain.species.digits import DIGIT_NAMES, second_digit
from avatarchain.species.faults import MOST_LETTERS
from avatarchain.species.files import NAME

_KINDS = {number: kind for kind, number in KINDS.items()}
_WRONG = (TypeError, ValueError, struct.error)
_MOST_RULES = 1_000_000  # letters: as many as a pack's species.toml has
_HEX = set("0123456789abcdef")
_TEXTS = 8  # fragments before the names of the loci


def from_bytes(data: bytes, name: str) -> Species:
    """The species with the art `data`. Raises FaultyPack, with `name` as the pack's name."""
    try:
        return from_art(data)
    except (ArithmeticError, AttributeError, LookupError, RuntimeError, *_WRONG) as error:
        raise FaultyPack(faults=(str(error),), pack=name, first=f"damaged: {error}") from None


def from_art(art: bytes) -> Species:
    """The species with this art.

    Raises ValueError, LookupError, TypeError or struct.error for bytes that `art_of` did not
    make.
    """
    if not art.startswith(ART_MAGIC):
        raise ValueError("not the art of a species, or of another version")
    head = len(ART_MAGIC) + 2
    count, background = art[head - 2], art[head - 1]
    kinds = [_KINDS[kind] for kind in art[head : head + LOCI]]
    seconds = [_locus_at(number) for number in art[head + LOCI : head + 2 * LOCI]]
    painted = art[head + 2 * LOCI : head + 2 * LOCI + count]
    forms = [
        0 if kind in (SILENT, DIGIT) else ALLELES if second is None else ALLELES**2
        for kind, second in zip(kinds, seconds, strict=True)
    ]
    at = head + 2 * LOCI + count
    hides = struct.unpack_from(f">{sum(forms)}H", art, at)
    at += 2 * sum(forms)
    shown = sum(size for kind, size in zip(kinds, forms, strict=True) if kind == COLOUR)
    fills = [art[k : k + 6].decode("ascii") for k in range(at, at + 12 * shown, 6)]
    if not set("".join(fills)) <= _HEX:
        raise ValueError("a colour is no six hex digits in lower case")
    at += 12 * shown

    drawn = sum(forms[locus] for locus in painted)
    fragments = _fragments(art, at, _TEXTS + 2 * LOCI + sum(forms) + drawn)
    words = iter([fragment.text for fragment in fragments])
    rules, name, version, description, creator, license_, source, fixed = islice(words, _TEXTS)
    if len(rules) > _MOST_RULES:
        raise ValueError("its rules are too long")
    if not NAME.fullmatch(name) or len(name) > MOST_LETTERS:
        raise ValueError("no pack may have its name")
    weights = _weights(read_json(rules.encode()))
    names, titles = list(islice(words, LOCI)), list(islice(words, LOCI))
    masks, pairs = iter(hides), zip(*[iter(f"#{fill}" for fill in fills)] * 2, strict=True)
    loci = []
    for number, kind in enumerate(kinds):
        size = forms[number]
        if kind == SILENT:
            loci.append(silent_locus(number))
        elif kind == DIGIT:
            loci.append(second_digit(names[number], titles[number]))
        else:
            locus = Locus(names[number], kind, (), seconds[number], title=titles[number])
            looks = list(islice(pairs, size)) if kind == COLOUR else [("", "")] * size
            told = list(islice(words, size)), list(islice(masks, size)), looks
            loci.append(_locus(locus, weights[number], *told))
    colours = tuple((colour[:-7], colour[-7:]) for colour in fixed.split())
    layers = _layers(fragments[len(fragments) - drawn :], painted, forms, colours, loci)
    return Species(
        name=name,
        version=version,
        description=description,
        colours=colours,
        loci=tuple(loci),
        layers=layers,
        background=_locus_at(background),
        cumulative=cumulate(weights),
        rules=rules.encode(),
        art=art,
        id=species_id(art),
        creator=creator,
        license=license_,
        source=source,
    )


def _locus_at(number: int) -> int | None:
    """The number of a locus in the tables; None for NONE."""
    if number != NONE and number >= LOCI:
        raise ValueError(f"there is no locus {number}")
    return None if number == NONE else number


def _weights(rules: Any) -> list[list[int]]:
    """The 16 × 16 weights of rules."""
    weights: list[list[int]] = rules["weights"]
    if len(weights) != LOCI or not all(
        len(row) == ALLELES
        and all(type(weight) is int and weight > 0 for weight in row)
        and sum(row) == TOTAL_WEIGHT
        for row in weights
    ):
        raise ValueError("its rules have no 16 lists of 16 weights")
    return weights


def _locus(
    locus: Locus,
    weights: list[int],
    names: list[str],
    hides: list[int],
    fills: list[tuple[str, str]],
) -> Locus:
    """The locus with its forms: 16 alleles, or two digits."""
    if locus.second is None:
        rows = zip(names, weights, fills, hides, strict=True)
        alleles = tuple(Allele(name, weight, *fill, mask) for name, weight, fill, mask in rows)
        return replace(locus, alleles=alleles)
    return replace(
        locus,
        alleles=tuple(map(Allele, DIGIT_NAMES, weights)),
        forms=tuple(names),
        fills=tuple(fills) if locus.kind == COLOUR else (),
        hidings=tuple(hides) if any(hides) else (),
    )


def _layers(
    drawings: list[Coloured],
    painted: bytes,
    forms: list[int],
    colours: tuple[tuple[str, str], ...],
    loci: list[Locus],
) -> tuple[Layer, ...]:
    # If two fixed colours look alike, the first has the name: the art is the same.
    fixed = {colour: name for name, colour in reversed(colours)}
    chosen = {number: name for name, number in chosen_colours(loci).items()}
    # They are told by identity: a drawing may have thousands of references to hash.
    distinct = {id(drawing): drawing for drawing in drawings}
    texts = {key: named(drawing, fixed, chosen) for key, drawing in distinct.items()}
    rows = iter(drawings)
    return tuple(
        Layer(locus, tuple(texts[id(drawing)] for drawing in islice(rows, forms[locus])))
        for locus in painted
    )


def _fragments(art: bytes, directory: int, count: int) -> list[Coloured]:
    """The fragments of the first `count` entries of the directory, one for each entry.

    Raises ValueError if one is cut off, or if together they have more bytes than the part of the
    art for fragments: those that `art_of` writes do not overlap.
    """
    heap = directory + ENTRY * count
    left = len(art) - heap
    read: dict[bytes, Coloured] = {}
    fragments = []
    for at in range(directory, heap, ENTRY):
        entry = art[at : at + ENTRY]
        if entry not in read:
            offset, length = int.from_bytes(entry[:3], "big"), int.from_bytes(entry[3:6], "big")
            number = int.from_bytes(entry[6:], "big")
            text = heap + offset + REFERENCE * number
            if text + length > len(art):
                raise ValueError("it is cut off")
            left -= REFERENCE * number + length
            if left < 0:
                raise ValueError("its fragments overlap")
            places = struct.unpack_from(f">{number}I", art, heap + offset)
            references = tuple((place >> 8, place & 0xFF) for place in places)
            read[entry] = Coloured(art[text : text + length].decode(), references)
        fragments.append(read[entry])
    return fragments
