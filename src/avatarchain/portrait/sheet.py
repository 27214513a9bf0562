"""Contact sheets: many portraits on one picture, to be looked at side by side."""

import io
from collections.abc import Sequence
from typing import Any
from unicodedata import category, normalize

from PIL import Image, ImageDraw, ImageFont

from avatarchain.errors import BadFormat
from avatarchain.genome import ALLELES
from avatarchain.portrait import pixels
from avatarchain.species import DIGIT, SILENT, Species, form_of

GAP = 6
GROUND, TEXT = (250, 249, 246), (60, 54, 66)

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont

# What Unicode does not take apart into plain letters, and what is not seen by itself.
_PLAIN = str.maketrans(
    {"ß": "ss", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O", "ł": "l",
     "Ł": "L", "đ": "d", "Đ": "D", "ı": "i", "–": "-", "—": "-", "×": "x"}
)  # fmt: skip
_UNSEEN = ("Mn", "Me", "Cf")


def allele_sheet(species: Species, size: int) -> Image.Image:
    """One row a locus, its sixteen alleles on the plainest body, each with its name.

    A locus of two digits has a row for each first digit.

    `size` is the width of a portrait in pixels (64 … 2048).
    """
    rows = []
    for number, locus in enumerate(species.loci):
        if locus.kind in (SILENT, DIGIT):
            continue
        for first in range(1 if locus.second is None else ALLELES):
            cells = []
            for last in range(ALLELES):
                alleles = [0] * len(species.loci)
                if locus.second is None:
                    alleles[number] = last
                else:
                    alleles[number], alleles[locus.second] = first, last
                genome = sum(one << (252 - 16 * n) for n, one in enumerate(alleles))
                cells.append((genome, form_of(locus, alleles, number)))
            rows.append((locus.name if locus.second is None else f"{locus.name} {first:x}", cells))
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


def sheet_format(name: str) -> str:
    """What kind of sheet a file's name asks for: PNG, WEBP or GIF. BadFormat for any other."""
    ending = name.rpartition(".")[2].lower()
    if ending not in ("png", "webp", "gif"):
        raise BadFormat(form=ending or name, known="png, webp, gif (by the end of the file's name)")
    return ending.upper()


def encode_sheet(sheet: Image.Image, form: str) -> bytes:
    """The sheet as a file of a kind that `sheet_format` names; a GIF has 256 colours."""
    buffer = io.BytesIO()
    options: dict[str, dict[str, Any]] = {
        "PNG": {"compress_level": 6},
        "WEBP": {"lossless": True},
        "GIF": {},
    }
    sheet.save(buffer, form, **options[form])
    return buffer.getvalue()


def _grid(
    species: Species, rows: list[tuple[str, list[tuple[int, str]]]], size: int
) -> Image.Image:
    font = ImageFont.load_default(max(9, size // 10))
    line = max(14, size // 7)
    rows = [(legible(name, font), cells) for name, cells in rows]
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
            told = shortened(label, font, size)
            draw.text((x + size // 2, top + size + line // 2), told, TEXT, font, anchor="mm")
    return sheet


def legible(text: str, font: Font) -> str:
    """The text in letters that the font has.

    Where it lacks one, that is without its accent, or spelled with others; else it is a ?.
    Pillow's own font has those of ASCII and some quotation marks.
    """

    def drawn(letter: str) -> tuple[tuple[int, int], bytes]:
        mask = font.getmask(letter)
        return mask.size, bytes(mask)

    lacking = drawn("\uffff")
    letters = []
    for letter in normalize("NFC", text):
        if drawn(letter) == lacking:
            plain = normalize("NFKD", letter.translate(_PLAIN))
            some = [one for one in plain if category(one) not in _UNSEEN]
            letters += ["?" if drawn(one) == lacking else one for one in some]
        else:
            letters.append(letter)
    return "".join(letters)


def shortened(text: str, font: Font, width: int) -> str:
    """The text, legible, or its beginning and …, so that it is at most `width` pixels wide."""
    text = legible(text, font)
    while font.getlength(text) > width:
        text = text.removesuffix("…")[:-1] + "…"
    return text
