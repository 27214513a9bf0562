"""Good inputs with a few places spoilt, by the thousand: each reader answers or refuses.

`test_fuzz` thinks its inputs out, one in some milliseconds. Here they come from a table of odd
pieces and a random number, a hundred times as fast, so that a million of them are a matter of
minutes. MUTATIONS sets how many there are of all targets together; `make fuzz` makes a million.
"""

import json
import os
import random
import struct
import zlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from avatarchain import portrait
from avatarchain.base.canonical import read_json
from avatarchain.base.toml import read_toml
from avatarchain.base.visible import visible
from avatarchain.births import merkle_dump
from avatarchain.births.recipients import read_list
from avatarchain.chain.answers import (
    read_block,
    read_logs,
    read_outcome,
    read_receipt,
    read_transaction,
)
from avatarchain.chain.connection import Connection
from avatarchain.chain.notation import parse_caip19
from avatarchain.errors import AvatarchainError
from avatarchain.genetics import genome, seeds
from avatarchain.genetics.seeds import founder, item_seed
from avatarchain.living.reading import read_rig
from avatarchain.papers.certificate import open_file, parse
from avatarchain.papers.models import read_model
from avatarchain.papers.png import read_png
from avatarchain.species import unpacked
from avatarchain.species.drawing import FaultyDrawing, read_drawing
from avatarchain.species.pack import load, read_pack
from avatarchain.species.spelling import Fault
from support.hostile_names import FILE_NAMES, NAMES, hostile_letters
from support.packs import toml, write_pack

ROOT = Path(__file__).resolve().parents[2]
FILES = ROOT / "tests" / "vectors" / "certificate" / "files"
DATA = ROOT / "src" / "avatarchain" / "data" / "species"
COUNT = int(os.environ.get("MUTATIONS", "6000"))
TUFTLING = load("tuftling")

PIECES = [
    *(b"0", b"-", b"9" * 40, b"1e9", b".", b"nan", b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"\n"),
    *(b"null", b"true", b"{}", b"[]", b'""', b'"', b"'", b"[" * 40, b"{" * 40, b"]", b"}", b","),
    *(
        b"<",
        b">",
        b"</g>",
        b"<g>",
        b"<!--",
        b"]]>",
        b"&#0;",
        b"&x;",
        b'="',
        b" d=",
        b"scale(99999)",
    ),
    *(b"0x", b"0x" + b"f" * 64, b"f" * 128, b"-0x1", b"\\ud800", b"\\u0000", b"M", b"A", b"Z"),
    *(b"\x80\x00\x00\x00", b"\xff" * 8, b"IHDR", b"IDAT", b"IEND", b"PLTE", b"\xc0\x80", b"="),
    *(name.encode("utf-8", "surrogatepass") for name in NAMES[:40]),
]


def mutated(chance: random.Random, good: bytes) -> bytes:
    """A few places overwritten, cut out, put in, doubled or exchanged."""
    data = bytearray(good)
    for _ in range(chance.choice((1, 1, 2, 3, 6))):
        at, length = chance.randrange(len(data) + 1), chance.choice((0, 1, 1, 2, 4, 9, 60))
        match chance.randrange(6):
            case 0 | 1:
                data[at : at + length] = chance.choice(PIECES)
            case 2:
                data[at : at + length] = chance.randbytes(length)
            case 3:
                del data[at : at + length]
            case 4:
                data[at:at] = data[at : at + length] * chance.choice((1, 2, 30))
            case 5:
                other = chance.randrange(len(data) + 1)
                data[at : at + length] = data[other : other + length]
    return bytes(data)


class Target(NamedTuple):
    """What reads, some good inputs, and how many times as many are tried as of a slow one."""

    reads: Callable[[bytes], object]
    good: list[bytes]
    share: int


class _Told:
    """A node that gives one answer, whatever it is asked."""

    def __init__(self) -> None:
        self.response: Any = {"result": "0x7a69"}

    def answer(self, method: str, parameters: list[Any]) -> Any:
        return self.response


def node_answers(readers: tuple[Callable[[Any], object], ...]) -> Callable[[bytes], object]:
    """Reads the text of a response as a node's answer to several questions."""
    told = _Told()
    chain = Connection(told, url="http://127.0.0.1:1", kind="remote", timeout=1)  # type: ignore[arg-type]

    def read(data: bytes) -> None:
        try:
            told.response = read_json(data)
        except (ValueError, RecursionError):
            return
        for reader in readers:
            holds(lambda reader=reader: chain.read(reader, "eth_odd"))

    return read


