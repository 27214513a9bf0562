"""Eyes that look and close, by rule, from drawings that were made to be still.

A large filled area is the *opening* of an eye. What is drawn inside it afterwards (iris, pupil,
lights) is its *contents*: it follows the gaze, and is seen only in the opening. What is drawn
over it (lashes, spectacles, a heavy lid) stays. Between the two are the lids, in the colours of
the face: an upper and a lower one that meet in a bow when the eye blinks, and two that meet in
an arch when the character is happy. Only the part of the opening that nothing covers counts, so
the lids of sleepy eyes meet below the lid that is drawn.
"""

from bisect import bisect_right
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from math import cos, pi, sin

from avatarchain.errors import TooManyEyes
from avatarchain.living import Seat
from avatarchain.living.elements import (
    Box,
    Inked,
    area,
    box_of,
    contains,
    crossings,
    outline_of,
    rings_of,
)
from avatarchain.living.pieces import Piece, Slide
from avatarchain.species.outline import Point

LEAST_AREA = 900
"""Of an opening, in square units; what is smaller is a light or a dot."""

MOST_EYES = 16
"""That have lids, of one character; more than that stay open."""

MOST_LOOKS = 2_000_000
"""At points of drawings, of the eyes of one character; a usual one takes 8,000."""

_MARGIN = 8  # units that the contents may be drawn beyond their opening
_MEET = 0.6  # where the lids meet, from the top of what is seen of the opening
_BOW = 0.16
_ARCH = 0.2
_GRID = 15
SPOTS = 13
"""At which the colour of the face round an eye is looked up."""

_DARKER = 0.8
_BARE = ("#a08070", "#80665a")
_INK = "#2b2233"


@dataclass(slots=True)
class Looks:
    """How many points of drawings some eyes are held against; at most `most`."""

    most: int
    count: int = 0

    def take(self, shapes: Sequence[Inked], times: int) -> None:
        """Count the points of shapes so many times. Raises TooManyEyes."""
        self.count += times * sum(len(points) for shape in shapes for points, _ in rings_of(shape))
        if self.count > self.most:
            raise TooManyEyes(count=self.count, most=self.most)


class Tones:
    """The colours of eyes that are closed: those of the face round them, and of their lines."""

    def __init__(
        self,
        inked: Sequence[Inked],
        skin: Sequence[Inked],
        colours: Mapping[str, str],
        looks: Looks,
    ) -> None:
        self.ink, self.looks = _darkest(inked), looks
        self._skin, self._colours = skin, colours

    def lids(self, box: Box) -> tuple[str, str]:
        """The colours of the lower and of the upper lid of the eye with this box."""
        self.looks.take(self._skin, SPOTS)
        names = [name for spot in spots_round(box) if (name := colour_at(spot, self._skin))]
        return lid_colours(max(names, key=names.count) if names else None, self._colours)

    def rim(self, line: str, above: str) -> str:
        """The colour that the line round an eye has when it is closed, below an upper lid.

        A line that is no ink belongs to the open eye; closed, it is covered.
        """
        return line if line == self.ink else above


@dataclass(slots=True)
class _Eye:
    """An opening, and the numbers of the shapes of the layer that belong to it."""

    opening: Inked
    box: Box
    first: int
    contents: list[int] = field(default_factory=list)

    @property
    def last(self) -> int:
        return max([self.first, *self.contents])


