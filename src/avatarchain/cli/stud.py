"""`avatarchain stud`: lend a father."""

import click

from avatarchain.cli import offers
from avatarchain.cli.options import Common, Signing, common, find, signing, writing
from avatarchain.cli.output import emit, progress, short


@click.command("stud")
@click.argument("father", shell_complete=offers.avatars)
@click.argument("breeder", metavar="ADDRESS", required=False)
@click.option("--nobody", is_flag=True, help="Take the offer back.")
@common
@signing
def command(
    common: Common, signing: Signing, father: str, breeder: str | None, nobody: bool
) -> None:
    """Offer a father to another holder's mothers.

    ADDRESS may then breed its own mothers with him, as often as it likes, until he is
    offered to another or changes hands.
    """
    from avatarchain.accounts import parse_address
    from avatarchain.breeding import offer_stud
    from avatarchain.identity import to_hex
    from avatarchain.registry import ZERO_ADDRESS

    if (breeder is None) != nobody:
        raise click.UsageError("give the ADDRESS that he is offered to, or --nobody")
    to = ZERO_ADDRESS if breeder is None else parse_address(breeder)
    with writing(common, signing, makes=False) as open_:
        registry = open_.session.known()
        one = find(open_.session, father)
        with progress(None, "waiting for the block"):
            receipt = offer_stud(registry, open_.signer, one.identity, to)
    record = {
        "id": to_hex(one.identity),
        "offered_to": breeder and to,
        "transaction": "0x" + receipt.transaction_hash.hex(),
        "block": receipt.block_number,
    }
    if common.json:
        emit(record)
    else:
        click.echo(f"{short(str(record['id']))}  offered to {to if breeder else 'nobody'}")
