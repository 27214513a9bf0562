"""Open a chain of any kind by its URL.

`connect` opens the chain of a URL and returns a `Chain`, which behaves alike on the embedded
devnet, on an anvil that is started for it, and on any EVM node. Importing this package is
fast: py-evm and web3 are loaded only when a URL needs them.
"""

import os
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from avatarchain.base import late
from avatarchain.base.canonical import keccak256, to_hex
from avatarchain.base.regular import followed
from avatarchain.chain.answers import Block, Log, Receipt
from avatarchain.chain.client import TRANSACTION_GAS_LIMIT, Chain
from avatarchain.chain.files import DEFAULT_FILE
from avatarchain.chain.guard import DEVELOPMENT_CHAINS, permit
from avatarchain.chain.transport import ChainKind, Transport
from avatarchain.errors import BadURL

__all__ = [
    "DEFAULT_FILE",
    "DEVELOPMENT_CHAINS",
    "TRANSACTION_GAS_LIMIT",
    "Block",
    "Chain",
    "ChainKind",
    "Log",
    "Receipt",
    "connect",
    "file_of",
    "permit",
    "source_of",
    "url_of",
]


late.register()


TIMEOUT = 30.0
"""Seconds to wait for one answer, lock, block or receipt, unless the caller gives others."""


def connect(url: str, *, folder: Path, timeout: float | None = None) -> Chain:
    """Open the chain of a URL.

    - `evm+sqlite://` is the embedded devnet in `folder`/chain.sqlite, `evm+sqlite:///PATH` the
      one in another file. The file is made if it is missing.
    - `anvil:` starts the program anvil, `anvil:PATH` another binary; it is stopped on close.
    - `http(s)://`, `ws(s)://` and `ipc:///PATH` connect to a node.

    `folder` also holds the lock files for nonces. `timeout` is the number of seconds to wait
    for one answer, one lock, one block or one receipt; without it, TIMEOUT.

    Raises BadURL, Unreachable, NotANode, NotAChainFile, CannotWrite, DiskFull, LockHeld,
    AnvilMissing, AnvilFailed.
    """
    timeout = TIMEOUT if timeout is None else timeout
    scheme, _, rest = url.partition(":")
    match scheme.lower():
        case "evm+sqlite" if (file := file_of(url, folder)) is not None:
            kind, transport = ChainKind.EMBEDDED, _embedded(file, timeout)
        case "anvil":
            kind, transport = ChainKind.ANVIL, _anvil(rest or "anvil", timeout)
        case "http" | "https" | "ws" | "wss" if _has_host(url):
            kind, transport = ChainKind.REMOTE, _remote(url, timeout)
        case "ipc" if rest.startswith("///"):
            kind, transport = ChainKind.REMOTE, _remote(url, timeout)
        case _:
            raise BadURL(url=url)
    try:
        return Chain(transport, url=url, kind=kind, folder=folder, timeout=timeout)
    except BaseException:
        transport.close()
        raise


def file_of(url: str, folder: Path) -> Path | None:
    """The file of the embedded devnet at `url`; None if `url` is that of another kind of chain."""
    scheme, _, rest = url.partition(":")
    if scheme.lower() != "evm+sqlite":
        return None
    if rest in ("", "//"):
        return folder / DEFAULT_FILE
    return Path(_local(rest, windows=os.name == "nt")) if rest.startswith("///") else None


def url_of(file: Path) -> str:
    """The URL of the embedded devnet in a file, as `file_of` reads it."""
    return f"evm+sqlite:///{quote(file.absolute().as_posix().lstrip('/'), safe='/:')}"


def source_of(url: str, folder: Path) -> str:
    """A hash (0x-hex) of a chain's URL, for the names of files with data that was read there.

    Two nodes of one chain may give different answers, so each has its own files. The URL itself may
    contain a password, so it is not used as a name. The devnet of the home `folder` has the same
    hash wherever the home is.
    """
    file = file_of(url, folder)
    if file is not None:
        own = followed(file) == followed(folder / DEFAULT_FILE)
        url = DEFAULT_FILE if own else url_of(followed(file))
    return to_hex(keccak256(url.encode()))


def _local(rest: str, *, windows: bool) -> str:
    """The path in a URL, which begins with a slash; on Windows with the letter of a drive."""
    path = unquote(rest).lstrip("/")
    return path if windows and path[1:2] == ":" else f"/{path}"


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
