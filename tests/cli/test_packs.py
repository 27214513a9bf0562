"""Packs of one's own, from `species new` and `import-layers` to a verified avatar."""

import json
import re
from pathlib import Path

import pyarrow.parquet as parquet
import pytest
from PIL import Image
from shell import Shell

from avatarchain.species.pack import load
from support.layers import layer_image, write_layers
from support.packs import SVG


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
            assert drawn.width > 400
    use = ("--species", "mine")
    born = shell.json("mint", "--seed", "a", "--size", "64", *use)
    assert born["species"] == told["id"]
    (listed,) = shell.run("list", "--json", *use).records
    assert listed["id"] == born["id"]
    assert shell.json("verify", born["image"], *use)["ok"] is True
    assert "for species" in shell.run("verify", born["image"]).out


def test_layers_become_avatars_that_breed_and_are_verified(shell: Shell) -> None:
    shell.folder.mkdir()
    write_layers(shell.folder / "layers", hats=20)
    told = shell.json("species", "import-layers", "layers", "--name", "foxes", "--out", "pack")
    assert [layer["forms"] for layer in told["layers"]] == [1, 2, 20]
    use = ("--species", "pack", "--size", "64")
    assert shell.json("species", "check", "pack")["id"] == told["id"]
    parents = [shell.json("mint", "--seed", seed, *use) for seed in "ab"]
    assert set(parents[0]["traits"]) == {"background", "body", "hats"}
    fetched = shell.run("species", "fetch", parents[0]["contract"], "--out", "copy").refusal
    assert fetched.endswith("they are not on the chain; who made it has the pack")
    again = shell.run("species", "import-layers", "layers", "--out", "pack").refusal
    assert again.endswith("a folder of its own, so name another")
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
    refused = shell.run("species", "import-layers", "layers", "--out", "pack")
    assert (refused.code, refused.out) == (1, "")
    assert refused.err.startswith("2 - Body/Cat#0.png: the weight after #")
    assert not (shell.folder / "pack").exists()


def test_a_layer_of_two_digits_is_one_trait_everywhere(shell: Shell) -> None:
    write_layers(shell.folder / "layers", hats=40)
    shell.json("species", "import-layers", "layers", "--name", "foxes", "--out", "pack")
    use = ("--species", "pack")
    loci = {locus["name"]: locus for locus in shell.json("species", "show", *use)["loci"]}
    assert sum(loci["hats"]["forms"].values()) == 65_536**2
    assert set(loci["hats"]["forms"]) == {f"Hat {number}" for number in range(40)}
    text = shell.run("species", "show", *use).out
    assert "40 forms: Hat 39, " in text
    shell.json("mint", "--seed", "a", "--size", "64", *use)
    shell.json("generate", "--collection", "x", "--count", "3", "--out", "x.parquet", *use)
    traits = parquet.read_table(shell.folder / "x.parquet").column("traits").to_pylist()
    assert {tuple(row) for row in traits} == {("background", "body", "hats")}
    assert all(row["hats"].startswith("Hat ") for row in traits)
    shell.json("gallery", "--out", "gallery", *use)
    page = (shell.folder / "gallery" / "index.html").read_text(encoding="utf-8")
    assert re.findall('data-locus="([^"]*)"', page) == ["background", "body", "hats"]


def test_an_import_tells_all_faults_and_what_to_type(shell: Shell) -> None:
    layers = write_layers(shell.folder / "layers")
    for number in range(130):
        (layers / "2 - Body" / f"Cat {number}#common.png").write_bytes(b"")
    (layers / "帽子").mkdir()
    layer_image(5).save(layers / "帽子" / "a.png")
    before = shell.state()
    command = ("species", "import-layers", "layers", "--out", "pack")
    refused = shell.run(*command)
    lines = refused.err.splitlines()
    assert (refused.code, refused.out) == (1, "")
    assert len(lines) == 102
    assert lines[100] == "and 31 more faults; --json gives all"
    assert lines[101] == "--call 'FOLDER=key' gives the key of a layer"
    told = json.loads(shell.run(*command, "--json").out)
    assert told["ok"] is False
    assert len(told["faults"]) == 131
    assert told["faults"][0].startswith("2 - Body/Cat 0#common.png: the weight 'common' is a word")
    assert shell.state() == before


