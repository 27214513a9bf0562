"""The objects that `/api` gives of what was done and what happened.

They are refusals and reports, promises and what became of them, jobs, and events; see `shapes`.
"""

from typing import Annotated, Any, Literal

from pydantic import Field

from avatarchain.serve.shapes import Address, Count, Shape, Word

_Logged = Literal["birth", "transfer", "batch", "founding", "closing"]  # a job, and then an event
JobKind = Literal[_Logged, "mint", "resume", "offer", "claim"]
EventKind = Literal[_Logged, "conception", "ending", "commitment"]


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


class Check(Shape):
    """The answer of one check; `ok` is null if it was not asked."""

    name: str = Field(description="such as papers, picture, signature, registry, token")
    ok: bool | None
    detail: str = Field(description="why, in a sentence for people")


class AsOf(Shape):
    """The newest block when the chain was asked: its number, and its time in seconds since 1970."""

    block: Count
    time: Count


class Report(Shape):
    """Whether a file is what it says it is."""

    ok: bool = Field(description="whether no check fails: go by this")
    verdict: str = Field(description="the same for people; it begins with verified or NOT verified")
    shows: str | None = Field(description="of a picture without papers: which avatar")
    identity: Word | None = Field(description="of a file with papers: the id that they name")
    as_of: AsOf | None = Field(description="null if no chain was asked about the avatar")
    checks: list[Check]


class Finding(Shape):
    """What an audit found of one question; `ok` is null if it is told and not judged."""

    name: str
    ok: bool | None
    detail: str
    rows: list[dict[str, Any]] = Field(description="the details, which differ between questions")


class Audit(Shape):
    """All that can be known of the registry; `ok` if no finding fails."""

    ok: bool
    findings: list[Finding]


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
    bred: bool


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


class Job(Shape):
    """Something that the server does: `avatars` are the ids of those that are done.

    A founding or a batch that was promised, and the block in which the issuance was `closed`,
    stand in fields of their own.
    """

    name: str
    kind: JobKind
    state: Literal["queued", "running", "done", "refused"] = Field(
        description="done and refused are the end"
    )
    count: Count = Field(description="how many avatars there are to be")
    avatars: list[Word]
    founding: PromisedFounding | None = None
    batch: Batch | None = None
    closed: Count | None = None
    problem: Problem | None = Field(default=None, description="of one that is refused: why")


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

    kind: EventKind
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
