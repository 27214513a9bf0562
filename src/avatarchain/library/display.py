"""HTML and SVG that show genomes and avatars in a notebook.

A portrait is an image element of its own, because two SVG portraits in one page would
share their colour classes. Genes are a table of 16 rows (loci) and four columns. The colour
of a cell is that of its allele; if the allele is no colour, it follows from the allele's
number. Expressed genes are strong and recessive ones pale. Styles are attributes of the
elements, because a notebook that is shown without being run keeps no others. All names from
packs and registries are escaped.
"""

import colorsys
from collections.abc import Mapping
from html import escape

from avatarchain import portrait
from avatarchain.genetics.genome import ALLELES, GENES, genes
from avatarchain.species import COLOUR, SILENT, Locus, Species, express, title_of, traits

SIDE = 224
PALE = 0.68  # how much of a recessive gene's cell is white
PLACES = ("expressed", "recessive 1", "recessive 2", "recessive 3")
FONT = "system-ui, Helvetica, Arial, DejaVu Sans, sans-serif"
BLACK, WHITE = "#000000", "#ffffff"
TEXT, DIM, GROUND = "#2b2333", "#6b6273", "#faf9f6"

CELL = "text-align:left;padding:2px 8px;border:0"


# --- portraits and avatars -----------------------------------------------------------------


def portrait_svg(species: Species, genome: int, title: str) -> str:
    """The portrait as an SVG document; one page can contain several."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{SIDE}" height="{SIDE}" '
        f'viewBox="0 0 {SIDE} {SIDE}" role="img"><title>{escape(title)}</title>'
        f'<image width="{SIDE}" height="{SIDE}" href="{portrait.address(species, genome)}"/></svg>'
    )


def avatar_html(species: Species, genome: int, facts: Mapping[str, str | None]) -> str:
    """HTML of the portrait beside a table of facts and traits. Facts of None are left out."""
    rows = [(name, value) for name, value in facts.items() if value is not None]
    rows.append(("traits", ", ".join(traits(species, genome).values())))
    lines = "".join(
        f'<tr style="background:none"><th style="{CELL};font-weight:normal;opacity:0.65">'
        f'{escape(name)}</th><td style="{CELL};overflow-wrap:anywhere">{escape(value)}</td></tr>'
        for name, value in rows
    )
    image = (
        f'<img width="{SIDE}" height="{SIDE}" alt="portrait" style="border-radius:14px" '
        f'src="{portrait.address(species, genome)}">'
    )
    return (
        f'<table style="border:0"><tr style="background:none"><td style="{CELL}">{image}</td>'
        f'<td style="{CELL}"><table style="border:0;max-width:720px">{lines}</table></td></tr>'
        "</table>"
    )


# --- genes -----------------------------------------------------------------------------------


def genes_html(species: Species, genome: int) -> str:
    """HTML of 16 rows, each with four coloured cells that name the alleles.

    A locus that an allele hides is marked `(hidden)`.
    """
    head = "".join(f'<th scope="col" style="{CELL}">{name}</th>' for name in ("locus", *PLACES))
    rows = []
    shows = express(species, genome)
    for number, (locus, row) in enumerate(zip(species.loci, genes(genome), strict=True)):
        hidden = "" if shows.shows(number) else " (hidden)"
        cells = "".join(gene_cell(locus, allele, slot) for slot, allele in enumerate(row))
        rows.append(
            f'<tr style="background:none"><th scope="row" style="{CELL};font-weight:normal">'
            f"{escape(title_of(locus))}{hidden}</th>{cells}</tr>"
        )
    return (
        '<table style="border-collapse:separate;border-spacing:2px;border:0">'
        f'<thead><tr style="background:none">{head}</tr></thead><tbody>{"".join(rows)}</tbody>'
        "</table>"
    )


def gene_cell(locus: Locus, allele: int, slot: int) -> str:
    """The cell of a table: the name of allele 0 … 15 on its colour, pale unless `slot` is 0."""
    ground, ink = _tones(locus, allele, slot)
    weight = ";font-weight:bold" if slot == 0 else ""
    share = 100 * locus.alleles[allele].weight / 65_536
    return (
        f'<td title="allele {allele}, {share:.3g} % of founder genes" '
        f'style="{CELL};border-radius:5px;background-color:{ground};color:{ink}{weight}">'
        f"{escape(locus.alleles[allele].name)}</td>"
    )


def genes_svg(species: Species, genome: int) -> str:
    """The same table as an SVG document, without the marks of hidden loci."""
    left, wide_, high, top = 92, 118, 24, 26
    width, height = left + GENES * wide_, top + len(species.loci) * high + 4
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" font-family="{FONT}" font-size="12">'
        f"<title>Genome of {escape(species.name)}</title>"
        f'<rect width="{width}" height="{height}" fill="{GROUND}"/>'
    ]
    for slot, name in enumerate(PLACES):
        parts.append(f'<text x="{left + slot * wide_ + 8}" y="17" fill="{DIM}">{name}</text>')
    for number, (locus, row) in enumerate(zip(species.loci, genes(genome), strict=True)):
        y = top + number * high
        parts.append(f'<text x="6" y="{y + 16}" fill="{TEXT}">{escape(title_of(locus))}</text>')
        for slot, allele in enumerate(row):
            ground, ink = _tones(locus, allele, slot)
            x, weight = left + slot * wide_, ' font-weight="bold"' if slot == 0 else ""
            parts.append(
                f'<rect x="{x}" y="{y}" width="{wide_ - 3}" height="{high - 3}" rx="5" '
                f'fill="{ground}"/><text x="{x + 8}" y="{y + 15}" fill="{ink}"{weight}>'
                f"{escape(locus.alleles[allele].name)}</text>"
            )
    return "".join([*parts, "</svg>"])


def _tones(locus: Locus, allele: int, slot: int) -> tuple[str, str]:
    """Background and text colour of a gene's cell, both #rrggbb."""
    colour = _rgb(locus, allele)
    if slot:
        red, green, blue = (round(part + (255 - part) * PALE) for part in colour)
        colour = red, green, blue
    # At this luminance black and white both have a contrast of 4.58. The text takes the better.
    ink = BLACK if _luminance(colour) > 0.179 else WHITE
    return "#{:02x}{:02x}{:02x}".format(*colour), ink


def _luminance(colour: tuple[int, int, int]) -> float:
    """Relative luminance as WCAG 2 defines it, 0 … 1, of a colour with parts 0 … 255."""
    parts = (part / 255 for part in colour)
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _rgb(locus: Locus, allele: int) -> tuple[int, int, int]:
    if locus.kind == COLOUR:
        fill = locus.alleles[allele].fill
        return int(fill[1:3], 16), int(fill[3:5], 16), int(fill[5:7], 16)
    if locus.kind == SILENT:
        return 190, 186, 196
    lightness = 0.68 if allele % 2 else 0.58
    red, green, blue = colorsys.hls_to_rgb((allele / ALLELES + 0.055) % 1, lightness, 0.55)
    return round(255 * red), round(255 * green), round(255 * blue)
