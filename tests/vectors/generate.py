"""Writes the vectors: `python tests/vectors/generate.py`. Tests only read them.

Any other implementation of the genome, of founders, offspring and identities can be
held against these files. Whatever is arbitrary in them is a keyed hash, so that a
second run writes the same bytes; a run that changes a published case is a mistake.
"""

import json
from collections.abc import Callable
from hashlib import blake2b
from pathlib import Path
from typing import Any

from avatarchain import genome, heredity, identity
from avatarchain.canonical import keccak256, word

Vectors = dict[str, list[Any]]

FOLDER = Path(__file__).parent
WEIGHTS = [6144] * 8 + [2560] * 4 + [1792] * 3 + [768]
MASTER = bytes(range(32))

# One of each kind of gene pattern that inheritance could stumble over.
PATTERNS = {
    "zero": 0,
    "all F": 2**256 - 1,
    "one gene everywhere": int("7" * 64, 16),
    "four genes": int("0123" * 16, 16),
    "four other genes": int("4567" * 16, 16),
    "expressed only": int("f000" * 16, 16),
    "last recessive only": int("000f" * 16, 16),
    "lanes in turn": int("ffff0000" * 8, 16),
    "digits in turn": int("f0" * 32, 16),
    "first bit": 1 << 255,
    "last bit": 1,
}


def arbitrary(name: str) -> int:
    """A 256-bit number that depends on `name` alone."""
    return int.from_bytes(blake2b(name.encode(), digest_size=32, person=b"vectors").digest(), "big")


def hexadecimal(data: bytes | int) -> str:
    return genome.to_hex(int.from_bytes(data, "big") if isinstance(data, bytes) else data)


def genomes() -> Vectors:
    numbers = [*PATTERNS.values(), *(arbitrary(f"genome {n}") for n in range(40))]
    return {
        "genomes": [
            {"hex": genome.to_hex(one), "dna": genome.to_dna(one), "genes": genome.genes(one)}
            for one in numbers
        ]
    }


def seeds() -> Vectors:
    texts = [
        "alice", "Alice", " alice", "alice ", "bob", "0", "Zoë", "Zoe\u0308", "straße",
        "小米", "が", "か\u3099", "Å", "\u212b", "ﬁ", "🦊", "👩\u200d🚀", "a\nb", "\u0000",
        "x" * 1000,
    ]  # fmt: skip
    masters = [MASTER, bytes(32), heredity.seed_from_text("alice")]
    numbers = [0, 1, 7, 255, 256, 2**32, 2**64 - 1]
    return {
        "texts": [
            {"text": one, "seed": hexadecimal(heredity.seed_from_text(one))} for one in texts
        ],
        "items": [
            # 2**64 − 1 is no exact number in every reader of JSON, so numbers are text
            {
                "master": hexadecimal(master),
                "number": str(number),
                "seed": hexadecimal(heredity.item_seed(master, number)),
            }
            for master in masters
            for number in numbers
        ],
    }


def founders() -> Vectors:
    cumulative = heredity.cumulate([WEIGHTS] * 16)
    drawn = [heredity.seed_from_text("alice"), bytes(32), b"\xff" * 32]
    drawn += [heredity.item_seed(MASTER, number) for number in range(47)]
    return {
        "weights": WEIGHTS,
        "founders": [
            {"seed": hexadecimal(one), "genome": hexadecimal(heredity.founder(one, cumulative))}
            for one in drawn
        ],
    }


def mutating_seed(digit: int) -> bytes:
    """The first number that, as a birth seed, mutates the gene `digit` from the right."""
    number = 0
    while True:
        q = int.from_bytes(keccak256(word(number) + word(1)), "big")
        if q & 7 == 0 and q >> 3 & 63 == digit and q >> 9 & 15:
            return word(number)
        number += 1


def offspring() -> Vectors:
    couples = [
        (mother, father, arbitrary(f"couple {mother:x} {father:x}"))
        for mother in PATTERNS.values()
        for father in PATTERNS.values()
    ]
    couples += [
        (PATTERNS["four genes"], PATTERNS["four other genes"], number) for number in range(32)
    ]
    couples += [
        (arbitrary(f"mother {n}"), arbitrary(f"father {n}"), arbitrary(f"birth {n}"))
        for n in range(100)
    ]
    births = [(mother, father, word(seed)) for mother, father, seed in couples]
    births += [
        (arbitrary(f"mother {d}"), arbitrary(f"father {d}"), mutating_seed(d)) for d in range(64)
    ]
    hashes = [b"\x11" * 32, bytes(32), word(arbitrary("block"))]
    return {
        "offspring": [
            {
                "mother": hexadecimal(mother),
                "father": hexadecimal(father),
                "seed": hexadecimal(seed),
                "child": hexadecimal(heredity.offspring(mother, father, seed)),
            }
            for mother, father, seed in births
        ],
        "birth_seeds": [
            {
                "block_hash": hexadecimal(block),
                "mother": hexadecimal(mother),
                "father": hexadecimal(father),
                "seed": hexadecimal(heredity.birth_seed(block, mother, father)),
            }
            for block in hashes
            for mother, father in [(1, 2), (2, 1), (arbitrary("dam"), 2**256 - 1)]
        ],
    }


def identities() -> Vectors:
    alice = int("e086075550885c5ee064841d646405533706a0733547683d40173332d304e115", 16)
    species = [bytes(32), word(arbitrary("species"))]
    numbers = [alice, 0, 2**256 - 1, *(arbitrary(f"genome {n}") for n in range(10))]
    contracts = [bytes(20), word(arbitrary("contract"))[12:], word(arbitrary("registry"))[12:]]
    return {
        "identities": [
            {
                "species": hexadecimal(kind),
                "genome": hexadecimal(one),
                "identity": identity.to_hex(identity.identity(kind, one)),
            }
            for kind in species
            for one in numbers
        ],
        "caip19": [
            {
                "chain_id": chain_id,
                "contract": (address := identity.checksum_address("0x" + contract.hex())),
                "identity": identity.to_hex(token),
                "name": str(identity.TokenName(chain_id, address, token)),
            }
            for chain_id in (1, 31337, 11155111)
            for contract in contracts
            for token in (0, identity.identity(bytes(32), alice), 2**256 - 1)
        ],
    }


FILES: dict[str, Callable[[], Vectors]] = {
    "genome": genomes,
    "seeds": seeds,
    "founders": founders,
    "offspring": offspring,
    "identity": identities,
}


def spelled(vectors: Vectors) -> str:
    """JSON in ASCII, one case a line."""
    lists = [
        f"{json.dumps(name)}: [\n" + ",\n".join(map(json.dumps, cases)) + "\n]"
        for name, cases in vectors.items()
    ]
    return "{\n" + ",\n".join(lists) + "\n}\n"


if __name__ == "__main__":
    for name, build in FILES.items():
        (FOLDER / f"{name}.json").write_text(spelled(build()), encoding="ascii", newline="\n")
