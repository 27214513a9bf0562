"""Folders of PNG layers for tests, as layer-based generators have them."""

from pathlib import Path

from PIL import Image, ImageDraw

SIDE = 24


def layer_image(number: int, *, side: int = SIDE, mode: str = "RGBA") -> Image.Image:
    """An image that no other number has."""
    image = Image.new("RGBA", (side, side))
    colour = (37 * number % 256, 91 * number % 256, 53 * number % 256, 255 - number % 3 * 60)
    ImageDraw.Draw(image).rectangle((number % 7, number % 5, side - 4, side - 3), colour)
    return image.convert(mode)


def write_layers(folder: Path, *, hats: int = 3) -> Path:
    """Three layers: a background, a body of two forms of one weight, and some hats."""
    files = ["1 - Background/Sky#1.png", "2 - Body/Fox#1.png", "2 - Body/Owl#1.png"]
    files += [f"10 - Hats/Hat {k}#{1 + k * k}.png" for k in range(hats)]
    for number, file in enumerate(files):
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        layer_image(number + 1).save(path)
    return folder
