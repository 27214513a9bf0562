"""The visible traits of an animal: the expressed alleles of loci that are not hidden.

A page gets only these. The sixteen alleles are eight bytes, two alleles in each byte. A hidden
locus always has the number 0.
"""

from base64 import b64encode
from collections.abc import Iterable, Sequence

from avatarchain.genetics.genome import LOCI
from avatarchain.species import Species, express

SPECIES = "glimmer"
"""The species of all lessons; its alleles have no clothes, wounds or paint."""

LETTERS = 11
"""About how many letters of base64 a face of eight bytes needs."""


def seen(species: Species, genome: int) -> tuple[int, ...]:
    """The sixteen alleles that a genome shows; 0 at a locus that is hidden."""
    expression = express(species, genome)
    return tuple(
        allele if expression.shows(locus) else 0 for locus, allele in enumerate(expression.alleles)
    )


def shown(species: Species, alleles: Sequence[int]) -> tuple[int, ...]:
    """The sixteen expressed `alleles`, with 0 at each hidden locus."""
    return seen(species, genome_of(alleles))


def genome_of(alleles: Sequence[int]) -> int:
    """A genome that expresses these sixteen alleles; all recessive genes are 0."""
    genome = 0
    for allele in alleles:
        genome = genome << 16 | allele << 12
    return genome


def packed(faces: Iterable[Sequence[int]]) -> str:
    """Faces as base64, eight bytes each."""
    data = b"".join(
        bytes(face[at] << 4 | face[at + 1] for at in range(0, LOCI, 2)) for face in faces
    )
    return b64encode(data).decode()
