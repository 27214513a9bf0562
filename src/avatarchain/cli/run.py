"""Run one mint for its command: send, paint, print, and say how to continue.

Many founders share a transaction, and those of one transaction are painted and printed before
the next. With `--every`, or for a single avatar, each has a transaction of its own.
"""

import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from avatarchain.base.canonical import to_hex
from avatarchain.cli.advice import advised
from avatarchain.cli.options import Common
from avatarchain.cli.output import emit_many, progress, say, short, tell
from avatarchain.cli.passphrases import signing_key
from avatarchain.cli.places import tell_of_still
from avatarchain.cli.typed import typed
from avatarchain.errors import (
    AvatarchainError,
    CutOff,
    CutOffWork,
    Interrupted,
    NodeRefused,
    NotIssuer,
    OtherContractError,
    Unpainted,
)

if TYPE_CHECKING:
    from avatarchain.births.founders import Founder, FounderSource, Minted
    from avatarchain.births.jobs import Job
    from avatarchain.papers.pictures import PictureOptions
    from avatarchain.session.writing import Writing

_PAINTED = 100  # avatars in a transaction if they are painted too: a third of a second's work
_RARE = 2  # traits of a new avatar that are told
_WITHOUT_FOLDER = ", with --out DIR in another folder, with --no-image without pictures"
_SHOWN = 100  # faces that are remembered for a terminal, wider than any


