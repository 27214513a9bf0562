"""What each log tells of its block, as text of JSON that is kept from one search to the next.

A search needs it of as many blocks as there are logs, and looking them up takes as long as reading
the logs. Whether what is kept still holds, one look tells: the hash of a block fixes all blocks
before it, so where the newest block that is kept is still there, the others are too.
"""

from collections.abc import Set

from lru import LRU

from avatarchain.base.canonical import to_hex
from avatarchain.chain import state
from avatarchain.chain.store import Store

_MOST = 1024  # blocks, a few hundred bytes each


class Places:
    """The places of logs on the chain of one store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._texts: LRU[int, str] = LRU(_MOST)
        self._newest, self._hash = -1, b""  # of the blocks that are kept

    def of(self, numbers: Set[int]) -> dict[int, str]:
        """Number → text of some blocks, a few thousand at most, as far as there are such blocks."""
        texts = {number: self._texts[number] for number in numbers if number in self._texts}
        # In one query, so that all hashes are of one chain.
        hashes = state.hashes_at(self._store, (numbers - texts.keys()) | {self._newest})
        if self._texts and hashes.get(self._newest) != self._hash:
            self._texts.clear()
            self._newest = -1
            return self.of(numbers)
        for number in (numbers - texts.keys()) & hashes.keys():
            texts[number] = self._texts[number] = _text(state.header(self._store, hashes[number]))
        newest = max(hashes, default=-1)
        if newest > self._newest:
            self._newest, self._hash = newest, hashes[newest]
        return texts


def _text(sealed: state.Header) -> str:
    return (
        f'"blockNumber":"{sealed.fields["number"]}","blockHash":"{to_hex(sealed.hash)}",'
        f'"blockTimestamp":"{sealed.fields["timestamp"]}"'
    )
