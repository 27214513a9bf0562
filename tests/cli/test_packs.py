"""Packs of one's own, from `species new` and `import-layers` to a verified avatar."""

import json
from pathlib import Path

import pytest
from PIL import Image
from shell import Shell

from avatarchain.species.pack import load
from layers import layer_image, write_layers
from packs import SVG


def test_a_new_pack_is_checked_minted_listed_and_verified(shell: Shell) -> None:
    assert shell.json("species", "new", "mine") == {"name": "mine", "folder": "mine"}
    told = shell.json(
        "species", "check", "mine", "--sheet", "sheet.png", "--plot", "plot.png", "--size", "64"
    )
    assert (told["ok"], told["founders"]) == (True, 10_000)
    assert told["id"] == "0x" + load(shell.folder / "mine").id.hex()
    assert sum(one["count"] for one in told["rarity"] if one["locus"] == "fur") == 10_000
    for image in told["images"]:
        with Image.open(shell.folder / image) as drawn:
            assert drawn.width > 500
    use = ("--species", "mine")
    born = shell.json("mint", "--seed", "a", "--size", "64", *use)
    assert born["species"] == told["id"]
    (listed,) = shell.run("list", "--json", *use).records
    assert listed["id"] == born["id"]
    assert shell.json("verify", born["image"], *use)["ok"] is True
    assert "of species" in shell.run("verify", born["image"]).out


def test_layers_become_avatars_that_breed_and_are_verified(shell: Shell) -> None:
    shell.folder.mkdir()
    write_layers(shell.folder / "layers", hats=20)
    told = shell.json("species", "import-layers", "layers", "--name", "foxes", "--out", "pack")
    assert [layer["forms"] for layer in told["layers"]] == [1, 2, 20]
    use = ("--species", "pack", "--size", "64")
    assert shell.json("species", "check", "pack")["id"] == told["id"]
    parents = [shell.json("mint", "--seed", seed, *use) for seed in "ab"]
    assert set(parents[0]["traits"]) == {"background", "body", "hats"}
    child = shell.json("breed", *(one["id"] for one in parents), "--sheet", "family.gif", *use)
    with Image.open(shell.folder / "family.gif") as family:
        assert (family.size, family.n_frames) == ((64, 64), 3)
    checked = shell.run("verify", *(o["image"] for o in (*parents, child)), "--species", "pack")
    assert checked.code == 0, checked.out
    for name in ("tree.svg", "tree.png"):
        assert shell.run("tree", child["id"], "--out", name, "--species", "pack").code == 0


def test_an_image_that_was_changed_is_refused_before_anything_is_sent(shell: Shell) -> None:
    shell.folder.mkdir()
    write_layers(shell.folder / "layers")
    assert shell.run("species", "import-layers", "layers", "--out", "pack").code == 0
    layer_image(70).save(shell.folder / "pack" / "hats" / "hat-1.png")
    before = shell.state()
    refusal = shell.run("mint", "--seed", "a", "--species", "pack").refusal
    assert "hats/hat-1.png: its pixels are" in refusal
    checked = shell.run("species", "check", "pack")
    assert (checked.code, checked.out) == (1, "")
    assert checked.err.startswith("hats/hat-1.png: its pixels are")
    assert shell.state() == before


def test_an_svg_of_layers_is_refused_before_anything_is_sent(shell: Shell) -> None:
    shell.folder.mkdir()
    write_layers(shell.folder / "layers")
    assert shell.run("species", "import-layers", "layers", "--out", "pack").code == 0
    before = shell.state()
    assert (
        "has no SVG"
        in shell.run("mint", "--seed", "a", "--format", "svg", "--species", "pack").refusal
    )
    assert shell.state() == before


