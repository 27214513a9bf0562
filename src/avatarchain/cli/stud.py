"""`avatarchain stud`: let somebody else breed with your father avatar."""

import click

from avatarchain.base.canonical import to_hex
from avatarchain.cli import offers
from avatarchain.cli.options import Common, Signing, common, signing
from avatarchain.cli.output import emit, progress, say, short
from avatarchain.cli.recipients import recipient
from avatarchain.cli.sessions import find_avatar, writing


@click.command("stud")
@click.argument("father", shell_complete=offers.avatars)
@click.argument("breeder", metavar="ADDRESS", required=False)
@click.option("--nobody", is_flag=True, help="Cancel the offer.")
@common
@signing
def command(
    common: Common, signing: Signing, father: str, breeder: str | None, nobody: bool
) -> None:
    """Offer a father to another holder's mothers.

    ADDRESS may then breed its own mothers with him, any number of times, until he is offered
    to another address or gets another holder. It may be the name of an account: dev0 … dev9 on a
    devnet, or a keystore's.
    """
    from avatarchain.births.breeding import offer_stud
    from avatarchain.registry import ZERO_ADDRESS

    if (breeder is None) != nobody:
        raise click.UsageError("give the ADDRESS that he is offered to, or --nobody")
    to = ZERO_ADDRESS if breeder is None else recipient(common, breeder)
    with writing(common, signing, makes=False) as open_:
        registry = open_.session.known()
        stud = find_avatar(open_.session, father)
        with progress(None, "waiting for the block"):
            receipt = offer_stud(registry, open_.signer, stud.identity, to)
    record = {
        "id": to_hex(stud.identity),
        "offered_to": breeder and to,
        "transaction": to_hex(receipt.transaction_hash),
        "block": receipt.block_number,
    }
    if common.json:
        emit(record)
    else:
        say(f"{short(str(record['id']))}  offered to {to if breeder else 'nobody'}")
