"""What gas costs and has cost: the prices of the next block, and the history of blocks."""

from typing import Any

from avatarchain.chain import lookups, state
from avatarchain.chain.devnet import Devnet
from avatarchain.chain.parameters import PENDING, At, Malformed
from avatarchain.chain.state import Header

_MOST_BLOCKS = 1024
_MOST_BLOB_GAS = 9 << 17  # of a block, by Prague


def gas_price(chain: Devnet) -> str:
    """The base fee of the next block, in wei."""
    return lookups.header_of(chain, PENDING).fields["baseFeePerGas"]


def priority_fee(chain: Devnet) -> str:
    """The suggested tip, always 0."""
    return "0x0"


def blob_price(chain: Devnet) -> str:
    """The price of a unit of blob gas in the next block, in wei."""
    return hex(lookups.blob_price(chain, lookups.header_of(chain, PENDING)))


def history(
    chain: Devnet, count: int, newest: At, percentiles: list[float] | None = None
) -> dict[str, Any]:
    """Base fees, gas and tips of up to `count` (at most 1,024) blocks up to `newest`.

    The lists of base fees have one more entry, for the block after them. Raises Missing if there is
    no block `newest`, and Malformed if `count` is 0.
    """
    if not count:
        raise Malformed("the number of blocks is at least 1")
    # The pending block is empty and has no number of its own yet.
    head = state.head(chain.store)
    last = head if newest.pending else lookups.header_of(chain, newest)
    end = last.number("number") + 1
    first = max(0, end - min(count, _MOST_BLOCKS))
    headers = [lookups.header_of(chain, At(number=number)) for number in range(first, end)]
    after = PENDING if last.hash == head.hash else At(number=end)
    with_next = [*headers, lookups.header_of(chain, after)]
    answer: dict[str, Any] = {
        "oldestBlock": hex(first),
        "baseFeePerGas": [header.fields["baseFeePerGas"] for header in with_next],
        "gasUsedRatio": [
            header.number("gasUsed") / header.number("gasLimit") for header in headers
        ],
        "baseFeePerBlobGas": [hex(lookups.blob_price(chain, header)) for header in with_next],
        "blobGasUsedRatio": [header.number("blobGasUsed") / _MOST_BLOB_GAS for header in headers],
    }
    if percentiles is not None:
        answer["reward"] = [_tips(chain, header, percentiles) for header in headers]
    return answer


def _tips(chain: Devnet, header: Header, percentiles: list[float]) -> list[str]:
    """The tips at percentiles of a block's gas, in wei; 0 for a block without transactions."""
    query = "select gas_price, gas_used from receipt where block = ?"
    rows = chain.store.rows("nn", query, header.number("number"))
    fee, paid = header.number("baseFeePerGas"), list[int]()
    tips = sorted((price - fee, gas) for price, gas in rows)
    for percentile in percentiles:
        used, chosen = 0, 0
        for tip, gas in tips:
            used, chosen = used + gas, tip
            if used >= header.number("gasUsed") * percentile / 100:
                break
        paid.append(chosen)
    return [hex(tip) for tip in paid]
