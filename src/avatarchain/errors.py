"""Every refusal of this project, in one place.

A refusal is an exception whose text is one sentence: what was expected, what came, and what
to do. Each class below belongs to a family, and a caller can catch the family. A class
declares its fields as annotations. They are the keyword arguments of the constructor (mypy
reports one that is missing or misspelled), and afterwards attributes. The sentence is made
of the fields: programs read the fields, and people read the sentence. A refusal can be
pickled and copied, so one that is raised in a worker process arrives unchanged.

The sentences name no command and no option, because other programs show them too. The
command line adds what to type at a shell (`cli.advice`), prints both and exits with 1.
"""

import inspect
from pathlib import Path
from typing import Any, ClassVar, dataclass_transform

_IDS = frozenset(("id", "mother", "father", "ancestor"))
_ID_LENGTH, _SHOWN_OF_ID = 66, 14  # with 0x


@dataclass_transform(kw_only_default=True, eq_default=False)
class AvatarchainError(Exception):
    """Base of all refusals; `str(error)` is the sentence, the fields are attributes."""

    sentence: ClassVar[str] = ""
    field_types: ClassVar[dict[str, Any]] = {}

    def __init_subclass__(cls) -> None:
        # Not `dataclass`: a hundred of them would cost every start 20 ms.
        cls.field_types = cls.field_types | inspect.get_annotations(cls)

    def __init__(self, **fields: Any) -> None:
        if fields.keys() != self.field_types.keys():
            expected, given = sorted(self.field_types), sorted(fields)
            raise TypeError(f"{type(self).__name__} has the fields {expected}, not {given}")
        super().__init__()
        vars(self).update(fields)

    def __str__(self) -> str:
        return self.format(self.sentence)

    def __repr__(self) -> str:
        fields = ", ".join(f"{name}={getattr(self, name)!r}" for name in self.field_types)
        return f"{type(self).__name__}({fields})"

    def __reduce__(self) -> tuple[Any, ...]:
        return _blank, (type(self),), vars(self)

    def format(self, template: str) -> str:
        """The template, written like `sentence`, filled with the attributes of this refusal."""
        return template.format_map(_Attributes(self))


def _blank(kind: type[AvatarchainError]) -> AvatarchainError:
    """A refusal without fields; unpickling then sets them."""
    return kind.__new__(kind)


_LONGEST = 600  # letters of one field in a sentence; what strangers send can be a megabyte


class _Attributes:
    """The attributes of a refusal as `format_map` looks for them.

    Ids of avatars are shortened, and a long text is cut off.
    """

    def __init__(self, error: AvatarchainError) -> None:
        self._error = error

    def __getitem__(self, name: str) -> Any:
        value = getattr(self._error, name)
        if name in _IDS and isinstance(value, str) and len(value) == _ID_LENGTH:
            return value[:_SHOWN_OF_ID]
        if not isinstance(value, int | float | Path | None):
            value = str(value)  # also what a stranger sent instead of a text
        if isinstance(value, str) and len(value) > _LONGEST:
            return f"{value[:_LONGEST]}…"
        return value


class NodeTrouble(AvatarchainError):
    """No usable answer came from a node. Another attempt, or another node, may help."""


class Unreachable(NodeTrouble):
    """No node answers at the address `url`; `reason` says why."""

    sentence = "no node answers at {url} ({reason}): start one, or connect to another"

    url: str
    reason: str


class NotANode(NodeTrouble):
    """Something answers at `url`, but it is not an Ethereum node; `reason` says why."""

    sentence = "{url} answers, but not as an Ethereum node ({reason}): check host, port and path"

    url: str
    reason: str


class TwoHeads(NodeTrouble):
    """The node at `url` tells two newest blocks that are far apart, `number` and `other`."""

    sentence = (
        "the node at {url} says that its newest block is {number}, and that it is {other}: wait, "
        "or ask another node"
    )

    url: str
    number: int
    other: int


class NodeBehind(NodeTrouble):
    """The newest block at `url` is `number`; before it was `before`, further than chains go back.

    `index` is the path of the file that has what was read before.
    """

    sentence = (
        "{url} says that its newest block is {number}, and before it was {before}: it hides "
        "blocks or has lost them; wait, or ask another node, or delete {index} if the chain "
        "itself went back"
    )

    url: str
    number: int
    before: int
    index: str


class NodeRefused(NodeTrouble):
    """The node did not do what it was asked, and the contract is not the cause.

    `url` is the node's address, `method` the JSON-RPC method, `words` what the node answered.
    """

    sentence = "the node at {url} refused {method}: {words}"

    url: str
    method: str
    words: str


class NoMoney(NodeRefused):
    """The account at the address `account` has too little ether to pay for a transaction."""

    sentence = "{account} has too little ether: the node at {url} refused {method}: {words}"

    account: str


class NoMoneyOnDevnet(NoMoney):
    """The chain is a development chain, where dev0 … dev9 have ether. Attributes as in NoMoney."""


class NodeBusy(NodeTrouble):
    """The node has no time: it limits requests, or is overloaded or restarted.

    `url` is the node's address, `method` the JSON-RPC method, `words` what the node answered,
    `after` the number of seconds that it asks to wait for (None: it does not say). `refused`
    says that the request was certainly not carried out.
    """

    sentence = "{url} has no time for {method} ({words}{until}): wait a while, or use another node"

    url: str
    method: str
    words: str
    after: float | None
    refused: bool

    @property
    def until(self) -> str:
        """What the node says about when to come back, to follow its words."""
        return "" if self.after is None else f"; it asks to wait {self.after:.0f} s"


class TooManyBlocks(NodeTrouble):
    """A node reports more blocks than any chain has, so reading them would never end.

    `url` is the node's address, `blocks` the number of blocks still to be read, `most` the largest
    number that is accepted.
    """

    sentence = (
        "the node at {url} reports {blocks:,} blocks to read, and the limit is {most:,}: "
        "use another node"
    )

    url: str
    blocks: int
    most: int


class TooLong(NodeTrouble):
    """A node's answer is longer than any that is accepted; the rest of it was not read.

    `url` is the node's address, `method` the JSON-RPC method, `most` the limit in MiB.
    """

    sentence = (
        "{url} answers {method} with more than {most} MiB: check that it is an Ethereum node, "
        "or use another one"
    )

    url: str
    method: str
    most: int


class TooManyParts(NodeTrouble):
    """A node gives the logs of so few blocks per request that a search for logs was given up.

    `url` is the node's address, `requests` how often it was asked, and `block` the last block that
    was read.
    """

    sentence = (
        "the node at {url} gives logs of too few blocks at a time: after {requests} requests they "
        "were read up to block {block}; use another node"
    )

    url: str
    requests: int
    block: int


class ChainTrouble(AvatarchainError):
    """A chain, or the file or program that holds it, is missing, damaged or in a wrong state."""


class ChainClosed(ChainTrouble):
    """The chain at `url` was asked for something after it, or its collection, was closed."""

    sentence = "{url} was closed before: open it again, or do this inside the `with` block"

    url: str


class ChainChanged(ChainTrouble):
    """The node at `url` now serves another chain than when we connected to it.

    `expected` describes the chain at that time, `actual` the one now.
    """

    sentence = (
        "{url} was {expected} and is now {actual}, so nothing is sent there, and what was read "
        "meanwhile does not count: connect again and check which chain it is"
    )

    url: str
    expected: str
    actual: str


