"""`avatarchain tree`: the pedigree of one avatar, in words or as a picture."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from avatarchain.cli import offers
from avatarchain.cli.options import Common, common, find, indexed, reading
from avatarchain.cli.output import emit, progress, short, tell

if TYPE_CHECKING:
    from rich.tree import Tree

    from avatarchain.pedigree import Family
    from avatarchain.species import Species

ENDINGS = (".svg", ".png", ".dot", ".json")


@click.command("tree")
@click.argument("id", shell_complete=offers.avatars)
@click.option(
    "--generations", type=click.IntRange(min=0), default=3, show_default=True, metavar="N",
    help="How far up and down.",
)  # fmt: skip
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
    help="Draw it: FILE ends in .svg, .png, .dot (Graphviz) or .json.",
)  # fmt: skip
@common
def command(common: Common, id: str, generations: int, out: Path | None) -> None:
    """Draw the pedigree of an avatar.

    Ancestors stand above, offspring below, each of them once.

    F is Wright's coefficient of inbreeding, from all ancestors, drawn or not. Without --out
    the tree is told in words; with it, the name's ending says how it is drawn.
    """
    from avatarchain.errors import BadTreeFile
    from avatarchain.home import write
    from avatarchain.index import avatars
    from avatarchain.pedigree import family, pedigree
    from avatarchain.registry import describe

    if out is not None and out.suffix.lower() not in ENDINGS:
        raise BadTreeFile(file=str(out), known=", ".join(ENDINGS))
    with reading(common) as session:
        registry = session.known()
        asked = find(session, id).identity
        with indexed(session) as index, progress(None, "reading the registry"):
            found = family(pedigree(avatars(index)), asked, generations)
        records = [describe(registry, session.species, member.avatar) for member in found.members]
    whole = _record(found, records)
    if out is not None:
        with progress(None, "drawing"):
            write(out, _drawn(session.species, found, whole, out.suffix.lower()))
    if common.json:
        emit(whole | ({"image": str(out)} if out is not None else {}))
    elif out is not None:
        tell(f"{len(records)} avatars drawn in {out}")
    else:
        from rich.console import Console

        Console(width=None if sys.stdout.isatty() else 400, highlight=False).print(_told(found))


def _record(family: "Family", records: list[dict[str, Any]]) -> dict[str, Any]:
    from avatarchain.identity import to_hex

    nodes = [
        record
        | {"inbreeding": str(one.inbreeding), "inbreeding_percent": float(one.inbreeding * 100)}
        for record, one in zip(records, family.members, strict=True)
    ]
    edges = [
        {"parent": to_hex(parent), "child": to_hex(child), "role": role}
        for parent, child, role in family.edges()
    ]
    return {"id": to_hex(family.asked), "nodes": nodes, "edges": edges}


def _drawn(species: "Species", family: "Family", whole: dict[str, Any], ending: str) -> bytes:
    from avatarchain.pedigree import chart

    match ending:
        case ".svg":
            return chart.svg(species, family).encode()
        case ".png":
            return chart.png(species, family)
        case ".dot":
            return chart.dot(family).encode()
        case _:
            return json.dumps(whole, ensure_ascii=False, indent=2).encode() + b"\n"


def _told(family: "Family") -> "Tree":
    """Parents and offspring as branches; who has been told already is only named again."""
    from rich.text import Text
    from rich.tree import Tree

    from avatarchain.identity import to_hex
    from avatarchain.pedigree import parents
    from avatarchain.pedigree.chart import percent

    members = {member.avatar.identity: member for member in family.members}
    children: dict[int, list[int]] = {}
    for parent, child, _ in family.edges():
        children.setdefault(parent, []).append(child)

    def name(one: int, style: str, told: bool) -> Text:
        text = Text(short(to_hex(one)), style)
        if told:
            return text + Text("  see above", "dim")
        avatar = members[one].avatar
        text += Text(f"  generation {avatar.generation}", "dim")
        text += Text(f"  F {percent(members[one].inbreeding)}", "default")
        more = any(parent not in members for _, parent in parents(avatar))
        return text + Text("  …" if more else "", "dim")

    def near(one: int, up: bool) -> list[tuple[str, int]]:
        if up:
            return parents(members[one].avatar)
        return [("child", child) for child in children.get(one, ())]

    def belongs(one: int, up: bool) -> bool:
        steps = members[one].steps if one in members else None
        return steps is not None and (steps < 0 if up else steps > 0)

    root = Tree(name(family.asked, "bold", False))
    told: set[int] = set()
    # A stack, since a pedigree may be deeper than Python recurses.
    pending = [
        (root, family.asked, role, one, up)
        for up in (False, True)
        for role, one in reversed(near(family.asked, up))
    ]
    while pending:
        branch, before, role, one, up = pending.pop()
        if not belongs(one, up):
            continue
        text = Text(f"{role} ", "dim") + name(one, "", one in told)
        if not up:
            mates = [mate for _, mate in parents(members[one].avatar) if mate != before]
            text += Text("".join(f"  with {short(to_hex(mate))}" for mate in mates), "dim")
        grown = branch.add(text)
        if one not in told:
            told.add(one)
            pending += [(grown, one, role, other, up) for role, other in reversed(near(one, up))]
    return root
