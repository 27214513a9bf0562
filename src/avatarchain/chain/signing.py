"""Sign EIP-1559 transactions, the only kind sent here, without loading eth-account.

eth-account also knows typed data, keystores and every other kind of transaction, and loading it
takes a third of the time of a mint. Both make the same bytes. Only eth-account can open a keystore,
so it also signs with keys from there.
"""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol

from avatarchain.base.canonical import keccak256
from avatarchain.chain import rlp
from avatarchain.chain.hashes import prefer_fast_hash
from avatarchain.chain.notation import checksum_address

_KIND = 2  # of a transaction with the prices of EIP-1559


class Signer(Protocol):
    """An object that signs: an account of eth-account, or a `Key`."""

    @property
    def address(self) -> Any:
        """The address of the account (EIP-55)."""

    def sign_transaction(self, fields: Any, /) -> Any:
        """The signed transaction: `raw_transaction` and `hash`, both bytes."""


@dataclass(frozen=True, slots=True)
class Signed:
    """A signed transaction: the bytes to send, and its hash (32 bytes)."""

    raw_transaction: bytes
    hash: bytes


@dataclass(frozen=True)
class Key:
    """A private key of 32 bytes, which signs; `repr` does not show it."""

    key: bytes = field(repr=False)

    @cached_property
    def address(self) -> str:
        """The address of the account (EIP-55)."""
        return checksum_address(self._key.public_key.to_address())

    def sign_transaction(self, fields: dict[str, Any], /) -> Signed:
        """Sign the fields of `Chain.fields` with prices and a nonce.

        Raises KeyError if a field is missing.
        """
        body: list[rlp.Item] = [
            *(
                rlp.whole(fields[name])
                for name in ("chainId", "nonce", "maxPriorityFeePerGas", "maxFeePerGas", "gas")
            ),
            bytes.fromhex(fields.get("to", "0x")[2:]),
            rlp.whole(fields["value"]),
            fields["data"],
            [],
        ]
        signature = self._key.sign_msg_hash(keccak256(bytes([_KIND]) + rlp.encode(body)))
        numbers = (rlp.whole(number) for number in (signature.v, signature.r, signature.s))
        raw = bytes([_KIND]) + rlp.encode([*body, *numbers])
        return Signed(raw, keccak256(raw))

    @cached_property
    def _key(self) -> Any:
        prefer_fast_hash()
        from eth_keys.datatypes import PrivateKey

        return PrivateKey(self.key)
