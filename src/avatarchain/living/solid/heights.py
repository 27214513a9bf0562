"""Heights: how far each part stands in front of the picture's plane, and how far behind.

The head is inflated in the middle of the depth. What the portrait paints under the head is moved
back until it lies behind all that covers it; what it paints over the head follows the surface
below. So, seen from the front, nearer parts cover farther ones as in the portrait.

z is in units and grows towards the viewer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from avatarchain.living.solid.fields import (
    LOW,
    SIDE,
    STEP,
    Field,
    at,
    blown,
    ceiling,
    distance,
    empty,
    inside,
    softened,
)
from avatarchain.living.solid.parts import Part
from avatarchain.living.solid.plane import (
    Area,
    Floats,
    bounds,
    common,
    grown,
    joined,
    nothing,
    pieces_of,
)

FAR = 1000.0
"""Farther away than anything, in units."""

_THICK = 2.2  # a puff of 1 in units of √u, where 2 is half a ball
_DEEP = 50.0  # where depth 1 stands
_BODY = -30.0  # the middle of what hangs on no bone of the head
_SWEEP, _BESIDE, _MIDDLE = 0.3, 70.0, 256.0  # ears go back, the farther from the middle the more
_UNDER, _OVER = 3.0, 4.0  # between two parts
_LINE = 6.0  # by which an outline stands off what it goes round
_SLOPE, _STEEP = 1.1, 1.6
_EDGE = 7.0  # units from its edge in which a part gets round
_HAIR = 0.4  # units from its edge that are the edge
_LOOSE = 1.0  # the same of an outline, whose edge may be a little off
_LEAST_OUTLINE = 0.75  # of the thickness that an outline has by itself
_FALL, _NEAR, _BEYOND = 1.0, 40.0, 6.0  # how an outline follows the thickness of its body
_RELIEF = 0.93
_NARROW, _TUFT = 32.0, 0.4  # what is narrower on a head is a tuft, and so much thinner
_CAP = 64.0  # units; what is narrower of hair does not swell with the head below it
_LEANS, _TALL, _BLUNT = 0.5, 90.0, 6.0  # how a horn leans back from its root; units
_SPIKE = 24.0  # units; spikes are narrower than twice that, and hair is not
_COVERS = 100.0  # units of the head's edge; what hides more of it goes round the head


class Kind(StrEnum):
    """How a part lies: see `solids_of`."""

    UNDER = "under"  # on the head, and painted before it, such as an ear
    BODY = "body"  # painted before the head, and not on it
    HEAD = "head"
    RELIEF = "relief"  # on what lies below it, without a back
    ROUND = "round"  # over the head and down its back, such as hair
    ROD = "rod"  # begins on what lies below it and leaves it, such as a horn


@dataclass(slots=True)
class Solid:
    """A part with its heights.

    `inner` and `outer` are squares of half thicknesses, of the body and of its outline; each
    stands on both sides of `middle`. `low` and `high` are what the front may not go below and
    above, and `behind` what the back may not go in front of. `over` is what is painted before
    it, and `hidden` the head where that is painted after it.
    """

    part: Part
    kind: Kind
    inner: Field
    outer: Field
    middle: Field
    over: Area
    hidden: Area
    low: Field = field(default_factory=lambda: np.full_like(empty(), -FAR))
    high: Field = field(default_factory=lambda: np.full_like(empty(), FAR))
    behind: Field = field(default_factory=lambda: np.full_like(empty(), FAR))

    def front(self, points: Floats, *, body: bool) -> Floats:
        """z of the front at some points (n × 2), of the body or of the line round it."""
        return self._front(points, self._half(points) if body else 0.0, 0.0)

    def back(self, points: Floats, *, body: bool) -> Floats:
        """z of the back."""
        half = self._half(points) if body else 0.0
        return self._back(points, half, self.front(points, body=body), 0.0)

    def outline(self, points: Floats) -> tuple[Floats, Floats]:
        """z of the front and the back of the outline."""
        edge = np.clip((distance(points, self.part.whole) - _LOOSE) / _EDGE, 0, 1)
        half = np.sqrt(at(self.outer, points) * edge)
        most = np.sqrt(self.inner.max()) + self.part.line
        half *= np.clip(most / max(np.sqrt(self.outer.max()), 1.0), _LEAST_OUTLINE, 1.0)
        off = _LINE * edge
        front = self._front(points, half, off)
        return front, self._back(points, half, front, off)

    def _half(self, points: Floats) -> Floats:
        edge = np.clip((distance(points, self.part.body) - _HAIR) / _EDGE, 0, 1)
        half: Floats = np.sqrt(at(self.inner, points) * edge)
        return half

    def _front(self, points: Floats, half: Floats | float, off: Floats | float) -> Floats:
        z = at(self.middle, points) + half
        if self.kind is Kind.RELIEF:
            z = at(self.low, points) + half
        z = np.maximum(z, at(self.low, points) + off)
        return np.minimum(z, at(self.high, points) + off)

    def _back(
        self, points: Floats, half: Floats | float, front: Floats, off: Floats | float
    ) -> Floats:
        z = at(self.middle, points) - half
        z = np.minimum(z, at(self.behind, points) - off)
        return np.minimum(z, front)

    def field(self) -> Field:
        """z of the front at the points of the grid; -FAR where there is nothing."""
        body, all_of_it = inside(self.part.body), inside(self.part.silhouette)
        half = np.sqrt(self.inner) * body
        base = self.low if self.kind is Kind.RELIEF else self.middle
        z = np.minimum(np.maximum(base + half, self.low), self.high)
        return np.where(body | all_of_it, z, -FAR)

    def back_field(self) -> Field:
        """z of the back at the points of the grid; FAR where there is nothing."""
        if self.kind is Kind.RELIEF:
            return np.full_like(self.middle, FAR)
        half = np.sqrt(self.inner) * inside(self.part.body)
        z = np.minimum(self.middle - half, self.behind)
        return np.where(inside(self.part.silhouette), z, FAR)


def head_of(parts: Sequence[Part], skin: frozenset[int]) -> int:
    """The number of the part round which the others lie: the head, or else the largest."""
    heads = [number for number, part in enumerate(parts) if part.layer in skin]
    among = heads or range(len(parts))
    return max(among, key=lambda number: (parts[number].silhouette.area(), -number))


def solids_of(
    parts: Sequence[Part],
    head: int,
    hanging: frozenset[str],
    features: Mapping[int, Field],
) -> tuple[list[Solid], dict[int, Field]]:
    """The parts with their heights, in paint order; and what lies below each of the `features`.

    `head` is the number of the head, and `hanging` the bones that hang on its bone. `features`
    are layers that are no parts, eyes and mouth, and by how much they raise what lies there.
    """
    painted = [joined([part.silhouette for part in parts[:k]]) for k in range(len(parts))]
    first = _head(parts[head], painted[head])
    solids = [first]
    limit = _press(first)
    for number in reversed(range(head)):
        solid = _under(parts[number], parts[head], painted[number], limit, hanging)
        solids.insert(0, solid)
        limit = np.minimum(limit, _press(solid))
    front, back = np.full_like(empty(), -FAR), first.back_field()
    for solid in solids:
        front = np.maximum(front, solid.field())
    bases: dict[int, Field] = {}
    waiting = sorted(features)
    for number in range(head + 1, len(parts)):
        while waiting and waiting[0] < parts[number].layer:
            layer = waiting.pop(0)
            bases[layer], front = _base(front), front + features[layer]
        solid = _over(parts[number], parts[head], painted[number], front, back)
        solids.append(solid)
        front, back = np.maximum(front, solid.field()), np.minimum(back, solid.back_field())
    for layer in waiting:
        bases[layer], front = _base(front), front + features[layer]
    return solids, bases


def _base(front: Field) -> Field:
    """What eyes and a mouth lie on: a front that goes on beyond its edge."""
    return np.maximum(ceiling(front, _STEEP, 40.0), -40.0)


def _blown(area: Area, puff: float) -> Field:
    return blown(area) * (_THICK * puff) ** 2


def _outer(part: Part, inner: Field, puff: float, least: Field | float = 0.0) -> Field:
    """The outline's square of half thicknesses: nowhere much more than of the body within it."""
    outer = np.maximum(_blown(part.whole, puff), least)
    near = ceiling(np.sqrt(inner), _FALL, _NEAR, shelf=part.line + _BEYOND) + part.line
    return np.minimum(outer, near * near)


