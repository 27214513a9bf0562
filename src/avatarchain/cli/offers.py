"""What a shell may offer where a name is asked: species, accounts, ids of avatars.

It is read from files at hand, in a few milliseconds: no chain is opened for it, and what
cannot be read is not offered.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

import click
from click.shell_completion import CompletionItem

from avatarchain import home as homes
from avatarchain.errors import AvatarchainError
from avatarchain.session import DEFAULT_URL, chain_url

REGISTRY = "registry"  # what may stand for a file of avatars
MOST = 200
DIGITS = 12


def species(_: click.Context, __: click.Parameter, begun: str) -> list[CompletionItem]:
    """The shipped ones, and folders."""
    from avatarchain.species.pack import shipped

    names = [CompletionItem(name) for name in shipped() if name.startswith(begun)]
    return names or [CompletionItem(begun, type="dir")]


def standing(_: click.Context, __: click.Parameter, begun: str) -> list[CompletionItem]:
    """Files, and the registry."""
    files = CompletionItem(begun, type="file")
    if not REGISTRY.startswith(begun):
        return [files]
    # bash offers files or words, whichever come last.
    return [files, CompletionItem(REGISTRY)] if begun else [CompletionItem(REGISTRY), files]


def accounts(context: click.Context, _: click.Parameter, begun: str) -> list[str]:
    """Those of a devnet, and the keystores of the home."""
    from avatarchain.accounts import DEVELOPMENT_ACCOUNTS, stored

    names = [f"dev{number}" for number in range(DEVELOPMENT_ACCOUNTS)]
    names += [one.name for one in stored(homes.place(context.params.get("home")))]
    return [name for name in names if name.startswith(begun)]


def avatars(context: click.Context, _: click.Parameter, begun: str) -> list[str]:
    """Ids, short: of the embedded devnet all, of another chain those that were listed before."""
    home, url = homes.place(context.params.get("home")), chain_url(context.params.get("rpc"))
    try:
        found = _on_devnet(home, begun) if url == DEFAULT_URL else _listed(home, url, begun)
    except (sqlite3.Error, AvatarchainError):
        return []
    return [f"0x{one[:DIGITS].lower()}" for one in found]


def _on_devnet(home: Path, begun: str) -> list[str]:
    from avatarchain.registry.events import BORN

    born = "select distinct hex(topic1) as id from log where topic0 = ?"
    return _ids(home / "chain.sqlite", born, begun, BORN)


def _listed(home: Path, url: str, begun: str) -> list[str]:
    from avatarchain.index.store import place

    indexes = [
        place(home, pin.contract, bytes.fromhex(pin.genesis[2:]))
        for pin in homes.pins(home)
        if pin.url == url
    ]
    return [
        one for index in indexes for one in _ids(index, "select hex(id) as id from birth", begun)
    ]


def _ids(file: Path, query: str, begun: str, *asked: bytes) -> list[str]:
    """The first ids of a query that begin so, from a file that is there."""
    if not file.exists():
        return []
    narrow = f"select id from ({query}) where '0x' || id like ? || '%' order by id limit ?"
    with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as opened:
        return [row[0] for row in opened.execute(narrow, (*asked, begun, MOST))]
