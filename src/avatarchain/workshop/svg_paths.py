"""Paths of any SVG, as drawings of packs may have them: absolute, without transforms, evenodd.

A path is read by SVG's whole grammar, a transform is applied to its points, and what is left are
the commands M L C Q A Z with numbers of two decimals. Paths that SVG fills by the rule `nonzero`
are given in such pieces that the rule `evenodd` fills the same.
"""

import math
import re
from collections.abc import Iterator, Sequence
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from avatarchain.species.drawing import Command, Shape
from avatarchain.species.effort import MAX_EFFORT, effort
from avatarchain.species.outline import Matrix, multiply, rings
from avatarchain.species.spelling import MAX_NUMBERS, Fault, quoted
from avatarchain.workshop.style_work import EDGE, FILL, Work

IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)

_SIZES = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "T": 2, "A": 7, "Z": 0}
_NUMBER = re.compile(
    r"[ \t\r\n,]*+([+-]?(?:[0-9]++(?:\.[0-9]*+)?+|\.[0-9]++)(?:[eE][+-]?[0-9]++)?+)"
)
_FLAG = re.compile(r"[ \t\r\n,]*+([01])")
_LETTER = re.compile(r"[ \t\r\n,]*+([A-Za-z])")
_OPERATION = re.compile(r"[ \t\r\n,]*+([A-Za-z]++)\(([^()]*+)\)")
_REST = re.compile(r"[ ,\t\r\n]*+")  # what may follow the last number
_LARGEST_RADIUS = 1000  # of an arc, as far as a drawing's numbers reach; such are nearly lines
_SIDE = 512  # pixels at which fill rules are compared
_APART = 40  # pixels that may differ
_MOST_PIECES = 300  # of a path that is filled by `nonzero`, and so of patches
_TOO_FAR = "reaches further out than a drawing may"


def read_matrix(text: str) -> Matrix:
    """The matrix of a `transform` attribute: translate, scale, rotate, matrix. Raises Fault."""
    matrix, at = IDENTITY, 0
    while not _REST.fullmatch(text, at):
        match = _OPERATION.match(text, at)
        if match is None:
            raise Fault(f"transform {quoted(text)} cannot be read")
        values = _numbers(match[2])
        name, count = match[1], len(values)
        if name == "translate" and count in (1, 2):
            steps = [(1.0, 0.0, 0.0, 1.0, values[0], values[1] if count == 2 else 0.0)]
        elif name == "scale" and count in (1, 2):
            steps = [(values[0], 0.0, 0.0, values[-1], 0.0, 0.0)]
        elif name == "rotate" and count in (1, 3):
            c, s = math.cos(math.radians(values[0])), math.sin(math.radians(values[0]))
            x, y = values[1:] or (0.0, 0.0)
            steps = [
                (1.0, 0.0, 0.0, 1.0, x, y),
                (c, s, -s, c, 0.0, 0.0),
                (1.0, 0.0, 0.0, 1.0, -x, -y),
            ]
        elif name == "matrix" and count == 6:
            a, b, c, d, e, f = values
            steps = [(a, b, c, d, e, f)]
        else:
            raise Fault(f"transform {quoted(text)} is not translate, scale, rotate or matrix")
        for step in steps:
            matrix = multiply(matrix, step)
        at = match.end()
    return matrix


def scale_of(matrix: Matrix) -> float:
    """By how much a matrix enlarges, on average."""
    return math.sqrt(abs(matrix[0] * matrix[3] - matrix[1] * matrix[2]))


def is_similar(matrix: Matrix) -> bool:
    """Whether a matrix enlarges all directions alike, to a thousandth."""
    a, b, c, d = matrix[:4]
    across, down = math.hypot(a, b), math.hypot(c, d)
    return abs(across - down) <= 0.003 * across and abs(a * c + b * d) <= 0.003 * across * down


def read_path(text: str, matrix: Matrix) -> list[Command]:
    """The commands M L C Q A Z of a path, after a transform. Raises Fault."""
    # One arc may become thousands of lines, so what is made is counted, not what is written.
    commands = list(islice(_transformed(_absolute(text), matrix), MAX_NUMBERS + 1))
    if len(commands) > MAX_NUMBERS:
        raise Fault(f"a path has more than {MAX_NUMBERS:,} commands")
    return commands


def _numbers(text: str) -> list[float]:
    values, at = [], 0
    while match := _NUMBER.match(text, at):
        values.append(float(match[1]))
        at = match.end()
    if not _REST.fullmatch(text, at):
        raise Fault(f"{quoted(text)} is no list of numbers")
    return values


def _commands(text: str) -> Iterator[tuple[str, list[float]]]:
    """Each letter with one set of its numbers, as written."""
    at, letter = 0, ""
    while not _REST.fullmatch(text, at):
        if match := _LETTER.match(text, at):
            letter, at = match[1], match.end()
            if letter.upper() not in _SIZES:
                raise Fault(f"a path has the letter {letter!r}")
            if letter in "Zz":
                yield letter, []
                continue
        elif not letter or letter in "Zz":
            raise Fault(f"a path continues with {quoted(text[at : at + 20])}")
        values: list[float] = []
        while len(values) < _SIZES[letter.upper()]:
            flag = letter in "Aa" and len(values) in (3, 4)
            match = (_FLAG if flag else _NUMBER).match(text, at)
            if match is None:
                raise Fault(f"a path lacks a number at {quoted(text[at : at + 20])}")
            values.append(float(match[1]))
            at = match.end()
        yield letter, values
        letter = {"M": "L", "m": "l"}.get(letter, letter)


