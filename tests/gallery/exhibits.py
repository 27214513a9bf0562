"""Collections to show: made without a chain, by the rules that a chain keeps."""

from dataclasses import replace
from functools import cache

from avatarchain.gallery import Contents, Life
from avatarchain.gallery.contents import Handover
from avatarchain.genetics.heredity import birth_seed, offspring
from avatarchain.genetics.seeds import founder, item_seed
from avatarchain.registry import AvatarRecord, identity_of
from avatarchain.species import Species
from avatarchain.species.pack import load

OWNERS = (
    "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266",
    "0x70997970C51812dc3A010C7d01b50e0d17dc79C8",
)
CONTRACT = "0x5FbDB2315678afecb367f032d93F642f64180aa3"


@cache
def tuftling() -> Species:
    return load("tuftling")


def collection(founders: int, species: Species | None = None) -> Contents:
    """So many founders, and three generations of the first eight of them: seven births."""
    species = species or tuftling()
    avatars: list[AvatarRecord] = []
    lives: list[Life] = []

    def bear(genome: int, generation: int, parents: tuple[int, int], draw: object) -> None:
        number = len(avatars)
        owner, paper = OWNERS[number % 5 == 0], number.to_bytes(32, "big")
        token = identity_of(species, genome)
        avatars.append(AvatarRecord(token, genome, generation, *parents, owner, number + 2, paper))
        lives.append(Life(draw, 0, 0.0, (Handover(number + 2, paper, owner),)))

    for number in range(founders):
        bear(founder(item_seed(bytes(32), number), species.cumulative), 0, (0, 0), None)
    line = avatars[:8]
    while len(line) > 1:
        start = len(avatars)
        for mother, father in zip(line[::2], line[1::2], strict=True):
            block = (len(avatars), len(avatars).to_bytes(32, "little"))
            seed = birth_seed(block[1], mother.identity, father.identity)
            genome = offspring(mother.genome, father.genome, seed)
            bear(genome, mother.generation + 1, (mother.identity, father.identity), block)
        line = avatars[start:]
    return Contents(species, 31337, CONTRACT, bytes(32), len(avatars) + 2, avatars, lives)


def named(name: str, description: str) -> Species:
    """The tuftling under another name: what a pack of somebody else may say."""
    return replace(tuftling(), name=name, description=description)
