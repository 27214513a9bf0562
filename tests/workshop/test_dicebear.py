"""Styles of faces that others drew become species, or are refused with every reason."""

import json
import re
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from avatarchain import portrait
from avatarchain.errors import FaultyStyle, FolderInUse, MissingExtra
from avatarchain.genetics.genome import ALLELES
from avatarchain.genetics.heredity import offspring
from avatarchain.genetics.seeds import founder, item_seed
from avatarchain.species import traits
from avatarchain.species.pack import load
from avatarchain.workshop import dicebear
from avatarchain.workshop.dicebear import find_style, make_style_pack, style_name

PAGE = Path(__file__).resolve().parents[2] / "docs" / "species.md"
DRAWN = {
    "dylan": ("base", "facial-hair", "hair", "hair-colour", "mood"),
    "miniavs": ("blush", "body", "eyes", "glasses", "hair", "mustache"),
    "avataaars-neutral": ("background-colour", "eyebrows", "eyes", "mouth", "nose"),
    "pixelbot": ("eyes", "glow-colour", "mouth"),
    "voxel-bot": ("accent-colour", "chest", "screen-colour", "top"),
}
WIDE = {
    "adventurer": ("earrings", "eyes", "hair", "hair-colour", "mouth"),
    "adventurer-neutral": ("eyebrows", "eyes", "glasses", "mouth"),
    "big-ears-neutral": ("details", "eyes", "mouth", "nose"),
    "croodles-neutral": ("eyes", "mouth", "nose"),
    "lorelei-neutral": ("eyebrows", "eyes", "freckles", "glasses", "mouth", "nose"),
    "notionists-neutral": ("eyebrows", "eyes", "glasses", "mouth", "nose"),
    "open-peeps": ("accessories", "expression", "facial-hair", "head", "mask"),
    "pixel-art-neutral": ("eyes", "eyes-colour", "glasses", "mouth"),
}


@pytest.mark.parametrize("name", DRAWN)
def test_a_style_of_few_forms_becomes_a_species_that_breeds(folder: Path, name: str) -> None:
    made = make_style_pack(find_style(name), folder / "pack", name)
    assert set(DRAWN[name]) <= set(made.forms)
    species = load(folder / "pack")
    assert (species.creator, species.license) == (made.creator, made.license)
    assert species.source.startswith("https://")
    mother, father = (founder(item_seed(bytes(32), k), species.cumulative) for k in (0, 1))
    child = offspring(mother, father, bytes(32))
    assert set(traits(species, child)) == set(made.forms)
    family = (mother, father, child)
    assert len({portrait.pixels(species, genome, 64).tobytes() for genome in family}) == 3


@pytest.mark.parametrize("name", ["lorelei-neutral", "pixel-art-neutral"])
def test_a_style_of_many_forms_is_written_with_two_digits(folder: Path, name: str) -> None:
    made = make_style_pack(find_style(name), folder / "pack", name)
    assert set(WIDE[name]) <= set(made.forms)
    species = load(folder / "pack")
    shown = {
        locus.name: len(set(locus.forms or [a.name for a in locus.alleles]))
        for locus in species.loci
    }
    assert {locus: shown[locus] for locus in made.forms} == made.forms
    wide = [locus for locus, count in made.forms.items() if count > ALLELES]
    text = (folder / "pack" / "species.toml").read_text(encoding="utf-8")
    assert wide
    assert all(f'second = "{locus}-2"' in text for locus in wide)


def style(**changes: Any) -> dict[str, Any]:
    """A style of one face with a hat, which may be absent."""
    square = element("rect", width=4, height=4, fill={"type": "color", "name": "skin"})
    line = element("path", d="m1 1h2", stroke="#f00")
    hat = {"type": "component", "name": "bigHat", "attributes": {"transform": "translate(1 2)"}}
    return {
        "meta": {"license": {"name": "CC0 1.0"}, "creator": {"name": "Ann"}},
        "canvas": {"width": 8, "height": 4, "elements": [square, hat, line]},
        "attributes": {"fill": "none"},
        "components": {
            "bigHat": {
                "width": 2,
                "height": 2,
                "probability": 25,
                "variants": {"flatCap": {"elements": [line]}, "tall": {"elements": [square, line]}},
            }
        },
        "colors": {"skin": {"values": ["#ABC", "#123456"]}, "background": {"values": ["#fff"]}},
    } | changes


