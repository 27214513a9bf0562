"""Values of any form, given to the JavaScript package by strangers: it has a refusal for each."""

import json
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from avatarchain.births import merkle_dump
from avatarchain.chain.headers import FRONTIER, read_header
from avatarchain.errors import AvatarchainError
from avatarchain.living.compiled import compiled
from avatarchain.living.usual import rig_of
from avatarchain.species.pack import SHIPPED, load

pytestmark = pytest.mark.xdist_group("javascript")

Ask = Callable[[list[Any]], list[Any]]
ODD: list[Any] = [None, 5, -1, 0.5, True, "", "x", "0x", [], [None], [[]], [5], {}, {"a": 1}]
ADDRESS = "0x" + "1" * 40
RIGHT: list[Any] = [("data", "0x"), ("topics", [])]  # of a log
GOOD = merkle_dump.dump([("0x" + "1" * 40, 7)])
TEXTS = {
    "genome": "MalformedGenome",
    "genes": "MalformedGenome",
    "seed": "MalformedSeed",
    "seedHex": "MalformedSeed",
    "prefix": "MalformedIdentity",
    "address": "BadAddress",
    "caip10": "MalformedCaip10",
    "caip19": "MalformedIdentity",
}
BYTES = {
    "art": "FaultyPack",
    "opened": "NotAPicture",
    "pixels": "NotAPicture",
    "parsed": "BadPapers",
    "drawing": "FaultyDrawing",
    "pack": "FaultyPack",
    "rules": "FaultyPack",
    "painted": "NotAPicture",
}


@pytest.mark.parametrize(("name", "kind"), (TEXTS | BYTES).items())
def test_what_is_no_text_or_no_bytes_is_refused_as_any_other(
    ask: Ask, name: str, kind: str
) -> None:
    for value, answer in zip(ODD, ask([[name, value] for value in ODD]), strict=True):
        if not (name == "seed" and value in ("x", "0x")):
            assert answer["kind"] == kind, value


def spoilt(**fields: Any) -> Any:
    return {**GOOD, **fields}


def rows(*entries: Any) -> Any:
    return spoilt(values=[*entries])


def row(*value: Any) -> Any:
    return rows({"value": [*value], "treeIndex": 0})


def test_a_dump_of_any_form_is_refused_as_python_does(ask: Ask) -> None:
    deep = json.loads("[" * 900 + "]" * 900)
    lists: list[Any] = [None, 5, "x", {"a": 1}, []]
    places: list[Any] = ["0", [0], {}, -1]
    dumps = [
        *(value for value in ODD),
        *(spoilt(format=value) for value in ODD),
        *(spoilt(leafEncoding=value) for value in (*ODD, deep)),
        *(spoilt(values=value) for value in lists),
        *(rows(value) for value in (*ODD, deep)),
        *(rows({"value": value, "treeIndex": 0}) for value in ODD),
        *(row(value, "7") for value in ODD),
        *(row(ADDRESS, value) for value in ODD),
        *(rows({"value": [ADDRESS, "7"], "treeIndex": value}) for value in places),
        *(spoilt(tree=value) for value in ODD if value is not None),
        spoilt(tree=[GOOD["tree"]]),
        row(ADDRESS, "7", "8"),
        row(ADDRESS, "0" * 4_300 + "7"),
        row(ADDRESS, "9" * 100_000),
        row(ADDRESS, str(1 << 256)),
    ]
    for dump, answer in zip(dumps, ask([["load", dump] for dump in dumps]), strict=True):
        with pytest.raises(AvatarchainError) as refusal:
            merkle_dump.load(dump)
        assert answer["kind"] == type(refusal.value).__name__, dump
    assert ask([["load", row(ADDRESS, "0" * 4_299 + "7")]]) == [1]


def test_promises_that_are_equal_are_not_searched_for_again_and_again(ask: Ask) -> None:
    count = 300
    ((answer),) = ask([["equals", count]])
    promises = [("0x" + "1" * 40, 7)] * count
    told = [entry["treeIndex"] for entry in merkle_dump.dump(promises)["values"]]
    assert answer["places"] == told
    assert answer["looks"] <= 10 * count


