"""Packs in JavaScript: the same bytes as Python's, and the same faults in the same places."""

import json
import random
import re
import unicodedata
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from avatarchain.base.canonical import to_hex
from avatarchain.base.toml import read_toml
from avatarchain.base.unicode import is_assigned
from avatarchain.base.visible import folded, visible
from avatarchain.errors import FaultyPack
from avatarchain.species import edges
from avatarchain.species.pack import SHIPPED, read_pack
from support.dear import DEAR
from support.packs import SVG, write_pack, write_wide_pack
from support.published import cases

pytestmark = pytest.mark.xdist_group("javascript")

Tool = Callable[..., str]
STARTER = Path(str(resources.files("avatarchain"))) / "data" / "starter"

PROGRAM = """
import { FaultyPack, readPack, spelledFault } from "avatarchain/pack";
let text = "";
for await (const piece of process.stdin) text += piece;
const bytes = (base64) => Uint8Array.from(Buffer.from(base64, "base64"));
console.log(JSON.stringify(JSON.parse(text).map(([name, files]) => {
  try {
    const map = new Map(Object.entries(files).map(([file, data]) => [file, bytes(data)]));
    const { species, rules, art } = readPack(map, name);
    const told = [rules, art].map((data) => Buffer.from(data).toString("base64"));
    return [species.id, ...told];
  } catch (error) {
    if (!(error instanceof FaultyPack) || error.kind !== "FaultyPack") throw error;
    return { sentence: error.message, faults: error.faults.map(spelledFault) };
  }
})));
"""

TOML_PROGRAM = """
import { readToml } from "./dist/pack/toml.js";
let text = "";
for await (const piece of process.stdin) text += piece;
const plain = (value) => {
  if (typeof value === "bigint") return { whole: String(value) };
  if (typeof value === "number") return { number: String(value).toLowerCase().slice(0, 4) };
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof Map) return { table: [...value].map(([key, inner]) => [key, plain(inner)]) };
  return value;
};
console.log(JSON.stringify(JSON.parse(text).map((document) => {
  try {
    return plain(readToml(document));
  } catch (error) {
    if (error.constructor !== Error) throw error;
    return "refused";
  }
})));
"""

NAMES_PROGRAM = """
import { folded, stripped, visible } from "./dist/pack/visible.js";
let text = "";
for await (const piece of process.stdin) text += piece;
const told = JSON.parse(text).map((name) => [visible(name), folded(name), stripped(name)]);
console.log(JSON.stringify(told));
"""

PIECES = [
    *("1", "0", "-1", "1.5", "true", '""', '"a"', "[]", '["hat"]', '["nobody"]', "{}", "[1]"),
    *('"body"', '"mark"', '"#0a0b0c"', '"#ABCDEF"', '"shape"', '"digit"', '"fur (hidden)"'),
    *('"кепка"', '"f\\u00adur"', '" fur"', '"hat-1"', "99999999999", '"0x00"', '"LicenseRef-a"'),
]
KEYS = [
    *("name", "title", "kind", "second", "weights", "forms", "alleles", "weight", "fill", "shade"),
    *("hides", "same", "drawing", "pixels", "at", "paint", "background", "side", "license"),
]


