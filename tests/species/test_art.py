"""The species' two byte strings, read by a reader of our own and hashed by hand.

The reader follows docs/species.md and shares no code with the package.
"""

import itertools
import json
from dataclasses import dataclass
from pathlib import Path

import pytest
from Crypto.Hash import keccak

from avatarchain.species import Species
from avatarchain.species.pack import load, shipped
from packs import SVG, WEIGHTS, write_pack

VECTORS = json.loads((Path(__file__).parent.parent / "vectors" / "species.json").read_text())


def keccak256(data: bytes) -> bytes:
    return keccak.new(data=data, digest_bits=256).digest()


@dataclass
class Art:
    """What the art bytes say."""

    background: int
    kinds: bytes
    layer_loci: bytes
    hides: list[int]
    texts: list[str]
    fixed_style: str
    loci: list[str]
    alleles: list[str]
    styles: list[str]
    drawings: list[str]


def decode(art: bytes) -> Art:
    """Read art bytes as docs/species.md describes them."""
    assert art[:6] == b"AVART\x01"
    layers, background = art[6], art[7]
    kinds, layer_loci = art[8:24], art[24 : 24 + layers]
    at = 24 + layers
    hides = [int.from_bytes(art[at + 2 * k : at + 2 * k + 2], "big") for k in range(256)]
    at += 512
    count = 3 + 1 + 16 + 256 + 256 + 16 * layers
    heap = at + 6 * count
    fragments = []
    for k in range(count):
        entry = art[at + 6 * k : at + 6 * k + 6]
        offset, length = int.from_bytes(entry[:3], "big"), int.from_bytes(entry[3:], "big")
        data = art[heap + offset : heap + offset + length]
        assert len(data) == length
        fragments.append(data.decode())
    parts = iter(fragments)

    def take(n: int) -> list[str]:
        return list(itertools.islice(parts, n))

    return Art(
        background, kinds, layer_loci, hides,
        take(3), take(1)[0], take(16), take(256), take(256), take(16 * layers),
    )  # fmt: skip


@pytest.fixture(params=["testling", *shipped()])
def species(request: pytest.FixtureRequest, folder: Path) -> Species:
    return load(write_pack(folder) if request.param == "testling" else request.param)


def test_art_says_everything_that_is_drawn_or_told_with(species: Species) -> None:
    art = decode(species.art)
    kinds = {"silent": 0, "colour": 1, "shape": 2}
    alleles = [allele for locus in species.loci for allele in locus.alleles]
    assert art.texts == [species.name, species.version, species.description]
    assert art.background == (255 if species.background is None else species.background)
    assert list(art.kinds) == [kinds[locus.kind] for locus in species.loci]
    assert list(art.layer_loci) == [layer.locus for layer in species.layers]
    assert art.hides == [allele.hides for allele in alleles]
    assert art.loci == [locus.name for locus in species.loci]
    assert art.alleles == [allele.name for allele in alleles]
    assert art.drawings == [drawing for layer in species.layers for drawing in layer.drawings]
    assert art.fixed_style == "".join(
        f".{name}{{fill:{fill}}}.{name}-line{{stroke:{fill}}}" for name, fill in species.colours
    )
    for (number, locus), k in itertools.product(enumerate(species.loci), range(16)):
        name, allele, style = locus.name, locus.alleles[k], art.styles[16 * number + k]
        assert style == (
            f".{name}{{fill:{allele.fill}}}.{name}-line{{stroke:{allele.fill}}}"
            f".{name}-shade{{fill:{allele.shade}}}.{name}-shade-line{{stroke:{allele.shade}}}"
            if locus.kind == "colour"
            else ""
        )


def test_a_fragment_that_comes_twice_is_stored_once(folder: Path) -> None:
    once, twice = load(write_pack(folder / "a")), folder / "b"
    write_pack(twice)
    (twice / "face" / "face-3.svg").write_bytes((twice / "face" / "face-4.svg").read_bytes())
    shorter = load(twice)
    dropped = once.layers[1].drawings[3]
    assert len(once.art) - len(shorter.art) == len(dropped.encode())


