"""Methods of the library that ask a chain which stays open.

Behind the URL of a chain another one may answer one day: a node that was started anew, or whom a
gateway asks now. So `steady` holds the chain against its id and its block 0 before a method begins,
and again before it returns, so that nothing of another chain is returned, signed or stored.
"""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from avatarchain.base.kinds import checked
from avatarchain.chain import Chain

P = ParamSpec("P")
R = TypeVar("R")


class _Open(Protocol):
    @property
    def chain(self) -> Chain:
        """The open chain."""


Self = TypeVar("Self", bound=_Open)


def steady(
    method: Callable[Concatenate[Self, P], R],
) -> Callable[Concatenate[Self, P], R]:
    """The method, with `checked` arguments. Raises ChainChanged, and WrongKind."""

    @wraps(method)
    def held(self: Self, /, *args: P.args, **kwargs: P.kwargs) -> R:
        with self.chain.unchanged():
            return method(self, *args, **kwargs)

    return checked(held)
