"""The longer parameters of requests: calls, their changes of accounts, and criteria for logs.

Each is a JSON object; one with another form raises Malformed, as in `parameters`.
"""

from dataclasses import dataclass
from typing import Any

from avatarchain.chain.messages import Message, Override, Words
from avatarchain.chain.parameters import (
    MOST_LISTED,
    At,
    Malformed,
    address,
    data,
    hash32,
    number,
    one_or_several,
    only,
    quantity,
    several,
    shown,
    slot,
    small,
)

_MOST_TOPICS = 4
_ALL_GAS = hex((1 << 63) - 1)


@dataclass(frozen=True, slots=True)
class Criteria:
    """Which logs are searched for: of one block (`hash`), or of a range of blocks."""

    addresses: tuple[bytes, ...]
    topics: tuple[tuple[bytes, ...] | None, ...]
    first: At
    last: At
    hash: bytes | None


def call(value: Any) -> Message:
    """A call, from its JSON object; without `gas` it may use 2**63 − 1 units."""
    if not isinstance(value, dict):
        raise Malformed(f"expected a call as an object, not {shown(value)}")
    given = {name: part for name, part in value.items() if part is not None}
    for name in ("authorizationList", "blobVersionedHashes", "blobs"):
        if given.get(name):
            raise Malformed(f"calls with {name} are not run here")
    if {"data", "input"} <= given.keys() and data(given["data"]) != data(given["input"]):
        raise Malformed("data and input say different things")
    if "gasPrice" in given and {"maxFeePerGas", "maxPriorityFeePerGas"} & given.keys():
        raise Malformed("both gasPrice and (maxFeePerGas or maxPriorityFeePerGas) specified")
    for name in ("type", "nonce", "chainId", "maxFeePerBlobGas"):
        quantity(given.get(name, "0x0"))
    price = quantity(given.get("gasPrice", "0x0"))
    most = quantity(given.get("maxFeePerGas", "0x0")) or price
    tip = quantity(given.get("maxPriorityFeePerGas", "0x0")) or price
    if tip > most:
        raise Malformed("maxFeePerGas is less than maxPriorityFeePerGas")
    return Message(
        sender=address(given.get("from", "0x" + "00" * 20)),
        to=b"" if given.get("to", "0x") == "0x" else address(given["to"]),
        data=data(given.get("data", given.get("input", "0x"))),
        value=quantity(given.get("value", "0x0")),
        gas=small(given.get("gas", _ALL_GAS)),
        max_fee=most,
        max_priority_fee=tip,
        access_list=_access_list(given.get("accessList", [])),
    )


def overrides(value: Any) -> dict[bytes, Override]:
    """Address → the changes of that account for one call."""
    if not isinstance(value, dict) or len(value) > MOST_LISTED:
        raise Malformed(f"expected suppositions by address, not {shown(value)}")
    return {address(name): _override(part) for name, part in value.items()}


def criteria(value: Any) -> Criteria:
    """Which logs are searched for."""
    if not isinstance(value, dict):
        raise Malformed(f"expected criteria of logs as an object, not {shown(value)}")
    only(value, ("address", "topics", "fromBlock", "toBlock", "blockHash"))
    given = {name: part for name, part in value.items() if part is not None}
    if "blockHash" in given and {"fromBlock", "toBlock"} & given.keys():
        raise Malformed("cannot specify both blockHash and fromBlock/toBlock")
    topics = several(given.get("topics", []), _MOST_TOPICS)
    return Criteria(
        addresses=tuple(map(address, one_or_several(given.get("address")))),
        topics=tuple(
            None if topic is None else tuple(map(hash32, one_or_several(topic))) or None
            for topic in topics
        ),
        first=number(given.get("fromBlock", "latest")),
        last=number(given.get("toBlock", "latest")),
        hash=hash32(given["blockHash"]) if "blockHash" in given else None,
    )


def _override(value: Any) -> Override:
    if not isinstance(value, dict):
        raise Malformed(f"expected what is supposed of an account, not {shown(value)}")
    only(value, ("balance", "nonce", "code", "state", "stateDiff"))
    if "state" in value and "stateDiff" in value:
        raise Malformed("both state and stateDiff are given")
    given = {name: part for name, part in value.items() if part is not None}
    return Override(
        balance=quantity(given["balance"]) if "balance" in given else None,
        nonce=small(given["nonce"]) if "nonce" in given else None,
        code=data(given["code"]) if "code" in given else None,
        state=_storage(given["state"]) if "state" in given else None,
        state_diff=_storage(given.get("stateDiff", {})),
    )


def _storage(value: Any) -> Words:
    if not isinstance(value, dict) or len(value) > MOST_LISTED:
        raise Malformed(f"expected words of storage by place, not {shown(value)}")
    return tuple((slot(key), int.from_bytes(hash32(word), "big")) for key, word in value.items())


def _access_list(value: Any) -> tuple[tuple[bytes, tuple[int, ...]], ...]:
    entries = []
    for entry in several(value):
        if not isinstance(entry, dict):
            raise Malformed(f"expected an entry of an access list, not {shown(entry)}")
        keys = several(entry.get("storageKeys") or [])
        entries.append((address(entry.get("address")), tuple(map(slot, keys))))
    return tuple(entries)
