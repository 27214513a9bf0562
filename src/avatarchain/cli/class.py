"""`avatarchain class`: lessons for a class, as pages that work from a disk, and their marks."""

import shlex
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from avatarchain.cli.groups import Group
from avatarchain.cli.options import Common, Whole, common
from avatarchain.cli.output import emit, print_faults, progress, say, table, tell

if TYPE_CHECKING:
    from avatarchain.classroom.marking import Mark, Pool

_FOLDER = click.Path(path_type=Path, file_okay=False)


def _check_common(common: Common) -> None:
    """Raise UsageError for an option of all commands that has no meaning for a class."""
    if common.rpc is not None:
        raise click.UsageError("a class has no chain: leave out --rpc")
    named = click.get_current_context().get_parameter_source("species")
    if named is not ParameterSource.DEFAULT:
        raise click.UsageError("the animals of a class are glimmers: leave out --species")


@click.group("class", cls=Group)
def command() -> None:
    """Make lessons for a class, as pages that work from a disk, and mark the answers.

    The animals are of the species glimmer. No chain and no network are needed. Pupils' names are
    stored only in the file class.toml.
    """


@command.command("new")
@click.argument("folder", metavar="CLASS", type=_FOLDER)
@click.option("--pupils", type=Whole(1, 1000), metavar="N", help="How many pupils the class has.")
@click.option(
    "--names",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    metavar="FILE",
    help="Their names, one a line; they stay in class.toml, beside the numbers.",
)
@common
def new(common: Common, folder: Path, pupils: int | None, names: Path | None) -> None:
    """Make a class: a folder with class.toml, from which all lessons are made again.

    Keep that file and give it to nobody: all answers can be computed from it.
    """
    _check_common(common)
    from avatarchain.classroom import register

    listed = register.read_names(names) if names else ()
    if pupils is None and not listed:
        raise click.UsageError("give --pupils N or --names FILE")
    made = register.new(folder, len(listed) if pupils is None else pupils, listed)
    path = folder / register.FILE
    if common.json:
        emit({"class": made.name, "pupils": made.pupils, "file": str(path)})
    else:
        say(f"{path}: {made.pupils} pupils")
        tell(
            "keep this file and give it to nobody: it has all answers",
            f"the first lesson: avatarchain class lesson {shlex.quote(str(folder))} hidden",
        )


@command.command("lesson")
@click.argument("folder", metavar="CLASS", type=_FOLDER)
@click.argument("lesson", type=click.Choice(["hidden", "mendel", "chain"], case_sensitive=False))
@click.option(
    "--children",
    type=Whole(40, 2000),
    metavar="N",
    help="Children a pupil: 400 in hidden, and in mendel 160 of each kind.",
)
@click.option(
    "--language",
    type=click.Choice(["en", "fr"]),
    default="en",
    show_default=True,
    help="The language of the page.",
)
@click.option(
    "--round",
    "number",
    type=Whole(1, 9),
    default=1,
    show_default=True,
    metavar="N",
    help="Of hidden: from round 2 on, animals bred from those that the pupils kept.",
)
@common
def lesson(
    common: Common, folder: Path, lesson: str, children: int | None, language: str, number: int
) -> None:
    """Write a lesson: one page for all pupils of the class, which works from a disk.

    The page is in the folder pages of the class; copy that folder, but not class.toml. In the
    lesson hidden the pupils find out which genes an animal hides, in mendel which of two kinds of
    animals obeys Mendel's law, and in chain which page of a book was changed, and whose copy is
    right.
    """
    _check_common(common)
    if number > 1 and lesson != "hidden":
        raise click.UsageError("only hidden has rounds")
    if children is not None and lesson == "chain":
        raise click.UsageError("chain has no children")
    from avatarchain.base.home import refuse_links, write
    from avatarchain.classroom import page, register
    from avatarchain.classroom.faces import SPECIES
    from avatarchain.classroom.lessons import check_room, content_of
    from avatarchain.species.pack import load

    here, species = register.read(folder), load(SPECIES)
    check_room(here, lesson, children)
    with progress(None, "breeding"):
        content = content_of(here, species, lesson, number, children)
        data = page.written(here, content, species, language)
    refuse_links(folder, ["pages"])
    path = folder / "pages" / page.file_name(content.lesson, language)
    write(path, data)
    if common.json:
        emit(
            {"lesson": content.lesson, "file": str(path), "pupils": here.pupils, "bytes": len(data)}
        )
    else:
        say(f"{path}: {here.pupils} pupils, {-(-len(data) // 1000)} kB")
        if number > 1:
            bred = sum(bool(part.visible["parents"]) for part in content.parts)
            tell(f"{bred} of {here.pupils} animals are children of two that their pupil kept")
        tell("it opens in any browser, without a network; mark the answers with `class mark`")


@command.command("mark")
@click.argument("folder", metavar="CLASS", type=_FOLDER)
@click.argument("files", metavar="FILE…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    metavar="FILE.csv",
    help="The table of marks; beside it FILE-pooled.csv gets what all counted together.",
)
@common
def mark(common: Common, folder: Path, files: tuple[Path, ...], out: Path) -> None:
    """Mark the answers of a class: write a table of marks, and one of the pooled counts.

    A FILE has one or more answers, one on each line. The table has each pupil's salt: with it the
    page shows whether the answer was right. The two animals that each pupil keeps for the next
    round are written into class.toml. If an answer has a fault, all faults are printed, and nobody
    is marked.
    """
    _check_common(common)
    from avatarchain.base.home import write
    from avatarchain.classroom import marking, register
    from avatarchain.classroom.answers import read_answers
    from avatarchain.classroom.faces import SPECIES
    from avatarchain.errors import FaultyAnswers
    from avatarchain.species.pack import load

    here, species = register.read(folder), load(SPECIES)
    pooled = out.with_name(f"{out.stem}-pooled.csv")
    marking.check_tables(out, pooled)
    try:
        answers = read_answers(here, species, files)
    except FaultyAnswers as error:
        print_faults(error.faults, json=common.json)
        tell("nobody is marked")
        sys.exit(1)
    marks = marking.marks_of(here, species, answers)
    pools = marking.pools_of(here, species, answers)
    for lesson in sorted({answer.lesson for answer in answers}):
        keepers = {a.pupil: a.keepers for a in answers if a.lesson == lesson and a.keepers}
        if keepers:
            register.keep(folder, lesson, keepers)
    write(out, marking.table_of_marks(marks))
    write(pooled, marking.table_of_pools(pools))
    _print_marks(common, marks, pools)


def _print_marks(common: Common, marks: Sequence["Mark"], pools: Sequence["Pool"]) -> None:
    if common.json:
        for each in marks:
            answer = None if each.answer is None else list(each.answer)
            emit(
                {
                    "lesson": each.lesson,
                    "pupil": each.pupil,
                    "answer": answer,
                    "right": list(each.right),
                    "points": each.points,
                    "of": len(each.right),
                }
            )
        return
    for lesson in sorted({each.lesson for each in marks}):
        those = [each for each in marks if each.lesson == lesson]
        answered = [each for each in those if each.answer is not None]
        right = sum(each.points == len(each.right) for each in answered)
        say(f"{lesson}: {len(answered)} of {len(those)} answered, {right} of them all right")
        rows = [
            (pool.name, f"{pool.observed:,}", f"{pool.expected:,.1f}")
            for pool in pools
            if pool.lesson == lesson
        ]
        if rows:
            table(("all together", "counted", "expected"), rows)
