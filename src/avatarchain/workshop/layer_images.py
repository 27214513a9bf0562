"""The images of layers: read, converted without loss, composed, and brought to one size.

An image is taken as viewers show it, turned as its Exif data say. Images of 8 bits a channel and
less become RGBA. Images of more bits would lose some, and are refused. An image is 8 to 4096
pixels wide and high; all have the same size. `Frame` says what becomes of that size: margins that
make it square, and another side.
"""

import io
import struct
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from PIL import ExifTags, Image, ImageOps

from avatarchain.portrait.images import decode
from avatarchain.species.drawing import Fault
from avatarchain.species.image import (
    LARGEST,
    SMALLEST,
    Header,
    digest,
    header_of,
    read_header,
    read_regular,
)
from avatarchain.workshop.layer_files import LayerFaults

LARGEST_SOURCE = 4096
_MODES = range(7)
_RGBA = 6


@dataclass(frozen=True, slots=True)
class Frame:
    """The size of all images as they are (width, height), and the side that they get."""

    size: tuple[int, int]
    side: int


@dataclass(frozen=True, slots=True)
class Picture:
    """The image of one form: the digest of its pixels, and the file that a pack gets.

    `file` is the path of a file that is copied, or the bytes of a new one. `opaque` tells
    whether nothing can be seen through it.
    """

    pixels: str
    file: bytes | Path
    opaque: bool


def check_source(header: Header) -> None:
    """Raise Fault unless an image with this header can become a layer without loss."""
    width, height = header.size
    if not (min(header.size) >= SMALLEST and max(header.size) <= LARGEST_SOURCE):
        raise Fault(
            f"is {width} × {height} pixels: a layer is {SMALLEST} to {LARGEST_SOURCE} wide and high"
        )
    if header.bits > 8 or header.colours not in _MODES:
        raise Fault(f"is {header.mode}: more than 8 bits a channel cannot be kept")


def frame_of(
    images: Sequence[tuple[Path, str]], side: int | None, pad: bool, faults: LayerFaults
) -> Frame | None:
    """The frame that all images share; None, with faults added, if they have none.

    `images` are paths and their places. The first image that can be a layer decides the size.
    """
    size: tuple[int, int] | None = None
    first = ""
    for path, place in images:
        try:
            header = read_header(path)
            check_source(header)
        except (Fault, OSError):
            continue  # told when the image is read
        if size is None:
            size, first = header.size, place
    if size is None:
        return None
    width, height = size
    if width != height and not pad:
        faults.add(f"is {width} × {height} pixels: layers are square", first)
        faults.add_remedy("pad")
        return None
    if max(size) > LARGEST and side is None:
        faults.add(
            f"is {width} × {height} pixels: the layers of a species have at most {LARGEST}", first
        )
        faults.add_remedy("side")
        return None
    return Frame(size, side or max(size))


def pixels_of(images: Iterable[Path]) -> int:
    """The number of pixels of all images, by their headers; links to one file count once.

    Images that are refused by themselves, such as those that are too large, do not count.
    """
    pixels = 0
    for path in {path.resolve() for path in images}:
        with suppress(Fault, OSError):  # told when the image is read
            header = read_header(path)
            if max(header.width, header.height) <= LARGEST_SOURCE:
                pixels += header.width * header.height
    return pixels


class Pictures:
    """Reads the pictures of forms in one frame; those of the same files are read once."""

    def __init__(self, frame: Frame | None) -> None:
        self.frame = frame
        self.read: dict[tuple[Path, ...], Picture | Fault | None] = {}

    def of(self, images: Sequence[Path]) -> Picture | None:
        """The picture of a form with these images, as `picture_of` reads it, and its errors."""
        files = tuple(path.resolve() for path in images)
        if files not in self.read:
            try:
                self.read[files] = picture_of(images, self.frame)
            except Fault as fault:
                self.read[files] = fault
        picture = self.read[files]
        if isinstance(picture, Fault):
            raise Fault(picture.reason)
        return picture


def picture_of(images: Sequence[Path], frame: Frame | None) -> Picture | None:
    """The picture of a form whose images are laid over one another, bottom first.

    Without an image it shows nothing. Without a frame the images are only checked, and the
    picture is None. Raises Fault, and OSError if a file cannot be read.
    """
    # One is decoded at a time: a few kilobytes can hold an image of 64 MB.
    opened = (_opened(path, frame, alone=len(images) == 1) for path in images)
    if frame is None:
        for _ in opened:
            pass
        return None
    if len(images) == 1:
        as_it_lies, image = next(opened)
        fitted = _fitted(image, frame)
        unchanged = as_it_lies and fitted.size == image.size
        return _picture(fitted, images[0] if unchanged else None)
    canvas = Image.new("RGBA", frame.size)
    for _, image in opened:
        canvas.alpha_composite(image)
        del image  # before the next is decoded
    return _picture(_fitted(canvas, frame), None)


def _opened(path: Path, frame: Frame | None, *, alone: bool) -> tuple[bool, Image.Image]:
    """The image of a file, and whether these are its pixels as they lie in it.

    If it is not alone in its form, faults name it.
    """
    try:
        data = read_regular(path)
        header = header_of(data)
        image = _checked(data, header, frame)
        upright = _upright(image, frame)
        as_it_lies = (header.colours, header.bits) == (_RGBA, 8) and upright is image
        return as_it_lies, upright
    except Fault as fault:
        raise Fault(fault.reason if alone else f"{path.name}: {fault.reason}") from None


def _checked(data: bytes, header: Header, frame: Frame | None) -> Image.Image:
    check_source(header)
    if frame is not None and sorted(header.size) != sorted(frame.size):
        raise _of_another_size(header.size, frame)
    return decode(data, header)


def _upright(image: Image.Image, frame: Frame | None) -> Image.Image:
    """The image as viewers show it: turned and mirrored as its Exif data say, if they do.

    Raises Fault if it has another size than the frame then.
    """
    try:
        turned = image.getexif().get(ExifTags.Base.Orientation, 1) in range(2, 9)
        upright = ImageOps.exif_transpose(image) if turned else image
    except (OSError, SyntaxError, ValueError, struct.error):
        raise Fault("cannot be decoded (its Exif data)") from None
    if frame is not None and upright.size != frame.size:
        raise _of_another_size(upright.size, frame)
    return upright


def _of_another_size(size: tuple[int, int], frame: Frame) -> Fault:
    (width, height), (first_width, first_height) = size, frame.size
    return Fault(
        f"is {width} × {height} pixels, where the first layer has {first_width} × {first_height}"
    )


def _fitted(image: Image.Image, frame: Frame) -> Image.Image:
    """The image with margins that make it square, at the side of the frame."""
    if image.width != image.height:
        square = Image.new("RGBA", (max(image.size),) * 2)
        square.paste(image, ((square.width - image.width) // 2, (square.width - image.height) // 2))
        image = square
    if image.width != frame.side:
        # Each pixel is the mean of the area that it covers, weighted by opacity.
        image = image.resize((frame.side, frame.side), Image.Resampling.BOX)
    return image


def _picture(image: Image.Image, file: Path | None) -> Picture:
    opaque = image.getchannel("A").getextrema() == (255, 255)
    if file is not None:
        return Picture(digest(image.tobytes()), file, opaque)
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return Picture(digest(image.tobytes()), buffer.getvalue(), opaque)
