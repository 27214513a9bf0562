"""docs/architecture.md draws the rooms as they are: all of them, in their order."""

import re
from pathlib import Path

from test_layering import ROOMS

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "architecture.md").read_text("utf-8")

# `__main__` is the command line by another name, and is no room of its own on the page.
DRAWN = [room for room in ROOMS if room != "__main__"]


def drawing() -> list[str]:
    """The rooms of the drawing, from its lowest row up, each row from left to right."""
    (block,) = re.findall(r"```text\n(.*?)```", PAGE, re.DOTALL)
    rows = [line[22:].split() for line in block.splitlines()]
    return [room for row in reversed(rows) for room in row]


def table() -> list[tuple[str, str]]:
    """The rooms of the table, each with what it is for."""
    return re.findall(r"^\| `(\w+)` \| (.+) \|$", PAGE, re.MULTILINE)


def test_the_drawing_has_every_room_where_the_layering_has_it() -> None:
    assert drawing() == DRAWN


def test_every_room_has_its_line_in_their_order() -> None:
    assert [room for room, _ in table()] == DRAWN
    assert all(len(purpose) > 20 for _, purpose in table())