def test_every_option_of_an_import_is_heard(shell: Shell) -> None:
    layers = shell.folder / "layers"
    for file in ("帽子/Common/草帽.png", "帽子/Rare/王冠.png", "body/fox.png", "unused/a.png"):
        (layers / file).parent.mkdir(parents=True)
        layer_image(len(file), side=40).crop((0, 0, 30, 40)).save(layers / file)
    (layers / ".DS_Store").touch()
    told = shell.json(
        *("species", "import-layers", "layers", "--out", "pack", "--order", "body, 帽子"),
        *("--pad", "--side", "20", "--call", "帽子=hats"),
        *("--rarity", "Common=0.75", "--rarity", "Rare=1/4"),
    )
    assert (told["side"], told["skipped"]) == (20, 1)
    assert told["layers"] == [
        {"locus": "body", "forms": 1},
        {"locus": "hats", "forms": 2, "title": "帽子"},
    ]
    rule = shell.json("species", "show", "pack")["loci"][1]
    assert (rule["name"], rule["title"]) == ("hats", "帽子")
    checked = shell.json("species", "check", "pack")
    assert {
        (row["form"], row["expected"]) for row in checked["rarity"] if row["locus"] == "帽子"
    } == {
        ("草帽", 0.75),
        ("王冠", 0.25),
    }
    assert "帽子" in shell.run("species", "check", "pack").out


@pytest.mark.parametrize(
    "option",
    [
        ("--call", "hat"),
        ("--call", "=hat"),
        ("--rarity", "Common"),
        ("--rarity", "Common=many"),
        ("--rarity", "Common=0"),
        ("--rarity", "Common=1/0"),
    ],
)
def test_an_option_without_its_parts_is_misuse(shell: Shell, option: tuple[str, str]) -> None:
    write_layers(shell.folder / "layers")
    assert option[0] in shell.run("species", "import-layers", "layers", *option).misuse


def test_check_tells_what_can_never_be_seen(shell: Shell) -> None:
    shell.run("species", "new", "mine")
    mine = shell.folder / "mine"
    whole = '<rect class="ink" width="512" height="512"/>'
    for path in (mine / "head").glob("*.svg"):
        path.write_text(SVG.format(whole), encoding="utf-8")
    told = shell.json("species", "check", "mine")
    assert "ground" in [row["locus"] for row in told["unseen"]]
    checked = shell.run("species", "check", "mine")
    assert checked.code == 0
    assert "ground can never be seen: other layers cover it always" in checked.err


def test_a_pack_with_many_faults_prints_a_hundred(shell: Shell) -> None:
    shell.run("species", "new", "mine")
    mine = shell.folder / "mine"
    (mine / "head" / "loaf.svg").write_text(SVG.format("<b/>\n" * 99 + "<b/>"), encoding="utf-8")
    (mine / "head" / "pear.svg").write_text(SVG.format("<b/>\n" * 120), encoding="utf-8")
    lines = shell.run("species", "check", "mine").err.splitlines()
    assert len(lines) == 101
    assert lines[-1] == "and 101 more faults; --json gives all"
    faults = json.loads(shell.run("species", "check", "mine", "--json").out)["faults"]
    assert len(faults) == 201
    assert "head/loaf.svg:100, locus head, allele loaf: element <b> is outside" in "\n".join(faults)
    assert any(fault.endswith("and 20 more faults in this drawing") for fault in faults)


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
    assert "the file carries none" in checked.records[0]["checks"][0]["detail"]


def test_a_style_of_faces_becomes_a_pack_that_is_checked_and_minted(shell: Shell) -> None:
    told = shell.json("species", "import-dicebear", "dylan", "--out", "faces")
    assert (told["name"], told["license"]) == ("dylan", "CC-BY-4.0")
    assert told["id"] == "0x" + load(shell.folder / "faces").id.hex()
    assert {"locus": "mood", "forms": 7} in told["loci"]
    assert shell.json("species", "check", "faces")["unseen"] == []
    born = shell.json("mint", "--seed", "a", "--size", "64", "--species", "faces")
    assert born["species"] == told["id"]
    text = shell.run("species", "import-dicebear", "dylan", "--name", "ann", "--out", "more").out
    assert text.startswith("ann 1.0  0x")
    assert "licence CC-BY-4.0" in text


def test_a_style_that_does_not_fit_is_refused_with_its_reasons(shell: Shell) -> None:
    refused = shell.run("species", "import-dicebear", "rings")
    assert (refused.code, refused.out) == (1, "")
    assert len(refused.err.splitlines()) >= 1
    told = json.loads(shell.run("species", "import-dicebear", "rings", "--json").out)
    assert told == {"ok": False, "faults": refused.err.splitlines()}
    assert not (shell.folder / "rings").exists()
    assert "no such style" in shell.run("species", "import-dicebear", "unicorns").refusal
    assert "cannot name" in shell.run("species", "import-dicebear", "dylan", "--name", "A!").refusal
