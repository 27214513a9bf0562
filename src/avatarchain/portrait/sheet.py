"""Contact sheets: many portraits on one picture, to be looked at side by side."""

import io
from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFont

from avatarchain.genome import ALLELES
from avatarchain.portrait import pixels
from avatarchain.species import SILENT, Species

GAP = 6
GROUND, TEXT = (250, 249, 246), (60, 54, 66)


def allele_sheet(species: Species, size: int) -> Image.Image:
    """One row a locus, its sixteen alleles on the plainest body, each with its name.

    `size` is the width of a portrait in pixels (64 … 2048).
    """
    rows = []
    for number, locus in enumerate(species.loci):
        if locus.kind != SILENT:
            rows.append(
                (
                    locus.name,
                    [
                        (allele << (252 - 16 * number), locus.alleles[allele].name)
                        for allele in range(ALLELES)
                    ],
                )
            )
    return _grid(species, rows, size)


def portrait_sheet(
    species: Species, genomes: Sequence[int], columns: int, size: int
) -> Image.Image:
    """Portraits of genomes in rows of `columns`, without names."""
    sheet = Image.new("RGB", (columns * size, -(-len(genomes) // columns) * size), GROUND)
    for k, genome in enumerate(genomes):
        sheet.paste(
            Image.fromarray(pixels(species, genome, size)),
            (k % columns * size, k // columns * size),
        )
    return sheet


def to_png(sheet: Image.Image) -> bytes:
    """The sheet as a PNG file."""
    buffer = io.BytesIO()
    sheet.save(buffer, "PNG", compress_level=6)
    return buffer.getvalue()


def _grid(
    species: Species, rows: list[tuple[str, list[tuple[int, str]]]], size: int
) -> Image.Image:
    font = ImageFont.load_default(max(9, size // 10))
    line = max(14, size // 7)
    left = max(int(font.getlength(name)) for name, _ in rows) + 3 * GAP
    columns = max(len(cells) for _, cells in rows)
    high = size + line + GAP
    sheet = Image.new("RGB", (left + columns * (size + GAP), len(rows) * high + GAP), GROUND)
    draw = ImageDraw.Draw(sheet)
    for row, (name, cells) in enumerate(rows):
        top = row * high + GAP
        draw.text((GAP, top + size // 2), name, TEXT, font, anchor="lm")
        for column, (genome, label) in enumerate(cells):
            x = left + column * (size + GAP)
            sheet.paste(Image.fromarray(pixels(species, genome, size)), (x, top))
            draw.text((x + size // 2, top + size + line // 2), label, TEXT, font, anchor="mm")
    return sheet
