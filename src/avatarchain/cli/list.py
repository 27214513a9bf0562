"""`avatarchain list`: the avatars that are registered, and those that are promised."""

from typing import TYPE_CHECKING, Any

import click

from avatarchain.cli.columns import as_csv, avatar_row, check_form, print_rows, traits_of
from avatarchain.cli.options import Common, Other, Whole, common, other_registry
from avatarchain.cli.output import brief, cut, emit, progress, screen, short, table, tell
from avatarchain.cli.recipients import recipient
from avatarchain.cli.sessions import indexed, reading

if TYPE_CHECKING:
    from avatarchain.index import Index

PAGE = 50
COLUMNS = ("id", "name", "generation", "rarity", "mother", "father", "owner", "block", "genome")
MOST = 2**63 - 1  # the highest number that SQLite takes


@click.command("list")
@click.option(
    "--trait",
    "traits",
    multiple=True,
    metavar="LOCUS=FORM",
    help="Only avatars with this trait. Several of one locus mean any; of several loci, all.",
)
@click.option("--owner", metavar="ADDRESS", help="Only avatars of this address or account.")
@click.option("--generation", metavar="N|N..M", help="Only this generation, or from N to M.")
@click.option("--rarity", metavar="BITS..BITS", help="Only this rarity: 45.. is 45 bits or more.")
@click.option("--promised", is_flag=True, help="Also avatars that your batches promise.")
@click.option(
    "--sort",
    "order",
    type=click.Choice(["birth", "generation", "rarity"]),
    default="birth",
    show_default=True,
    help="The order; the rarest come first.",
)
@click.option("--reverse", is_flag=True, help="Reverse the order.")
@click.option(
    "--limit",
    type=Whole(0, MOST),
    metavar="N",
    help=f"At most N avatars.  [default: {PAGE}; all with --json or --csv]",
)
@click.option(
    "--offset", type=Whole(0, MOST), default=0, metavar="N", help="Leave out the first N."
)
@as_csv
@other_registry
@common
def command(
    common: Common,
    traits: tuple[str, ...],
    owner: str | None,
    generation: str | None,
    rarity: str | None,
    promised: bool,
    order: str,
    reverse: bool,
    limit: int | None,
    offset: int,
    csv: bool,
    other: Other,
) -> None:
    """List the avatars of the registry.

    Write a trait as LOCUS=FORM, with the names that `show` prints: --trait fur=moss, or --trait
    "ears=lop (hidden)" for a form that another trait hides. Rarity is in bits: with 20 bits, one
    founder in 2 to the power of 20 looks like this. --promised adds avatars that were committed
    from your home and are not claimed yet, after the others.
    """
    check_form(common, csv=csv)
    from avatarchain.index import closing_block
    from avatarchain.library import lists

    selection = lists.select(
        traits=traits,
        owner=None if owner is None else recipient(common, owner),
        generation=generation,
        rarity=rarity,
        promised=promised,
        order=order,
        reverse=reverse,
        limit=limit if limit is not None or common.json or csv else PAGE,
        offset=offset,
    )
    with reading(common, other) as session, indexed(session) as index:
        records = lists.listed(index, session.home, selection, progress)
        if common.json:
            for record in records:
                emit(record)
            return
        if csv:
            headings = [*COLUMNS, *traits_of(index.species)]
            print_rows(headings, (avatar_row(record, COLUMNS) for record in records))
            return
        shown = list(records)
        count = lists.count(index, selection)
        closed = closing_block(index)
        if shown:
            _print(index, shown)
    if closed is not None:
        tell(
            f"the issuance was closed in block {closed}: no new founders, but those promised before"
        )
    if count == 0:
        tell("there are no avatars yet" if selection.is_whole else "no avatar matches")
    elif len(shown) < count:
        which = f"{offset + 1:,} to {offset + len(shown):,}" if shown else "none"
        tell(f"{which} of {count:,}; --limit and --offset show others, --json all")


def _print(index: "Index", records: list[dict[str, Any]]) -> None:
    from avatarchain.index.query import THOUSANDTHS
    from avatarchain.species import SHAPE, title_of
    from avatarchain.species.rarity import one_in

    # Only the first loci of shapes, whose forms differ most; `show` prints all traits.
    room = 4 if screen().width >= 100 else 3
    shapes = [locus for locus in index.species.loci if locus.kind == SHAPE]
    loci = [title_of(locus) for locus in shapes[1 : 1 + room]]
    named = ["name"] if any("name" in record for record in records) else []
    expecting = ["expecting"] if any("expecting" in record for record in records) else []
    # In a narrow terminal those at the right are left out.
    table(
        ("id", *named, "gen", "one in", *expecting, "owner", *loci, "block"),
        (
            (
                brief(record["id"]),
                *([cut(record.get("name", ""))] if named else []),
                record["generation"],
                one_in(round(record["rarity"] * THOUSANDTHS)),
                *([_expected(record)] if expecting else []),
                _held(record),
                *(_seen(record["traits"][name]) for name in loci),
                record.get("block", "–"),
            )
            for record in records
        ),
    )


def _seen(trait: str) -> str:
    """A trait as a cell of the table; in brackets if another allele hides it."""
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
