"""`avatarchain transfer`: give an avatar away."""

import click

from avatarchain.base.canonical import to_hex
from avatarchain.cli import offers
from avatarchain.cli.options import Common, Signing, common, receiving_contracts, signing
from avatarchain.cli.output import emit, progress, say, short
from avatarchain.cli.recipients import recipient
from avatarchain.cli.sessions import find_avatar, writing


@click.command("transfer")
@click.argument("id", shell_complete=offers.avatars)
@click.argument("to", metavar="ADDRESS")
@receiving_contracts
@common
@signing
def command(common: Common, signing: Signing, id: str, to: str, allowed: tuple[str, ...]) -> None:
    """Give an avatar to another address.

    ID is the avatar, ADDRESS its new holder: also dev0 … dev9, or the name of a keystore. The
    present holder signs. A transfer is refused if nobody could move the avatar again: a contract
    must state that it accepts ERC-721 tokens, and the zero address, other burn addresses (0x…dEaD,
    0xdead…, 0xffff…) and those of precompiled contracts (0x1 to 0x11, 0x100) are no holders.
    """
    from avatarchain.registry import avatar
    from avatarchain.registry.description import describe
    from avatarchain.registry.receivers import hand_over

    receiver = recipient(common, to)
    with writing(common, signing, makes=False) as open_:
        registry = open_.session.known()
        given = find_avatar(open_.session, id)
        with progress(None, "waiting for the block"):
            receipt = hand_over(registry, open_.signer, receiver, given.identity, allowed)
        record = describe(registry, open_.session.species, avatar(registry, given.identity))
    # The transaction and block in the output are those of the transfer, not of the birth.
    record |= {"transaction": to_hex(receipt.transaction_hash), "block": receipt.block_number}
    if common.json:
        emit(record)
    else:
        say(f"{short(record['id'])}  belongs to {receiver} since block {record['block']}")
