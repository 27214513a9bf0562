"""The species' two byte strings, read by a reader of our own and hashed by hand.

The reader follows docs/species.md and shares no code with the package.
"""

import json
import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from Crypto.Hash import keccak

from avatarchain.species import Species, fills_of, forms_of, hides_of
from avatarchain.species.pack import load, shipped
from avatarchain.species.unpacked import from_art
from support.packs import SVG, WEIGHTS, write_pack, write_wide_pack

VECTORS = json.loads((Path(__file__).parent.parent / "vectors" / "species.json").read_text())


def keccak256(data: bytes) -> bytes:
    return keccak.new(data=data, digest_bits=256).digest()


@dataclass
class Art:
    """What the art bytes say."""

    background: int
    kinds: bytes
    seconds: bytes
    layer_loci: bytes
    hides: list[int]
    fills: list[tuple[str, str]]
    rules: str
    about: list[str]
    colours: str
    loci: list[str]
    titles: list[str]
    forms: list[str]
    drawings: list[tuple[str, list[tuple[int, int]]]]


def decode(art: bytes) -> Art:
    """Read art bytes as docs/species.md describes them."""
    assert art[:6] == b"AVART\x02"
    layers, background = art[6], art[7]
    kinds, seconds, layer_loci = art[8:24], art[24:40], art[40 : 40 + layers]
    sizes = [
        0 if kind in (0, 3) else 16 if second == 255 else 256
        for kind, second in zip(kinds, seconds, strict=True)
    ]
    at = 40 + layers

    def take(size: int) -> bytes:
        nonlocal at
        at += size
        return art[at - size : at]

    hides = [int.from_bytes(take(2), "big") for _ in range(sum(sizes))]
    hues = sum(size for kind, size in zip(kinds, sizes, strict=True) if kind == 1)
    fills = [(take(6).decode(), take(6).decode()) for _ in range(hues)]
    drawings = sum(sizes[locus] for locus in layer_loci)
    count = 40 + sum(sizes) + drawings
    entries = [take(8) for _ in range(count)]
    heap, end = at, at
    texts, references = [], []
    for entry in entries:
        offset, length = int.from_bytes(entry[:3], "big"), int.from_bytes(entry[3:6], "big")
        at = heap + offset
        marks = [(int.from_bytes(take(3), "big"), take(1)[0]) for _ in range(entry[7])]
        assert entry[6] == 0
        data = take(length)
        assert len(data) == length
        end = max(end, at)
        texts.append(data.decode())
        references.append(marks)
    assert end == len(art)
    assert not any(references[: count - drawings])
    return Art(
        background,
        kinds,
        seconds,
        layer_loci,
        hides,
        fills,
        texts[0],
        texts[1:7],
        texts[7],
        texts[8:24],
        texts[24:40],
        texts[40 : count - drawings],
        list(zip(texts, references, strict=True))[count - drawings :],
    )


def recoloured(drawing: str, species: Species) -> tuple[str, list[tuple[int, int]]]:
    """A drawing with colours in place of classes, element by element."""
    chosen = {}
    for number, locus in enumerate(species.loci):
        if locus.kind == "colour":
            chosen |= {locus.name: 2 * number, f"{locus.name}-shade": 2 * number + 1}
    fixed, text, marks = dict(species.colours), "", []
    for piece in re.split('(class=".*?")', drawing):
        if not piece.startswith("class="):
            text += piece
            continue
        for k, name in enumerate(piece[7:-1].split()):
            colour = name.removesuffix("-line")
            text += (" " if k else "") + ("stroke" if name != colour else "fill") + '="'
            if colour in chosen:
                marks.append((len(text) + 1, chosen[colour]))
            text += fixed.get(colour, "#000000") + '"'
    return text, marks


@pytest.fixture(params=["testling", "wide", *shipped()])
def species(request: pytest.FixtureRequest, folder: Path) -> Species:
    packs = {"testling": write_pack, "wide": write_wide_pack}
    name = request.param
    return load(packs[name](folder) if name in packs else name)


def test_art_says_everything_that_is_drawn_or_told_with(species: Species) -> None:
    art = decode(species.art)
    kinds = {"silent": 0, "colour": 1, "shape": 2, "digit": 3}
    told = [locus for locus in species.loci if locus.kind in ("colour", "shape")]
    hued = [locus for locus in told if locus.kind == "colour"]
    assert art.rules == species.rules.decode()
    assert art.about == [
        species.name,
        species.version,
        species.description,
        species.creator,
        species.license,
        species.source,
    ]
    assert art.background == (255 if species.background is None else species.background)
    assert list(art.kinds) == [kinds[locus.kind] for locus in species.loci]
    assert list(art.seconds) == [255 if x.second is None else x.second for x in species.loci]
    assert list(art.layer_loci) == [layer.locus for layer in species.layers]
    assert art.hides == [mask for locus in told for mask in hides_of(locus)]
    assert art.fills == [(f[1:], s[1:]) for locus in hued for f, s in fills_of(locus)]
    assert art.loci == ["" if x.kind == "silent" else x.name for x in species.loci]
    assert art.titles == [locus.title for locus in species.loci]
    assert art.forms == [name for locus in told for name, _ in forms_of(species, locus)]
    assert art.colours == " ".join(name + fill for name, fill in species.colours)
    assert art.drawings == [
        recoloured(drawing, species) for layer in species.layers for drawing in layer.drawings
    ]


def test_a_species_is_the_same_whether_read_from_its_pack_or_from_its_art(
    species: Species,
) -> None:
    again = from_art(species.art)
    assert again.id == species.id
    for name in ("loci", "layers", "colours", "background", "cumulative", "rules", "art"):
        assert getattr(again, name) == getattr(species, name)


def test_a_fragment_that_comes_twice_is_stored_once(folder: Path) -> None:
    once, twice = load(write_pack(folder / "a")), folder / "b"
    write_pack(twice)
    (twice / "face" / "face-3.svg").write_bytes((twice / "face" / "face-4.svg").read_bytes())
    shorter = load(twice)
    text, marks = recoloured(once.layers[1].drawings[3], once)
    assert len(once.art) - len(shorter.art) == len(text) + 4 * len(marks)


def test_rules_are_canonical_json_of_what_decides_a_genome(species: Species) -> None:
    rules = json.loads(species.rules)
    assert (
        species.rules
        == json.dumps(rules, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    )
    weights = [[allele.weight for allele in locus.alleles] for locus in species.loci]
    assert rules == {
        "name": species.name,
        "version": species.version,
        "weights": weights,
        "founder": 1,
        "inheritance": 1,
        "frame": 2,
    }


def test_the_id_is_the_hash_of_the_art(species: Species) -> None:
    assert species.id == keccak256(species.art)


def test_the_testling_has_the_id_that_it_was_given(folder: Path) -> None:
    species = load(write_pack(folder))
    assert VECTORS["testling"] == {
        "art": species.art.hex(),
        "id": "0x" + species.id.hex(),
    }
    assert json.loads(species.rules)["weights"] == [WEIGHTS] * 3 + [[4096] * 16] * 13


def test_shipped_species_keep_the_ids_that_they_were_published_with() -> None:
    assert set(VECTORS["published"]) == set(shipped())
    for name, expected in VECTORS["published"].items():
        assert "0x" + load(name).id.hex() == expected


def test_the_tuftling_is_version_2_0_for_ever() -> None:
    tuftling = load("tuftling")
    assert tuftling.version == "2.0"
    assert tuftling.id == bytes.fromhex(
        "fc83d53cf4e5217af1584148a7e935548f92599dec2848c0292e18d0bd5c50b3"
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
