"""What to type after an error: the commands and options that would help.

Each text is printed after the sentence of its error, on the same line, and begins with the
punctuation between the two. It is a template that may contain fields of the error. A subclass
without a text of its own takes the text of its base.
"""

import os

from avatarchain import errors
from avatarchain.base.visible import unstretched
from avatarchain.cli.typed import completed
from avatarchain.errors import AvatarchainError
from avatarchain.session.terms import URL_VARIABLE

_LONGER = "--timeout waits longer"
_AGAIN = "run the same command again"

ADVICE: dict[type[AvatarchainError], str] = {
    errors.Unreachable: " with --rpc",
    errors.NotANode: " of --rpc",
    errors.NoMoney: "; send it some, or sign with another --account",
    errors.NoMoneyOnDevnet: "; --account dev0 has some on every devnet",
    errors.NodeBusy: " with --rpc",
    errors.TooManyParts: " with --rpc",
    errors.StrangeReceipt: " with --rpc",
    errors.TooManyBlocks: " with --rpc",
    errors.Unconfirmed: f"; {_AGAIN}: nothing is done twice ({_LONGER})",
    errors.NoNewBlock: f"; {_AGAIN}: nothing is done twice ({_LONGER})",
    errors.ChainUnsteady: f": {_AGAIN}, or ask another node with --rpc",
    errors.NoChainFile: ": name one with --rpc evm+sqlite:///PATH",
    errors.NotTheHomes: "; to delete that devnet, give --rpc evm+sqlite://",
    errors.ChainMissing: (
        ": bring the file back, `avatarchain devnet import FILE` takes an export, or "
        "`avatarchain devnet reset` begins a new one"
    ),
    errors.DiskFull: f" and {_AGAIN}",
    errors.PortTaken: "; name another with --port, or any free one with --port 0",
    errors.PinnedAnother: "; take it into another home, with --home",
    errors.ServedAlready: "; a copy of its chain is served with --scratch",
    errors.StillServed: ": end that server first",
    errors.NothingToCopy: ": leave out --scratch",
    errors.PublicTestNetwork: "; give --testnet to write to it",
    errors.PublicNetwork: "; to write to it anyway, give --allow-public-network {chain_id}",
    errors.NothingHere: ": `avatarchain mint --seed hello` makes the first avatar",
    errors.NoRegistry: ": make one with `avatarchain deploy`",
    errors.NotARegistry: ": check the address, and the chain, which --rpc names",
    errors.OtherChain: (
        ", or deploy a new registry on this one with `avatarchain deploy --again` and the "
        "same --rpc"
    ),
    errors.OtherCode: ", or deploy a new registry with `avatarchain deploy --again`",
    errors.ForeignCreation: "; if you know who made it, name it with --unproven",
    errors.OtherSpecies: ": give its pack with --species",
    errors.Namesake: "; if you mean it, give its pack with --species",
    errors.NotDrawn: ": leave out --from-chain",
    errors.ArtElsewhere: "; who made it has the pack",
    errors.AlreadyRegistered: ": see `avatarchain show {id}`",
    errors.Stillborn: ": see `avatarchain show {id}`",
    errors.NotIssuer: ": sign with the issuer's --account",
    errors.NotOffered: ": the owner runs `avatarchain stud {father} {breeder}`",
    errors.TooEarly: f": {_AGAIN} then",
    errors.ArtNotStored: "; `avatarchain deploy --dry-run` compares them",
    errors.OtherPortrait: ": deploy its art with `avatarchain deploy --again`",
    errors.BadCount: " (--count)",
    errors.BadSlice: " (--count, --first)",
    errors.UnknownTrait: " (`avatarchain species show` prints all names)",
    errors.UnknownIdentity: (
        ": `avatarchain list` shows all that it has; "
        "give the pack of another species with --species"
    ),
    errors.NotMinted: (
        ": `avatarchain mint --seed {seed!r}` mints it, `avatarchain export --seed {seed!r}` "
        "draws it all the same"
    ),
    errors.UnknownName: (
        ": write an id (0x…) or a name that you gave with `avatarchain name`; "
        "`avatarchain show --seed {name!r}` shows the avatar of a seed"
    ),
    errors.NameTaken: ": choose another, or give that one another name first",
    errors.ImageChanged: " with `avatarchain species import-layers`",
    errors.FolderInUse: ", so name another",
    errors.NoDrawing: ": ask for --format png or webp",
    errors.TooFewLooks: " with --allow-repeats",
    errors.OldPapers: " with `avatarchain show ID --out DIR`",
    errors.PaintedByAnother: " with `avatarchain show ID --out DIR`",
    errors.PapersOfAnother: ": give its pack with --species",
    errors.ChainElsewhere: ": give its chain with --rpc",
    errors.GenesisNeeded: ", with --genesis",
    errors.NotTrusted: ": `avatarchain trust list` shows them",
    errors.NoIssuerKey: (
        ": `avatarchain account issuer show` lists the keys, `issuer new` makes one"
    ),
    errors.PassphraseNeeded: ", or give --password-file",
    errors.NoAccount: ": name one with --account, or make one: `account new`",
    errors.NoKeys: ": `avatarchain account new NAME` makes one",
    errors.UnknownAccount: ": `avatarchain account list` shows yours",
    errors.DevelopmentKeyElsewhere: " with --account",
    errors.SystemRefused: f", and {_AGAIN}",
    errors.NotYours: " with --account",
    errors.BurnAddress: "; if you mean it, give --allow-contract {address}",
    errors.NoRecipient: (
        ": `avatarchain devnet accounts` shows dev0 … dev9, `avatarchain account list` yours"
    ),
    errors.NoReceiver: "; if it copes with them, give --allow-contract {address}",
    errors.PromisedElsewhere: "; to promise it again all the same, give --allow-repeats",
    errors.MadeByAnotherVersion: (
        ", or run `avatarchain devnet reset`, which moves the files of that version aside, "
        "deletes nothing and keeps your keys"
    ),
    errors.ChainOfAnotherVersion: ", or name another chain with --rpc",
    errors.FileThere: ", or name another --out",
    errors.FileToWriteThere: ", or name another file, such as {second}",
    errors.DevnetThere: "; name another --home, or delete it first: `avatarchain devnet reset`",
    errors.NotConfirmed: ", so give --yes",
    errors.IndexOfAnother: f", and {_AGAIN}",
    errors.IndexDamaged: f": {_AGAIN}",
    errors.OtherContent: ", or name another --out",
    errors.StandsElsewhere: ": choose another --first or --collection",
    errors.BadLeaves: "; have `avatarchain generate` write the file",
    errors.LeavesOfAnother: ": give its pack with --species",
    errors.NotKept: (
        ": run `avatarchain commit FILE --to ADDRESS` with its file, or `avatarchain commit "
        "--founding N`; it finds the batch and sends nothing"
    ),
    errors.RecipientsNeeded: ": give its file with --to-file",
    errors.RepeatedRecipient: "; if it is to get several founders, give --allow-repeats",
    errors.DrawTooSoon: ": give more blocks with --ahead",
    errors.NotDrawnYet: f": {_AGAIN} then",
    errors.CutOff: "; {advice}",
    errors.Unpainted: ": {advice}",
    errors.Interrupted: ": {advice}",
    errors.CutShort: f" and {_AGAIN}",
    errors.WorkerLost: f"; {_AGAIN} to go on",
}

REMEDIES = {
    "order": "--order A,B,… gives the folders to take, bottom first",
    "pad": "--pad gives images transparent margins that make them square",
    "side": "--side N brings all images to a width of N pixels, at most 2048",
    "call": "--call 'FOLDER=key' gives the key of a layer",
    "rarity": "--rarity FOLDER=N says that such folders hold forms, which share the weight N",
}
"""Name of a setting in `FaultyLayers.remedies` → the option to type."""


def advised(error: AvatarchainError) -> str:
    """An error as the command line prints it: its sentence and what to type, in one line.

    While a command runs, the commands to type have the options that it was given (see `typed`).
    No name in it can hold so many blanks that a part of it fills a line alone.
    """
    template = next((ADVICE[kind] for kind in type(error).__mro__ if kind in ADVICE), "")
    return unstretched(f"{error}{completed(error.format(template))}{_source(error)}")


def _source(error: AvatarchainError) -> str:
    """A note if the URL in the sentence comes from the environment variable; else empty."""
    address, url = os.environ.get(URL_VARIABLE), getattr(error, "url", None)
    if not address or url is None:
        return ""
    from avatarchain.chain.transport import shown

    return f" (the address is from ${URL_VARIABLE})" if url in (address, shown(address)) else ""
