"""Characters move in JavaScript as they do in Python: the same pieces, in the same places."""

import gzip
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from avatarchain.errors import NoDrawing
from avatarchain.genetics.seeds import founder, item_seed, seed_from_text
from avatarchain.living import Clip, Rig
from avatarchain.living.animated import animated_svg, bare
from avatarchain.living.compiled import compiled
from avatarchain.living.figure import figure
from avatarchain.living.pieces import Piece, Slide
from avatarchain.living.poses import bone_matrix, clip_of, parallax, parts_of, pose_at
from avatarchain.living.slides import is_seen, rim, slide_matrix
from avatarchain.living.usual import rig_of
from avatarchain.species import Species
from avatarchain.species.outline import Matrix, multiply
from avatarchain.species.pack import SHIPPED, load
from avatarchain.workshop.imported import make_pack
from support.layers import write_layers

pytestmark = pytest.mark.xdist_group("javascript")

Ask = Callable[[list[Any]], list[Any]]
FOUNDERS = 24
TIMES = (0.0, 0.31, 0.8, 1.93, 2.6)
MASTER = seed_from_text("moving pages")


@pytest.fixture
def written(species: Species, tmp_path: Path) -> tuple[str, str]:
    """The files with the bytes of a species and with its compiled rig."""
    file = tmp_path / "rig.json"
    file.write_text(json.dumps(compiled(species, rig_of(species))), encoding="utf-8")
    return str(SHIPPED / f"{species.name}.species"), str(file)


def genomes_of(species: Species, count: int) -> Iterator[int]:
    for number in range(count):
        yield founder(item_seed(MASTER, number), species.cumulative)


def with_every_allele(species: Species) -> Iterator[int]:
    """A founder with each allele of each locus expressed, one after another."""
    (genome,) = genomes_of(species, 1)
    for locus in range(16):
        for allele in range(16):
            yield genome & ~(15 << 252 - 16 * locus) | allele << 252 - 16 * locus


def test_pieces_and_windows_are_those_of_python(
    ask: Ask, species: Species, written: tuple[str, str]
) -> None:
    genomes = [*genomes_of(species, FOUNDERS), *with_every_allele(species)]
    rig = rig_of(species)
    answers = ask(
        [
            ["moving", *written, str(genome), n % 2 == 0, "idle", []]
            for n, genome in enumerate(genomes)
        ]
    )
    for n, (genome, answer) in enumerate(zip(genomes, answers, strict=True)):
        drawn = figure(species, genome, rig, background=n % 2 == 0)
        assert answer["windows"] == [bare(window) for window in drawn.windows]
        assert [*map(row_of, answer["pieces"])] == [expected_row(p, rig) for p in drawn.pieces]