def _absolute(text: str) -> Iterator[Command]:
    x = y = start_x = start_y = handle_x = handle_y = 0.0
    before = ""
    for letter, v in _commands(text):
        name = letter.upper()
        if letter.islower() and name != "Z":
            shift = (x, y)
            if name == "H":
                v = [v[0] + x]
            elif name == "V":
                v = [v[0] + y]
            elif name == "A":
                v = [*v[:5], v[5] + x, v[6] + y]
            else:
                v = [value + shift[k % 2] for k, value in enumerate(v)]
        if name in "HV":
            v, name = ([v[0], y] if name == "H" else [x, v[0]]), "L"
        elif name in "ST":
            smooth = before in ("CS" if name == "S" else "QT")
            handle = (2 * x - handle_x, 2 * y - handle_y) if smooth else (x, y)
            v = [*handle, *v]
        kind = {"S": "C", "T": "Q"}.get(name, name)
        if name == "Z":
            x, y = start_x, start_y
            yield "Z", ()
        else:
            if kind in "CQ":
                handle_x, handle_y = v[-4], v[-3]
            if kind == "A" and not (v[0] and v[1]):
                kind, v = "L", v[5:]
            if kind == "A" and (x, y) == (v[5], v[6]):
                continue
            x, y = v[-2], v[-1]
            if kind == "M":
                start_x, start_y = x, y
            yield kind, tuple(v)
        before = letter.upper()


def _transformed(commands: Iterator[Command], matrix: Matrix) -> Iterator[Command]:
    factor, mirrored = scale_of(matrix), matrix[0] * matrix[3] - matrix[1] * matrix[2] < 0
    turn = math.degrees(math.atan2(matrix[1], matrix[0]))
    now = (0.0, 0.0)
    for name, v in commands:
        if name == "A" and (not is_similar(matrix) or max(v[:2]) * factor > _LARGEST_RADIUS):
            for point in _chords(now, v):
                yield "L", _moved(point, matrix)
        elif name == "A":
            angle = turn - v[2] if mirrored else turn + v[2]
            sweep = 1 - v[4] if mirrored else v[4]
            end = _moved(v[5:], matrix)
            yield "A", (abs(v[0]) * factor, abs(v[1]) * factor, angle % 180, v[3], sweep, *end)
        else:
            moved = _moved(v, matrix)
            if not _within(moved):
                raise Fault(_TOO_FAR)
            yield name, moved
        now = (v[-2], v[-1]) if v else now
        if not _within(_moved(now, matrix)):
            raise Fault(_TOO_FAR)  # before it is made into points: there could be any number


def _moved(values: Sequence[float], m: Matrix) -> tuple[float, ...]:
    moved: list[float] = []
    for x, y in zip(values[::2], values[1::2], strict=True):
        moved += [m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5]]
    return tuple(moved)


def _chords(start: tuple[float, float], v: tuple[float, ...]) -> list[tuple[float, float]]:
    """The end points of short lines that stand for an arc. Raises Fault for a far too large one."""
    if not max(v[:2]) <= 1e6:
        raise Fault(_TOO_FAR)
    shape = Shape("path", "a", None, 0.0, {}, (("M", start), ("A", v)), ())
    return [point for points, _ in rings(shape, 0.02) for point in points[1:]]


def _within(values: Sequence[float]) -> bool:
    """Whether numbers are such as a drawing may hold."""
    return all(-1024 <= value <= 1536 for value in values)


def spell_path(commands: Sequence[Command]) -> str:
    """The text of a path, in numbers of two decimals. Raises Fault if one is too large."""
    parts = []
    for name, values in commands:
        rounded = [round(value, 2) + 0.0 for value in values]
        if name == "A" and not (rounded[0] > 0 and rounded[1] > 0):
            name, rounded = "L", rounded[5:]
        if not _within(rounded):
            raise Fault(_TOO_FAR)
        parts.append(name + " ".join(f"{value:g}" for value in rounded))
    return "".join(parts)


