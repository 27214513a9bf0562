"""Portraits by an independent SVG renderer, and how far ours are from them."""

import io

import numpy as np
import resvg
from numpy.typing import NDArray
from PIL import Image

RESVG_OPTIONS = resvg.usvg.Options.default()


def rendered(svg: str, size: int) -> NDArray[np.uint8]:
    """size × size × RGBA. Below 512 pixels, 8 × 8 pixels of a larger picture are averaged:
    the renderer draws thin lines by a rule of its own, the average is the plain truth.
    """
    times = 8 if size < 512 else 1
    side = size * times
    text = svg.replace('width="512" height="512"', f'width="{side}" height="{side}"', 1)
    tree = resvg.usvg.Tree.from_str(text, RESVG_OPTIONS)
    with Image.open(io.BytesIO(bytes(resvg.render(tree, (1, 0, 0, 0, 1, 0))))) as image:
        return np.asarray(image.convert("RGBa").reduce(times).convert("RGBA"))


def on_white(pixels: NDArray[np.uint8]) -> NDArray[np.float64]:
    """RGBA laid on white, as RGB; RGB as it is."""
    colours = pixels[..., :3].astype(float)
    if pixels.shape[-1] == 3:
        return colours
    opacity = pixels[..., 3:] / 255
    return colours * opacity + 255 * (1 - opacity)


def difference(ours: NDArray[np.uint8], svg: str) -> tuple[float, float]:
    """How far a picture is `apart` from what the renderer makes of an SVG."""
    return apart(ours, rendered(svg, len(ours)))


def apart(ours: NDArray[np.uint8], theirs: NDArray[np.uint8]) -> tuple[float, float]:
    """The mean channel difference (of 255), and the share of pixels off by more than 48."""
    differences = np.abs(on_white(ours) - on_white(theirs))
    return float(differences.mean()), float((differences.max(axis=2) > 48).mean())
