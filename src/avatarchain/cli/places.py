"""Where a command writes pictures: into a folder, or one picture into a file.

A path that is called like a file of pictures or models, such as fox.png, is that file, unless a
folder of this name is there. The ending then gives the format. It is for one picture alone.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from avatarchain.cli.options import Common
from avatarchain.cli.output import tell
from avatarchain.cli.typed import typed

if TYPE_CHECKING:
    from avatarchain.papers.pictures import PictureOptions

UNPAINTED = "--no-image paints nothing: leave out {}"
_ENDINGS = ("png", "svg", "webp", "gif", "json", "glb", "vrm", "jpg", "jpeg", "bmp", "avif")


def given(name: str) -> bool:
    """Whether an option of the running command was given; `name` is that of its parameter."""
    return click.get_current_context().get_parameter_source(name) is not ParameterSource.DEFAULT


def check_unused(names: Iterable[str], words: str) -> None:
    """Raise UsageError if an option for pictures was given that would change nothing.

    `names` are those of its parameters, and `{}` in `words` stands for the option.
    """
    for name in names:
        if given(name):
            raise click.UsageError(words.format("--format" if name == "form" else f"--{name}"))


def ending_of(out: Path, *, several: bool) -> str | None:
    """The ending of a path that is to be one file, in small letters; None if it is a folder.

    Raises UsageError if it is one file for `several`.
    """
    ending = out.suffix[1:].lower()
    if ending not in _ENDINGS or out.is_dir():
        return None
    if several:
        raise click.UsageError(f"{out} is the name of one file, for several: name a folder")
    return ending


def picture_options(
    out: Path, form: str, size: int, background: bool, *, several: bool = False
) -> "PictureOptions":
    """The options of the pictures of a command, of one or of `several`.

    Raises UsageError if `out` is a file that cannot be, BadFormat, BadSize.
    """
    from avatarchain.papers.pictures import FORMATS, PictureOptions

    ending = ending_of(out, several=several)
    if ending is None:
        return PictureOptions(out, form, size, background)
    if ending not in FORMATS:
        raise click.UsageError(
            f"no picture is written as .{ending}: there are {', '.join(FORMATS)}"
        )
    if given("form") and form != ending:
        raise click.UsageError(f"--format {form} cannot be written into a file called .{ending}")
    return PictureOptions(out.parent, ending, size, background, out.name)


def tell_of_still(common: Common, options: "PictureOptions | None", id: str = "ID") -> None:
    """Say how to get a GIF that moves, if one was written that does not."""
    if options is not None and options.form == "gif" and not common.json:
        tell(f"a still GIF; one that moves: {typed(f'export {id} --as gif', common)}")


def check_place(options: "PictureOptions") -> None:
    """Raise UnusableHome or FileToWriteThere if pictures surely cannot be written.

    Where papers would tell whose picture it is, a file that is there must have some.
    """
    from avatarchain.base.home import check_folder, check_marked

    check_folder(options.folder)
    if options.file is not None and options.with_papers:
        check_marked(options.folder / options.file, '"identity":"0x')  # as papers spell it
