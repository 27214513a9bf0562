"""`avatarchain claim`: register one promised avatar."""

import click

from avatarchain.cli.options import Common, Signing, Whole, common, signing
from avatarchain.cli.output import emit, progress, say, short, tell
from avatarchain.cli.sessions import reading, writing


@click.command("claim")
@click.argument("batch", type=Whole(0, 2**256 - 1))
@click.argument("which", metavar="ID|NUMBER")
@click.option("--dry-run", is_flag=True, help="Show the proof; send nothing.")
@common
@signing
def command(common: Common, signing: Signing, batch: int, which: str, dry_run: bool) -> None:
    """Register one avatar of a batch, named by its id or its number.

    The avatar goes to the address that `commit` or `found` promised it to; any account may sign. No
    picture is painted; `show ID --out DIR` writes one.

    The batch must have been committed from your home. If it was not, run `avatarchain commit`
    with its file, or `avatarchain commit --founding N`, first.
    """
    from avatarchain.births import batches
    from avatarchain.library.promises import proof_record
    from avatarchain.registry import born_by
    from avatarchain.registry.description import describe

    if dry_run:
        with reading(common) as session:
            registry = session.known()
            promised_batch = batches.kept(session.home, registry, batch)
            promised = batches.promise(session.home, registry, promised_batch, which)
            record = proof_record(session, promised_batch, promised)
        emit(record)
        tell("nothing was sent")
        return
    with writing(common, signing, makes=False) as open_:
        session, registry = open_.session, open_.session.known()
        promised_batch = batches.kept(session.home, registry, batch)
        promised = batches.promise(session.home, registry, promised_batch, which)
        with progress(None, "waiting for the block"):
            receipt = batches.claim(registry, open_.signer, promised)
        record = describe(registry, session.species, born_by(receipt, promised.to))
    if common.json:
        emit(record | {"batch": batch, "gas": receipt.gas_used})
    else:
        say(f"{short(record['id'])}  block {receipt.block_number}, {record['owner']}")
