"""The bytes of a block's header, built from the JSON fields that a node gives.

A block's hash is keccak256 of its header, an RLP list. Nodes give the fields as JSON and not these
bytes, so the bytes are built here from the fields of each known fork of Ethereum, and their hash is
compared with the block's. A fork that adds fields only adds them at the end: the first fields are
the same in all forks. A header of an unknown fork matches none of them and is refused, with the
names of its new fields.
"""

from typing import Any

from avatarchain.base.canonical import keccak256, to_hex
from avatarchain.chain import rlp
from avatarchain.chain.answers import from_hex, quantity
from avatarchain.chain.transport import plain
from avatarchain.errors import NotANode, StrangeHeader

FRONTIER = (
    "parentHash sha3Uncles miner stateRoot transactionsRoot receiptsRoot logsBloom difficulty "
    "number gasLimit gasUsed timestamp extraData mixHash nonce"
)
FORKS = {
    "London": "baseFeePerGas",
    "Shanghai": "withdrawalsRoot",
    "Cancun": "blobGasUsed excessBlobGas parentBeaconBlockRoot",
    "Prague": "requestsHash",
}
"""The fields that each fork added, in their order; Osaka added none to those of Prague."""

_NUMBERS = frozenset(
    [
        "difficulty",
        "number",
        "gasLimit",
        "gasUsed",
        "timestamp",
        "baseFeePerGas",
        "blobGasUsed",
        "excessBlobGas",
    ]
)
# What nodes tell of a block beside the fields of its header.
_BESIDE = frozenset(
    ["hash", "size", "totalDifficulty", "uncles", "transactions", "withdrawals", "requests"]
)


def read_header(block: dict[str, Any], url: str) -> bytes:
    """The RLP of a header from the JSON object of its block, as the node at `url` gave it.

    Raises StrangeHeader if it does not have the block's hash, NotANode if the object is no block.
    """
    try:
        return encode_header(block)
    except Unfit as error:
        names = plain(", ".join(error.strange))
        strange = f"its fields {names} are not known" if names else "all its fields are known"
        number = quantity(block["number"])
        raise StrangeHeader(url=url, number=number, strange=strange) from None
    except (KeyError, TypeError, ValueError, AttributeError):
        reason = f"it answered with a block of another form, {block!r:.60}"
        raise NotANode(url=url, reason=reason) from None


class Unfit(Exception):
    """The fields of a block do not give its hash; `strange` are the names that no fork has."""

    def __init__(self, strange: tuple[str, ...]) -> None:
        super().__init__(", ".join(strange))
        self.strange = strange


def encode_header(block: dict[str, Any]) -> bytes:
    """The RLP of a header, whose keccak256 is the hash in the block's JSON object.

    Raises Unfit if no list of fields gives this hash, and KeyError, TypeError, ValueError or
    AttributeError if the object has another form than a block's.
    """
    expected, names = from_hex(block["hash"]), FRONTIER.split()
    values = [_value(block, name) for name in names]
    more = [name for added in FORKS.values() for name in added.split() if name in block]
    values += [_value(block, name) for name in more]
    # The longest list first: it is the one that fits, but for a node that tells more of a block.
    for length in range(len(values), len(names) - 1, -1):
        header = rlp.encode(values[:length])
        if keccak256(header) == expected:
            return header
    raise Unfit(tuple(sorted(block.keys() - {*names, *more} - _BESIDE)))


def _value(block: dict[str, Any], name: str) -> bytes:
    """A field as bytes for RLP; numbers without leading zeros."""
    if name not in _NUMBERS:
        return from_hex(block[name])
    return rlp.whole(quantity(block[name]))


def told_of(header: bytes) -> dict[str, str]:
    """Name → value of each field of a header's RLP, as hex text as nodes write it.

    Raises ValueError if the bytes are no header of Prague or of a fork before it.
    """
    values = rlp.decode(header)
    names = [*FRONTIER.split(), *(name for added in FORKS.values() for name in added.split())]
    if isinstance(values, bytes) or not len(FRONTIER.split()) <= len(values) <= len(names):
        raise ValueError("no header of a known fork")
    return {name: _told(name, value) for name, value in zip(names, values, strict=False)}


def _told(name: str, value: rlp.Item) -> str:
    if not isinstance(value, bytes):
        raise ValueError(f"no header: {name} is a list")
    return hex(int.from_bytes(value, "big")) if name in _NUMBERS else to_hex(value)
