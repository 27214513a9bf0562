"""`avatarchain odds`: how likely each trait of a pair's child is."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from avatarchain.base.canonical import to_hex
from avatarchain.cli import offers
from avatarchain.cli.columns import as_csv, check_form, print_rows
from avatarchain.cli.options import Common, common
from avatarchain.cli.output import emit, progress, say, table, tell
from avatarchain.cli.paths import Named
from avatarchain.cli.places import check_unused
from avatarchain.cli.sessions import find_avatar, reading

if TYPE_CHECKING:
    from avatarchain.library.odds import Odds
    from avatarchain.registry import AvatarRecord
    from avatarchain.species import Species

# The table names traits with at least these odds; rarer ones come from mutations only.
SHOWN = 1 / 256
COLUMNS = ("locus", "form", "chance", "exactly")


@click.command("odds")
@click.argument("mother", shell_complete=offers.avatars)
@click.argument("father", shell_complete=offers.avatars)
@click.option(
    "--want",
    "wants",
    multiple=True,
    metavar="LOCUS=ALLELE",
    help="Also print the chance of this trait; of several, the chance of all together.",
)
@click.option(
    "--sheet",
    type=Named(dir_okay=False),
    metavar="FILE.png",
    help="Draw both parents and twelve possible children.",
)
@click.option("--size", type=int, default=256, show_default=True, help="Width of a portrait there.")
@as_csv
@common
def command(
    common: Common,
    mother: str,
    father: str,
    wants: tuple[str, ...],
    sheet: Path | None,
    size: int,
    csv: bool,
) -> None:
    """Print the exact odds of every trait of a pair's child.

    The odds are computed from the two genomes, mutation included; nothing is sampled. Two traits of
    one locus mean either of them: --want ears=lop --want ears=bat. If two loci together choose one
    layer, name a form of the layer. The children on a --sheet are examples, the same every time; a
    real birth draws another child. If the registry would refuse the pair, a note says so. A
    --sheet replaces no file but such a sheet of the same parents.
    """
    from avatarchain.library.odds import odds_of
    from avatarchain.portrait import check_size
    from avatarchain.species.offspring import parse_wishes

    check_size(size)
    if sheet is None:
        check_unused(["size"], "{} needs --sheet")
    check_form(common, csv=csv)
    if csv and wants:
        raise click.UsageError("--csv has the odds of every trait: leave out --want")

    with reading(common) as session:
        species = session.species
        parse_wishes(species, wants)
        pair = [find_avatar(session, text) for text in (mother, father)]
    odds = odds_of(species, *pair)
    if sheet is not None:
        _draw(sheet, species, pair, size)
    if odds.barrier is not None:
        tell(f"no child will come of this pair: {odds.barrier}")
    if common.json:
        emit(odds.record(wants))
    elif csv:
        print_rows(COLUMNS, _rows(odds))
    elif wants:
        chance = odds.chance(wants)
        once_in = f"{float(1 / chance):,.1f}".removesuffix(".0") if chance else ""
        share = f"{float(chance):.4%}, one child in {once_in}" if chance else "never"
        say(f"{_spelled(wants)}: {share}")
    else:
        from avatarchain.species import title_of

        table(
            ("locus", "likely traits of a child"),
            ((title_of(locus), _likely(shares)) for locus, shares in odds.forms()),
            folds=True,
        )


def _draw(sheet: Path, species: "Species", pair: "Sequence[AvatarRecord]", size: int) -> None:
    """Write the sheet of both parents and of children that they may have."""
    from avatarchain.base.home import check_marked
    from avatarchain.workshop.sheets import OFFSPRING, write_offspring_sheet

    mother, father = pair
    title = f"Odds of {to_hex(mother.identity)} and {to_hex(father.identity)}"
    check_marked(sheet, title)
    with progress(None, "drawing"):
        write_offspring_sheet(sheet, species, mother.genome, father.genome, size, title)
    tell(f"{OFFSPRING} children that may come, as samples: {sheet}")


def _rows(odds: "Odds") -> Iterator[tuple[str, str, float, str]]:
    """Yield a row for each form of each visible locus."""
    from fractions import Fraction

    from avatarchain.species import title_of

    for locus, shares in odds.forms():
        for name, share in shares.items():
            # A chance is a whole number of 2**22nds, so the fraction of the float is exact.
            yield title_of(locus), name, share, str(Fraction(share))


def _spelled(wants: tuple[str, ...]) -> str:
    """The wishes as text: "or" between forms of one locus, "and" between loci."""
    loci: dict[str, list[str]] = {}
    for want in dict.fromkeys(wants):
        loci.setdefault(want.partition("=")[0], []).append(want)
    comma = "," if len(loci) < len(set(wants)) else ""
    return f"{comma} and ".join(" or ".join(any_of) for any_of in loci.values())


def _likely(odds: dict[str, float]) -> str:
    """Forms with their odds, as text, the most likely first."""
    ranked = sorted(odds.items(), key=lambda item: -item[1])
    shown = [f"{name} {share:.1%}" for name, share in ranked if share >= SHOWN]
    rest = sum(share for _, share in ranked if share < SHOWN)
    return ", ".join([*shown, f"any other {rest:.1%}"] if rest else shown)
