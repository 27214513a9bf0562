"""Animated SVG: the portrait's own elements in groups that CSS moves.

It plays inside `<img>`, without a script. What moves is written for one genome and one clip,
and nothing that the clip leaves alone is written at all. Without CSS, or where people ask for
less motion, it is the portrait: lids and the inside of the mouth stand outside their windows.

A track of a clip becomes keyframes. CSS goes between them on the curve `cubic-bezier(1/3, 0,
2/3, 1)`, which is 3u² - 2u³, as between the keys of a rig; where tracks add up to another curve,
keyframes are added until it is near enough.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import avatarchain
from avatarchain.errors import NoDrawing, TooManyKeys
from avatarchain.genetics.identity import identity
from avatarchain.living import LOOK_X, LOOK_Y, Clip, Pose, Rig
from avatarchain.living.elements import Inked
from avatarchain.living.figure import figure
from avatarchain.living.pieces import Figure, Piece, Slide
from avatarchain.living.poses import Part, clip_of, parallax, parts_of, pose_at, size_of, times_of
from avatarchain.living.slides import CHANNELS, gape, rim, shift
from avatarchain.portrait import HEAD, TAIL
from avatarchain.species import Species

_NEAR = 0.12  # units or degrees; a keyframe is left out if the curve is as near without it
_SHORTEST = 0.04  # seconds between keyframes that are added
_COLOURS = re.compile(r' (?:fill|stroke|stroke-width|opacity)="[^"]*"')
_CURVE = "cubic-bezier(.333,0,.667,1)"

MOST_KEYS = 10_000
"""Of a style sheet, and of what it is made from; a usual character has some hundreds."""

Values = tuple[float, ...]
Wrapper = tuple[str, str]
"""The start tag of a group, and a key by which two that are alike are known."""


@dataclass(slots=True)
class _Sheet:
    """The style sheet, as it is written: keyframes by name, and what each group is told."""

    clip: Clip
    parts: list[Part]
    mark: str
    moved: frozenset[str]
    names: dict[str, str] = field(default_factory=dict)
    rules: list[str] = field(default_factory=list)
    keys: int = 0

    def name(
        self,
        key: str,
        channels: Sequence[str],
        value: Callable[[Pose], Values],
        css: Callable[[Values], str],
        origin: str = "",
    ) -> str:
        """The class of groups that move as `value` of some channels says, written once."""
        if key not in self.names:
            name = self.names[key] = f"{self.mark}{len(self.names)}"
            times = times_of(self.parts, channels, self.clip.seconds)
            frames = _keyframes(lambda time: value(pose_at(self.parts, time)), times)
            self.keys += len(times) + len(frames)
            if self.keys > MOST_KEYS:
                raise TooManyKeys(
                    what=f"an SVG that plays the clip {self.clip.name}",
                    most=MOST_KEYS,
                    less="fewer keys or fewer layers that move by themselves",
                )
            alike: dict[str, list[str]] = {}
            for time, values in frames:
                alike.setdefault(css(values), []).append(f"{100 * time / self.clip.seconds:.4g}%")
            body = "".join(f"{','.join(at)}{{{rule}}}" for rule, at in alike.items())
            self.rules.append(f"@keyframes {name}{{{body}}}")
            turns = f";transform-origin:{origin}" if origin else ""
            self.rules.append(f".{name}{{animation-name:{name}{turns}}}")
        return self.names[key]


def drawn_by() -> dict[str, str]:
    """The versions of all that the text follows from besides species and rig."""
    return {"avatarchain": avatarchain.__version__}


def animated_svg(
    species: Species,
    genome: int,
    rig: Rig,
    clip: str = "idle",
    *,
    background: bool = True,
    mark: str | None = None,
) -> str:
    """The SVG text of a genome that plays a clip without end. Its first frame is the portrait.

    The names of classes and of clip paths begin with `mark`. In a document that holds several of
    these texts the marks differ and no one begins with another; without one it follows from the
    identity. Raises NoDrawing if the species is made of images, UnknownClip and TooManyKeys.
    """
    if species.images is not None:
        raise NoDrawing(species=species.name)
    played = clip_of(rig, species, clip)
    parts = parts_of(rig, played, genome)
    moved = frozenset(channel for _, tracks in parts for channel in tracks)
    drawn = figure(species, genome, rig, background=background)
    mark = mark or f"a{identity(species.id, genome) & 0xFFFF:04x}"
    sheet = _Sheet(played, parts, mark, moved)
    body, windows = _body(drawn, rig, sheet)
    clips = "".join(
        f'<clipPath id="{mark}w{number}">{bare(drawn.windows[number])}</clipPath>'
        for number in sorted(windows)
    )
    style = (
        f'[class^="{mark}"]{{animation:{played.seconds:g}s {_CURVE} infinite}}'
        f"{''.join(sheet.rules)}"
        f'@media (prefers-reduced-motion:reduce){{[class^="{mark}"]{{animation:none}}}}'
    )
    return f"{HEAD}<style>{style}</style>{clips}{body}{TAIL}"


def _body(drawn: Figure, rig: Rig, sheet: _Sheet) -> tuple[str, set[int]]:
    """The pieces in their groups, and the windows that they use.

    Neighbours share the groups that they have in common.
    """
    text: list[str] = []
    around: list[Wrapper] = []
    windows: set[int] = set()
    for piece in drawn.pieces:
        if piece.slide is not None and not _plays(piece.slide, sheet):
            if piece.slide not in (Slide.GAZE, Slide.GAPE):
                continue  # what is never seen in this clip
            piece = Piece(piece.shapes, piece.bone, piece.depth)
        groups = _groups(piece, rig, sheet)
        if piece.window is not None:
            windows.add(piece.window)
        same = 0
        while same < min(len(groups), len(around)) and groups[same] == around[same]:
            same += 1
        text.append("</g>" * (len(around) - same))
        text += [start for start, _ in groups[same:]]
        text += [shape.text for shape in piece.shapes]
        around = groups
    text.append("</g>" * len(around))
    return "".join(text), windows


def _plays(slide: Slide, sheet: _Sheet) -> bool:
    return any(channel in sheet.moved for channel in CHANNELS[slide])


def _groups(piece: Piece, rig: Rig, sheet: _Sheet) -> list[Wrapper]:
    """The groups around a piece, the outermost first."""
    groups = [*_bones(piece, rig, sheet), *_look(piece, rig, sheet)]
    if piece.window is not None:
        start = f'<g clip-path="url(#{sheet.mark}w{piece.window})">'
        groups.append((start, start))
    if piece.slide is None:
        return groups
    channels = CHANNELS[piece.slide]
    if piece.slide is Slide.RIM:
        name = sheet.name("rim", channels, lambda pose: (rim(pose),), _faded)
        groups.append((f'<g class="{name}" opacity="0">', name))
    elif piece.slide is Slide.GAPE:
        top = _spelled(piece.travel)
        name = sheet.name(f"gape {top}", channels, gape, _scaled, f"256px {top}px")
        groups.append((f'<g class="{name}">', name))
    else:
        key = "gaze" if piece.slide is Slide.GAZE else f"{piece.slide} {piece.travel}"
        name = sheet.name(key, channels, lambda pose: shift(piece, pose, rig), _translated)
        rest = shift(piece, {}, rig)[1]
        placed = f' transform="translate(0 {_spelled(rest)})"' if rest else ""
        groups.append((f'<g class="{name}"{placed}>', name + placed))
    return groups


def _bones(piece: Piece, rig: Rig, sheet: _Sheet) -> list[Wrapper]:
    groups: list[Wrapper] = []
    bone = None if piece.bone is None else rig.bones[piece.bone]
    while bone is not None:
        channels = tuple(f"{bone.name}.{what}" for what in ("x", "y", "turn", "grow"))
        if any(channel in sheet.moved for channel in channels):
            css = _bone_css(tuple(channel in sheet.moved for channel in channels))
            x, y = bone.pivot
            name = sheet.name(
                f"bone {bone.name}",
                channels,
                lambda pose, channels=channels: tuple(pose.get(c, 0.0) for c in channels),  # type: ignore[misc]
                css,
                f"{_spelled(x)}px {_spelled(y)}px",
            )
            groups.append((f'<g class="{name}">', name))
        bone = None if bone.parent is None else rig.bones[bone.parent]
    return groups[::-1]


def _bone_css(moved: tuple[bool, ...]) -> Callable[[Values], str]:
    def css(values: Values) -> str:
        x, y, turn, grow = values
        steps = [_move(x, y)] if moved[0] or moved[1] else []
        steps += [f"rotate({_spelled(turn)}deg)"] if moved[2] else []
        steps += [f"scale({size_of(grow):.4g})"] if moved[3] else []
        return f"transform:{' '.join(steps)}"

    return css


def _look(piece: Piece, rig: Rig, sheet: _Sheet) -> list[Wrapper]:
    """The group that a look moves, as far as the piece's depth says."""
    if not piece.depth or not {LOOK_X, LOOK_Y} & sheet.moved or piece.bone is None:
        return []
    name = sheet.name(
        f"look {piece.depth}",
        (LOOK_X, LOOK_Y),
        lambda pose: parallax(rig, piece.depth, pose),
        _translated,
    )
    return [(f'<g class="{name}">', name)]


