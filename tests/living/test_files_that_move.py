"""Loops, sprite sheets and cards, as other programs read them."""

import base64
import io
import json
import time
import weakref
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from rigged import founders

import avatarchain
from avatarchain import portrait
from avatarchain.errors import (
    BadFormat,
    BadPadding,
    BadSize,
    SheetTooLarge,
    TooManyFrames,
    UnknownClip,
)
from avatarchain.genetics.genome import parse
from avatarchain.living import Clip, Rig
from avatarchain.living.card import card, rare
from avatarchain.living.exports import ExportOptions, export
from avatarchain.living.frames import Stage
from avatarchain.living.loops import GIF_MILLISECONDS, MILLISECONDS, clip_frames, gif_of, webp_of
from avatarchain.living.sprites import sprite_sheet
from avatarchain.living.usual import rig_of
from avatarchain.species import Species
from avatarchain.species.pack import load
from avatarchain.workshop.imported import make_pack
from support.layers import write_layers

MOST_BYTES = 1_000_000


@pytest.mark.parametrize(("form", "step"), [("webp", MILLISECONDS), ("gif", GIF_MILLISECONDS)])
def test_a_loop_of_idle_is_small_and_begins_as_the_portrait(
    form: str, step: int, species: Species
) -> None:
    (genome,) = founders(species, 1)
    files = export(species, {"a": genome}, rig_of(species), ExportOptions(form))
    ((name, data),) = files.items()
    assert name == f"a-idle.{form}"
    assert len(data) <= MOST_BYTES
    with Image.open(io.BytesIO(data)) as loop:
        assert loop.info["loop"] == 0
        assert loop.n_frames > 20  # type: ignore[attr-defined]
        first = np.asarray(loop.convert("RGB")).astype(int)
        length = 0
        for number in range(loop.n_frames):  # type: ignore[attr-defined]
            loop.seek(number)
            loop.load()
            length += loop.info["duration"]
    assert length == 6400
    assert step in (80, 100)
    assert np.abs(first - portrait.pixels(species, genome, 320)).mean() <= 1.5


def test_a_loop_without_background_has_a_clear_ground() -> None:
    species = load("tuftling")
    options = ExportOptions("webp", "blink", 64, background=False)
    (data,) = export(species, {"a": founders(species, 1)[0]}, rig_of(species), options).values()
    with Image.open(io.BytesIO(data)) as loop:
        assert loop.convert("RGBA").getpixel((2, 2)) == (0, 0, 0, 0)


def test_a_frame_takes_less_than_a_tenth_of_a_second_of_the_processor(species: Species) -> None:
    (genome,) = founders(species, 1)
    start = time.process_time()
    frames = [*clip_frames(species, genome, rig_of(species), "twitch", 320)]
    assert (time.process_time() - start) / len(frames) < 0.1


def test_a_sheet_says_where_every_frame_of_every_clip_is() -> None:
    species = load("tuftling")
    rig, genomes = rig_of(species), dict(zip("ab", founders(species, 2), strict=True))
    png, text = sprite_sheet(
        species, genomes, rig, ["blink", "twitch"], image="s.png", size=64, padding=3
    )
    sheet, places = Image.open(io.BytesIO(png)), json.loads(text)
    assert places["meta"]["image"] == "s.png"
    assert places["meta"]["size"] == {"w": sheet.width, "h": sheet.height}
    tags = places["meta"]["frameTags"]
    assert [tag["name"] for tag in tags] == ["a/blink", "a/twitch", "b/blink", "b/twitch"]
    assert tags[0]["from"] == 0
    assert tags[-1]["to"] == len(places["frames"]) - 1
    assert all(tag["to"] + 1 == after["from"] for tag, after in pairwise(tags))
    corners = {(place["frame"]["x"], place["frame"]["y"]) for place in places["frames"]}
    assert len(corners) == len(places["frames"])
    first = [*clip_frames(species, genomes["b"], rig, "blink", 64, background=False)][2]
    place = places["frames"][tags[2]["from"] + 2]["frame"]
    cut = sheet.crop((place["x"], place["y"], place["x"] + 64, place["y"] + 64))
    assert np.array_equal(np.asarray(cut), np.asarray(first))
    edge = np.asarray(sheet.crop((0, 0, sheet.width, 3)))
    assert not edge.any()


def test_a_sheet_that_no_card_can_hold_is_refused() -> None:
    species = load("tuftling")
    genomes = {str(number): 0 for number in range(40)}
    with pytest.raises(SheetTooLarge, match="pixels wide, and 8192 are allowed"):
        export(species, genomes, rig_of(species), ExportOptions("sheet", size=512))


def lasting(rig: Rig, seconds: float, *names: str) -> Rig:
    """The rig with clips of these names that last so long, and do nothing."""
    return replace(rig, clips={**rig.clips, **{name: Clip(name, seconds) for name in names}})


@pytest.mark.parametrize(
    ("form", "size", "seconds", "words"),
    [
        ("webp", 64, 16.08, "the clip rest has 201 frames of 64 pixels .* at most 200 are painted"),
        ("gif", 64, 20.1, "the clip rest has 201 frames"),
        ("sheet", 64, 16.08, "the clip rest has 201 frames"),
        ("webp", 1024, 7.68, "has 96 frames of 1024 pixels .* at most 95 are painted"),
    ],
)
def test_a_clip_of_too_many_frames_is_refused_before_one_is_painted(
    monkeypatch: pytest.MonkeyPatch, form: str, size: int, seconds: float, words: str
) -> None:
    monkeypatch.setattr(Stage, "frame", None)
    species = load("tuftling")
    rig = lasting(rig_of(species), seconds, "rest")
    with pytest.raises(TooManyFrames, match=words):
        export(species, {"a": 0}, rig, ExportOptions(form, "rest", size))


