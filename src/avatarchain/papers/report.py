"""The report on one file: the answer of each check, and the verdict."""

import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import PurePath

from avatarchain.chain.newest import AsOf
from avatarchain.errors import (
    AvatarchainError,
    NodeRefused,
    PaintedByAnother,
    PapersOfAnother,
    TooLong,
    TooManyParts,
    UnknownRegistry,
)

OF_PAPERS = ("identity", "picture", "signature")
"""The checks that need only the file."""
OF_THE_CHAIN = ("code", "creation", "key", "token", "origin")
"""The checks that need the chain of the registry."""
BROKEN = "cannot tell: a fault of avatarchain, please report it"
"""How the line of a check begins in which this program failed."""
OF_ONE_REGISTRY = (NodeRefused, TooLong, TooManyParts)
"""Errors of a node by which one question fails; others may well be answered."""


@dataclass(frozen=True, slots=True)
class Check:
    """The answer of one check."""

    name: str
    """Which check it is, as docs/verify.md lists them."""
    ok: bool | None
    """Whether it holds; None if it was not asked."""
    detail: str
    """Why, in a sentence."""
    refusal: AvatarchainError | None = field(default=None, compare=False)
    """The refusal that `detail` repeats, if it repeats one."""


NO_PAPERS = Check("papers", False, "the file carries none")
"""The first answer on a picture without papers."""


@dataclass(frozen=True, slots=True)
class Report:
    """The answers of all checks on one file."""

    file: str
    """Its path, as it was given."""
    checks: tuple[Check, ...]
    """One answer for each question, in the order of docs/verify.md."""
    shows: str | None = None
    """Of a picture without papers that shows an avatar: which one, and who holds it."""
    identity: str | None = None
    """Of a file with papers that can be read: the id that they name, 0x and 64 digits."""
    as_of: AsOf | None = None
    """The newest block when the chain was asked, its `time`, and `words`; None if it was not."""

    @property
    def ok(self) -> bool:
        """Whether at least one check was asked, and every check that was asked holds."""
        return all(check.ok is not False for check in self.checks) and any(
            check.ok for check in self.checks
        )

    @property
    def verdict(self) -> str:
        """The result in a few words, such as `verified` or `NOT verified`."""
        if self.ok:
            unsigned = any(check.name == "signature" and check.ok is None for check in self.checks)
            return "verified, unsigned" if unsigned else "verified"
        if self.shows is not None:
            return (
                f"NOT verified: looks like {self.shows}; this copy carries no papers, "
                "so nobody vouches for it: ask for the original file"
            )
        if self.issuer_unknown:
            return "NOT verified: papers consistent, issuer unknown to you"
        return "NOT verified"

    @property
    def issuer_unknown(self) -> bool:
        """Whether nothing fails but that its registry is none of those that you trust."""
        failing = [check for check in self.checks if check.ok is False]
        return len(failing) == 1 and isinstance(failing[0].refusal, UnknownRegistry)


Watch = Callable[[Check], object]
"""Called with a check as soon as it is made."""


def unwatched(_: Check) -> None:
    """Do nothing with a check."""


class Failed(Exception):
    """A check that does not hold, and why."""


class Unasked(Exception):
    """A check that does not apply, and why."""


def answer(name: str, ask: Callable[[], str]) -> Check:
    """The answer of one check: `ask` returns its line, or raises why it fails or is skipped.

    If this program fails, so does the check. Raises the refusals of a node, and OSError.
    """
    try:
        return Check(name, True, ask())
    except Failed as failure:
        return Check(name, False, str(failure))
    except (PapersOfAnother, PaintedByAnother, UnknownRegistry) as refusal:
        return Check(name, False, str(refusal), refusal)
    except Unasked as reason:
        return Check(name, None, str(reason))
    except Exception as fault:  # whatever a stranger's file does here, it must not pass
        return broken(name, fault)


def broken(name: str, fault: Exception) -> Check:
    """The answer of a check in which this program failed: it does not hold.

    Raises the error itself if it is a refusal or one of the operating system.
    """
    if isinstance(fault, AvatarchainError | OSError):
        raise fault
    *_, frame = traceback.extract_tb(fault.__traceback__)
    place = f"{PurePath(frame.filename).name}, line {frame.lineno}"
    return Check(name, False, f"{BROKEN} ({type(fault).__name__} in {place})")


def unasked(why: str, *names: str) -> list[Check]:
    """The answers of checks with these names that were not asked, for the reason `why`."""
    return [Check(name, None, f"not asked: {why}") for name in names]
