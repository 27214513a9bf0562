"""Stencils that are kept are those that would be cut."""

import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from avatarchain.base import cache
from avatarchain.portrait import kept, paint, png, stencil
from avatarchain.species import drawing, outline
from avatarchain.species.pack import load
from support.code_of import code_digest

# What stencils follow from. Who changes one of these gives `kept.FORM` another number, unless all
# stencils stay as they are, and renews the digest.
SOURCES = {2: "1c539be3df3c1e71"}


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty cache."""
    monkeypatch.setenv(cache.VARIABLE, str(tmp_path / "cache"))
    cache._folder.cache_clear()
    yield tmp_path / "cache"
    cache._folder.cache_clear()


def test_a_stencil_that_was_kept_is_the_one_that_was_cut(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    species = load("tuftling")
    names = paint.rows_of(species)
    drawings = [text for layer in species.layers for text in layer.drawings][::5]
    cut = {text: kept.stencil_of(text, names, 96) for text in drawings}
    assert None in cut.values()
    monkeypatch.setattr(kept, "cut", None)  # nothing is cut any more
    for text, before in cut.items():
        after = kept.stencil_of(text, names, 96)
        if before is None or after is None:
            assert before is after
            continue
        assert (before.box, before.faded) == (after.box, after.faded)
        for part in ("labels", "keeps", "edges", "blends", "names", "mixtures"):
            first, second = getattr(before, part), getattr(after, part)
            assert first.dtype == second.dtype, part
            assert np.array_equal(first, second), part


def test_what_else_it_follows_from_has_another_file(place: Path) -> None:
    (text, *_) = load("tuftling").layers[0].drawings
    names = paint.rows_of(load("tuftling"))
    renamed = {name: row + 1 for name, row in names.items()}
    for given in (
        (text, names, 96),
        (text, names, 97),
        (text, renamed, 96),
        (text + " ", names, 96),
    ):
        kept.stencil_of(*given)
    assert len(list(place.iterdir())) == 4


@pytest.mark.parametrize("content", [b"", b"x", zlib.compress(b""), zlib.compress(bytes(30))])
def test_what_is_no_stencil_is_cut_anew(place: Path, content: bytes) -> None:
    species = load("tuftling")
    text, names = species.layers[0].drawings[0], paint.rows_of(species)
    kept.stencil_of(text, names, 96)
    (file,) = place.iterdir()
    cache.write(file.name, content)
    again = kept.stencil_of(text, names, 96)
    assert content == b"" or again is not None


def test_a_picture_is_the_same_from_the_cache(place: Path) -> None:
    species = load("tuftling")
    pictures = []
    for _ in range(2):
        paint.SHELF.clear()
        pictures.append(png(species, 12345, 128))
    paint.SHELF.clear()
    assert pictures[0] == pictures[1]


def test_a_change_of_what_is_kept_has_another_number() -> None:
    assert code_digest(stencil, outline, drawing) == SOURCES[kept.FORM]


@pytest.mark.parametrize(
    "changed",
    [
        {"edges": np.array([2**30], np.int32), "blends": np.array([0], np.int32)},
        {"edges": np.array([-1], np.int32), "blends": np.array([0], np.int32)},
        {"edges": np.array([5], np.int32), "blends": np.array([99], np.int32)},
        {"names": np.array([250], np.uint8), "mixtures": np.ones((1, 2), np.float32)},
        {"box": (0, 0, 4, 9999), "labels": np.zeros((9999, 4), np.uint8)},
        {"labels": np.full((4, 4), 250, np.uint8)},
    ],
)
def test_a_stencil_that_leads_outside_the_picture_is_cut_anew(
    place: Path, changed: dict[str, Any]
) -> None:
    species = load("tuftling")
    text, names = species.layers[0].drawings[0], paint.rows_of(species)
    right = kept.stencil_of(text, names, 96)
    small = stencil.Stencil(
        box=(0, 0, 4, 4),
        labels=np.zeros((4, 4), np.uint8),
        keeps=np.zeros((4, 4), np.uint8),
        edges=np.array([5], np.int32),
        blends=np.array([0], np.int32),
        names=np.array([1], np.uint8),
        mixtures=np.full((1, 2), 0.5, np.float32),
    )
    (file,) = place.iterdir()
    cache.write(file.name, kept._written(replace(small, **changed)))
    again = kept.stencil_of(text, names, 96)
    assert right is not None
    assert again is not None
    assert again.box == right.box
    cache.write(file.name, kept._written(small))
    assert kept.stencil_of(text, names, 96) is not None


def test_within_unused_the_folder_is_not_read_and_what_was_read_is_cut_anew(place: Path) -> None:
    """Also of stencils that this process has in its memory."""
    species = load("tuftling")
    paint.SHELF.clear()
    with cache.unused():
        right = png(species, 5, 96)
        assert not place.exists() or not list(place.iterdir())
    paint.SHELF.clear()
    assert png(species, 5, 96) == right
    for file in place.iterdir():
        cache.write(file.name, b"")  # nothing is drawn
    paint.SHELF.clear()
    assert png(species, 5, 96) != right
    with cache.unused():
        assert png(species, 5, 96) == right
    paint.SHELF.clear()
