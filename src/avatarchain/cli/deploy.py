"""`avatarchain deploy`: deploy a registry for a species."""

import click

from avatarchain.base.canonical import to_hex
from avatarchain.cli.options import Common, Signing, common, signing
from avatarchain.cli.output import emit, facts
from avatarchain.cli.sessions import writing


@click.command("deploy")
@click.option("--again", is_flag=True, help="Deploy a new registry even if there is one.")
@common
@signing
def command(common: Common, signing: Signing, again: bool) -> None:
    """Deploy the registry contract for a species.

    The signer becomes its issuer.

    The art of the species is uploaded first, in several transactions, once for each chain. If
    the command is interrupted, run it again: it continues. The gas that it prints is what
    this run paid.

    If your home has a registry already, it is only shown. With --again a new one is deployed
    and used from then on; the old one stays on the chain. On a devnet `mint` deploys the
    registry by itself.
    """
    from avatarchain.cli.output import progress
    from avatarchain.registry import issuer_account, portrait_of
    from avatarchain.session.writing import deployed

    with writing(common, signing, again=again) as open_:
        made = deployed(open_, progress)
        registry, portrait = made.registry, portrait_of(made.registry)
        record = {
            "contract": registry.address,
            "chain_id": registry.chain.chain_id,
            "genesis": to_hex(registry.chain.genesis),
            "species": to_hex(registry.species),
            "block": registry.block,
            "issuer": issuer_account(registry),
            "portrait": portrait and portrait.address,
            "gas": made.gas,
        }
    if common.json:
        emit(record)
    else:
        facts(record.items())
