"""The signed bytes of a transaction, rebuilt from the JSON fields that a node gives.

A node can give a false sender or content. But the hash of a transaction covers its content and its
signature, and the signer follows from both. So the bytes are built here from the fields of each
kind of transaction, and are compared with the hash and the sender. A signature is for one chain
(EIP-155), but for those of the oldest kind with v = 27 or 28, which are for any chain.
"""

from typing import Any

from avatarchain.base.canonical import keccak256, to_hex
from avatarchain.chain.answers import Transaction, from_hex, quantity, read_transaction
from avatarchain.chain.client import Chain
from avatarchain.chain.notation import checksum_address
from avatarchain.errors import StrangeTransaction

_FEES = {
    0: ("gasPrice",),
    1: ("gasPrice",),
    2: ("maxPriorityFeePerGas", "maxFeePerGas"),
}
"""Type of transaction → the fields of its prices. Later types cannot create a contract."""


class _Unsigned(Exception):
    """The fields do not have the hash, or the signature is not the sender's for this chain."""


def signed_transaction(chain: Chain, transaction_hash: bytes) -> Transaction | None:
    """A transaction, checked by its hash and signature; None if the node does not have it.

    The signature must be for this chain, or for any (v = 27 or 28).

    Raises StrangeTransaction if they do not match, and the errors of `Chain.read`.
    """

    def checked(answer: Any) -> Transaction | None:
        if answer is not None:
            _check(answer, transaction_hash, chain.chain_id)
        return read_transaction(answer)

    name = to_hex(transaction_hash)
    try:
        return chain.read(checked, "eth_getTransactionByHash", name)
    except _Unsigned:
        raise StrangeTransaction(url=chain.url, hash=name) from None


def _check(answer: dict[str, Any], expected: bytes, chain_id: int) -> None:
    from eth_account import Account

    raw = _raw(answer)
    if keccak256(raw) != expected or _chain_id(answer) not in (chain_id, None):
        raise _Unsigned
    try:
        signer = Account.recover_transaction(raw)
    except Exception:  # the library raises whatever its parts raise for a signature of nobody
        raise _Unsigned from None
    if checksum_address(signer) != checksum_address(answer["from"]):
        raise _Unsigned


def _chain_id(answer: dict[str, Any]) -> int | None:
    """The chain that a transaction is signed for; None for any chain."""
    if quantity(answer["type"]):
        return quantity(answer["chainId"])
    parity = _parity(answer)
    return None if parity in (27, 28) else (parity - 35) // 2


def _parity(answer: dict[str, Any]) -> int:
    """The number v of a signature; nodes may tell it as `yParity` alone."""
    return quantity(answer["v"] if "v" in answer else answer["yParity"])


def _raw(answer: dict[str, Any]) -> bytes:
    """The bytes of a signed transaction."""
    import rlp

    kind = quantity(answer["type"])
    if kind not in _FEES:
        raise _Unsigned
    to = from_hex(answer["to"]) if answer["to"] else b""
    prices = (quantity(answer[name]) for name in _FEES[kind])
    body: list[Any] = [quantity(answer["nonce"]), *prices, quantity(answer["gas"]), to]
    body += [quantity(answer["value"]), from_hex(answer["input"])]
    signature = [_parity(answer), quantity(answer["r"]), quantity(answer["s"])]
    if kind == 0:
        return bytes(rlp.encode([*body, *signature]))
    allowed = [
        [from_hex(each["address"]), [from_hex(key) for key in each["storageKeys"]]]
        for each in answer["accessList"]
    ]
    fields = [quantity(answer["chainId"]), *body, allowed, *signature]
    return bytes([kind]) + bytes(rlp.encode(fields))
