"""Questions about genes: genomes, seeds, founders, births, ids, odds.

Whatever is arbitrary is a keyed hash, so that a second run asks the same. A question is its name,
what is asked, and what is given.
"""

from collections.abc import Iterator
from hashlib import blake2b
from itertools import product
from typing import Any

from packs import table

from avatarchain.base.canonical import keccak256, to_hex, word
from avatarchain.chain.notation import checksum_address
from avatarchain.genetics import genome as genomes
from avatarchain.genetics import seeds as seed_rules

Question = tuple[str, str, dict[str, Any]]

WEIGHTS = [6144] * 8 + [2560] * 4 + [1792] * 3 + [768]
MASTER = bytes(range(32))
ALICE = int("e086075550885c5ee064841d646405533706a0733547683d40173332d304e115", 16)

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


def account(name: str) -> str:
    """An address that depends on `name` alone."""
    return checksum_address(to_hex(word(arbitrary(name))[12:]))


def genome_questions() -> Iterator[Question]:
    numbers = [*PATTERNS.values(), *(arbitrary(f"genome {n}") for n in range(40))]
    for n, number in enumerate(numbers):
        text, dna = to_hex(number), genomes.to_dna(number)
        spellings = (text, text[2:].upper(), "0X" + text[2:], dna, dna.lower())
        yield f"{n}", "genome", {"text": spellings[n % len(spellings)]}
    hexed, dna = f"{ALICE:064x}", genomes.to_dna(ALICE)
    wrong = {
        "empty": "",
        "0x alone": "0x",
        "a digit less": hexed[:-1],
        "a digit more": hexed + "0",
        "0x and a digit less": "0x" + hexed[:-1],
        "a letter that is none": hexed[:40] + "g" + hexed[41:],
        "the first": "z" + hexed[1:],
        "the last behind 0x": "0x" + hexed[:-1] + "x",
        "a blank at the end": hexed + " ",
        "a wide digit": hexed[:9] + "１" + hexed[10:],
        "an emoji": hexed[:9] + "🦊" + hexed[10:],
        "DNA of 127": dna[:-1],
        "DNA of 129": dna + "A",
        "DNA with a U": dna[:70] + "U" + dna[71:],
        "DNA behind 0x": "0x" + dna,
        "two letters of DNA": "AC",
        "two other letters of DNA": "GT",
        "64 letters of DNA": ("ACGT" * 16),
        "96 digits": "0" * 96,
        "97 digits": "0" * 97,
        "96 letters of DNA": "ACGT" * 24,
        "a long s": hexed[:9] + "ſ" + hexed[10:],
        "a K that is a sign": hexed[:9] + "\u212a" + hexed[10:],
    }
    for name, text in wrong.items():
        yield name, "genome", {"text": text}
    yield "64 digits that are letters of DNA too", "genome", {"text": "acca" * 16}
    yield from _genomes_at_their_ends(hexed, dna)
    for n, number in enumerate(numbers[::7]):
        yield f"gene by gene {n}", "genome of genes", {"genes": flat(number)}
    alleles = flat(ALICE)
    lists: dict[str, list[int]] = {
        "no genes": [],
        "63 genes": alleles[1:],
        "65 genes": [*alleles, 0],
        "a gene of 16": [*alleles[:9], 16, *alleles[10:]],
        "a gene below 0": [-1, *alleles[1:]],
        "two genes that are none": [*alleles[:30], 99, *alleles[31:63], -5],
    }
    for name, given in lists.items():
        yield name, "genome of genes", {"genes": given}


def _genomes_at_their_ends(hexed: str, dna: str) -> Iterator[Question]:
    """Texts in which a wrong letter and a wrong length meet, or hex and DNA."""
    at_ends = {
        "a wrong letter at 64": hexed[:63] + "g",
        "a wrong letter at 65": hexed + "g",
        "a wrong letter at 66": hexed + "0g",
        "0x and a wrong letter at 67": "0x" + hexed + "g",
        "0x and a wrong letter at 68": "0x" + hexed + "0g",
        "0x and 97 digits": "0x" + hexed + "0" * 33,
        "0x and 64 letters of DNA": "0x" + "acca" * 16,
        "0x twice": "0x0x" + hexed,
        "0x in its middle": "zz0x" + hexed[4:],
        "0X and a wrong letter": "0X" + hexed[:-1] + "g",
        "a wrong letter in 63": "g" + hexed[2:],
        "two wrong letters": hexed[:20] + "zy" + hexed[22:],
        "95 letters of DNA": dna[:95],
        "63 letters of DNA": dna[:63],
        "65 letters of DNA": dna[:65],
        "65 letters of DNA and digits": dna[:64] + "0",
        "96 letters with a U": dna[:95] + "U",
        "97 letters with a U": dna[:96] + "U",
        "DNA with a U at 128": dna[:127] + "U",
        "DNA with a U at 129": dna + "U",
        "DNA with a U at 130": dna + "AU",
        "DNA of 300": dna + dna + dna[:44],
        "DNA with digits": dna[:100] + "0" + dna[101:],
        "DNA with a blank": " " + dna[1:],
        "DNA with a line": dna + "\n",
        "a line alone": "\n",
        "an A": "a",
        "an x": "x",
    }
    for name, text in at_ends.items():
        yield name, "genome", {"text": text}


