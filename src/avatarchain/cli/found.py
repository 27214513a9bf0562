"""`avatarchain found`: promise founders that a later block draws, and close the issuance."""

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from avatarchain.base.canonical import to_hex
from avatarchain.cli.options import Common, Signing, common, receiving_contracts, signing
from avatarchain.cli.output import emit, progress, say, tell
from avatarchain.cli.paths import Named
from avatarchain.cli.questions import confirm
from avatarchain.cli.recipients import recipient
from avatarchain.cli.sessions import reading, writing
from avatarchain.cli.typed import typed

if TYPE_CHECKING:
    from avatarchain.births.recipients import Recipients
    from avatarchain.registry import Registry
    from avatarchain.session.writing import Writing


@click.command("found")
@click.option("--count", type=int, metavar="N", help="How many founders.")
@click.option(
    "--to", metavar="ADDRESS", help="Who gets all of them: an address, or an account's name."
)
@click.option(
    "--to-file",
    type=Named(exists=True, dir_okay=False),
    metavar="FILE",
    help="A list with an address for each: N lines, in the order of their numbers.",
)
@click.option(
    "--allow-repeats", is_flag=True, help="An address may stand in the list more than once."
)
@click.option(
    "--ahead",
    type=int,
    metavar="BLOCKS",
    help="How many blocks later they are drawn.  [default: 160, on development chains 8]",
)
@click.option("--again", is_flag=True, help="Promise even if the same is promised already.")
@click.option(
    "--close",
    is_flag=True,
    help="Close the issuance, for good: no more founders but those promised.",
)
@click.option("--yes", is_flag=True, help="Do not ask before closing.")
@click.option("--list", "listing", is_flag=True, help="List all foundings; send nothing.")
@click.option("--dry-run", is_flag=True, help="Show what would be promised; send nothing.")
@receiving_contracts
@common
@signing
def command(
    common: Common,
    signing: Signing,
    count: int | None,
    to: str | None,
    to_file: Path | None,
    allow_repeats: bool,
    ahead: int | None,
    again: bool,
    close: bool,
    yes: bool,
    listing: bool,
    dry_run: bool,
    allowed: tuple[str, ...],
) -> None:
    """Promise founders that a later block draws, so that nobody chooses them.

    The issuer signs. The promise is stored only on the chain, and of a list of --to-file only the
    hash, so keep that file. When the block of the draw is final, `commit --founding` commits the
    founders that it drew, and `claim` registers them. If the same promise was made before and is
    not drawn yet, it is shown, and nothing is sent.

    --close ends the issuance for good, after the promise or alone: nobody can register or promise
    founders any more, but promised ones can still be claimed. If you close before the draw, you
    cannot register a drawn founder in another way either.

    --list shows for each founding the state of its founders, and whether its promise was kept. The
    exit code is 1 if a root does not follow from its draw, or a founder was taken.
    """
    if listing:
        if count is not None or close:
            raise click.UsageError("--list only lists: leave out --count and --close")
        _list(common)
        return
    recipients = _recipients(common, count, to, to_file, allow_repeats, close)
    if close and not (yes or dry_run):
        _confirm()
    if dry_run:
        with reading(common) as session:
            _foretell(session.known(), recipients, count, ahead)
        return
    with writing(common, signing, makes=recipients is not None) as open_:
        if recipients is not None:
            from avatarchain.registry.receivers import check_receivers

            check_receivers(open_.session.known(), recipients.each(), allowed)
        record: dict[str, Any] = {"contract": open_.session.known().address}
        if recipients is not None and count is not None:
            record |= _promise(open_, recipients, count, ahead, again)
        if close:
            record |= _close(open_)
    if common.json:
        emit(record)
    else:
        _show(record, to_file, signing.account)


def _list(common: Common) -> None:
    from avatarchain.papers.founding_words import overview

    with reading(common) as session:
        rows = list(overview(session.known(), session.species, bar=progress))
    for row in rows:
        if common.json:
            emit(row)
        else:
            say(row["told"])
    if not rows:
        tell("no founding is promised")
    if any(row["follows"] is False or row["taken"] for row in rows):
        sys.exit(1)


def _recipients(
    common: Common,
    count: int | None,
    to: str | None,
    to_file: Path | None,
    repeats: bool,
    close: bool,
) -> "Recipients | None":
    """The recipients that the options name; None if the command only closes."""
    from avatarchain.births.foundings import check_count
    from avatarchain.births.recipients import read_list, sole

    if count is None:
        if to is not None or to_file is not None or not close:
            raise click.UsageError("give --count, with --to or --to-file; or --close alone")
        return None
    if (to is None) == (to_file is None):
        raise click.UsageError("give one of --to and --to-file")
    check_count(count)
    if to is not None:
        return sole(recipient(common, to))
    assert to_file is not None  # noqa: S101 - one of the options is given
    return read_list(to_file, count, repeats=repeats)


def _confirm() -> None:
    from avatarchain.errors import NotConfirmed

    if not sys.stdin.isatty():
        raise NotConfirmed(what="the issuance is not closed")
    question = "Close the issuance for good? No founders can be registered or promised any more."
    confirm(question)


def _promise(
    open_: "Writing", recipients: "Recipients", count: int, ahead: int | None, again: bool
) -> dict[str, Any]:
    from avatarchain.library.promises import promise

    registry, signer = open_.session.known(), open_.signer
    with progress(None, "waiting for the block"):
        return promise(registry, signer, recipients, count, ahead=ahead, again=again)


def _close(open_: "Writing") -> dict[str, Any]:
    from avatarchain.library.promises import close

    with progress(None, "waiting for the block"):
        return {"closed": close(open_.session.known(), open_.signer)}


def _foretell(
    registry: "Registry", recipients: "Recipients | None", count: int | None, ahead: int | None
) -> None:
    from avatarchain.births import foundings
    from avatarchain.registry.foundings import foundings as promised

    if recipients is not None and count is not None:
        if ahead is None:
            ahead = foundings.usual_ahead(registry.chain)
        record = {
            "founding": len(promised(registry)),
            "count": count,
            "recipients": to_hex(recipients.hash),
            "to": recipients.sole,
            "draw": foundings.block_of_draw(registry.chain, ahead),
        }
        emit(record)
    tell("nothing was sent")


def _show(record: dict[str, Any], to_file: Path | None, account: str | None) -> None:
    if "founding" in record:
        number, draw = record["founding"], record["draw"]
        whom = record["to"] or "the list"
        what = f"{record['gas']:,} gas" if record["new"] else "was promised before"
        say(
            f"founding {number}: {record['count']:,} founders to {whom}, "
            f"promised in block {record['block']}, drawn by block {draw}; {what}"
        )
        again = f" --to-file {shlex.quote(str(to_file))}" if to_file else ""
        again += f" --account {shlex.quote(account)}" if account else ""
        tell(f"when block {draw} is final: {typed(f'commit --founding {number}{again}')}")
    if "closed" in record:
        say(f"the issuance is closed since block {record['closed']}")