def files_of(folder: Path) -> dict[str, str]:
    """The files of a pack in base64, by their names."""
    return {
        path.relative_to(folder).as_posix(): b64encode(path.read_bytes()).decode()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def answer(folder: Path) -> Any:
    """What Python makes of a pack, as the program prints it."""
    try:
        pack = read_pack(folder)
    except FaultyPack as faulty:
        return {"sentence": str(faulty), "faults": list(faulty.faults)}
    return [to_hex(pack.id), *(b64encode(data).decode() for data in (pack.rules, pack.art))]


def asked(tool: Tool, packs: list[Path]) -> list[Any]:
    """What JavaScript makes of packs."""
    given = json.dumps([[folder.name, files_of(folder)] for folder in packs])
    answers: list[Any] = json.loads(
        tool("node", "--input-type=module", "--eval", PROGRAM, text=given)
    )
    return answers


def of_kit(name: str, folder: Path) -> Path:
    """A pack of the kit, written into a folder."""
    packs = [case["files"] for case in cases("packs", "pack")]
    (files, *_) = (each for each in packs if f'name = "{name}"' in each["species.toml"])
    for file, content in files.items():
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        data = content.encode() if isinstance(content, str) else b64decode(content["base64"])
        path.write_bytes(data)
    return folder


def spoiled(text: str, dice: random.Random) -> str:
    """A species.toml with some values, keys or lines of others."""
    for _ in range(dice.choice((1, 1, 2, 4))):
        lines = text.splitlines()
        at = dice.randrange(len(lines))
        values = list(re.finditer(r'(?<== )("[^"]*"|[0-9.]+|\[[^\[\]]*\])', lines[at]))
        kind = dice.randrange(6)
        if kind < 3 and values:
            value = dice.choice(values)
            start, end = value.span()
            lines[at] = lines[at][:start] + dice.choice(PIECES) + lines[at][end:]
        elif kind == 3:
            lines[at] = re.sub(r"\b[a-z]+(?= = )", dice.choice(KEYS), lines[at], count=1)
        elif kind == 4:
            del lines[at]
        else:
            lines[at] = dice.choice(lines)
        text = "\n".join(lines) + "\n"
    return text


def test_the_packs_of_the_package_have_the_same_rules_art_and_id(
    tool: Tool, built: Path, folder: Path
) -> None:
    packs = [SHIPPED / "tuftling", SHIPPED / "glimmer", STARTER, write_wide_pack(folder / "wide")]
    answers = asked(tool, packs)
    assert answers == [answer(pack) for pack in packs]
    assert [b64decode(art) for _, _, art in answers[:2]] == [
        (SHIPPED / f"{name}.species").read_bytes() for name in ("tuftling", "glimmer")
    ]


@pytest.mark.parametrize("name", ["veilling", "stackling", "smalling"])
def test_spoiled_packs_have_the_same_faults(
    tool: Tool, built: Path, folder: Path, name: str
) -> None:
    rules = of_kit(name, folder / name) / "species.toml"
    dice, given, expected = random.Random(name), list[list[Any]](), list[Any]()
    text = rules.read_text("utf-8")
    files = files_of(folder / name)
    while len(given) < 60:
        rules.write_text(spoiled(text, dice), encoding="utf-8")
        try:
            read_toml(rules.read_bytes())
        except ValueError:
            continue
        expected.append(answer(folder / name))
        data = b64encode(rules.read_bytes()).decode()
        given.append([name, {**files, "species.toml": data}])
    told = tool("node", "--input-type=module", "--eval", PROGRAM, text=json.dumps(given))
    for pack, ours, theirs in zip(given, expected, json.loads(told), strict=True):
        assert theirs == ours, b64decode(pack[1]["species.toml"]).decode()
    refused = [each["faults"] for each in expected if isinstance(each, dict)]
    assert len(refused) > 40
    assert any(isinstance(each, list) for each in expected)


def test_what_costs_too_much_is_refused_where_python_refuses_it(
    tool: Tool, built: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Python alone counts edges.
    monkeypatch.setattr(edges, "MOST_EDGES", dict.fromkeys((False, True), (10**9, 10**9)))
    packs = []

    def write(name: str, **drawings: str) -> None:
        pack = write_pack(folder / name)
        for locus, inner in drawings.items():
            (pack / locus / f"{locus}-3.svg").write_text(SVG.format(inner), encoding="utf-8")
        packs.append(pack)

    for name, family in DEAR.items():
        for count in (40, 400):
            pieces = "\n".join(family(count))
            inner = re.sub('class="[a-z-]+?(-line)?"', r'class="ink\1"', pieces)
            write(f"{name}-{count}", body=inner)
    discs = '<circle class="ink" cx="256" cy="256" r="200"/>' * 70
    points = "".join(f"L{n % 400} {n % 7}" for n in range(9_000))
    path = f'<path class="ink" d="M0 0{points}"/>'
    write("discs", body=discs, face=discs)
    write("points", body=path, face=path)
    write("gas", face=path.replace("L", "L1").replace("L", ".25L"))
    expected = [answer(pack) for pack in packs]
    assert asked(tool, packs) == expected
    told = " ".join(each["sentence"] for each in expected if isinstance(each, dict))
    for reason in ("an effort of", "together take too long", "together hold", " gas, "):
        assert reason in told
    assert any(isinstance(each, list) for each in expected)


def test_what_is_no_pack_at_all_is_refused(tool: Tool, built: Path, folder: Path) -> None:
    packs = []
    for name, data in {
        "none": None,
        "empty": b"",
        "large": b"#" * 1_000_001,
        "utf-16": "format = 1".encode("utf-16"),
        "latin": b'format = 1\nname = "\xff"',
        "marked": b"\xef\xbb\xbfformat = 1",
    }.items():
        (folder / name).mkdir()
        if data is not None:
            (folder / name / "species.toml").write_bytes(data)
        packs.append(folder / name)
    for ours, theirs in zip(map(answer, packs), asked(tool, packs), strict=True):
        places = [[fault.partition(":")[0] for fault in each["faults"]] for each in (ours, theirs)]
        assert places[0] == places[1]


def places(texts: list[str]) -> list[int]:
    """For each text the place of the first that is equal."""
    first: dict[str, int] = {}
    return [first.setdefault(text, at) for at, text in enumerate(texts)]


def test_letters_that_are_not_seen_and_names_that_look_alike_are_those_of_python(
    tool: Tool, built: Path
) -> None:
    dice = random.Random(5)
    odd = "\u200d\ufe0f\ufe0e\u20e3🐻❄\u17d2\u1039\u1a60\u1781\u1000\u1a20 \u00a0\u2003\u3164\u2800"
    odd += "\u00ad\u0131\u0130ßẞσς\u0345ŉﬁſKaA\u0301\u0323🏻👨(hiden)\U000e0061"
    known = [
        letter
        for letter in map(chr, range(32, 0xE0000))
        if is_assigned(letter) and unicodedata.category(letter) not in ("Cn", "Co")
    ]
    names = [
        "".join(
            dice.choice(odd if dice.random() < 0.7 else known) for _ in range(dice.randrange(7))
        )
        for _ in range(2000)
    ]
    names += dice.sample(known, 2000)
    program = ("node", "--input-type=module", "--eval", NAMES_PROGRAM)
    told = json.loads(tool(*program, text=json.dumps(names)))
    assert [row[0] for row in told] == list(map(visible, names))
    assert places([row[1] for row in told]) == places(list(map(folded, names)))
    assert [row[2] for row in told] == [name.strip() for name in names]
    assert sum(visible(name) != name for name in names) > 100


LINES = [
    *("a = 1", "a.b = 1", "a.c = 2", "b = [1, 2]", "b = {c = 1}", "b.d = 2", "[a]", "[a.b]"),
    *("[[a]]", "[[a.b]]", "[b]", "[[b]]", "[x.y.z]", "[x]", "y.w = 1", 'q = "a\\tb\\u00e9"'),
    *('["q q"]', "'l'.m = 1", "d = [[1],[{e = 2}]] # c", "e = 0x_1", "e = 0xff", "f = 1.5e+3"),
    *("h = {a.b = 1, a.c = {d = 2}}", "[h.a]", "s = [\n 1, # a\n 2\n]", "t = '''\na'b''''"),
    *('u = """a\\\n  b"""', 'u = "a', "v = tru", "w = [1 2]", "i = -inf", "n = nan", "= 1", "k"),
    *('m = "\\ud800"', "o = 99999999999999999999", "p = 1_000", "r = {a = 1,}", "\t# x\r"),
    "z = '\0'",
]  # fmt: skip


def documents(count: int) -> Iterator[str]:
    dice = random.Random(7)
    for _ in range(count):
        yield "\n".join(dice.choice(LINES) for _ in range(dice.choice((1, 2, 3, 4))))
    for depth in (18, 19, 20, 30):
        yield "a = " + "[" * depth + "]" * depth
        yield ".".join("a" * depth) + " = 1"
        yield "a = {" + ".".join("a" * depth) + " = 1}"


def plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {"table": [[key, plain(inner)] for key, inner in value.items()]}
    if isinstance(value, list):
        return list(map(plain, value))
    if isinstance(value, float):
        return {"number": f"{value:g}".replace("inf", "infinity")[:4]}
    return {"whole": str(value)} if type(value) is int else value


def test_toml_is_read_as_python_reads_it(tool: Tool, built: Path) -> None:
    texts, expected = list(documents(1500)), list[Any]()
    for text in texts:
        try:
            expected.append(plain(read_toml(text.encode())))
        except ValueError:
            expected.append("refused")
    program = ("node", "--input-type=module", "--eval", TOML_PROGRAM)
    answers = json.loads(tool(*program, text=json.dumps(texts)))
    wrong = [row for row in zip(texts, expected, answers, strict=True) if row[1] != row[2]]
    assert wrong == []
    assert 300 < expected.count("refused") < 1200


@pytest.mark.parametrize(
    "text", ["a = 1979-05-27", "a = 07:32:00", "a = 1979-05-27T07:32:00Z", "a = [1979-05-27]"]
)
def test_dates_are_not_read_since_no_pack_has_one(tool: Tool, built: Path, text: str) -> None:
    read_toml(text.encode())
    program = ("node", "--input-type=module", "--eval", TOML_PROGRAM)
    assert json.loads(tool(*program, text=json.dumps([text]))) == ["refused"]
