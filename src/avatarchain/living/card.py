"""Character cards: a file by which companion programs know a character (Character Card V3).

A card is a portrait in a PNG of its own, with the card as JSON in its chunk `ccv3`, and for
older programs in `chara`. It is not the signed portrait and has no papers. It tells facts
alone: what the character looks like, its family, what is rare in it, where it is registered. It
invents no temper, and nothing in it is an instruction.
"""

import base64
import json
from collections.abc import Mapping
from typing import Any

from avatarchain import portrait
from avatarchain.base.canonical import to_hex
from avatarchain.genetics.identity import identity
from avatarchain.portrait.encode import chunk
from avatarchain.species import TOTAL_WEIGHT, Species, express, form_of, forms_of, title_of, traits

_END = 12  # bytes of IEND
_RARE = 0.02
_SHORT = 12


def card(
    species: Species, genome: int, *, size: int = 512, record: Mapping[str, Any] | None = None
) -> bytes:
    """The bytes of a card, a PNG of size × size pixels.

    `record` is what a registry tells of the avatar, as the JSON object of an avatar has it: its
    `generation`, `mother`, `father` and `caip19`; and `name`, what its holder calls it.
    """
    record = record or {}
    address = to_hex(identity(species.id, genome))
    name = str(record.get("name") or f"{species.name} {address[:_SHORT]}")
    data = {
        "name": name,
        "description": _description(species, genome, address, record),
        "personality": "",
        "scenario": "",
        "first_mes": "",
        "mes_example": "",
        "creator_notes": "Facts alone; the character's temper is yours to invent.",
        "system_prompt": "",
        "post_history_instructions": "",
        "alternate_greetings": [],
        "tags": [species.name],
        "creator": species.creator,
        "character_version": species.version,
        "extensions": {"avatarchain": _extension(species, genome, address, record)},
    }
    third = {**data, "group_only_greetings": []}
    rows = {
        b"ccv3": {"spec": "chara_card_v3", "spec_version": "3.0", "data": third},
        b"chara": {"spec": "chara_card_v2", "spec_version": "2.0", "data": data},
    }
    png = portrait.png(species, genome, size)
    chunks = b"".join(
        chunk(b"tEXt", key + b"\0" + base64.b64encode(json.dumps(row).encode()))
        for key, row in rows.items()
    )
    return png[:-_END] + chunks + png[-_END:]


def rare(species: Species, genome: int) -> list[tuple[str, str, float]]:
    """The forms of this genome that few founders show: locus, form, and the share of founders."""
    shown = express(species, genome)
    seldom = []
    for number, locus in enumerate(species.loci):
        if title_of(locus) not in traits(species, genome) or not shown.shows(number):
            continue
        form = form_of(locus, shown.alleles, number)
        total = TOTAL_WEIGHT if locus.second is None else TOTAL_WEIGHT**2
        share = sum(weight for name, weight in forms_of(species, locus) if name == form) / total
        if share < _RARE:
            seldom.append((title_of(locus), form, share))
    return seldom


def _description(species: Species, genome: int, address: str, record: Mapping[str, Any]) -> str:
    looks = "; ".join(f"{locus}: {form}" for locus, form in traits(species, genome).items())
    lines = [f"{species.description}", f"Its looks: {looks}."]
    for locus, form, share in rare(species, genome):
        lines.append(f"Its {locus}, {form}, is rare: {100 * share:.1f} % of founders have it.")
    if record.get("mother"):
        lines.append(f"Its mother is {record['mother']}, its father {record['father']}.")
    elif record:
        lines.append("It is a founder and has no parents.")
    if record.get("generation"):
        lines.append(f"It is of generation {record['generation']}.")
    if record.get("caip19"):
        lines.append(f"It is registered as {record['caip19']}.")
    lines.append(f"Its identity is {address}.")
    return "\n".join(lines)


def _extension(
    species: Species, genome: int, address: str, record: Mapping[str, Any]
) -> dict[str, Any]:
    return {
        "id": address,
        "genome": to_hex(genome),
        "species": to_hex(species.id),
        "caip19": record.get("caip19"),
    }
