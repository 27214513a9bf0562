"""The order of a family's portraits in rows, and the x coordinate of each.

The method is that of layered drawings (K. Sugiyama, S. Tagawa, M. Toda, 1981). If a child is more
than one row below its parent, a thread of helper nodes connects them through the rows between. Rows
are ordered by sweeps up and down, in which each node moves to the mean place of its relatives, and
by swaps of neighbours as long as they remove crossings. Full siblings stay side by side. With the
order fixed, each node is placed as near to its relatives as the widths allow: a least-squares
problem with a fixed order, solved by pooling neighbours.
"""

from bisect import bisect_right, insort
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from avatarchain.pedigree import Family, parents

# Units of the drawing; a unit is a pixel of the SVG at its natural size.
PORTRAIT = 112
_APART, _SIBLINGS_APART, _THREAD = 30, 16, 18
_SWEEPS = 24
_NUDGES = 400_000  # moves of a node to its place, over all nodes


@dataclass(slots=True)
class Graph:
    """The layered graph. Nodes are numbers: first the members, then the nodes of threads.

    `rows` gives the row of each node, `above` and `below` the nodes that it is joined to in the
    neighbouring rows. `groups` has a list for each row: its groups from left to right, and a
    group is a list of nodes that stay side by side. `tails` gives the node of a thread for
    (parent, role, row). `sibships` are full siblings: pairs of the children's nodes and
    [(role, parent's node), …]. `members` is the number of members.
    """

    rows: list[int] = field(default_factory=list)
    above: list[list[int]] = field(default_factory=list)
    below: list[list[int]] = field(default_factory=list)
    groups: list[list[list[int]]] = field(default_factory=list)
    tails: dict[tuple[int, str, int], int] = field(default_factory=dict)
    sibships: list[tuple[list[int], list[tuple[str, int]]]] = field(default_factory=list)
    members: int = 0

    def node(self, row: int) -> int:
        """Add a node to a row; return its number."""
        self.rows.append(row)
        self.above.append([])
        self.below.append([])
        return len(self.rows) - 1

    def join(self, upper: int, lower: int) -> None:
        """Join a node to a node of the next row."""
        self.below[upper].append(lower)
        self.above[lower].append(upper)

    def tail(self, parent: int, role: str, row: int) -> int:
        """The node in `row` to which a child in the next row is joined.

        It is the parent itself, or a node of the thread of (parent, role), which is made if it
        is missing.
        """
        tail = parent
        for below in range(self.rows[parent] + 1, row + 1):
            key = (parent, role, below)
            if key not in self.tails:
                self.tails[key] = self.node(below)
                self.groups[below].append([self.tails[key]])
                self.join(tail, self.tails[key])
            tail = self.tails[key]
        return tail


def layers(family: Family) -> tuple[Graph, list[int]]:
    """The layered graph of a family, and the generation of each of its rows."""
    avatars = [member.avatar for member in family.members]
    generations = sorted({avatar.generation for avatar in avatars})
    row_of = {generation: row for row, generation in enumerate(generations)}
    graph = Graph(groups=[[] for _ in generations], members=len(avatars))
    numbers = {avatar.identity: graph.node(row_of[avatar.generation]) for avatar in avatars}

    sibships: dict[tuple[int, int], list[int]] = {}
    for avatar in avatars:
        drawn = [numbers[parent] for _, parent in parents(avatar) if parent in numbers]
        couple = (avatar.mother, avatar.father) if drawn else (avatar.identity, 0)
        sibships.setdefault(couple, []).append(numbers[avatar.identity])
    for children in sibships.values():
        graph.groups[graph.rows[children[0]]].append(children)
    for children in sibships.values():
        couple_nodes = [
            (role, numbers[parent])
            for role, parent in parents(avatars[children[0]])
            if parent in numbers
        ]
        row = graph.rows[children[0]]
        for role, parent in couple_nodes:
            for child in children:
                graph.join(graph.tail(parent, role, row - 1), child)
        if couple_nodes:
            graph.sibships.append((children, couple_nodes))
    return graph, generations


# --- the order in the rows -------------------------------------------------------------


def arrange(graph: Graph) -> None:
    """Order the groups of every row, and the nodes of every group, for few crossings."""
    best, fewest = None, (0, 0.0)
    for sweep in range(_SWEEPS):
        down = sweep % 2 == 0
        for row in range(len(graph.groups)) if down else reversed(range(len(graph.groups))):
            _settle(graph, row, graph.above if down else graph.below)
        _swap(graph)
        cost = _cost(graph)
        if best is None or cost < fewest:
            best, fewest = [[list(group) for group in row] for row in graph.groups], cost
    assert best is not None  # noqa: S101 - there is a first round
    graph.groups = best


def _places(graph: Graph) -> dict[int, float]:
    """The place of every node in its row, with 0 in the middle."""
    places: dict[int, float] = {}
    for row in graph.groups:
        flat = [node for group in row for node in group]
        places |= {node: at - (len(flat) - 1) / 2 for at, node in enumerate(flat)}
    return places


def _settle(graph: Graph, row: int, near: list[list[int]]) -> None:
    """Sort a row by the mean place of the relatives that `near` gives for each node."""
    places = _places(graph)

    def mean(nodes: Iterable[int]) -> float | None:
        ends = [places[other] for node in nodes for other in near[node]]
        return sum(ends) / len(ends) if ends else None

    def wish(nodes: list[int]) -> float:
        middle = mean(nodes)
        return sum(places[node] for node in nodes) / len(nodes) if middle is None else middle

    for group in graph.groups[row]:
        group.sort(key=lambda node: wish([node]))
    graph.groups[row].sort(key=wish)


