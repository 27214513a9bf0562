"""`export`: characters as files that move, from the chain, a seed or a genome."""

import json

import pytest
from PIL import Image
from shell import Shell

from avatarchain.base.canonical import to_hex
from avatarchain.genetics.identity import identity
from avatarchain.genetics.seeds import founder, seed_from_text
from avatarchain.species.pack import load


def test_an_avatar_is_exported_by_its_id(stocked: Shell) -> None:
    carol = stocked.avatars()[2]
    told = stocked.json("export", carol["id"], "--clip", "blink", "--out", "new")
    assert told == {"ids": [carol["id"]], "files": [f"new/{carol['id'][:14]}-blink.svg"]}
    assert (stocked.folder / told["files"][0]).read_text().startswith("<svg ")


def test_a_seed_and_a_genome_need_no_chain(shell: Shell) -> None:
    species = load("tuftling")
    genome = founder(seed_from_text("ada"), species.cumulative)
    told = shell.json("export", "--seed", "ada", "--genome", to_hex(genome), "--clip", "nod")
    name = to_hex(identity(species.id, genome))
    assert told == {"ids": [name, name], "files": [f"exports/{name[:14]}-nod.svg"]}
    assert not (shell.home / "chain.sqlite").exists()


def test_what_has_no_papers_does_not_lie_among_portraits_that_have(shell: Shell) -> None:
    assert shell.run("mint", "--seed", "a", "--size", 64).code == 0
    for form in ("card", "sheet"):
        line = ("export", "--seed", "a", "--as", form, "--clip", "blink", "--size", 64)
        assert shell.run(*line).code == 0
    told = shell.run("verify", "avatars")
    assert (told.code, told.err) == (0, "")


@pytest.mark.parametrize("seeds", ["a", "ab"])
def test_a_sheet_of_any_number_is_named_after_the_first(shell: Shell, seeds: str) -> None:
    given = [word for seed in seeds for word in ("--seed", seed)]
    line = ("export", *given, "--as", "sheet", "--clip", "blink", "--size", 64)
    told = shell.json(*line)
    names, files = [each[:14] for each in told["ids"]], told["files"]
    assert files == [f"exports/{names[0]}-sheet.png", f"exports/{names[0]}-sheet.json"]
    places = json.loads((shell.folder / files[1]).read_text())
    assert [tag["name"] for tag in places["meta"]["frameTags"]] == [f"{n}/blink" for n in names]
    assert shell.json(*line)["files"] == files
    before = shell.state()
    refusal = shell.run(*line, "--seed", "c").refusal
    assert refusal == f"{files[0]} is there already: move it away, or name another --out"
    assert shell.state() == before
    with Image.open(shell.folder / files[0]) as sheet:
        assert sheet.mode == "RGBA"


def test_a_sheet_that_many_devices_cannot_show_is_told(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = ("export", "--seed", "a", "--as", "sheet", "--clip", "blink", "--size", 64)
    assert shell.run(*line).err == ""
    monkeypatch.setattr("avatarchain.cli.export.MOST_SIDE", 100)
    assert "many devices take at most 100 a side" in shell.run(*line).err
    assert shell.run(*line, "--json").err == ""


def test_a_card_of_an_avatar_tells_where_it_is_registered(stocked: Shell) -> None:
    carol = stocked.avatars()[2]
    (file,) = stocked.json("export", carol["id"], "--as", "card")["files"]
    assert file.endswith(f"{carol['id'][:14]}.card.png")
    with Image.open(stocked.folder / file) as image:
        image.load()
        assert set(image.text) == {"ccv3", "chara"}  # type: ignore[attr-defined]


def test_without_anybody_it_is_misused(shell: Shell) -> None:
    assert "name an avatar, or give --seed or --genome" in shell.run("export").misuse


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (("--seed", "a", "--clip", "dance"), "has no clip 'dance'"),
        (("--seed", "a", "--as", "webp", "--size", 2000), "64 to 1024"),
        (("--genome", "0x12"), "64"),
        (("--seed", "a", "--as", "sheet", "--padding", 99), "from 0 to 64"),
        (("--seed", "a", "--as", "gif", "--background", "none"), "gif without background"),
    ],
)
def test_what_cannot_be_exported_is_refused_and_leaves_nothing(
    shell: Shell, line: tuple[object, ...], words: str
) -> None:
    assert words in shell.run("export", *line).refusal
    assert not (shell.folder / "exports").exists()


def test_a_packs_rig_is_checked_and_moves_its_characters(shell: Shell) -> None:
    shell.run("species", "new", "mine")
    rig = shell.folder / "mine" / "rig.toml"
    rig.write_text('rig = 1\n[layers]\ntail = { bone = "head" }\n')
    checked = shell.run("species", "check", "mine")
    assert checked.code == 1
    assert "rig.toml:3: layers.tail: the pack paints no such layer" in checked.err
    assert (
        "cannot be used: rig.toml:3"
        in shell.run("export", "--seed", "a", "--species", "mine").refusal
    )
    rig.write_text("rig = 1\n[clips.wait]\nseconds = 1\n")
    checked_again = shell.json("species", "check", "mine", "--founders", 10)
    assert checked_again["rig"].startswith("0x")
    (file,) = shell.json("export", "--seed", "a", "--species", "mine", "--clip", "wait")["files"]
    assert file.endswith("-wait.svg")
