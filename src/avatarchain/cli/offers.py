"""What a shell may offer where a name is asked: species, accounts, ids of avatars.

It is read from files at hand, in a few milliseconds: no chain is opened for it, and what
cannot be read is not offered.
"""

import sqlite3
from contextlib import closing

import click
from click.shell_completion import CompletionItem

from avatarchain import home as homes
from avatarchain.session import DEFAULT_URL, chain_url

MOST = 200
DIGITS = 12


def species(_: click.Context, __: click.Parameter, begun: str) -> list[CompletionItem]:
    """The shipped ones, and folders."""
    from avatarchain.species.pack import shipped

    names = [CompletionItem(name) for name in shipped() if name.startswith(begun)]
    return names or [CompletionItem(begun, type="dir")]


def accounts(context: click.Context, _: click.Parameter, begun: str) -> list[str]:
    """Those of a devnet, and the keystores of the home."""
    from avatarchain.accounts import DEVELOPMENT_ACCOUNTS, stored

    names = [f"dev{number}" for number in range(DEVELOPMENT_ACCOUNTS)]
    names += [one.name for one in stored(homes.place(context.params.get("home")))]
    return [name for name in names if name.startswith(begun)]


def avatars(context: click.Context, _: click.Parameter, begun: str) -> list[str]:
    """The ids on the embedded devnet, short; on other chains, none."""
    from avatarchain.registry.events import BORN

    file = homes.place(context.params.get("home")) / "chain.sqlite"
    if chain_url(context.params.get("rpc")) != DEFAULT_URL or not file.exists():
        return []
    born = (
        "select distinct '0x' || lower(substr(hex(topic1), 1, ?)) as id from log"
        " where topic0 = ? and id like ? || '%' order by id limit ?"
    )
    asked = (DIGITS, BORN, begun.lower(), MOST)
    try:
        with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as chain:
            return [row[0] for row in chain.execute(born, asked)]
    except sqlite3.Error:
        return []
