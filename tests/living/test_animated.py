"""Animated SVG: small, without a script, and the portrait before anything moves."""

import hashlib
import io
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image
from rigged import founders, stage_of

from avatarchain import portrait
from avatarchain.errors import NoDrawing, UnknownClip
from avatarchain.living.animated import animated_svg
from avatarchain.living.poses import parts_of, pose_at
from avatarchain.living.usual import rig_of
from avatarchain.species import Species
from avatarchain.species.pack import load
from avatarchain.workshop.imported import make_pack
from support.layers import write_layers

if TYPE_CHECKING:
    from selenium import webdriver

MOST_MORE = 8000
SIZE = 256


def test_it_takes_at_most_eight_kilobytes_more_than_the_portrait(species: Species) -> None:
    rig = rig_of(species)
    for genome in founders(species, 12):
        still = len(portrait.svg(species, genome).encode())
        for clip in rig.clips:
            moving = animated_svg(species, genome, rig, clip)
            assert len(moving.encode()) - still <= MOST_MORE, clip


def test_it_is_well_formed_and_has_no_script_and_no_address(species: Species) -> None:
    for genome in founders(species, 4):
        text = animated_svg(species, genome, rig_of(species))
        names = {element.tag.rpartition("}")[2] for element in ElementTree.fromstring(text).iter()}
        assert not names & {"script", "image", "use", "foreignObject", "animate", "a"}
        assert re.findall(r"https?://[^\"' )]+", text) == ["http://www.w3.org/2000/svg"]
        assert " on" not in re.sub(r"<style>.*</style>", "", text)
        assert "prefers-reduced-motion:reduce" in text


def test_names_in_it_belong_to_one_character_so_that_two_can_share_a_page() -> None:
    species = load("tuftling")
    first, second = (animated_svg(species, g, rig_of(species)) for g in founders(species, 2))
    names = [set(re.findall(r'(?:id|class)="([^"]+)"', text)) for text in (first, second)]
    assert names[0]
    assert not names[0] & names[1]


def test_every_element_of_the_portrait_is_in_it_in_its_order(species: Species) -> None:
    (genome,) = founders(species, 1)
    moving = animated_svg(species, genome, rig_of(species), "breathe")
    shapes = re.compile(r"<(?:path|circle|ellipse|rect|line|polygon|polyline) [^>]*/>")
    body = moving.split("</style>")[1]
    paints = [shape for shape in shapes.findall(body) if "fill=" in shape or "stroke=" in shape]
    at = 0
    halves = 0
    for shape in shapes.findall(portrait.svg(species, genome)):
        if shape in paints[at:]:
            at = paints.index(shape, at) + 1
        else:
            halves += 1  # cut in two where its sides move apart
    assert halves <= 6


def test_a_clip_that_is_not_there_is_refused(species: Species) -> None:
    with pytest.raises(UnknownClip):
        animated_svg(species, founders(species, 1)[0], rig_of(species), "dance")


def test_a_species_of_images_has_no_svg_that_moves(folder: Path) -> None:
    make_pack(write_layers(folder / "layers"), folder / "pack", "foxes")
    species = load(folder / "pack")
    with pytest.raises(NoDrawing):
        animated_svg(species, 0, rig_of(species))


CODE = """
import hashlib
from avatarchain.genetics.seeds import founder, seed_from_text
from avatarchain.living.exports import ExportOptions, export
from avatarchain.living.usual import rig_of
from avatarchain.species.pack import load
from avatarchain.workshop.imported import make_pack
digest = hashlib.sha256()
for name in ("tuftling", "glimmer"):
    species = load(name)
    genome = founder(seed_from_text("same"), species.cumulative)
    for options in (
        ExportOptions("svg"), ExportOptions("gif", "blink", 64), ExportOptions("webp", "blink", 64),
        ExportOptions("sheet", "twitch", 64),
    ):
        for file, data in export(species, {"a": genome}, rig_of(species), options).items():
            digest.update(file.encode() + data)
print(digest.hexdigest())
"""