def test_check_tells_every_fault_on_a_line_of_its_own(shell: Shell) -> None:
    shell.run("species", "new", "mine")
    mine = shell.folder / "mine"
    spoilt = {
        "eyes/dots.svg": SVG.format('\n<path class="ink" d="M0 0 L nonsense"/>'),
        "eyes/wide.svg": SVG.format("<script>alert(1)</script>"),
        "head/pear.svg": SVG.format('<circle class="ink" r="3" onload="x"/>'),
        "head/loaf.svg": SVG.format(f'<path class="ink" d="M0 0{"L1 1" * 500_000}"/>'),
        "ears/cat.svg": '<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG.format(""),
        "ears/bear.svg": SVG.format('<circle class="ink" r="3" style="fill:red"/>'),
    }
    for file, text in spoilt.items():
        (mine / file).write_text(text)
    (mine / "ground" / "hills.svg").unlink()
    (mine / "ground" / "hills.svg").symlink_to("/etc/hostname")
    toml = mine / "species.toml"
    text = toml.read_text(encoding="utf-8")
    text = text.replace('{ name = "gold",  weight = 1024', '{ name = "gold",  weight = 0', 1)
    text = text.replace('  { same = "dawn",  weight = 4096 },\n', "", 1)
    toml.write_text(text, encoding="utf-8")
    checked = shell.run("species", "check", "mine")
    lines = checked.err.splitlines()
    assert (checked.code, checked.out) == (1, "")
    for place, reason in {
        "eyes/dots.svg:2, locus eyes, allele dots": "d: L takes 2 numbers",
        "eyes/wide.svg:1, locus eyes, allele wide": "element <script>",
        "head/pear.svg:1, locus head, allele pear": "attribute 'onload'",
        "head/loaf.svg, locus head, allele loaf": "at most 1,000,000 bytes",
        "ears/cat.svg:1, locus ears, allele cat": "document types",
        "ears/bear.svg:1, locus ears, allele bear": "attribute 'style'",
        "ground/hills.svg, locus ground, allele hills": "a link leads out of the pack",
        "species.toml, locus fur, allele gold": "weight must be a whole number from 1, got 0",
        "species.toml, locus fur": "the weights sum to",
        "species.toml, locus sky": "expected 16 alleles, got 15",
    }.items():
        assert any(line.startswith(f"{place}: ") and reason in line for line in lines), place
    assert len(lines) == 10
    told = shell.run("species", "check", "mine", "--json")
    assert json.loads(told.out)["faults"] == lines


def test_new_and_import_write_over_nothing(shell: Shell) -> None:
    write_layers(shell.folder / "layers")
    for command in (["new", "layers"], ["import-layers", "layers", "--out", "layers"]):
        assert "is not empty" in shell.run("species", *command).refusal
    (shell.folder / "layers" / "2 - Body" / "Cat#0.png").write_bytes(b"")
    refusal = shell.run("species", "import-layers", "layers", "--out", "pack").refusal
    assert "2 - Body/Cat#0.png: the weight after #" in refusal
    assert not (shell.folder / "pack").exists()


@pytest.mark.parametrize("form", ["png", "svg", "webp"])
def test_a_picture_without_background_stands_beside_and_carries_no_papers(
    stocked: Shell, form: str
) -> None:
    told = stocked.json(
        "mint", "--seed", "alice", "--background", "none", "--format", form, "--size", "64"
    )
    assert Path(told["image"]).name.endswith(f"-clear.{form}")
    checked = stocked.run("verify", told["image"], "--json")
    assert checked.code == 1
    assert "carr" in checked.records[0]["checks"][0]["detail"]


def test_a_gif_has_a_background_and_verify_says_what_lacks(stocked: Shell) -> None:
    refusal = stocked.run("mint", "--seed", "a", "--format", "gif", "--background", "none").refusal
    assert "choose one of png, svg, webp" in refusal
    told = stocked.json("show", stocked.avatars()[0]["id"], "--format", "gif", "--out", ".")
    checked = stocked.run("verify", told["image"], "--json")
    assert "GIF files carry no papers" in checked.records[0]["checks"][0]["detail"]