class Unconfirmed(ChainTrouble):
    """A transaction was sent and has no receipt yet; it may still be mined.

    `hash` is the transaction's, as 0x-hex; `seconds` is how long we waited.
    """

    sentence = "sent, not confirmed: {hash} has no receipt after {seconds:g} s"

    hash: str
    seconds: float


class StrangeReceipt(ChainTrouble):
    """A node gave a receipt without the logs that the transaction must have written.

    `hash` is the transaction's, as 0x-hex; `block` is the number of its block.
    """

    sentence = (
        "transaction {hash} is in block {block}, but the node's receipt does not tell what it did: "
        "ask another node what became of it"
    )

    hash: str
    block: int


class NoNewBlock(ChainTrouble):
    """No new block came in time. What was sent before stays valid and can be continued later.

    `block` is the number of the block that was waited for, `purpose` what needs it, `head` the
    number of the newest block, `seconds` how long no block came.
    """

    sentence = (
        "waited for block {block} to {purpose}: no block has come after {head} for {seconds:g} s"
    )

    block: int
    purpose: str
    head: int
    seconds: float


class NoSuchBlock(ChainTrouble):
    """The chain at `url` does not have the block with this `number`."""

    sentence = "{url} has no block {number}: `latest` means its newest one"

    url: str
    number: int


class StrangeHeader(ChainTrouble):
    """The header that the node at `url` gives for block `number` does not have that block's hash.

    `strange` names the fields that no known fork has, or says that all fields are known.
    """

    sentence = (
        "the header of block {number} at {url} does not have the block's hash ({strange}): "
        "use a version that knows this fork, or another node"
    )

    url: str
    number: int
    strange: str


class StrangeTransaction(ChainTrouble):
    """The transaction that the node at `url` gives for `hash` is not the one that was signed."""

    sentence = (
        "the transaction that {url} gives for {hash} is not what its sender signed for this chain"
    )

    url: str
    hash: str


class ConceptionLost(ChainTrouble):
    """The chain replaced its blocks, and a conception is no longer on it.

    `mother` is the mother's id, `draw` the block that would have drawn the child.
    """

    sentence = (
        "the chain replaced its blocks, and the conception of {mother} that block {draw} was to "
        "draw is no longer on it: breed the pair again"
    )

    mother: str
    draw: int


class CannotMine(ChainTrouble):
    """The node at `url` does not make blocks when asked, because it is no devnet.

    `words` is what it answered.
    """

    sentence = (
        "{url} does not mine when asked ({words}): wait for its next block, or use a devnet "
        "(evm+sqlite: or anvil:)"
    )

    url: str
    words: str


class ChainUnsteady(ChainTrouble):
    """The chain changes faster than it can be read.

    `url` is the node's address, `rewinds` how often blocks changed during one reading.
    """

    sentence = "the blocks at {url} changed {rewinds} times while they were read"

    url: str
    rewinds: int


class NotAChainFile(ChainTrouble):
    """The file at `path` is not an embedded chain, or it is incomplete or damaged.

    `reason` says what is wrong.
    """

    sentence = (
        "{path} is not a whole avatarchain devnet ({reason}): restore it from a copy, or move "
        "it away to begin a new chain; {path}-wal and {path}-shm belong to it and go with it"
    )

    path: Path | str
    reason: str


class DamagedChain(ChainTrouble):
    """Something in the chain file at `path` does not have the hash that it should have.

    `damage` says what.
    """

    sentence = (
        "{path} was changed or damaged: {damage}: restore it from a copy, or move it away to "
        "begin a new chain; {path}-wal and {path}-shm belong to it and go with it"
    )

    path: Path | str
    damage: str


class NoChainFile(ChainTrouble):
    """The file of an embedded chain is needed, and `url` is not the address of one here."""

    sentence = "{url} is not the file of an embedded devnet on this machine"

    url: str


class NotTheHomes(ChainTrouble):
    """The chain at `url` was to be deleted, and only the embedded devnet of the `home` can be."""

    sentence = (
        "{url} is not the devnet in {home}, and no other chain can be reset: nothing is deleted"
    )

    url: str
    home: Path | str


class ChainMissing(ChainTrouble):
    """The home still has pins of its embedded devnet, but the `file` is gone.

    `lost` says what was on it, such as "2 names".
    """

    sentence = "the chain of this home is missing: {file}, with {lost}"

    file: Path | str
    lost: str


class DevnetThere(ChainTrouble):
    """A devnet cannot be imported, because there is one at `path` already."""

    sentence = "{path} is a devnet already: nothing was imported"

    path: Path | str


class NotAnExport(ChainTrouble):
    """The `file` is not a complete export of a devnet; `reason` says why."""

    sentence = "{file} is not a complete export of a devnet ({reason}): nothing was imported"

    file: Path | str
    reason: str


class PinnedAnother(ChainTrouble):
    """A devnet in a `file` has the registry `contract`, and the home pins another, `pinned`.

    Both are of the same `species` (0x-hex) on the same chain.
    """

    sentence = (
        "{file} has the registry {contract} for the species {species}, and yours on the same "
        "chain is {pinned}: nothing was imported"
    )

    file: Path | str
    contract: str
    pinned: str
    species: str


class CannotWrite(ChainTrouble):
    """A folder or file of the chain, at `path`, cannot be written; `reason` says why."""

    sentence = "cannot write {path} ({reason}): make its folder writable, or use another one"

    path: Path | str
    reason: str


class DiskFull(ChainTrouble):
    """The disk was full while the chain's file at `path` was written.

    The transaction was undone as a whole. `reason` is the system's.
    """

    sentence = (
        "the disk accepted no more data while writing {path} ({reason}): the chain is as it was "
        "before; free some space"
    )

    path: Path | str
    reason: str


class AnvilMissing(ChainTrouble):
    """There is no anvil program at `path` to start."""

    sentence = (
        "no anvil at {path!r}: install Foundry so that `anvil` is on the PATH, give "
        "anvil:/path/to/anvil, or use the embedded chain (evm+sqlite:)"
    )

    path: str


class AnvilFailed(ChainTrouble):
    """The anvil program at `path` was started, but serves no chain; `words` is its output."""

    sentence = "{path} was started and did not serve a chain: {words}"

    path: str
    words: str


class ServerTrouble(AvatarchainError):
    """The server could not start."""


class PortTaken(ServerTrouble):
    """The server cannot listen on `port` of this machine; `reason` says who is there, or why."""

    sentence = "cannot serve on port {port} of 127.0.0.1: {reason}"

    port: int
    reason: str


class ServedAlready(ServerTrouble):
    """Another process serves the home at `home` already, at `url`."""

    sentence = "{home} is served already, at {url}"

    home: Path | str
    url: str


class StillServed(ServedAlready):
    """The devnet of a home cannot be removed or replaced while a process serves the home."""


class NothingToCopy(ServerTrouble):
    """A copy of a chain cannot be served, because `url` is a node, not a file on this machine."""

    sentence = "{url} is no file of an embedded devnet, and a node is not copied"

    url: str


class PublicChain(AvatarchainError):
    """Nothing was sent, because the chain is public and writing to it was not allowed."""


class PublicTestNetwork(PublicChain):
    """Nothing was sent to a public test network, because the caller did not allow it.

    `chain_id` is its chain id, `name` its name.
    """

    sentence = "chain {chain_id} is {name}, a public test network: nothing was sent"

    chain_id: int
    name: str


class PublicNetwork(PublicChain):
    """Nothing was sent to another public chain: the caller must allow its `chain_id`."""

    sentence = "chain {chain_id} is not a development chain: nothing was sent"

    chain_id: int