def test_a_sheet_of_too_many_frames_of_a_character_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Stage, "frame", None)
    species = load("tuftling")
    rig = lasting(rig_of(species), 11, "rest", "sleep")
    with pytest.raises(TooManyFrames, match="a sheet of these clips has 507 frames of 128 pixels"):
        export(species, {"a": 0}, rig, ExportOptions("sheet"))


def test_a_clip_of_as_many_frames_as_are_allowed_is_made() -> None:
    species = load("glimmer")
    rig = lasting(rig_of(species), 16, "rest")
    assert len([*clip_frames(species, 0, rig, "rest", 64)]) == 200


@pytest.mark.parametrize("written", [webp_of, gif_of])
def test_a_loop_holds_no_more_than_two_painted_frames(
    written: Callable[[Iterator[Image.Image]], bytes],
) -> None:
    taken: list[weakref.ref[Image.Image]] = []

    def frames() -> Iterator[Image.Image]:
        for number in range(6):
            frame = Image.new("RGB", (64, 64), (number, 0, 0))
            taken.append(weakref.ref(frame))
            yield frame
            assert sum(each() is not None for each in taken) <= 2

    with Image.open(io.BytesIO(written(frames()))) as loop:
        assert loop.n_frames == 6  # type: ignore[attr-defined]


def chunks(png: bytes) -> dict[str, dict[str, object]]:
    """The cards in a PNG, read by Pillow, which knows nothing of us."""
    with Image.open(io.BytesIO(png)) as image:
        image.load()
        texts = image.text  # type: ignore[attr-defined]
    return {key: json.loads(base64.b64decode(value)) for key, value in texts.items()}


def test_a_card_tells_facts_and_invents_nothing() -> None:
    species = load("tuftling")
    (genome,) = founders(species, 1)
    told = {"generation": 2, "mother": "0xaa", "father": "0xbb", "caip19": "eip155:1/x/1"}
    cards = chunks(card(species, genome, size=128, record=told))
    third, second = cards["ccv3"], cards["chara"]
    assert (third["spec"], third["spec_version"]) == ("chara_card_v3", "3.0")
    assert (second["spec"], second["spec_version"]) == ("chara_card_v2", "2.0")
    data = third["data"]
    assert isinstance(data, dict)
    for key in ("personality", "scenario", "first_mes", "mes_example", "system_prompt"):
        assert data[key] == ""
    assert "Its mother is 0xaa, its father 0xbb." in data["description"]
    assert "generation 2" in data["description"]
    assert "eip155:1/x/1" in data["description"]
    assert parse(data["extensions"]["avatarchain"]["genome"]) == genome


def test_what_is_rare_in_a_character_is_told_with_its_share() -> None:
    species = load("tuftling")
    common = 0
    snow = 15 << 252
    assert rare(species, common) == []
    assert [row[:2] for row in rare(species, snow)] == [("fur", "snow")]
    assert rare(species, snow)[0][2] == pytest.approx(768 / 65_536)


def test_a_pack_of_images_breathes_and_turns(folder: Path) -> None:
    make_pack(write_layers(folder / "layers"), folder / "pack", "foxes")
    species = load(folder / "pack")
    rig = rig_of(species)
    frames = [*clip_frames(species, 0, rig, "breathe", 64)]
    still = portrait.pixels(species, 0, 64).astype(int)
    assert np.abs(np.asarray(frames[0]).astype(int) - still).mean() <= 1
    assert any(np.asarray(frame).tobytes() != np.asarray(frames[0]).tobytes() for frame in frames)


@pytest.mark.parametrize(
    ("options", "refusal"),
    [
        ({"form": "mp4"}, BadFormat),
        ({"form": "gif", "background": False}, BadFormat),
        ({"form": "webp", "size": 63}, BadSize),
        ({"form": "webp", "size": 1025}, BadSize),
        ({"form": "sheet", "padding": -1}, BadPadding),
        ({"form": "sheet", "padding": 65}, BadPadding),
    ],
)
def test_what_cannot_be_made_is_refused(options: dict[str, object], refusal: type) -> None:
    with pytest.raises(refusal):
        ExportOptions(**options)  # type: ignore[arg-type]


def test_a_clip_that_is_not_there_is_refused_for_every_form() -> None:
    species = load("tuftling")
    for form in ("svg", "webp", "gif", "sheet"):
        with pytest.raises(UnknownClip):
            export(species, {"a": 0}, rig_of(species), ExportOptions(form, "dance"))


def test_the_library_makes_what_the_command_writes() -> None:
    ada = avatarchain.founder("ada")
    rig = rig_of(ada.species)
    wanted = export(ada.species, {"a": ada.number}, rig, ExportOptions("svg", "nod"))
    assert ada.animated_svg("nod").encode() == wanted["a-nod.svg"]
    loop = export(ada.species, {"a": ada.number}, rig, ExportOptions("gif", "blink", 64))
    assert ada.loop("gif", "blink", 64) == loop["a-blink.gif"]
    with pytest.raises(UnknownClip):
        ada.animated_svg("dance")
