"""What carries requests to a chain and brings its answers, on whatever way."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from web3.providers.base import BaseProvider

Request = tuple[str, list[Any]]
"""A method and its parameters."""


class Transport(Protocol):
    """Something that answers JSON-RPC."""

    def answer(self, method: str, parameters: list[Any]) -> Any:
        """The response, an object with `result` or `error`.

        Raises Unreachable, NotANode or TooLong, or a refusal of the chain file.
        """

    def answer_many(self, requests: Sequence[Request]) -> list[Any]:
        """The responses, each beside its request; None where a node left one out."""

    def provider(self) -> "BaseProvider":
        """The same as a provider of web3."""

    def close(self) -> None: ...


def shown(url: str) -> str:
    """An address as sentences may quote it: without password, path and query.

    A hosted node's address holds the key of its customer, who may paste the sentence.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https", "ws", "wss"):
        return url
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


def plain(words: str) -> str:
    """What a node says, fit to be quoted: one line, not long, nothing that moves a cursor."""
    line = " ".join(words.split())[:300]
    return "".join(one if one.isprintable() else "�" for one in line)