def written(folder: Path, content: dict[str, Any]) -> Path:
    path = folder / "face.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def test_what_a_style_says_stands_in_the_pack(folder: Path) -> None:
    made = make_style_pack(written(folder, style()), folder / "pack", "face")
    assert made.forms == {"background": 1, "base": 1, "big-hat": 3, "skin-colour": 2}
    assert (made.creator, made.license) == ("Ann", "CC0-1.0")
    species = load(folder / "pack")
    assert species.colours == (("background-colour", "#ffffff"), ("ink-ff0000", "#ff0000"))
    hat = next(locus for locus in species.loci if locus.name == "big-hat")
    assert sum(allele.weight for allele in hat.alleles if allele.name == "tall") == 8192
    assert sum(allele.weight for allele in hat.alleles if allele.name == "none") == 49152
    drawings = {species.loci[layer.locus].name: layer.drawings[0] for layer in species.layers}
    assert drawings["big-hat"] == (
        '<path class="ink-ff0000-line" stroke-width="64" d="M128 320L256 320"/>'
    )
    first = next(layer for layer in species.layers if species.loci[layer.locus].name == "base")
    assert first.drawings[0] == '<path class="skin-colour" d="M0 128L256 128L256 384L0 384Z"/>'
    with pytest.raises(FolderInUse):
        make_style_pack(written(folder, style()), folder / "pack", "face")


def element(name: str, **attributes: Any) -> dict[str, Any]:
    return {"type": "element", "name": name, "attributes": attributes}


def canvas(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"canvas": {"width": 8, "height": 8, "elements": list(elements)}}


@pytest.mark.parametrize(
    ("changes", "reasons"),
    [
        (
            {"meta": {"license": {"name": "CC BY-NC 4.0"}}},
            ["its licence 'CC BY-NC 4.0' is"],
        ),
        ({"meta": {}}, ["its licence '' is"]),
        (canvas(element("text", fill="black")), ["<text> is outside the drawing language"]),
        (
            canvas(element("rect", width=1, height=1, fill="url(#a)"), element("image", href="a")),
            ["a colour is url(#a), which is none", "<image> has 'href'"],
        ),
        (canvas(element("path", d="M0 0X3", fill="black")), ["a path has the letter 'X'"]),
        (canvas(element("path", d="M0 0L3", fill="black")), ["a path lacks a number at"]),
        (canvas(element("path", d="M0 0L99 99", stroke="black")), ["reaches further out than"]),
        (canvas(element("g", **{"clip-path": "url(#a)"})), ["<g> has 'clip-path'"]),
        (canvas(element("g", transform="skewX(3)")), ["is not translate, scale, rotate or matrix"]),
        (
            canvas({**element("g", opacity=0.5), "children": [element("g"), element("g")]}),
            ["<g> has an opacity over several shapes"],
        ),
        (
            canvas(element("path", d="M0 0L3 3", stroke="black", transform="scale(1 2)")),
            ["a line is wider across than down"],
        ),
        ({"colors": {"skin": {"values": ["#00000057"]}}}, ["a colour is #00000057, which is none"]),
        ({"canvas": {"width": 8}}, ["it is no style definition of DiceBear (KeyError"]),
        ({"canvas": None}, ["it is no style definition of DiceBear (TypeError"]),
    ],
)
def test_a_style_that_does_not_fit_is_refused_with_all_reasons(
    folder: Path, changes: dict[str, Any], reasons: list[str]
) -> None:
    with pytest.raises(FaultyStyle) as caught:
        make_style_pack(written(folder, style(**changes)), folder / "pack", "face")
    assert len(caught.value.faults) == len(reasons)
    for fault, reason in zip(caught.value.faults, reasons, strict=True):
        assert reason in fault
    assert not (folder / "pack").exists()


