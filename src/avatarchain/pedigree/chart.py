"""Pictures of a family: as SVG, as PNG, and as a graph for Graphviz.

Both pictures have the same layout: portraits in rows, each with its name or short id, and its
inbreeding coefficient; the central avatar has a frame. In the SVG every portrait is embedded as an
image of its own. Portraits that move are part of the document itself, since browsers do not animate
an image inside an image. The file refers to nothing outside itself.
"""

import io
from fractions import Fraction
from html import escape
from typing import TYPE_CHECKING

from avatarchain import portrait
from avatarchain.base.canonical import to_hex
from avatarchain.living import Rig
from avatarchain.living.animated import animated_svg
from avatarchain.pedigree import Family, Member, parents
from avatarchain.pedigree.layers import PORTRAIT
from avatarchain.pedigree.layout import MARGIN, Layout, Line, layout
from avatarchain.species import Species

if TYPE_CHECKING:
    from PIL import Image, ImageDraw

GROUND, TEXT, DIM, FRAME = "#faf9f6", "#3c3642", "#8d8794", "#d9d5cd"
TONES = {"mother": "#d4702f", "father": "#3a6ea5", "child": "#8d8794"}
FONTS = "system-ui, Helvetica, Arial, DejaVu Sans, sans-serif"
INBRED, CENTRAL = "#b3261e", "#e8b62f"
MOST_LETTERS = 16  # of a name below a portrait
ROUND, CORNER, STROKE, DOT, DOTS_ABOVE = 12, 9, 2.5, 4.5, 9

# The most pixels of a PNG; the portraits of a large family are made smaller to fit.
_MOST_PIXELS = 24_000_000


def title_of(central: int) -> str:
    """What stands in each file with the family of an avatar, by which it is known."""
    return f"Pedigree of {to_hex(central)}"


def percent(value: Fraction) -> str:
    """A coefficient as text for people, with at most two decimals: `6.25 %`, or `<0.01 %`."""
    hundred = value * 100
    if 0 < hundred < Fraction(1, 100):
        return "<0.01 %"
    text = f"{float(hundred):.2f}"
    return text.rstrip("0").rstrip(".") + " %"


def _inbred(member: Member) -> str:
    return f"inbreeding {percent(member.inbreeding)}"


def label(family: Family, identity: int) -> str:
    """The name of an avatar, cut to MOST_LETTERS, or the first eight hex digits of its id."""
    name = family.names.get(identity)
    if name is None:
        return to_hex(identity)[:10]
    return name if len(name) <= MOST_LETTERS else f"{name[: MOST_LETTERS - 1]}…"


# --- SVG -------------------------------------------------------------------------------


def svg(species: Species, family: Family, rig: Rig | None = None) -> str:
    """The text of an SVG document with the family. It refers to nothing outside itself.

    With a `rig` the portraits breathe and blink; where people ask for less motion they are still.
    Raises NoDrawing if there is a `rig` and the species is made of images.
    """
    plan = layout(family)
    width, height = round(plan.width), round(plan.height)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" font-size="13" '
        f'font-family="{FONTS}">',
        f"<title>{title_of(family.central)}</title>",
        f'<clipPath id="round"><rect width="{PORTRAIT}" height="{PORTRAIT}" rx="{ROUND}"/>'
        "</clipPath>",
        f'<rect width="{width}" height="{height}" fill="{GROUND}"/>',
    ]
    for generation, top in plan.rows:
        y = top + PORTRAIT / 2
        parts.append(
            f'<text x="{MARGIN}" y="{y:g}" fill="{DIM}"><tspan>generation</tspan>'
            f'<tspan x="{MARGIN}" dy="20" font-size="18">{generation}</tspan></text>'
        )
    for line in plan.lines:
        parts.append(
            f'<path d="{_path(line)}" fill="none" stroke="{TONES[line.tone]}" '
            f'stroke-width="{STROKE:g}" stroke-linecap="round"/>'
        )
    for x, y in plan.couples:
        parts.append(f'<circle cx="{x:.5g}" cy="{y:.5g}" r="{DOT:g}" fill="{TONES["child"]}"/>')
    for number, member in enumerate(family.members):
        genome = member.avatar.genome
        if rig is None:
            address = portrait.address(species, genome, 2 * PORTRAIT)
            face = f'<image width="{PORTRAIT}" height="{PORTRAIT}" href="{address}"/>'
        else:
            face = _moving(animated_svg(species, genome, rig, mark=f"m{number}-"))
        parts.append(_svg_member(family, member, plan, face))
    return "".join([*parts, "</svg>\n"])


