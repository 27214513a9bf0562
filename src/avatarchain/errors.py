"""Every refusal of this project, in one place.

A refusal is one sentence that says what was expected, what came, and what to do.
Each leaf below is one thing a caller can do something about; it carries its data
as attributes and builds its sentence from them, so that programs read the fields
and people read the text. The command line prints the sentence and exits with 1.
"""

from typing import Any, ClassVar


class AvatarchainError(Exception):
    """Base of all refusals; `str(error)` is the sentence, the fields are attributes."""

    sentence: ClassVar[str] = "{reason}"

    def __init__(self, **fields: Any) -> None:
        super().__init__(self.sentence.format(**fields))
        self.fields = fields

    def __getattr__(self, name: str) -> Any:
        fields = self.__dict__.get("fields", {})
        if name in fields:
            return fields[name]
        raise AttributeError(name)


# --- chain: the node, and what it answers -------------------------------------------


class BadURL(AvatarchainError):
    """An RPC address that is none of the known kinds."""

    sentence = (
        "{url!r} is not a chain address: expected evm+sqlite:///PATH, anvil:, "
        "http(s)://HOST, ws(s)://HOST or ipc:///PATH"
    )


class Unreachable(AvatarchainError):
    """No node answers at the address."""

    sentence = "no node answers at {url} ({reason}): start one, or give another --rpc"


class Reverted(AvatarchainError):
    """The contract refused; `data` holds the raw bytes of its error (bytes, may be empty)."""

    sentence = "the contract refused the call (error data 0x{data_hex})"

    def __init__(self, data: bytes) -> None:
        super().__init__(data=data, data_hex=data[:68].hex() + "…" * (len(data) > 68))


class NotANode(AvatarchainError):
    """Something answers at the address, but it does not speak Ethereum's JSON-RPC."""

    sentence = (
        "{url} answers, but not as an Ethereum node ({reason}): check host, port and path of --rpc"
    )


class TooLong(AvatarchainError):
    """An answer that is longer than any that is wanted; it was not read to its end."""

    sentence = (
        "{url} answers {method} with more than {most} MiB: check that it is an Ethereum node, "
        "or use another one"
    )


class NodeRefused(AvatarchainError):
    """The node did not do what it was asked, for a reason that is not the contract's."""

    sentence = "the node at {url} refused {method}: {words}"


class ChainChanged(AvatarchainError):
    """Behind the address there is another chain now than there was when we connected."""

    sentence = (
        "{url} was chain {expected} and now says it is chain {found}: nothing was sent; "
        "connect again and check which chain it is"
    )


class Unconfirmed(AvatarchainError):
    """A transaction went out and no receipt came in time; it may still be mined."""

    sentence = (
        "sent, not confirmed: {hash} has no receipt after {seconds:g} s; run the same command "
        "again, what is already there is not done twice"
    )


class NoSuchBlock(AvatarchainError):
    """A block that the chain does not have."""

    sentence = "{url} has no block {number}: its newest is asked for with `latest`"


class CannotMine(AvatarchainError):
    """Blocks were asked for at a node that is no devnet."""

    sentence = (
        "{url} does not mine when asked ({words}): wait for its next block, or use a devnet "
        "(evm+sqlite: or anvil:)"
    )


class PublicTestNetwork(AvatarchainError):
    """A public test network is written to only when that is said."""

    sentence = (
        "chain {chain_id} is {name}, a public test network: nothing was sent; "
        "give --testnet to write to it"
    )


class PublicNetwork(AvatarchainError):
    """Any other network is written to only when its number is spelled out."""

    sentence = (
        "chain {chain_id} is not a development chain: nothing was sent; to write to it all the "
        "same, give --allow-public-network {chain_id}"
    )


class NotAChainFile(AvatarchainError):
    """A file that is no embedded chain, or no longer a whole one."""

    sentence = (
        "{path} is not a whole avatarchain devnet ({reason}): restore it from a copy, or move "
        "it away to begin a new chain"
    )


class CannotWrite(AvatarchainError):
    """A folder or file of the chain that may not be written."""

    sentence = "cannot write {path} ({reason}): make its folder writable, or use another one"


class DiskFull(AvatarchainError):
    """The disk took no more; the transaction under way was rolled back whole."""

    sentence = (
        "the disk took no more while writing {path} ({reason}): the chain is as it was before; "
        "free some space and run the same command again"
    )


class ChainBusy(AvatarchainError):
    """Another process holds the chain, or an account's lock, for too long."""

    sentence = "another process has held {path} for {seconds:g} s: wait for it, or stop it"