def test_every_process_and_every_hash_seed_gives_the_same_bytes() -> None:
    digests = {
        subprocess.run(
            [sys.executable, "-c", CODE],
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(digests) == 1
    assert len(digests.pop().strip()) == hashlib.sha256().digest_size * 2


def test_a_browser_plays_it_as_the_frames_are_painted(
    chromium: "webdriver.Chrome", folder: Path
) -> None:
    for name in ("tuftling", "glimmer"):
        species = load(name)
        rig, (genome,) = rig_of(species), founders(species, 1)
        for clip, time in (("idle", 0.0), ("happy", 1.0), ("look", 0.8), ("talk", 0.36)):
            text = animated_svg(species, genome, rig, clip)
            page = folder / "page.html"
            small = text.replace("<svg ", f'<svg style="width:{SIZE}px;height:{SIZE}px" ', 1)
            page.write_text(f"<body style='margin:0'>{small}</body>", encoding="utf-8")
            chromium.get(page.as_uri())
            chromium.execute_script(  # type: ignore[no-untyped-call]
                "document.getAnimations().forEach(a => {a.pause(); a.currentTime = "
                f"{1000 * time}}})"
            )
            # A busy machine may show the last page until the new one is painted.
            chromium.execute_async_script(  # type: ignore[no-untyped-call]
                "const done = arguments[0];"
                "requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done)))"
            )
            shot = Image.open(io.BytesIO(chromium.get_screenshot_as_png())).convert("RGB")
            seen = np.asarray(shot.crop((0, 0, SIZE, SIZE))).astype(int)
            pose = pose_at(parts_of(rig, rig.clips[clip], genome), time)
            frame = np.asarray(stage_of(species, genome, SIZE).frame(pose)).astype(int)
            distance = np.abs(seen - frame)
            assert distance.mean() <= 2.5, (name, clip)
            assert (distance.max(axis=2) > 64).mean() <= 0.005, (name, clip)


def test_it_plays_in_an_img(chromium: "webdriver.Chrome", folder: Path) -> None:
    species = load("tuftling")
    text = animated_svg(species, founders(species, 1)[0], rig_of(species), "happy")
    (folder / "a.svg").write_text(text, encoding="utf-8")
    page = folder / "page.html"
    page.write_text("<body style='margin:0'><img width=200 src='a.svg'></body>", encoding="utf-8")
    chromium.get(page.as_uri())
    shots = {hashlib.sha256(chromium.get_screenshot_as_png()).digest() for _ in range(12)}
    assert len(shots) > 1


def test_where_people_ask_for_less_motion_it_is_the_portrait(
    chromium: "webdriver.Chrome", folder: Path
) -> None:
    wish = {"features": [{"name": "prefers-reduced-motion", "value": "reduce"}]}
    chromium.execute_cdp_cmd("Emulation.setEmulatedMedia", wish)
    try:
        for name in ("tuftling", "glimmer"):
            species = load(name)
            (genome,) = founders(species, 1)
            shots = []
            for text in (
                portrait.svg(species, genome),
                *(animated_svg(species, genome, rig_of(species), c) for c in ("happy", "idle")),
            ):
                page = folder / "page.html"
                small = text.replace("<svg ", f'<svg style="width:{SIZE}px;height:{SIZE}px" ', 1)
                page.write_text(f"<body style='margin:0'>{small}</body>", encoding="utf-8")
                chromium.get(page.as_uri())
                shot = Image.open(io.BytesIO(chromium.get_screenshot_as_png())).convert("RGB")
                shots.append(np.asarray(shot.crop((0, 0, SIZE, SIZE))).astype(int))
            for shot_of_clip in shots[1:]:
                assert np.abs(shot_of_clip - shots[0]).mean() <= 0.1
    finally:
        chromium.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
