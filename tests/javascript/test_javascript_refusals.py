"""What the JavaScript package refuses: what Python refuses, of the same kind, at the same place."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from avatarchain.births import merkle
from avatarchain.chain.notation import parse_address, parse_caip10, parse_caip19
from avatarchain.errors import AvatarchainError
from avatarchain.genetics import genome, seeds
from avatarchain.genetics.identity import choose, parse_prefix
from avatarchain.species.pack import SHIPPED
from avatarchain.species.unpacked import from_bytes
from support.arts import crafted_art

pytestmark = pytest.mark.xdist_group("javascript")

Ask = Callable[[list[Any]], list[Any]]

DNA = genome.to_dna(int("0123456789abcdef" * 4, 16))
HEX = "0123456789abcdef" * 4
ADDRESS = "0x5FbDB2315678afecb367f032d93F642f64180aa3"

READERS: dict[str, Callable[[str], Any]] = {
    "genome": genome.parse,
    "seed": seeds.seed_from_text,
    "seedHex": seeds.seed_from_hex,
    "prefix": parse_prefix,
    "address": parse_address,
    "caip10": lambda text: str(parse_caip10(text)),
    "caip19": lambda text: str(parse_caip19(text)),
}

WRONG: dict[str, list[str]] = {
    "genome": [
        "",
        "0x",
        "x",
        "z" * 64,
        HEX[:-1],
        HEX + "0",
        HEX[:30] + "g" + HEX[31:],
        "0x" + HEX[:-2],
        "0x" + HEX + "ab",
        "0X" + HEX[:9] + " " + HEX[10:],
        DNA[:-1],
        DNA + "A",
        DNA[:70] + "U",
        DNA[:70] + "N" + DNA[71:],
        "0x" + DNA,
        "ACGT",
        "acgtx",
        "0x0x" + HEX[4:],
        HEX[:63] + "é",
        HEX[:63] + "🦊",
        HEX[:63] + "'",
        HEX[:63] + '"',
        HEX[:63] + "\n",
        HEX[:63] + "\u200b",
        HEX[:63] + "\\",
        "１" + HEX[1:],
        "A" * 97,
        "A" * 96,
    ],
    "seed": [
        "",
        "\ud800",
        "ab\udfffc",
        "\u0378",
        "a🦊\u0378",
        "\U000e0080",
        "\uffff",
        "x\U0010ffff",
        "\u0c5c",
        "\U0001fae9",
    ],
    "seedHex": [
        "",
        "0x",
        HEX[:-1],
        HEX + "00",
        "0x" + HEX + "f",
        "g" + HEX[1:],
        "0x" + HEX[:63] + "é",
        HEX[:10] + "🦊" + HEX[11:],
        " " + HEX,
    ],
    "prefix": ["", "0x", "0x123", "1234", "0x" + "1" * 65, "0x12g4", "0x1234\n", "0x12'4"],
    "address": [
        "",
        ADDRESS[:-1],
        ADDRESS + "0",
        ADDRESS.swapcase(),
        "0x" + ADDRESS[2:].swapcase(),
        "0X" + ADDRESS[2:],
        ADDRESS + "\n",
    ],
    "caip10": [
        "",
        ADDRESS,
        f"eip155:1:{ADDRESS}x",
        f"EIP155:1:{ADDRESS}",
        f"eip155:x:{ADDRESS}",
        f"eip155:1:0x{ADDRESS[2:].swapcase()}",
        f"eip155:{'1' * 33}:{ADDRESS}",
    ],
    "caip19": [
        "",
        f"eip155:1/erc721:{ADDRESS}",
        f"eip155:1/erc721:{ADDRESS}/{2**256}",
        f"eip155:1/ERC721:{ADDRESS}/1",
        f"eip155:1/erc721:{ADDRESS}/0x1",
        f"eip155:1/erc721:{ADDRESS}/1 ",
        f"eip155:1/erc721:0x{ADDRESS[2:].swapcase()}/1",
    ],
}

RIGHT: dict[str, list[str]] = {
    "genome": [HEX, HEX.upper(), "0X" + HEX, DNA, DNA.lower(), "A" * 64, "a" * 128],
    "seed": ["a", "\u0000", "\ue000", "\U0010fffd", "\u0c5d", "Zoe\u0308", "\U0001f979"],
    "seedHex": [HEX, "0x" + HEX.upper()],
    "prefix": ["0xABCD", "0x" + HEX],
    "address": [ADDRESS, ADDRESS.lower(), "0x" + ADDRESS[2:].upper()]
    + [f"0x{pow(7, power, 16**40):040x}" for power in range(60, 90)],
    "caip10": [f"eip155:31337:{ADDRESS.lower()}"],
    "caip19": [f"eip155:31337/erc721:{ADDRESS.lower()}/{2**256 - 1}"],
}


def read(name: str, text: str) -> Any:
    """What Python makes of a text: the value as JavaScript answers it, or the refusal."""
    try:
        value = READERS[name](text)
    except AvatarchainError as refusal:
        return refusal
    if isinstance(value, bytes):
        return "0x" + bytes.hex(value)
    return f"0x{value:064x}" if isinstance(value, int) else value


@pytest.mark.parametrize("name", READERS)
def test_wrong_texts_are_refused_with_the_same_kind_position_and_sentence(
    ask: Ask, name: str
) -> None:
    for text, answer in zip(WRONG[name], ask([[name, text] for text in WRONG[name]]), strict=True):
        refusal = read(name, text)
        assert isinstance(refusal, AvatarchainError), text
        assert answer["kind"] == type(refusal).__name__, text
        assert answer["sentence"] == str(refusal)
        place = re.search(r"(?:at )?position ([0-9]+)", str(refusal))
        assert answer["position"] == (int(place[1]) if place else None), text


@pytest.mark.parametrize("name", READERS)
def test_right_texts_are_read_alike(ask: Ask, name: str) -> None:
    answers = ask([[name, text] for text in RIGHT[name]])
    assert answers == [read(name, text) for text in RIGHT[name]]


def test_wrong_genes_seeds_ids_and_leaves_are_refused_alike(ask: Ask) -> None:
    ids = [0x1234 << 240, 0x1235 << 240]
    texts = [f"0x{number:064x}" for number in ids]
    leaf = "0x" + "11" * 32
    cases: list[tuple[list[Any], Callable[[], Any]]] = [
        (["genes", [0] * 63], lambda: genome.from_genes([0] * 63)),
        (
            ["genes", [0] * 9 + [16] + [0] * 54],
            lambda: genome.from_genes([0] * 9 + [16] + [0] * 54),
        ),
        (["item", "0x00", 1], lambda: seeds.item_seed(b"\0", 1)),
        (["choose", "0x9999", texts], lambda: choose("0x9999", ids)),
        (["choose", "0x123", texts], lambda: choose("0x123", ids)),
        (["tree", []], lambda: merkle.build([])),
        (
            ["stray", ["0x" + "22" * 32], leaf],
            lambda: merkle.proof(merkle.build([b"\x22" * 32]), b"\x11" * 32),
        ),
    ]
    for (_, attempt), answer in zip(cases, ask([question for question, _ in cases]), strict=True):
        with pytest.raises(AvatarchainError) as refusal:
            attempt()
        assert answer["kind"] == type(refusal.value).__name__
        assert answer["sentence"] == str(refusal.value)


def test_damaged_bytes_of_a_species_are_refused_as_a_faulty_pack(
    ask: Ask, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("damaged")
    art = (SHIPPED / "tuftling.species").read_bytes()
    damaged = {
        "empty": b"",
        "other": b"AVART\x01" + art[6:],
        "kind": art[:8] + b"\x09" + art[9:],
        "head": art[:30],
        "tables": art[:2000],
        "cut": art[:-20000],
        "rules": art.replace(b'"weights"', b'"weighty"', 1),
        "colour": art.replace(b'fill="#2b2233"', b'fill="#2b2234"'),
        "text": art[:-9] + b"\xff" * 9,
        "overlap": crafted_art(1, [(0, 100), (50, 100)], b"x" * 150),
    }
    for name, data in damaged.items():
        (folder / name).write_bytes(data)
    answers = ask([["about", str(folder / name)] for name in damaged])
    for (name, data), answer in zip(damaged.items(), answers, strict=True):
        with pytest.raises(AvatarchainError) as refusal:
            from_bytes(data, "it")
        assert answer["kind"] == type(refusal.value).__name__, name
        assert answer["sentence"].startswith("the species pack 'it' cannot be used: damaged: ")
        assert name != "overlap" or "overlap" in answer["sentence"]
