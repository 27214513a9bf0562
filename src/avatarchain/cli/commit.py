"""`avatarchain commit`: promise many avatars in one transaction."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from avatarchain.cli.options import Common, Signing, Whole, common, receiving_contracts, signing
from avatarchain.cli.output import emit, progress, say
from avatarchain.cli.paths import Named
from avatarchain.cli.recipients import recipient
from avatarchain.cli.sessions import indexed, writing

if TYPE_CHECKING:
    from avatarchain.births.batch_files import Batch
    from avatarchain.births.recipients import Recipients


@click.command("commit")
@click.argument("file", required=False, type=Named(exists=True, dir_okay=False))
@click.option(
    "--to",
    metavar="ADDRESS",
    help="Who gets the avatars of FILE: an address, or an account's name.",
)
@click.option(
    "--founding",
    type=Whole(),
    metavar="N",
    help="The founders of this founding, instead of a FILE.",
)
@click.option(
    "--to-file",
    type=Named(exists=True, dir_okay=False),
    metavar="LIST",
    help="A text file with an address on each line, for each avatar one; of a founding, the list "
    "that it was promised to.",
)
@click.option(
    "--allow-repeats",
    is_flag=True,
    help="Allow avatars that another batch of your home promises to somebody else.",
)
@receiving_contracts
@common
@signing
def command(
    common: Common,
    signing: Signing,
    file: Path | None,
    to: str | None,
    founding: int | None,
    to_file: Path | None,
    allow_repeats: bool,
    allowed: tuple[str, ...],
) -> None:
    """Promise all avatars of a generated file, or of a founding, in one transaction.

    With FILE and --to, the avatars of the file go to this address; with --to-file, each to an
    address of its own. With --founding N, the founders that were promised with `found` go to the
    recipients of that promise; the command waits until the block that draws them is final, and on a
    devnet mines up to it.

    Only the root of their Merkle tree is stored on the chain; each avatar is registered when it is
    claimed. Your home stores the data that `avatarchain claim` needs. If the batch was committed
    before, by anybody, nothing is sent; its avatars can then be claimed from your home.
    """
    from avatarchain.births.recipients import read_list, sole

    if founding is None and file is not None and (to is None) != (to_file is None):
        recipients = (
            read_list(to_file, None, repeats=True) if to_file else sole(recipient(common, str(to)))
        )
        _commit_file(common, signing, file, recipients, allowed, repeats=allow_repeats)
    elif founding is not None and file is None and to is None:
        _commit_founding(common, signing, founding, to_file)
    else:
        raise click.UsageError("give FILE and one of --to and --to-file, or --founding")


def _commit_file(
    common: Common,
    signing: Signing,
    file: Path,
    recipients: "Recipients",
    allowed: tuple[str, ...],
    *,
    repeats: bool,
) -> None:
    from avatarchain.births import batches
    from avatarchain.species.pack import load

    with progress(None, "reading") as advance:
        leaves = batches.read_leaves(file, load(common.species), recipients, advance)
    with writing(common, signing) as open_:
        session = open_.session
        with indexed(session) as index, progress(None, "building the tree"):
            batch, gas = batches.commit(
                index, open_.signer, session.home, leaves, allowed=allowed, repeats=repeats
            )
    _show(common, batch, gas)


def _commit_founding(common: Common, signing: Signing, number: int, to_file: Path | None) -> None:
    from avatarchain.births.recipients import recipients_of
    from avatarchain.library.promises import commit_founding
    from avatarchain.registry.foundings import founding

    with writing(common, signing, makes=False) as open_:
        promised = founding(open_.session.known(), number)
        recipients = recipients_of(promised, to_file)
        batch, gas = commit_founding(open_, promised, recipients, progress)
    _show(common, batch, gas)


def _show(common: Common, batch: "Batch", gas: int | None) -> None:
    from avatarchain.library.promises import batch_record

    if common.json:
        emit(batch_record(batch, gas))
    else:
        what = f"{gas:,} gas" if gas is not None else "was committed before"
        say(f"batch {batch.batch}: {batch.count:,} avatars, block {batch.block}, {what}")
