"""One mint as its command runs it: sends, paints, prints, and says how to go on.

Many founders go in batches, and what a batch registered is painted and told before the
next; one at a time where that was asked for, by `--every` or by asking for one.
"""

import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from avatarchain.cli.options import Common, Writing, signing_key
from avatarchain.cli.output import emit_many, progress, say, short, tell
from avatarchain.errors import (
    AvatarchainError,
    ContractRefused,
    CutOff,
    Interrupted,
    NodeRefused,
    NotIssuer,
)

if TYPE_CHECKING:
    from avatarchain.home import Job
    from avatarchain.minting import Conception, Drawing, Minted, Pictures

_PAINTED = 100  # of a batch that is painted too: a third of a second's work
_SHOWN = 100  # faces that are remembered for a terminal, wider than any


class Run:
    """One mint, and how far it is."""

    def __init__(
        self, common: Common, open_: Writing, to: str, pictures: "Pictures | None"
    ) -> None:
        self.common, self.to, self.pictures = common, to, pictures
        self.session, self.signer = open_.session, open_.signer
        self.key = signing_key(self.session, pictures)
        self.genomes: list[int] = []
        self.done = self.new = 0

    def all(
        self, drawing: "Drawing", count: int | None, pace: float | None, job: "Job | None"
    ) -> None:
        """Everything that was asked for; a job is forgotten once it is done."""
        from avatarchain import home as homes
        from avatarchain import minting

        endless, total = pace is not None and count is None, count or 1
        founders = drawing.founders(self.session.species, count, endless=endless)
        try:
            counted = None if endless else total
            with progress(counted, "minting", quiet=endless or self.common.json) as advance:
                if pace is None and total > 1:
                    self._many(founders, total, advance)
                else:
                    for one, _ in zip(founders, minting.ticks(pace), strict=False):
                        self._one(one, advance, alone=total == 1)
        except KeyboardInterrupt:
            if endless:
                self._summary()
                if job is not None:
                    homes.end_job(self.session.home, job.name)
                return
            go_on = "`avatarchain mint --resume` goes on" if job else "run the same command again"
            raise Interrupted(done=self.done, count=total, advice=go_on) from None
        except AvatarchainError as error:
            if job is None:
                raise
            if self.done == 0 and isinstance(error, _nothing_was_sent(total)):
                homes.end_job(self.session.home, job.name)
                raise
            of = "as many as wanted" if endless else total
            raise CutOff(reason=error, done=self.done, count=of) from None
        if job is not None:
            homes.end_job(self.session.home, job.name)
        if total > 1:
            self._show(self.genomes)
            self._summary()

    def _one(self, founder: "Conception", advance: Callable[[int], None], *, alone: bool) -> None:
        from avatarchain import minting

        registry, species = self.session.known(), self.session.species
        with _held() as asked:
            minted = minting.mint(registry, species, self.signer, self.to, founder)
            self._tell([minted], advance)
            if alone:
                self._show([founder.genome])
        if asked():
            raise KeyboardInterrupt

    def _many(
        self, founders: "Iterator[Conception]", total: int, advance: Callable[[int], None]
    ) -> None:
        from avatarchain import minting

        registry, species = self.session.known(), self.session.species
        at_once = {} if self.pictures is None else {"at_once": _PAINTED}
        with _held() as asked:
            wanted = takewhile(lambda _: not asked(), founders)
            for batch in minting.mint_many(
                registry, species, self.signer, self.to, wanted, **at_once
            ):
                self._tell(batch, advance)
        if asked() and self.done < total:
            raise KeyboardInterrupt

    def _tell(self, minted: "Sequence[Minted]", advance: Callable[[int], None]) -> None:
        """Paint and print; a line stands, and counts, as soon as its picture does."""
        told: list[Any] = []
        for one in minted:
            told.append(self._told(one))
            self.done += 1
            self.new += one.new
            if len(self.genomes) < _SHOWN:
                self.genomes.append(one.avatar.genome)
            if self.pictures is not None:
                self._print(told, advance)
                told = []
        self._print(told, advance)

    def _told(self, minted: "Minted") -> Any:
        from avatarchain import minting
        from avatarchain.registry import describe

        registry, species, image = self.session.known(), self.session.species, None
        if self.pictures is not None:
            image = minting.paint(
                registry, species, minted.avatar, minted.seed, self.pictures, self.key
            )
        if self.common.json:
            record = describe(registry, species, minted.avatar)
            seed = {"seed": "0x" + minted.seed.hex()} if minted.seed else {}
            return record | seed | ({"image": str(image)} if image else {}) | {"new": minted.new}
        one = minted.avatar
        what = f"block {one.block}" if minted.new else f"is there, {one.owner}"
        line = f"{short(f'0x{one.identity:064x}')}  {what}{f'  {image}' if image else ''}"
        if minted.seed and minted.new:
            line += "\n" if sys.stdout.isatty() else ""
            line += f"  seed {minted.seed.hex()}"
        return line

    def _print(self, told: list[Any], advance: Callable[[int], None]) -> None:
        if not told:
            return
        if self.common.json:
            emit_many(told)
        else:
            say("\n".join(told))
        advance(len(told))

    def _show(self, genomes: list[int]) -> None:
        """Their faces, where the terminal can."""
        from avatarchain.cli import faces

        if not self.common.json and faces.shows_faces():
            faces.print_faces(self.session.species, genomes)

    def _summary(self) -> None:
        there = self.done - self.new
        tell(f"minted {self.new}" + (f", {there} were there already" if there else ""))


def _nothing_was_sent(total: int) -> tuple[type[AvatarchainError], ...]:
    """The refusals that come before a transaction is on its way.

    Of several, a node may have refused the second when it had taken the first.
    """
    return (NotIssuer, ContractRefused, NodeRefused)[: 3 if total == 1 else 2]


@contextmanager
def _held() -> Iterator[Callable[[], bool]]:
    """Hold Ctrl-C back until what is under way is told; a second one breaks through.

    Yields what tells whether one came.
    """
    asked = False

    def hold(*_: object) -> None:
        nonlocal asked
        if asked:
            raise KeyboardInterrupt
        asked = True

    before = signal.signal(signal.SIGINT, hold)
    try:
        yield lambda: asked
    finally:
        signal.signal(signal.SIGINT, before)
