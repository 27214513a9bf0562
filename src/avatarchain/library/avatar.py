"""Avatars and their families: what the registry records, with portraits and traits."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from avatarchain import pedigree, registry
from avatarchain.base.canonical import to_hex
from avatarchain.base.kinds import checked
from avatarchain.errors import UnknownIdentity
from avatarchain.library import display
from avatarchain.library.genome import Genome
from avatarchain.living.usual import rig_of
from avatarchain.pedigree import chart
from avatarchain.species import Species


@dataclass(frozen=True, slots=True, repr=False)
class Avatar:
    """A registered avatar, as it was in the registry when it was read.

    In Jupyter it is shown as its portrait, which breathes and blinks, and a table of its id,
    parents and owner.
    """

    genome: Genome
    """Its genome; `avatar.genome.seed` is None unless a `Collection` minted the avatar."""
    record: registry.AvatarRecord
    """What the registry records of it, as numbers: identity, parents, owner, block."""

    @property
    def id(self) -> str:
        """Its identity and token number: 0x and 64 hex digits."""
        return to_hex(self.record.identity)

    @property
    def species(self) -> Species:
        """Its species."""
        return self.genome.species

    @property
    def traits(self) -> dict[str, str]:
        """What you see of it: locus → allele, as in `Genome.traits`."""
        return self.genome.traits

    @property
    def generation(self) -> int:
        """0 for a founder, else one more than the higher generation of its two parents."""
        return self.record.generation

    @property
    def mother(self) -> str | None:
        """The mother's id; None for a founder."""
        return to_hex(self.record.mother) if self.record.mother else None

    @property
    def father(self) -> str | None:
        """The father's id; None for a founder."""
        return to_hex(self.record.father) if self.record.father else None

    @property
    def owner(self) -> str:
        """The address (EIP-55) of the account that held it when it was read."""
        return self.record.owner

    @property
    def block(self) -> int:
        """The number of the block in which it was born."""
        return self.record.block

    @checked
    def svg(self, *, background: bool = True) -> str:
        """The portrait as SVG text. Raises NoDrawing if the species is made of images."""
        return self.genome.svg(background=background)

    @checked
    def png(self, size: int = 512, *, background: bool = True) -> bytes:
        """The portrait as the bytes of a PNG file, `size` pixels wide and high (64 … 2048).

        The file has no papers; `Collection.save` writes one that has. Raises BadSize.
        """
        return self.genome.png(size, background=background)

    def __repr__(self) -> str:
        return f"<Avatar {self.id}, generation {self.generation}>"

    def _repr_html_(self) -> str:
        facts = {
            "id": self.id,
            "species": f"{self.species.name} {self.species.version}",
            "generation": str(self.generation),
            "mother": self.mother,
            "father": self.father,
            "owner": self.owner,
            "block": str(self.block),
        }
        return display.avatar_html(self.species, self.genome.number, facts)

    def _repr_svg_(self) -> str:
        return display.portrait_svg(self.species, self.genome.number, self.id)


@dataclass(frozen=True, slots=True, repr=False)
class Pedigree:
    """The family of one avatar: ancestors, offspring, and the other parents of the offspring.

    In Jupyter it is shown as a picture of the tree.
    """

    species: Species
    """The species of all members."""
    family: pedigree.Family
    """The family as `avatarchain.pedigree.family` returns it."""
    record: Mapping[str, Any]
    """The JSON object of it, with the keys "id", "nodes" and "edges"."""

    @property
    def members(self) -> tuple[Avatar, ...]:
        """All members, each once, the lowest generation first."""
        records = (member.avatar for member in self.family.members)
        return tuple(Avatar(Genome(self.species, record.genome), record) for record in records)

    @checked
    def inbreeding(self, avatar: Avatar) -> Fraction:
        """The coefficient of inbreeding F of a member, 0 … 1.

        Raises UnknownIdentity if the avatar is not a member.
        """
        for member in self.family.members:
            if member.avatar.identity == avatar.record.identity:
                return member.inbreeding
        raise UnknownIdentity(id=avatar.id)

    @checked
    def svg(self, *, moving: bool = False) -> str:
        """The tree as SVG text that needs no other file.

        With `moving` the portraits breathe and blink. Raises NoDrawing if they are to move and
        the species is made of images.
        """
        return chart.svg(self.species, self.family, rig_of(self.species) if moving else None)

    def png(self) -> bytes:
        """The tree as the bytes of a PNG file."""
        return chart.png(self.species, self.family)

    def __repr__(self) -> str:
        return f"<Pedigree of {to_hex(self.family.central)}, {len(self.family.members)} members>"

    def _repr_svg_(self) -> str:
        return self.svg()
