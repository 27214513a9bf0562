"""The clock of an embedded devnet, which can be put forward; its file stores by how much."""

from avatarchain.chain.messages import Invalid
from avatarchain.chain.store import Store

CLOCK = b"avatarchain:clock"  # key of the seconds by which the chain's clock was put forward
_LONGEST = 1_000 * 365 * 86_400  # seconds


class Clock:
    """The clock of the chain in `store`: the time of this machine and a number of seconds more."""

    next_time: int | None = None  # of the next block that this process makes

    def __init__(self, store: Store) -> None:
        self.store = store

    def ahead(self) -> int:
        """The seconds by which this clock was put forward."""
        return int.from_bytes(self.store[CLOCK], "big") if CLOCK in self.store else 0

    def put_forward(self, seconds: int) -> int:
        """Put the clock forward for all later blocks; return the total number of seconds.

        The total is stored in the file. Raises Invalid if it is more than a thousand years.
        """
        with self.store.writing():
            ahead = self.ahead() + seconds
            if ahead > _LONGEST:
                raise Invalid("the clock is not put forward by more than a thousand years")
            self.set_ahead(ahead)
        return ahead

    def set_ahead(self, seconds: int) -> None:
        """Set the total seconds by which the clock is put forward, for all later blocks."""
        self.store[CLOCK] = seconds.to_bytes(8, "big")
