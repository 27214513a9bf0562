"""Whether an answer is right: the same JSON, the same refusal, or a picture within limits."""

import io
from base64 import b64decode
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from avatarchain.conformance import Case

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

STRONG = 48
"""The channel difference, of 255, from which a pixel counts as wrong."""

_SIDE = 2048


def is_right(case: Case, given: Any) -> bool:
    """Whether a program gave the answer of a case.

    A refusal must have the kind of the case, its position or lines if the case gives them, and all
    of its places; other fields may differ. A picture must be within the limits of the case.
    Everything else is compared as JSON: `true` is not 1, and 1.0 is not 1.
    """
    if case.within is not None:
        return _is_near(case.answer, given, case.within)
    if isinstance(case.answer, dict) and "refused" in case.answer:
        return isinstance(given, dict) and all(
            key in given and _holds(key, value, given[key]) for key, value in case.answer.items()
        )
    return _same(case.answer, given)


def _holds(key: str, value: Any, given: Any) -> bool:
    """Whether a field of a refusal is right; it may have more places than the case gives."""
    if key == "places":
        return isinstance(given, list) and all(place in given for place in value)
    return _same(value, given)


def _same(one: Any, other: Any) -> bool:
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(_same(one[key], other[key]) for key in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(_same, one, other))
    return bool(one == other)


def _is_near(answer: Any, given: Any, within: Mapping[str, float]) -> bool:
    """Whether a PNG is within the limits of mean channel difference and share of wrong pixels."""
    try:
        ours = _pixels(answer["png"], None)
        theirs = _pixels(given["png"], ours.shape[1::-1])
    except Exception:  # what the library raises of strange bytes is in no list
        return False
    if ours.shape != theirs.shape:
        return False
    apart = abs(ours.astype(int) - theirs.astype(int))
    strong = (apart.max(axis=2) > STRONG).mean()
    return bool(apart.mean() <= within["mean"] and strong <= within["share"])


def _pixels(text: str, size: tuple[int, ...] | None) -> "NDArray[np.uint8]":
    """The pixels of a PNG in base64 as RGB, on a white ground.

    Raises ValueError for one of another `size` before it is decoded, or of more than _SIDE a side.
    """
    import numpy as np
    from PIL import Image

    with Image.open(io.BytesIO(b64decode(text)), formats=("PNG",)) as image:
        if image.size != (size or image.size) or max(image.size) > _SIDE:
            raise ValueError("its size is another")
        ground = Image.new("RGBA", image.size, "white")
        ground.alpha_composite(image.convert("RGBA"))
        return np.asarray(ground.convert("RGB"))