class UnfitNetwork(PublicChain):
    """The network does not choose random numbers as Ethereum does, so births would not be fair.

    `reason` says what its node answered.
    """

    sentence = (
        "chain {chain_id} does not draw as Ethereum does ({reason}): nothing was sent, use "
        "another network"
    )

    chain_id: int
    reason: str


class RegistryTrouble(AvatarchainError):
    """A contract is not the registry that was expected."""


class NoRegistry(RegistryTrouble):
    """There is no registry on the chain at `url`; `reason` says where we looked."""

    sentence = "no registry on {url} ({reason})"

    url: str
    reason: str


class NotARegistry(NoRegistry):
    """The contract that was named is not a registry. `url` and `reason` as in NoRegistry."""


class NothingHere(NoRegistry):
    """The home has no devnet yet, or no registry on it. `url` and `reason` as in NoRegistry."""

    sentence = "there is nothing here yet"


class OtherChain(RegistryTrouble):
    """The node at `url` serves another chain than the one that is expected.

    `expected` and `actual` describe the two.
    """

    sentence = (
        "{url} is another chain than before (expected {expected}; found {actual}): start the "
        "old one again"
    )

    url: str
    expected: str
    actual: str


class OtherCode(RegistryTrouble):
    """The registry that was deployed is gone from the chain, or has other code.

    `url` is the node's address, `contract` the registry's; `content` says what is there.
    """

    sentence = (
        "the registry {contract} is not on {url} any more ({content} there): start the old chain "
        "again"
    )

    url: str
    contract: str
    content: str


class ForeignCode(RegistryTrouble):
    """A contract looks like a registry of avatarchain but is not; `reason` says why."""

    sentence = "the contract {contract} is no registry of avatarchain: {reason}"

    contract: str
    reason: str


class ForeignCreation(RegistryTrouble):
    """It cannot be proven that our code created a registry.

    `reason` says what was found instead.
    """

    sentence = "it cannot be proven how the registry {contract} was created: {reason}"

    contract: str
    reason: str


class OtherSpecies(RegistryTrouble):
    """The registry is for another species than the one in use.

    `contract` is the registry's address, `species` the id of its species; `name` and `expected`
    are name and id of the one in use.
    """

    sentence = "the registry {contract} is for the species {species}, not {name} ({expected})"

    contract: str
    species: str
    name: str
    expected: str


class Namesake(RegistryTrouble):
    """The registry is for another species that has the name of one of yours, or one like it.

    `contract` is the registry's address, `species` the id of its species and `name` its name;
    `known` and `expected` are name and id of yours.
    """

    sentence = (
        "the registry {contract} is for another species that is called {name!r}, {species}: it is "
        "NOT your {known}, {expected}"
    )

    contract: str
    species: str
    name: str
    known: str
    expected: str


class OtherName(RegistryTrouble):
    """The registry at `contract` calls itself `name`, and its species is called `expected`.

    Whoever deployed it chose that name, and wallets show it.
    """

    sentence = (
        "the registry {contract} calls itself {name!r}, but its species is {expected!r}: do not "
        "trust the name"
    )

    contract: str
    name: str
    expected: str


class NotDrawn(RegistryTrouble):
    """The registry `contract` was asked for a picture, but it has no portrait contract."""

    sentence = "the registry {contract} draws no pictures, because its species is made of images"

    contract: str


class ArtElsewhere(NotDrawn):
    """The registry `contract` was asked for its species, but the art is not on the chain."""

    sentence = (
        "the registry {contract} cannot give its species: it is made of images, and they are "
        "not on the chain"
    )


class StrangeLog(RegistryTrouble):
    """A contract logged something that no registry logs.

    `contract` is its address, `block` the block of the log, `reason` what is strange.
    """

    sentence = (
        "contract {contract} is no registry of ours: in block {block} it logged {reason}; check "
        "its address"
    )

    contract: str
    block: int
    reason: str


class ContractRefused(AvatarchainError):
    """A contract refused a call, or would refuse it. Nothing was changed."""


class Reverted(ContractRefused):
    """A contract refused a call with an error that has not been decoded.

    `data` are the raw bytes of that error.
    """

    sentence = "the contract refused the call (error data 0x{shortened})"

    data: bytes

    @property
    def shortened(self) -> str:
        """The first 68 bytes in hex, with … where there are more."""
        return self.data[:68].hex() + "…" * (len(self.data) > 68)


class OtherContractError(ContractRefused):
    """A contract refused with an error of this `name` for which there is no class here.

    `arguments` is the text of the error's arguments.
    """

    sentence = "the contract refused: {name}({arguments})"

    name: str
    arguments: str


class LostForEver(ContractRefused):
    """Nobody can move or claim what the `address` holds, since it is `what`."""

    sentence = "nobody could ever move an avatar that {address} holds: it is {what}"

    address: str
    what: str


class BurnAddress(ContractRefused):
    """Nobody is known to have the key of the `address`: it is used to destroy what it gets."""

    sentence = (
        "nobody is known who could move an avatar that {address} holds: it is an address to "
        "destroy things, or that of a precompiled contract"
    )

    address: str


class NoReceiver(ContractRefused):
    """The contract at `address` does not say that it accepts ERC-721 tokens."""

    sentence = (
        "{address} is a contract that does not accept ERC-721 tokens, so an avatar that it "
        "holds may be lost for ever"
    )

    address: str


class GreedyReceiver(ContractRefused):
    """The contract at `address` would use `gas` units of gas when it receives an avatar."""

    sentence = "the contract at {address} would use {gas:,} gas when it gets an avatar: not sent"

    address: str
    gas: int


class WrongParty(ContractRefused):
    """ERC-721 does not allow the account `address` to be the `role` of an avatar."""

    sentence = "{address} cannot be the {role} of an avatar: name another address"

    address: str
    role: str


class AlreadyRegistered(ContractRefused):
    """The avatar `id` is registered already; the account `holder` holds it."""

    sentence = "{id} is registered already and belongs to {holder}"

    id: str
    holder: str


class NotIssuer(ContractRefused):
    """The `account` is not the issuer of the registry, so it may not add founders."""

    sentence = "{account} is not the issuer of this registry"

    account: str


class AnotherIssues(NotIssuer):
    """The `account` is not the issuer of the registry: `issuer` is, a name or an address."""

    sentence = "{account} is not the issuer of this registry; {issuer} is"

    issuer: str


class NotYours(ContractRefused):
    """Who signs neither holds the avatar nor may act for its holder.

    `account` is who signs, `id` the avatar.
    """

    sentence = "{account} neither holds {id} nor may act for its holder: sign as the holder"

    account: str
    id: str


class SameAvatar(ContractRefused):
    """The avatar `id` was named as both parents."""

    sentence = "{id} cannot breed with itself: name two avatars"

    id: str


class Related(ContractRefused):
    """The two parents are parent and child, or have a parent in common.

    `mother` and `father` are their ids, `ancestor` the id of the avatar in common.
    """

    sentence = "{mother} and {father} are too closely related to breed: {relation}"

    mother: str
    father: str
    ancestor: str

    @property
    def relation(self) -> str:
        """How the two are related, in words."""
        if self.ancestor == self.mother:
            return self.format("{father} is a child of {mother}")
        if self.ancestor == self.father:
            return self.format("{mother} is a child of {father}")
        return self.format("both are children of {ancestor}")


class NotOffered(ContractRefused):
    """The father belongs to somebody else, who has not offered him to the breeder.

    `father` is his id, `breeder` the address of the account that wants to breed.
    """

    sentence = "the father {father} belongs to another owner, who has not offered him to {breeder}"

    father: str
    breeder: str