def with_right_sums(read: Callable[[bytes, str], object]) -> Callable[[bytes], object]:
    """Every second PNG gets right checksums, so that what lies behind them is reached."""

    def reads(data: bytes) -> object:
        return read(_summed(data) if len(data) % 2 else data, "odd.png")

    return reads


def _summed(data: bytes) -> bytes:
    out, at = data[:8], 8
    while at + 12 <= len(data):
        (length,) = struct.unpack_from(">I", data, at)
        if len(data) < at + 12 + length:
            break
        body = data[at + 4 : at + 8 + length]
        out += data[at : at + 4] + body + struct.pack(">I", zlib.crc32(body))
        at += 12 + length
    return out + data[at:]


def holds(read: Callable[[], object]) -> None:
    """What is read is read, or refused by one of our errors."""
    with suppress(AvatarchainError, FaultyDrawing, Fault):
        read()


def text(read: Callable[[str], object]) -> Callable[[bytes], object]:
    return lambda data: read(data.decode("utf-8", "replace"))


def refusing(read: Callable[[bytes], object]) -> Callable[[bytes], object]:
    """For readers of a form whose callers turn ValueError into a sentence."""

    def reads(data: bytes) -> None:
        with suppress(ValueError):
            read(data)

    return reads


def told_harmless(data: bytes) -> None:
    said = visible(data.decode("utf-8", "surrogateescape"))
    assert hostile_letters(said) == set(), said


def dumped(data: bytes) -> None:
    with suppress(ValueError, RecursionError):
        merkle_dump.load(read_json(data))


def targets(folder: Path) -> dict[str, Target]:
    """What is tried, by name."""
    pack = write_pack(folder / "pack")
    good_pack = (pack / "species.toml").read_bytes()
    odd = folder / "odd"

    def packed(data: bytes) -> None:
        (pack / "species.toml").write_bytes(data)
        read_pack(pack)

    def opened(ending: str) -> Callable[[bytes], object]:
        def read(data: bytes) -> None:
            path = odd.with_suffix(ending)
            path.write_bytes(data)
            if (papers := open_file(path).papers) is not None:
                parse(papers)

        return read

    founders = [founder(item_seed(b"\1" * 32, n), TUFTLING.cumulative) for n in range(8)]
    drawings = [path.read_bytes() for path in sorted(DATA.glob("*/*/*.svg"))]
    promise = ("0x70997970C51812dc3A010C7d01b50e0d17dc79C8", founders[0])
    readers = (read_receipt, read_block, read_logs, read_outcome, read_transaction)
    return {
        "drawing": Target(lambda data: read_drawing(data, {"fur", "ink"}), drawings, 12),
        "portrait": Target(
            text(portrait.check_answer),
            [portrait.svg(TUFTLING, genome).encode() for genome in founders],
            4,
        ),
        "art": Target(lambda data: unpacked.from_bytes(data, "odd"), [TUFTLING.art], 1),
        "rules": Target(refusing(read_toml), [toml().encode(), good_pack], 6),
        "pack": Target(packed, [good_pack], 1),
        "rig": Target(read_rig, [(DATA / "tuftling" / "rig.toml").read_bytes()], 2),
        "papers": Target(parse, [(FILES / "good-alice.json").read_bytes()], 20),
        "png": Target(with_right_sums(read_png), [(FILES / "good-alice.png").read_bytes()], 4),
        "svg": Target(opened(".svg"), [(FILES / "good-alice.svg").read_bytes()], 4),
        "model": Target(lambda data: read_model(data, "odd.glb"), [model(), model()[:-8]], 20),
        "answers": Target(
            node_answers(readers), [json.dumps({"result": each}).encode() for each in ANSWERS], 20
        ),
        "dump": Target(dumped, [json.dumps(merkle_dump.dump([promise, promise])).encode()], 8),
        "list": Target(
            text(lambda said: read_list(said.splitlines(), 3, repeats=True)),
            [f"{promise[0]}\n".encode() * 3],
            12,
        ),
        "genome": Target(text(genome.parse), [f"{each:#066x}".encode() for each in founders], 30),
        "token": Target(
            text(parse_caip19), [f"eip155:31337/erc721:{promise[0]}/{founders[0]}".encode()], 30
        ),
        "seed": Target(
            text(seeds.seed_from_text), [name.encode("utf-8", "replace") for name in NAMES], 30
        ),
        "name": Target(
            told_harmless,
            [name.encode("utf-8", "surrogateescape") for name in (*NAMES, *FILE_NAMES)],
            30,
        ),
    }


