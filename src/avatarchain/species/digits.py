"""A layer of more than sixteen forms: two loci, read as the two digits of one number.

The first locus has weights like any other; the second is uniform. Together they give 256
numbers, the places. Each place shows one form, and a form has one or more places: `at` lists
them as two hex digits. Forms of similar rarity share a first digit. The weight of that digit
and the number of places of a form decide together how rare the form is.
"""

from typing import Any

from avatarchain.base.unicode import nfc
from avatarchain.base.visible import folded
from avatarchain.genetics.genome import ALLELES
from avatarchain.species import COLOUR, DIGIT, SHAPE, TOTAL_WEIGHT, Allele, Locus, LocusKind
from avatarchain.species.faults import Faults, read_name, read_weight
from avatarchain.species.looks import is_kind, name_of_row, read_fills, read_hides

KEYS = {"name", "title", "kind", "second", "weights", "forms"}
FORM_KEYS = {
    COLOUR: {"name", "at", "hides", "fill", "shade"},
    SHAPE: {"name", "at", "hides", "drawing", "pixels"},
}
DIGIT_NAMES = tuple(f"{digit:x}" for digit in range(ALLELES))


def second_digit(name: str, title: str = "") -> Locus:
    """The locus of a second digit: 16 alleles of equal weight, named 0 … f."""
    weight = TOTAL_WEIGHT // ALLELES
    alleles = tuple(Allele(digit, weight) for digit in DIGIT_NAMES)
    return Locus(name, DIGIT, alleles, title=title)


def first_digit(
    row: dict[str, Any], title: str, rows: list[Any], faults: Faults, *, images: bool
) -> Locus:
    """The locus of a first digit, with the forms at its 256 places.

    `row` is its table in species.toml, `rows` the tables of all loci; `images` is True for a pack
    of images, whose forms hide nothing. Faults are added to `faults`.
    """
    kind = LocusKind(row["kind"])
    for key in sorted(set(row) - KEYS):
        faults.add(f"unknown key {key!r}")
    weights = row.get("weights")
    if not isinstance(weights, list) or len(weights) != ALLELES:
        faults.add(f"weights must be a list of {ALLELES} whole numbers")
        weights = []
    checked = [read_weight(weight, faults) for weight in weights]
    if weights and sum(checked) != TOTAL_WEIGHT:
        faults.add(f"the weights sum to {sum(checked):,}, not {TOTAL_WEIGHT:,}")
    second = next(
        (
            k
            for k, other in enumerate(rows)
            if is_kind(other, DIGIT) and name_of_row(other) == row["second"]
        ),
        None,
    )
    if second is None:
        faults.add(f"second = {row['second']!r} names no locus of kind 'digit'")
    keys = FORM_KEYS[kind] - ({"hides"} if images else set())
    looks = _check_forms(row.get("forms"), kind, keys, rows, faults)
    forms = [form or {} for form in places(row)]
    names = [str(form.get("name", "")) for form in forms]
    checked += [0] * (ALLELES - len(checked))
    shown = [looks.get(nfc(name), ("", "", 0)) for name in names]
    return Locus(
        str(row.get("name")),
        kind,
        tuple(Allele(name, weight) for name, weight in zip(DIGIT_NAMES, checked, strict=True)),
        second,
        tuple(nfc(name) for name in names),
        tuple((fill, shade) for fill, shade, _ in shown) if kind == COLOUR else (),
        tuple(mask for *_, mask in shown) if any(mask for *_, mask in shown) else (),
        title,
    )


def check_digits(rows: list[Any], faults: Faults) -> None:
    """Add a fault for each digit that is not the second of exactly one locus."""
    seconds = [row.get("second") for row in rows if isinstance(row, dict)]
    for row in rows:
        if is_kind(row, DIGIT) and seconds.count(row["name"]) != 1:
            faults.add(f"the digit {row['name']!r} must be the second of one locus")


def places(row: dict[str, Any]) -> list[dict[str, Any] | None]:
    """For each of the 256 places of a locus, the table of the form there; None for none.

    `row` is the table of the locus in species.toml.
    """
    forms: list[dict[str, Any] | None] = [None] * ALLELES**2
    for form in _tables(row.get("forms")):
        for place in _list(form.get("at")):
            if (number := _number(place)) is not None:
                forms[number] = form
    return forms


def _check_forms(
    forms: Any, kind: LocusKind, keys: set[str], rows: list[Any], faults: Faults
) -> dict[str, tuple[str, str, int]]:
    """Check all forms; return fill, shade and mask of each by its name."""
    looks: dict[str, tuple[str, str, int]] = {}
    taken: dict[str, str] = {}
    names: dict[str, None] = {}
    alike: dict[str, str] = {}
    if not isinstance(forms, list) or len(forms) != len(_tables(forms)):
        faults.add(f"forms must be a list of at most {ALLELES**2} tables")
    for form in _tables(forms):
        with faults.at(f"form {form.get('name')}"):
            name = read_name(form, "name", faults)
            if name in names:
                faults.add(f"the name {name!r} is used twice in this locus")
            names[name] = None
            for key in sorted(set(form) - keys):
                faults.add(f"unknown key {key!r}")
            fills = read_fills(form, faults) if kind == COLOUR else ("", "")
            looks[name] = (*fills, read_hides(form.get("hides", []), rows, faults))
            if not _list(form.get("at")):
                faults.add("at must list the places of this form, such as ['00', '1f']")
            for place in _list(form.get("at")):
                if _number(place) is None:
                    faults.add(f"at {place!r}: a place is two hex digits in lower case")
                elif place in taken:
                    faults.add(f"at {place!r}: {taken[place]!r} stands there already")
                else:
                    taken[place] = name
    for name in names:
        if alike.setdefault(folded(name), name) != name:
            faults.add(f"the name {name!r} reads like {alike[folded(name)]!r}")
    if len(taken) < ALLELES**2:
        free = next(p for p in (a + b for a in DIGIT_NAMES for b in DIGIT_NAMES) if p not in taken)
        faults.add(f"no form stands at {free!r}: every place needs one")
    return looks


def _number(place: Any) -> int | None:
    if isinstance(place, str) and len(place) == 2 and set(place) <= set(DIGIT_NAMES):
        return int(place, 16)
    return None


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) and len(value) <= ALLELES**2 else []


def _tables(forms: Any) -> list[dict[str, Any]]:
    if isinstance(forms, list) and len(forms) > ALLELES**2:
        return []  # told as a fault, and none of them is read
    return [form for form in _list(forms) if isinstance(form, dict)]
