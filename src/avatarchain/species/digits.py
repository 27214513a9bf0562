"""A layer of more than sixteen forms: two loci, read as the two digits of one number.

The first locus has weights as any other; the second is uniform. Each of the 256 numbers
they spell shows one form, and a form stands at one or more of them: `at` lists these
places as two hex digits. Forms of like rarity share a first digit, so its weight sets
how rare they are, and how many places a form has sets the rest.
"""

from typing import Any

from avatarchain.genome import ALLELES
from avatarchain.species import DIGIT, SHAPE, TOTAL_WEIGHT, Allele, Locus
from avatarchain.species.faults import Faults, read_text, read_weight

KEYS = {"name", "kind", "second", "weights", "forms"}
FORM_KEYS = {"name", "drawing", "pixels", "at"}
_NAMES = tuple(f"{digit:x}" for digit in range(ALLELES))


def second_digit(name: str) -> Locus:
    """The locus of a second digit."""
    weight = TOTAL_WEIGHT // ALLELES
    return Locus(name, DIGIT, tuple(Allele(digit, weight) for digit in _NAMES))


def first_digit(row: dict[str, Any], rows: list[Any], faults: Faults) -> Locus:
    """The locus of a first digit, with the names of the forms that it spells."""
    for key in sorted(set(row) - KEYS):
        faults.add(f"unknown key {key!r}")
    weights = row.get("weights")
    if not isinstance(weights, list) or len(weights) != ALLELES:
        faults.add(f"weights must be a list of {ALLELES} whole numbers")
        weights = []
    kept = [read_weight(weight, faults) for weight in weights]
    if weights and sum(kept) != TOTAL_WEIGHT:
        faults.add(f"the weights sum to {sum(kept):,}, not {TOTAL_WEIGHT:,}")
    second = next(
        (
            k for k, other in enumerate(rows)
            if isinstance(other, dict) and other.get("kind") == DIGIT
            and other.get("name") == row["second"]
        ),
        None,
    )  # fmt: skip
    if second is None:
        faults.add(f"second = {row['second']!r} names no locus of kind 'digit'")
    _check_forms(row.get("forms"), faults)
    forms = tuple(str(form.get("name")) if form else "" for form in places(row))
    kept += [0] * (ALLELES - len(kept))
    alleles = tuple(Allele(name, weight) for name, weight in zip(_NAMES, kept, strict=True))
    return Locus(str(row.get("name")), SHAPE, alleles, second, forms)


def places(row: dict[str, Any]) -> list[dict[str, Any] | None]:
    """The form at each of the 256 places; None where none is."""
    found: list[dict[str, Any] | None] = [None] * ALLELES**2
    for form in _tables(row.get("forms")):
        for place in _list(form.get("at")):
            if (number := _number(place)) is not None:
                found[number] = form
    return found


def _check_forms(forms: Any, faults: Faults) -> None:
    taken: dict[str, str] = {}
    names: set[str] = set()
    if not isinstance(forms, list) or len(forms) != len(_tables(forms)):
        faults.add("forms must be a list of tables")
    for form in _tables(forms):
        with faults.at(f"form {form.get('name')}"):
            name = read_text(form, "name", faults)
            if name in names:
                faults.add(f"the name {name!r} is used twice in this locus")
            names.add(name)
            for key in sorted(set(form) - FORM_KEYS):
                faults.add(f"unknown key {key!r}")
            if not _list(form.get("at")):
                faults.add("at must list the places of this form, such as ['00', '1f']")
            for place in _list(form.get("at")):
                if _number(place) is None:
                    faults.add(f"at {place!r}: a place is two hex digits in lower case")
                elif place in taken:
                    faults.add(f"at {place!r}: {taken[place]!r} stands there already")
                else:
                    taken[place] = name
    if len(taken) < ALLELES**2:
        free = next(p for p in (a + b for a in _NAMES for b in _NAMES) if p not in taken)
        faults.add(f"no form stands at {free!r}: every place needs one")


def _number(place: Any) -> int | None:
    if isinstance(place, str) and len(place) == 2 and set(place) <= set(_NAMES):
        return int(place, 16)
    return None


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _tables(forms: Any) -> list[dict[str, Any]]:
    return [form for form in _list(forms) if isinstance(form, dict)]
