"""The look of a form in species.toml: its colours, and the loci that it hides.

Forms are in two kinds of tables, `alleles` of a locus and `forms` of two loci that are read
together. Both have these keys.
"""

import re
from typing import Any

from avatarchain.genetics.genome import LOCI
from avatarchain.species import SHAPE
from avatarchain.species.faults import Faults

_COLOUR = re.compile(r"#[0-9a-f]{6}")


def is_kind(row: Any, kind: str) -> bool:
    """Whether the table `row` is a locus of this kind that has a name."""
    return isinstance(row, dict) and row.get("kind") == kind and isinstance(row.get("name"), str)


def name_of_row(row: Any) -> Any:
    """The name that the table `row` gives, of whatever type; None if `row` is no table."""
    return row.get("name") if isinstance(row, dict) else None


def check_colour(key: str, value: Any, faults: Faults) -> None:
    """Add a fault unless `value` is a colour; `key` says which."""
    if not isinstance(value, str) or not _COLOUR.fullmatch(value):
        faults.add(f"{key} must be #rrggbb in lower case, got {value!r}")


def read_fills(form: dict[str, Any], faults: Faults) -> tuple[str, str]:
    """Fill and shade of a form of a colour locus."""
    fill, shade = form.get("fill", ""), form.get("shade", "")
    check_colour("fill", fill, faults)
    check_colour("shade", shade, faults)
    return fill, shade


def read_hides(names: Any, rows: list[Any], faults: Faults) -> int:
    """The mask of the loci in the list `names`; `rows` are the tables of all loci."""
    if not isinstance(names, list):
        faults.add(f"hides must be a list of loci, got {names!r}")
        return 0
    if len(names) > LOCI:
        faults.add(f"hides lists {len(names):,} loci, where there are {LOCI}")
        return 0
    mask = 0
    for name in names:
        place = next((k for k, row in enumerate(rows) if name_of_row(row) == name), None)
        if place is None:
            faults.add(f"hides {name!r}, which is no locus")
        elif not is_kind(rows[place], SHAPE):
            faults.add(f"hides {name!r}, but only shape loci can be hidden")
        else:
            mask |= 1 << place
    return mask
