"""Looking up a picture without papers: which registered avatar looks like this?

A program that opens a portrait and saves it again drops the papers, and often changes the size
or all colours a little. Then nothing in the file says which avatar it shows. But the index has
the looks of all avatars, and the picture can be compared with them (see `portrait.recognise`).
The result is the avatar that looks like this, and that it is registered, if no look beside it
fits nearly as well (`portrait.apart`). Without papers nobody can say who made the file.

Programs may show a file otherwise than it is read here: its later frames, on another ground, in
other colours. Of such a file one reading is compared, and nothing certain is said (see `doubts`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from avatarchain import portrait
from avatarchain.base.cache import unused
from avatarchain.base.canonical import to_hex
from avatarchain.errors import AvatarchainError
from avatarchain.index import Index, expressions, genome_of, numbered
from avatarchain.papers.copies import Copy, open_copy
from avatarchain.papers.doubts import Doubt
from avatarchain.papers.report import NO_PAPERS, OF_THE_CHAIN, Check, Report, unasked
from avatarchain.registry import AvatarRecord, avatar
from avatarchain.species import Species

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from avatarchain.portrait.apart import Apart

SUFFIXES = (".webp", ".gif", ".jpg", ".jpeg")
_TRIED, _TWINS = 100, 4  # looks that are painted, and that are told, beside the nearest
_NOBODY = (
    "no avatar of a registry that you trust was found to look like {what}; it may be too small, "
    "cut or changed"
)


@unused()
def look_up(path: Path, species: Species, indexes: Sequence[Index]) -> Report | None:
    """The report that says which registered avatar a picture without papers shows.

    None if the file has papers or is no picture.

    `indexes` are those of the registries that the user trusts; they must be up to date.
    """
    try:
        picture = open_copy(path)
    except AvatarchainError:
        return None
    if picture is None:
        return None
    checks, shows = [NO_PAPERS], dict[str, str]()
    for index in indexes:
        matches = (_found(index, species, pixels, text) for pixels, text in picture.squares)
        match = next(filter(None, matches), None)
        if match is None:
            continue
        first, *others = (
            avatar(index.registry, numbered(index, number).identity)
            for number in (match.numbers[0], *match.twins)
        )
        shown = match.check(first, others, picture.doubt)
        checks += [] if shown in checks else [shown]
        checks += _registered(index, first, others)
        if shown.ok:
            words = f"{to_hex(first.identity)}, registered, held by {first.owner}"
            shows[index.registry.address] = words
    if not checks[1:]:
        checks.append(Check("picture", False, _unclear(picture)))
        checks += unasked("there are no papers", "identity", "signature", "registry", *OF_THE_CHAIN)
        return Report(str(path), tuple(checks))
    skipped = [name for name in OF_THE_CHAIN if name != "token"]
    checks += unasked("there are no papers", "identity", "signature", *skipped)
    if len(shows) > 1:
        shows = {address: f"{words} in {address}" for address, words in shows.items()}
    return Report(str(path), tuple(checks), " and ".join(shows.values()) or None)


def _registered(index: Index, first: AvatarRecord, others: Sequence[AvatarRecord]) -> list[Check]:
    """What one registry has of the avatars that look like the picture."""
    registry = index.registry
    where = f"{registry.address} on chain {registry.chain.chain_id}, one that you trust,"
    held = [f"registered in block {each.block}, held by {each.owner}" for each in (first, *others)]
    if others:
        held = [
            f"{to_hex(each.identity)}: {words}"
            for each, words in zip((first, *others), held, strict=True)
        ]
    return [
        Check("registry", True, f"{where} has an avatar that looks like this"),
        Check("token", True, "; ".join(held)),
    ]


def _unclear(picture: Copy) -> str:
    """What is said if no avatar was found."""
    doubt = picture.doubt
    reason = picture.lacking or _NOBODY.format(what=doubt.reading if doubt else "this")
    return f"cannot tell: {doubt.has}, and {reason}" if doubt else f"cannot tell: {reason}"


@dataclass(frozen=True, slots=True)
class _Match:
    """The numbers of the avatars that a picture shows, and its side in pixels.

    `exact`: it is one of ours to the pixel or the letter. `clear` is what it does not show clearly
    (None: it is too small to show anything). `twins` are the numbers of some avatars, each with
    another look, that look the same at its size. `patterned`: it has a fine pattern.
    """

    numbers: tuple[int, ...]
    side: int
    exact: bool
    clear: "Apart | None"
    twins: tuple[int, ...] = ()
    patterned: bool = False

    def check(
        self, first: AvatarRecord, others: Sequence[AvatarRecord], doubt: Doubt | None
    ) -> Check:
        """What the picture shows, or its reading shows, of which nothing certain can be said.

        `others` are those of the twins.
        """
        shown = self._shown(to_hex(first.identity), [to_hex(each.identity) for each in others])
        if doubt is None:
            return shown
        words = f"cannot tell: {doubt.has}, and {doubt.so}; {doubt.reading} {shown.detail}"
        return Check("picture", False, words)

    def _shown(self, identity: str, twins: Sequence[str]) -> Check:
        others = f"; {len(self.numbers) - 1} others look the same" if self.numbers[1:] else ""
        like = f"looks like {' or '.join((identity, *twins))}{others}"
        if self.clear is None:
            return Check("picture", False, f"{like}; cannot tell: it is too small")
        if self.clear.otherwise:
            loci = ", ".join(self.clear.otherwise)
            return Check("picture", False, f"{like}, but not clearly so in: {loci}")
        if self.clear.same:
            loci = ", ".join(self.clear.same)
            where = f"at {self.side} pixels a side looks are the same that differ in: {loci}"
            return Check("picture", False, f"{like}; cannot tell, {where}")
        if self.exact:
            return Check("picture", True, f"is what {identity} expresses{others}")
        if self.clear.unseen:
            loci = ", ".join(self.clear.unseen)
            return Check("picture", False, f"{like}; cannot tell, too few pixels show it: {loci}")
        if self.patterned:
            why = "it has a fine pattern, and programs differ in what they show of it when smaller"
            return Check("picture", False, f"{like}; cannot tell: {why}")
        return Check(
            "picture", True, f"is a resized or lossy copy of what {identity} expresses{others}"
        )


def _found(
    index: Index, species: Species, picture: "NDArray[np.uint8]", text: str | None
) -> _Match | None:
    """The avatars that look like the picture; None if none does."""
    from avatarchain.portrait.apart import SMALLEST, apart
    from avatarchain.portrait.pattern import patterned
    from avatarchain.portrait.recognise import recognise, visible

    expressed, hidden = expressions(index)
    likeness = recognise(
        species, picture, expressed, hidden, lambda number: genome_of(index, number)
    )
    if likeness is None:
        return None
    genome = genome_of(index, likeness.look)
    if text is not None and text != portrait.svg(species, genome):
        return None
    exact = likeness.exact or text is not None
    side, clear, fine = len(picture), None, False
    shown = visible(species, expressed, hidden)
    same = (shown == shown[likeness.look]) & (hidden == hidden[likeness.look])
    twins: tuple[int, ...] = ()
    if side >= SMALLEST:
        clear = apart(species, picture, genome, exact=exact)
        fine = not exact and patterned(species, picture, genome)
        if clear.same:
            twins = _twins(index, species, likeness.look, shown, clear.same, side)
    return _Match(tuple(same.nonzero()[0].tolist()), side, exact, clear, twins, fine)


def _twins(
    index: Index,
    species: Species,
    look: int,
    shown: "NDArray[np.int64]",
    loci: tuple[str, ...],
    side: int,
) -> tuple[int, ...]:
    """Numbers of avatars that look as number `look` does at `side` pixels, and otherwise at more.

    Each has a look of its own, which differs in no other than these loci; at most _TWINS are told.
    """
    import numpy as np

    mask = np.int64(-1)
    for number, locus in enumerate(species.loci):
        if locus.name in loci:
            mask ^= np.int64(15 << 60 - 4 * number if number else -1 << 60)
    near = ((shown & mask) == (shown[look] & mask)) & (shown != shown[look])
    numbers = near.nonzero()[0]
    _, first = np.unique(shown[numbers], return_index=True)
    ours = portrait.pixels(species, genome_of(index, look), side)
    twins = (
        number
        for number in numbers[np.sort(first)[:_TRIED]].tolist()
        if (portrait.pixels(species, genome_of(index, number), side) == ours).all()
    )
    return tuple(islice(twins, _TWINS))
