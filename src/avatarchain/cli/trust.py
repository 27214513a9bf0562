"""`avatarchain trust`: the registries that you trust."""

import click

from avatarchain.base import home as homes
from avatarchain.cli.groups import Group
from avatarchain.cli.options import Common, common
from avatarchain.cli.output import emit, say, tell


@click.group("trust", cls=Group)
def command() -> None:
    """Choose which registries you trust.

    `verify` passes only files of registries that you deployed or added here. A registry is
    given in CAIP-10: eip155:CHAIN:0xCONTRACT. Get it from its issuer, not from a file.
    """


def _print_registry(common: Common, name: str, genesis: str | None) -> None:
    if common.json:
        emit({"registry": name, "genesis": genesis})
    else:
        say(f"{name}{f'  genesis {genesis}' if genesis else ''}")


@command.command("add")
@click.argument("registry", metavar="CAIP-10")
@click.option(
    "--genesis",
    metavar="HASH",
    help="Hash of the chain's block 0, if you know it; then no chain is read.",
)
@click.option(
    "--unproven", is_flag=True, help="Trust it although it cannot be proven which code created it."
)
@common
def add(common: Common, registry: str, genesis: str | None, unproven: bool) -> None:
    """Trust a registry from now on.

    The hash of the chain's block 0 is read and stored, and the registry's code and creation are
    checked. A registry is refused if its species only has the name of one of yours, or one that
    looks like it. With --genesis no chain is read. `verify` checks code and creation too, so for
    files of a registry that was added with --unproven it needs --unproven too.
    """
    from avatarchain.library.audits import genesis_of
    from avatarchain.papers import trust

    home = homes.locate(common.home)
    if genesis is None:
        genesis = genesis_of(
            registry,
            home,
            common.url,
            common.species,
            unproven=unproven,
            timeout=common.timeout,
        )
    added = trust.add(home, registry, genesis)
    _print_registry(common, added.registry, added.genesis)


@command.command("list")
@common
def list_(common: Common) -> None:
    """List the registries that you added."""
    from avatarchain.papers import trust

    added = trust.trusted(homes.visit(common.home))
    for entry in added:
        _print_registry(common, entry.registry, entry.genesis)
    if not added and not common.json:
        tell("you added no registry; those that you deployed are trusted too")


@command.command("remove")
@click.argument("registry", metavar="CAIP-10")
@common
def remove(common: Common, registry: str) -> None:
    """Stop trusting a registry."""
    from avatarchain.papers import trust

    trust.remove(homes.visit(common.home), registry)
    _print_registry(common, registry, None)
