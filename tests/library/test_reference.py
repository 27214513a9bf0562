"""The reference of docs/library.md is what the source says, and has every public name."""

import dataclasses
import inspect
import sys
from pathlib import Path

import avatarchain
from avatarchain.living.exports import FORMS, SIZES, ExportOptions
from avatarchain.living.usual import rig_of
from avatarchain.species import Allele, Locus

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "tools"))

import library_tables  # noqa: E402

PAGE = (ROOT / "docs" / "library.md").read_text("utf-8")


def rows(title: str) -> dict[str, list[str]]:
    """The cells of each row of the table under a title, by the name in the first one."""
    table = PAGE.partition(f"### {title}\n")[2].partition("\n### ")[0]
    lines = [line for line in table.splitlines() if line.startswith("| `")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return {row[0].split("`")[1].removesuffix("()"): row for row in cells}


def test_the_tables_are_those_that_the_source_gives() -> None:
    assert library_tables.written(PAGE) == PAGE, "run `make reference`"


def test_each_class_has_a_row_for_all_that_is_public() -> None:
    for name in ("Avatar", "Collection", "Genome", "Pedigree", "Report", "Species"):
        kind = getattr(avatarchain, name)
        public = {each for each in (*vars(kind),) if not each.startswith("_")}
        assert public <= rows(name).keys(), name


def test_what_a_game_takes_from_modules_below_has_tables_too() -> None:
    for kind in (Locus, Allele, ExportOptions):
        fields = rows(kind.__name__)
        assert {each.name for each in dataclasses.fields(kind)} <= fields.keys()
        assert all(about for _, about, _ in fields.values())
    assert "| `exported()` → `dict[str, bytes]` |" in PAGE
    assert "| `of_genome()` → `Character` |" in PAGE


def test_the_page_and_the_options_name_every_form_clip_and_size() -> None:
    _, clips, _ = rows("ExportOptions")["clip"]
    game = PAGE.partition("## For a game\n")[2].partition("\n## ")[0]
    assert all(clip in clips and clip in game for clip in rig_of(avatarchain.load_species()).clips)
    assert all(form in rows("ExportOptions")["form"][1] for form in FORMS)
    assert all(str(side) in rows("ExportOptions")["size"][1] for side in SIZES.values())


def test_a_row_has_arguments_meaning_and_errors() -> None:
    name, about, errors = rows("Collection")["mint_many"]
    assert name == "`mint_many()` → `list[Avatar]`"
    given = inspect.signature(avatarchain.Collection.mint_many).parameters
    assert all(f"`{each}: " in about for each in given if each != "self")
    assert about.startswith("Register the founders number 0")
    assert errors == "`BadCount`, `NotIssuer`"


def test_a_genome_that_is_minted_is_said_to_be_a_founder_wherever_one_breeds() -> None:
    game, _, rest = PAGE.partition("## For a game\n")[2].partition("\n## ")
    chain = rest.partition("On a chain\n")[2].partition("\n## ")[0]
    server = (ROOT / "docs" / "game-server.md").read_text("utf-8")
    docstring = " ".join((inspect.getdoc(avatarchain.Collection.mint) or "").split())
    for text in (game, chain, server, docstring):
        assert "enome that is minted is a founder" in text
        assert "arents are recorded by `breed` alone" in text


def test_errors_of_the_tables_are_refusals() -> None:
    about, errors = library_tables._parted("It counts. Raises BadCount if e.g. it is 0. Then more.")
    assert about == "It counts. Then more."
    assert errors == "`BadCount` if e.g. it is 0"
