"""The order of a family in its rows, and the places that follow from it.

The drawing is a layered one (K. Sugiyama, S. Tagawa, M. Toda, 1981). A parent whose child
is more than one row below sends a thread through the rows between. Rows are ordered by
sweeping up and down, everyone moving to the mean place of its relatives, and by swapping
neighbours while that takes crossings away; full siblings stay side by side. Given the
order, everyone stands as near to its relatives as the widths allow: least squares under
an order, solved by pooling neighbours.
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
    """The layered graph: nodes are numbers, the members first, then pieces of thread.

    `blocks` are the rows, each a list of nodes that stay together; `tails` finds the node
    that stands for (parent, role) in a row; `sibships` are (children, [(role, parent)]).
    """

    rows: list[int] = field(default_factory=list)
    above: list[list[int]] = field(default_factory=list)
    below: list[list[int]] = field(default_factory=list)
    blocks: list[list[list[int]]] = field(default_factory=list)
    tails: dict[tuple[int, str, int], int] = field(default_factory=dict)
    sibships: list[tuple[list[int], list[tuple[str, int]]]] = field(default_factory=list)
    members: int = 0

    def node(self, row: int) -> int:
        self.rows.append(row)
        self.above.append([])
        self.below.append([])
        return len(self.rows) - 1

    def join(self, upper: int, lower: int) -> None:
        self.below[upper].append(lower)
        self.above[lower].append(upper)

    def tail(self, parent: int, role: str, row: int) -> int:
        """The node in `row` from which the child of (parent, role) in the next row hangs."""
        tail = parent
        for below in range(self.rows[parent] + 1, row + 1):
            key = (parent, role, below)
            if key not in self.tails:
                self.tails[key] = self.node(below)
                self.blocks[below].append([self.tails[key]])
                self.join(tail, self.tails[key])
            tail = self.tails[key]
        return tail


def layers(family: Family) -> tuple[Graph, list[int]]:
    """The layered graph of a family, and the generation of each of its rows."""
    avatars = [member.avatar for member in family.members]
    generations = sorted({avatar.generation for avatar in avatars})
    row_of = {generation: row for row, generation in enumerate(generations)}
    graph = Graph(blocks=[[] for _ in generations], members=len(avatars))
    numbers = {avatar.identity: graph.node(row_of[avatar.generation]) for avatar in avatars}

    sibships: dict[tuple[int, int], list[int]] = {}
    for avatar in avatars:
        drawn = [numbers[parent] for _, parent in parents(avatar) if parent in numbers]
        couple = (avatar.mother, avatar.father) if drawn else (avatar.identity, 0)
        sibships.setdefault(couple, []).append(numbers[avatar.identity])
    for children in sibships.values():
        graph.blocks[graph.rows[children[0]]].append(children)
    for children in sibships.values():
        known = [
            (role, numbers[parent])
            for role, parent in parents(avatars[children[0]])
            if parent in numbers
        ]
        row = graph.rows[children[0]]
        for role, parent in known:
            for child in children:
                graph.join(graph.tail(parent, role, row - 1), child)
        if known:
            graph.sibships.append((children, known))
    return graph, generations


# --- the order in the rows -------------------------------------------------------------


def arrange(graph: Graph) -> None:
    """Order the blocks of every row, and the nodes of every block, for few crossings."""
    best, fewest = None, (0, 0.0)
    for sweep in range(_SWEEPS):
        down = sweep % 2 == 0
        for row in range(len(graph.blocks)) if down else reversed(range(len(graph.blocks))):
            _settle(graph, row, graph.above if down else graph.below)
        _swap(graph)
        cost = _cost(graph)
        if best is None or cost < fewest:
            best, fewest = [[list(b) for b in row] for row in graph.blocks], cost
    assert best is not None
    graph.blocks = best


def _places(graph: Graph) -> dict[int, float]:
    """Every node's place in its row, 0 in the middle."""
    places: dict[int, float] = {}
    for row in graph.blocks:
        flat = [node for block in row for node in block]
        places |= {node: at - (len(flat) - 1) / 2 for at, node in enumerate(flat)}
    return places


def _settle(graph: Graph, row: int, near: list[list[int]]) -> None:
    places = _places(graph)

    def mean(nodes: Iterable[int]) -> float | None:
        found = [places[other] for node in nodes for other in near[node]]
        return sum(found) / len(found) if found else None

    def wish(nodes: list[int]) -> float:
        found = mean(nodes)
        return sum(places[node] for node in nodes) / len(nodes) if found is None else found

    for block in graph.blocks[row]:
        block.sort(key=lambda node: wish([node]))
    graph.blocks[row].sort(key=wish)


def _swap(graph: Graph) -> None:
    """Swap neighbouring blocks while that takes crossings away, or shortens lines."""
    for _ in range(8):
        changed = False
        for row in graph.blocks:
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
    """Crossings of lines from a left block with lines from a right one; both sorted."""
    return sum(len(left) - bisect_right(left, place) for place in right)


