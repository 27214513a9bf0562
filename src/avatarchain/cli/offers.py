"""Words for completion with Tab in a shell: names of species and accounts, ids of avatars.

They are read from files in a few milliseconds. No chain is opened, and a file that cannot be
read is ignored.
"""

from pathlib import Path

import click
from click.shell_completion import CompletionItem

from avatarchain.base import home as homes
from avatarchain.base.canonical import to_hex
from avatarchain.errors import AvatarchainError
from avatarchain.session.terms import DEFAULT_URL, chain_url

REGISTRY = "registry"  # a value of --against that means the registry, not a file
MOST = 200
DIGITS = 12


def species(_: click.Context, __: click.Parameter, begun: str) -> list[CompletionItem]:
    """For Tab: species that begin with `begun`: shipped ones, and folders."""
    from avatarchain.species.pack import shipped

    names = [CompletionItem(name) for name in shipped() if name.startswith(begun)]
    return names or [CompletionItem(begun, type="dir")]


def standing(_: click.Context, __: click.Parameter, begun: str) -> list[CompletionItem]:
    """For Tab: values of --against that begin with `begun`: files, and the word `registry`."""
    files = CompletionItem(begun, type="file")
    if not REGISTRY.startswith(begun):
        return [files]
    # bash offers either files or words, of the kind that comes last.
    return [files, CompletionItem(REGISTRY)] if begun else [CompletionItem(REGISTRY), files]


def accounts(context: click.Context, _: click.Parameter, begun: str) -> list[str]:
    """For Tab: accounts that begin with `begun`, of a devnet and of the home."""
    from avatarchain.keys.accounts import DEVELOPMENT_ACCOUNTS, stored

    names = [f"dev{number}" for number in range(DEVELOPMENT_ACCOUNTS)]
    names += [account.name for account in stored(homes.place(context.params.get("home")))]
    return [name for name in names if name.startswith(begun)]


def avatars(context: click.Context, _: click.Parameter, begun: str) -> list[str]:
    """For Tab: short ids that begin with `begun`, from the devnet's file or a chain's index."""
    home, url = homes.place(context.params.get("home")), chain_url(context.params.get("rpc"))
    try:
        ids = _on_devnet(home, begun) if url == DEFAULT_URL else _listed(home, url, begun)
    except AvatarchainError:
        return []
    return [to_hex(identity)[: 2 + DIGITS] for identity in ids]


def _on_devnet(home: Path, begun: str) -> list[bytes]:
    from avatarchain.chain.files import logged
    from avatarchain.registry.events import BORN

    return logged(home, BORN, begun, MOST)


def _listed(home: Path, url: str, begun: str) -> list[bytes]:
    from avatarchain.index.store import listed
    from avatarchain.registry.pins import pins, place_of

    return [
        identity
        for pin in pins(home)
        if pin.url == place_of(home, url)
        for identity in listed(home, pin.contract, bytes.fromhex(pin.genesis[2:]), url, begun, MOST)
    ]
