"""The JSON fields of a transaction and of its receipt, decoded from their bytes.

Both are RLP lists. One byte with the transaction's type comes first, except for the oldest type
(EIP-2718).
"""

from typing import Any

from avatarchain.base.canonical import to_hex
from avatarchain.chain import rlp

_OLDEST = "nonce gasPrice gas to value input"
_TYPES = {
    1: "chainId nonce gasPrice gas to value input accessList",
    2: "chainId nonce maxPriorityFeePerGas maxFeePerGas gas to value input accessList",
}
_TYPES[3] = f"{_TYPES[2]} maxFeePerBlobGas blobVersionedHashes"
_TYPES[4] = f"{_TYPES[2]} authorizationList"
_SIGNATURE = " v r s"
_AUTHORIZATION = ["chainId", "address", "nonce", "yParity", "r", "s"]
_BYTES = {"to", "input", "address"}


def told_of(raw: bytes) -> dict[str, Any]:
    """Name → value of each field of a transaction, as nodes write them; numbers as hex text.

    Raises ValueError if the bytes are no transaction of a known type.
    """
    kind = kind_of(raw)
    names = (_TYPES.get(kind, _OLDEST) + _SIGNATURE).split()
    fields = {"type": hex(kind)} | _named(names, _values(raw, kind))
    fields["to"] = None if fields["to"] == "0x" else fields["to"]
    parity = int(fields["v"], 16)
    if kind:
        return fields | {"yParity": fields["v"]}
    # The oldest type has its chain in the signature, or none (EIP-155).
    return fields | ({"chainId": hex((parity - 35) // 2)} if parity >= 35 else {})


def kind_of(raw: bytes) -> int:
    """The type of a transaction or receipt by EIP-2718; 0 for the oldest."""
    return raw[0] if raw and raw[0] < 0x80 else 0


def item(raw: bytes) -> rlp.Item:
    """A transaction as the RLP of a block holds it: a list, or bytes if it has a type."""
    return raw if kind_of(raw) else rlp.decode(raw)


def bloom_of(receipt: bytes) -> bytes:
    """The bloom filter (256 bytes) of a receipt. Raises ValueError if the bytes are no receipt."""
    match _values(receipt, kind_of(receipt)):
        case [bytes(), bytes(), bytes() as bloom, [*_]]:
            return bloom
        case _:
            raise ValueError("no receipt")


def _values(raw: bytes, kind: int) -> rlp.Item:
    return rlp.decode(raw[1:] if kind else raw)


def _named(names: list[str], values: rlp.Item) -> dict[str, Any]:
    if isinstance(values, bytes) or len(values) != len(names):
        raise ValueError("no transaction of a known type")
    return {name: _told(name, value) for name, value in zip(names, values, strict=True)}


def _told(name: str, value: rlp.Item) -> Any:
    match name, value:
        case _, bytes():
            return to_hex(value) if name in _BYTES else hex(int.from_bytes(value, "big"))
        case "accessList", [*entries]:
            return [_access(entry) for entry in entries]
        case "authorizationList", [*entries]:
            return [_named(_AUTHORIZATION, entry) for entry in entries]
        case "blobVersionedHashes", [*hashes]:
            return [to_hex(versioned) for versioned in hashes if isinstance(versioned, bytes)]
        case _:
            raise ValueError(f"no transaction: {name} is a list")


def _access(entry: rlp.Item) -> dict[str, Any]:
    """An entry of an access list: an account, and slots of its storage."""
    match entry:
        case [bytes() as address, [*keys]]:
            slots = [to_hex(key) for key in keys if isinstance(key, bytes)]
            return {"address": to_hex(address), "storageKeys": slots}
        case _:
            raise ValueError("no transaction: its access list has another form")
