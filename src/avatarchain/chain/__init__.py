"""Reaching a chain, whichever kind it is, by one address.

`connect` opens what an address names and returns a `Chain`, which behaves alike on the
embedded devnet, on an anvil started for the purpose, and on any EVM node. Importing this
room costs nothing: py-evm and web3 are loaded when an address needs them.
"""

from pathlib import Path
from urllib.parse import unquote, urlsplit

from avatarchain.chain.answers import Block, Log, Receipt
from avatarchain.chain.client import TRANSACTION_GAS_LIMIT, Chain
from avatarchain.chain.guard import DEVELOPMENT_CHAINS, permit
from avatarchain.chain.transport import Transport
from avatarchain.errors import BadURL

__all__ = [
    "DEVELOPMENT_CHAINS", "TRANSACTION_GAS_LIMIT", "Block", "Chain", "Log", "Receipt", "connect",
    "permit",
]  # fmt: skip

DEFAULT_FILE = "chain.sqlite"


def connect(url: str, *, folder: Path, timeout: float = 30.0) -> Chain:
    """Open the chain that `url` names.

    `evm+sqlite://` is the embedded devnet in `folder`/chain.sqlite, `evm+sqlite:///PATH` in
    another file, made where there is none; `anvil:` starts the anvil of the PATH, `anvil:PATH`
    another, and stops it on close; `http(s)://`, `ws(s)://` and `ipc:///PATH` reach a node.
    `folder` also holds the lock files of nonces. `timeout`, in seconds, is the patience for
    one answer, one lock, one receipt.

    Errors: BadURL, Unreachable, NotANode, NotAChainFile, CannotWrite, DiskFull, ChainBusy,
    AnvilMissing, AnvilFailed.
    """
    scheme, _, rest = url.partition(":")
    match scheme.lower():
        case "evm+sqlite" if rest in ("", "//"):
            kind, transport = "embedded", _embedded(folder / DEFAULT_FILE, timeout)
        case "evm+sqlite" if rest.startswith("///"):
            kind, transport = "embedded", _embedded(Path("/" + unquote(rest).lstrip("/")), timeout)
        case "anvil":
            kind, transport = "anvil", _anvil(rest or "anvil", timeout)
        case "http" | "https" | "ws" | "wss" if _has_host(url):
            kind, transport = "remote", _remote(url, timeout)
        case "ipc" if rest.startswith("///"):
            kind, transport = "remote", _remote(url, timeout)
        case _:
            raise BadURL(url=url)
    try:
        return Chain(transport, url=url, kind=kind, folder=folder, timeout=timeout)
    except BaseException:
        transport.close()
        raise


def _has_host(url: str) -> bool:
    try:
        # Reading the port is what finds it out of range.
        return urlsplit(url).port != 0 and bool(urlsplit(url).hostname)
    except ValueError:
        return False


def _embedded(path: Path, timeout: float) -> Transport:
    from avatarchain.chain.node import Node

    return Node(path, timeout)


def _anvil(binary: str, timeout: float) -> Transport:
    from avatarchain.chain.anvil import Anvil

    return Anvil(binary, timeout)


def _remote(url: str, timeout: float) -> Transport:
    from avatarchain.chain.remote import Remote

    return Remote(url, timeout)