def _head(part: Part, over: Area) -> Solid:
    return Solid(
        part,
        Kind.HEAD,
        inner := _round(part),
        _outer(part, inner, part.puff),
        empty(),
        over,
        nothing(),
    )


def _round(part: Part) -> Field:
    """The square of half thicknesses of a head: a ball, and thin what stands off it as tufts."""
    ball = _opened(part.inner, _NARROW)
    full = _blown(part.inner, part.puff)
    return np.maximum(_blown(ball, part.puff), full * _TUFT**2)


def _opened(area: Area, reach: float) -> Area:
    """An area without what is narrower than twice `reach` units."""
    return grown(grown(area, -reach), reach)


def _press(solid: Solid) -> Field:
    """How far forward what is painted before a solid may come."""
    return -ceiling(np.where(solid.field() > -FAR, -solid.field(), -FAR), _SLOPE, 120.0, shelf=10.0)


def _under(part: Part, head: Part, over: Area, limit: Field, hanging: frozenset[str]) -> Solid:
    round_head = common(part.whole, head.whole).area() > 0.8 * head.whole.area()
    puff = head.puff if round_head else part.puff
    on_head = part.bone in hanging
    middle = empty() + (0.0 if round_head else _DEEP * part.depth if on_head else _BODY)
    if on_head and not round_head:
        away = np.abs(LOW + STEP * np.arange(SIDE) - _MIDDLE) - _BESIDE
        middle -= _SWEEP * np.maximum(away, 0.0)
    return Solid(
        part,
        Kind.UNDER if on_head else Kind.BODY,
        inner := _blown(part.inner, puff),
        _outer(part, inner, puff),
        middle,
        over,
        head.silhouette,
        high=limit - _UNDER,
    )


