"""Pedigrees for tests: from a table of parents, and any that hypothesis thinks of."""

from collections.abc import Mapping

from hypothesis import strategies as st

from avatarchain.registry import ZERO_ADDRESS, AvatarRecord

Table = Mapping[int, tuple[int, int]]


def people(table: Table) -> dict[int, AvatarRecord]:
    """Avatars of a table identity → (mother, father), 0 for unknown; parents come first."""
    found: dict[int, AvatarRecord] = {}
    for one, (mother, father) in table.items():
        generation = 1 + max(found[p].generation if p else -1 for p in (mother, father))
        found[one] = AvatarRecord(
            one, one, generation, mother, father, ZERO_ADDRESS, one, bytes(32)
        )
    return found


@st.composite
def tables(draw: st.DrawFn, largest: int = 24, absent: bool = True) -> Table:
    """A table of up to `largest`; close relatives mate, parents may be the same or unknown."""
    size = draw(st.integers(1, largest))
    table = {1: (0, 0)}
    for one in range(2, size + 1):
        lowest = 0 if absent else 1
        founder = draw(st.integers(0, 3)) == 0
        parent = st.integers(lowest, one - 1)
        table[one] = (0, 0) if founder else (draw(parent), draw(parent))
    return table
