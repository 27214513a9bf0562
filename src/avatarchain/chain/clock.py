"""The clock of an embedded devnet, which can be put forward; its file stores by how much."""

from avatarchain.chain.messages import Invalid
from avatarchain.chain.store import Store

CLOCK = b"avatarchain:clock"  # key of the seconds by which the chain's clock was put forward
MOST_AHEAD = 1_000 * 365 * 86_400  # seconds
LATEST = 253_402_300_800  # seconds since 1970, the year 10000: a block of a devnet is never later


class Clock:
    """The clock of the chain in `store`: the time of this machine and a number of seconds more."""

    next_time: int | None = None  # of the next block that this process makes

    def __init__(self, store: Store) -> None:
        self.store = store

    def ahead(self) -> int:
        """The seconds by which this clock was put forward.

        Raises Invalid if the file says more than a thousand years.
        """
        return _checked(int.from_bytes(self.store[CLOCK], "big") if CLOCK in self.store else 0)

    def put_forward(self, seconds: int) -> int:
        """Put the clock forward for all later blocks; return the total number of seconds.

        The total is stored in the file. Raises Invalid if it is more than a thousand years.
        """
        with self.store.writing():
            ahead = _checked(self.ahead() + seconds)
            self.set_ahead(ahead)
        return ahead

    def set_ahead(self, seconds: int) -> None:
        """Set the total seconds by which the clock is put forward, for all later blocks."""
        self.store[CLOCK] = seconds.to_bytes(8, "big")


def _checked(ahead: int) -> int:
    if ahead > MOST_AHEAD:
        raise Invalid("the clock is not put forward by more than a thousand years")
    return ahead
