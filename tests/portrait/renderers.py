"""SVG renderers of other families: the text of a portrait to 512 × 512 × RGBA.

None shares code with our painter, and none of them knows another: CairoSVG paints with cairo, Skia
is what phones use, Qt has a reader of its own, librsvg is GNOME's.
"""

import io
import os
import shutil
import subprocess
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from support.absent import absent

SIDE = 512
Pixels = NDArray[np.uint8]


def cairo(svg: str) -> Pixels:
    """By CairoSVG."""
    try:
        import cairosvg
    except OSError:  # the package is there, and the library that it calls is not
        absent("no cairo: install libcairo2")
    return _opened(cairosvg.svg2png(svg.encode(), output_width=SIDE, output_height=SIDE))


def skia(svg: str) -> Pixels:
    """By Skia's SVG module, which reads no style sheets."""
    try:
        import skia as engine
    except ImportError:  # likewise
        absent("no Skia: install libegl1, libgl1 and libfontconfig1")

    document = engine.SVGDOM.MakeFromStream(engine.MemoryStream.MakeCopy(svg.encode()))
    document.setContainerSize(engine.Size(SIDE, SIDE))
    surface = engine.Surface(SIDE, SIDE)
    with surface as canvas:
        document.render(canvas)
    pixels: Pixels = surface.toarray(colorType=engine.kRGBA_8888_ColorType)
    return pixels


def qt(svg: str) -> Pixels:
    """By QtSvg. It draws without a screen."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    try:
        from PySide6.QtCore import QByteArray
        from PySide6.QtGui import QImage, QPainter
        from PySide6.QtSvg import QSvgRenderer
    except ImportError:
        absent("no Qt: install PySide6-Essentials, and libegl1")

    image = QImage(SIDE, SIDE, QImage.Format.Format_RGBA8888)
    image.fill(0)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    QSvgRenderer(QByteArray(svg.encode())).render(painter)
    painter.end()
    return np.frombuffer(image.constBits(), np.uint8).reshape(SIDE, SIDE, 4).copy()


def librsvg(svg: str) -> Pixels:
    """By librsvg's program."""
    program = shutil.which("rsvg-convert")
    if program is None:
        absent("no librsvg: install librsvg2-bin")
    return _opened(
        subprocess.run([program], input=svg.encode(), capture_output=True, check=True).stdout
    )


def _opened(png: bytes) -> Pixels:
    with Image.open(io.BytesIO(png)) as image:
        return np.asarray(image.convert("RGBA"))


QUICK: dict[str, Callable[[str], Pixels]] = {"cairo": cairo, "skia": skia}
ALL = QUICK | {"qt": qt, "librsvg": librsvg}
