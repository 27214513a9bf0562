"""`avatarchain odds`: what a pair's children may look like."""

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import click

from avatarchain.cli import offers
from avatarchain.cli.options import Common, common, find, reading
from avatarchain.cli.output import emit, table

if TYPE_CHECKING:
    from avatarchain.species import Species

# A table shows what comes about at least this often; rarer alleles only mutate.
SHOWN = 1 / 256


@click.command("odds")
@click.argument("mother", shell_complete=offers.avatars)
@click.argument("father", shell_complete=offers.avatars)
@click.option(
    "--want", "wants", multiple=True, metavar="LOCUS=ALLELE",
    help="Ask for the chance of this trait; several together, of all at once.",
)  # fmt: skip
@common
def command(common: Common, mother: str, father: str, wants: tuple[str, ...]) -> None:
    """Tell the exact odds of every trait of a pair's child.

    Mutation is included and nothing is sampled: the odds follow from the two genomes. A
    trait asked for twice at one locus means either: --want ears=lop --want ears=bat.
    """
    from avatarchain.identity import to_hex
    from avatarchain.odds import chance, odds

    with reading(common) as session:
        species = session.species
        wanted = _parse(species, wants)
        parents = [find(session, text) for text in (mother, father)]
    genomes = (parents[0].genome, parents[1].genome)
    rows = odds(*genomes)
    told = chance(*genomes, wanted) if wants else None
    if common.json:
        record: dict[str, Any] = {
            "mother": to_hex(parents[0].identity),
            "father": to_hex(parents[1].identity),
            "odds": {
                locus.name: [float(one) for one in row]
                for locus, row in zip(species.loci, rows, strict=True)
            },
        }
        if told is not None:
            record |= {"wanted": list(wants), "chance": float(told), "exactly": str(told)}
        emit(record)
        return
    if told is not None:
        share = f"{float(told):.4%}, one child in {float(1 / told):,.1f}" if told else "never"
        click.echo(f"{' and '.join(wants)}: {share}")
        return
    table(
        ("locus", "likely traits of a child"),
        (
            (locus.name, _likely([allele.name for allele in locus.alleles], row))
            for locus, row in zip(species.loci, rows, strict=True)
            if locus.kind != "silent"
        ),
    )


def _likely(names: list[str], row: Sequence[Fraction]) -> str:
    """Traits by falling odds; alleles of one name are one trait."""
    sums: dict[str, float] = {}
    for name, one in zip(names, row, strict=True):
        sums[name] = sums.get(name, 0.0) + float(one)
    ranked = sorted(sums.items(), key=lambda item: -item[1])
    shown = [f"{name} {one:.1%}" for name, one in ranked if one >= SHOWN]
    rest = sum(one for _, one in ranked if one < SHOWN)
    return ", ".join([*shown, f"any other {rest:.1%}"] if rest else shown)


def _parse(species: "Species", wants: tuple[str, ...]) -> dict[int, set[int]]:
    from avatarchain.errors import UnknownTrait

    wanted: dict[int, set[int]] = {}
    for want in wants:
        name, _, form = want.partition("=")
        for number, locus in enumerate(species.loci):
            alleles = {k for k, one in enumerate(locus.alleles) if one.name == form}
            if locus.name == name and alleles:
                wanted.setdefault(number, set()).update(alleles)
                break
        else:
            raise UnknownTrait(want=want, species=species.name)
    return wanted
