"""Small portraits in the terminal, drawn with half blocks.

A character cell shows two pixels, one above the other. Nothing is drawn in a pipe, in a
terminal with fewer than 256 colours, or if NO_COLOR is set; the text is complete without it.
"""

import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from avatarchain.cli.output import beside, screen, tell
from avatarchain.cli.output import facts as print_facts

if TYPE_CHECKING:
    from rich_pixels import Pixels

    from avatarchain.registry import AvatarRecord
    from avatarchain.species import Species

ALONE, AMONG = 32, 24  # columns of one portrait, and of each of several
GAP = 2
ENOUGH_COLOURS = ("256", "truecolor", "windows")


def shows_faces() -> bool:
    """Whether stdout is a terminal with the width and the colours that a portrait needs."""
    if not sys.stdout.isatty():  # rich takes long to load, and would say the same
        return False
    stdout = screen()
    colours = stdout.color_system in ENOUGH_COLOURS and not stdout.no_color
    return stdout.is_terminal and colours and stdout.width >= ALONE


def print_faces(species: "Species", genomes: Sequence[int]) -> None:
    """Print portraits in one row, as many as fit into the width of the terminal."""
    fit = max(1, (screen().width + GAP) // (AMONG + GAP))
    side = ALONE if len(genomes) == 1 else AMONG
    beside([_face(species, genome, side) for genome in genomes[:fit]], side, GAP)


def print_beside(species: "Species", genome: int, facts: Iterable[tuple[str, str]]) -> None:
    """Print one portrait, with facts (name, value) in two columns beside it, or else below it."""
    rows = list(facts)
    width = max(len(name) + len(value) for name, value in rows) + 2 * GAP
    if ALONE + GAP + width <= screen().width:
        beside([_face(species, genome, ALONE)], ALONE, GAP, rows)
        return
    beside([_face(species, genome, ALONE)], ALONE, GAP)
    print_facts(rows)


def written_names(avatars: "Iterable[AvatarRecord]", names: Mapping[int, str]) -> dict[int, str]:
    """The names of these avatars that can be written in a picture; the others are told."""
    from avatarchain.portrait.lettering import is_writable

    given = {avatar.identity: names.get(avatar.identity, "") for avatar in avatars}
    written = {identity: name for identity, name in given.items() if is_writable(name)}
    for name in sorted(set(given.values()) - set(written.values())):
        tell(f"the picture has the id in place of {name}: there is no font with all its letters")
    return written


def _face(species: "Species", genome: int, side: int) -> "Pixels":
    from rich_pixels import Pixels

    from avatarchain.portrait.formats import thumbnail

    face: Pixels = Pixels.from_image(thumbnail(species, genome, side))
    return face