def eye_pieces(
    inked: Sequence[Inked],
    seat: Seat,
    soft: Collection[str],
    tones: Tones,
    windows: list[Inked],
) -> tuple[list[Piece], int]:
    """The pieces of the layer with the eyes, and how many eyes have lids.

    `soft` are the names of the colours of which heads are made. Windows are added to `windows`.
    Raises TooManyEyes.
    """
    eyes = _eyes(inked, soft, seat.lids)
    if seat.bone is None:
        return [Piece(tuple(inked), None)], 0
    owner = {number: eye for eye in eyes for number in eye.contents}
    pieces: list[Piece] = []
    still: list[Inked] = []
    ends = {eye.last: eye for eye in eyes}

    def flush() -> None:
        if still:
            pieces.append(Piece(tuple(still), seat.bone, seat.depth))
            still.clear()

    window_of: dict[int, int] = {}
    for number, shape in enumerate(inked):
        eye = owner.get(number)
        if eye is None:
            still.append(shape)
        else:
            flush()
            window = window_of.get(eye.first)
            if window is None:
                window = window_of[eye.first] = len(windows)
                windows.append(eye.opening)
            pieces.append(Piece((shape,), seat.bone, seat.depth, Slide.GAZE, window=window))
        if number in ends:
            flush()
            eye = ends[number]
            window = window_of.get(eye.first)
            if window is None:
                window = len(windows)
                windows.append(eye.opening)
            over = [other for other in inked[number + 1 :] if _covers(other, eye.box)]
            pieces += _lids(eye, over, tones, seat, window)
    flush()
    return _joined(pieces), len(eyes)


def _joined(pieces: list[Piece]) -> list[Piece]:
    """The same with neighbours that move alike in one piece."""
    joined: list[Piece] = []
    for piece in pieces:
        before = joined[-1] if joined else None
        if before and before.slide == piece.slide == Slide.GAZE and before.window == piece.window:
            shapes = (*before.shapes, *piece.shapes)
            joined[-1] = Piece(
                shapes, piece.bone, piece.depth, piece.slide, piece.travel, piece.window
            )
        else:
            joined.append(piece)
    return joined


def _eyes(inked: Sequence[Inked], soft: Collection[str], most: int | None) -> list[_Eye]:
    """The eyes in a layer, in paint order; only the first `most` of them."""
    eyes: list[_Eye] = []
    limit = MOST_EYES if most is None else most
    for number, shape in enumerate(inked):
        box = box_of(shape)
        inside = [eye for eye in eyes if _is_inside(box, eye.box, shape)]
        if shape.fill is not None and shape.shape.fill not in soft:
            if inside:
                inside[-1].contents.append(number)
            elif len(eyes) < limit and _size(shape) > LEAST_AREA:
                eyes.append(_Eye(shape, box, number))
        elif shape.fill is None and inside:
            inside[-1].contents.append(number)
    return eyes


def _is_inside(box: Box, opening: Box, shape: Inked) -> bool:
    """Whether a shape with this box is drawn in an opening; a line must be well inside."""
    margin = _MARGIN if shape.fill is not None else -2.0
    return (
        box[0] >= opening[0] - margin
        and box[1] >= opening[1] - margin
        and box[2] <= opening[2] + margin
        and box[3] <= opening[3] + margin
    )


def _covers(shape: Inked, opening: Box) -> bool:
    """Whether a filled shape may hide some of an opening."""
    left, top, right, bottom = box_of(shape)
    beside = left > opening[2] or right < opening[0] or top > opening[3] or bottom < opening[1]
    return shape.fill is not None and not beside


def _size(shape: Inked) -> float:
    """The area of the largest ring of a shape."""
    areas = [0.0]
    for points, _ in rings_of(shape):
        turned = [*points[1:], points[0]]
        crossed = (x * v - u * y for (x, y), (u, v) in zip(points, turned, strict=True))
        areas.append(abs(sum(crossed)) / 2)
    return max(areas)


def _seen(opening: Inked, over: Sequence[Inked]) -> Box:
    """The box of the part of an opening that no later shape covers."""
    left, top, right, bottom = box_of(opening)
    ring = rings_of(opening)
    covers = [rings_of(shape) for shape in over]
    spots = []
    for row in range(2 * _GRID):
        y = top + (bottom - top) * (row + 0.5) / (2 * _GRID)
        inside, hidden = crossings(ring, y), [crossings(cover, y) for cover in covers]
        for column in range(_GRID):
            x = left + (right - left) * (column + 0.5) / _GRID
            if _odd(inside, x) and not any(_odd(cover, x) for cover in hidden):
                spots.append(y)
    if not spots:
        return left, top, right, bottom
    step = (bottom - top) / (4 * _GRID)
    return left, min(spots) - step, right, max(spots) + step


