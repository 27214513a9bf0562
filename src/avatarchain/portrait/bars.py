"""A plot of how rare forms are: a bar for the counted share, a mark for the expected share."""

from collections.abc import Sequence

from PIL import Image, ImageDraw

from avatarchain.portrait.lettering import font_of, lettered, shortened

GROUND, TEXT, BAR, MARK = (250, 249, 246), (60, 54, 66), (143, 174, 190), (200, 70, 70)
LINE, LABELS, WIDTH, GAP = 22, 220, 620, 12


def plot(groups: Sequence[tuple[str, Sequence[tuple[str, float, float]]]]) -> Image.Image:
    """A picture of horizontal bars in groups.

    `groups` are pairs of a title and rows (name, expected share, counted share). A bar shows
    the counted share, a mark the expected one. Each group is drawn to the scale of its
    greatest share.
    """
    lines = sum(len(rows) + 1 for _, rows in groups)
    high = lines * LINE + len(groups) * GAP + GAP
    picture = Image.new("RGB", (LABELS + WIDTH + 170, high), GROUND)
    draw = ImageDraw.Draw(picture)
    small = font_of(13)
    top = GAP
    for group, rows in groups:
        title, large = lettered(group, 15)
        draw.text((GAP, top + LINE // 2), title, TEXT, large, anchor="lm")
        top += LINE
        scale = WIDTH / max(max(expected, counted) for _, expected, counted in rows)
        for name, expected, counted in rows:
            middle = top + LINE // 2
            label, font = lettered(name, 13)
            label = shortened(label, font, LABELS - 3 * GAP)
            draw.text((LABELS - GAP, middle), label, TEXT, font, anchor="rm")
            draw.rectangle((LABELS, top + 4, LABELS + round(counted * scale), top + LINE - 4), BAR)
            at = LABELS + round(expected * scale)
            draw.rectangle((at - 1, top + 1, at + 1, top + LINE - 1), MARK)
            shares = f"{100 * counted:.2f} %  ({100 * expected:.2f} %)"
            draw.text((LABELS + WIDTH + GAP, middle), shares, TEXT, small, anchor="lm")
            top += LINE
        top += GAP
    return picture
