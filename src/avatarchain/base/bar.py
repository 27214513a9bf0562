"""Progress of long work: the type of a progress bar, and one that shows nothing.

The packages do not print to a terminal. A caller passes them a bar, and they report each step to
it.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

Bar = Callable[[int, str], AbstractContextManager[Callable[[int], None]]]
"""Called with a number of steps and a title; the context yields a function.

That function is called with the number of steps that were done since its last call.
"""


def no_bar(_: int, __: str) -> AbstractContextManager[Callable[[int], None]]:
    """A progress bar that shows nothing: the function that it yields ignores its steps."""
    return nullcontext(lambda _: None)