_HASH, _ADDRESS = "0x" + "5a" * 32, "0x70997970c51812dc3a010c7d01b50e0d17dc79c8"
_LOG: dict[str, Any] = {
    "address": _ADDRESS,
    "topics": [_HASH, _HASH],
    "data": "0x" + "00" * 31 + "07",
    "blockNumber": "0x9",
    "transactionHash": _HASH,
    "blockHash": _HASH,
    "transactionIndex": "0x0",
    "logIndex": "0x1",
    "removed": False,
}
_RECEIPT: dict[str, Any] = {
    "status": "0x1",
    "type": "0x2",
    "from": _ADDRESS,
    "to": None,
    "contractAddress": _ADDRESS,
    "gasUsed": "0x5208",
    "cumulativeGasUsed": "0x5208",
    "effectiveGasPrice": "0x3b9aca00",
    "blockNumber": "0x9",
    "blockHash": _HASH,
    "transactionHash": _HASH,
    "transactionIndex": "0x0",
    "logsBloom": "0x" + "00" * 256,
    "logs": [_LOG, _LOG],
}
_BLOCK: dict[str, Any] = {
    "number": "0x9",
    "hash": _HASH,
    "parentHash": _HASH,
    "timestamp": "0x66666666",
    "mixHash": _HASH,
    "baseFeePerGas": "0x7",
    "gasLimit": "0x1c9c380",
    "gasUsed": "0x5208",
    "miner": _ADDRESS,
    "transactions": [_HASH],
}
_TRANSACTION: dict[str, Any] = {
    "type": "0x2",
    "hash": _HASH,
    "from": _ADDRESS,
    "to": None,
    "nonce": "0x0",
    "value": "0x0",
    "input": "0x6001",
    "gas": "0x5208",
    "chainId": "0x7a69",
    "blockNumber": "0x9",
    "blockHash": _HASH,
    "transactionIndex": "0x0",
    "maxFeePerGas": "0x9",
    "maxPriorityFeePerGas": "0x1",
    "accessList": [],
    "yParity": "0x1",
    "r": _HASH,
    "s": _HASH,
}
ANSWERS: list[Any] = [_RECEIPT, _BLOCK, [_LOG, _LOG], _TRANSACTION, None, "0x9", 7, []]


def model() -> bytes:
    """The smallest model with papers."""
    papers = (FILES / "good-alice.json").read_text("utf-8")
    table = {"asset": {"version": "2.0", "extras": {"avatarchain": {"papers": papers}}}}
    text = json.dumps(table | {"extensionsUsed": ["VRMC_vrm"]}).encode()
    text += b" " * (-len(text) % 4)
    whole = 20 + len(text)
    return struct.pack("<4sIIII", b"glTF", 2, whole, len(text), 0x4E4F534A) + text


NAMES_OF_TARGETS = [
    *("drawing", "portrait", "art", "rules", "pack", "rig", "papers", "png", "svg", "model"),
    *("answers", "dump", "list", "genome", "token", "seed", "name"),
]


@pytest.mark.parametrize("name", NAMES_OF_TARGETS)
def test_what_is_spoilt_anywhere_is_read_or_refused(name: str, folder: Path) -> None:
    every = targets(folder)
    assert list(every) == NAMES_OF_TARGETS
    target = every[name]
    shares = sum(each.share for each in every.values())
    chance = random.Random(f"{name} {COUNT}")
    for _ in range(max(30, COUNT * target.share // shares)):
        data = mutated(chance, chance.choice(target.good))
        try:
            holds(lambda data=data: target.reads(data))
        except Exception as error:
            pytest.fail(f"{name}: {error!r} of {data!r}"[:4000])


def test_what_is_not_spoilt_is_read(folder: Path) -> None:
    for name, target in targets(folder).items():
        if name not in ("seed", "drawing", "name", "model"):
            for data in target.good[:3]:
                target.reads(data)


def test_a_reader_that_breaks_is_seen() -> None:
    def breaks(data: bytes) -> None:
        if b"null" in data:
            raise KeyError(data)

    def every() -> None:
        chance = random.Random(1)
        for _ in range(3000):
            holds(lambda: breaks(mutated(chance, b'{"a": [1, 2, 3], "b": {"c": "d"}}')))

    with pytest.raises(KeyError):
        every()
