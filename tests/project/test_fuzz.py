"""Whatever stands in a file or an argument, each parser answers or refuses; it never breaks.

A short run here; `make fuzz` gives each parser as many inputs as FUZZ_EXAMPLES says.
"""

import copy
import json
import os
import re
import struct
import zlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from eth_account import Account
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from avatarchain.base.documents import CHAIN_FORMAT, KEY_FORMAT
from avatarchain.births import batches, minting
from avatarchain.births.jobs import jobs
from avatarchain.chain.notation import parse_address, parse_caip10, parse_caip19, parse_hash
from avatarchain.errors import (
    AvatarchainError,
    DamagedFile,
    MadeByAnotherVersion,
    NewerFormat,
)
from avatarchain.genetics import genome, seeds
from avatarchain.genetics.identity import parse_prefix
from avatarchain.keys import accounts, keystores, seal
from avatarchain.keys.keystores import parse_key
from avatarchain.papers import trust
from avatarchain.papers.certificate import open_file, parse
from avatarchain.registry.pins import begun_portraits, pins

FILES = Path(__file__).resolve().parents[1] / "vectors" / "certificate" / "files"
SEEDS = {name: (FILES / f"good-alice.{name}").read_bytes() for name in ("png", "svg", "json")}
EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "60"))
short = settings(
    max_examples=EXAMPLES,
    deadline=5000,
    derandomize=EXAMPLES < 1000,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@some.composite
def spoilt(draw: some.DrawFn, kind: str) -> bytes:
    """A good file with a few places overwritten, cut out or put in; a PNG's checksums mended."""
    data = bytearray(SEEDS[kind])
    for _ in range(draw(some.integers(1, 4))):
        at = draw(some.integers(0, len(data) - 1))
        piece = draw(some.binary(max_size=8))
        data[at : at + draw(some.integers(0, 12))] = piece
    return mended(bytes(data)) if kind == "png" and draw(some.booleans()) else bytes(data)


def mended(data: bytes) -> bytes:
    """The same with right checksums, so that what lies behind them is reached."""
    out, at = data[:8], 8
    while at + 12 <= len(data):
        (length,) = struct.unpack_from(">I", data, at)
        body = data[at + 4 : at + 8 + length]
        if len(data) < at + 12 + length:
            break
        out += data[at : at + 4] + body + struct.pack(">I", zlib.crc32(body))
        at += 12 + length
    return out + data[at:]


def holds(parser: Callable[[], object]) -> None:
    with suppress(AvatarchainError):
        parser()


@pytest.mark.parametrize("kind", SEEDS)
@short
@given(data=some.data())
def test_a_spoilt_file_is_read_or_refused(kind: str, data: some.DataObject, folder: Path) -> None:
    path = folder / f"spoilt.{kind}"
    path.write_bytes(data.draw(spoilt(kind)))

    def read() -> None:
        papers = open_file(path).papers
        if papers is not None:
            parse(papers)

    holds(read)


@short
@given(some.binary(max_size=400))
def test_any_bytes_are_papers_or_refused(data: bytes) -> None:
    holds(lambda: parse(data))


_JSON = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats() | some.text(max_size=8),
    lambda inner: (
        some.lists(inner, max_size=4) | some.dictionaries(some.text(max_size=8), inner, max_size=4)
    ),
)


@short
@given(key=some.sampled_from(sorted(json.loads(SEEDS["json"]))), value=_JSON)
def test_papers_with_any_value_in_a_place_are_read_or_refused(key: str, value: object) -> None:
    changed = json.loads(SEEDS["json"]) | {key: value}
    holds(lambda: parse(json.dumps(changed, sort_keys=True, separators=(",", ":")).encode()))


@short
@given(value=_JSON)
def test_any_json_is_papers_or_refused(value: object) -> None:
    holds(lambda: parse(json.dumps(value, sort_keys=True, separators=(",", ":")).encode()))


_OF_PYTHON = re.compile(r"Error|Traceback|NoneType|indices|unhashable|object is|argument")
_KEYSTORE = json.dumps(Account.encrypt(b"\1" * 32, "right", kdf="scrypt", iterations=2))


