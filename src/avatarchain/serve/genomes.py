"""What `/api` tells of genomes and species, without a chain."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi import Path as Part

from avatarchain.base.canonical import to_hex
from avatarchain.errors import UnknownSpecies
from avatarchain.genetics.seeds import item_seed, seed_from_text
from avatarchain.library.genome import Genome, founder, offspring
from avatarchain.library.rules import rule_of
from avatarchain.serve import shapes
from avatarchain.species import Species
from avatarchain.species.rarity import THOUSANDTHS, rarity

router = APIRouter(prefix="/api")

_PATTERN = r"^(0[xX][0-9a-fA-F]{64}|[0-9a-fA-F]{64}|[ACGTacgt]{128})$"
_WORDS = "a genome: 0x and 64 hex digits, or 128 letters of DNA"
Written = Annotated[str, Part(pattern=_PATTERN, description=_WORDS)]
Parent = Annotated[str, Query(pattern=_PATTERN, description=_WORDS)]
Rule = Annotated[
    str | None,
    Query(max_length=100, description="name or id of a species, if it is not the server's"),
]
Seed = Annotated[str, Query(min_length=1, max_length=1_000, description="a text")]


def species_of(request: Request, named: str | None) -> Species:
    """A shipped species or the server's, by name or id. Raises UnknownSpecies."""
    every: dict[str, Species] = request.app.state.species
    if named is None:
        own: Species = request.app.state.own
        return own
    if named not in every:
        names = sorted({each.name for each in every.values()})
        raise UnknownSpecies(name=named, shipped=", ".join(names))
    return every[named]


def described(genome: Genome) -> dict[str, Any]:
    """The JSON object of a genome."""
    record = {
        "id": genome.id,
        "genome": str(genome),
        "dna": genome.dna,
        "species": to_hex(genome.species.id),
        "genes": genome.genes,
        "traits": genome.traits,
        "rarity": rarity(genome.species, genome.number) / THOUSANDTHS,
    }
    return record | ({} if genome.seed is None else {"seed": to_hex(genome.seed)})


@router.get("/species", response_model=list[shapes.SpeciesName])
def every_species(request: Request) -> Any:
    """The species that this server can draw."""
    own = request.app.state.own
    every = {each.id: each for each in request.app.state.species.values()}
    return [
        {
            "id": to_hex(each.id),
            "name": each.name,
            "version": each.version,
            "served": each.id == own.id,
        }
        for each in every.values()
    ]


@router.get(
    "/species/{species}", response_model=shapes.SpeciesRule, response_model_exclude_unset=True
)
def species(
    request: Request, species: Annotated[str, Part(max_length=100, description="name or id")]
) -> Any:
    """The rule of a species: loci, alleles and weights."""
    return rule_of(species_of(request, species))


@router.get("/genomes/{genome}", response_model=shapes.Genome, response_model_exclude_unset=True)
def genome(request: Request, genome: Written, species: Rule = None) -> Any:
    """What a genome means in a species: its id, genes and traits."""
    return described(Genome.parse(genome, species_of(request, species)))


@router.get("/founder", response_model=shapes.Genome, response_model_exclude_unset=True)
def founder_of_seed(request: Request, seed: Seed, species: Rule = None) -> Any:
    """The founder that a text gives, registered or not; the same on every machine."""
    return described(founder(seed, species_of(request, species)))


@router.get(
    "/collections/{name}/founders/{number}",
    response_model=shapes.Genome,
    response_model_exclude_unset=True,
)
def founder_of_collection(
    request: Request,
    name: Annotated[str, Part(max_length=1_000)],
    number: Annotated[int, Part(ge=0, le=2**53 - 1)],
    species: Rule = None,
) -> Any:
    """A founder of the collection whose name is its seed."""
    seed = item_seed(seed_from_text(name), number)
    return described(founder(seed, species_of(request, species)))


@router.get("/offspring", response_model=shapes.Genome, response_model_exclude_unset=True)
def child_of_seed(
    request: Request, mother: Parent, father: Parent, seed: Seed, species: Rule = None
) -> Any:
    """A child of two genomes, drawn from a text. Nobody chooses the seed of a registered one."""
    rule = species_of(request, species)
    return described(offspring(Genome.parse(mother, rule), Genome.parse(father, rule), seed))