class Expecting(ContractRefused):
    """The mother is expecting a child already.

    `mother` is her id, `draw` the number of the block that draws the child.
    """

    sentence = (
        "{mother} is expecting a child already, drawn by block {draw}: breed her with its father "
        "to deliver it, or wait until it has lapsed"
    )

    mother: str
    draw: int


class NotExpecting(ContractRefused):
    """The avatar `mother` is not expecting a child, so none can be delivered."""

    sentence = "{mother} is not expecting: breed her first"

    mother: str


class TooEarly(ContractRefused):
    """The child of `mother` can be delivered only after block `draw`, which draws it."""

    sentence = "the child of {mother} is drawn by block {draw} and can be delivered after it"

    mother: str
    draw: int


class TooLate(ContractRefused):
    """The child of `mother` was not delivered in time.

    Contracts can no longer read the hash of the block `draw`, which drew the child.
    """

    sentence = (
        "the child of {mother}, drawn by block {draw}, was not delivered in time and has lapsed: "
        "breed the pair again for a new conception"
    )

    mother: str
    draw: int


class OtherHeader(ContractRefused):
    """The header sent with a delivery is not that of the block `draw`, whose hash is `hash`."""

    sentence = "the header that was sent is not that of block {draw}, whose hash is {hash}"

    draw: int
    hash: str


class Stillborn(ContractRefused):
    """The child's genome was registered before: the birth ended without a child.

    `mother` and `father` are the ids of its parents, `id` is that of the avatar that has this
    genome.
    """

    sentence = (
        "the child of {mother} and {father} would be {id}, which was registered before: this "
        "birth has ended without a child"
    )

    mother: str
    father: str
    id: str


class NoSuchBatch(ContractRefused):
    """The registry has no batch with the number `batch`; it has `batches` of them."""

    sentence = "the registry has no batch {batch}: {batches} are committed, numbered from 0"

    batch: int
    batches: int


class NotInBatch(ContractRefused):
    """The proof does not lead to the root of the batch.

    `batch` is the number of the batch, `to` the recipient's address, `genome` 0x-hex.
    """

    sentence = (
        "batch {batch} does not promise the genome {genome} to {to}: check batch, avatar and "
        "recipient"
    )

    batch: int
    to: str
    genome: str


class IssuanceIsClosed(ContractRefused):
    """The issuer closed the registry for new promises and founders, for good."""

    sentence = (
        "the issuance of this registry is closed for good: it registers no founders but those "
        "that are promised already"
    )


class DrawTooSoon(ContractRefused):
    """Block `draw` is too soon to draw a founding; the first block allowed is `first`."""

    sentence = "block {draw} is too soon for the draw: the first that is far enough is {first}"

    draw: int
    first: int


class NoSuchFounding(ContractRefused):
    """The registry has no founding with the number `founding`; it has `foundings` of them."""

    sentence = "the registry has no founding {founding}: {foundings} are promised, numbered from 0"

    founding: int
    foundings: int


class FoundingIsCommitted(ContractRefused):
    """The founders of `founding` are committed already; this can be done only once."""

    sentence = "the founders of founding {founding} are committed already, which is done once"

    founding: int


class KeyRevoked(ContractRefused):
    """The issuer's `key` was revoked; that cannot be undone."""

    sentence = "the issuer key {key} is revoked and can never be used again: publish a new one"

    key: str


class ArtNotStored(ContractRefused):
    """The chain did not store a piece of the art (DeploymentFailed): gas or code was too much."""

    sentence = (
        "the chain did not store a piece of the art (DeploymentFailed): most likely one block has "
        "too little room for it"
    )


class BlocksTooSmall(ContractRefused):
    """A transaction of the deployment takes more `gas` than a block of the chain has (`limit`)."""

    sentence = (
        "a transaction of the deployment takes {gas} gas, and a block of this chain has only "
        "{limit}: use a chain with larger blocks"
    )

    gas: int
    limit: int


class OtherPortrait(ContractRefused):
    """The contract at the address `portrait` is not sealed with the art of the species."""

    sentence = "the contract {portrait} is not the sealed portrait of this species"

    portrait: str


class Malformed(AvatarchainError):
    """A text, a number or an object that was given has a wrong form or kind, or is out of range."""


class BadURL(Malformed):
    """The address of a chain, `url`, has none of the known forms."""

    sentence = (
        "{url!r} is not a chain address: expected evm+sqlite:///PATH, anvil:, "
        "http(s)://HOST, ws(s)://HOST or ipc:///PATH"
    )

    url: str


class MalformedGenome(Malformed):
    """A text or a list of genes is no genome; `reason` says where it goes wrong."""

    sentence = "not a genome: {reason}; write 0x and 64 hex digits, or 128 letters A C G T"

    reason: str


class MalformedSeed(Malformed):
    """A text or bytes cannot be a seed; `reason` says why."""

    sentence = "not a seed: {reason}"

    reason: str


class MalformedIdentity(Malformed):
    """The `text` is no id of an avatar, nor the beginning of one, nor CAIP-19.

    `hint` is added to the sentence; it may be empty.
    """

    sentence = (
        "{text!r} is not an avatar's id: write 0x and at least four of its 64 hex digits, "
        "or eip155:<chain>/erc721:<contract>/<number>{hint}"
    )

    text: str
    hint: str


class BadNickname(Malformed):
    """The `name` cannot be the name of an avatar; `reason` says why."""

    sentence = "an avatar cannot be called {name!r}: it {reason}"

    name: str
    reason: str


class MalformedCaip10(Malformed):
    """The `text` is not the CAIP-10 notation of a contract.

    `hint` is added to the sentence; it may be empty.
    """

    sentence = "{text!r} names no registry: expected eip155:CHAIN:0xCONTRACT (CAIP-10){hint}"

    text: str
    hint: str


class MalformedHash(Malformed):
    """The `text` is not 32 bytes in hex; `what` names the value that was expected."""

    sentence = "{text!r} is no {what}: expected 64 hex digits, with or without 0x"

    text: str
    what: str


class BadAddress(Malformed):
    """The `text` is not an Ethereum address; `reason` says why."""

    sentence = "{text!r} is not an address: {reason}"

    text: str
    reason: str


class NoRecipient(BadAddress):
    """The `text` is neither an address nor the name of an account; `reason` says so."""


class BadDump(Malformed):
    """A value is not a Merkle tree of promises in OpenZeppelin's format; `reason` says why."""

    sentence = "not a StandardMerkleTree of (address, uint256): {reason}"

    reason: str


class BadName(Malformed):
    """A species cannot have this `name`."""

    sentence = "{name!r} cannot name a species: write lower-case words joined by hyphens"

    name: str


class BadPadding(Malformed):
    """The clear pixels round a sprite, `padding`, are not from 0 to `most`."""

    sentence = "the padding of a sprite sheet must be from 0 to {most} pixels, got {padding}"

    padding: int
    most: int


class TooManyFrames(Malformed):
    """A loop or a sheet has `frames` frames of one character; `most` are allowed at this `size`."""

    sentence = (
        "{what} has {frames:,} frames of {size} pixels for a character, and at most {most:,} are "
        "painted: play a shorter clip, or take smaller frames"
    )

    what: str
    frames: int
    size: int
    most: int


class TooMuchPainting(Malformed):
    """Frames take `work` milliseconds to paint, as counted beforehand; `most` are spent.

    `size` is the side of a frame in pixels.
    """

    sentence = (
        "{what} takes an effort of {work:,} at {size} pixels, and at most {most:,} is spent: "
        "play a shorter clip, take smaller frames, or simpler drawings"
    )

    what: str
    work: int
    size: int
    most: int


