"""The layout of a family drawing: a row for each generation, and lines between the rows.

`layers` decides the order in a row. This module places the lines: a couple shares one
right-angled line between the rows, at a height where it meets no other couple's line, and
its children hang from the point where the mother's and the father's halves join. Portraits
are only boxes here.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from avatarchain.pedigree import Family
from avatarchain.pedigree.layers import PORTRAIT, Graph, abscissae, arrange, layers

# Units of the drawing; a unit is a pixel of the SVG at its natural size.
LABEL = 44
MARGIN, LEFT = 28, 92
_TRACK, _GAP, _HANG = 13, 26, 20
_SIDE = 5
_ROLE = {"mother": -_SIDE, "father": _SIDE}

CHILD = "child"


@dataclass(frozen=True, slots=True)
class Line:
    """A right-angled line through `points` (x, y); `tone` is mother, father or child."""

    tone: str
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """A drawing of `width` × `height` units, y downwards.

    `portraits` gives the upper left corner of each identity's portrait, `rows` the
    generation and the upper edge of each row, `couples` where a couple's lines meet.
    """

    width: float
    height: float
    portraits: Mapping[int, tuple[float, float]]
    rows: tuple[tuple[int, float], ...]
    lines: tuple[Line, ...]
    couples: tuple[tuple[float, float], ...]


def layout(family: Family) -> Layout:
    """Place the family's portraits and lines. The same family always gets the same layout."""
    graph, generations = layers(family)
    arrange(graph)
    xs = abscissae(graph)
    return _draw(family, graph, generations, xs)


@dataclass(slots=True)
class _Net:
    """The lines of one couple, or of one thread, in the gap between two rows.

    They share one height. `ends` are (tone, x) of their upper ends, `x` is where they meet, and
    `children` the x of each child below. `track` is the number of the height, from the top.
    """

    ends: list[tuple[str, float]]
    x: float
    children: list[float]
    track: int = 0

    def span(self) -> tuple[float, float]:
        """The least and the greatest x of the lines at the shared height."""
        every = [x for _, x in self.ends] + [self.x]
        return min(every), max(every)


def _draw(family: Family, graph: Graph, generations: list[int], xs: list[float]) -> Layout:
    roles: dict[int, set[str]] = {}
    for _, couple in graph.sibships:
        for role, parent in couple:
            roles.setdefault(parent, set()).add(role)

    def exit_of(parent: int, role: str, row: int) -> tuple[str, float]:
        node = graph.tail(parent, role, row)
        beside = node == parent and len(roles[parent]) > 1
        return role, xs[node] + (_ROLE[role] if beside else 0)

    gaps: list[list[_Net]] = [[] for _ in generations]
    for children, couple in graph.sibships:
        row = graph.rows[children[0]] - 1
        below = [xs[child] for child in children]
        ends = [exit_of(parent, role, row) for role, parent in couple]
        gaps[row].append(_Net(ends, (min(below) + max(below)) / 2, below))
    for (parent, role, row), node in graph.tails.items():
        gaps[row - 1].append(_Net([exit_of(parent, role, row - 1)], xs[node], []))
    heights = [_GAP + _TRACK * _stack(nets) + _HANG for nets in gaps]

    left = min(xs[: graph.members]) - PORTRAIT / 2
    left = min([left, *(net.span()[0] for nets in gaps for net in nets)]) - LEFT - MARGIN
    right = max([*(x + PORTRAIT / 2 for x in xs[: graph.members]), *xs])
    tops = [float(MARGIN)]
    for height in heights[:-1]:
        tops.append(tops[-1] + PORTRAIT + LABEL + height)

    lines: list[Line] = []
    couples: list[tuple[float, float]] = []
    for row, nets in enumerate(gaps):
        foot = tops[row] + PORTRAIT + LABEL
        for net in nets:
            _route(net, left, foot, tops[row + 1], lines, couples)
    return Layout(
        right - left + MARGIN,
        tops[-1] + PORTRAIT + LABEL + MARGIN,
        {
            member.avatar.identity: (xs[node] - left - PORTRAIT / 2, tops[graph.rows[node]])
            for node, member in enumerate(family.members)
        },
        tuple(zip(generations, tops, strict=True)),
        tuple(lines),
        tuple(couples),
    )


def _stack(nets: list[_Net]) -> int:
    """Give each net a height where it meets no other; return the number of heights.

    First each net takes the topmost free height. Then heights are exchanged as long as that
    removes crossings, or vertical lines that nearly coincide.
    """
    ends: list[float] = []
    for net in sorted(nets, key=lambda net: net.span()):
        first, last = net.span()
        net.track = next((t for t, end in enumerate(ends) if end + 2 * _TRACK < first), len(ends))
        ends[net.track : net.track + 1] = [last]
    tracks = [[net for net in nets if net.track == track] for track in range(len(ends))]
    costs: dict[tuple[int, int], int] = {
        (id(upper), id(lower)): sum(_meetings(a, b) for a in upper for b in lower)
        for upper in tracks
        for lower in tracks
    }
    for _ in range(len(tracks)):
        changed = False
        for at in range(len(tracks) - 1):
            upper, lower = tracks[at], tracks[at + 1]
            if costs[id(lower), id(upper)] < costs[id(upper), id(lower)]:
                tracks[at], tracks[at + 1], changed = lower, upper, True
        if not changed:
            break
    for track, held in enumerate(tracks):
        for net in held:
            net.track = track
    return len(tracks)


def _meetings(upper: _Net, lower: _Net) -> int:
    """The cost of placing `upper` above `lower`.

    It is 1 for each crossing, and 8 for each pair of vertical lines that nearly coincide.
    """
    first, last = upper.span()
    cost = sum(first < x < last for _, x in lower.ends)
    first, last = lower.span()
    cost += first < upper.x < last
    return cost + sum(8 * (abs(x - upper.x) < 2 * _SIDE) for _, x in lower.ends)


def _route(
    net: _Net,
    left: float,
    foot: float,
    head: float,
    lines: list[Line],
    couples: list[tuple[float, float]],
) -> None:
    """Append the lines of a net to `lines`, and the point where they meet to `couples`.

    `foot` is the y of the lower edge of the row above, `head` that of the upper edge of the row
    below.
    """
    y, x = foot + _GAP / 2 + _TRACK * (net.track + 0.5), net.x - left
    if not net.children:
        ((tone, above),) = net.ends
        # A thread goes on through the row below, past its portraits and labels.
        lines.append(
            Line(
                tone,
                ((above - left, foot), (above - left, y), (x, y), (x, head + PORTRAIT + LABEL)),
            )
        )
        return
    same_side = net.x < min(end for _, end in net.ends) or net.x > max(end for _, end in net.ends)
    for tone, end in net.ends:
        level = y + (0.5 * _ROLE[tone] if same_side and len(net.ends) > 1 else 0)
        lines.append(Line(tone, ((end - left, foot), (end - left, level), (x, level))))
    couples.append((x, y))
    bar = head - _HANG / 2
    for child in net.children:
        lines.append(Line(CHILD, ((x, y), (x, bar), (child - left, bar), (child - left, head))))
