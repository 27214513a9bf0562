"""`avatarchain deploy`: a registry for a species."""

import click

from avatarchain.cli.options import Common, Signing, common, signing, writing
from avatarchain.cli.output import emit, facts


@click.command("deploy")
@click.option("--again", is_flag=True, help="Begin a new registry although one is known.")
@common
@signing
def command(common: Common, signing: Signing, again: bool) -> None:
    """Deploy the registry contract for a species.

    The signer becomes its issuer.

    The art goes before it, in several transactions, once for a chain; cut off, the same
    command goes on. The gas told is what this command paid.

    A registry that is known already is only told, unless --again is given: then a new one
    takes its place here (the old one stays where it is). On devnets `mint` does this by
    itself.
    """
    from avatarchain.cli.output import progress
    from avatarchain.registry import issuer, portrait_of
    from avatarchain.session import deployed

    with writing(common, signing, again=again) as open_:
        made = deployed(open_, progress)
        registry, portrait = made.registry, portrait_of(made.registry)
        record = {
            "contract": registry.address,
            "chain_id": registry.chain.chain_id,
            "genesis": "0x" + registry.chain.genesis.hex(),
            "species": "0x" + registry.species.hex(),
            "block": registry.block,
            "issuer": issuer(registry),
            "portrait": portrait and portrait.address,
            "gas": made.gas,
        }
    if common.json:
        emit(record)
    else:
        facts(record.items())
