"""`avatarchain trust`: whose registries you believe."""

import click

from avatarchain import home as homes
from avatarchain.cli.options import Common, common
from avatarchain.cli.output import emit, tell


@click.group("trust")
def command() -> None:
    """Say whose registries you believe.

    `verify` passes only files of registries that you deployed or that stand here. Learn a
    registry's name from its issuer, not from a file: CAIP-10, eip155:CHAIN:0xCONTRACT.
    """


def _told(common: Common, name: str, genesis: str | None) -> None:
    if common.json:
        emit({"registry": name, "genesis": genesis})
    else:
        click.echo(f"{name}{f'  genesis {genesis}' if genesis else ''}")


@command.command("add")
@click.argument("registry", metavar="CAIP-10")
@click.option(
    "--genesis", metavar="HASH",
    help="Hash of the chain's block 0; needed on development chains, which are many.",
)  # fmt: skip
@common
def add(common: Common, registry: str, genesis: str | None) -> None:
    """Trust a registry from now on."""
    from avatarchain import trust

    one = trust.add(homes.locate(common.home), registry, genesis)
    _told(common, one.registry, one.genesis)


@command.command("list")
@common
def list_(common: Common) -> None:
    """List the registries that you added."""
    from avatarchain import trust

    added = trust.trusted(homes.locate(common.home))
    for one in added:
        _told(common, one.registry, one.genesis)
    if not added and not common.json:
        tell("none was added; those that you deployed are trusted without that")


@command.command("remove")
@click.argument("registry", metavar="CAIP-10")
@common
def remove(common: Common, registry: str) -> None:
    """Trust a registry no more."""
    from avatarchain import trust

    trust.remove(homes.locate(common.home), registry)
    _told(common, registry, None)
