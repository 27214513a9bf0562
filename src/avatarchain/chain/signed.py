"""What an account signed, made again from what a node tells of a transaction.

A node can tell any sender and any content. But the hash of a transaction covers its content and
its signature, and from both follows who signed it. So the bytes are put together here, by the
fields of each kind of transaction, and held against the hash and the sender.
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
"""The prices of each kind of transaction; kinds after these make no contract."""


class _Unsigned(Exception):
    """The fields of a transaction do not give its hash, or its signature not its sender."""


def signed_transaction(chain: Chain, transaction_hash: bytes) -> Transaction | None:
    """A transaction, held against its hash and signature; None if the node does not know it.

    Raises StrangeTransaction, and the errors of `Chain.read`.
    """

    def checked(answer: Any) -> Transaction | None:
        if answer is not None:
            _check(answer, transaction_hash)
        return read_transaction(answer)

    name = to_hex(transaction_hash)
    try:
        return chain.read(checked, "eth_getTransactionByHash", name)
    except _Unsigned:
        raise StrangeTransaction(url=chain.url, hash=name) from None


def _check(answer: dict[str, Any], expected: bytes) -> None:
    from eth_account import Account

    raw = _raw(answer)
    if keccak256(raw) != expected:
        raise _Unsigned
    try:
        signer = Account.recover_transaction(raw)
    except Exception:  # the library raises whatever its parts raise for a signature of nobody
        raise _Unsigned from None
    if checksum_address(signer) != checksum_address(answer["from"]):
        raise _Unsigned


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
    signature = [quantity(answer[name]) for name in "vrs"]
    if kind == 0:
        return bytes(rlp.encode([*body, *signature]))
    allowed = [
        [from_hex(each["address"]), [from_hex(key) for key in each["storageKeys"]]]
        for each in answer["accessList"]
    ]
    fields = [quantity(answer["chainId"]), *body, allowed, *signature]
    return bytes([kind]) + bytes(rlp.encode(fields))
