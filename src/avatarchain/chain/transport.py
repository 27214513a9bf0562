"""The transport: the interface through which a chain answers requests.

It also has two functions that make texts safe to print in error messages.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

from avatarchain.errors import ChainClosed

if TYPE_CHECKING:
    from web3.providers.base import BaseProvider

Request = tuple[str, list[Any]]
"""A method and its parameters."""


class ChainKind(StrEnum):
    """Where a chain runs: in this process, in an anvil that it started, or at a node."""

    EMBEDDED = "embedded"
    ANVIL = "anvil"
    REMOTE = "remote"


class Transport(Protocol):
    """An object that answers JSON-RPC requests: a node, or the embedded devnet."""

    def answer(self, method: str, parameters: list[Any]) -> Any:
        """The response to one request, an object with `result` or `error`.

        Raises Unreachable, NotANode, TooLong, or an error of the chain file.
        """

    def answer_many(self, requests: Sequence[Request]) -> list[Any]:
        """The responses to requests, in the same order; None for each that a node left out."""

    def provider(self) -> "BaseProvider":
        """This transport as a provider of web3."""

    def flush(self) -> None:
        """Flush the chain to the disk if it is a file on this machine; otherwise do nothing."""

    def close(self) -> None:
        """Close the connection."""


class Closed:
    """The transport of a chain that was closed; `url` as `shown` gives it.

    Every request raises ChainClosed.
    """

    def __init__(self, url: str) -> None:
        self._url = url

    def answer(self, method: str, parameters: list[Any]) -> Any:
        raise ChainClosed(url=self._url)

    def answer_many(self, requests: Sequence[Request]) -> list[Any]:
        raise ChainClosed(url=self._url)

    def provider(self) -> "BaseProvider":
        raise ChainClosed(url=self._url)

    def flush(self) -> None:
        raise ChainClosed(url=self._url)

    def close(self) -> None:
        """Do nothing."""


def shown(url: str) -> str:
    """A URL as error messages show it: without password, path and query.

    The URL of a hosted node holds the customer's secret key, and people paste error messages.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https", "ws", "wss"):
        return url
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


def plain(words: str) -> str:
    """Text from a node, made safe to print.

    The result is one line of at most 300 characters, without control characters.
    """
    line = " ".join(words.split())[:300]
    return "".join(letter if letter.isprintable() else "�" for letter in line)
