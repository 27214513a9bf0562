"""RLP, the notation of Ethereum for nested lists of bytes (yellow paper, appendix B).

Blocks, accounts and the nodes of tries are written in it. The package `rlp` does more, such as
typed fields, and takes longer to load than a whole command that only reads. Decoding is strict:
every item has one encoding, and any other is refused.
"""

from collections.abc import Iterator, Sequence

Item = bytes | Sequence["Item"]

_STRING, _LIST, _SHORT = 0x80, 0xC0, 55
_DEEPEST = 64  # lists within lists; what Ethereum writes has at most 5
MOST_ITEMS = 500_000  # a full block can log half of that


def encode(item: Item) -> bytes:
    """The encoding of bytes, or of a list of items."""
    if isinstance(item, bytes):
        if len(item) == 1 and item[0] < _STRING:
            return item
        return _headed(_STRING, item)
    return _headed(_LIST, b"".join(map(encode, item)))


def decode(data: bytes) -> Item:
    """The item that `data` is the encoding of.

    Raises ValueError for other bytes, and for more than MOST_ITEMS items.
    """
    item, end = _item(data, 0, _DEEPEST, iter(range(MOST_ITEMS)))
    if end != len(data):
        raise ValueError("no RLP: bytes after its end")
    return item


def whole(number: int) -> bytes:
    """A number from 0 on as bytes for RLP: big-endian, without leading zeros."""
    return number.to_bytes((number.bit_length() + 7) // 8, "big")


def _headed(kind: int, content: bytes) -> bytes:
    if len(content) <= _SHORT:
        return bytes([kind + len(content)]) + content
    length = whole(len(content))
    return bytes([kind + _SHORT + len(length)]) + length + content


def _item(data: bytes, start: int, depth: int, room: Iterator[int]) -> tuple[Item, int]:
    """The item that begins at `start`, and the position of its end.

    Each item uses one of `room`.
    """
    if next(room, None) is None:
        raise ValueError(f"no RLP: more than {MOST_ITEMS} items")
    if start >= len(data) or not depth:
        raise ValueError("no RLP: it is cut off, or nested too deep")
    head = data[start]
    if head < _STRING:
        return data[start : start + 1], start + 1
    kind = _LIST if head >= _LIST else _STRING
    begin, length = start + 1, head - kind
    if length > _SHORT:
        begin, length = _long(data, begin, length - _SHORT)
    end = begin + length
    if end > len(data):
        raise ValueError("no RLP: it is cut off")
    if kind == _STRING:
        if length == 1 and data[begin] < _STRING:
            raise ValueError("no RLP: a byte with a length")
        return data[begin:end], end
    items: list[Item] = []
    while begin < end:
        item, begin = _item(data, begin, depth - 1, room)
        items.append(item)
    if begin != end:
        raise ValueError("no RLP: an item that is longer than its list")
    return items, end


def _long(data: bytes, begin: int, size: int) -> tuple[int, int]:
    """The start of a content, and its length, which the `size` bytes from `begin` on give."""
    written = data[begin : begin + size]
    length = int.from_bytes(written, "big")
    if len(written) < size or not written[0] or length <= _SHORT:
        raise ValueError("no RLP: a length with another form")
    return begin + size, length