def _over(part: Part, head: Part, over: Area, front: Field, back: Field) -> Solid:
    below = ceiling(front, _STEEP, 40.0, shelf=5.0)
    outside = (part.silhouette - over).area()
    inner = _blown(part.inner, part.puff)
    hidden = _hidden_edge(part.silhouette, head)
    if hidden > _COVERS and _hidden_edge(_opened(part.silhouette, _SPIKE), head) > hidden / 2:
        both = _opened(joined([part.inner, head.inner]), _CAP)
        dome = blown(both) * (_THICK * head.puff) ** 2
        inner = np.maximum(inner, 0.8 * dome)
        behind = -ceiling(-back, _STEEP, 40.0, shelf=5.0) - _OVER
        return Solid(
            part,
            Kind.ROUND,
            inner,
            _outer(part, inner, part.puff, dome),
            empty(),
            over,
            nothing(),
            low=below + _OVER,
            behind=behind,
        )
    outer = _outer(part, inner, part.puff)
    if hidden <= _COVERS and outside < (1 - _RELIEF) * part.silhouette.area():
        return Solid(part, Kind.RELIEF, inner, outer, empty(), over, nothing(), low=below + _OVER)
    root = np.where(inside(common(part.silhouette, over)), np.maximum(front, 0.0), 0.0)
    middle = softened(ceiling(root, _LEANS, _TALL), _BLUNT)
    return Solid(part, Kind.ROD, inner, outer, middle, over, nothing(), low=below + _OVER)


def _hidden_edge(area: Area, head: Part) -> float:
    """The most units of the head's edge that one piece of an area hides, on both sides of it."""
    edge = head.silhouette - grown(head.silhouette, -2.0)
    left, _, right, _ = bounds(head.silhouette)
    middle = (left + right) / 2
    across = [piece for piece in pieces_of(area) if bounds(piece)[0] < middle < bounds(piece)[2]]
    hidden = [common(piece, edge).area() / 2.0 for piece in across]
    return max(hidden, default=0.0)
