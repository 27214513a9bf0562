"""What each slide does in a pose: a shift, a growth, or a line that appears."""

from avatarchain.living import BLINK, GAZE_X, GAZE_Y, HAPPY, TALK, Pose, Rig
from avatarchain.living.pieces import Piece, Slide
from avatarchain.living.poses import UNMOVED
from avatarchain.species.outline import Matrix

CHANNELS = {
    Slide.GAZE: (GAZE_X, GAZE_Y),
    Slide.UPPER: (BLINK,),
    Slide.LOWER: (BLINK,),
    Slide.CURVED: (HAPPY,),
    Slide.CHEEK: (HAPPY,),
    Slide.RIM: (BLINK, HAPPY),
    Slide.JAW: (TALK,),
    Slide.GAPE: (TALK,),
}
"""The channels that move each slide."""

GAPE_DOWN, GAPE_IN = 0.3, 0.08
_AT_ONCE = 8  # a rim is seen when an eighth of the lid is


def is_seen(piece: Piece, pose: Pose) -> bool:
    """Whether anything of a piece can be seen in a pose."""
    if piece.slide in (None, Slide.GAZE, Slide.GAPE):
        return True
    return any(pose.get(channel, 0.0) for channel in CHANNELS[piece.slide])


def shift(piece: Piece, pose: Pose, rig: Rig) -> tuple[float, float]:
    """How far a piece slides, in units to the right and down."""
    match piece.slide:
        case Slide.GAZE:
            return rig.gaze[0] * pose.get(GAZE_X, 0.0), rig.gaze[1] * pose.get(GAZE_Y, 0.0)
        case Slide.UPPER:
            return 0.0, piece.travel * (pose.get(BLINK, 0.0) - 1)
        case Slide.LOWER:
            return 0.0, piece.travel * (1 - pose.get(BLINK, 0.0))
        case Slide.CURVED:
            return 0.0, piece.travel * (pose.get(HAPPY, 0.0) - 1)
        case Slide.CHEEK:
            return 0.0, piece.travel * (1 - pose.get(HAPPY, 0.0))
        case Slide.JAW:
            return 0.0, piece.travel * (pose.get(TALK, 0.0) - 1)
        case _:
            return 0.0, 0.0


def rim(pose: Pose) -> float:
    """How much of the line round a closing eye is seen, 0 … 1."""
    return min(1.0, _AT_ONCE * max(pose.get(BLINK, 0.0), pose.get(HAPPY, 0.0)))


def gape(pose: Pose) -> tuple[float, float]:
    """The size of an open mouth across and down, as a share of what is drawn."""
    talk = pose.get(TALK, 0.0)
    return 1 - GAPE_IN * talk, 1 + GAPE_DOWN * talk


def slide_matrix(piece: Piece, pose: Pose, rig: Rig) -> Matrix:
    """The same as a matrix, in view box units."""
    if piece.slide is None:
        return UNMOVED
    if piece.slide is Slide.GAPE:
        across, down = gape(pose)
        middle = 256.0
        return (across, 0.0, 0.0, down, middle - across * middle, piece.travel * (1 - down))
    dx, dy = shift(piece, pose, rig)
    return (1.0, 0.0, 0.0, 1.0, dx, dy)
