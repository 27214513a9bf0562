"""The clock of an embedded devnet, which can be put forward; its file keeps by how much."""

from avatarchain.chain.messages import Invalid
from avatarchain.chain.store import Store

CLOCK = b"avatarchain:clock"  # key of the seconds by which the chain's clock was put forward
_LONGEST = 1_000 * 365 * 86_400  # seconds


class Clock:
    """The clock of the chain in `store`: what it says beyond the time of this machine."""

    next_time: int | None = None  # of the next block that this process makes

    def __init__(self, store: Store) -> None:
        self.store = store

    def ahead(self) -> int:
        """The seconds by which this clock was put forward."""
        return int.from_bytes(self.store[CLOCK], "big") if CLOCK in self.store else 0

    def put_forward(self, seconds: int) -> int:
        """Put the clock forward, for all later blocks; return by how much it is, in all.

        The file keeps it. Raises Invalid for more than a thousand years.
        """
        with self.store.writing():
            ahead = self.ahead() + seconds
            if ahead > _LONGEST:
                raise Invalid("the clock is not put forward by more than a thousand years")
            self.set_ahead(ahead)
        return ahead

    def set_ahead(self, seconds: int) -> None:
        """Put the clock forward by so many seconds in all, for all later blocks."""
        self.store[CLOCK] = seconds.to_bytes(8, "big")