def test_a_block_of_any_form_is_refused_as_python_does(ask: Ask) -> None:
    block = dict.fromkeys(FRONTIER.split(), "0x01") | {"hash": "0x" + "11" * 32}
    blocks = [
        *ODD,
        *({**block, key: value} for key in ("number", "miner", "hash") for value in ODD),
        {**block, "number": "0x" + "1" * 65},
        {**block, "baseFeePerGas": None},
        block,
    ]
    for name in ("header", "mixHash"):
        for told, answer in zip(blocks, ask([[name, told] for told in blocks]), strict=True):
            with pytest.raises(AvatarchainError) as refusal:
                read_header(told, "a node")
            assert answer["kind"] == type(refusal.value).__name__, told


def test_logs_of_any_form_are_those_of_no_node(ask: Ask) -> None:
    log = {
        "address": ADDRESS,
        "topics": ["0x" + "22" * 32],
        "data": "0x",
        "blockNumber": "0x1",
        "logIndex": "0x0",
    }
    strange = [
        *(value for value in ODD if value != []),
        *([value] for value in ODD),
        *([{**log, key: value}] for key in log for value in ODD if (key, value) not in RIGHT),
        [{**log, "topics": ["0x" + "22" * 32] * 5}],
    ]
    for name in ("logs", "birth"):
        for logs, answer in zip(strange, ask([[name, logs] for logs in strange]), strict=True):
            assert answer["kind"] == "NotANode", logs
            assert answer["sentence"].startswith("it answers, but not as an Ethereum node (")
    assert ask([["logs", [log, log]], ["logs", []]]) == [2, 0]


def test_a_birth_without_the_logs_of_its_parents_is_one_of_nobody(ask: Ask) -> None:
    guide = (Path(__file__).resolve().parents[2] / "javascript/src/births.ts").read_text("utf-8")
    born, conceived = (guide.split(f'{name}: "')[1][:66] for name in ("born", "conceived"))
    child, mother, father = (f"0x{number:064x}" for number in (1, 2, 3))

    def log(block: int, *topics: str) -> dict[str, Any]:
        place = {"blockNumber": hex(block), "logIndex": "0x0"}
        return {"address": ADDRESS, "topics": [*topics], "data": child, **place}

    logs = [log(1, conceived, mother, father), log(99, born, child, mother, father)]
    parents = [log(0, born, parent) for parent in (mother, father)]
    orphan, whole, empty = ask(
        [
            ["birth", logs],
            ["birth", logs + parents],
            ["birth", [*logs, *parents[:1], {**parents[1], "data": "0x"}]],
        ]
    )
    assert (orphan["kind"], whole, empty["kind"]) == ("UnknownIdentity", 0, "NotANode")
    assert orphan["sentence"] == f"no avatar {mother} in this registry"


def test_a_png_whose_header_is_short_is_refused(ask: Ask) -> None:
    def chunk(kind: bytes, body: bytes = b"") -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    data = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR") + chunk(b"IDAT") + chunk(b"IEND")
    (answer,) = ask([["hex", "pixels", data.hex()]])
    assert answer["kind"] == "NotAPicture"


def test_elements_that_stay_open_are_none(ask: Ask, tmp_path: Path) -> None:
    """They are read in one go: an element ends before the next one begins."""
    path, file = str(SHIPPED / "tuftling.species"), tmp_path / "rig.json"
    species = load("tuftling")
    file.write_text(json.dumps(compiled(species, rig_of(species))), encoding="utf-8")
    shape = '<path d="M0 0H9"/>'
    nested = '<g transform="scale(2)">' * 40
    questions = [["pieces", path, str(file), text] for text in ("<a " * 40_000 + shape, nested)]
    torn, deep = ask(questions)
    assert torn == shape
    assert deep["kind"] == "FaultyRig"
