"""Remarks on a pack without a fault: what whoever made it should know before it is used."""

from dataclasses import asdict, dataclass
from typing import Any

from avatarchain.living import Rig
from avatarchain.species import Species
from avatarchain.species.gas import token_gas
from avatarchain.workshop.indistinct import Indistinct, indistinct
from avatarchain.workshop.lookalikes import LookAlike, lookalikes
from avatarchain.workshop.rigs import unable
from avatarchain.workshop.unseen import Unseen, unseen


@dataclass(frozen=True, slots=True)
class Remarks:
    """What there is to say of a pack.

    `unseen` are forms that nothing ever shows, `lookalikes` names that look like others,
    `indistinct` forms that cannot be told apart in a small picture. `token_gas` is the most gas
    that an answer of tokenURI needs, 0 for a species of images. `rig` is the digest of the rig,
    `unable` what characters of this pack cannot do, or None.
    """

    unseen: tuple[Unseen, ...]
    lookalikes: tuple[LookAlike, ...]
    indistinct: tuple[Indistinct, ...]
    token_gas: int
    rig: str
    unable: str | None

    def sentences(self) -> list[str]:
        """The remarks in words, each a line."""
        covered = "other layers cover it always, or it hides itself"
        return [
            *(f"{row}: {covered}" for row in self.unseen),
            *map(str, self.lookalikes),
            *map(str, self.indistinct),
            *filter(None, [self.unable]),
        ]

    def record(self) -> dict[str, Any]:
        """The remarks as JSON."""
        return {
            "unseen": [{"locus": row.locus, "forms": list(row.forms)} for row in self.unseen],
            "lookalikes": [asdict(row) for row in self.lookalikes],
            "indistinct": [asdict(row) for row in self.indistinct],
            "token_gas": self.token_gas or None,
            "rig": self.rig,
        }


def remarks(species: Species, rig: Rig) -> Remarks:
    """What there is to say of a species and its rig; it takes seconds."""
    return Remarks(
        tuple(unseen(species)),
        tuple(lookalikes(species)),
        tuple(indistinct(species)),
        token_gas(species),
        rig.digest,
        unable(species, rig),
    )
