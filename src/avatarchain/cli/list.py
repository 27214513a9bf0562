"""`avatarchain list`: who is registered, and who is promised."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from avatarchain.cli.options import Common, common, indexed, other_registry, reading
from avatarchain.cli.output import brief, emit, progress, screen, short, table, tell

if TYPE_CHECKING:
    from avatarchain.breeding import Conception
    from avatarchain.index import Index
    from avatarchain.index.query import Listed

PAGE = 50
MOST = 2**63 - 1  # that SQLite counts


@click.command("list")
@click.option(
    "--trait", "traits", multiple=True, metavar="LOCUS=FORM",
    help="Only those that show it. Several of a locus: any of them; of several loci: all.",
)  # fmt: skip
@click.option("--owner", metavar="ADDRESS", help="Only those that this address holds.")
@click.option("--generation", metavar="N|N..M", help="Only this generation, or from N to M.")
@click.option("--rarity", metavar="BITS..BITS", help="Only those so rare: 45.. is 45 bits or more.")
@click.option("--promised", is_flag=True, help="Those promised by your batches, too.")
@click.option(
    "--sort", "order", type=click.Choice(["birth", "generation", "rarity"]), default="birth",
    show_default=True, help="The order; the rarest come first.",
)  # fmt: skip
@click.option("--reverse", is_flag=True, help="The other way round.")
@click.option(
    "--limit", type=click.IntRange(0, MOST), metavar="N",
    help=f"At most so many.  [default: {PAGE}; all with --json]",
)  # fmt: skip
@click.option(
    "--offset", type=click.IntRange(0, MOST), default=0, metavar="N", help="Leave out the first N."
)  # fmt: skip
@other_registry
@common
def command(
    common: Common, traits: tuple[str, ...], owner: str | None, generation: str | None,
    rarity: str | None, promised: bool, order: str, reverse: bool, limit: int | None, offset: int,
    registry: str | None,
) -> None:  # fmt: skip
    """List the avatars of the registry.

    A form is spelled as `show` spells it, behind its locus: --trait fur=moss, or
    --trait "ears=lop (hidden)" for what is there and not seen. Rarity is in bits: 2 to
    that power founders are drawn, on average, until one looks like this. --promised adds
    those that were committed from here and not claimed yet, behind the others.
    """
    from avatarchain import batches
    from avatarchain.accounts import parse_address
    from avatarchain.breeding import expecting
    from avatarchain.index import query

    wanted = query.Wanted(
        traits=tuple(query.parse_trait(text) for text in traits),
        owner=None if owner is None else parse_address(owner),
        generation=query.Span() if generation is None else query.parse_span(generation),
        rarity=query.Span() if rarity is None else query.parse_span(rarity, query.THOUSANDTHS),
        promised=promised,
    )
    most = limit if limit is not None or common.json else PAGE
    with reading(common, registry) as session, indexed(session) as index:
        if promised:
            batches.lay(index, session.home, progress)
        under_way = expecting(index)
        found = query.page(index, wanted, order=order, reverse=reverse, limit=most, offset=offset)
        if common.json:
            for one in found:
                emit(_record(index, one, under_way))
            return
        shown = list(found)
        count = query.count(index, wanted)
        if shown:
            _tell(index, shown, [_record(index, one, under_way) for one in shown])
    if count == 0:
        tell("no avatar is like that" if wanted != query.Wanted() else "there are no avatars yet")
    elif len(shown) < count:
        which = f"{offset + 1:,} to {offset + len(shown):,}" if shown else "none"
        tell(f"{which} of {count:,}; --limit and --offset show others, --json all")


def _record(index: "Index", one: "Listed", under_way: "dict[int, Conception]") -> dict[str, Any]:
    from avatarchain.identity import to_hex
    from avatarchain.index import newest
    from avatarchain.index.query import THOUSANDTHS
    from avatarchain.registry import describe

    record = describe(index.registry, index.species, one.avatar)
    record["rarity"] = one.rarity / THOUSANDTHS
    if one.promised is not None:
        del record["transaction"], record["block"]
        record["owner"] = None
        record["promised"] = asdict(one.promised)
    if conception := under_way.get(one.avatar.identity):
        record["expecting"] = {
            "father": to_hex(conception.father),
            "block": conception.block,
            "blocks_left": conception.left(newest(index)),
        }
    return record


def _tell(index: "Index", shown: "list[Listed]", records: list[dict[str, Any]]) -> None:
    # The first shape loci tell characters apart best; all traits are `show`'s.
    room = 4 if screen().width >= 100 else 3
    told = [locus.name for locus in index.species.loci if locus.kind == "shape"][1 : 1 + room]
    expecting = ["expecting"] if any("expecting" in one for one in records) else []
    table(
        ("id", "gen", "block", "owner", "rarity", *told, *expecting),
        (
            (
                brief(record["id"]),
                record["generation"],
                record.get("block", "–"),
                _held(record),
                f"{record['rarity']:.1f}",
                *(_seen(record["traits"][name]) for name in told),
                *([_expected(record)] if expecting else []),
            )
            for record in records
        ),
    )


def _seen(trait: str) -> str:
    """A trait; in brackets where another hides it."""
    return f"({trait.removesuffix(' (hidden)')})" if trait.endswith(" (hidden)") else trait


def _held(record: dict[str, Any]) -> str:
    if record["owner"] is not None:
        return brief(record["owner"])
    promise = record["promised"]
    return f"batch {promise['batch']}, number {promise['number']}"


def _expected(record: dict[str, Any]) -> str:
    conception = record.get("expecting")
    if conception is None:
        return ""
    return f"of {short(conception['father'])}, {conception['blocks_left']} blocks left"