def even_pieces(commands: Sequence[Command], work: Work) -> list[list[Command]]:
    """A path that is filled by `nonzero`, in pieces that `evenodd` fills alike.

    Raises Fault, and StopReading if no more `work` may be spent.
    """
    parts = _subpaths(commands)
    if effort(Shape("path", "a", None, 0.0, {}, tuple(commands), ())) > MAX_EFFORT:
        raise Fault("takes too long to paint")
    winding = _winding(parts, work)
    if _differ(winding % 2 != 0, winding != 0) <= _APART:
        return [list(commands)]
    if len(parts) > _MOST_PIECES:
        raise Fault(f"has {len(parts):,} pieces that are filled by the rule nonzero")
    # A hole goes with the others: what is filled one way round is a piece with all holes.
    signs, boxes = [_sign(part) for part in parts], [_box(part) for part in parts]
    main = 1 if sum(signs) >= 0 else -1
    whole = zip(parts, signs, boxes, strict=True)
    holes = [(part, box) for part, sign, box in whole if sign != main]
    pieces = [
        [
            step
            for piece in (part, *(hole for hole, inner in holes if _inside(inner, box)))
            for step in piece
        ]
        for part, sign, box in zip(parts, signs, boxes, strict=True)
        if sign == main
    ]
    covered = _covered(pieces, work)
    # Where a line crosses itself, evenodd leaves small holes: each gets a patch.
    patches = list(islice(_spots((winding != 0) & ~covered), _MOST_PIECES))
    pieces += [_hull(spot) for spot in patches]
    if _differ(_covered(pieces, work), winding != 0) > _APART:
        raise Fault("is filled by the rule nonzero, and evenodd cannot fill it alike")
    return pieces


def _covered(pieces: Sequence[Sequence[Command]], work: Work) -> NDArray[np.bool_]:
    covered = np.zeros((_SIDE, _SIDE), bool)
    for piece in pieces:
        covered |= _winding(_subpaths(piece), work) % 2 != 0
    return covered


def _spots(mask: NDArray[np.bool_]) -> Iterator[list[tuple[int, int]]]:
    """The connected pixels of a mask, each spot as a list of (column, row)."""
    left = {(int(column), int(row)) for row, column in zip(*np.nonzero(mask), strict=True)}
    while left:
        spot, edge = [], [left.pop()]
        while edge:
            column, row = edge.pop()
            spot.append((column, row))
            near = {(column + dx, row + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1)} & left
            left -= near
            edge += near
        yield spot


def _hull(spot: Sequence[tuple[int, int]]) -> list[Command]:
    """The convex polygon around pixels, as a path in view box units."""
    corners = sorted({(x + dx, y + dy) for x, y in spot for dx in (0, 1) for dy in (0, 1)})
    hull: list[tuple[int, int]] = []
    for points in (corners, corners[::-1]):
        start = len(hull)
        for x, y in points:
            while len(hull) > start + 1:
                (ax, ay), (bx, by) = hull[-2:]
                if (bx - ax) * (y - ay) - (by - ay) * (x - ax) > 0:
                    break
                hull.pop()
            hull.append((x, y))
        hull.pop()
    unit = 512 / _SIDE
    steps: list[Command] = [("L", (x * unit, y * unit)) for x, y in hull]
    return [("M", steps[0][1]), *steps[1:], ("Z", ())]


def _subpaths(commands: Sequence[Command]) -> list[list[Command]]:
    parts: list[list[Command]] = []
    for name, values in commands:
        if name == "M":
            parts.append([])
        elif parts and parts[-1] and parts[-1][-1][0] == "Z":
            parts.append([parts[-1][0]])
        parts[-1].append((name, values))
    return [part for part in parts if len(part) > 1]


def _points(part: Sequence[Command]) -> NDArray[np.float64]:
    flat = rings(Shape("path", "a", None, 0.0, {}, tuple(part), ()), 0.2)
    return np.array([point for points, _ in flat for point in points] or [(0.0, 0.0)])


def _sign(part: Sequence[Command]) -> int:
    x, y = _points(part).T
    return 1 if float(x @ np.roll(y, -1) - y @ np.roll(x, -1)) >= 0 else -1


def _box(part: Sequence[Command]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    points = _points(part)
    return points.min(0), points.max(0)


def _inside(
    inner: tuple[NDArray[np.float64], NDArray[np.float64]],
    outer: tuple[NDArray[np.float64], NDArray[np.float64]],
) -> bool:
    return bool((inner[0] >= outer[0] - 1).all() and (inner[1] <= outer[1] + 1).all())


def _winding(parts: Sequence[Sequence[Command]], work: Work) -> NDArray[np.int32]:
    """How often the subpaths go round the centre of each pixel. Raises StopReading."""
    work.spend(FILL)
    steps = np.zeros((_SIDE, _SIDE + 1), np.int32)
    fine = _SIDE / 512
    for part in parts:
        points = _points(part) * fine
        work.spend(EDGE * len(points))
        for (x0, y0), (x1, y1) in zip(points, np.roll(points, -1, 0), strict=True):
            low, high, sign = (y0, y1, 1) if y0 < y1 else (y1, y0, -1)
            first, last = max(0, math.ceil(low - 0.5)), min(_SIDE, math.ceil(high - 0.5))
            rows = np.arange(first, last)
            if len(rows):
                across = x0 + (rows + 0.5 - y0) * (x1 - x0) / (y1 - y0)
                columns = np.clip(np.ceil(across - 0.5), 0, _SIDE).astype(int)
                np.add.at(steps, (rows, columns), sign)
    return steps.cumsum(axis=1)[:, :_SIDE].astype(np.int32)


def _differ(one: NDArray[np.bool_], other: NDArray[np.bool_]) -> int:
    return int((one != other).sum())
