"""Folders of layers as five generators have them, of drawn squares.

The names of folders and files, the modes, the sizes and the small things that lie around are
like those of the generators' own samples; nothing of their art is here.
"""

from collections.abc import Callable, Iterable
from pathlib import Path

from PIL import Image, ImageDraw

Layout = Callable[[Path], Path]


def square(number: int, size: tuple[int, int], mode: str, *, opaque: bool = False) -> Image.Image:
    """A coloured square that no other number has, on a clear ground unless it is `opaque`."""
    colour = (37 * number % 256, 91 * number % 256, 53 * number % 256, 255)
    image = Image.new("RGBA", size, colour if opaque else (0, 0, 0, 0))
    left, top = 2 + number % 5, 1 + number % 7
    ImageDraw.Draw(image).rectangle((left, top, left + 9, top + 8), colour)
    return image.quantize(16) if mode == "P" else image.convert(mode)


def draw(
    folder: Path, files: Iterable[str], size: tuple[int, int] = (24, 24), mode: str = "RGBA"
) -> None:
    """Draw a square into each file; those of backgrounds are opaque."""
    for file in files:
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        number = sum(file.encode())
        ground = "background" in file.lower()
        square(number, size, mode, opaque=ground or mode in ("RGB", "L", "1")).save(path)


def weights_behind_names(folder: Path) -> Path:
    """Weights after #; the paint order is not that of the names."""
    layers = folder / "layers"
    draw(layers, ["Background/Black#1.png"], mode="RGB")
    draw(layers, [f"Bottom lid/{name}.png" for name in ("High#20", "Low#40", "Middle#40")])
    draw(layers, [f"Eye color/{name}#1.png" for name in ("Cyan", "Green", "Pink")], mode="P")
    draw(layers, ["Eyeball/Red#50.png", "Eyeball/White#50.png"])
    draw(layers, ["Iris/Large#20.png", "Iris/Medium #20.png", "Iris/Small#60.png"], mode="LA")
    draw(layers, ["Shine/Shapes#100.png", "Top lid/High#30.png", "Top lid/Low#70.png"])
    (layers / ".DS_Store").write_bytes(b"\0\0\0\1Bud1")
    return layers


def names_without_weights(folder: Path) -> Path:
    """Folders and files in lower case, with blanks; no weights."""
    layers = folder / "input"
    draw(layers, [f"background/{name}.png" for name in ("black", "white")], mode="L")
    draw(layers, ["ball/red eye ball_sr.png", "ball/white eye ball.png"])
    draw(layers, [f"eye color/{name} small.png" for name in ("cyan", "green", "red", "yellow")])
    draw(layers, ["iris/iris large.png", "iris/iris small_r.png"], mode="P")
    draw(layers, ["shine/shapes.png", "bottom lid/high.png", "top lid/middle_r.png"])
    (layers / "config.js").write_text("const width = 1000;\n")
    return layers


def depths_and_weights_as_suffixes(folder: Path) -> Path:
    """`__z` gives the paint order, `__w` the weight; the images are not square."""
    layers = folder / "data"
    names = ("Fancy", "Normal", "Red", "Retro")
    draw(layers, [f"Chair__z30/{name}__w10.png" for name in names], (32, 24))
    draw(layers, [f"Wall background__z10/{name}__w5.png" for name in ("Blue", "Pink")], (32, 24))
    draw(layers, ["Scene__z20/Painting__w10.png", "Scene__z20/Two Paintings__w1.png"], (32, 24))
    draw(layers, ["Subject__z40/Cat__w10__z50.png", "Subject__z40/Man With Hat__w2.png"], (32, 24))
    return layers


def folders_in_folders(folder: Path) -> Path:
    """Forms of several files, folders of a rarity, empty files for nothing."""
    layers = folder / "layers"
    names = ("Blue", "Orange", "Pink")
    draw(layers, [f"Background/{name}#100.png" for name in names], mode="RGB")
    draw(layers, ["Accessory/Shades#1.png"])
    glasses = "Accessory/Purple Glasses#25/"
    draw(layers, [f"{glasses}Glasses front.png", f"{glasses}z-10,Glasses back.png"])
    (layers / "Accessory" / "NONE#74.png").touch()
    draw(layers, [f"Body/Common/{name}#100.png" for name in ("Green", "Orange", "Pink")])
    draw(layers, ["Body/Legendary/Bronze#100.png", "Body/Rare/Blue#50.png", "Body/Rare/Red#50.png"])
    draw(layers, ["Hat/Cap#0.15.png", "Hat/Crown#.05.png"])
    draw(layers, ["Eyes/z1,eye#50/happy#30/left.png", "Eyes/z1,eye#50/happy#30/right.png"])
    draw(layers, ["Eyes/z1,eye#50/normal#20/both.png", "Eyes/z1,stars#30.png"])
    draw(layers, ["Hair/Hair#20/blue#50.png", "Hair/Hair#20/red#50.png", "Hair/Hair#20/root.png"])
    (layers / "Hat" / "NONE#0.8").touch()
    (layers / "Hat" / "Thumbs.db").write_bytes(b"\xd0\xcf")
    (layers / "__MACOSX" / "Hat").mkdir(parents=True)
    (layers / "Body" / "._Green#100.png").write_bytes(b"\0\5\26\7")
    (layers / "Body" / "Icon\r").touch()
    return layers


def weights_in_a_file_beside(folder: Path) -> Path:
    """Large images; the weights stand in a file of the generator's, which is not read."""
    layers = folder / "trait-layers"
    draw(layers, ["backgrounds/blue.png", "backgrounds/red.png"], (2064, 2064), "P")
    draw(layers, ["foreground/logo.png", "text/text.png"], (2064, 2064), "P")
    (layers / ".DS_Store").write_bytes(b"\0\0\0\1Bud1")
    (folder / "config.json").write_text('{"layers": []}')
    return layers
