"""`avatarchain devnet`: the embedded chain, and an anvil to talk to."""

import os
import sys

import click

from avatarchain.cli.options import DEFAULT_URL, Common, common
from avatarchain.cli.output import emit, facts, tell


@click.group("devnet")
def command() -> None:
    """Look at and drive the embedded devnet, or run anvil.

    The embedded devnet is a file in your home, made by the first mint; it keeps its whole
    history and needs no process of its own.
    """


@command.command("status")
@common
def status(common: Common) -> None:
    """Tell which chain answers, how far it is, and which registry is known there."""
    from avatarchain.cli.options import reading
    from avatarchain.registry import issuer

    with reading(common) as session:
        head, registry = session.chain.head(), session.registry
        record = {
            "url": session.chain.url,
            "kind": session.chain.kind,
            "chain_id": session.chain.chain_id,
            "genesis": "0x" + session.chain.genesis.hex(),
            "block": head.number,
            "block_hash": "0x" + head.hash.hex(),
            "contract": None if registry is None else registry.address,
            "issuer": None if registry is None else issuer(registry),
        }
    if common.json:
        emit(record)
    else:
        facts(record.items())


@command.command("accounts")
@common
def accounts(common: Common) -> None:
    """List dev0 to dev9, the accounts that every devnet funds.

    Their keys are known to everybody: never send them anything of value.
    """
    from avatarchain.accounts import DEVELOPMENT_ACCOUNTS, development

    for number in range(DEVELOPMENT_ACCOUNTS):
        address = development(number).address
        if common.json:
            emit({"name": f"dev{number}", "address": address})
        else:
            click.echo(f"dev{number}  {address}")


@command.command("mine")
@click.argument("blocks", type=click.IntRange(1, 10_000), default=1)
@common
def mine(common: Common, blocks: int) -> None:
    """Add empty blocks to a devnet."""
    from avatarchain.cli.options import reading

    with reading(common) as session:
        session.chain.mine(blocks)
        number = session.chain.head().number
    if common.json:
        emit({"block": number})
    else:
        click.echo(f"block {number}")


@command.command("reset")
@click.option("--yes", is_flag=True, help="Do not ask.")
@common
def reset(common: Common, yes: bool) -> None:
    """Delete the embedded devnet, what was pinned to it, and the index of it."""
    from avatarchain import home as homes
    from avatarchain.errors import NotConfirmed
    from avatarchain.index.store import forget

    home = homes.locate(common.home)
    if not yes:
        if not sys.stdin.isatty():
            raise NotConfirmed(what=f"the devnet in {home}")
        click.confirm(f"Delete the devnet in {home} and all avatars on it?", abort=True, err=True)
    for pin in homes.pins(home):
        if pin.url == DEFAULT_URL:
            forget(home, bytes.fromhex(pin.genesis[2:]))
    homes.drop_pins(home, DEFAULT_URL)
    for name in ("chain.sqlite", "chain.sqlite-wal", "chain.sqlite-shm"):
        (home / name).unlink(missing_ok=True)
    tell("the devnet is gone; the next mint makes a new one")


@command.command("anvil")
@click.option(
    "--port", type=click.IntRange(1, 65_535), default=8545, show_default=True,
    help="The port of 127.0.0.1 that it serves.",
)  # fmt: skip
@common
def anvil(common: Common, port: int) -> None:
    """Run Foundry's anvil, set up for avatarchain, until Ctrl-C.

    Other shells reach it with --rpc http://127.0.0.1:PORT.
    """
    from avatarchain.chain.anvil import become

    if common.json:
        emit({"url": f"http://127.0.0.1:{port}"})
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # anvil's words are for people
    become("anvil", port)
