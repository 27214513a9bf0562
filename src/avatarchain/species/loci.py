"""Reading the loci of a pack: the tables of `species.toml` with alleles, weights, colours, hides.

The functions here always return a value. If a table is wrong, a fault is added to `faults`.
"""

from typing import Any

from avatarchain.base.unicode import nfc
from avatarchain.base.visible import folded
from avatarchain.genetics.genome import ALLELES
from avatarchain.species import (
    COLOUR,
    DIGIT,
    SHAPE,
    TOTAL_WEIGHT,
    Allele,
    Locus,
    LocusKind,
    silent_locus,
)
from avatarchain.species.digits import first_digit, second_digit
from avatarchain.species.faults import Faults, read_name, read_weight, refuse_double
from avatarchain.species.files import NAME
from avatarchain.species.looks import check_colour, name_of_row, read_fills, read_hides

MAX_COLOURS = 96  # with 2 of each colour locus, half of a PNG's palette; edges have the rest

_RESERVED_ENDINGS = ("-shade", "-line")
_ALLELE_KEYS = {
    COLOUR: {"name", "weight", "same", "hides", "fill", "shade"},
    SHAPE: {"name", "weight", "same", "hides", "drawing", "pixels"},
}


def read_colours(table: Any, faults: Faults) -> tuple[tuple[str, str], ...]:
    """The fixed colours of a pack: pairs of name and #rrggbb, in the order of the pack."""
    if not isinstance(table, dict):
        faults.add("[colours] must be a table of name = '#rrggbb'")
        return ()
    if len(table) > MAX_COLOURS:
        faults.add(f"[colours] holds at most {MAX_COLOURS} colours, got {len(table)}")
        return ()
    for name, value in table.items():
        _class_name(name, faults)
        check_colour(f"colour {name}", value, faults)
    return tuple((str(name), str(value)) for name, value in table.items())


def _class_name(name: Any, faults: Faults) -> None:
    if not isinstance(name, str) or not NAME.fullmatch(name) or name.endswith(_RESERVED_ENDINGS):
        faults.add(
            f"name {name!r} must be lower-case words joined by hyphens, not ending in "
            "-shade or -line"
        )


def read_locus(row: Any, number: int, rows: list[Any], faults: Faults, *, images: bool) -> Locus:
    """The locus with this number, from its table `row` in species.toml.

    `rows` are the tables of all loci; `images` is True for a pack of images. Faults are added to
    `faults`; if the table cannot be used, a locus that shows nothing is returned.
    """
    if not isinstance(row, dict):
        faults.add(f"locus {number} must be a table")
        return silent_locus(number)
    name = row.get("name")
    with faults.at(f"locus {name if isinstance(name, str) else number}"):
        _class_name(name, faults)
        if sum(name_of_row(other) == name for other in rows) > 1:
            faults.add(f"the name {name!r} is used by another locus too")
        title = _read_title(row, rows, faults)
        if row.get("kind") == DIGIT:
            for key in sorted(set(row) - {"name", "title", "kind"}):
                faults.add(f"unknown key {key!r}")
            return second_digit(str(name), title)
        if row.get("kind") not in (COLOUR, SHAPE):
            faults.add(f"kind must be 'colour', 'shape' or 'digit', got {row.get('kind')!r}")
            return silent_locus(number)
        if "second" in row:
            return first_digit(row, title, rows, faults, images=images)
        for key in sorted(set(row) - {"name", "title", "kind", "alleles"}):
            faults.add(f"unknown key {key!r}")
        forms = row.get("alleles")
        if not isinstance(forms, list) or len(forms) != ALLELES:
            count = len(forms) if isinstance(forms, list) else 0
            faults.add(f"expected {ALLELES} alleles, got {count}")
            return silent_locus(number)
        alleles = tuple(
            _allele(form, k, LocusKind(row["kind"]), forms, rows, faults)
            for k, form in enumerate(forms)
        )
        total = sum(allele.weight for allele in alleles)
        if total != TOTAL_WEIGHT:
            faults.add(f"the weights sum to {total:,}, not {TOTAL_WEIGHT:,}")
        return Locus(str(name), LocusKind(row["kind"]), alleles, title=title)


def original(form: Any, forms: list[Any]) -> Any:
    """The allele whose look `form` has: the one that its `same` names, or `form` itself."""
    if isinstance(form, dict) and "same" in form:
        for other in forms:
            if isinstance(other, dict) and other.get("name") == form["same"] != form.get("name"):
                return other
    return form


def _allele(
    form: Any, number: int, kind: LocusKind, forms: list[Any], rows: list[Any], faults: Faults
) -> Allele:
    if not isinstance(form, dict):
        with faults.at(f"allele {number}"):
            faults.add("must be a table")
        return Allele("", 0)
    looks = original(form, forms)
    name = form.get("name", looks.get("name"))
    with faults.at(f"allele {name if isinstance(name, str) else number}"):
        if "same" in form:
            if looks is form or "same" in looks:
                faults.add(f"same = {form['same']!r} names no allele with a look of its own")
            for key in sorted({"fill", "shade", "drawing", "pixels", "hides"} & set(form)):
                faults.add(f"{key!r} does not go with 'same'")
        if any(
            _shown_name(other, forms) == _shown_name(form, forms)
            and original(other, forms) is not looks
            for other in forms
        ):
            faults.add(f"the name {name!r} is used twice in this locus, for two looks")
        for key in sorted(set(form) - _ALLELE_KEYS[kind]):
            faults.add(f"unknown key {key!r}")
        text = read_name({"name": name}, "name", faults)
        refuse_double(text, _names_of(forms), faults)
        weight = read_weight(form.get("weight"), faults)
        fill = shade = ""
        if kind == COLOUR:
            fill, shade = read_fills(looks, faults)
        return Allele(text, weight, fill, shade, read_hides(looks.get("hides", []), rows, faults))


def _names_of(forms: list[Any]) -> list[str]:
    """The names of all alleles of a locus, without those that are not texts."""
    return [name for form in forms if isinstance(name := _shown_name(form, forms), str)]


def _shown_name(form: Any, forms: list[Any]) -> Any:
    """The name of an allele: its own, or else that of the allele whose look it has."""
    looks = original(form, forms)
    if not isinstance(form, dict) or not isinstance(looks, dict):
        return None
    name = form.get("name", looks.get("name"))
    return nfc(name) if isinstance(name, str) else name


def _read_title(row: dict[str, Any], rows: list[Any], faults: Faults) -> str:
    """The title of a locus, its name for people; empty if the table has none."""
    if "title" not in row:
        return ""
    title = read_name(row, "title", faults)
    others = [other for other in rows if isinstance(other, dict) and other is not row]
    if any(_is_called(other, title) for other in others):
        faults.add(f"the title {title!r} is used by another locus too")
    return title


def _is_called(row: dict[str, Any], title: str) -> bool:
    names = (str(row.get(key, "")) for key in ("name", "title"))
    return any(folded(name) == folded(title) for name in names)
