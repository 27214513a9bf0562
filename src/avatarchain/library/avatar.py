"""Avatars and their families, as a registry has them and with what they look like."""

from dataclasses import dataclass
from fractions import Fraction

from avatarchain import pedigree, registry
from avatarchain.errors import UnknownIdentity
from avatarchain.identity import to_hex
from avatarchain.library import display
from avatarchain.library.genome import Genome
from avatarchain.species import Species


@dataclass(frozen=True, slots=True, repr=False)
class Avatar:
    """A registered avatar, as the registry told it when it was read.

    In Jupyter it shows its portrait and its papers.
    """

    genome: Genome
    """What it is made of; `avatar.genome.seed` is known to whoever minted it."""
    record: registry.Avatar
    """The same in the registry's own numbers."""

    @property
    def id(self) -> str:
        """Its identity and token number: 0x and 64 hex digits."""
        return to_hex(self.record.identity)

    @property
    def species(self) -> Species:
        """The rule it was made by."""
        return self.genome.species

    @property
    def traits(self) -> dict[str, str]:
        """What it shows, as `Genome.traits` tells it."""
        return self.genome.traits

    @property
    def generation(self) -> int:
        """0 for a founder, else one more than the younger parent's."""
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
        """The address (EIP-55) that held it when it was read."""
        return self.record.owner

    @property
    def block(self) -> int:
        """The number of the block in which it was born."""
        return self.record.block

    def svg(self, *, background: bool = True) -> str:
        """The portrait as SVG text. Raises NoDrawing where the species is made of images."""
        return self.genome.svg(background=background)

    def png(self, size: int = 512, *, background: bool = True) -> bytes:
        """The portrait as a PNG file without papers; `Collection.save` writes one with them."""
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
    """The family of one avatar: ancestors, offspring, and whom they had that offspring with.

    In Jupyter it shows itself as a family tree.
    """

    species: Species
    """The rule they were all made by."""
    family: pedigree.Family
    """The same in the words of `avatarchain.pedigree`."""

    @property
    def members(self) -> tuple[Avatar, ...]:
        """All of them, the oldest generation first, each once."""
        found = (member.avatar for member in self.family.members)
        return tuple(Avatar(Genome(self.species, one.genome), one) for one in found)

    def inbreeding(self, avatar: Avatar) -> Fraction:
        """Wright's coefficient F of a member, 0 … 1. Raises UnknownIdentity."""
        for member in self.family.members:
            if member.avatar.identity == avatar.record.identity:
                return member.inbreeding
        raise UnknownIdentity(id=avatar.id)

    def svg(self) -> str:
        """The tree as SVG text that refers to nothing outside itself."""
        from avatarchain.pedigree import chart

        return chart.svg(self.species, self.family)

    def png(self) -> bytes:
        """The tree as a PNG file."""
        from avatarchain.pedigree import chart

        return chart.png(self.species, self.family)

    def __repr__(self) -> str:
        return f"<Pedigree of {to_hex(self.family.asked)}, {len(self.family.members)} members>"

    def _repr_svg_(self) -> str:
        return self.svg()