def _cost(graph: Graph) -> tuple[int, float]:
    """Crossings of all lines, and how far couples stand apart."""
    places = _places(graph)
    crossings = 0
    for row in graph.blocks[:-1]:
        seen: list[float] = []
        for node in (node for block in row for node in block):
            ends = sorted(places[other] for other in graph.below[node])
            crossings += sum(len(seen) - bisect_right(seen, end) for end in ends)
            for end in ends:
                insort(seen, end)
    apart = 0.0
    for children, known in graph.sibships:
        ends = [
            places[graph.tail(parent, role, graph.rows[children[0]] - 1)] for role, parent in known
        ]
        apart += max(ends) - min(ends)
    return crossings, apart


# --- the places in the rows ------------------------------------------------------------


def abscissae(graph: Graph) -> list[float]:
    """The middle x of every node: near its relatives, in order, and never too close."""
    xs = [0.0] * len(graph.rows)
    offsets = [_offsets(graph, row) for row in graph.blocks]
    for row in offsets:
        middle = sum(offset for _, offset in row) / len(row)
        for node, offset in row:
            xs[node] = offset - middle
    sweeps = min(400, 2 + _NUDGES // len(xs))
    for sweep in range(sweeps):
        for row in offsets if sweep % 2 == 0 else reversed(offsets):
            _place(row, xs, lambda node: _pulls(graph, xs, node))
    # Last, from the top, every child below the middle of its parents if there is room.
    couples = _couples(graph)
    for row in offsets:
        _place(row, xs, lambda node: _middle(xs, couples, node) or _pulls(graph, xs, node))
    return xs


def _place(
    row: list[tuple[int, float]],
    xs: list[float],
    pulls: Callable[[int], list[tuple[float, float]]],
) -> None:
    """Move a row's nodes to where `pulls`, pairs of (x, weight), want them, in their order."""
    wishes, weights = [], []
    for node, offset in row:
        wanted = pulls(node) or [(xs[node], 1.0)]
        weight = sum(weight for _, weight in wanted)
        wishes.append(sum(x * weight for x, weight in wanted) / weight - offset)
        weights.append(weight)
    for (node, offset), x in zip(row, _rising(wishes, weights), strict=True):
        xs[node] = x + offset


def _pulls(graph: Graph, xs: list[float], node: int) -> list[tuple[float, float]]:
    """Towards all relatives; threads want to be straight more than lines to portraits."""
    return [
        (xs[other], (1.0, 3.0, 8.0)[(node >= graph.members) + (other >= graph.members)])
        for other in graph.above[node] + graph.below[node]
    ]


def _middle(
    xs: list[float], couples: dict[int, tuple[list[int], list[int]]], node: int
) -> list[tuple[float, float]]:
    """Towards where the middle of its siblings meets the middle of its parents."""
    if node not in couples:
        return []
    couple, children = couples[node]
    return [(xs[node] + _mean(xs, couple) - _mean(xs, children), 1.0)]


def _couples(graph: Graph) -> dict[int, tuple[list[int], list[int]]]:
    """For every child the nodes its lines come from, and its siblings with itself."""
    found: dict[int, tuple[list[int], list[int]]] = {}
    for children, known in graph.sibships:
        row = graph.rows[children[0]] - 1
        couple = [graph.tail(parent, role, row) for role, parent in known]
        found |= dict.fromkeys(children, (couple, children))
    return found


def _mean(xs: Sequence[float], nodes: Sequence[int]) -> float:
    return sum(xs[node] for node in nodes) / len(nodes)


def _offsets(graph: Graph, row: list[list[int]]) -> list[tuple[int, float]]:
    """(node, its x where everything in the row stands as close as it may)."""
    found: list[tuple[int, float]] = []
    x = 0.0
    for block in row:
        for at, node in enumerate(block):
            half = PORTRAIT / 2 if node < graph.members else 0.0
            found.append((node, x + half))
            x += 2 * half + (_SIBLINGS_APART if at < len(block) - 1 else 0)
        x += _APART if block[0] < graph.members else _THREAD
    return found


def _rising(wishes: Sequence[float], weights: Sequence[float]) -> list[float]:
    """The non-falling numbers nearest to `wishes` in weighted least squares."""
    pools: list[tuple[float, float, int]] = []  # mean, weight, how many
    for wish, weight in zip(wishes, weights, strict=True):
        pool = (wish, weight, 1)
        while pools and pools[-1][0] > pool[0]:
            mean, heavy, many = pools.pop()
            both = heavy + pool[1]
            pool = ((mean * heavy + pool[0] * pool[1]) / both, both, many + pool[2])
        pools.append(pool)
    return [mean for mean, _, many in pools for _ in range(many)]