def _swap(graph: Graph) -> None:
    """Swap neighbouring groups as long as that removes crossings or shortens lines."""
    for _ in range(8):
        changed = False
        for row in graph.groups:
            places = _places(graph)
            for at in range(len(row) - 1):
                left, right = row[at], row[at + 1]
                now, then = 0, 0
                for near in (graph.above, graph.below):
                    ours = sorted(places[other] for node in left for other in near[node])
                    theirs = sorted(places[other] for node in right for other in near[node])
                    now += _inversions(ours, theirs)
                    then += _inversions(theirs, ours)
                if then < now:
                    row[at], row[at + 1] = right, left
                    changed = True
        if not changed:
            return


def _inversions(left: Sequence[float], right: Sequence[float]) -> int:
    """How many lines from a left group cross lines from a right group.

    `left` and `right` are the places where these lines end, in rising order.
    """
    return sum(len(left) - bisect_right(left, place) for place in right)


def _cost(graph: Graph) -> tuple[int, float]:
    """The number of crossings of all lines, and the sum of the distances of couples."""
    places = _places(graph)
    crossings = 0
    for row in graph.groups[:-1]:
        seen: list[float] = []
        for node in (node for group in row for node in group):
            ends = sorted(places[other] for other in graph.below[node])
            crossings += sum(len(seen) - bisect_right(seen, end) for end in ends)
            for end in ends:
                insort(seen, end)
    apart = 0.0
    for children, couple in graph.sibships:
        above = graph.rows[children[0]] - 1
        ends = [places[graph.tail(parent, role, above)] for role, parent in couple]
        apart += max(ends) - min(ends)
    return crossings, apart


# --- the places in the rows ------------------------------------------------------------


def abscissae(graph: Graph) -> list[float]:
    """The x of the middle of every node: in order, near its relatives, without overlap."""
    xs = [0.0] * len(graph.rows)
    offsets = [_offsets(graph, row) for row in graph.groups]
    for row in offsets:
        middle = sum(offset for _, offset in row) / len(row)
        for node, offset in row:
            xs[node] = offset - middle
    sweeps = min(400, 2 + _NUDGES // len(xs))
    for sweep in range(sweeps):
        for row in offsets if sweep % 2 == 0 else reversed(offsets):
            _place(row, xs, lambda node: _pulls(graph, xs, node))
    # Last, from the top: each child moves below the middle of its parents if there is room.
    couples = _couples(graph)
    for row in offsets:
        _place(row, xs, lambda node: _middle(xs, couples, node) or _pulls(graph, xs, node))
    return xs


def _place(
    row: list[tuple[int, float]],
    xs: list[float],
    pulls: Callable[[int], list[tuple[float, float]]],
) -> None:
    """Move the nodes of a row, in their order, as near as possible to their pulls (x, weight)."""
    wishes, weights = [], []
    for node, offset in row:
        targets = pulls(node) or [(xs[node], 1.0)]
        weight = sum(weight for _, weight in targets)
        wishes.append(sum(x * weight for x, weight in targets) / weight - offset)
        weights.append(weight)
    for (node, offset), x in zip(row, _rising(wishes, weights), strict=True):
        xs[node] = x + offset


def _pulls(graph: Graph, xs: list[float], node: int) -> list[tuple[float, float]]:
    """The pulls of a node to all relatives; those along a thread are stronger, to straighten it."""
    return [
        (xs[other], (1.0, 3.0, 8.0)[(node >= graph.members) + (other >= graph.members)])
        for other in graph.above[node] + graph.below[node]
    ]


def _middle(
    xs: list[float], couples: dict[int, tuple[list[int], list[int]]], node: int
) -> list[tuple[float, float]]:
    """The pull of a child: the middle of its siblings should be below the middle of its parents."""
    if node not in couples:
        return []
    couple, children = couples[node]
    return [(xs[node] + _mean(xs, couple) - _mean(xs, children), 1.0)]


def _couples(graph: Graph) -> dict[int, tuple[list[int], list[int]]]:
    """For every child, the nodes from which its lines come, and its siblings with itself."""
    couples: dict[int, tuple[list[int], list[int]]] = {}
    for children, couple in graph.sibships:
        row = graph.rows[children[0]] - 1
        tails = [graph.tail(parent, role, row) for role, parent in couple]
        couples |= dict.fromkeys(children, (tails, children))
    return couples


def _mean(xs: Sequence[float], nodes: Sequence[int]) -> float:
    return sum(xs[node] for node in nodes) / len(nodes)


def _offsets(graph: Graph, row: list[list[int]]) -> list[tuple[int, float]]:
    """(node, x) of a row in which all nodes stand as close as allowed."""
    offsets: list[tuple[int, float]] = []
    x = 0.0
    for group in row:
        for at, node in enumerate(group):
            half = PORTRAIT / 2 if node < graph.members else 0.0
            offsets.append((node, x + half))
            x += 2 * half + (_SIBLINGS_APART if at < len(group) - 1 else 0)
        x += _APART if group[0] < graph.members else _THREAD
    return offsets


def _rising(wishes: Sequence[float], weights: Sequence[float]) -> list[float]:
    """The non-decreasing numbers that are nearest to `wishes` in weighted least squares."""
    pools: list[tuple[float, float, int]] = []  # mean, weight, how many
    for wish, weight in zip(wishes, weights, strict=True):
        pool = (wish, weight, 1)
        while pools and pools[-1][0] > pool[0]:
            mean, heavy, many = pools.pop()
            both = heavy + pool[1]
            pool = ((mean * heavy + pool[0] * pool[1]) / both, both, many + pool[2])
        pools.append(pool)
    return [mean for mean, _, many in pools for _ in range(many)]
