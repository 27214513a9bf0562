"""Questions about a chain that is told as JSON: headers of every fork, births, foundings."""

from collections.abc import Iterator
from typing import Any

import rlp
from genetics_cases import Question, account, arbitrary
from packs import table

from avatarchain.base.canonical import keccak256, to_hex, word
from avatarchain.births import merkle
from avatarchain.births.founders import collection
from avatarchain.chain.headers import FORKS, FRONTIER
from avatarchain.genetics.heredity import birth_seed, offspring
from avatarchain.genetics.identity import identity
from avatarchain.genetics.seeds import cumulate, founding_seed
from avatarchain.registry.events import (
    BORN,
    CLOSED,
    CONCEIVED,
    FOUNDING,
    FOUNDING_COMMITTED,
    LAPSED,
    STILLBORN,
    TRANSFER,
)

REGISTRY = account("registry")
SPECIES = word(arbitrary("species"))
NUMBERS = {"difficulty", "number", "gasLimit", "gasUsed", "timestamp", "baseFeePerGas"}
NUMBERS |= {"blobGasUsed", "excessBlobGas"}
BYTES = {"miner": 20, "logsBloom": 256, "extraData": 15, "nonce": 8}


def block(number: int, fork: str = "Prague", **changes: Any) -> dict[str, Any]:
    """A block as a node tells it, with the fields up to a fork and the hash of its header."""
    forks = list(FORKS)
    names = FRONTIER.split()
    for added in forks[: forks.index(fork) + 1] if fork in forks else []:
        names += FORKS[added].split()
    told: dict[str, str] = {}
    for name in names:
        seed = arbitrary(f"{name} of {number}")
        if name in NUMBERS:
            told[name] = hex(
                {"number": number, "difficulty": 0, "excessBlobGas": 0}.get(name, seed % 2**33)
            )
        else:
            told[name] = to_hex((word(seed) * 8)[: BYTES.get(name, 32)])
    told |= changes
    values = [spelled(name, told[name]) for name in names]
    beside = {"size": "0x267", "uncles": [], "transactions": [], "totalDifficulty": "0x0"}
    return {**told, **beside, "hash": to_hex(keccak256(rlp.encode(values)))}


