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
from itertools import product
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
from avatarchain.registry import avatar
from avatarchain.species import Species

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from avatarchain.portrait.apart import Apart

SUFFIXES = (".webp", ".gif", ".jpg", ".jpeg")
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
    checks = [NO_PAPERS]
    for index, (pixels, text) in product(indexes, picture.squares):
        match = _found(index, species, pixels, text)
        if match is None:
            continue
        record = avatar(index.registry, numbered(index, match.numbers[0]).identity)
        chain = index.registry.chain
        shown = match.check(to_hex(record.identity), picture.doubt)
        checks += [
            shown,
            Check(
                "registry",
                True,
                f"{index.registry.address} on chain {chain.chain_id}, one "
                "that you trust, has an avatar that looks like this",
            ),
            Check("token", True, f"registered in block {record.block}, held by {record.owner}"),
        ]
        skipped = [name for name in OF_THE_CHAIN if name != "token"]
        checks += unasked("there are no papers", "identity", "signature", *skipped)
        whose = f"{to_hex(record.identity)}, registered, held by {record.owner}"
        return Report(str(path), tuple(checks), whose if shown.ok else None)
    checks.append(Check("picture", False, _unclear(picture)))
    checks += unasked("there are no papers", "identity", "signature", "registry", *OF_THE_CHAIN)
    return Report(str(path), tuple(checks))


def _unclear(picture: Copy) -> str:
    """What is said if no avatar was found."""
    doubt = picture.doubt
    reason = picture.lacking or _NOBODY.format(what=doubt.reading if doubt else "this")
    return f"cannot tell: {doubt.has}, and {reason}" if doubt else f"cannot tell: {reason}"


@dataclass(frozen=True, slots=True)
class _Match:
    """The numbers of the avatars that a picture shows, whether it is one of ours to the pixel or
    the letter, what it does not show clearly (None: it is too small to show anything), and whether
    it has a fine pattern."""

    numbers: tuple[int, ...]
    exact: bool
    clear: "Apart | None"
    patterned: bool = False

    def check(self, identity: str, doubt: Doubt | None) -> Check:
        """What the picture shows, or its reading shows, of which nothing certain can be said."""
        shown = self._shown(identity)
        if doubt is None:
            return shown
        words = f"cannot tell: {doubt.has}, and {doubt.so}; {doubt.reading} {shown.detail}"
        return Check("picture", False, words)

    def _shown(self, identity: str) -> Check:
        others = f"; {len(self.numbers) - 1} others look the same" if self.numbers[1:] else ""
        if self.exact:
            return Check("picture", True, f"is what {identity} expresses{others}")
        like = f"looks like {identity}{others}"
        if self.clear is None:
            return Check("picture", False, f"{like}; cannot tell: it is too small")
        if self.clear.otherwise:
            loci = ", ".join(self.clear.otherwise)
            return Check("picture", False, f"{like}, but not clearly so in: {loci}")
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
    clear, fine = None, False
    if not exact and len(picture) >= SMALLEST:
        clear = apart(species, picture, genome)
        fine = patterned(species, picture, genome)
    shown = visible(species, expressed, hidden)
    same = (shown == shown[likeness.look]) & (hidden == hidden[likeness.look])
    return _Match(tuple(same.nonzero()[0].tolist()), exact, clear, fine)