def _keystore(folder: Path, value: object) -> None:
    """Any JSON for a keystore, and for each part of a good one."""
    for key in (None, "version", "crypto"):
        whole = value if key is None else json.loads(_KEYSTORE) | {key: value}
        _unlocks(folder / "keystore", whole)
    for key in ("kdf", "kdfparams", "cipherparams", "ciphertext", "mac"):
        changed = json.loads(_KEYSTORE)
        changed["crypto"][key] = value
        _unlocks(folder / "keystore", changed)


def _unlocks(path: Path, content: object) -> None:
    """The keystore is opened, or refused in words for people."""
    path.write_text(json.dumps(content))
    sentence = ""
    try:
        keystores.unlock(path, "right")
    except AvatarchainError as refusal:
        sentence = str(refusal)
    assert not _OF_PYTHON.search(sentence), sentence


@short
@given(value=_JSON)
def test_any_json_for_a_keystore_or_its_parts_is_read_or_refused(
    value: object, folder: Path
) -> None:
    _keystore(folder, value)


class Document(NamedTuple):
    """A JSON file of the home: its place, a good content, and what is read of it as JSON."""

    place: str
    good: dict[str, Any]
    read: Callable[[Path], object]


_HASH, _ADDRESS = "0x" + 32 * "5a", "0x70997970C51812dc3A010C7d01b50e0d17dc79C8"
_PIN = {
    "url": "evm+sqlite://",
    "chain_id": 31337,
    "genesis": _HASH,
    "contract": _ADDRESS,
    "code_hash": _HASH,
    "species": _HASH,
    "block": 8,
}
_CANVAS = {"genesis": _HASH, "species": _HASH, "contract": _ADDRESS}
_BATCH = {
    "genesis": _HASH,
    "contract": _ADDRESS,
    "batch": 0,
    "root": _HASH,
    "count": 8,
    "to": _ADDRESS,
    "founding": None,
    "transaction": _HASH,
    "block": 8,
}
_JOB = {
    "name": "0123456789ab",
    "master": _HASH,
    "count": 6,
    "every": 1.5,
    "url": "evm+sqlite://",
    "species": "tuftling",
    "to": None,
    "account": "dev0",
    "out": None,
    "form": "png",
    "size": 64,
    "background": True,
}
_SEAL = {"key": _HASH, "operations": 3, "memory": 2**28, "salt": 16 * "5a", "box": 72 * "5a"}
_TRUSTED = [{"registry": f"eip155:{n}:{_ADDRESS}", "genesis": _HASH if n else None} for n in (0, 7)]


def _read_seal(home: Path) -> object:
    (sealed,) = seal.sealed(home)
    return {"format": KEY_FORMAT, **asdict(seal._read(sealed))}


def _rows(key: str, rows: Sequence[Any], number: int = CHAIN_FORMAT) -> dict[str, Any]:
    return {"format": number, key: [asdict(row) for row in rows]}


def _batch(home: Path) -> object:
    batch = batches.recorded(home, _ADDRESS, 0)
    assert batch is not None
    return {"format": CHAIN_FORMAT, **asdict(batch)}


_DOCUMENTS = [
    Document(
        "trust.json",
        {"format": KEY_FORMAT, "trusted": _TRUSTED},
        lambda home: _rows("trusted", trust.trusted(home), KEY_FORMAT),
    ),
    Document(
        "deployments.json",
        {"format": CHAIN_FORMAT, "deployments": [_PIN, _PIN]},
        lambda home: _rows("deployments", pins(home)),
    ),
    Document(
        "canvases.json",
        {"format": CHAIN_FORMAT, "canvases": [_CANVAS, _CANVAS]},
        lambda home: _rows("canvases", begun_portraits(home)),
    ),
    Document(
        f"jobs/{_JOB['name']}.json",
        {"format": CHAIN_FORMAT, **_JOB},
        lambda home: {"format": CHAIN_FORMAT, **asdict(jobs(home)[0])},
    ),
    Document(
        f"batches/{_ADDRESS}-0/batch.json",
        {"format": CHAIN_FORMAT, **_BATCH},
        _batch,
    ),
    Document(
        "accounts.json",
        {"format": KEY_FORMAT, "default": "kim"},
        lambda home: {"format": KEY_FORMAT, "default": accounts.default(home)},
    ),
    Document(f"issuer/{_HASH}.json", {"format": KEY_FORMAT, **_SEAL}, _read_seal),
]
_ODD = some.sampled_from(
    (
        *(None, True, 0, 1, 5, -1, 2**63, 10**400, 1.5, 1e308, "", "zz", "\0", "\ud800", [], {}),
        *(_HASH.upper(), _HASH[2:], _ADDRESS.lower(), _ADDRESS + "0"),
        "eip155:1:" + _ADDRESS.lower(),
    )
)