def test_more_loci_than_a_genome_has_are_refused(folder: Path) -> None:
    one = style()["components"]["bigHat"]
    parts = {f"part{chr(97 + n)}": one for n in range(17)}
    elements = [{"type": "component", "name": name} for name in parts]
    with pytest.raises(FaultyStyle, match="it needs 19 loci, and a genome has 16"):
        make_style_pack(
            written(folder, style(components=parts, **canvas(*elements))), folder / "pack", "face"
        )


@pytest.mark.parametrize("amount", ["1e300", "1e-300", "1" + "0" * 30, "-1", [1]])
@pytest.mark.parametrize("key", ["weight", "probability"])
def test_weights_and_chances_of_many_digits_are_refused(
    folder: Path, key: str, amount: object
) -> None:
    hat = style()["components"]["bigHat"]
    if key == "weight":
        first, *_ = hat["variants"].values()
        first["weight"] = amount
    else:
        hat["probability"] = amount
    with pytest.raises(
        FaultyStyle, match=r"a weight or a probability is|a part is missing, or has another form"
    ):
        make_style_pack(written(folder, style(components={"bigHat": hat})), folder / "pack", "face")


@pytest.mark.parametrize("places", [1, 10])
def test_what_a_style_may_cost_is_counted_over_all_places(folder: Path, places: int) -> None:
    line = element("path", d="M0 0" + " " * (2_100_000 // places) + "h1", stroke="#f00")
    hats = {"bigHat": {"variants": {"cap": {"elements": [line]}}}}
    hat = {"type": "component", "name": "bigHat"}
    changes = {"components": hats, **canvas(*[hat] * places)}
    with pytest.raises(FaultyStyle, match="it takes too long to read"):
        make_style_pack(written(folder, style(**changes)), folder / "pack", "face")


def test_a_large_file_and_a_long_name_are_refused(folder: Path) -> None:
    square = element("rect", width=4, height=4, fill="#f00")
    hats = {"bigHat": {"variants": {"c" * 65: {"elements": [square]}}}}
    with pytest.raises(FaultyStyle, match=r"the name 'c{20}' gives no key"):
        make_style_pack(written(folder, style(components=hats)), folder / "pack", "face")
    file = written(folder, style())
    file.write_text(file.read_text("utf-8") + " " * 2**22, "utf-8")
    with pytest.raises(FaultyStyle, match="is larger than 4,000,000 bytes"):
        make_style_pack(file, folder / "pack", "face")


@pytest.mark.nightly
def test_the_styles_that_fit_are_those_that_the_page_names(folder: Path) -> None:
    fitting = set()
    for file in find_style("dylan").parent.glob("*.json"):
        with suppress(FaultyStyle):
            make_style_pack(file, folder / file.stem, file.stem)
            fitting.add(file.stem)
    text = PAGE.read_text("utf-8")
    (page,) = re.findall(r"Of dicebear-styles [0-9.]+ these do: (.+)\.$", text, re.MULTILINE)
    assert fitting == set(re.findall(r"`([a-z-]+)`", page))
    assert fitting > {*DRAWN, *WIDE}


@pytest.mark.parametrize("name", ["no-such-style", "../dylan", ""])
def test_a_style_that_is_not_there_is_refused(name: str) -> None:
    with pytest.raises(FaultyStyle, match="there is no such style"):
        find_style(name)


def test_a_pack_is_called_after_its_style_or_as_asked() -> None:
    assert style_name(find_style("dylan"), None) == "dylan"
    assert style_name(Path("Big Ears.json"), None) == "big-ears"
    assert style_name(Path("a.json"), "mine") == "mine"


def test_without_the_package_of_styles_a_name_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dicebear, "PACKAGE", "no_such_package")
    with pytest.raises(MissingExtra, match=r"pip install 'avatarchain\[dicebear\]'"):
        find_style("dylan")
    assert find_style("mine.json") == Path("mine.json")