def _moving(text: str) -> str:
    """A portrait's SVG document as an element of this one, in the size of a portrait here."""
    sides = f'width="{PORTRAIT}" height="{PORTRAIT}"'
    return text.replace('width="512" height="512"', sides, 1)


def _svg_member(family: Family, member: Member, plan: Layout, face: str) -> str:
    avatar = member.avatar
    x, y = plan.portraits[avatar.identity]
    middle, foot = PORTRAIT / 2, PORTRAIT
    central = avatar.identity == family.central
    edge = (CENTRAL, 6) if central else (FRAME, 1)
    words = escape(label(family, avatar.identity))
    title = f"{to_hex(avatar.identity)}, generation {avatar.generation}, F = {member.inbreeding}"
    return (
        f'<g transform="translate({x:.6g} {y:.6g})"><title>{escape(title, quote=False)}</title>'
        f"{_svg_cut(family, member)}"
        f'<rect width="{PORTRAIT}" height="{PORTRAIT}" rx="{ROUND}" fill="{FRAME}" '
        f'stroke="{edge[0]}" stroke-width="{2 * edge[1]}"/>'
        f'<g clip-path="url(#round)">{face}</g>'
        f'<text x="{middle:g}" y="{foot + 22}" text-anchor="middle" fill="{TEXT}" '
        f'font-weight="{"bold" if central else "normal"}">{words}</text>'
        f'<text x="{middle:g}" y="{foot + 38}" text-anchor="middle" '
        f'fill="{INBRED if member.inbreeding else DIM}">{escape(_inbred(member))}</text></g>'
    )


def _svg_cut(family: Family, member: Member) -> str:
    return "".join(
        f'<circle cx="{x:g}" cy="{-DOTS_ABOVE}" r="2" fill="{DIM}"/>'
        for x in left_out(family, member)
    )


def left_out(family: Family, member: Member) -> tuple[float, ...]:
    """The x positions of three dots above a portrait; dots mean that a parent is not shown.

    They are distances from the portrait's left edge, in units of the drawing. The tuple is empty
    if all parents are shown.
    """
    present = {other.avatar.identity for other in family.members}
    missing = [parent not in present for _, parent in parents(member.avatar)]
    if not any(missing):
        return ()
    # The dots go beside the line from the other parent, if there is one.
    middle = PORTRAIT / 2 + (0 if all(missing) else 22)
    return (middle - 8, middle, middle + 8)


def _path(line: Line) -> str:
    """Path data with rounded corners."""
    return "".join(
        f"{letter}{' '.join(f'{x:.6g} {y:.6g}' for x, y in points)}"
        for letter, points in _strokes(line)
    )


def _strokes(line: Line) -> list[tuple[str, list[tuple[float, float]]]]:
    """A line with rounded corners, as M, L and Q commands with their points."""
    points = [line.points[0]]
    for point in line.points[1:]:
        if point != points[-1]:
            points.append(point)
    strokes = [("M", [points[0]])]
    for before, at, after in zip(points, points[1:], points[2:], strict=False):
        ways = [(other[0] - at[0], other[1] - at[1]) for other in (before, after)]
        lengths = [abs(dx) + abs(dy) for dx, dy in ways]
        radius = min(CORNER, *(length / 2 for length in lengths))
        start, end = (
            (at[0] + dx / length * radius, at[1] + dy / length * radius)
            for (dx, dy), length in zip(ways, lengths, strict=True)
        )
        strokes += [("L", [start]), ("Q", [at, end])]
    strokes.append(("L", [points[-1]]))
    return strokes


# --- PNG -------------------------------------------------------------------------------


