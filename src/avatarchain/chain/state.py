"""Read blocks and accounts of the embedded devnet from its file, without py-evm.

Loading py-evm takes longer than all other work of a command that only reads. The format that py-evm
writes is public: blocks and transactions in RLP, accounts and storage in Merkle Patricia tries,
each under the hash of its bytes, and a few rows with names. So this module reads the same file, and
`tests/chain/test_state.py` compares every answer with py-evm's.

A part that is missing or damaged raises NotAChainFile.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TypeVar

from avatarchain.base.canonical import keccak256, to_hex, word
from avatarchain.chain import rlp
from avatarchain.chain.headers import told_of
from avatarchain.chain.store import Store
from avatarchain.chain.tries import EMPTY_ROOT, NO_CODE, decoded, lookup, place
from avatarchain.errors import NotAChainFile

HEAD = b"v1:canonical_head_hash"
_HEADERS = 2048  # that are kept, a few kilobytes each: logs need that of each of their blocks

_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class Header:
    """The header of a block: its RLP, and its fields as hex text, as nodes write them.

    `hash` has 32 bytes, or is empty for the next block, which is not made yet.
    """

    hash: bytes
    encoded: bytes
    fields: Mapping[str, str]

    def number(self, name: str) -> int:
        """A field as a number."""
        return int(self.fields[name], 16)

    def bytes(self, name: str) -> bytes:
        """A field as bytes."""
        return bytes.fromhex(self.fields[name][2:])


@dataclass(frozen=True, slots=True)
class Account:
    """An account after a block; `storage` is its storage trie's root, `code` its code's hash."""

    nonce: int = 0
    balance: int = 0
    storage: bytes = EMPTY_ROOT
    code: bytes = NO_CODE


def head(store: Store) -> Header:
    """The header of the newest block."""
    return header(store, _whole(store, HEAD, lambda value: value))


def header_at(store: Store, number: int) -> Header | None:
    """The header of the block with this number; None if there is none."""
    block_hash = hashes_at(store, (number,)).get(number)
    return None if block_hash is None else header(store, block_hash)


def hashes_at(store: Store, numbers: Collection[int]) -> dict[int, bytes]:
    """The hashes of blocks by number, a few thousand at most, as far as there are such blocks."""
    keys = {number: f"block-number-to-hash:{number}".encode() for number in numbers}
    values = store.several(keys.values())
    return {
        number: _decoded(store, values[key], _bytes)
        for number, key in keys.items()
        if key in values
    }


def header_of(store: Store, block_hash: bytes) -> Header | None:
    """The header of the block with this hash; None if there is none."""
    # All that is stored under a hash could be meant; only a block has a score.
    is_block = f"block-hash-to-score:{block_hash!r}".encode() in store
    return header(store, block_hash) if is_block else None


def header(store: Store, block_hash: bytes) -> Header:
    """The header with this hash, which is that of a block."""
    return _whole(store, block_hash, partial(header_in, block_hash))


@lru_cache(maxsize=_HEADERS)
def header_in(block_hash: bytes, encoded: bytes) -> Header:
    """The header with this hash and RLP. Raises ValueError if the bytes are no header."""
    return Header(block_hash, encoded, told_of(encoded))


def account(store: Store, root: bytes, address: bytes) -> Account:
    """The account at an address below a state root; an empty one if there is none."""
    value = _below(store, root, keccak256(address))
    return _decoded(store, value, _account) if value else Account()


def code(store: Store, account: Account) -> bytes:
    """The code of an account."""
    return b"" if account.code == NO_CODE else _whole(store, account.code, lambda value: value)


def slot(store: Store, account: Account, number: int) -> int:
    """The number in a storage slot of an account."""
    value = _below(store, account.storage, keccak256(word(number)))
    return int.from_bytes(_decoded(store, value, _bytes), "big") if value else 0


def transaction(store: Store, header: Header, position: int) -> bytes:
    """The bytes of a transaction of a block, by its position in the block."""
    return _item(store, header, "transactionsRoot", position)


def receipt(store: Store, header: Header, position: int) -> bytes:
    """The bytes of a receipt of a block, by its position in the block."""
    return _item(store, header, "receiptsRoot", position)


def _item(store: Store, header: Header, root: str, position: int) -> bytes:
    value = _below(store, header.bytes(root), place(position))
    if not value:
        raise _damaged(store, f"number {position} below {root} of block {to_hex(header.hash)}")
    return value


def proof(store: Store, root: bytes, key: bytes) -> list[bytes]:
    """The nodes of a trie that prove the value of a key, or its absence; the root comes first."""
    return _found(store, root, keccak256(key))[1]


def _below(store: Store, root: bytes, key: bytes) -> bytes:
    """The value under a key of a trie; empty if there is none."""
    return _found(store, root, key)[0]


def _found(store: Store, root: bytes, key: bytes) -> tuple[bytes, list[bytes]]:
    try:
        return lookup(root, key, store.__getitem__)
    except (KeyError, ValueError) as error:
        raise _damaged(store, str(error)) from error


def _whole(store: Store, key: bytes, read: Callable[[bytes], _Value]) -> _Value:
    """The value that `read` makes of the bytes in a row. Raises NotAChainFile if it is missing."""
    try:
        value = store[key]
    except KeyError as error:
        raise _damaged(store, str(error)) from error
    return _decoded(store, value, read)


def _decoded(store: Store, value: bytes, read: Callable[[bytes], _Value]) -> _Value:
    try:
        return read(value)
    except ValueError as error:
        raise _damaged(store, str(error)) from error


def _damaged(store: Store, part: str) -> NotAChainFile:
    return NotAChainFile(path=store.path, reason=f"a part is missing: {part}")


def _account(value: bytes) -> Account:
    match decoded(value):
        case [bytes() as nonce, bytes() as balance, bytes() as storage, bytes() as code_hash]:
            numbers = int.from_bytes(nonce, "big"), int.from_bytes(balance, "big")
            return Account(*numbers, storage, code_hash)
        case _:
            raise ValueError("no account")


@lru_cache(maxsize=_HEADERS)
def _bytes(value: bytes) -> bytes:
    item = rlp.decode(value)
    if not isinstance(item, bytes):
        raise ValueError("a list in place of bytes")
    return item
