"""Python's answers about species: their bytes, what a genome shows, packs, drawings, pictures."""

import io
import re
import zlib
from base64 import b64decode, b64encode
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from packs import stackling
from PIL import Image

from avatarchain import portrait
from avatarchain.base.canonical import to_hex
from avatarchain.errors import FaultyPack
from avatarchain.portrait import images
from avatarchain.species import DIGIT, SILENT, Locus, Species, express, form_of, forms_of, title_of
from avatarchain.species import form_number as number_of_form
from avatarchain.species.drawing import FaultyDrawing, read_drawing
from avatarchain.species.pack import read_pack
from avatarchain.species.rarity import rarity
from avatarchain.species.unpacked import from_bytes

STACKLING = "files/stackling.species"
CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}  # PNG's grey, RGB, palette, grey and opacity, RGBA
KIT = Path(__file__).resolve().parents[2] / "conformance"

Answer = Any


@lru_cache(maxsize=8)
def species_of(file: str) -> Species:
    """The species in a file of the kit. Those of images are read from their pack."""
    if file == STACKLING:
        with TemporaryDirectory() as folder:
            return read_pack(written(stackling(), Path(folder)))
    return from_bytes((KIT / file).read_bytes(), file)


def about(art: str) -> Answer:
    """What the bytes of a species say; `art` is a file of the kit, or base64."""
    found = species_of(art) if art.startswith("files/") else from_bytes(b64decode(art), "it")
    told = {
        key: getattr(found, key)
        for key in ("name", "version", "description", "creator", "license", "source", "background")
    }
    loci = [
        {
            "name": locus.name,
            "title": locus.title,
            "kind": str(locus.kind),
            "second": locus.second,
            "weights": [allele.weight for allele in locus.alleles],
            "forms": []
            if locus.kind in (SILENT, DIGIT)
            else [name for name, _ in forms_of(found, locus)],
        }
        for locus in found.loci
    ]
    return {"id": to_hex(found.id), **told, "loci": loci}


def looks(art: str) -> Answer:
    """Of each locus the names of its alleles, and of each of its forms name, fill, shade, hides."""
    found = species_of(art) if art.startswith("files/") else from_bytes(b64decode(art), "it")
    told = []
    for locus in found.loci:
        forms = [] if locus.kind in (SILENT, DIGIT) else list(forms_of(found, locus))
        one_digit = locus.second is None
        rows = []
        for number, (name, _) in enumerate(forms):
            allele = locus.alleles[number] if one_digit else None
            fill, shade = (allele.fill, allele.shade) if allele else _fills(locus, number)
            hides = allele.hides if allele else (locus.hidings or (0,) * len(forms))[number]
            rows.append([name, fill, shade, [at for at in range(16) if hides >> at & 1]])
        told.append({"alleles": [allele.name for allele in locus.alleles], "forms": rows})
    return told


def _fills(locus: Locus, number: int) -> tuple[str, str]:
    return locus.fills[number] if locus.fills else ("", "")


def expression(species: str, genome: str) -> Answer:
    kind = species_of(species)
    shown = express(kind, int(genome, 16))
    return {
        "forms": [
            number_of_form(locus, shown.alleles, number) for number, locus in enumerate(kind.loci)
        ],
        "hidden": [number for number in range(16) if not shown.shows(number)],
    }


def traits(species: str, genome: str) -> Answer:
    kind = species_of(species)
    shown = express(kind, int(genome, 16))
    return [
        [title_of(locus), form_of(locus, shown.alleles, number), not shown.shows(number)]
        for number, locus in enumerate(kind.loci)
        if locus.kind not in (SILENT, DIGIT)
    ]


def rarity_of(species: str, genome: str) -> Answer:
    return rarity(species_of(species), int(genome, 16))


def svg(species: str, genome: str, background: bool) -> Answer:
    return portrait.svg(species_of(species), int(genome, 16), background=background)


def drawing(file: str, colours: list[str]) -> Answer:
    """The canonical text of a drawing, or the lines of its faults."""
    return drawing_of(file.encode(), colours)


def drawing_of_bytes(base64: str, colours: list[str]) -> Answer:
    return drawing_of(b64decode(base64), colours)


def drawing_of(file: bytes, colours: list[str]) -> Answer:
    try:
        return read_drawing(file, colours).text
    except FaultyDrawing as faulty:
        return {"refused": "FaultyDrawing", "lines": [fault.line for fault in faulty.faults]}


def written(files: dict[str, Any], folder: Path) -> Path:
    """A pack whose files are texts, or PNGs in base64 as {"base64": …}, written into a folder."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, str):
            path.write_text(content, encoding="utf-8")
        else:
            path.write_bytes(b64decode(content["base64"]))
    return folder


def pack(files: dict[str, Any]) -> Answer:
    """Rules, art and id of a pack, or the places of its faults: files, with lines if known."""
    with TemporaryDirectory() as folder:
        try:
            found = read_pack(written(files, Path(folder)))
        except FaultyPack as faulty:
            places = {re.split(r", |: ", sentence)[0] for sentence in faulty.faults}
            return {"refused": "FaultyPack", "places": sorted(places)}
    art = b64encode(found.art).decode()
    return {"rules": found.rules.decode(), "art": art, "id": to_hex(found.id)}


def image(files: dict[str, Any], genome: str, size: int, background: bool) -> Answer:
    """The digest of the pixels of a portrait from layers of images."""
    with TemporaryDirectory() as folder:
        found = read_pack(written(files, Path(folder)))
        painted = images.paint(found, int(genome, 16), size, background=background)
    return to_hex(sha256(painted.tobytes()).digest())


def pixels_of_png(base64: str) -> Answer:
    """The pixels of a PNG as papers spell them, by Pillow; only those that our formats allow."""
    data = b64decode(base64)
    bits, colours, *_, interlaced = data[24:29]
    try:
        with Image.open(io.BytesIO(data)) as image:
            opaque = colours < 4 and "transparency" not in image.info
            mode = "RGB" if opaque else "RGBA"
            pixels = image.convert(mode)
    except (OSError, ValueError, SyntaxError):
        pixels = None
    if pixels is None or max(pixels.size) > 4096 or bits != 8 or interlaced:
        return {"refused": "NotAPicture"}
    if not _is_whole(data, *pixels.size, colours):
        return {"refused": "NotAPicture"}
    digest = to_hex(sha256(pixels.tobytes()).digest())
    return {"mode": mode, "width": pixels.width, "height": pixels.height, "sha256": digest}


def _is_whole(data: bytes, width: int, height: int, colours: int) -> bool:
    """Whether there are exactly as many bytes as the rows have, each row of a filter 0 to 4."""
    at = data.index(b"IDAT") + 4
    raw = zlib.decompress(data[at : at + int.from_bytes(data[at - 8 : at - 4], "big")])
    row = 1 + width * CHANNELS[colours]
    return len(raw) == row * height and max(raw[::row]) <= 4


def picture_of_svg(svg: str, size: int) -> Answer:
    """A PNG of the SVG of a portrait."""
    pixels, _ = portrait.painted(svg, size)
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG", optimize=True)
    return {"png": b64encode(file.getvalue()).decode()}


ANSWERS = {
    "species": about,
    "looks": looks,
    "pixels of PNG": pixels_of_png,
    "expression": expression,
    "traits": traits,
    "rarity": rarity_of,
    "svg": svg,
    "drawing": drawing,
    "drawing of bytes": drawing_of_bytes,
    "pack": pack,
    "image": image,
    "picture of SVG": picture_of_svg,
}