def png(species: Species, family: Family) -> bytes:
    """The bytes of a PNG file with the family.

    A portrait is 224 pixels wide, or less in a large family.
    """
    from PIL import Image, ImageDraw, ImageFont

    from avatarchain.portrait.lettering import is_writable, lettered
    from avatarchain.portrait.sheet import titled

    plan = layout(family)
    scale = min(2.0, (_MOST_PIXELS / (plan.width * plan.height)) ** 0.5)
    size = (round(plan.width * scale), round(plan.height * scale))
    picture = _lines(plan, scale, size)
    draw = ImageDraw.Draw(picture)
    small, large = (ImageFont.load_default(max(6, points * scale)) for points in (13, 18))

    for generation, top in plan.rows:
        x, y = MARGIN * scale, (top + PORTRAIT / 2) * scale
        draw.text((x, y), "generation", DIM, small, anchor="ls")
        draw.text((x, y + 20 * scale), str(generation), DIM, large, anchor="ls")
    side = round(PORTRAIT * scale)
    mask = _round_mask(side, ROUND * scale)
    for member in family.members:
        avatar = member.avatar
        left, top = plan.portraits[avatar.identity]
        x, y = round(left * scale), round(top * scale)
        if avatar.identity == family.central:
            wide = round(6 * scale)
            halo = _round_mask(side + 2 * wide, (ROUND + 6) * scale)
            picture.paste(CENTRAL, (x - wide, y - wide), halo)
        face = Image.fromarray(
            portrait.pixels(species, avatar.genome, max(side, portrait.SMALLEST))
        )
        if face.width != side:
            face = face.resize((side, side), Image.Resampling.BOX)
        picture.paste(face, (x, y), mask)
        middle = x + side / 2
        at = (middle, (top + PORTRAIT + 22) * scale)
        name = label(family, avatar.identity)
        words = name if is_writable(name) else to_hex(avatar.identity)[:10]
        name, font = lettered(words, round(13 * scale) or 1)
        draw.text(at, name, TEXT, font, anchor="ms")
        at = (middle, (top + PORTRAIT + 38) * scale)
        tone = INBRED if member.inbreeding else DIM
        draw.text(at, _inbred(member), tone, small, anchor="ms")
        for dot_x in left_out(family, member):
            _disc(draw, x + dot_x * scale, y - DOTS_ABOVE * scale, 2 * scale, DIM)
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", compress_level=6, pnginfo=titled(title_of(family.central)))
    return buffer.getvalue()


def _lines(plan: Layout, scale: float, size: tuple[int, int]) -> "Image.Image":
    """A picture of the lines alone, painted at twice the size and reduced."""
    from PIL import Image, ImageDraw

    ground = Image.new("RGB", (2 * size[0], 2 * size[1]), GROUND)
    draw, scale = ImageDraw.Draw(ground), 2 * scale
    for line in plan.lines:
        points: list[tuple[float, float]] = []
        for letter, stroke in _strokes(line):
            points += _bend(points[-1], *stroke) if letter == "Q" else stroke
        wide = max(2, round(STROKE * scale))
        draw.line([(x * scale, y * scale) for x, y in points], TONES[line.tone], wide, "curve")
    for x, y in plan.couples:
        _disc(draw, x * scale, y * scale, DOT * scale, TONES["child"])
    return ground.reduce(2)


def _bend(
    start: tuple[float, float], corner: tuple[float, float], end: tuple[float, float]
) -> list[tuple[float, float]]:
    """Six points of a quadratic curve, without its first point."""
    return [
        tuple(  # type: ignore[misc]
            (1 - t) ** 2 * a + 2 * t * (1 - t) * b + t * t * c
            for a, b, c in zip(start, corner, end, strict=True)
        )
        for t in (step / 6 for step in range(1, 7))
    ]


def _disc(draw: "ImageDraw.ImageDraw", x: float, y: float, radius: float, fill: str) -> None:
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill)


def _round_mask(side: int, radius: float) -> "Image.Image":
    from PIL import Image, ImageDraw

    mask = Image.new("L", (4 * side, 4 * side))
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, 4 * side - 1, 4 * side - 1), 4 * radius, 255)
    return mask.reduce(4)


# --- a graph for others ------------------------------------------------------------------


def dot(family: Family) -> str:
    """The family as a graph in the language of Graphviz, with one rank for each generation."""
    title = f"  // {title_of(family.central)}"
    lines = ["digraph pedigree {", title, "  node [shape=box, style=rounded];"]
    for member in family.members:
        identity = member.avatar.identity
        name = label(family, identity).replace("\\", "\\\\").replace('"', '\\"')
        words = f"{name}\\n{_inbred(member)}"
        frame = ", penwidth=3" if identity == family.central else ""
        lines.append(f'  "{to_hex(identity)}" [label="{words}"{frame}];')
    for generation in dict.fromkeys(member.avatar.generation for member in family.members):
        row = "; ".join(
            f'"{to_hex(member.avatar.identity)}"'
            for member in family.members
            if member.avatar.generation == generation
        )
        lines.append(f"  {{ rank=same; {row}; }}")
    for parent, child, role in family.edges():
        lines.append(f'  "{to_hex(parent)}" -> "{to_hex(child)}" [color="{TONES[role]}"];')
    return "\n".join([*lines, "}", ""])