class TooManyKeys(Malformed):
    """A file that moves, `what`, would have more than `most` keys; `less` says what helps."""

    sentence = "{what} would have more than {most:,} keys: it needs {less}"

    what: str
    most: int
    less: str


class TooManyEyes(Malformed):
    """Eyes are held against `count` points of drawings, to see how they close; `most` are read."""

    sentence = (
        "to see how eyes close takes {count:,} looks at points of drawings, and at most {most:,} "
        "are taken: it needs fewer eyes, fewer layers in [face], or simpler drawings"
    )

    count: int
    most: int


class TooIntricate(Malformed):
    """The drawings of a character have `count` of some `parts`, and a model is made of `most`."""

    sentence = (
        "this character has {count:,} {parts} in its drawings, and a model is made of at most "
        "{most:,}: it needs simpler drawings"
    )

    count: int
    parts: str
    most: int


class SheetTooLarge(Malformed):
    """A sprite sheet of `frames` frames would be `side` pixels wide; `largest` is allowed."""

    sentence = (
        "a sheet of {frames} frames would be {side} pixels wide, and {largest} are allowed: take "
        "smaller frames, fewer clips, or fewer characters"
    )

    frames: int
    side: int
    largest: int


class BadSize(Malformed):
    """The `size` of a picture is not from `smallest` to `largest` pixels."""

    sentence = "a portrait is {smallest} to {largest} pixels wide, not {size}"

    size: int
    smallest: int
    largest: int


class BadCount(Malformed):
    """The number of avatars, `count`, is below 1 or above 2**64."""

    sentence = "cannot mint {count} avatars: a mint makes 1 or more, at most 2**64"

    count: int


class BadCounts(Malformed):
    """Counts, or what is expected of them, cannot be tested; `reason` says why."""

    sentence = "these counts cannot be tested: {reason}"

    reason: str


class BadFoundingCount(Malformed):
    """A founding cannot promise `count` founders."""

    sentence = "a founding promises 1 founder or more, fewer than 2**64, not {count}"

    count: int


class BadDraw(Malformed):
    """A founding cannot be drawn `ahead` blocks after the block that promises it."""

    sentence = (
        "a draw is at least {least} blocks ahead, and its block has a number below 2**64: "
        "{ahead} blocks ahead is not possible"
    )

    ahead: int
    least: int


class BadDuration(Malformed):
    """The `text` is no length of time, or one of more than 366 days."""

    sentence = (
        "{text!r} is not a duration up to 366d: write a number and ms, s, m, h or d, such as 10s"
    )

    text: str


class BadFormat(Malformed):
    """Pictures cannot be written in the format `form`; `formats` lists those that can."""

    sentence = "{form!r} is not a picture format: choose one of {formats}"

    form: str
    formats: str


class NotOfModels(Malformed):
    """The `option` is for files of another kind; `what` says for which."""

    sentence = "the option {option} is for {what} alone"

    option: str
    what: str


class BadSlice(Malformed):
    """A collection has no numbers `first` to `last`."""

    sentence = (
        "no numbers {first} to {last} in a collection: a slice has 1 or more, the first 0 or "
        "more, and the last below 2**64"
    )

    first: int
    last: int


class BadTreeFile(Malformed):
    """The name of a pedigree's `file` does not end in one of the known `endings`."""

    sentence = "cannot draw a pedigree as {file}: the file's name must end in one of {endings}"

    file: Path | str
    endings: str


class BadSliceFile(Malformed):
    """The name of the `file` for a slice ends neither in .jsonl nor in .parquet."""

    sentence = "cannot write founders as {file}: the file's name must end in .jsonl or .parquet"

    file: Path | str


class BadFilter(Malformed):
    """The `text` of a filter or an order for a list cannot be read; `reason` says why."""

    sentence = "cannot list by {text!r}: {reason}"

    text: str
    reason: str


class WrongKind(Malformed):
    """The `argument` of a `function` is not the kind of object that is expected there.

    `expected` says what may be given, `given` what was.
    """

    sentence = "{function}: {argument} must be {expected}, not {given}"

    function: str
    argument: str
    expected: str
    given: str


class UnknownTrait(Malformed):
    """The text `want` names no trait of the `species`; `reason` says what it may name instead."""

    sentence = "{want!r} is no trait of {species}: {reason}"

    want: str
    species: str
    reason: str


class UnknownLocus(Malformed):
    """The name or number `locus` is none of the loci of the `species`; `loci` lists their names."""

    sentence = "{locus!r} is no locus of {species}: its loci are {loci}"

    locus: str
    species: str
    loci: str


class UnknownAllele(Malformed):
    """The name or number `allele` is none of those of a `locus`; `alleles` lists their names."""

    sentence = "{allele!r} is no allele of {locus}: its alleles are {alleles}"

    allele: str
    locus: str
    alleles: str


class AvatarNotFound(AvatarchainError):
    """A well-formed id names no avatar, or several."""


class UnknownIdentity(AvatarNotFound):
    """No avatar of the registry has this `id`, or an id that begins with it."""

    sentence = "no avatar {id} in this registry"

    id: str


class NotMinted(UnknownIdentity):
    """The avatar `id` of the text `seed` is not in the registry."""

    sentence = "the avatar of the seed {seed!r} is not minted here yet ({id})"

    seed: str


class UnknownName(AvatarNotFound):
    """No avatar of the registry has this `name`."""

    sentence = "no avatar here is called {name!r}"

    name: str


class NameTaken(Malformed):
    """Another avatar, `id`, has this `name` already, or one that reads like it."""

    sentence = "{name!r} is the name of {id} already"

    name: str
    id: str


class AmbiguousIdentity(AvatarNotFound):
    """Several ids begin with the digits in `id`.

    `count` is how many, `examples` some of them.
    """

    sentence = "{count} ids begin with {id} ({examples}): write more digits"

    id: str
    count: int
    examples: str


class NotPromised(AvatarNotFound):
    """The avatar `which` is not among those that the batch with number `batch` promises."""

    sentence = "batch {batch} promises no avatar {which}: give an id or a number of its file"

    batch: int
    which: str


class SpeciesFault(AvatarchainError):
    """A species is unknown, broken, or not the one that is needed."""


class UnknownSpecies(SpeciesFault):
    """There is no species pack of this `name`, and no folder; `shipped` lists the packs."""

    sentence = (
        "no species pack {name!r}: give a folder that holds species.toml, or one of: {shipped}"
    )

    name: str
    shipped: str


class FaultyPack(SpeciesFault):
    """A species pack breaks the rules of packs.

    `pack` is its name, `faults` every fault with its place, `first` the first of them.
    """

    sentence = "the species pack {pack!r} cannot be used: {first}"

    pack: str
    first: str
    faults: tuple[str, ...]


class FaultyRig(SpeciesFault):
    """The rig of a species pack breaks the rules of rigs.

    `pack` is the pack's name, `faults` every fault with its line, `first` the first of them.
    """

    sentence = "the rig of the species pack {pack!r} cannot be used: {first}"

    pack: str
    first: str
    faults: tuple[str, ...]


class UnknownClip(SpeciesFault):
    """The rig of the `species` has no clip `name`; `clips` lists those that it has."""

    sentence = "the species {species!r} has no clip {name!r}; it has: {clips}"

    name: str
    species: str
    clips: str


