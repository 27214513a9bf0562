"""A family as a file: a drawing, a graph or a JSON record.

The ending of the file's name decides which.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from avatarchain.base.canonical import to_hex
from avatarchain.errors import BadTreeFile
from avatarchain.living import Rig
from avatarchain.pedigree import Family, chart
from avatarchain.species import Species

ENDINGS = (".svg", ".png", ".dot", ".json")


def tree_format(path: Path) -> str:
    """The ending of a file's name, one of ENDINGS in lower case. Raises BadTreeFile for another."""
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise BadTreeFile(file=str(path), endings=", ".join(ENDINGS))
    return ending


def record_of(family: Family, avatars: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """A family as one JSON object, with the keys "id", "nodes" and "edges".

    `avatars` are the JSON objects of the members, in the order of `family.members`. The nodes are
    these objects with the inbreeding coefficient added, exact and in per cent.
    """
    nodes = [
        avatar
        | {
            "inbreeding": str(member.inbreeding),
            "inbreeding_percent": float(member.inbreeding * 100),
        }
        for avatar, member in zip(avatars, family.members, strict=True)
    ]
    edges = [
        {"parent": to_hex(parent), "child": to_hex(child), "role": role}
        for parent, child, role in family.edges()
    ]
    return {"id": to_hex(family.central), "nodes": nodes, "edges": edges}


def mark_of(central: int, form: str) -> str:
    """A text that is in each file that `encode_tree` makes of an avatar's family, and no other."""
    if form == ".json":
        return f'{{\n  "id": "{to_hex(central)}",\n  "nodes": ['
    return chart.title_of(central)


def encode_tree(
    species: Species, family: Family, record: dict[str, Any], form: str, rig: Rig | None = None
) -> bytes:
    """The bytes of a file with the family.

    `form` is an ending as `tree_format` returns it, and `record` the JSON object that `record_of`
    returns for the family. With a `rig` the portraits of an SVG move. Raises NoDrawing for a moving
    SVG of a species that is made of images.
    """
    match form:
        case ".svg":
            return chart.svg(species, family, rig).encode()
        case ".png":
            return chart.png(species, family)
        case ".dot":
            return chart.dot(family).encode()
        case _:
            return json.dumps(record, ensure_ascii=False, indent=2).encode() + b"\n"
