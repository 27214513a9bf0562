"""Text on sheets and plots: which font is used, and what is written if none has the letters.

Pillow brings a font with the letters of ASCII. Names may be in any script, so for other letters a
font of the system is used; if there is none, the caller gives a text to write instead.
"""

from functools import cache
from unicodedata import category

from PIL import ImageFont

from avatarchain.base.unicode import normal

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont

# Fonts with many letters, by the names of their files, as Pillow looks for them in the folders
# of the system.
_INSTALLED = (
    "DejaVuSans.ttf",
    "NotoSansCJK-Regular.ttc",
    "NotoSans-Regular.ttf",
    "wqy-zenhei.ttc",
    "unifont.otf",
    "Arial Unicode.ttf",
    "PingFang.ttc",
    "msyh.ttc",
    "seguisym.ttf",
)

# Letters that Unicode does not decompose into plain ones, and characters that are invisible.
_PLAIN = str.maketrans(
    {
        "ß": "ss",
        "æ": "ae",
        "Æ": "AE",
        "œ": "oe",
        "Œ": "OE",
        "ø": "o",
        "Ø": "O",
        "ł": "l",
        "Ł": "L",
        "đ": "d",
        "Đ": "D",
        "ı": "i",
        "–": "-",
        "—": "-",
        "×": "x",
    }
)
_ANY_SIZE = 13  # pixels; a font has the same letters at every size
_UNSEEN = ("Mn", "Me", "Cf")


def font_of(size: int) -> Font:
    """Pillow's own font; `size` in pixels."""
    return ImageFont.load_default(size)


def lettered(text: str, size: int, instead: str = "") -> tuple[str, Font]:
    """The text as it can be written, and a font that has its letters; `size` in pixels.

    If no font has them, such letters are written without accents. If that is not possible, the text
    is `instead`, or, if that is empty, has ? for such letters.
    """
    font = _font_with(text, size)
    if font is not None:
        return normal("NFC", text), font
    own = font_of(size)
    plain = legible(text, own)
    return (plain if plain.count("?") == text.count("?") else instead or plain), own


def is_writable(text: str) -> bool:
    """Whether a font here has all letters of the text, accents as well."""
    return _font_with(text, _ANY_SIZE) is not None


def _font_with(text: str, size: int) -> Font | None:
    """Pillow's own font, or an installed one, that has all letters of the text; None if none has.

    A letter that joins others into one sign is drawn by none of them.
    """
    letters = normal("NFC", text)
    if any(category(letter) == "Cf" for letter in letters):
        return None
    fonts = (font_of(size), *(_installed(name, size) for name in _INSTALLED))
    return next(
        (font for font in fonts if font and not any(_lacks(font, letter) for letter in letters)),
        None,
    )


@cache
def _installed(name: str, size: int) -> Font | None:
    try:
        return ImageFont.truetype(name, size)
    except OSError:
        return None


def _drawn(font: Font, letter: str) -> tuple[tuple[int, int], bytes]:
    mask = font.getmask(letter)
    return mask.size, bytes(mask)


def _lacks(font: Font, letter: str) -> bool:
    return _drawn(font, letter) == _drawn(font, "\uffff")


def legible(text: str, font: Font) -> str:
    """The text with only letters that the font has.

    A letter that it lacks is written without its accent or with other letters; if that is not
    possible, as ?.
    """
    letters = []
    for letter in normal("NFC", text):
        if _lacks(font, letter):
            plain = normal("NFKD", letter.translate(_PLAIN))
            visible = [letter for letter in plain if category(letter) not in _UNSEEN]
            letters += ["?" if _lacks(font, letter) else letter for letter in visible]
        else:
            letters.append(letter)
    return "".join(letters)


def shortened(text: str, font: Font, width: int) -> str:
    """The text, cut with … if it is more than `width` pixels wide."""
    text = text[:width]  # no letter is narrower than a pixel
    while font.getlength(text) > width:
        text = text.removesuffix("…")[:-1] + "…"
    return text
