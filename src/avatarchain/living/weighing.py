"""What frames take to paint, counted before any of them is painted.

A figure that is soon painted as one portrait can be dear to paint five hundred times: a comb of
a thousand edges crosses all rows of each frame. So what a stage does for a frame is counted from
its points and boxes, in milliseconds of a slow machine, and the frames of one character together
have a limit. What lies outside of the frame is counted as if it lay inside, because a pose may
move it there, and a bone that grows makes all that hangs on it dearer.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from avatarchain.errors import TooMuchPainting
from avatarchain.living import Pose, Rig

MOST_WORK = 20_000
"""Of all frames of one character in a loop or a sheet; a usual sheet of 128 pixels takes 5,000."""

VIEW_BOX = 512

# Milliseconds of what is painted, and of a million fine pixels of each kind.
_POLYGON, _PIECE, _POINT = 0.004, 0.06, 0.0005
_CROSSING = 0.000035  # of an edge, for each fine pixel of its length: it may cross as many rows
_FILLED, _MASKED, _FADED, _WINDOW, _IMAGE, _CANVAS = 0.4, 2.0, 9.0, 6.0, 30.0, 4.0
_MILLION = 1_000_000

Points = NDArray[np.float64]


def area_work(
    points: Points, cuts: Sequence[int], scale: float, side: int, *, odd: bool, faded: bool
) -> float:
    """The milliseconds that polygons take in a frame of `side` fine pixels.

    `points` of all of them, in units, are cut at `cuts`; `scale` is fine pixels per unit. `odd`
    ones are put together in a mask, piece by piece.
    """
    starts = np.array([0, *cuts])
    low = np.minimum.reduceat(points, starts, axis=0)
    high = np.maximum.reduceat(points, starts, axis=0)
    pixels = np.minimum(((high - low) * scale + 2).prod(axis=1), side * side) / _MILLION
    after = np.roll(points, -1, axis=0)
    after[[*starts[1:] - 1, -1]] = points[starts]
    rows = np.minimum(np.hypot(*(after - points).T) * scale, side) + 1
    work = _POLYGON * len(starts) + _POINT * len(points) + _CROSSING * float(rows.sum())
    work += (_MASKED if odd else _FILLED) * float(pixels.sum()) + odd * _PIECE * len(starts)
    if odd or faded:
        box = points.max(axis=0) - points.min(axis=0)
        whole = min(float(box[0] * box[1]) * scale * scale, side * side) / _MILLION
        work += (_MASKED + (_FADED if faded else 0.0)) * whole
    return work


def window_work(rings: Sequence[Points], scale: float, side: int) -> float:
    """The milliseconds that it takes to paint in a window with these rings."""
    points = np.concatenate(rings)
    cuts = np.cumsum([len(ring) for ring in rings])[:-1].tolist()
    low, high = points.min(axis=0), points.max(axis=0)
    box = min(float(np.prod((high - low) * scale + 2)), side * side) / _MILLION
    return _WINDOW * box + area_work(points, cuts, scale, side, odd=True, faded=False)


def image_work(pixels: int) -> float:
    """The milliseconds that a layer of an image takes which covers so many pixels of a frame."""
    return _IMAGE * pixels / _MILLION


def canvas_work(side: int) -> float:
    """The milliseconds that a frame takes of which nothing moves."""
    return _CANVAS * side * side / _MILLION


def growth(rig: Rig, poses: Sequence[Pose]) -> Mapping[str, float]:
    """How many times as large each bone makes what hangs on it, at most, in some poses."""
    largest: dict[str, float] = {}
    for bone in rig.bones.values():  # parents come first
        own = max((pose.get(f"{bone.name}.grow", 0.0) for pose in poses), default=0.0)
        largest[bone.name] = (1 + max(own, 0.0)) * largest.get(bone.parent or "", 1.0)
    return largest


def check_work(what: str, work: float, size: int, most: int = MOST_WORK) -> None:
    """Raise TooMuchPainting if frames of `size` pixels take more than `most` of `work`."""
    if work > most:
        raise TooMuchPainting(what=what, work=round(work), size=size, most=most)