def _translated(values: Values) -> str:
    return f"transform:{_move(*values)}"


def _move(x: float, y: float) -> str:
    across, down = _pixels(x), _pixels(y)
    return f"translate({across})" if down == "0" else f"translate({across},{down})"


def _pixels(number: float) -> str:
    spelled = _spelled(number)
    return spelled if spelled == "0" else f"{spelled}px"


def _scaled(values: Values) -> str:
    return f"transform:scale({_spelled(values[0])},{_spelled(values[1])})"


def _faded(values: Values) -> str:
    return f"opacity:{_spelled(values[0])}"


def _spelled(number: float) -> str:
    return f"{round(number, 2) + 0.0:g}"


def bare(window: Inked) -> str:
    """A window as it stands in a clip path, where colours do nothing."""
    return _COLOURS.sub("", window.text)


def _keyframes(
    value: Callable[[float], Values], times: Sequence[float]
) -> list[tuple[float, Values]]:
    """Times and values between which the curve of CSS is near enough to `value`."""
    frames = [(times[0], value(times[0]))]
    for end in times[1:]:
        frames += _between(value, frames[-1][0], end)
    kept = frames[:1]
    for number in range(1, len(frames) - 1):
        before, here, after = kept[-1][1], frames[number][1], frames[number + 1][1]
        if not before == here == after:
            kept.append(frames[number])
    return [*kept, frames[-1]]


def _between(
    value: Callable[[float], Values], start: float, end: float
) -> list[tuple[float, Values]]:
    """The keyframes after `start` up to `end`."""
    first, last = value(start), value(end)
    worst = 0.0
    for share in (0.25, 0.5, 0.75):
        curve = share * share * (3 - 2 * share)
        true = value(start + share * (end - start))
        for a, b, c in zip(first, last, true, strict=True):
            worst = max(worst, abs(a + (b - a) * curve - c))
    if worst <= _NEAR or end - start < 2 * _SHORTEST:
        return [(end, last)]
    middle = (start + end) / 2
    return [*_between(value, start, middle), *_between(value, middle, end)]
