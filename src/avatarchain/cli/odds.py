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
    trait asked for twice at one locus means either: --want ears=lop --want ears=bat. Where
    two loci are read together, as one layer, it is the layer's form that is asked for.
    """
    from avatarchain.identity import to_hex
    from avatarchain.odds import chance, odds

    with reading(common) as session:
        species = session.species
        wanted, together = _parse(species, wants)
        parents = [find(session, text) for text in (mother, father)]
    genomes = (parents[0].genome, parents[1].genome)
    rows = odds(*genomes)
    told = chance(*genomes, wanted, together) if wants else None
    if common.json:
        record: dict[str, Any] = {
            "mother": to_hex(parents[0].identity),
            "father": to_hex(parents[1].identity),
            "odds": {
                locus.name: [float(one) for one in row]
                for locus, row in zip(species.loci, rows, strict=True)
            },
        }
        if forms := {
            locus.name: _of_forms(species, number, genomes, rows[number])
            for number, locus in enumerate(species.loci)
            if locus.second is not None
        }:
            record["forms"] = forms
        if told is not None:
            record |= {"wanted": list(wants), "chance": float(told), "exactly": str(told)}
        emit(record)
        return
    if told is not None:
        one_in = f"{float(1 / told):,.1f}".removesuffix(".0") if told else ""
        share = f"{float(told):.4%}, one child in {one_in}" if told else "never"
        click.echo(f"{_asked(wants)}: {share}")
        return
    table(
        ("locus", "likely traits of a child"),
        (
            (locus.name, _likely(_of_forms(species, number, genomes, rows[number])))
            for number, locus in enumerate(species.loci)
            if locus.kind not in ("silent", "digit")
        ),
    )


def _asked(wants: tuple[str, ...]) -> str:
    """The wishes as they are meant: any of a locus, all of several loci."""
    loci: dict[str, list[str]] = {}
    for want in dict.fromkeys(wants):
        loci.setdefault(want.partition("=")[0], []).append(want)
    comma = "," if len(loci) < len(set(wants)) else ""
    return f"{comma} and ".join(" or ".join(any_of) for any_of in loci.values())


def _of_forms(
    species: "Species", number: int, parents: tuple[int, int], row: Sequence[Fraction]
) -> dict[str, float]:
    """The odds of what a locus shows; alleles, or places of two loci, of one name are one form."""
    from avatarchain.odds import odds_of_places
    from avatarchain.species import forms_of

    locus = species.loci[number]
    if locus.second is not None:
        row = odds_of_places(*parents, number, locus.second)
    sums: dict[str, float] = {}
    for (name, _), one in zip(forms_of(species, locus), row, strict=True):
        sums[name] = sums.get(name, 0.0) + float(one)
    return sums


def _likely(odds: dict[str, float]) -> str:
    """Forms by falling odds."""
    ranked = sorted(odds.items(), key=lambda item: -item[1])
    shown = [f"{name} {one:.1%}" for name, one in ranked if one >= SHOWN]
    rest = sum(one for _, one in ranked if one < SHOWN)
    return ", ".join([*shown, f"any other {rest:.1%}"] if rest else shown)


def _parse(
    species: "Species", wants: tuple[str, ...]
) -> tuple[dict[int, set[int]], dict[tuple[int, int], set[int]]]:
    """The alleles that are wanted of loci, and the places of two loci that are read together."""
    from avatarchain.errors import UnknownTrait
    from avatarchain.species import DIGIT, forms_of

    wanted: dict[int, set[int]] = {}
    together: dict[tuple[int, int], set[int]] = {}
    for want in wants:
        name, _, form = want.partition("=")
        for number, locus in enumerate(species.loci):
            found = {k for k, (one, _) in enumerate(forms_of(species, locus)) if one == form}
            if locus.name != name or not found or locus.kind == DIGIT:
                continue
            if locus.second is None:
                wanted.setdefault(number, set()).update(found)
            else:
                together.setdefault((number, locus.second), set()).update(found)
            break
        else:
            raise UnknownTrait(want=want, species=species.name)
    return wanted, together
