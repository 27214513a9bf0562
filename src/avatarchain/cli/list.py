"""`avatarchain list`: all avatars of the registry."""

from typing import Any

import click

from avatarchain.cli.options import Common, common, other_registry, reading
from avatarchain.cli.output import brief, emit, short, table


@click.command("list")
@click.option("--owner", metavar="ADDRESS", help="Only those that this address holds.")
@other_registry
@common
def command(common: Common, owner: str | None, registry: str | None) -> None:
    """List the avatars of the registry.

    They stand in the order of their birth.
    """
    from avatarchain.accounts import parse_address
    from avatarchain.breeding import expecting
    from avatarchain.identity import to_hex
    from avatarchain.registry import avatars, describe

    holder = None if owner is None else parse_address(owner)
    with reading(common, registry) as session:
        known = session.known()
        found = [one for one in avatars(known) if holder in (None, one.owner)]
        under_way = expecting(known, [one.identity for one in found])
        head = session.chain.head().number
        records = [describe(known, session.species, one) for one in found]
    for one, record in zip(found, records, strict=True):
        if conception := under_way.get(one.identity):
            record["expecting"] = {
                "father": to_hex(conception.father),
                "block": conception.block,
                "blocks_left": conception.left(head),
            }
    if common.json:
        for record in records:
            emit(record)
        return
    # The first shape loci tell characters apart best; all traits are `show`'s.
    told = [locus.name for locus in session.species.loci if locus.kind == "shape"][1:5]
    table(
        ("id", "gen", "block", "owner", *told, *(["expecting"] if under_way else [])),
        (
            (
                brief(record["id"]),
                record["generation"],
                record["block"],
                brief(record["owner"]),
                *(_seen(record["traits"][name]) for name in told),
                *([_expected(record)] if under_way else []),
            )
            for record in records
        ),
    )


def _seen(trait: str) -> str:
    """A trait; in brackets where another hides it."""
    return f"({trait.removesuffix(' (hidden)')})" if trait.endswith(" (hidden)") else trait


def _expected(record: dict[str, Any]) -> str:
    conception = record.get("expecting")
    if conception is None:
        return ""
    return f"of {short(conception['father'])}, {conception['blocks_left']} blocks left"