class FaultyLayers(SpeciesFault):
    """No species can be made of the layers in a folder.

    `folder` is its path, `faults` every fault with its place, `first` the first of them.
    `remedies` are the names of settings that would help.
    """

    sentence = "no species can be made of the layers in {folder!r}: {first}"

    folder: Path | str
    first: str
    faults: tuple[str, ...]
    remedies: tuple[str, ...]


class TooManyLayers(FaultyLayers):
    """The layers need more loci than a genome has; they have no other fault."""


class FaultyStyle(SpeciesFault):
    """No species can be made of a style of faces.

    `style` is its name, `faults` every reason, `first` the first of them.
    """

    sentence = "no species can be made of the style {style!r}: {first}"

    style: str
    first: str
    faults: tuple[str, ...]


class ImageChanged(SpeciesFault):
    """The image `file` of a pack no longer has the pixels that the species is made of.

    `reason` says what is different.
    """

    sentence = (
        "{file}: {reason}; a published species never changes: put the file back, or make "
        "another species"
    )

    file: Path | str
    reason: str


class NoDrawing(SpeciesFault):
    """An SVG or a model was asked for, and the layers of the `species` are images."""

    sentence = "the species {species!r} is made of PNG layers and has no SVG and no model"

    species: str


class NoBody(SpeciesFault):
    """A model was asked for, and a genome of the `species` shows nothing but background."""

    sentence = "this genome of {species!r} shows nothing that moves, so it has no model"

    species: str


class FolderInUse(SpeciesFault):
    """A new pack was to be written into a `folder` that is not empty."""

    sentence = "{folder} is not empty: a new species pack is written into a folder of its own"

    folder: Path | str


class MixedSpecies(SpeciesFault):
    """A genome does not belong to the species that is expected.

    `expected` and `species` are the names or ids of the two species.
    """

    sentence = (
        "expected a genome of the species {expected}, got one of {species} (or of another version "
        "of it): load the pack of both from one place"
    )

    expected: str
    species: str


class TooFewLooks(SpeciesFault):
    """More avatars were asked for than the species has looks.

    `species` is its name, `looks` how many looks it has, `count` how many avatars.
    """

    sentence = (
        "the species {species} has {looks:,} looks, so {count:,} avatars must repeat some: ask "
        "for fewer, or allow it"
    )

    species: str
    looks: int
    count: int


class TooFewGenomes(SpeciesFault):
    """The species would probably draw the same founder twice.

    `species` is its name, `count` how many founders, `chance` the probability.
    """

    sentence = (
        "the species {species} would draw the same genome twice in {count:,} founders with a "
        "probability of {chance:.2g}: ask for fewer, or even out its weights"
    )

    species: str
    count: int
    chance: float


class PapersFault(AvatarchainError):
    """A picture file or its papers (the signed data in it) cannot be read or used."""


class NotAPicture(PapersFault):
    """The `file` is no PNG or SVG, or a broken one; `reason` says what is wrong."""

    sentence = "cannot read a portrait from {file}: {reason}"

    file: Path | str
    reason: str


class BadPapers(PapersFault):
    """Papers are not well-formed; `reason` says what is wrong."""

    sentence = "the papers are not well-formed: {reason}"

    reason: str


class OldPapers(PapersFault):
    """Papers have the form of an older version; `version` is the avatarchain that wrote them."""

    sentence = "made by avatarchain {version}: make the picture again"

    version: str


class PapersOfAnother(PapersFault):
    """The papers are for another species than the one in use.

    `species` is the id in the papers, `name` the name of the one in use.
    """

    sentence = "the papers are for species {species}, not for {name}"

    species: str
    name: str


class UnknownRegistry(PapersFault):
    """The registry that papers name is none of those that the user trusts, for this `reason`."""

    sentence = "{reason}"

    reason: str


class PaintedByAnother(PapersFault):
    """The papers of a picture name another painter than that of this version.

    `name` and `version` are the painter's in the papers, `version_here` is the version of the
    painter here. A picture can only be checked by the version that painted it.
    """

    sentence = (
        "painted by {name} {version}, and the painter here has version {version_here}: have the "
        "picture written anew"
    )

    name: str
    version: str
    version_here: str


class OddDrawing(PapersFault):
    """The SVG that a contract draws of the avatar `id` cannot be painted.

    `reason` says what is outside the drawing language.
    """

    sentence = "the chain's picture of {id} cannot be painted: {reason}"

    id: str
    reason: str


class TrustFault(AvatarchainError):
    """A registry cannot be put on, or taken off, the list of those trusted."""


class ChainElsewhere(TrustFault):
    """The registry is on another chain than the one in use.

    `registry` is in CAIP-10 notation; `url` and `chain_id` are of the chain in use.
    """

    sentence = "{registry} is not on {url}, which is chain {chain_id}"

    registry: str
    url: str
    chain_id: int


class GenesisNeeded(TrustFault):
    """A contract on a development chain can be trusted only with the chain's genesis hash.

    `chain` is the chain id, `contract` the address.
    """

    sentence = (
        "chain {chain} is a development chain, and every one of them can have a contract at "
        "{contract}: give the hash of its block 0 too"
    )

    chain: int
    contract: str


class NotTrusted(TrustFault):
    """The `registry` (CAIP-10) cannot be removed from the trust list: it is not on it."""

    sentence = "{registry} is not on your trust list"

    registry: str


class KeyTrouble(AvatarchainError):
    """There is no key to sign with, or it cannot be opened, read or made."""


class NoIssuerKey(KeyTrouble):
    """There is no issuer key that can be used; `reason` says why."""

    sentence = "{reason}"

    reason: str


class IssuerKeyStaysSealed(KeyTrouble):
    """The passphrase does not open the issuer's `key`."""

    sentence = "the passphrase does not open the issuer key {key}"

    key: str


class BadKey(KeyTrouble):
    """A private key, or the name for one, cannot be used; `reason` says why."""

    sentence = "cannot make an account from this: {reason}"

    reason: str


class BadKeystore(KeyTrouble):
    """The `file` is no keystore V3 that can be opened; `reason` says why."""

    sentence = "cannot read a key from {file}: {reason}"

    file: Path | str
    reason: str


class WrongPassphrase(KeyTrouble):
    """The passphrase does not open the keystore `file`."""

    sentence = "the passphrase does not open the keystore {file}"

    file: Path | str


class NoTerminal(KeyTrouble):
    """A passphrase is needed, and there is no terminal on which to ask for it.

    `question` is the question, `option` and `variable` are what can give it instead.
    """

    sentence = (
        "{question!r} is needed and there is no terminal to ask on: give {option}, "
        "or set ${variable}"
    )

    question: str
    option: str
    variable: str


class PassphraseNeeded(KeyTrouble):
    """A passphrase is needed, and the caller gave neither it nor a way to ask.

    `variable` is the environment variable that can give it.
    """

    sentence = (
        "no account to sign with: a passphrase is needed, and nobody can be asked: set ${variable}"
    )

    variable: str


class AccountExists(KeyTrouble):
    """There is an account of this `name` already."""

    sentence = "an account named {name!r} exists already: choose another name"

    name: str


class NoAccount(KeyTrouble):
    """There is no account to sign with; `reason` says why."""

    sentence = "no account to sign with: {reason}"

    reason: str


class NoKeys(KeyTrouble):
    """The home has neither a keystore nor an issuer key."""

    sentence = "there is no key in your home"


class UnknownAccount(KeyTrouble):
    """There is no account of this `name`."""

    sentence = "no account {name!r}"

    name: str


