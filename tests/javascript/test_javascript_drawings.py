"""Drawings in JavaScript: what Python reads is read, and what it refuses, in the same lines."""

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from avatarchain.species.drawing import FaultyDrawing, read_drawing
from support.published import KIT

pytestmark = pytest.mark.xdist_group("javascript")

COLOURS = ["skin", "skin-shade", "ink"]
PIECES = [
    *("<g>", "</g>", "<!-- a -->", "<!--", "-->", "&amp;", "&#65;", "&x;", "<![CDATA[x]]>", "]]>"),
    *("<?a?>", "<!DOCTYPE a>", '<?xml version="1.0"?>', "<text>a</text>", 'class="skin"', ' r="2"'),
    *(
        "\n",
        "\r\n",
        "\t",
        " ",
        '"',
        "'",
        "<",
        ">",
        "/",
        "=",
        "&",
        "M",
        "-",
        ".",
        "0",
        "1",
        "2",
        "e",
    ),
    *("é", "\u2028", "\ufffe", "\x01", "🦊", "xml", '<circle class="ink" r="3"/>'),
]

PROGRAM = """
import { FaultyDrawing, readDrawing } from "avatarchain/drawings";
let text = "";
for await (const piece of process.stdin) text += piece;
const { colours, files } = JSON.parse(text);
console.log(JSON.stringify(files.map((file) => {
  try {
    return readDrawing(new TextEncoder().encode(file), colours);
  } catch (error) {
    if (!(error instanceof FaultyDrawing)) throw error;
    return error.faults.map(({ line }) => line);
  }
})));
"""


def answer(file: str) -> Any:
    """Python's canonical text of a drawing, or the lines of its faults."""
    try:
        return read_drawing(file.encode(), COLOURS).text
    except FaultyDrawing as faulty:
        return [fault.line for fault in faulty.faults]


def spoiled(count: int, seed: int) -> list[str]:
    """Drawings of the kit with pieces put in, taken out, or taken from another one."""
    cases = json.loads((KIT / "sets/drawings.json").read_bytes())["cases"]
    files = [case["given"]["file"] for case in cases if case["id"][9:].isdecimal()]
    dice, spoilt = random.Random(seed), []
    for _ in range(count):
        file = dice.choice(files)
        for _ in range(dice.choice((1, 1, 2, 3))):
            at, other = dice.randrange(len(file) + 1), dice.choice(files)
            start = dice.randrange(len(other) + 1)
            piece = dice.choice(
                (dice.choice(PIECES), "", other[start : start + dice.randrange(30)])
            )
            file = file[:at] + piece + file[at if piece else at + dice.choice((1, 1, 2, 5)) :]
        spoilt.append(file)
    return spoilt


def test_spoiled_drawings_are_refused_in_the_same_lines(
    tool: Callable[..., str], built: Path
) -> None:
    files = spoiled(1200, seed=2)
    expected = [answer(file) for file in files]
    assert sum(isinstance(one, str) for one in expected) > 5
    given = {"colours": COLOURS, "files": files}
    answers = json.loads(
        tool("node", "--input-type=module", "--eval", PROGRAM, text=json.dumps(given))
    )
    wrong = [
        (file, one, other)
        for file, one, other in zip(files, expected, answers, strict=True)
        if one != other
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("file", "lines"),
    [
        (" " * 1_000_001, [None]),
        ("<svg\0/>", [None]),
        ("<svg>" + "\n<text/>" * 150 + "</svg>", [1, *range(2, 101), None]),
    ],
    ids=["too long", "with a zero", "with many faults"],
)
def test_what_has_no_line_and_what_has_too_many(
    tool: Callable[..., str], built: Path, file: str, lines: list[int | None]
) -> None:
    given = json.dumps({"colours": COLOURS, "files": [file]})
    assert answer(file) == lines
    assert json.loads(tool("node", "--input-type=module", "--eval", PROGRAM, text=given)) == [lines]


def test_no_more_numbers_and_colours_than_python_reads(
    tool: Callable[..., str], built: Path
) -> None:
    head, tail = '<svg viewBox="0 0 512 512">', "</svg>"
    colours = [f"c{number}" for number in range(13)]
    shapes = [f'<circle class="{colour}" r="1"/>' for colour in colours]
    line = '<polyline class="c1" points="{}"/>'
    files = [
        head + "".join(shapes[:12]) + tail,
        head + "".join(shapes) + tail,
        head + line.format("0 " * 20_000) + tail,
        head + line.format("0 " * 20_002) + tail,
        head + line.format("0 " * 10_000) * 2 + "\n" + shapes[0] + tail,
    ]
    expected: list[Any] = []
    for file in files:
        try:
            expected.append(read_drawing(file.encode(), colours).text)
        except FaultyDrawing as faulty:
            expected.append([fault.line for fault in faulty.faults])
    assert [isinstance(one, list) for one in expected] == [False, True, False, True, True]
    given = json.dumps({"colours": colours, "files": files})
    assert (
        json.loads(tool("node", "--input-type=module", "--eval", PROGRAM, text=given)) == expected
    )
