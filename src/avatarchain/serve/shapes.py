"""The objects that `/api` gives of what there is: avatars, families, genomes, species.

Its OpenAPI document follows from them, from `outcomes` and from `wishes`. They are what the
commands print with `--json`; here every field is named, and a field that is not named is a fault. A
field that has a default may be missing.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Word = Annotated[str, Field(pattern=r"^0x[0-9a-f]{64}$", description="32 bytes")]
Address = Annotated[str, Field(pattern=r"^0x[0-9a-fA-F]{40}$", description="of an account")]
Count = Annotated[int, Field(ge=0)]
Share = Annotated[float, Field(ge=0, le=1)]


class Shape(BaseModel):
    """An object with the fields that are named, and no others."""

    model_config = ConfigDict(extra="forbid")


class Promise(Shape):
    """The place of an avatar in a batch: its number there, and for whom it is."""

    batch: Count
    number: Count
    to: Address


class Expecting(Shape):
    """A child that is conceived and not born yet; block `draw` draws it."""

    father: Word
    draw: Count
    blocks_left: int


class Founding(Shape):
    """The place of a founder in a founding."""

    number: Count
    index: Count
    count: Count
    block: Count
    draw: Count
    seed: Word
    claimed: bool
    follows: bool | None
    told: str


class Unborn(Shape):
    """A child that was drawn and is not born."""

    outcome: str
    id: Word
    genome: Word
    mother: Word
    father: Word
    breeder: Address
    block: Count
    draw: Count


class Draws(Shape):
    """What became of the children that were drawn for a parent."""

    as_mother: dict[str, Count]
    as_father: dict[str, Count]
    not_born: list[Unborn]


class Avatar(Shape):
    """An avatar, as the registry has it; one that is only promised has no holder and no birth."""

    name: str | None = Field(default=None, description="the name that this home gives it")
    id: Word
    genome: Word
    dna: str = Field(pattern="^[ACGT]{128}$")
    species: Word
    generation: Count
    mother: Word | None
    father: Word | None
    owner: Address | None
    transaction: Word | None = None
    block: Count | None = None
    chain_id: Count
    genesis: Word
    contract: Address
    caip19: str
    traits: dict[str, str] = Field(description="locus → the allele that shows")


class ListedAvatar(Avatar):
    """An avatar of a list; `rarity` is in bits."""

    rarity: float
    promised: Promise | None = None
    expecting: Expecting | None = None


class AvatarPage(Shape):
    """A part of a list; `count` is the number of avatars on all pages."""

    avatars: list[ListedAvatar]
    count: Count
    closed: Count | None = Field(description="the block in which the issuance was closed")


class AvatarDetails(Avatar):
    """All that is known of one avatar."""

    founding: Founding | None = None
    draws: Draws | None = None


class Relative(Avatar):
    """A member of a family; the coefficient of inbreeding is a fraction, and in per cent."""

    inbreeding: str
    inbreeding_percent: float


class Edge(Shape):
    """A parent and a child."""

    parent: Word
    child: Word
    role: Literal["mother", "father"]


class Family(Shape):
    """The family of the avatar `id`."""

    id: Word
    nodes: list[Relative]
    edges: list[Edge]


class PairOdds(Shape):
    """The odds of a pair's child: locus → the probability of each of its 16 alleles."""

    mother: Word
    father: Word
    odds: dict[str, list[Share]]
    forms: dict[str, dict[str, Share]] = {}
    barrier: str | None = Field(default=None, description="why the registry refuses the pair")
    wanted: list[str] = []
    chance: Share | None = Field(default=None, description="of all that is wanted together")
    exactly: str | None = Field(default=None, description="the same as a fraction")


class Genome(Shape):
    """A genome with its species; `rarity` is in bits, `genes` are those of 16 loci."""

    id: Word
    genome: Word
    dna: str = Field(pattern="^[ACGT]{128}$")
    species: Word
    genes: list[list[Annotated[int, Field(ge=0, le=15)]]]
    traits: dict[str, str]
    rarity: float
    seed: Word | None = Field(default=None, description="what it was drawn from")


class Allele(Shape):
    """An allele of a locus; among 65,536 genes of founders it stands `weight` times."""

    name: str
    weight: Count


class Locus(Shape):
    """A locus of a species; one that is read with a second one has forms with weights."""

    name: str
    title: str | None = None
    alleles: list[Allele]
    forms: dict[str, Count] = {}


class SpeciesName(Shape):
    """A species."""

    id: Word
    name: str
    version: str
    served: bool = Field(description="whether the avatars of this server are of it")


class SpeciesRule(Shape):
    """The rule that turns a genome into a character."""

    id: Word
    name: str
    version: str
    creator: str | None
    license: str | None
    source: str | None
    loci: list[Locus]


class Place(Shape):
    """Which registry is served; `contract` is None before the first mint."""

    chain_id: Count
    genesis: Word
    block: Count = Field(description="the newest one")
    contract: Address | None
    species: Word
    name: str = Field(description="of the species")
    models: bool = Field(description="whether models of the species are made here")


class AvatarName(Shape):
    """The name that this home gives to an avatar."""

    id: Word
    name: str


class Clip(Shape):
    """Something that a character does."""

    name: str
    seconds: float


class Rig(Shape):
    """How the characters of a species move; `digest` changes with it."""

    digest: Word
    clips: list[Clip]
