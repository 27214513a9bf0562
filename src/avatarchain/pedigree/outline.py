"""A family as an indented list, with a line for each ancestor and each offspring.

The list begins with the central avatar. Below an ancestor stand its parents, and below an
offspring its children, one step further to the right. An avatar may appear more than once; the
lines below it are written only the first time, so the list always ends.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from avatarchain.pedigree import Family, Member, parents


@dataclass(frozen=True, slots=True)
class Branch:
    """One line of the list.

    `depth` is the number of steps from the central avatar, 0 for itself. `role` is what this
    avatar is to the avatar of the line above it: "mother", "father" or "child", and "" in the
    first line. `again` is true if an earlier line shows the same avatar. `mates` are the
    identities of a child's other parents. `more` is true if a parent of this avatar is not in the
    family.
    """

    depth: int
    role: str
    member: Member
    again: bool = False
    mates: tuple[int, ...] = ()
    more: bool = False


def outline(family: Family) -> Iterator[Branch]:
    """The lines of a family from top to bottom.

    First comes the central avatar, then its ancestors, then its offspring.
    """
    members = {member.avatar.identity: member for member in family.members}
    children: dict[int, list[int]] = {}
    for parent, child, _ in family.edges():
        children.setdefault(parent, []).append(child)

    def near(identity: int, up: bool) -> list[tuple[str, int]]:
        if up:
            return parents(members[identity].avatar)
        return [("child", child) for child in children.get(identity, ())]

    def more(identity: int) -> bool:
        return any(parent not in members for _, parent in near(identity, True))

    yield Branch(0, "", members[family.central], more=more(family.central))
    listed: set[int] = set()
    # A stack, since a pedigree may be deeper than Python recurses.
    pending = [
        (1, family.central, role, identity, up)
        for up in (False, True)
        for role, identity in reversed(near(family.central, up))
    ]
    while pending:
        depth, above, role, identity, up = pending.pop()
        if identity not in members or not _belongs(members[identity], up):
            continue
        pair = [] if up else [mate for _, mate in near(identity, True) if mate != above]
        again = identity in listed
        yield Branch(depth, role, members[identity], again, tuple(pair), more(identity))
        if not again:
            listed.add(identity)
            pending += [
                (depth + 1, identity, other_role, other, up)
                for other_role, other in reversed(near(identity, up))
            ]


def _belongs(member: Member, up: bool) -> bool:
    """Whether a member is an ancestor (`up`) or an offspring of the central avatar."""
    return member.steps is not None and (member.steps < 0 if up else member.steps > 0)