class AnvilMissing(AvatarchainError):
    """No anvil to start."""

    sentence = (
        "no anvil at {path!r}: install Foundry so that `anvil` is on the PATH, give "
        "anvil:/path/to/anvil, or use the embedded chain (evm+sqlite:)"
    )


class AnvilFailed(AvatarchainError):
    """An anvil that was started and did not come to serve."""

    sentence = "{path} was started and did not serve a chain: {words}"


# --- genome, seeds, identity ----------------------------------------------------------


class MalformedGenome(AvatarchainError):
    """A text or a list of genes that spells no genome."""

    sentence = "not a genome: {reason}; write 0x and 64 hex digits, or 128 letters A C G T"


class MalformedSeed(AvatarchainError):
    """A seed that cannot be one."""

    sentence = "not a seed: {reason}"


class MalformedIdentity(AvatarchainError):
    """A text that is no id of an avatar."""

    sentence = (
        "{text!r} is not an avatar's id: write 0x and at least four of its 64 hex digits, "
        "or eip155:<chain>/erc721:<contract>/<number>"
    )


class UnknownIdentity(AvatarchainError):
    """No avatar of the registry has this id."""

    sentence = "no avatar {id} in this registry: `avatarchain list` shows those that are"


class AmbiguousIdentity(AvatarchainError):
    """A prefix that several ids share."""

    sentence = "{id} begins {count} ids ({examples}): write more digits"


# --- species ---------------------------------------------------------------------------


class UnknownSpecies(AvatarchainError):
    """No pack of that name or folder."""

    sentence = (
        "no species pack {name!r}: give a folder that holds species.toml, or one of: {shipped}"
    )


class FaultyPack(AvatarchainError):
    """A pack that breaks the rules; `faults` lists every one with its place."""

    sentence = "the species pack {pack!r} cannot be used: {first}"


class FaultyLayers(AvatarchainError):
    """A folder of layers that makes no species; `faults` lists every one with its place."""

    sentence = "no species can be made of the layers in {folder!r}: {first}"


class ImageChanged(AvatarchainError):
    """An image of a pack that does not have the pixels that its species is made of."""

    sentence = (
        "{file}: {reason}; a published species never changes: put the file back, or make "
        "another species with `avatarchain species import-layers`"
    )


class NoDrawing(AvatarchainError):
    """An SVG of a species whose layers are images."""

    sentence = (
        "the species {species!r} is made of PNG layers and has no SVG: ask for --format png or webp"
    )


class BadName(AvatarchainError):
    """A name that a species cannot have."""

    sentence = "{name!r} cannot name a species: write lower-case words joined by hyphens"


class FolderInUse(AvatarchainError):
    """A new pack where something is already."""

    sentence = "{folder} is not empty: a new species pack is written into a folder of its own"


# --- portrait --------------------------------------------------------------------------


class BadSize(AvatarchainError):
    """A picture size outside the range."""

    sentence = "a portrait is {smallest} to {largest} pixels wide, not {size}"


# --- papers ----------------------------------------------------------------------------


class NotAPicture(AvatarchainError):
    """A file that is no PNG or SVG, or a broken one."""

    sentence = "cannot read a portrait from {file}: {reason}"


class BadPapers(AvatarchainError):
    """Papers that are not well-formed."""

    sentence = "the papers are not in order: {reason}"


# --- trust: issuer keys, and whose registries are believed ------------------------------


class MalformedRegistryName(AvatarchainError):
    """A text that is no CAIP-10 name."""

    sentence = "{text!r} names no registry: expected eip155:CHAIN:0xCONTRACT (CAIP-10){hint}"


class ChainElsewhere(AvatarchainError):
    """A registry on another chain than the one in hand."""

    sentence = "{registry} is not on {url}, which is chain {found}: give its chain with --rpc"


class GenesisNeeded(AvatarchainError):
    """Trust in a contract of a development chain, of which there are many alike."""

    sentence = (
        "chain {chain} is a development chain, and every one of them can have a contract at "
        "{contract}: say which with --genesis (the hash of its block 0)"
    )


class MalformedHash(AvatarchainError):
    """A text that is no 32 bytes in hex."""

    sentence = "{text!r} is no {what}: expected 64 hex digits, with or without 0x"


class NotTrusted(AvatarchainError):
    """A registry to forget that is not on the list."""

    sentence = "{registry} is not among those that you trust: `avatarchain trust list` shows them"


class NoIssuerKey(AvatarchainError):
    """No issuer key that would do."""

    sentence = "{reason}: `avatarchain account issuer show` tells the keys, `issuer new` makes one"


