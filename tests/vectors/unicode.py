"""Writes the table of Unicode 15.0: `python tests/vectors/unicode.py`.

It is taken from the package unicodedata2 15.0.0. `runs` are lengths: of the code points from 0
on that are not assigned, of those after them that are, and so on in turns (surrogates count as
not assigned). `marks` are the code points that are new since 14.0 and have a combining class.
"""

import json
from itertools import groupby
from pathlib import Path
from typing import Any

import unicodedata2

FILE = Path(__file__).parents[2] / "src" / "avatarchain" / "data" / "unicode-15.0.json"
CODE_POINTS = range(0x110000)


def is_assigned(code: int) -> bool:
    return unicodedata2.category(chr(code)) not in ("Cn", "Cs")


def table(older: Any) -> dict[str, Any]:
    """The table; `older` is a unicodedata of 14.0."""
    runs = [len(list(group)) for _, group in groupby(CODE_POINTS, is_assigned)]
    marks = {
        f"{code:x}": unicodedata2.combining(chr(code))
        for code in CODE_POINTS
        if unicodedata2.combining(chr(code)) and older.category(chr(code)) == "Cn"
    }
    return {
        "version": unicodedata2.unidata_version,
        "runs": runs if not is_assigned(0) else [0, *runs],
        "marks": marks,
    }


if __name__ == "__main__":
    import unicodedata

    if unicodedata.unidata_version != "14.0.0":
        raise SystemExit("run this with Python 3.11, whose Unicode is 14.0")
    FILE.write_text(json.dumps(table(unicodedata), separators=(",", ":")) + "\n", "ascii")