class Run:
    """One run of `mint`: the session, where pictures go, and how many avatars are done so far.

    `registered` avatars are on the chain, and `done` of them are painted and printed; `last` is the
    identity of the one that was begun last.
    """

    def __init__(
        self, common: Common, open_: "Writing", to: str, pictures: "PictureOptions | None"
    ) -> None:
        self.common, self.to, self.pictures = common, to, pictures
        self.session, self.signer = open_.session, open_.signer
        self.key = signing_key(self.session, pictures)
        self.drawing: FounderSource | None = None
        self.genomes: list[int] = []
        self.done = self.new = self.registered = self.last = 0

    def all(
        self, drawing: "FounderSource", count: int | None, pace: float | None, job: "Job | None"
    ) -> None:
        """Mint all requested founders. When a job is complete, its file is deleted."""
        from avatarchain.births import minting
        from avatarchain.births.jobs import end_job

        endless, total = pace is not None and count is None, count or 1
        self.drawing = drawing
        founders = drawing.founders(self.session.species, count, endless=endless)
        try:
            counted = None if endless else total
            with progress(counted, "minting", quiet=endless or self.common.json) as advance:
                if pace is None and total > 1:
                    self._many(founders, total, advance)
                else:
                    for founder, _ in zip(founders, minting.ticks(pace), strict=False):
                        self._single(founder, advance, alone=total == 1)
        except KeyboardInterrupt:
            if endless:
                self._summary()
                if job is not None:
                    end_job(self.session.home, job.name)
                return
            raise Interrupted(done=self.registered, count=total, advice=_go_on(job)) from None
        except AvatarchainError as error:
            if job is not None and not self.registered and _sent_nothing(error, total):
                end_job(self.session.home, job.name)
                raise
            cut_off = self._cut_off(error, None if endless else total, job)
            raise (cut_off or error) from None
        if job is not None:
            end_job(self.session.home, job.name)
        if total > 1:
            self._show(self.genomes)
            self._summary()

    def _cut_off(
        self, error: AvatarchainError, count: int | None, job: "Job | None"
    ) -> CutOffWork | None:
        """The refusal with what is done in spite of it; None if the refusal says all.

        `count` is the number of founders asked for (None: without end).
        """
        from avatarchain.session.opening import short_lived

        missing = 0 if self.pictures is None else self.registered - self.done
        if job is None and not missing:
            return None
        if job is None and count == 1:
            if short_lived(self.session.chain):
                return None
            return unpainted(error, self.last, self.common)
        return CutOff(
            reason=advised(error),
            done=self.registered,
            count=count,
            missing=missing,
            advice=_go_on(job) + (_WITHOUT_FOLDER if job and missing else ""),
        )

    def _single(self, founder: "Founder", advance: Callable[[int], None], *, alone: bool) -> None:
        from avatarchain.births import minting

        registry, species = self.session.known(), self.session.species
        with _held() as interrupted:
            minted = minting.mint(registry, species, self.signer, self.to, founder)
            self._report([minted], advance)
            if alone:
                self._show([founder.genome])
                self._introduce(minted)
        if interrupted():
            raise KeyboardInterrupt

    def _many(
        self, founders: "Iterator[Founder]", total: int, advance: Callable[[int], None]
    ) -> None:

        from avatarchain.births.many import mint_many

        registry, species = self.session.known(), self.session.species
        at_once = {} if self.pictures is None else {"at_once": _PAINTED}
        with _held() as interrupted:
            until_then = takewhile(lambda _: not interrupted(), founders)
            for batch in mint_many(registry, species, self.signer, self.to, until_then, **at_once):
                self._report(batch, advance)
        if interrupted() and self.done < total:
            raise KeyboardInterrupt

    def _report(self, minted: "Sequence[Minted]", advance: Callable[[int], None]) -> None:
        """Paint and print avatars; each line is printed as soon as its picture is written."""
        lines: list[Any] = []
        self.registered += len(minted)
        for birth in minted:
            self.last = birth.avatar.identity
            lines.append(self._line(birth))
            self.done += 1
            self.new += birth.new
            if len(self.genomes) < _SHOWN:
                self.genomes.append(birth.avatar.genome)
            if self.pictures is not None:
                self._print(lines, advance)
                lines = []
        self._print(lines, advance)

    def _line(self, minted: "Minted") -> Any:
        """Paint an avatar, and return the output for it: a dict with --json, else lines."""
        from avatarchain.papers.pictures import paint
        from avatarchain.registry.description import describe

        registry, species, image = self.session.known(), self.session.species, None
        if self.pictures is not None:
            image = paint(registry, species, minted.avatar, minted.seed, self.pictures, self.key)
        if self.common.json:
            record = describe(registry, species, minted.avatar)
            seed = {"seed": to_hex(minted.seed)} if minted.seed else {}
            return record | seed | ({"image": str(image)} if image else {}) | {"new": minted.new}
        token = to_hex(minted.avatar.identity)
        there = "" if minted.new else f"  is there already, held by {minted.avatar.owner}"
        lines = [f"{self._named()}{short(token)}{there}{f'  {image}' if image else ''}"]
        if minted.seed and self.drawing and self.drawing.drawn:
            lines.append(f"  seed {minted.seed.hex()}")
        return lines if sys.stdout.isatty() else ["".join(lines)]

    def _named(self) -> str:
        """The seed text of the next avatar, and an arrow; empty if it has none."""
        if self.drawing is None or self.drawing.named is None:
            return ""
        number = f", number {self.done}" if self.drawing.many else ""
        return f"{self.drawing.named}{number} → "

    def _print(self, lines: list[Any], advance: Callable[[int], None]) -> None:
        if not lines:
            return
        if self.common.json:
            emit_many(lines)
        else:
            say(*(text for line in lines for text in line))
        advance(len(lines))

    def _show(self, genomes: list[int]) -> None:
        """Print small portraits, if the terminal can show them."""
        from avatarchain.cli import faces

        if not self.common.json and faces.shows_faces():
            faces.print_faces(self.session.species, genomes)

    def _introduce(self, minted: "Minted") -> None:
        """Print the rarest traits of one avatar, and commands to try next."""
        from avatarchain.session.opening import short_lived
        from avatarchain.species.rarity import rarest_traits

        if self.common.json:
            return
        rare = rarest_traits(self.session.species, minted.avatar.genome, _RARE)
        if rare:
            traits = ", ".join(f"{trait} {form} (one founder in {n:,})" for trait, form, n in rare)
            tell(f"rare in it: {traits}")
        if not short_lived(self.session.chain):
            name = to_hex(minted.avatar.identity)[:10]
            tell_of_still(self.common, self.pictures, name)
            tell(f"next: {typed(f'show {name}', self.common)}")

    def _summary(self) -> None:
        there = self.done - self.new
        tell(f"minted {self.new}" + (f", {there} were there already" if there else ""))
        tell_of_still(self.common, self.pictures)


def unpainted(error: AvatarchainError, identity: int, common: Common) -> Unpainted:
    """The refusal of a picture, with the avatar that is registered all the same."""
    name = short(to_hex(identity))
    show = typed(f"show {name} --out DIR", common)
    return Unpainted(reason=advised(error), id=name, advice=f"`{show}` paints one")


def _go_on(job: "Job | None") -> str:
    return "`avatarchain mint --resume` continues" if job else "run the same command again"


def _sent_nothing(error: AvatarchainError, total: int) -> bool:
    """Whether an error means that no transaction was sent, in a mint of `total` avatars.

    With several, a node may refuse the second transaction after it accepted the first.
    """
    kinds = (NotIssuer, OtherContractError, NodeRefused)
    return isinstance(error, kinds[: 3 if total == 1 else 2])


@contextmanager
def _held() -> Iterator[Callable[[], bool]]:
    """Delay Ctrl-C until the current avatars are printed; a second Ctrl-C stops at once.

    Yields a function that returns whether Ctrl-C came.
    """
    interrupted = False

    def hold(*_: object) -> None:
        nonlocal interrupted
        if interrupted:
            raise KeyboardInterrupt
        interrupted = True

    before = signal.signal(signal.SIGINT, hold)
    try:
        yield lambda: interrupted
    finally:
        signal.signal(signal.SIGINT, before)
