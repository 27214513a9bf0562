"""Pieces: shapes that move as one, and what moves them besides their bone."""

from dataclasses import dataclass
from enum import StrEnum

from avatarchain.living.elements import Inked


class Slide(StrEnum):
    """How a piece moves by itself, on top of its bone."""

    GAZE = "gaze"
    UPPER = "upper"  # the upper lid, down when the eye blinks
    LOWER = "lower"
    CURVED = "curved"  # the same two lids when the character is happy
    CHEEK = "cheek"
    RIM = "rim"  # the line round a closed eye, seen only then
    JAW = "jaw"  # the floor of the mouth, down when it opens
    GAPE = "gape"  # a mouth that is open already, opened further


@dataclass(frozen=True, slots=True)
class Piece:
    """Shapes that move as one.

    `bone` is None for what never moves. `travel` is how far a slide moves, in units; of GAPE
    it is the height that stays. `window` is a piece's number in `Figure.windows`, or None.
    `image` is the digest of an image in a species of images, which has no shapes. `layer` is
    the number of the layer it was drawn in, and `puff` how thick that is as a solid.
    """

    shapes: tuple[Inked, ...]
    bone: str | None
    depth: float = 0.0
    slide: Slide | None = None
    travel: float = 0.0
    window: int | None = None
    image: str = ""
    layer: int = -1
    puff: float = 0.5


@dataclass(frozen=True, slots=True)
class Figure:
    """A genome's pieces in paint order, bottom first; the first `ground` ones are background.

    A window is a shape whose area is seen. `eyes` is how many eyes have lids.
    """

    pieces: tuple[Piece, ...]
    windows: tuple[Inked, ...]
    eyes: int