def _odd(crossings: Sequence[float], x: float) -> bool:
    """Whether an odd number of rising numbers is above x."""
    return (len(crossings) - bisect_right(crossings, x)) % 2 == 1


def spots_round(box: Box) -> list[Point]:
    """SPOTS points: the middle of a box, and points on an ellipse a little within it."""
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    rx, ry = 0.45 * (box[2] - box[0]), 0.45 * (box[3] - box[1])
    turns = [2 * pi * k / 12 for k in range(SPOTS - 1)]
    return [(x, y), *((x + rx * cos(turn), y + ry * sin(turn)) for turn in turns)]


def colour_at(spot: Point, skin: Sequence[Inked]) -> str | None:
    """The name of the colour that is seen at a spot of the face; None where nothing is drawn."""
    name = None
    for shape in skin:
        if shape.fill is not None and contains(rings_of(shape), spot):
            name = shape.shape.fill
    return name


def lid_colours(name: str | None, colours: Mapping[str, str]) -> tuple[str, str]:
    """The colours of the lower and the upper lid on a face of this colour; None is no face."""
    if name is None:
        return _BARE
    base = name.removesuffix("-shade")
    if f"{base}-shade" in colours:
        return colours[base], colours[f"{base}-shade"]
    return colours[name], _darker(colours[name])


def _darker(colour: str) -> str:
    parts = (round(int(colour[k : k + 2], 16) * _DARKER) for k in (1, 3, 5))
    return "#{:02x}{:02x}{:02x}".format(*parts)


def _lids(
    eye: _Eye,
    over: Sequence[Inked],
    tones: Tones,
    seat: Seat,
    window: int,
) -> list[Piece]:
    tones.looks.take((eye.opening, *over), 2 * _GRID)
    left, top, right, bottom = _seen(eye.opening, over)
    high = bottom - top
    (below, above), line = tones.lids(eye.box), tones.ink
    width = round(min(7.0, max(3.5, high / 11)), 1)
    meet = top + _MEET * high
    blink = _edge(left, right, meet, _BOW * high)
    happy = _edge(left, right, meet + 0.08 * high, -_ARCH * high)
    lid = area(_closed(blink, top - high), above, line, width)
    low = area(_closed(blink, bottom + high), below)
    brow = area(_closed(happy, top - high), above, line, width)
    cheek = area(_closed(happy, bottom + high), below)
    down, up = meet - top + _BOW * high + width, bottom - meet + 2
    arched = bottom - meet + _ARCH * high
    rows = [
        (low, Slide.LOWER, up),
        (lid, Slide.UPPER, down),
        (cheek, Slide.CHEEK, arched),
        (brow, Slide.CURVED, down),
    ]
    pieces = [
        Piece((shape,), seat.bone, seat.depth, slide, round(travel, 1), window)
        for shape, slide, travel in rows
    ]
    if eye.opening.line is not None:
        rim = tones.rim(eye.opening.line, above)
        pieces.append(Piece((outline_of(eye.opening, rim),), seat.bone, seat.depth, Slide.RIM))
    return pieces


def _darkest(inked: Sequence[Inked]) -> str:
    colours = {colour for shape in inked for colour in (shape.fill, shape.line) if colour}
    return min(colours, key=lambda colour: (_light(colour), colour), default=_INK)


def _light(colour: str) -> float:
    """How light #rrggbb is, 0 … 255."""
    return sum(int(colour[k : k + 2], 16) for k in (1, 3, 5)) / 3


def _edge(left: float, right: float, y: float, bow: float) -> str:
    """The start of a path along a lid's edge, which bends down by `bow` units in the middle."""
    wide = right - left
    x0, x1, end = round(left - 0.15 * wide), round(right + 0.15 * wide), round(y, 1)
    return f"M{x0} {end:g}Q{round((left + right) / 2)} {round(y + 2 * bow, 1):g} {x1} {end:g}"


def _closed(edge: str, far: float) -> str:
    """The path of all between an edge and the height `far`."""
    start = edge[1:].split("Q")[0].split(" ")[0]
    return f"{edge}V{round(far, 1):g}H{start}Z"