class DevelopmentKeyElsewhere(KeyTrouble):
    """The public development key `name` may not be used on a chain that is not for development."""

    sentence = (
        "{name} is a key that everybody knows and is used on development chains (31337, 1337) "
        "only: name an account of yours"
    )

    name: str


class HomeTrouble(AvatarchainError):
    """A folder or file on this machine cannot be used as it is."""


class SystemRefused(HomeTrouble):
    """The operating system failed in a way that no other refusal covers.

    `reason` is what it says, `remedy` what helps.
    """

    sentence = "the system refused ({reason}): {remedy}"

    reason: str
    remedy: str


class UnusableHome(HomeTrouble):
    """The folder `home` cannot be made, read or written; `reason` says why."""

    sentence = "cannot write in {home} ({reason}): make room or give another folder"

    home: Path | str
    reason: str


class LockHeld(HomeTrouble):
    """Another process held a file's lock until the patience of this one ended.

    `holder` names that process in words, with its number where the system tells it.
    """

    sentence = "{holder} has held {path} for {seconds:g} s: wait for it, or stop it"

    path: Path | str
    seconds: float
    holder: str


class ChainGone(HomeTrouble):
    """The file of an open chain was deleted or replaced by another program."""

    sentence = (
        "{path} was deleted or replaced while it was in use: what was reported before is not in "
        "the file that is there now; nothing more was written"
    )

    path: Path | str


class DamagedFile(HomeTrouble):
    """A `file` that avatarchain wrote is damaged; `reason` says what is wrong in it."""

    sentence = "{file} is damaged ({reason}): move it away, or restore it"

    file: Path | str
    reason: str


class MadeByAnotherVersion(HomeTrouble):
    """A chain, or a file that belongs to one, that an older version wrote.

    `file` is the path, `version` the version that wrote it.
    """

    sentence = (
        "{file} was made by avatarchain {version}, and this version does not read it; nothing was "
        "changed: go on with version {version}"
    )

    file: Path | str
    version: str


class ChainOfAnotherVersion(MadeByAnotherVersion):
    """An older version wrote a chain file that is not in the home."""


class NewerFormat(HomeTrouble):
    """A file that a later version wrote.

    `file` is the path, `file_format` its format, `newest` the newest that this version reads.
    """

    sentence = (
        "{file} was written by a newer avatarchain (format {file_format}, this version reads "
        "{newest}); nothing was changed: install that version"
    )

    file: Path | str
    file_format: str
    newest: int


class FileThere(HomeTrouble):
    """A `file` was to be written and exists already."""

    sentence = "{file} is there already: move it away"

    file: Path | str


class FileToWriteThere(FileThere):
    """The output `file` that the caller named exists already."""

    @property
    def second(self) -> str:
        """The name of the file with -2 before its ending."""
        path = Path(self.file)
        return f"{path.stem}-2{path.suffix}"


class NotConfirmed(HomeTrouble):
    """An action needs a confirmation, and there is no terminal to ask on; `what` describes it."""

    sentence = "{what}: there is no terminal to ask on"

    what: str


class NoRoom(HomeTrouble):
    """The disk does not have the space.

    `needed` and `free` are sizes as text, `folder` is where the files go.
    """

    sentence = (
        "this takes about {needed} in {folder}, where {free} are free: make room, or ask for "
        "fewer; nothing was written"
    )

    needed: str
    folder: Path | str
    free: str


class IndexIsNewer(HomeTrouble):
    """A later version of avatarchain wrote the index `file`.

    `file_format` is its format, `newest` the newest that this version reads.
    """

    sentence = (
        "{file} was written by a newer avatarchain (index format {file_format}, this one reads "
        "{newest}): install that version, or delete the file, which can be made again from the "
        "chain"
    )

    file: Path | str
    file_format: int
    newest: int


class IndexOfAnother(HomeTrouble):
    """The `file` that has the name of the index is no index of this registry, but `content`."""

    sentence = "{file} is {content}, not the index of this registry: move it away"

    file: Path | str
    content: str


class IndexDamaged(HomeTrouble):
    """The index `file` was found damaged while it was read, and was deleted.

    `reason` says what was wrong.
    """

    sentence = (
        "the index {file} was damaged ({reason}) and was deleted: the next reading makes it "
        "again from the chain"
    )

    file: Path | str
    reason: str


class SliceFault(AvatarchainError):
    """A file of generated avatars cannot be read, continued or promised."""


class OtherContent(SliceFault):
    """A `file` does not contain the requested slice, or contains more than that.

    `content` says what it holds, `expected` what it should hold.
    """

    sentence = "{file} holds {content}, not {expected}: move it away"

    file: Path | str
    content: str
    expected: str


class StandsElsewhere(SliceFault):
    """Some avatars of the slice are in another file already, or are registered.

    `number` and `id` are of the first of them, `place` is where it is, `count` how many there
    are.
    """

    sentence = (
        "number {number} of this slice ({id}) is in {place} already, the first of "
        "{count:,} that are elsewhere"
    )

    number: int
    id: str
    place: str
    count: int


class BadLeaves(SliceFault):
    """A line of a `file` of generated avatars cannot be read.

    `line` is its number from 1, `reason` what is wrong.
    """

    sentence = "{file}, line {line}: {reason}"

    file: Path | str
    line: int
    reason: str


class LeavesOfAnother(SliceFault):
    """A `file` has a generated avatar of another species than the one in use.

    `line` is its number from 1, `species` the id in it; `name` and `expected` are name and id
    of the one in use.
    """

    sentence = "{file}, line {line}: the species is {species}, not {name} ({expected})"

    file: Path | str
    line: int
    species: str
    name: str
    expected: str


class PromisedTwice(SliceFault):
    """The `file` to be committed has the same `genome` (0x-hex) more than once."""

    sentence = "{file} holds the genome {genome} more than once: take one out, nothing was sent"

    file: Path | str
    genome: str


class PromisedElsewhere(SliceFault):
    """The avatar `id` is promised to the address `to` by `batch`, another batch of the home."""

    sentence = "{id} is promised to {to} by batch {batch} already: nothing was sent"

    id: str
    to: str
    batch: int


class EmptyTree(SliceFault):
    """A Merkle tree was to be built without leaves."""

    sentence = "a tree needs at least one leaf, and there is none"


class NotInTree(SliceFault):
    """The Merkle tree with this `root` does not have this `leaf` (both 0x-hex)."""

    sentence = "the tree {root} has no leaf {leaf}: check address, genome and batch"

    root: str
    leaf: str


class NotKept(SliceFault):
    """The home does not have the avatars of the batch with number `batch`.

    `reason` says why.
    """

    sentence = "the avatars of batch {batch} are not known here ({reason})"

    batch: int
    reason: str


class FoundingFault(AvatarchainError):
    """A founding, or the list of its recipients, has a fault or is not complete."""


class BadRecipients(FoundingFault):
    """A list of recipients is not in order; `reason` says what is wrong in `line` (from 1)."""

    sentence = "{file}, line {line}: {reason}; expected one address a line"

    file: Path | str
    line: int
    reason: str


class RecipientsMiscounted(FoundingFault):
    """The list in `file` has `recipients` addresses, and `count` founders are promised.

    For a list that is too long, `recipients` is "more than `count`".
    """

    sentence = (
        "{file} has {recipients} addresses for {count} avatars: expected one address for each"
    )

    file: Path | str
    recipients: str
    count: int


class RepeatedRecipient(FoundingFault):
    """The address `to` stands in a list of recipients in line `line`, and in `first` before."""

    sentence = "{file}, line {line}: {to} is in line {first} already"

    file: Path | str
    line: int
    to: str
    first: int