def flat(number: int) -> list[int]:
    return [gene for row in genomes.genes(number) for gene in row]


def seed_questions() -> Iterator[Question]:
    texts = ["alice", "Alice", " alice", "alice ", "bob", "0", "Zoë", "Zoe\u0308", "straße"]
    texts += ["小米", "が", "か\u3099", "Å", "\u212b", "ﬁ", "🦊", "👩\u200d🚀", "a\nb", "\u0000"]
    texts += ["x" * 1000, "\U0001fae8", "a\U00010efd\u0301", "e\U0001e08f\u0301"]
    texts += ["\U00011f04\U00011f41\u0323", "\ufeffa", "\ue000", "\U0010fffd", "e\u0323\u0301"]
    # Marks in any order, what composes to nothing or never, and what only NFKC changes.
    texts += ["e\u0301\u0323", "\u1e9b\u0323", "\u0344", "\u1100\u1161\u11a8", "\uac00\u11a8"]
    texts += ["\u2126", "\u0958", "\u0915\u093c", "\u0f71\u0f72\u0f74", "a\u0315\u0300\u05ae\u0062"]
    texts += [
        "①",
        "ｱﾞ",
        "ſ",
        "x²",
        "Ⅳ",
        "\u3000",
        "\u00a0",
        "\u2028",
        "a\u200b",
        "\u00adb",
        "İ",
        "ẞ",
    ]
    texts += ["\ufb1d", "\U0001d15e", "\U0002f800", "\u1e0a\u0323", "D\u0307\u0323", "ḍ\u0307"]
    texts += ["\u1e0d\u0307\u0301", "\u0cc6\u0cc2\u0cd5", "\u0b47\u0300\u0b3e", "\ufdfa", "\u212a"]
    # Empty, lone surrogates, not assigned at all, and assigned by 15.1.
    texts += ["", "a\ud800", "\udfff", "ab\u0378", "\uffff", "\u2ffc", "x\U0002ebf0", "🦊\u0378"]
    for n, text in enumerate(texts):
        yield f"text {n}", "seed of text", {"code_points": list(map(ord, text))}
    masters = [MASTER, bytes(32), seed_rules.seed_from_text("alice")]
    numbers = [0, 1, 7, 255, 256, 2**32, 2**64 - 1]
    for m, number in product(range(len(masters)), numbers):
        given = {"master": to_hex(masters[m]), "number": str(number)}
        yield f"item {number} of {m}", "seed of item", given
    digits = f"{ALICE:064x}"
    texts = [digits, "0x" + digits, digits.upper(), "0X" + digits, "", "0x", digits[1:]]
    texts += [digits + "0", "0x" + digits[:5] + "g" + digits[6:], digits[:5] + " " + digits[6:]]
    texts += ["0x" + digits[:-1], "0x" + digits + "00", digits + "g", "0xg", "g", "0x0x" + digits]
    texts += ["1" * 63 + "z", "🦊" + digits[:40], digits[:-1] + "\u0430", "\n", "0"]
    texts += ["１" + digits[1:], digits[:3] + "🦊" + digits[4:8] + "y" + digits[9:], digits + "\n"]
    texts += ["zz0x" + digits[4:]]
    for n, text in enumerate(texts):
        yield f"hex {n}", "seed of hex", {"text": text}


def founder_questions() -> Iterator[Question]:
    drawn = [seed_rules.seed_from_text("alice"), bytes(32), b"\xff" * 32]
    drawn += [seed_rules.item_seed(MASTER, number) for number in range(47)]
    for n, seed in enumerate(drawn):
        yield f"{n}", "founder", {"weights": [WEIGHTS] * 16, "seed": to_hex(seed)}
    tables = [table(locus) for locus in range(16)]
    for n, seed in enumerate(drawn[:20]):
        yield f"16 tables {n}", "founder", {"weights": tables, "seed": to_hex(seed)}
    steep = [[1] * k + [65_521] + [1] * (15 - k) for k in range(16)]
    for n, seed in enumerate(drawn[:6]):
        yield f"steep {n}", "founder", {"weights": steep, "seed": to_hex(seed)}
    for size in (0, 31, 33):
        given = {"weights": tables, "seed": "0x" + "11" * size}
        yield f"a seed of {size} bytes", "founder", given
    for n, seed in enumerate(drawn[:16]):
        yield f"edges {n}", "founder", {"weights": on_edges(seed, n % 4), "seed": to_hex(seed)}


