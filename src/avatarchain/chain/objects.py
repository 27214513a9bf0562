"""The JSON objects of the execution API: blocks, transactions, receipts and logs.

The functions take headers, bytes of transactions and receipts, and rows of the tables, and return
what a node answers, with numbers and bytes as hex text. Which fields an object has follows from the
type of its transaction; all blocks are of the same fork.
"""

from collections.abc import Sequence
from typing import Any

from avatarchain.base.canonical import to_hex
from avatarchain.chain import rlp, transactions
from avatarchain.chain.state import Header

_BLOB_GAS = 1 << 17  # of a blob


def header(sealed: Header) -> dict[str, Any]:
    """A header, in the form that a subscription to new heads sends."""
    return {**sealed.fields, "hash": to_hex(sealed.hash)}


def block(sealed: Header, sent: Sequence[bytes], listed: list[Any]) -> dict[str, Any]:
    """A block with its transactions: `sent` are their bytes, `listed` their hashes or objects.

    The pending block has no hash and no nonce yet.
    """
    whole = [rlp.decode(sealed.encoded), [transactions.item(raw) for raw in sent], [], []]
    fields = header(sealed) | {
        "size": hex(len(rlp.encode(whole))),
        "uncles": [],
        "transactions": listed,
        "withdrawals": [],
    }
    return fields if sealed.hash else fields | {"hash": None, "nonce": None}


def transaction(raw: bytes, row: tuple[Any, ...], sealed: Header) -> dict[str, Any]:
    """A transaction in the block of the header `sealed`; `row` is its row of receipts."""
    own, number, position, sender, *_, price = row
    return transactions.told_of(raw) | {
        "hash": to_hex(own),
        "blockHash": to_hex(sealed.hash),
        "blockNumber": hex(number),
        "blockTimestamp": sealed.fields["timestamp"],
        "transactionIndex": hex(position),
        "from": to_hex(sender),
        "gasPrice": hex(price),
    }


def receipt(
    row: tuple[Any, ...],
    sealed: Header,
    effects: bytes,
    raw: bytes,
    logs: list[dict[str, Any]],
    blob_price: int,
) -> dict[str, Any]:
    """A receipt, from its row, its block's header, its bytes, the transaction's, and its logs."""
    own, number, position, sender, to, created, status, used, cumulative, price = row
    sent = transactions.told_of(raw)
    fields = {
        "transactionHash": to_hex(own),
        "transactionIndex": hex(position),
        "blockNumber": hex(number),
        "blockHash": to_hex(sealed.hash),
        "from": to_hex(sender),
        "to": to and to_hex(to),
        "contractAddress": created and to_hex(created),
        "status": hex(status),
        "gasUsed": hex(used),
        "cumulativeGasUsed": hex(cumulative),
        "effectiveGasPrice": hex(price),
        "logs": logs,
        "logsBloom": to_hex(transactions.bloom_of(effects)),
        "type": sent["type"],
    }
    if hashes := sent.get("blobVersionedHashes"):
        fields["blobGasUsed"] = hex(len(hashes) * _BLOB_GAS)
        fields["blobGasPrice"] = hex(blob_price)
    return fields


def log(row: tuple[Any, ...], place: str) -> str:
    """A row of the table of logs as the text of its JSON; for `place` see `places`.

    An answer may have many logs; their text is written faster than their objects.
    """
    _, position, sent, sent_position, address, one, two, three, four, data = row
    if one and two and three and four:  # most have four, and this takes half the time
        topics = f'"0x{one.hex()}","0x{two.hex()}","0x{three.hex()}","0x{four.hex()}"'
    else:
        topics = ",".join([f'"0x{each.hex()}"' for each in row[5:9] if each is not None])
    return (
        f'{{"address":"0x{address.hex()}","topics":[{topics}],"data":"0x{data.hex()}",{place},'
        f'"transactionHash":"0x{sent.hex()}","transactionIndex":"{sent_position:#x}",'
        f'"logIndex":"{position:#x}","removed":false}}'
    )