def test_rules_are_canonical_json_of_what_decides_a_genome(species: Species) -> None:
    rules = json.loads(species.rules)
    assert (
        species.rules
        == json.dumps(rules, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    )
    weights = [[allele.weight for allele in locus.alleles] for locus in species.loci]
    assert rules == {
        "name": species.name, "version": species.version, "weights": weights,
        "founder": 1, "inheritance": 1, "frame": 1,
    }  # fmt: skip


def test_the_id_is_the_hash_of_both_hashes(species: Species) -> None:
    assert species.id == keccak256(keccak256(species.rules) + keccak256(species.art))


def test_the_testling_has_the_id_that_it_was_given(folder: Path) -> None:
    species = load(write_pack(folder))
    assert VECTORS["testling"] == {
        "rules": species.rules.decode(),
        "art": species.art.hex(),
        "id": "0x" + species.id.hex(),
    }
    assert json.loads(species.rules)["weights"] == [WEIGHTS] * 3 + [[4096] * 16] * 13


def test_shipped_species_keep_the_ids_that_they_were_published_with() -> None:
    assert set(VECTORS["published"]) == set(shipped())
    for name, expected in VECTORS["published"].items():
        assert "0x" + load(name).id.hex() == expected


def test_the_tuftling_is_version_1_0_for_ever() -> None:
    tuftling = load("tuftling")
    assert tuftling.version == "1.0"
    assert tuftling.id == bytes.fromhex(
        "d031463de919eb6ddda4bd717e2aaaa34a50cc06a89329dd9e5fb22bf86e67dc"
    )


@pytest.mark.parametrize(
    "change",
    [
        '"testling" -> "testing"',
        '"1.0" -> "1.1"',
        '"A pack for tests." -> "A pack for test."',
        '["body", "face"] -> ["face", "body"]',
        'background = "body" -> background = "face"',
        'background = "body" -> ',
        'ink = "#221133" -> ink = "#221134"',
        'ink = "#221133" -> ink = "#221133"\npaper = "#ffffff"',
        '"#0890ff" -> "#0890fe"',
        '"#04487f" -> "#04487e"',
        '"face-3", weight -> "three", drawing = "face-3", weight',
        'hides = ["face"] -> hides = ["face", "body"]',
        'hides = ["face"] -> hides = []',
        '"face-3", weight = 6144 }, -> "face-3", weight = 6143 },',
        'name = "face"\nkind -> name = "visage"\nkind',
        "[[locus]] -> [[locus]]\n#",
    ],
)
def test_any_change_changes_the_id_and_a_remark_does_not(folder: Path, change: str) -> None:
    before = load(write_pack(folder / "before"))
    changes = {"change": change}
    if "6143" in change:
        changes["sum"] = '"face-4", weight = 6144 -> "face-4", weight = 6145'
    if "visage" in change:
        changes["paint"] = '["body", "face"] -> ["body", "visage"]'
        changes["hides"] = 'hides = ["face"] -> hides = ["visage"]'
    write_pack(folder / "after", **changes)
    if "visage" in change:
        (folder / "after" / "face").rename(folder / "after" / "visage")
    assert (load(folder / "after").id != before.id) is not change.endswith("#")


def test_any_change_of_a_drawing_changes_the_id(folder: Path) -> None:
    ids = set()
    for number, radius in enumerate((150, 150.01, 149.99)):
        write_pack(folder / str(number))
        drawing = SVG.format(f'<circle class="skin" cx="256" cy="256" r="{radius}"/>')
        (folder / str(number) / "body" / "body-0.svg").write_text(drawing)
        ids.add(load(folder / str(number)).id)
    assert len(ids) == 3
