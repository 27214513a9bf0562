"""A compiled rig that is kept is the one that would be compiled."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from avatarchain.base import cache
from avatarchain.errors import NoDrawing
from avatarchain.living import compiled, elements, eyes, figure, kept, mouth, slides
from avatarchain.living.usual import digest_of, rig_of
from avatarchain.species import colouring, drawing, outline, spelling
from avatarchain.species.pack import load
from support.code_of import code_digest

# What the compiled form follows from beside the species and the rig. Who changes one of these
# gives `kept.FORM` another number, unless all that is compiled stays as it is, and renews the
# digest.
SOURCES = {4: "63163ac5a1c7b095"}


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty cache."""
    monkeypatch.setenv(cache.VARIABLE, str(tmp_path / "cache"))
    cache._folder.cache_clear()
    yield tmp_path / "cache"
    cache._folder.cache_clear()


def test_what_is_kept_is_what_was_compiled(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    species = load("glimmer")
    rig = rig_of(species)
    text = kept.compiled_text(species, rig)
    assert json.loads(text) == json.loads(json.dumps(compiled.compiled(species, rig)))
    monkeypatch.setattr(compiled, "compiled", None)  # nothing is compiled any more
    assert kept.compiled_text(species, rig) == text


def test_another_species_and_another_rig_are_kept_apart(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compiled, "compiled", lambda species, rig: [species.name, rig.digest])
    species = load("glimmer")
    rig = rig_of(species)
    turned = replace(rig, turn=(1.0, 2.0))
    turned = replace(turned, digest=digest_of(turned))
    texts = {
        kept.compiled_text(*pair)
        for pair in ((species, rig), (species, turned), (load("tuftling"), rig))
    }
    assert len(texts) == 3 == len([*place.iterdir()])


def test_a_damaged_rig_is_compiled_anew(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "compiled", lambda species, _: [species.name])
    species = load("glimmer")
    text = kept.compiled_text(species, rig_of(species))
    (file,) = place.iterdir()
    file.write_bytes(file.read_bytes()[:-1])
    assert kept.compiled_text(species, rig_of(species)) == text


def test_a_species_of_images_has_no_compiled_rig(place: Path) -> None:
    species = load("glimmer")
    with pytest.raises(NoDrawing):
        kept.compiled_text(replace(species, images=()), rig_of(species))  # type: ignore[arg-type]
    assert not place.exists() or not [*place.iterdir()]


def test_a_change_of_what_is_compiled_has_another_number() -> None:
    modules = (compiled, elements, eyes, figure, mouth, slides)
    drawn = (colouring, drawing, outline, spelling)
    assert code_digest(*modules, *drawn) == SOURCES[kept.FORM]
