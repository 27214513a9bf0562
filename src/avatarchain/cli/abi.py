"""`avatarchain abi`: the interface of the contracts, for other programs."""

import click

from avatarchain.cli.options import Common, common
from avatarchain.cli.output import emit, emit_text


@click.command("abi")
@click.argument(
    "contract",
    type=click.Choice(["registry", "portrait"], case_sensitive=False),
    default="registry",
)
@common
def command(common: Common, contract: str) -> None:
    """Print the interface of the contracts, for other programs.

    It prints the ABI as JSON, of the registry or of the portrait contract that draws: every
    function, event and error, for ethers, viem, web3 and cast. With --json the output is one line,
    which also has the contract's name and compiler.
    """
    import json

    from avatarchain.registry.contract import artefact

    built = artefact(contract.capitalize())
    if common.json:
        emit({"contract": built["contract"], "compiler": built["compiler"], "abi": built["abi"]})
    else:
        emit_text(json.dumps(built["abi"], indent=1) + "\n")
