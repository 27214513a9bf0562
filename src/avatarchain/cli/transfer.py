"""`avatarchain transfer`: give an avatar away."""

import click

from avatarchain.cli import offers
from avatarchain.cli.options import Common, Signing, common, find, signing, writing
from avatarchain.cli.output import emit, progress, short


@click.command("transfer")
@click.argument("id", shell_complete=offers.avatars)
@click.argument("to", metavar="ADDRESS")
@common
@signing
def command(common: Common, signing: Signing, id: str, to: str) -> None:
    """Give an avatar to another address.

    ID goes to ADDRESS; its holder signs.
    """
    from avatarchain.accounts import parse_address
    from avatarchain.registry import avatar, describe, transfer

    receiver = parse_address(to)
    with writing(common, signing, makes=False) as open_:
        registry = open_.session.known()
        one = find(open_.session, id)
        with progress(None, "waiting for the block"):
            receipt = transfer(registry, open_.signer, receiver, one.identity)
        record = describe(registry, open_.session.species, avatar(registry, one.identity))
    # The transaction and block told are those of the transfer, not of the birth.
    record |= {"transaction": "0x" + receipt.transaction_hash.hex(), "block": receipt.block_number}
    if common.json:
        emit(record)
    else:
        click.echo(f"{short(record['id'])}  belongs to {receiver} since block {record['block']}")
