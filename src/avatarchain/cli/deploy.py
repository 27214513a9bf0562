"""`avatarchain deploy`: deploy a registry for a species, or estimate the cost."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import click

from avatarchain.base.canonical import to_hex
from avatarchain.cli.options import Common, Signing, common, signing
from avatarchain.cli.output import emit, facts, tell
from avatarchain.cli.paths import Named
from avatarchain.cli.sessions import reading, writing
from avatarchain.errors import FileToWriteThere
from avatarchain.session.terms import DEFAULT_URL

if TYPE_CHECKING:
    from avatarchain.session.opening import Session


@click.command("deploy")
@click.option("--again", is_flag=True, help="Deploy a new registry even if there is one.")
@click.option("--dry-run", is_flag=True, help="Print the transactions, gas and cost; send nothing.")
@click.option(
    "--standard-json",
    type=Named(dir_okay=False),
    metavar="FILE",
    help="Write the compiler's input, by which explorers verify the source; send nothing.",
)
@common
@signing
def command(
    common: Common, signing: Signing, again: bool, dry_run: bool, standard_json: Path | None
) -> None:
    """Deploy the registry contract for a species.

    The signer becomes its issuer.

    The art of the species is uploaded first, in several transactions, once for each chain. If the
    command is interrupted, run it again: it continues. It prints the gas that this run paid. With
    --dry-run the gas is measured by running the same transactions on a temporary chain, and the
    price is the network's present one; no devnet is made. On development chains one more
    transaction puts the development key in force.

    If your home has a registry already, it is only shown. With --again a new one is deployed
    and used from then on; the old one stays on the chain. On a devnet `mint` deploys the
    registry by itself.
    """
    if standard_json is not None:
        if again or dry_run:
            raise click.UsageError("--standard-json deploys nothing: give it alone")
        _show(common, _source(standard_json))
    elif dry_run:
        _show(common, _forecast(common, signing, again=again))
        if not common.json:
            tell("nothing was sent")
    else:
        _show(common, _deployed(common, signing, again=again))


def _show(common: Common, record: dict[str, Any]) -> None:
    if common.json:
        emit(record)
    else:
        lists = {name: ", ".join(it) for name, it in record.items() if isinstance(it, list)}
        facts((record | lists).items())


def _deployed(common: Common, signing: Signing, *, again: bool) -> dict[str, Any]:
    from avatarchain.cli.output import progress
    from avatarchain.registry import issuer_account, portrait_of
    from avatarchain.session.writing import deployed

    with writing(common, signing, again=again) as open_:
        made = deployed(open_, progress)
        registry, portrait = made.registry, portrait_of(made.registry)
        return {
            "contract": registry.address,
            "chain_id": registry.chain.chain_id,
            "genesis": to_hex(registry.chain.genesis),
            "species": to_hex(registry.species),
            "block": registry.block,
            "issuer": issuer_account(registry),
            "portrait": portrait and portrait.address,
            "gas": made.gas,
        }


def _forecast(common: Common, signing: Signing, *, again: bool) -> dict[str, Any]:
    from avatarchain.chain import DEVELOPMENT_CHAINS
    from avatarchain.keys import accounts
    from avatarchain.registry.costs import Cost, deployment_cost, in_ether

    with _read_or_new(common, again=again) as session:
        chain, there = session.chain, session.registry
        address = accounts.address_of_signer(
            session.home, signing.account, development_chain=chain.chain_id in DEVELOPMENT_CHAINS
        )
        if there is None or again:
            cost = deployment_cost(chain, session.species, address, session.home)
        else:
            cost = Cost(0, 0, 0, 0, None)
        return {
            "contract": there and there.address,
            "chain_id": chain.chain_id,
            "transactions": cost.transactions,
            "gas": cost.gas,
            "gas_price_wei": cost.gas_price,
            "cost_ether": in_ether(cost.cost),
            "most_ether": in_ether(cost.most),
            "account": address,
            "balance_ether": None if cost.balance is None else in_ether(cost.balance),
        }


@contextmanager
def _read_or_new(common: Common, *, again: bool) -> "Iterator[Session]":
    """Open the chain for reading; if it is a devnet that does not exist, an empty temporary one.

    It is in a temporary folder, so neither a chain nor a home is made.
    """
    from avatarchain.base import home as homes
    from avatarchain.chain import file_of
    from avatarchain.session import opening

    home = homes.place(common.home)
    file = file_of(common.url, home)
    if file is None or file.exists():
        with reading(common, again=again) as session:
            yield session
        return
    with (
        TemporaryDirectory(prefix="avatarchain-") as folder,
        opening.reading(Path(folder), DEFAULT_URL, common.species, makes=True) as session,
    ):
        yield replace(session, home=home)


def _source(file: Path) -> dict[str, Any]:
    from avatarchain.base.home import write
    from avatarchain.registry.contract import CONTRACTS, artefact, standard_json

    if os.path.lexists(file):
        raise FileToWriteThere(file=str(file))
    write(file, standard_json())
    return {
        "file": str(file),
        "compiler": artefact("Registry")["compiler"],
        "contracts": [f"src/{name}.sol:{name}" for name in CONTRACTS],
    }
