"""`avatarchain serve`: the studio, and the chain of the home for tools and programs."""

import click

from avatarchain.cli.options import Common, Signing, common, issuer_password_file, signing
from avatarchain.cli.output import emit, facts, tell


@click.command("serve")
@click.option(
    "--port",
    type=click.IntRange(0, 65_535),
    default=8545,
    show_default=True,
    metavar="PORT",
    help="The port of 127.0.0.1 to serve on; 0 takes any free one.",
)
@click.option(
    "--cors",
    "origins",
    multiple=True,
    metavar="ORIGIN",
    help="Let pages of this origin use /rpc, such as a wallet's; may be given again.",
)
@click.option(
    "--scratch",
    is_flag=True,
    help="Serve a copy of the chain that is thrown away; it can be taken back to snapshots.",
)
@issuer_password_file
@common
@signing
def command(
    common: Common, signing: Signing, port: int, origins: tuple[str, ...], scratch: bool
) -> None:
    """Serve your chain on this machine until Ctrl-C, to people, wallets and tools.

    The page it prints is the studio: mint, breed, name and verify in a browser. It answers JSON-RPC
    over HTTP and WebSocket, as Ethereum's nodes do, and REST about avatars. Other shells go on
    using the same home. Only this machine can reach the server. What is sent for the page and for
    programs is signed by --account, papers by the issuer's key: if one of them is sealed by a
    passphrase, that is asked for at the start.
    """
    from avatarchain.cli.passphrases import ask_passphrase
    from avatarchain.serve.server import Served, serve

    def ready(served: Served) -> None:
        doors = {"page": served.page}
        if served.own:
            doors |= {"rpc": served.rpc, "websocket": served.socket}
        doors["api"] = served.api
        if common.json:
            emit(doors)
        else:
            facts(doors.items())
        if not served.own:
            _point_to_the_chain(common)

    serve(
        common.home,
        common.url,
        ready,
        species=common.species,
        signing=signing,
        ask=ask_passphrase,
        unseal=_issuer_passphrase,
        port=port,
        origins=origins,
        scratch=scratch,
        timeout=common.timeout,
    )


def _point_to_the_chain(common: Common) -> None:
    """Say where the chain is that another node serves, in place of the doors to it."""
    from avatarchain.chain.transport import shown

    source = common.url_from
    instead = (
        "unset it to serve your own"
        if source.startswith("$")
        else f"leave out {source} to serve your own"
    )
    tell(f"the chain is at {shown(common.url)} (from {source}); {instead}")


def _issuer_passphrase(question: str) -> str | None:
    """The passphrase of the issuer's key; None if nobody is there, or gives none."""
    from avatarchain.cli.passphrases import issuer_passphrase
    from avatarchain.errors import NoTerminal

    try:
        passphrase = issuer_passphrase(f"{question} (empty: no papers)", needed=False)
    except NoTerminal:
        passphrase = ""
    if not passphrase:
        tell("the issuer's key stays sealed, so no papers are written: --issuer-password-file")
    return passphrase or None
