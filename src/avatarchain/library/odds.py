"""The odds of a pair's child, with the names of a species; nothing is sampled."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from avatarchain.base.canonical import to_hex
from avatarchain.base.kinds import checked
from avatarchain.births.breeding import barrier
from avatarchain.genetics.odds import odds
from avatarchain.registry import AvatarRecord
from avatarchain.species import DIGIT, SILENT, Locus, Species, title_of
from avatarchain.species.offspring import chance_of, odds_of_forms, parse_wishes


@dataclass(frozen=True, slots=True)
class Odds:
    """What the child of two avatars may show."""

    species: Species
    """The species of both."""
    mother: AvatarRecord
    """What the registry records of the mother."""
    father: AvatarRecord
    """What the registry records of the father."""
    rows: Sequence[Sequence[Fraction]]
    """For each of 16 loci the probabilities of its 16 alleles."""

    def forms(self) -> Iterator[tuple[Locus, dict[str, float]]]:
        """Each locus that shows something, and the odds of its forms."""
        genomes = self.mother.genome, self.father.genome
        for number, locus in enumerate(self.species.loci):
            if locus.kind not in (SILENT, DIGIT):
                yield locus, odds_of_forms(self.species, number, *genomes, self.rows[number])

    @checked
    def chance(self, wants: Sequence[str]) -> Fraction:
        """The chance of wished traits, LOCUS=FORM: of one locus any, of several all.

        Raises UnknownTrait.
        """
        wishes = parse_wishes(self.species, wants)
        return chance_of(wishes, self.mother.genome, self.father.genome)

    @property
    def barrier(self) -> str | None:
        """Why the registry refuses to breed the pair, as a sentence; None if nothing forbids it."""
        refusal = barrier(self.mother, self.father)
        return None if refusal is None else str(refusal)

    @checked
    def record(self, wants: Sequence[str] = ()) -> dict[str, Any]:
        """The JSON object, with the chance of `wants` if there are any. Raises UnknownTrait."""
        record: dict[str, Any] = {
            "mother": to_hex(self.mother.identity),
            "father": to_hex(self.father.identity),
            "odds": {
                title_of(locus): [float(share) for share in row]
                for locus, row in zip(self.species.loci, self.rows, strict=True)
            },
        }
        joined = {
            title_of(locus): shares for locus, shares in self.forms() if locus.second is not None
        }
        if joined:
            record["forms"] = joined
        if self.barrier is not None:
            record["barrier"] = self.barrier
        if wants:
            chance = self.chance(wants)
            record |= {"wanted": list(wants), "chance": float(chance), "exactly": str(chance)}
        return record


def odds_of(species: Species, mother: AvatarRecord, father: AvatarRecord) -> Odds:
    """The odds of the child of two avatars."""
    return Odds(species, mother, father, odds(mother.genome, father.genome))