class IssuerKeyStaysSealed(AvatarchainError):
    """An issuer key that another passphrase seals."""

    sentence = "the passphrase does not open the issuer key {key}"


class KeyRevoked(AvatarchainError):
    """An issuer key that was ended for good."""

    sentence = "the issuer key {key} is revoked, and that is for good: publish a new one"


# --- home and accounts -------------------------------------------------------------------


class SystemRefused(AvatarchainError):
    """The operating system did not do what it was asked, at a place of no other name."""

    sentence = "the system refused ({reason}): make room or mend it, and run the command again"


class UnusableHome(AvatarchainError):
    """A folder that cannot be made or written."""

    sentence = "cannot write in {home} ({reason}): make room or give another folder"


class DamagedFile(AvatarchainError):
    """A file of ours that does not read as we wrote it."""

    sentence = "{file} is damaged ({reason}): move it away, or restore it"


class BadAddress(AvatarchainError):
    """A text that is no Ethereum address."""

    sentence = "{text!r} is not an address: {reason}"


class BadKey(AvatarchainError):
    """A private key, or a name for one, that cannot be used."""

    sentence = "cannot make an account of this: {reason}"


class BadKeystore(AvatarchainError):
    """A file that is no keystore V3."""

    sentence = "cannot read a key from {file}: {reason}"


class WrongPassphrase(AvatarchainError):
    """A keystore that another passphrase seals."""

    sentence = "the passphrase does not open the keystore {file}"


class NoTerminal(AvatarchainError):
    """A passphrase is needed, and nobody is there to be asked."""

    sentence = (
        "{question!r} is needed and there is no terminal to ask on: give {option}, "
        "or set ${variable}"
    )


class NotConfirmed(AvatarchainError):
    """Something that is asked about before it is done, and nobody is there to be asked."""

    sentence = "{what} is not deleted: there is no terminal to ask on, so give --yes"


class AccountExists(AvatarchainError):
    """An account of that name is there already."""

    sentence = "an account named {name!r} exists already: choose another name"


class FileThere(AvatarchainError):
    """A file to be written where one is already."""

    sentence = "{file} is there already: name another --out, or move it away"


class NoAccount(AvatarchainError):
    """Nobody to sign with."""

    sentence = "no account to sign with: {reason}"


class UnknownAccount(AvatarchainError):
    """No account of that name."""

    sentence = "no account {name!r}: `avatarchain account list` shows those that are"


class DevelopmentKeyElsewhere(AvatarchainError):
    """A well-known key asked for on a chain where it would be robbed."""

    sentence = (
        "{name} is a key that everybody knows and is used on development chains "
        "(31337, 1337) only: name an account of yours with --account"
    )


# --- registry ----------------------------------------------------------------------------


class NoRegistry(AvatarchainError):
    """No registry where one was looked for."""

    sentence = "no registry on {url} ({reason}): make one with `avatarchain deploy`"


class OtherChain(AvatarchainError):
    """A node that is not the chain it was."""

    sentence = (
        "{url} is another chain than before (expected {expected}; found {found}): start the "
        "old one again, or begin anew on this one with `avatarchain deploy --again`"
    )


class OtherCode(AvatarchainError):
    """A contract that is gone or not the one that was deployed."""

    sentence = (
        "the registry {contract} is not on {url} any more ({found} there): start the old chain "
        "again, or begin anew with `avatarchain deploy --again`"
    )


class OtherSpecies(AvatarchainError):
    """A registry of another species than the one in use."""

    sentence = (
        "the registry {contract} keeps the species {found}, not {name} ({expected}): "
        "give its pack with --species"
    )


class MixedSpecies(AvatarchainError):
    """A genome of another species than the one it is brought together with."""

    sentence = (
        "expected a genome of the species {expected}, got one of {found} (or of another version "
        "of it): load the pack of both from one place"
    )


class AlreadyRegistered(AvatarchainError):
    """A genome that is an avatar already."""

    sentence = "{id} is registered already and belongs to {holder}: see `avatarchain show {id}`"


class NotIssuer(AvatarchainError):
    """An account that may not register founders."""

    sentence = "{account} is not the issuer of this registry: sign with the issuer's --account"


class NotYours(AvatarchainError):
    """An avatar that the signing account may not give away."""

    sentence = "{account} neither holds {id} nor may act for its holder: sign as the holder"


class ContractRefused(AvatarchainError):
    """Any other named error of a contract."""

    sentence = "the contract refused: {name}({arguments})"


# --- art on chain ------------------------------------------------------------------------


