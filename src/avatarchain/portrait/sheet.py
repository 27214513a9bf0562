"""Sheets: one picture with many portraits, to look at side by side."""

import io
from collections.abc import Sequence
from typing import Any

from PIL import Image, ImageDraw
from PIL.PngImagePlugin import PngInfo

from avatarchain.errors import BadFormat
from avatarchain.genetics.genome import ALLELES
from avatarchain.portrait import pixels
from avatarchain.portrait.lettering import lettered, shortened
from avatarchain.species import DIGIT, SILENT, Locus, Species, forms_of, title_of

GAP = 6
_DESCRIPTION = 0x010E  # the tag of EXIF
GROUND, TEXT = (250, 249, 246), (60, 54, 66)


def allele_sheet(species: Species, size: int) -> Image.Image:
    """A sheet of all forms: for each locus, portraits with their names, 16 in a row.

    Each portrait shows one form on an otherwise common character, which has the likeliest form of
    every other locus. Alleles with the same name are one form and are drawn once. The first row of
    a locus has its title. If no font has the letters, the name of the locus is written instead of
    its title, and the number of a form instead of its name. `size` is the width of a portrait in
    pixels (64 … 2048).
    """
    places = [_places(species, locus) for locus in species.loci]
    common = [0] * len(species.loci)
    for number, forms in enumerate(places):
        if forms:
            _put(species, common, number, max(forms.values(), key=lambda form: form[1])[0])
    rows = []
    for number, locus in enumerate(species.loci):
        cells = []
        for name, (place, _) in places[number].items():
            alleles = [*common]
            _put(species, alleles, number, place)
            genome = sum(allele << (252 - 16 * n) for n, allele in enumerate(alleles))
            cells.append((genome, name, f"form {place}"))
        rows += [
            (title_of(locus) if first == 0 else "", locus.name, cells[first : first + ALLELES])
            for first in range(0, len(cells), ALLELES)
        ]
    return _grid(species, rows, size)


def _places(species: Species, locus: Locus) -> dict[str, tuple[int, int]]:
    """Name of each form of a locus → the number of its first place, and its total weight."""
    if locus.kind in (SILENT, DIGIT):
        return {}
    places: dict[str, tuple[int, int]] = {}
    for number, (name, weight) in enumerate(forms_of(species, locus)):
        first, before = places.get(name, (number, 0))
        places[name] = (first, before + weight)
    return places


def _put(species: Species, alleles: list[int], number: int, place: int) -> None:
    """Change `alleles` so that they show the form at `place` of locus `number`."""
    second = species.loci[number].second
    if second is None:
        alleles[number] = place
    else:
        alleles[number], alleles[second] = divmod(place, ALLELES)


def portrait_sheet(
    species: Species, genomes: Sequence[int], columns: int, size: int
) -> Image.Image:
    """A sheet of the portraits of genomes, in rows of `columns`, without names.

    `size` is the width of a portrait in pixels (64 … 2048).
    """
    sheet = Image.new("RGB", (columns * size, -(-len(genomes) // columns) * size), GROUND)
    for k, genome in enumerate(genomes):
        sheet.paste(
            Image.fromarray(pixels(species, genome, size)),
            (k % columns * size, k // columns * size),
        )
    return sheet


def named_sheet(
    species: Species, rows: Sequence[Sequence[tuple[int, str]]], size: int
) -> Image.Image:
    """A sheet with rows of portraits, each given as a genome and the text below it.

    `size` is the width of a portrait in pixels (64 … 2048).
    """
    cells = [[(genome, words, "") for genome, words in row] for row in rows]
    return _grid(species, [("", "", row) for row in cells], size)


def sheet_format(name: str) -> str:
    """The format by the ending of a file's name: PNG, WEBP or GIF. Raises BadFormat for others."""
    ending = name.rpartition(".")[2].lower()
    if ending not in ("png", "webp", "gif"):
        raise BadFormat(
            form=ending or name, formats="png, webp, gif (by the end of the file's name)"
        )
    return ending.upper()


def encode_sheet(sheet: Image.Image, form: str, title: str = "") -> bytes:
    """The bytes of a file with the sheet; `form` is what `sheet_format` returns.

    A GIF has 256 colours. A `title`, in ASCII, is in the file as text, and not to be seen.
    """
    buffer = io.BytesIO()
    exif = Image.Exif()
    exif[_DESCRIPTION] = title
    options: dict[str, dict[str, Any]] = {
        "PNG": {"compress_level": 6, "pnginfo": titled(title)},
        "WEBP": {"lossless": True} | ({"exif": exif} if title else {}),
        "GIF": {"comment": title} if title else {},
    }
    sheet.save(buffer, form, **options[form])
    return buffer.getvalue()


def titled(title: str) -> PngInfo:
    """What makes a PNG file of Pillow's have a title, in ASCII; none if it is empty."""
    texts = PngInfo()
    if title:
        texts.add_text("Title", title)
    return texts


def _grid(
    species: Species, rows: list[tuple[str, str, list[tuple[int, str, str]]]], size: int
) -> Image.Image:
    """Portraits in rows.

    A row has a title, a substitute for it, and its cells: genome, name, and a substitute for the
    name.
    """
    letters = max(9, size // 10)
    line = max(14, size // 7)
    titles = [lettered(title, letters, instead) for title, instead, _ in rows]
    widest = max(int(font.getlength(title)) for title, font in titles)
    left = widest + 3 * GAP if widest else GAP
    columns = max(len(cells) for _, _, cells in rows)
    high = size + line + GAP
    sheet = Image.new("RGB", (left + columns * (size + GAP), len(rows) * high + GAP), GROUND)
    draw = ImageDraw.Draw(sheet)
    for row, (title, font) in enumerate(titles):
        top = row * high + GAP
        draw.text((GAP, top + size // 2), title, TEXT, font, anchor="lm")
        for column, (genome, label, instead) in enumerate(rows[row][2]):
            x = left + column * (size + GAP)
            sheet.paste(Image.fromarray(pixels(species, genome, size)), (x, top))
            name, own = lettered(label, letters, instead)
            place = (x + size // 2, top + size + line // 2)
            draw.text(place, shortened(name, own, size), TEXT, own, anchor="mm")
    return sheet
