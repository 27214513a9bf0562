"""Whatever stands in a file or an argument, each parser answers or refuses; it never breaks.

A short run here; `make fuzz` gives each parser as many inputs as FUZZ_EXAMPLES says.
"""

import json
import os
import struct
import zlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from eth_account import Account
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from avatarchain import accounts, genome, heredity, minting, trust
from avatarchain import home as homes
from avatarchain.accounts import parse_address, parse_key
from avatarchain.certificate import open_picture, parse
from avatarchain.errors import AvatarchainError
from avatarchain.identity import parse_caip10, parse_caip19, parse_prefix

FILES = Path(__file__).resolve().parent / "vectors" / "certificate" / "files"
SEEDS = {name: (FILES / f"good-alice.{name}").read_bytes() for name in ("png", "svg", "json")}
EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "60"))
short = settings(
    max_examples=EXAMPLES, deadline=5000, derandomize=EXAMPLES < 1000, database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip


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
        papers = open_picture(path).papers
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


_KEYSTORE = json.dumps(Account.encrypt(b"\1" * 32, "right", kdf="scrypt", iterations=2))


def _keystore(folder: Path, value: object) -> None:
    """Any JSON for a keystore, and for each part of a good one."""
    for key in (None, "version", "crypto"):
        whole = value if key is None else json.loads(_KEYSTORE) | {key: value}
        (folder / "keystore").write_text(json.dumps(whole))
        holds(lambda: accounts.unlock(folder / "keystore", "right"))
    for key in ("kdf", "kdfparams", "cipherparams", "ciphertext", "mac"):
        changed = json.loads(_KEYSTORE)
        changed["crypto"][key] = value
        (folder / "keystore").write_text(json.dumps(changed))
        holds(lambda: accounts.unlock(folder / "keystore", "right"))


def _rows(name: str, rows: str, read: Callable[[Path], object]) -> Callable[[Path, object], None]:
    """Any JSON for a file of the home, for its list of rows, and for one of them."""

    def check(folder: Path, value: object) -> None:
        (folder / name).parent.mkdir(exist_ok=True)
        for one in (value, {"format": 1, rows: value}, {"format": 1, rows: [value]}):
            (folder / name).write_text(json.dumps(one))
            holds(lambda: read(folder))

    return check


_FILES: dict[str, Callable[[Path, object], None]] = {
    "trust": _rows("trust.json", "trusted", trust.trusted),
    "deployments": _rows("deployments.json", "deployments", homes.pins),
    "canvases": _rows("canvases.json", "canvases", lambda at: homes.find_canvas(at, "0x", "0x")),
    "jobs": _rows("jobs/one.json", "name", homes.jobs),
    "default": _rows("accounts.json", "default", accounts.default),
    "keystore": _keystore,
}


@pytest.mark.parametrize("kind", _FILES)
@short
@given(value=_JSON)
def test_any_json_in_a_file_of_the_home_is_read_or_refused(
    kind: str, value: object, folder: Path
) -> None:
    _FILES[kind](folder, value)


_PARSERS: list[Callable[[str], object]] = [
    genome.parse, parse_caip10, parse_caip19, parse_prefix, parse_address, parse_key,
    minting.parse_duration, heredity.seed_from_text, heredity.seed_from_hex,
    lambda text: trust.parse_hash(text, "hash"),
]  # fmt: skip
_TEXTS = some.text(max_size=90) | some.from_regex(
    r"\A(eip155:[0-9]{1,40}[:/](erc721:)?)?0?x?[0-9a-fA-FACGT]{0,130}(/[0-9]{1,90})?\Z"
)


@pytest.mark.parametrize("parser", _PARSERS, ids=lambda one: one.__name__)
@short
@given(text=_TEXTS)
def test_any_text_is_understood_or_refused(parser: Callable[[str], object], text: str) -> None:
    holds(lambda: parser(text))
