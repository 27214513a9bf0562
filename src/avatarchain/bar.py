"""Long work and who watches it: rooms that count steps, and the bar that shows them.

The rooms know no terminal. They are handed a bar, and tell it how far they are.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

Bar = Callable[[int, str], AbstractContextManager[Callable[[int], None]]]
"""Shows how so many steps of something go on; gives what advances it."""


def no_bar(_: int, __: str) -> AbstractContextManager[Callable[[int], None]]:
    """A bar that nobody sees."""
    return nullcontext(lambda _: None)