class OtherPortrait(AvatarchainError):
    """A portrait contract that is not sealed with the art of the registry's species."""

    sentence = (
        "the contract {portrait} is not the sealed portrait of this species: "
        "deploy its art with `avatarchain deploy --again`"
    )


class NotDrawn(AvatarchainError):
    """A picture asked of a registry that draws none."""

    sentence = (
        "the registry {contract} draws no pictures, its species being one of images: "
        "leave out --from-chain"
    )


class OddDrawing(AvatarchainError):
    """A picture from a chain that is not in the language of portraits."""

    sentence = "the chain's picture of {id} cannot be painted: {reason}"


# --- minting -----------------------------------------------------------------------------


class BadCount(AvatarchainError):
    """A number of avatars below one, or beyond the numbers of a collection."""

    sentence = "cannot mint {count} avatars: --count is 1 or more, at most 2**64"


class BadDuration(AvatarchainError):
    """A text that is no length of time, or too long a one."""

    sentence = (
        "{text!r} is not a duration up to 366d: write a number and ms, s, m, h or d, such as 10s"
    )


class BadFormat(AvatarchainError):
    """A kind of picture that is not made here."""

    sentence = "{form!r} is not a picture format: choose one of {known}"


class NothingToResume(AvatarchainError):
    """No job was cut off."""

    sentence = "nothing to resume in {home}: every mint that began there has ended"


class CutOff(AvatarchainError):
    """A refusal in the middle of a mint whose seed was drawn, and is kept."""

    sentence = "{reason}; {done} of {count} are minted, `avatarchain mint --resume` goes on"


class Interrupted(AvatarchainError):
    """Ctrl-C in the middle of a mint."""

    sentence = "stopped after {done} of {count}: {advice}"


# --- breeding ----------------------------------------------------------------------------


class SameAvatar(AvatarchainError):
    """An avatar asked to breed with itself."""

    sentence = "{id} cannot breed with itself: name two avatars"


class Related(AvatarchainError):
    """Parent and child, or two with a shared parent."""

    sentence = (
        "{mother} and {father} are too closely related to breed: {ancestor} is a parent of "
        "both, or one of the two and a parent of the other"
    )


class NotOffered(AvatarchainError):
    """A father of somebody else's who was not offered."""

    sentence = (
        "the father {father} belongs to another owner, who has not offered him to {breeder}: "
        "the owner runs `avatarchain stud {father} {breeder}`"
    )


class Expecting(AvatarchainError):
    """A mother whose child of another father is on its way."""

    sentence = (
        "{mother} is expecting another father's child until block {last}: breed her with that "
        "father to deliver it, or wait"
    )


class NotExpecting(AvatarchainError):
    """A mother with nothing to deliver."""

    sentence = "{mother} is not expecting: breed her first"


class TooEarly(AvatarchainError):
    """A delivery in the block of conception."""

    sentence = "the child of {mother} can be delivered from block {first} on: run it again then"


class TooLate(AvatarchainError):
    """A delivery after the 256 blocks."""

    sentence = (
        "the child of {mother} could be delivered until block {last} and has lapsed: "
        "breed the pair again for a new conception"
    )


class UnknownTrait(AvatarchainError):
    """A wish for a trait that the species does not have."""

    sentence = (
        "{want!r} is no trait of {species}: write LOCUS=ALLELE as `avatarchain species show` "
        "spells them"
    )


# --- pedigree ----------------------------------------------------------------------------


class BadTreeFile(AvatarchainError):
    """A file for a pedigree whose ending names no form that is drawn."""

    sentence = "cannot draw a pedigree as {file}: the file's name must end in one of {known}"


# --- generating, and promising what was generated ------------------------------------------


class BadSlice(AvatarchainError):
    """Numbers of a collection that there are not."""

    sentence = (
        "no numbers {first} to {last} in a collection: --count is 1 or more, --first 0 or more, "
        "and the last number below 2**64"
    )


class TooFewLooks(AvatarchainError):
    """More avatars than the species has looks."""

    sentence = (
        "the species {species} has {looks:,} looks, so {count:,} avatars must repeat some: ask for "
        "fewer, or allow it with --allow-repeats"
    )


class TooFewGenomes(AvatarchainError):
    """A species whose founders would come out twice."""

    sentence = (
        "the species {species} draws the same genome twice in {count:,} founders with a chance of "
        "{chance:.2g}: ask for fewer, or even out its weights"
    )


class NoRoom(AvatarchainError):
    """A disk that does not have the space."""

    sentence = (
        "this takes about {needed} in {folder}, where {free} are free: make room, or ask for "
        "fewer; nothing was written"
    )