def spelled(name: str, value: str) -> bytes:
    if name not in NUMBERS:
        return bytes.fromhex(value[2:])
    number = int(value, 16)
    return number.to_bytes((number.bit_length() + 7) // 8, "big")


def header_questions() -> Iterator[Question]:
    for fork in ("Frontier", *FORKS):
        for number in (0, 127, 128, 21_000_000):
            yield f"{fork} {number}", "header", {"block": block(number, fork)}
        short = {"extraData": "0x", "gasUsed": "0x0", "logsBloom": "0x" + "00" * 256}
        yield f"{fork} with empty fields", "header", {"block": block(5, fork, **short)}
        long = {"extraData": "0x" + "7f" * 32, "nonce": "0x0000000000000001"}
        yield f"{fork} with long fields", "header", {"block": block(6, fork, **long)}
    one = {"extraData": "0x7f"}
    yield "extraData of one byte below 80", "header", {"block": block(9, **one)}
    for size in (55, 56, 255, 256):
        yield (
            f"extraData of {size} bytes",
            "header",
            {"block": block(9, extraData="0x" + "7f" * size)},
        )
    yield "extraData of one byte from 80", "header", {"block": block(9, extraData="0x80")}
    more = {**block(7, "London"), "blobGasUsed": "0x0"}
    yield "a node that tells of a later fork", "header", {"block": more}
    for name in ("mixHash", "gasUsed", "extraData", "requestsHash"):
        other = {**block(8), name: "0x1" if name == "gasUsed" else to_hex(3)}
        yield f"another {name}", "header", {"block": other}
    strange = {**block(8), "hash": to_hex(4), "slotNumber": "0x7"}
    yield "a fork that is not known", "header", {"block": strange}


class Book:
    """The logs of a registry, written one after another."""

    def __init__(self) -> None:
        self.logs: list[dict[str, Any]] = []
        self.genomes: dict[int, int] = {}

    def log(self, number: int, topics: list[bytes | int], *words: int) -> None:
        row = {
            "address": REGISTRY,
            "topics": [to_hex(one if isinstance(one, bytes) else word(one)) for one in topics],
            "data": "0x" + b"".join(map(word, words)).hex(),
            "blockNumber": hex(number),
            "logIndex": hex(len(self.logs)),
        }
        self.logs.append(row)

    def founder(self, name: str, number: int) -> int:
        return self.born(arbitrary(name), 0, 0, 0, number)

    def born(self, genome: int, mother: int, father: int, generation: int, number: int) -> int:
        token = identity(SPECIES, genome)
        self.genomes[token] = genome
        self.log(number, [BORN, token, mother, father], genome, generation)
        self.log(number, [TRANSFER, 0, arbitrary("owner") >> 96, token])
        return token

    def child(self, mother: int, father: int, draw: int, number: int) -> int:
        """A child that follows from the block of its draw."""
        mixed = bytes.fromhex(block(draw)["mixHash"][2:])
        seed = birth_seed(mixed, mother, father)
        return self.born(
            offspring(self.genomes[mother], self.genomes[father], seed), mother, father, 1, number
        )


def birth_questions() -> Iterator[Question]:
    def question(name: str, book: Book, child: int, *draws: int) -> Question:
        given = {"logs": book.logs, "blocks": [block(draw) for draw in draws]}
        return name, "birth", {**given, "child": to_hex(child), "contract": REGISTRY}

    book = Book()
    dam, sire, other = (book.founder(name, 2) for name in ("dam", "sire", "other"))
    book.log(3, [CONCEIVED, dam, sire], 11)
    yield question("a child", book, book.child(dam, sire, 11, 12), 11)
    book.log(13, [CONCEIVED, dam, other], 21)
    book.log(9000, [LAPSED, dam, other])
    book.log(9000, [CONCEIVED, dam, sire], 9008)
    book.log(9010, [STILLBORN, dam, sire, other])
    book.log(9010, [CONCEIVED, sire, dam], 9018)
    book.log(9011, [CONCEIVED, dam, other], 9019)
    late = book.child(dam, other, 9019, 9100)
    book.log(9200, [CONCEIVED, dam, sire], 9208)
    draws = (21, 9008, 9018, 9019, 9208)
    yield question("after a lapse and a stillbirth", book, late, *draws)
    shuffled = Book()
    shuffled.logs = [*book.logs[1::2], *book.logs[::2][::-1]]
    yield question("with logs in any order", shuffled, late, *draws)
    shuffled.logs = book.logs[::-1]
    yield question("with logs backwards", shuffled, late, *draws)
    yield question("with logs of another registry", _foreign(book), late, *draws)
    small = Book()
    small.logs = [{**log, "address": log["address"].lower()} for log in book.logs]
    yield question("with an address in small letters", small, late, *draws)
    elsewhere = Book()
    elsewhere.logs = [{**log, "address": account("elsewhere")} for log in book.logs]
    yield question("with logs of another registry alone", elsewhere, late, *draws)
    book = Book()
    dam, sire = book.founder("dam", 2), book.founder("sire", 2)
    book.log(3, [CONCEIVED, dam, sire], 11)
    false = book.born(arbitrary("false"), dam, sire, 1, 12)
    yield question("a child that does not follow", book, false, 11)
    book = Book()
    dam, sire = book.founder("dam", 2), book.founder("sire", 2)
    book.log(3, [CONCEIVED, sire, dam], 11)
    yield question("a child that was not conceived", book, book.child(dam, sire, 11, 12), 11)
    book = Book()
    dam, sire = book.founder("dam", 2), book.founder("sire", 2)
    book.log(3, [CONCEIVED, dam, sire], 11)
    one = book.child(dam, sire, 11, 12)
    # In the block of the birth the mother conceives again: that log is not of this birth.
    book.log(12, [CONCEIVED, dam, sire], 20)
    yield question("conceived again in the block of the birth", book, one, 11, 20)
    book.log(20, [LAPSED, dam, sire])
    yield question("with a later lapse", book, one, 11, 20)
    same = Book()
    same.logs = [*book.logs]
    same.log(12, [LAPSED, dam, sire])
    same.log(12, [STILLBORN, dam, sire, arbitrary("nobody")])
    yield question("with a lapse in the block of the birth", same, one, 11, 20)
    yield question("nobody's", same, arbitrary("not born"), 11, 20)
    yield question("a founder's", same, dam, 11, 20)
    book = Book()
    dam, sire = book.founder("dam", 2), book.founder("sire", 2)
    book.log(3, [CONCEIVED, dam, sire], 11)
    early = book.child(dam, sire, 11, 11)
    yield question("born in the block of the draw", book, early, 11)
    changed = {**block(11), "mixHash": to_hex(5)}
    book = Book()
    dam, sire = book.founder("dam", 2), book.founder("sire", 2)
    book.log(3, [CONCEIVED, dam, sire], 11)
    one = book.child(dam, sire, 11, 12)
    given = {"logs": book.logs, "blocks": [changed], "child": to_hex(one), "contract": REGISTRY}
    yield "a block with another mixHash", "birth", given
    book = Book()
    other = arbitrary("an event that is not known")
    dam = identity(SPECIES, arbitrary("dam"))
    book.log(1, [other, dam], 5)
    book.founder("dam", 2)
    sire = book.founder("sire", 2)
    book.log(3, [CONCEIVED, dam, sire], 11)
    book.log(4, [other, dam, sire], 6)
    book.log(4, [other])
    yield question("with events that are not known", book, book.child(dam, sire, 11, 13), 11)


def _foreign(book: "Book") -> "Book":
    """The logs, each behind one of another contract that says otherwise."""
    mixed = Book()
    for log in book.logs:
        other = {**log, "address": account("elsewhere"), "data": "0x" + "0" * 64}
        mixed.logs += [other, log, {**other, "blockNumber": hex(8000)}]
    return mixed


def founding_questions() -> Iterator[Question]:
    weights = [table(locus) for locus in range(16)]
    few = [[65_521, *[1] * 15]] * 16  # so that founders have equal genomes
    holders = [account(f"holder {n}") for n in range(40)]
    sole = int(account("all"), 16)
    listed = int.from_bytes(keccak256(b"".join(bytes.fromhex(one[2:]) for one in holders)), "big")
    for name, kind, recipients, addresses in (
        ("to one", weights, sole, []),
        ("to a list", weights, listed, holders),
        ("with equal genomes, to one", few, sole, []),
        ("with equal genomes, to a list", few, listed, holders),
        ("to another list", weights, listed, holders[::-1]),
    ):
        book = Book()
        book.founder("dam", 2)
        book.log(3, [FOUNDING, 0], sole, 3, 99)
        book.log(5, [FOUNDING, 1], recipients, 40, 165)
        book.log(6, [CLOSED])
        master = founding_seed(
            bytes.fromhex(block(165)["mixHash"][2:]), 31337, bytes.fromhex(REGISTRY[2:]), 1, 40
        )
        to = addresses or [f"0x{sole:040x}"] * 40
        root = root_of(kind, master, to)
        right = "not" not in name
        book.log(170, [FOUNDING_COMMITTED, 1, 0], int.from_bytes(root, "big") ^ (not right))
        given = {"logs": book.logs, "blocks": [block(165)], "chain_id": "31337"}
        given |= {"contract": REGISTRY, "founding": 1, "weights": kind, "addresses": addresses}
        yield name, "founding", given
    last = {**given, "logs": book.logs[:-1]}
    yield "that is not committed", "founding", last
    other = [*book.logs[:-1], {**book.logs[-1], "data": to_hex(9)}]
    yield "with another root", "founding", {**given, "logs": other}
    yield "that was not promised", "founding", {**given, "founding": 2}
    yield "with logs backwards", "founding", {**given, "logs": book.logs[::-1]}
    yield "with logs of another registry", "founding", {**given, "logs": _foreign(book).logs}
    yield "on another chain", "founding", {**given, "chain_id": "1"}
    # The order within a block is that of logIndex, whatever the order of the list.
    both = [{**log, "blockNumber": "0x5"} for log in given["logs"]]
    yield "two in one block", "founding", {**given, "logs": both[::-1]}


def root_of(weights: list[list[int]], master: bytes, to: list[str]) -> bytes:
    from types import SimpleNamespace

    species: Any = SimpleNamespace(cumulative=cumulate(weights))
    genomes = [one.genome for one in collection(species, master, len(to))]
    first = {genome: n for n, genome in reversed(list(enumerate(genomes)))}
    return merkle.build(merkle.leaf(to[n], genome) for genome, n in first.items()).root
