"""Portraits in the terminal: small, in half blocks, where somebody looks and colours show.

A cell holds two pixels, one above the other. Nothing is drawn in a pipe, in a terminal of
fewer than 256 colours, or where NO_COLOR is set: the words say everything without it.
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from avatarchain.cli.output import screen

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich_pixels import Pixels

    from avatarchain.species import Species

ALONE, AMONG = 32, 24  # columns of one portrait, and of each of several
GAP = 2
ENOUGH_COLOURS = ("256", "truecolor", "windows")


def shows_faces() -> bool:
    """Whether stdout is a terminal with the width and the colours that a portrait needs."""
    stdout = screen()
    colours = stdout.color_system in ENOUGH_COLOURS and not stdout.no_color
    return stdout.is_terminal and colours and stdout.width >= ALONE


def print_faces(species: "Species", genomes: Sequence[int]) -> None:
    """As many of them in a row as the terminal is wide."""
    fit = max(1, (screen().width + GAP) // (AMONG + GAP))
    side = ALONE if len(genomes) == 1 else AMONG
    screen().print(_row([_face(species, one, side) for one in genomes[:fit]], side))


def print_beside(species: "Species", genome: int, facts: Iterable[tuple[str, str]]) -> None:
    """One portrait, and facts in two columns at its side."""
    from rich.table import Table
    from rich.text import Text

    words = Table.grid(padding=(0, GAP, 0, 0))
    for name, value in facts:
        words.add_row(Text(name, "dim"), Text(value))
    screen().print(_row([_face(species, genome, ALONE)], ALONE, words))


def _row(faces: "list[Pixels]", side: int, *more: "RenderableType") -> "RenderableType":
    from rich.table import Table

    row = Table.grid(padding=(0, GAP, 0, 0))
    for _ in faces:
        row.add_column(width=side)
    row.add_row(*faces, *more)
    return row


def _face(species: "Species", genome: int, side: int) -> "Pixels":
    from rich_pixels import Pixels

    from avatarchain.portrait.formats import thumbnail

    face: Pixels = Pixels.from_image(thumbnail(species, genome, side))
    return face
