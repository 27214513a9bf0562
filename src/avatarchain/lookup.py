"""Looking a picture up: whose is it, where the file has lost its papers?

Another program that opens a portrait and writes it again leaves the papers behind, and
often changes the size or a little of every colour. Then nothing in the file says which
avatar it shows, but the index knows all looks there are (see `portrait.recognise`). What
is found is the avatar that looks like this, and that it is registered; who made the file,
and whether a small detail was retouched, nobody can say without papers.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from avatarchain import certificate, portrait
from avatarchain.audit import OF_THE_CHAIN, Check, Report, unasked
from avatarchain.errors import AvatarchainError, NotAPicture
from avatarchain.identity import to_hex
from avatarchain.index import Index, genome_of, looks, numbered
from avatarchain.registry import avatar
from avatarchain.species import Species
from avatarchain.species.drawing import Fault

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SUFFIXES = (".webp", ".gif", ".jpg", ".jpeg")
_FORMATS = ("PNG", "WEBP", "GIF", "JPEG")
_SIDE = 512  # at which an SVG is compared


def look_up(path: Path, species: Species, indexes: Sequence[Index]) -> Report | None:
    """What a file without papers shows; None where it has papers, or is no picture of ours.

    `indexes` are up to date, of the registries that the user trusts.
    """
    try:
        picture, text = _open(path)
    except (AvatarchainError, Fault):
        return None
    checks = [Check("papers", False, "the file carries none")]
    for index in indexes:
        found = _found(index, species, picture, text)
        if found is None:
            continue
        numbers, how = found
        one = avatar(index.registry, numbered(index, numbers[0]).identity)
        others = f"; {len(numbers) - 1} others look the same" if len(numbers) > 1 else ""
        chain = index.registry.chain
        checks += [
            Check("picture", True, f"{how} {to_hex(one.identity)} expresses{others}"),
            Check("registry", True, f"{index.registry.address} on chain {chain.chain_id}, one "
                  "that you trust, has an avatar that looks like this"),
            Check("token", True, f"registered in block {one.block}, held by {one.owner}"),
        ]  # fmt: skip
        skipped = [name for name in OF_THE_CHAIN if name != "token"]
        checks += unasked("there are no papers", "identity", "signature", *skipped)
        return Report(str(path), tuple(checks))
    checks.append(Check("picture", False, "no avatar of a registry that you trust looks like this"))
    checks += unasked("there are no papers", "identity", "signature", "registry", *OF_THE_CHAIN)
    return Report(str(path), tuple(checks))


def _open(path: Path) -> "tuple[NDArray[np.uint8], str | None]":
    """The picture as square RGB pixels, and its text where it is an SVG.

    Raises NotAPicture, or Fault where it has papers: then those are what there is to check.
    """
    try:
        known = certificate.open_picture(path)
        if known.papers is not None:
            raise Fault("it has papers")
        if known.svg is not None:
            return portrait.painted(known.svg, _SIDE)[0], known.svg
    except NotAPicture:
        pass  # not as we write them; another program may have
    return _decoded(path), None


def _decoded(path: Path) -> "NDArray[np.uint8]":
    import numpy as np
    from PIL import Image

    def refused(reason: object) -> NotAPicture:
        return NotAPicture(file=str(path), reason=str(reason))

    try:
        if path.stat().st_size > certificate.MAX_FILE:
            raise refused("too large")
        with Image.open(path, formats=_FORMATS) as image:
            side = image.width
            if side != image.height or not portrait.SMALLEST <= side <= certificate.MAX_SIDE:
                raise refused(f"{side} × {image.height} pixels")
            if "avatarchain" in image.info:
                raise Fault("it has papers")
            ground = Image.new("RGBA", image.size, "white")
            ground.alpha_composite(image.convert("RGBA"))
            return np.asarray(ground.convert("RGB"))
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise refused(error) from None


def _found(
    index: Index, species: Species, picture: "NDArray[np.uint8]", text: str | None
) -> tuple[list[int], str] | None:
    """Numbers of the avatars that a picture shows, and how well it shows them."""
    from avatarchain.portrait.recognise import recognise, visible

    expressed, hidden = looks(index)
    likeness = recognise(
        species, picture, expressed, hidden, lambda number: genome_of(index, number)
    )
    if likeness is None:
        return None
    if text is not None and text != portrait.svg(species, genome_of(index, likeness.look)):
        return None
    shown = visible(species, expressed, hidden)
    same = (shown == shown[likeness.look]) & (hidden == hidden[likeness.look])
    how = "is what" if likeness.exact else "a resized or lossy copy of what"
    return same.nonzero()[0].tolist(), how
