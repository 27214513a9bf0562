"""The logs of one contract, from a node that may refuse long answers, or be malicious.

Each node has its own limit of blocks or logs in one answer. So a range of blocks that is refused is
requested in parts. The parts become smaller after a refusal, and larger again after some answers. A
node could refuse for ever, or report a block number that no chain reaches; so the requests and the
time are limited. It could also answer with anything; so each log is compared with the request.
Callers can rely on its contract, its block, its first topics, and the order.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from avatarchain.chain.answers import Log, read_logs, write_topic
from avatarchain.chain.connection import Connection
from avatarchain.chain.notation import checksum_address
from avatarchain.errors import NodeRefused, NotANode, TooLong, TooManyParts

Topics = Sequence[bytes | Sequence[bytes] | None]
"""For each topic a value, a list of allowed values, or None for any value."""

_MOST = 100_000  # requests of one search
_PATIENCE = 40  # timeouts that one search may take; an honest node that gives little needs many
_CALM = 8  # answers after which a part becomes larger again


@dataclass(slots=True)
class _Effort:
    """How many requests a search has made, and the time when it began."""

    chain: Connection
    requests: int = 0
    since: float = field(default_factory=time.monotonic)

    def ask(self, address: str, topics: Topics, low: int, high: int) -> list[Log]:
        """The logs of the blocks `low` to `high`.

        Raises TooManyParts after too many requests or too much time.
        """
        late = time.monotonic() - self.since >= _PATIENCE * self.chain.timeout
        if self.requests >= _MOST or (late and self.requests):
            raise TooManyParts(url=self.chain.url, requests=self.requests, block=low)
        self.requests += 1
        criteria = {
            "address": address,
            "topics": [write_topic(topic) for topic in topics],
            "fromBlock": hex(low),
            "toBlock": hex(high),
        }
        logs = self.chain.read(read_logs, "eth_getLogs", criteria)
        _check(self.chain, logs, address, topics, range(low, high + 1))
        return logs


def search(chain: Connection, address: str, topics: Topics, first: int, last: int) -> list[Log]:
    """The logs of a contract in blocks `first` to `last`, both included, in their order.

    Raises TooManyParts, NotANode, and the errors of `Connection.read`.
    """
    effort = _Effort(chain)
    logs = sorted(_all(effort, address, topics, first, last), key=_position)
    for before, log in pairwise(logs):
        if _position(before) == _position(log):
            raise NotANode(url=chain.url, reason="it answered with a log twice")
    return logs


def _all(effort: _Effort, address: str, topics: Topics, first: int, last: int) -> Iterator[Log]:
    low, width, calm = first, last - first + 1, 0
    while low <= last:
        high = min(last, low + width - 1)
        try:
            logs = effort.ask(address, topics, low, high)
        except (NodeRefused, TooLong):
            if low == high:
                logs = _of_block(effort, address, topics, low)
            else:
                width, calm = (high - low + 1) // 2, 0
                continue
        yield from logs
        low, calm = high + 1, calm + 1
        if calm % _CALM == 0:
            width *= 2


def _of_block(effort: _Effort, address: str, topics: Topics, block: int) -> list[Log]:
    """The logs of one block, searched twice: for each half of the allowed values of a topic.

    Call it in the `except` block of the refusal of the whole search: that error is raised again if
    no topic has several values.
    """
    for place, topic in enumerate(topics):
        if topic is not None and not isinstance(topic, bytes) and len(topic) > 1:
            half = len(topic) // 2
            logs: list[Log] = []
            for values in (topic[:half], topic[half:]):
                some = [*topics[:place], values, *topics[place + 1 :]]
                logs += _all(effort, address, some, block, block)
            return logs
    raise


def _check(
    chain: Connection, logs: Sequence[Log], address: str, topics: Topics, blocks: range
) -> None:
    """Raise NotANode unless each log is of this contract, in these blocks, and has these topics."""
    contract = checksum_address(address)
    allowed = [
        (place, {topic} if isinstance(topic, bytes) else set(topic))
        for place, topic in enumerate(topics)
        if topic is not None
    ]
    for log in logs:
        if (
            log.address != contract
            or log.block_number not in blocks
            or len(log.topics) < len(topics)
            or any(log.topics[place] not in values for place, values in allowed)
        ):
            reason = "it answered with logs that were not asked for"
            raise NotANode(url=chain.url, reason=reason)


def _position(log: Log) -> tuple[int, int]:
    return log.block_number, log.log_index