class BadSliceFile(AvatarchainError):
    """A file whose ending names no form that is written."""

    sentence = "cannot write a slice as {file}: the file's name must end in .jsonl or .parquet"


class OtherContent(AvatarchainError):
    """A file that holds something else than the slice asked for, or more."""

    sentence = "{file} holds {found}, not {expected}: name another --out, or move it away"


class StandsElsewhere(AvatarchainError):
    """Avatars of a slice that are in another file, or registered, already."""

    sentence = (
        "number {number} of this slice ({id}) stands in {place} already, the first of {count:,} "
        "that stand elsewhere: choose another --first or --collection"
    )


class CutShort(AvatarchainError):
    """A file that could not be written to its end."""

    sentence = (
        "cannot write {file} ({reason}): {done:,} of {count:,} stand in it whole; make room and "
        "run the same command again"
    )


class WorkerLost(AvatarchainError):
    """A worker that ended before its work."""

    sentence = (
        "a worker was lost ({reason}): {done:,} of {count:,} are written; run the same command "
        "again to go on"
    )


class NoCluster(AvatarchainError):
    """No Dask scheduler, or one without workers."""

    sentence = "no workers at {url} ({reason}): start a scheduler and its workers, then try again"


class MissingExtra(AvatarchainError):
    """A package that this command needs and that is optional."""

    sentence = "this needs {package}: install it with `pip install 'avatarchain[{extra}]'`"


class EmptyTree(AvatarchainError):
    """A tree without leaves."""

    sentence = "a tree needs at least one leaf, and there is none"


class NotInTree(AvatarchainError):
    """A leaf that a tree does not have."""

    sentence = "the tree {root} has no leaf {leaf}: check address, genome and batch"


class BadLeaves(AvatarchainError):
    """A file of generated avatars that does not read as one."""

    sentence = "{file}, line {line}: {reason}; have `avatarchain generate` write the file"


class LeavesOfAnother(AvatarchainError):
    """A file of generated avatars that are of another species."""

    sentence = (
        "{file}, line {line}: the species is {found}, not {name} ({expected}): "
        "give its pack with --species"
    )


class PromisedTwice(AvatarchainError):
    """The same genome twice in what is to be committed."""

    sentence = "{file} holds the genome {genome} more than once: take one out, nothing was sent"


class NoSuchBatch(AvatarchainError):
    """A batch that the registry does not have."""

    sentence = "the registry has no batch {batch}: {batches} are committed, numbered from 0"


class NotInBatch(AvatarchainError):
    """A proof that does not hold."""

    sentence = (
        "batch {batch} does not promise the genome {genome} to {to}: check batch, avatar and "
        "recipient"
    )


class NotKept(AvatarchainError):
    """A batch whose avatars this home does not know."""

    sentence = (
        "the avatars of batch {batch} are not known here ({reason}): run `avatarchain commit FILE "
        "--to ADDRESS` with its file, which finds the batch and sends nothing again"
    )


class NotPromised(AvatarchainError):
    """An avatar that is not among those of a batch."""

    sentence = "batch {batch} promises no avatar {which}: give an id or a number of its file"


# --- index: the local copy of a registry's events -----------------------------------


class IndexIsNewer(AvatarchainError):
    """An index that a later version of this program wrote."""

    sentence = (
        "{file} was written by a newer avatarchain (index format {found}, this one reads {known}): "
        "install that version, or delete the file, which can be made again from the chain"
    )


class IndexOfAnother(AvatarchainError):
    """A file that lies where an index belongs and is none of this registry."""

    sentence = (
        "{file} is {found}, not the index of this registry: move it away, and run the same "
        "command again"
    )


class IndexDamaged(AvatarchainError):
    """An index whose damage showed only when it was read."""

    sentence = (
        "the index {file} was damaged ({reason}) and is thrown away: run the same command again, "
        "it is read anew from the chain"
    )


class ChainUnsteady(AvatarchainError):
    """A chain that changes faster than it can be read."""

    sentence = (
        "the blocks at {url} changed {rewinds} times while they were read: run the same command "
        "again, or ask another node with --rpc"
    )


class StrangeLog(AvatarchainError):
    """A contract that logs what no registry logs."""

    sentence = (
        "contract {contract} is no registry of ours: in block {block} it logged {reason}; check "
        "its address"
    )


class BadFilter(AvatarchainError):
    """A list was asked for in words that mean nothing."""

    sentence = "cannot list by {text!r}: {reason}"
