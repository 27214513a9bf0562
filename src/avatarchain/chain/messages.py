"""Calls of code on the embedded devnet: the call, its changes of accounts, and its errors."""

from dataclasses import dataclass

from avatarchain.chain.client import TRANSACTION_GAS_LIMIT

CHAIN_ID = 31337
GAS_LIMIT = 30_000_000

Words = tuple[tuple[int, int], ...]
"""Words of storage: pairs of slot number and value."""


class Invalid(Exception):
    """The chain refuses a request; the text gives the reason."""


class TooSlow(Invalid):
    """Code ran longer than the limit of `seconds`."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"it ran longer than {seconds:g} seconds")


@dataclass(frozen=True, slots=True)
class Override:
    """Changes of an account for one call only; a field that is None is not changed."""

    balance: int | None = None
    nonce: int | None = None
    code: bytes | None = None
    state: Words | None = None  # the whole storage
    state_diff: Words = ()  # some slots of it


@dataclass(frozen=True, slots=True)
class Message:
    """A call of a contract, or the creation of one if `to` is empty."""

    sender: bytes
    to: bytes
    data: bytes
    value: int = 0
    gas: int = TRANSACTION_GAS_LIMIT
    max_fee: int = 0  # wei for a unit of gas; 0 runs it without charge
    max_priority_fee: int = 0
    access_list: tuple[tuple[bytes, tuple[int, ...]], ...] = ()
    overrides: tuple[tuple[bytes, Override], ...] = ()  # by address
