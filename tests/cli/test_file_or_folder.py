"""--out names a folder, or the file of one picture by an ending."""

import json
from pathlib import Path

import pytest
from PIL import Image
from shell import Shell

SEVERAL = "is the name of one file, for several: name a folder"


def test_one_picture_is_written_into_the_file_that_is_named(stocked: Shell) -> None:
    minted = stocked.json("mint", "--seed", "dora", "--out", "new/dora.PNG", "--size", 64)
    assert minted["image"] == "new/dora.PNG"
    with Image.open(stocked.folder / "new" / "dora.PNG") as image:
        assert (image.format, image.size) == ("PNG", (64, 64))
    alice, bob, _ = (avatar["id"] for avatar in stocked.avatars()[:3])
    assert stocked.json("breed", alice, bob, "--out", "kid.svg")["image"] == "kid.svg"
    assert (stocked.folder / "kid.svg").read_text().startswith("<svg ")
    assert stocked.run("mint", "--out", "any.webp", "--count", 1).code == 0
    assert (stocked.folder / "any.webp").is_file()
    assert stocked.run("verify", "new/dora.PNG", "kid.svg").code == 0


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("mint --count 2 --out p.png", SEVERAL),
        ("mint --collection a --count 2 --out p.png", SEVERAL),
        ("mint --every 1s --out p.png", SEVERAL),
        ("mint --seed dora --out p.jpg", "no picture is written as .jpg: there are png, svg"),
        ("mint --seed dora --out p.glb", "no picture is written as .glb"),
        ("mint --seed dora --out p.png --format svg", "--format svg cannot be written into"),
        ("breed alice bob --litter 2 --out p.png", SEVERAL),
        ("export --seed a --seed b --as gif --out p.gif", SEVERAL),
        ("export --seed a --as sheet --out p.png", "a sheet is two files"),
        ("export --seed a --as webp --out p.gif", "--as webp cannot be written into a file called"),
        ("export --seed a --out p.png", "--as svg cannot be written into a file called .png"),
        ("mint --no-image --format gif", "--no-image paints nothing: leave out --format"),
        ("breed alice bob --no-image --out a", "--no-image paints nothing: leave out --out"),
        ("odds alice bob --size 64", "--size needs --sheet"),
        ("generate --collection a --count 1 --size 64", "--size needs --portraits"),
        ("show alice --format gif", "--format needs --out"),
        ("show alice --size 64", "--size needs --out"),
        ("show alice --background none", "--background needs --out"),
    ],
)
def test_a_file_that_cannot_be_is_refused_before_anything_is_done(
    stocked: Shell, line: str, sentence: str
) -> None:
    before = stocked.state()
    assert sentence in stocked.run(*line.split()).misuse
    assert stocked.state() == before


def test_a_folder_that_is_called_like_a_file_stays_a_folder(stocked: Shell) -> None:
    (stocked.folder / "p.png").mkdir()
    minted = stocked.json("mint", "--seed", "dora", "--out", "p.png", "--size", 64)
    assert minted["image"] == f"p.png/{minted['id'][:14]}.png"


@pytest.mark.parametrize(
    "line", ["mint --seed dora --out mine.png", "breed ALICE BOB --out mine.png"]
)
def test_a_file_of_somebody_else_is_not_replaced_and_nothing_is_born(
    stocked: Shell, line: str
) -> None:
    ids = dict(zip(("ALICE", "BOB"), (a["id"] for a in stocked.avatars()), strict=False))
    (stocked.folder / "mine.png").write_bytes(b"mine")
    before = stocked.state()
    refusal = stocked.run(*(ids.get(word, word) for word in line.split())).refusal
    assert "mine.png" in refusal
    assert stocked.state() == before


def test_the_picture_of_an_avatar_is_replaced_and_that_of_another_is_not(stocked: Shell) -> None:
    for _ in range(2):
        assert stocked.run("mint", "--seed", "dora", "--out", "dora.png", "--size", 64).code == 0
    refusal = stocked.run("mint", "--seed", "emil", "--out", "dora.png").refusal
    assert "dora.png" in refusal
    assert "is registered but has no picture yet" in refusal


def test_a_resumed_mint_writes_its_one_file(stocked: Shell) -> None:
    assert stocked.run("mint", "--out", "/proc/p/one.png").code == 1
    (job,) = (stocked.home / "jobs").glob("*.json")
    assert json.loads(job.read_bytes())["out"] == "/proc/p/one.png"
    assert stocked.run("mint", "--resume", "--out", "one.png", "--size", 64).code == 0
    assert (stocked.folder / "one.png").is_file()


def test_one_character_is_exported_into_the_file_that_is_named(shell: Shell) -> None:
    for name in ("kid.gif", "kid.webp", "kid.svg"):
        outcome = shell.run("export", "--seed", "kid", "--size", 64, "--out", name, "--json")
        assert outcome.record["files"] == [name]
    assert (shell.folder / "kid.svg").read_text().startswith("<svg ")
    with Image.open(shell.folder / "kid.gif") as image:
        assert (image.format, image.is_animated) == ("GIF", True)
    (shell.folder / "kid.svg").write_text("mine")
    assert "kid.svg" in shell.run("export", "--seed", "kid", "--out", "kid.svg").refusal
    assert Path(shell.folder / "kid.svg").read_text() == "mine"


STILL = "a still GIF; one that moves: avatarchain export "


def test_of_a_gif_that_does_not_move_it_is_said_how_to_get_one_that_does(stocked: Shell) -> None:
    alice, bob, _ = (avatar["id"][:10] for avatar in stocked.avatars())
    gif = ["--format", "gif", "--size", 64]
    shown = stocked.run("show", alice, "--out", "a.gif")
    assert f"{STILL}{alice} --as gif" in shown.err.splitlines()
    assert stocked.run("export", alice, "--as", "gif").code == 0
    minted = stocked.run("mint", "--seed", "dora", *gif)
    assert f"{STILL}{minted.out[7:17]} --as gif" in minted.err.splitlines()
    assert f"{STILL}ID --as gif" in stocked.run("mint", "--count", 2, *gif).err.splitlines()
    assert STILL in stocked.run("breed", alice, bob, *gif).err
    assert STILL not in stocked.run("show", alice, "--out", "a.gif", "--json").err
    assert STILL not in stocked.run("show", alice, "--out", "a.png").err