def row_of(piece: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(piece[key] for key in ("text", "bone", "depth", "slide", "travel", "window"))


def expected_row(piece: Piece, rig: Rig) -> tuple[Any, ...]:
    text = "".join(shape.text for shape in piece.shapes)
    bone = -1 if piece.bone is None else [*rig.bones].index(piece.bone)
    return text, bone, piece.depth, piece.slide or "", piece.travel, piece.window


def test_every_clip_puts_every_piece_where_python_does(
    ask: Ask, species: Species, written: tuple[str, str]
) -> None:
    rig = rig_of(species)
    genomes = [*genomes_of(species, FOUNDERS)]
    clips = [[*rig.clips][n % len(rig.clips)] if n % 2 else "idle" for n in range(len(genomes))]
    answers = ask(
        [
            ["moving", *written, str(genome), True, clip, TIMES]
            for genome, clip in zip(genomes, clips, strict=True)
        ]
    )
    for genome, clip, answer in zip(genomes, clips, answers, strict=True):
        played = clip_of(rig, species, clip)
        drawn = figure(species, genome, rig)
        for time, places in zip(TIMES, answer["places"], strict=True):
            pose = pose_at(parts_of(rig, played, genome), time % played.seconds)
            for piece, place in zip(drawn.pieces, places, strict=True):
                seat, slide, opacity = expected_place(piece, pose, rig)
                np.testing.assert_allclose(place["seat"], seat, rtol=0, atol=1e-9)
                np.testing.assert_allclose(place["slide"], slide, rtol=0, atol=1e-9)
                assert place["opacity"] == pytest.approx(opacity, abs=1e-9)


def test_a_bone_is_never_smaller_or_larger_than_in_python(
    ask: Ask, species: Species, tmp_path: Path
) -> None:
    rig = with_sizes(rig_of(species))
    path, file = str(SHIPPED / f"{species.name}.species"), tmp_path / "rig.json"
    file.write_text(json.dumps(compiled(species, rig)), encoding="utf-8")
    answers = ask([["moving", path, str(file), "0", True, clip, [0.5]] for clip in SIZES])
    for (clip, size), answer in zip(SIZES.items(), answers, strict=True):
        pose = pose_at(parts_of(rig, rig.clips[clip], 0), 0.5)
        (places,), drawn = answer["places"], figure(species, 0, rig)
        for piece, place in zip(drawn.pieces, places, strict=True):
            seat, _, _ = expected_place(piece, pose, rig)
            np.testing.assert_allclose(place["seat"], seat, rtol=0, atol=1e-9)
            assert piece.bone is None or abs(place["seat"][0]) == pytest.approx(size)
        assert f"scale({size:g})" in animated_svg(species, 0, rig, clip)


SIZES = {"gone": 0.05, "less": 0.05, "giant": 4.0}
"""Clips in which others at once make the body larger or smaller, and how large it is then."""


def with_sizes(rig: Rig) -> Rig:
    half, more = (
        Clip(name, 1.0, {"body.grow": ((0.0, 0.0), (0.5, grow), (1.0, 0.0))})
        for name, grow in (("half", -0.5), ("more", 0.5))
    )
    clips = {"half": half, "more": more}
    for name, played, times in (("gone", "half", 2), ("less", "half", 3), ("giant", "more", 9)):
        clips[name] = Clip(name, 1.0, {}, ((played, 0.0),) * times)
    return replace(rig, clips={**rig.clips, **clips})


def expected_place(piece: Piece, pose: dict[str, float], rig: Rig) -> tuple[Matrix, Matrix, float]:
    seat: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    if piece.bone is not None:
        dx, dy = parallax(rig, piece.depth, pose)
        seat = multiply(bone_matrix(rig, piece.bone, pose), (1.0, 0.0, 0.0, 1.0, dx, dy))
    opacity = rim(pose) if piece.slide is Slide.RIM else float(is_seen(piece, pose))
    return seat, slide_matrix(piece, pose, rig), opacity


def test_a_rig_of_another_species_and_a_clip_that_is_not_there_are_refused(
    ask: Ask, species: Species, written: tuple[str, str]
) -> None:
    other = str(SHIPPED / ("glimmer.species" if species.name == "tuftling" else "tuftling.species"))
    path, file = written
    foreign, unknown = ask(
        [
            ["moving", other, file, "0", True, "idle", []],
            ["moving", path, file, "0", True, "fly", []],
        ]
    )
    assert foreign["kind"] == "FaultyRig"
    assert "of another species" in foreign["sentence"]
    assert unknown["kind"] == "UnknownClip"
    clips = ", ".join(rig_of(species).clips)
    assert unknown["sentence"] == f"the species '{species.name}' has no clip 'fly'; it has: {clips}"


def test_a_page_needs_a_few_kilobytes_for_a_rig(species: Species) -> None:
    text = json.dumps(compiled(species, rig_of(species)), separators=(",", ":"))
    assert len(gzip.compress(text.encode(), 9)) <= 12_000


def test_a_species_of_images_has_no_compiled_rig(tmp_path: Path) -> None:
    make_pack(write_layers(tmp_path / "layers"), tmp_path / "pack", "foxes")
    species = load(tmp_path / "pack")
    with pytest.raises(NoDrawing):
        compiled(species, rig_of(species))
