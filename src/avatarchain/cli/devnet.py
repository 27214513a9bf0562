"""`avatarchain devnet`: the embedded devnet, and an anvil that is set up for avatarchain."""

import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from avatarchain.base.canonical import to_hex
from avatarchain.cli.groups import Group
from avatarchain.cli.options import Common, Whole, common
from avatarchain.cli.output import emit, facts, say, tell
from avatarchain.cli.paths import Named
from avatarchain.cli.questions import confirm

if TYPE_CHECKING:
    from avatarchain.session.handover import Handed


@click.group("devnet", cls=Group)
def command() -> None:
    """Show or control the embedded devnet, or run anvil.

    The embedded devnet is a file in your home, made by the first mint. It stores its whole history
    and needs no process of its own.
    """


@command.command("status")
@common
def status(common: Common) -> None:
    """Show the chain, its newest block, and the registry that your home has for it.

    If the chain is another one than the one that your home remembers there, such as that of an
    anvil that was started anew, it is shown too, and the exit code is 1.
    """
    from avatarchain.cli.sessions import reading
    from avatarchain.registry import issuer_account
    from avatarchain.session.opening import lost_registry

    with reading(common, again=True) as session:
        head, registry, lost = session.chain.head(), session.registry, lost_registry(session)
        record = {
            "home": str(session.home),
            "url": session.chain.url,
            "url_from": common.url_from,
            "kind": session.chain.kind,
            "chain_id": session.chain.chain_id,
            "genesis": to_hex(session.chain.genesis),
            "block": head.number,
            "block_hash": to_hex(head.hash),
            "contract": None if registry is None else registry.address,
            "issuer": None if registry is None else issuer_account(registry),
        }
    if common.json:
        emit(record)
    else:
        facts(record.items())
    if lost is not None:
        raise lost


@command.command("accounts")
@common
def accounts(common: Common) -> None:
    """List dev0 to dev9, the accounts that every devnet funds.

    Their keys are public: never send them anything of value.
    """
    from avatarchain.keys.accounts import DEVELOPMENT_ACCOUNTS, development

    for number in range(DEVELOPMENT_ACCOUNTS):
        address = development(number).address
        if common.json:
            emit({"name": f"dev{number}", "address": address})
        else:
            say(f"dev{number}  {address}")


@command.command("mine")
@click.argument("blocks", type=Whole(1, 10_000), default=1)
@common
def mine(common: Common, blocks: int) -> None:
    """Add empty blocks to a devnet."""
    from avatarchain.cli.sessions import reading

    with reading(common) as session:
        session.chain.mine(blocks)
        number = session.chain.head().number
    if common.json:
        emit({"block": number})
    else:
        say(f"block {number}")


@command.command("check")
@common
def check(common: Common) -> None:
    """Check all hashes in the file of the embedded devnet, and execute its blocks again.

    It checks headers and their links, transactions, receipts, logs, accounts, storage and
    code, and that each block follows from the one before it. If something is wrong, the first
    fault and its block are printed, and the exit code is 1.
    """
    from avatarchain.base.home import visit
    from avatarchain.chain.check import Damage
    from avatarchain.chain.check import check as check_file
    from avatarchain.cli.output import progress
    from avatarchain.errors import DamagedChain
    from avatarchain.session.handover import devnet_file

    path = devnet_file(visit(common.home), common.url)
    result = check_file(path, bar=progress)
    if isinstance(result, Damage):
        if common.json:
            emit({"file": str(path), "ok": False, "block": result.block, "reason": result.reason})
        raise DamagedChain(path=path, damage=str(result))
    if common.json:
        emit({"file": str(path), "ok": True, **asdict(result)})
    else:
        facts({"file": path, **asdict(result), "verdict": "whole"}.items())


@command.command("export")
@click.argument("file", type=Named(dir_okay=False))
@common
def export(common: Common, file: Path) -> None:
    """Write the embedded devnet into FILE, for another home, another machine, or as a backup.

    FILE contains the whole chain (chain.sqlite in your home, with chain.sqlite-wal and
    chain.sqlite-shm), the pins that record its registries, the names of its avatars and the files
    of its batches, but no keys. Other commands may write meanwhile.
    """
    from avatarchain.base.home import visit
    from avatarchain.session import handover

    _print_handed(common, file, handover.export(visit(common.home), common.url, file))


@command.command("import")
@click.argument("file", type=Named(dir_okay=False))
@common
def import_(common: Common, file: Path) -> None:
    """Import a devnet from FILE, which `devnet export` wrote, into a home without one.

    Every block in it is checked and executed again first. From then on the home trusts its
    registries, which are printed. FILE is refused if the home has another registry on the same
    chain.
    """
    from avatarchain.base.home import place
    from avatarchain.cli.output import progress
    from avatarchain.session import handover

    handed = handover.take(place(common.home), common.url, file, progress)
    _print_handed(common, file, handed)
    for contract in handed.registries:
        tell(f"from now on your home trusts the registry {contract} on chain {handed.chain_id}")


def _print_handed(common: Common, file: Path, handed: "Handed") -> None:
    record = {"file": str(file), **asdict(handed)}
    if common.json:
        emit(record)
    else:
        facts((record | {"registries": ", ".join(handed.registries) or "none"}).items())


@command.command("reset")
@click.option("--yes", is_flag=True, help="Do not ask.")
@common
def reset(common: Common, yes: bool) -> None:
    """Delete the embedded devnet, the pins of its registries, and its index.

    If --rpc or $ETH_RPC_URL names another chain, that is refused, and nothing is deleted.
    A devnet that an older version of avatarchain made is not deleted but moved aside, with
    everything that belongs to it. Your keys stay where they are.
    """
    from avatarchain.base import home as homes
    from avatarchain.errors import NotConfirmed
    from avatarchain.session import reset as resets

    home = homes.locate(common.home)
    resets.check_own(home, common.url)
    version = resets.older(home)
    if not yes:
        if not sys.stdin.isatty():
            raise NotConfirmed(what=f"the devnet in {home} is not deleted")
        question = f"Delete the devnet in {home}, all avatars on it and their names?"
        if version:
            question = f"Move the files that avatarchain {version} made in {home} aside?"
        confirm(question)
    aside = resets.reset(home)
    if aside is None:
        tell("the devnet is deleted; the next mint makes a new one")
    else:
        places = " and ".join(str(place) for place in aside.places)
        tell(
            f"the files of avatarchain {aside.version} are in {places}; the next mint starts afresh"
        )


@command.command("anvil")
@click.option(
    "--port",
    type=Whole(1, 65_535),
    default=8545,
    show_default=True,
    help="The port of 127.0.0.1 that it serves.",
)
@common
def anvil(common: Common, port: int) -> None:
    """Run Foundry's anvil, set up for avatarchain, until Ctrl-C.

    In other shells use it with --rpc http://127.0.0.1:PORT.
    """
    from avatarchain.chain.anvil import become

    if common.rpc is not None:
        raise click.UsageError("anvil makes a new chain: leave out --rpc")
    if common.json:
        emit({"url": f"http://127.0.0.1:{port}"})
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # anvil's output is for people
    become("anvil", port)
