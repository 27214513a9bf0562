"""The objects that `/api` gives: its OpenAPI document follows from them and from `wishes`.

They are what the commands print with `--json`; here every field is named, and a field that is
not named is a fault. A field that has a default may be missing.
"""

from typing import Annotated, Any, Literal

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


class Refusal(Shape):
    """A kind of refusal: what it means, and the fields that its problems have."""

    type: str
    family: str | None
    about: str
    fields: dict[str, str] = Field(description="field → its type")


class Fault(Shape):
    """What is wrong with a request, and where."""

    place: list[str | int]
    reason: str


class Problem(Shape):
    """A problem of RFC 9457. `type` of a refusal is an address that says more about it."""

    type: str
    title: str
    status: Annotated[int, Field(ge=400, le=599)]
    detail: str
    family: str | None = Field(default=None, description="the family of the refusal")
    fields: dict[str, Any] = Field(default={}, description="the data of the refusal")
    faults: list[Fault] = Field(default=[], description="of a request that is malformed")


class AvatarName(Shape):
    """The name that this home gives to an avatar."""

    id: Word
    name: str


class Check(Shape):
    """The answer of one check; `ok` is null if it was not asked."""

    name: str
    ok: bool | None
    detail: str


class Report(Shape):
    """Whether a file is what it says it is."""

    ok: bool
    verdict: str
    shows: str | None = Field(description="of a picture without papers: which avatar")
    checks: list[Check]


class Batch(Shape):
    """A batch that was committed: `new` if this job did it, with so much `gas`."""

    batch: Count
    root: Word
    count: Count
    to: Address | None
    transaction: Word
    block: Count
    gas: Count | None
    new: bool
    founding: Count | None = None


class ListedBatch(Shape):
    """A batch of the registry; `to` and `founding` are known if this home can claim from it."""

    batch: Count
    root: Word
    count: Count = Field(description="as its issuer states it")
    block: Count
    transaction: Word
    to: Address | None
    founding: Count | None
    claimable: bool


class Proof(Shape):
    """What shows that an avatar is promised to an address; anybody may claim it so."""

    id: Word
    batch: Count
    root: Word
    to: Address
    genome: Word
    proof: list[Word]


class PromisedFounding(Shape):
    """A founding that was promised: `new` if this job did it, with so much `gas`."""

    founding: Count
    count: Count
    recipients: Word
    to: Address | None
    block: Count
    draw: Count
    transaction: Word
    gas: Count | None
    new: bool


class Taken(Shape):
    """A founder of a founding that was registered before or otherwise than promised."""

    index: Count
    to: Address
    block: Count
    by_issuer: bool


class ListedFounding(Shape):
    """A founding; what became of its founders is null before the draw, or if it is too large."""

    founding: Count
    count: Count
    recipients: Word
    to: Address | None
    block: Count
    draw: Count
    drawn: bool
    batch: Count | None
    closed: Count | None
    follows: bool | None = Field(description="whether the committed root is the promised one")
    claimed: Count | None
    claimable: Count | None
    taken: list[Taken] | None
    told: str


class Clip(Shape):
    """Something that a character does."""

    name: str
    seconds: float


class Rig(Shape):
    """How the characters of a species move; `digest` changes with it."""

    digest: Word
    clips: list[Clip]


class Job(Shape):
    """Something that the server does: `avatars` are the ids of those that are done.

    A founding or a batch that was promised, and the block in which the issuance was `closed`,
    stand in fields of their own.
    """

    name: str
    kind: Literal[
        "mint",
        "birth",
        "transfer",
        "resume",
        "offer",
        "founding",
        "batch",
        "claim",
        "closing",
    ]
    state: Literal["queued", "running", "done", "refused"]
    count: Count
    avatars: list[Word]
    founding: PromisedFounding | None = None
    batch: Batch | None = None
    closed: Count | None = None
    problem: Problem | None = None


class Unfinished(Shape):
    """A mint of a drawn seed that was cut off, or is under way."""

    name: str
    count: Count
    to: Address | None


class Event(Shape):
    """What happened in a block; of the fields those that its kind has.

    `avatar` was born, or has a new holder `to`. A conception names the block `draw` that draws the
    child and the `breeder`; an ending had no birth: the child lapsed, or is the avatar that was
    there. `number` is that of a batch or founding, `count` how many avatars it is to have.
    """

    kind: Literal[
        "birth",
        "transfer",
        "conception",
        "ending",
        "batch",
        "founding",
        "commitment",
        "closing",
    ]
    block: Count
    transaction: Word | None = None
    avatar: Word | None = None
    mother: Word | None = None
    father: Word | None = None
    to: Address | None = None
    draw: Count | None = None
    breeder: Address | None = None
    number: Count | None = None
    count: Count | None = None
    root: Word | None = None
    batch: Count | None = None


class Changes(Shape):
    """What happened up to the block `through`."""

    through: int
    events: list[Event]