@some.composite
def altered(draw: some.DrawFn, good: object) -> object:
    """A good value with one place in it replaced, taken out or put in."""
    value: Any = copy.deepcopy(good)
    if not isinstance(value, dict | list) or not value or draw(some.integers(0, 5)) == 0:
        return draw(_ODD | _JSON)
    places = list(value) if isinstance(value, dict) else range(len(value))
    at = draw(some.sampled_from(places))
    action = draw(some.sampled_from(["alter", "alter", "alter", "take out", "put in"]))
    if action == "alter":
        value[at] = draw(altered(value[at]))
    elif action == "take out":
        del value[at]
    elif isinstance(value, dict):
        value[draw(some.text(max_size=60))] = draw(_JSON)
    else:
        value.insert(at, draw(_JSON))
    return value


def read_right_or_refused(document: Document, folder: Path, text: str) -> None:
    """What is read is what stands there, or the file is refused in words for people."""
    path = folder / document.place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    read, sentence = None, ""
    try:
        read = document.read(folder)
    except (DamagedFile, MadeByAnotherVersion, NewerFormat) as refusal:
        sentence = str(refusal)
    if sentence:
        assert sentence.startswith(f"{path} ")
        reason = sentence.removeprefix(str(path))
        assert not _OF_PYTHON.search(reason), reason
        assert _HASH not in reason, "a seed or key may stand there"
        assert len(reason) < 300, reason
    else:
        assert read == json.loads(text)


@pytest.mark.parametrize("document", _DOCUMENTS, ids=lambda document: document.place[:20])
def test_a_good_file_of_the_home_is_read_as_it_stands(document: Document, folder: Path) -> None:
    path = folder / document.place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(document.good))
    assert document.read(folder) == document.good


@pytest.mark.parametrize("document", _DOCUMENTS, ids=lambda document: document.place[:20])
@short
@given(data=some.data())
def test_an_altered_file_of_the_home_is_read_right_or_refused(
    document: Document, data: some.DataObject, folder: Path
) -> None:
    value = data.draw(altered(document.good))
    read_right_or_refused(document, folder, json.dumps(value))


@pytest.mark.parametrize("document", _DOCUMENTS, ids=lambda document: document.place[:20])
@short
@given(data=some.data())
def test_a_file_of_the_home_with_any_letters_in_it_is_read_right_or_refused(
    document: Document, data: some.DataObject, folder: Path
) -> None:
    text = json.dumps(document.good, indent=2)
    at = data.draw(some.integers(0, len(text)))
    piece = data.draw(some.text(alphabet='"{}[],:0e-\\ \tnulx', max_size=6))
    changed = text[:at] + piece + text[at + data.draw(some.integers(0, 9)) :]
    read_right_or_refused(document, folder, changed)


_PARSERS: list[Callable[[str], object]] = [
    genome.parse,
    parse_caip10,
    parse_caip19,
    parse_prefix,
    parse_address,
    parse_key,
    minting.parse_duration,
    seeds.seed_from_text,
    seeds.seed_from_hex,
    lambda text: parse_hash(text, "hash"),
]
_TEXTS = some.text(max_size=90) | some.from_regex(
    r"\A(eip155:[0-9]{1,40}[:/](erc721:)?)?0?x?[0-9a-fA-FACGT]{0,130}(/[0-9]{1,90})?\Z"
)


@pytest.mark.parametrize("parser", _PARSERS, ids=lambda one: one.__name__)
@short
@given(text=_TEXTS)
def test_any_text_is_understood_or_refused(parser: Callable[[str], object], text: str) -> None:
    holds(lambda: parser(text))
