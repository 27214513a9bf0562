"""The pack that `species new` writes: good as it is, and nobody's work is written over."""

from pathlib import Path

import pytest

from avatarchain import portrait
from avatarchain.errors import FolderInUse
from avatarchain.species import SILENT, express, traits
from avatarchain.species.pack import load
from avatarchain.workshop.starter import begin


def test_the_starter_pack_loads_and_is_called_after_its_folder(folder: Path) -> None:
    assert begin(folder / "Moon Cats") == "moon-cats"
    species = load(folder / "Moon Cats")
    assert (species.name, species.version) == ("moon-cats", "0.1")


@pytest.mark.parametrize("name", ["7", "猫", "--"])
def test_a_folder_whose_name_cannot_be_a_species_keeps_the_starters(
    folder: Path, name: str
) -> None:
    assert begin(folder / name) == "starter"
    assert load(folder / name).name == "starter"


def test_it_shows_what_a_pack_can_do(folder: Path) -> None:
    begin(folder / "mine")
    text = (folder / "mine" / "species.toml").read_text(encoding="utf-8")
    species = load(folder / "mine")
    assert "same = " in text
    assert "hides = " in text
    assert any(locus.kind == SILENT for locus in species.loci)
    names = [locus.name for locus in species.loci]
    helmet = 2 << 252 - 16 * names.index("hat")
    assert traits(species, helmet)["ears"] == "cat (hidden)"
    assert not express(species, helmet).shows(names.index("ears"))
    assert portrait.svg(species, helmet) != portrait.svg(species, 0)


def test_a_folder_that_holds_something_is_left_alone(folder: Path) -> None:
    (folder / "notes.txt").write_text("mine")
    with pytest.raises(FolderInUse, match="is not empty"):
        begin(folder)
    assert [path.name for path in folder.iterdir()] == ["notes.txt"]
    with pytest.raises(FolderInUse):
        begin(folder / "notes.txt")


@pytest.mark.parametrize("link", ["hat", "hat/none.svg", "species.toml", "a/b"])
@pytest.mark.parametrize("goal", ["elsewhere", "nowhere"])
def test_a_pack_is_not_written_into_a_folder_that_holds_a_link(
    folder: Path, link: str, goal: str
) -> None:
    (folder / "elsewhere").mkdir()
    left = folder / "elsewhere" / ".x.999999999-0a0a0a0a.draft"
    left.touch()
    path = folder / "mine" / link
    path.parent.mkdir(parents=True)
    path.symlink_to(folder / goal)
    with pytest.raises(FolderInUse):
        begin(folder / "mine")
    assert sorted(folder.rglob("*")) == sorted(
        {folder / "elsewhere", left, folder / "mine", *path.parents, path}
        - {*folder.parents, folder}
    )


def test_a_target_that_is_a_link_itself_is_the_folder_that_it_leads_to(folder: Path) -> None:
    (folder / "elsewhere").mkdir()
    (folder / "mine").symlink_to(folder / "elsewhere")
    begin(folder / "mine")
    assert (folder / "elsewhere" / "species.toml").exists()


def test_a_pack_that_was_cut_off_is_completed_and_others_are_left_alone(folder: Path) -> None:
    begin(folder / "mine")
    rules = (folder / "mine" / "species.toml").read_bytes()
    (folder / "mine" / "species.toml").unlink()
    drawing = next((folder / "mine").rglob("*.svg"))
    content = drawing.read_bytes()
    drawing.unlink()
    begin(folder / "mine")
    assert (folder / "mine" / "species.toml").read_bytes() == rules
    assert drawing.read_bytes() == content
    (folder / "mine" / "species.toml").unlink()
    drawing.write_bytes(content + b" ")
    with pytest.raises(FolderInUse):
        begin(folder / "mine")
    assert drawing.read_bytes() == content + b" "
