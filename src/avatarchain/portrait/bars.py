"""A plot of rarity: a bar for what was counted, a mark for what was expected."""

from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFont

from avatarchain.portrait.sheet import legible, shortened

GROUND, TEXT, BAR, MARK = (250, 249, 246), (60, 54, 66), (143, 174, 190), (200, 70, 70)
LINE, LABELS, WIDTH, GAP = 22, 220, 620, 12


def plot(groups: Sequence[tuple[str, Sequence[tuple[str, float, float]]]]) -> Image.Image:
    """One bar a row, of (name, expected share, share found), under the name of its group.

    Bars of one group are to the scale of its greatest share.
    """
    lines = sum(len(rows) + 1 for _, rows in groups)
    high = lines * LINE + len(groups) * GAP + GAP
    picture = Image.new("RGB", (LABELS + WIDTH + 170, high), GROUND)
    draw = ImageDraw.Draw(picture)
    font, large = ImageFont.load_default(13), ImageFont.load_default(15)
    top = GAP
    for group, rows in groups:
        draw.text((GAP, top + LINE // 2), legible(group, large), TEXT, large, anchor="lm")
        top += LINE
        scale = WIDTH / max(max(expected, found) for _, expected, found in rows)
        for name, expected, found in rows:
            middle = top + LINE // 2
            draw.text(
                (LABELS - GAP, middle),
                shortened(name, font, LABELS - 3 * GAP),
                TEXT,
                font,
                anchor="rm",
            )
            draw.rectangle((LABELS, top + 4, LABELS + round(found * scale), top + LINE - 4), BAR)
            at = LABELS + round(expected * scale)
            draw.rectangle((at - 1, top + 1, at + 1, top + LINE - 1), MARK)
            told = f"{100 * found:.2f} %  ({100 * expected:.2f} %)"
            draw.text((LABELS + WIDTH + GAP, middle), told, TEXT, font, anchor="lm")
            top += LINE
        top += GAP
    return picture