class RecipientsNeeded(FoundingFault):
    """The list of recipients of `founding` must be given: the chain has only its hash."""

    sentence = (
        "founding {founding} is promised to a list of {count} addresses; the chain has only its "
        "hash, so the list is needed again"
    )

    founding: int
    count: int


class OtherRecipients(FoundingFault):
    """A list is not the one that `founding` is promised to; `hash` and `expected` are 0x-hex."""

    sentence = (
        "this is not the list that founding {founding} is promised to: it hashes to {hash}, "
        "expected {expected}"
    )

    founding: int
    hash: str
    expected: str


class NotDrawnYet(FoundingFault):
    """Block `draw`, which draws `founding`, does not exist yet; `head` is the newest block."""

    sentence = "founding {founding} is drawn by block {draw}, and block {head} is the newest"

    founding: int
    draw: int
    head: int


class BeyondFounding(FoundingFault):
    """A founding has no founder `number`: it promises `count`, numbered from 0."""

    sentence = (
        "founding {founding} promises {count} founders, numbered from 0, so there is no {number}"
    )

    founding: int
    count: int
    number: int


class FoundingChanged(FoundingFault):
    """A founding that was just read has changed, because the chain replaced its blocks."""

    sentence = (
        "founding {founding} changed while its draw was awaited, because the chain replaced "
        "blocks: look at what it promises now"
    )

    founding: int


class OtherRoot(FoundingFault):
    """A founding was committed with a wrong Merkle `root`; `expected` is the right one.

    Both are 0x-hex.
    """

    sentence = (
        "founding {founding} was committed with the root {root}, which is not the one that "
        "follows from its draw and its recipients, {expected}: its promise was broken"
    )

    founding: int
    root: str
    expected: str


class CutOffWork(AvatarchainError):
    """Long work ended early. What was done stays, and the work can be continued."""


class CutOff(CutOffWork):
    """A mint ended early, because of another refusal.

    `reason` is that refusal, `done` the number of founders that are registered, `count` how many
    were asked for (None: without end), and `missing` the number of registered founders whose
    picture could not be written. `advice` says how to continue. If the seed was drawn, it is in
    the home.
    """

    sentence = "{reason}; {done} of {goal} are minted{lacking}"

    reason: str
    done: int
    count: int | None
    missing: int
    advice: str

    @property
    def goal(self) -> str:
        """How many were asked for, as text; `count` is None for a mint without end."""
        return "as many as wanted" if self.count is None else str(self.count)

    @property
    def lacking(self) -> str:
        """How many pictures are missing, to follow the number of founders; empty if none is."""
        if not self.missing:
            return ""
        return f", {self.missing} {'pictures are' if self.missing > 1 else 'picture is'} missing"


class Unpainted(CutOffWork):
    """The avatar `id` was registered, and then its picture could not be written.

    `reason` is the refusal that prevented the picture; `advice` says how to get one.
    """

    sentence = "{reason}; {id} is registered but has no picture yet"

    reason: str
    id: str
    advice: str


class Interrupted(CutOffWork):
    """The user stopped a mint with Ctrl-C.

    `done` of `count` founders are minted; `advice` says how to continue.
    """

    sentence = "stopped after {done} of {count}"

    done: int
    count: int
    advice: str


class CutShort(CutOffWork):
    """A `file` could not be written to its end; `reason` says why.

    `done` of `count` avatars are whole in it.
    """

    sentence = "cannot write {file} ({reason}): {done:,} of {count:,} are in it complete; make room"

    file: Path | str
    reason: str
    done: int
    count: int


class WorkerLost(CutOffWork):
    """A worker process ended before its work was done; `reason` says why.

    `done` of `count` avatars are written.
    """

    sentence = "a worker was lost ({reason}): {done:,} of {count:,} are written"

    reason: str
    done: int
    count: int


class NotAllResumed(CutOffWork):
    """Of `count` interrupted mints `failed` could not be finished; each was told why before."""

    sentence = "{failed} of {count} interrupted mints are still not finished"

    failed: int
    count: int


class NothingToResume(CutOffWork):
    """There is no unfinished mint of a drawn seed in the `home`."""

    sentence = (
        "nothing to resume in {home}: only a mint whose seed was drawn for you is resumed; "
        "give the command of another one again as it was"
    )

    home: Path | str


class UnknownJob(CutOffWork):
    """There is no unfinished mint with this `name`."""

    sentence = "there is no unfinished mint {name!r}: it has ended, or never began here"

    name: str


class HelpMissing(AvatarchainError):
    """A package or a service that is needed is not there."""


class MissingExtra(HelpMissing):
    """An optional `package` is needed; the extra `extra` installs it."""

    sentence = "this needs {package}: install it with `pip install 'avatarchain[{extra}]'`"

    package: str
    extra: str


class NoCluster(HelpMissing):
    """There is no Dask scheduler at `url`, or it has no workers; `reason` says which."""

    sentence = "no workers at {url} ({reason}): start a scheduler and its workers, then try again"

    url: str
    reason: str


class ClassTrouble(AvatarchainError):
    """A class, one of its lessons or an answer to it cannot be used."""


class NoClass(ClassTrouble):
    """The `file` is no class, or cannot be read; `reason` says why."""

    sentence = "{file} is not a class that can be used: {reason}"

    file: str
    reason: str


class ClassThere(ClassTrouble):
    """The `folder` has a class already."""

    sentence = "{folder} has a class already: name another folder"

    folder: str


class BadNames(ClassTrouble):
    """The list of the pupils' names is not accepted; `reason` says why."""

    sentence = "the list of the pupils' names is not accepted: {reason}"

    reason: str


class PageTooLarge(ClassTrouble):
    """The page of a lesson would have `size` kB, and at most `most` are written."""

    sentence = (
        "the page would have {size} kB, and more than {most} do not open well on a phone: "
        "take fewer children, or make two classes"
    )

    size: int
    most: int


class BentAnswer(ClassTrouble):
    """Line `line` of `file` is not an answer as a page writes it; `reason` says what is wrong."""

    sentence = "line {line} of {file} is not an answer as a page writes it: {reason}"

    file: str
    line: int
    reason: str


class NoAnswers(ClassTrouble):
    """The `file` with answers cannot be read, or has none; `reason` says why."""

    sentence = "no answers can be read from {file}: {reason}"

    file: str
    reason: str


class ForeignClass(ClassTrouble):
    """The answer in line `line` of `file` was given on a page of another class."""

    sentence = "line {line} of {file} is an answer of another class"

    file: str
    line: int


class AnsweredTwice(ClassTrouble):
    """Pupil `pupil` answered the lesson `lesson` twice.

    `first` and `second` name a line and a file each.
    """

    sentence = "pupil {pupil} answered {lesson} twice, in {first} and in {second}: take one away"

    lesson: str
    pupil: int
    first: str
    second: str


class FaultyAnswers(ClassTrouble):
    """Answers of a class cannot be marked.

    `faults` is every fault with its file and line, `first` the first of them.
    """

    sentence = "the answers cannot be marked: {first}"

    first: str
    faults: tuple[str, ...]


class KitFault(AvatarchainError):
    """A set of test cases of the conformance kit cannot be run."""


class NoSuchSet(KitFault):
    """The kit has no set with this `name`; `sets` are the names of those that it has."""

    sentence = "the kit has no set {name!r}: it has {sets}"

    name: str
    sets: str


class ProgramFailed(KitFault):
    """The `program` under test gave no answers; `reason` says why."""

    sentence = "{program} gave no answers: {reason}"

    program: str
    reason: str