def on_edges(seed: bytes, slot: int) -> list[list[int]]:
    """Weights whose running sums are the draw of gene `slot` of each locus, and one more."""
    data = b"".join(
        blake2b(
            seed, digest_size=64, person=b"avatarchain-gen0", salt=bytes(15) + bytes([half])
        ).digest()
        for half in (0, 1)
    )
    rows = []
    for locus in range(16):
        at = 2 * (4 * locus + slot)
        draw = min(max(int.from_bytes(data[at : at + 2], "big"), 8), 65_520)
        low = [*range(1, 7), draw, draw + 1]  # sums
        sums = (
            [*low, *range(65_536 - 7, 65_537)] if draw < 65_500 else [*range(1, 15), draw, 65_536]
        )
        rows.append([b - a for a, b in zip([0, *sums], sums, strict=False)])
        assert (sum(rows[-1]), len(rows[-1])) == (65_536, 16)
    return rows


def founding_questions() -> Iterator[Question]:
    most = 2**64 - 1
    contract = "0x5FbDB2315678afecb367f032d93F642f64180aa3"
    draws = [(b"\x11" * 32, 31337, contract, 0, 1000), (bytes(32), 1, "0x" + 40 * "0", 0, 1)]
    draws += [
        (word(arbitrary(f"beacon {n}")), chain_id, account(f"book {n}"), n, count)
        for n, (chain_id, count) in enumerate([(1, 1), (1337, 7), (11155111, most), (2**64, 2**32)])
    ]
    draws += [(b"\xff" * 32, 31337, contract, 2**256 - 1, most)]
    for n, (beacon, chain_id, registry, founding, count) in enumerate(draws):
        given = {"beacon": to_hex(beacon), "chain_id": str(chain_id), "contract": registry}
        given |= {"founding": str(founding), "count": str(count)}
        yield f"seed {n}", "seed of founding", given
    holders = [account(f"holder {n}") for n in range(5)]
    lists = [holders[:1], holders, holders[::-1], [holders[0], holders[0]], []]
    for n, addresses in enumerate(lists):
        yield f"recipients {n}", "recipients", {"addresses": addresses}


def mutating_seed(digit: int) -> bytes:
    """The first number that, as a birth seed, mutates the gene `digit` from the right."""
    number = 0
    while True:
        q = int.from_bytes(keccak256(word(number) + word(1)), "big")
        if q & 7 == 0 and q >> 3 & 63 == digit and q >> 9 & 15:
            return word(number)
        number += 1


def heredity_questions() -> Iterator[Question]:
    couples = [
        (f"{dam} × {sire}", mother, father, word(arbitrary(f"couple {mother:x} {father:x}")))
        for (dam, mother), (sire, father) in product(PATTERNS.items(), PATTERNS.items())
    ]
    four, others = PATTERNS["four genes"], PATTERNS["four other genes"]
    couples += [(f"seed {number}", four, others, word(number)) for number in range(32)]
    couples += [
        (f"{n}", arbitrary(f"mother {n}"), arbitrary(f"father {n}"), word(arbitrary(f"birth {n}")))
        for n in range(100)
    ]
    couples += [
        (f"mutant {d}", arbitrary(f"mother {d}"), arbitrary(f"father {d}"), mutating_seed(d))
        for d in range(64)
    ]
    for name, mother, father, seed in couples:
        given = {"mother": to_hex(mother), "father": to_hex(father), "seed": to_hex(seed)}
        yield name, "offspring", given
    for n, block in enumerate([b"\x11" * 32, bytes(32), word(arbitrary("block"))]):
        for m, parents in enumerate([(1, 2), (2, 1), (arbitrary("dam"), 2**256 - 1)]):
            given = dict(zip(("mother", "father"), map(to_hex, parents), strict=True))
            yield f"seed of birth {n} {m}", "seed of birth", {"mix_hash": to_hex(block), **given}


def odds_questions() -> Iterator[Question]:
    couples = [(PATTERNS["four genes"], PATTERNS["four other genes"]), (ALICE, ALICE)]
    couples += [(arbitrary(f"mother {n}"), arbitrary(f"father {n}")) for n in range(3)]
    for n, (mother, father) in enumerate(couples):
        parents = {"mother": to_hex(mother), "father": to_hex(father)}
        yield f"{n}", "odds", parents
        yield f"{n} as numbers", "odds as numbers", parents
        if n < 3:
            pair = {"first": 3 * n, "second": 7 - n}
            yield f"{n} of two digits", "odds of places", {**parents, **pair}
        shown = [gene for gene, *_ in genomes.genes(mother)]
        wishes: list[tuple[list[Any], list[Any]]] = [([], []), ([[0, []]], [])]
        wishes += [
            ([[locus, [shown[locus]]] for locus in range(size)], []) for size in (1, 2, 5, 16)
        ]
        wishes += [([[3, [1, 2, 2]], [9, list(range(16))]], [])]
        wishes += [([], [[3, 7, [16 * shown[3] + shown[7], 0, 255]]])]
        wishes += [([[0, [shown[0], 4]]], [[7, 3, [16 * shown[7] + shown[3]]], [1, 2, [1, 17]]])]
        for m, (accepted, together) in enumerate(wishes):
            given = {**parents, "accepted": accepted, "together": together}
            yield f"{n} wish {m}", "chance", given
