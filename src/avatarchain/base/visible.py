"""Text from outside, made harmless for a terminal and compared as people see it.

Names, paths and answers may come from strangers. A terminal does not show some characters but acts
on them: ESC begins a command to the terminal, a line break fakes a new line, a direction mark turns
the rest of the line around, and a letter of width zero makes two names look like one. `visible`
writes each of them as an escape that the terminal only prints (`\\x1b`, `\\u202e`). Markup of the
package rich is not handled here: `cli.output` prints text without markup.

Which names a pack may have is decided by `species.faults`, with the functions here.
"""

import re
import unicodedata

from avatarchain.base.unicode import normal

_CONTROL = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_JOINER = "\u200d"
_KEYCAP = "\u20e3"

# Letters that draw nothing, though their category is that of letters, marks or symbols: those
# that Unicode calls Default_Ignorable_Code_Point, and blanks, fillers, joiners and selectors.
_BLANK = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u2d7f\u3164\uffa0\ufe00-\ufe0f\ufffc"
    "\U0001107f\U00013441\U00013442\U00016fe4\U0001bc9d\U0001d159\U000e0100-\U000e01ef]"
)
_SPACES = "[ \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]"
# Marks that put the next letter below the one before, and draw nothing else: Invisible_Stacker.
_STACKER = re.compile(
    "[\u1039\u17d2\u1a60\u1bab\uaaf6\U00010a3f\U00011133\U000113d0\U0001193e\U00011a47\U00011a99"
    "\U00011f42]"
)
_KEY = re.compile(r"\b(0[xX])?[0-9a-fA-F]{60,68}\b")  # digits may be missing, or typed twice
_SYMBOL = frozenset({"So", "Sk"})
_EMOJI = frozenset("\ufe0e\ufe0f")  # what chooses a coloured or a plain drawing of a symbol


def visible(text: str) -> str:
    """`text` with an escape for each character that a terminal would act on or not show.

    Spaces and letters of all scripts stay as they are, and so do the invisible joiners inside an
    emoji or between two letters of a script that needs them.
    """
    if text.isprintable() and not _BLANK.search(text) and not _STACKER.search(text):
        return text
    return "".join(
        _escaped(letter) if is_hidden(text, at) else letter for at, letter in enumerate(text)
    )


def unstretched(text: str) -> str:
    """`text` with an escape for each blank that follows another, and plain spaces for the others.

    Many blanks in a row would end a line of a terminal, and what follows would stand alone; so
    would a blank at which no line is broken, such as U+00A0.
    """
    further = re.sub(rf"(?<=\s){_SPACES}", lambda blank: f"\\u{ord(blank[0]):04x}", text)
    return re.sub(_SPACES, " ", further)


def masked(text: str) -> str:
    """`text` with the beginning alone of what may be a private key: some 64 hex digits.

    It is for what is typed where no id is expected: a screen is shared, and a log is kept.
    """
    return _KEY.sub(lambda key: f"{key[0][:6]}… (as long as a private key)", text)


def has_hidden(text: str) -> bool:
    """Whether a text has a letter that `visible` writes as an escape."""
    return visible(text) != text


def is_hidden(text: str, at: int) -> bool:
    """Whether the character at index `at` of a text is invisible, or makes a terminal act."""
    letter = text[at]
    if letter in _EMOJI:
        return not (_is_symbol(text, at - 1) or text[at + 1 : at + 2] == _KEYCAP)
    if letter == _JOINER:
        before = at - 2 if text[at - 1] in _EMOJI else at - 1
        return not (_is_symbol(text, before) and _is_symbol(text, at + 1))
    if _STACKER.match(letter):
        return not (_is_of_script(letter, text, at - 1) and _is_of_script(letter, text, at + 1))
    return unicodedata.category(letter) in _CONTROL or bool(_BLANK.match(letter))


def _is_of_script(letter: str, text: str, at: int) -> bool:
    """Whether the character at index `at` has the script of `letter`, by their Unicode names."""
    if not 0 <= at < len(text):
        return False
    script, _, _ = unicodedata.name(letter, "").partition(" ")
    return unicodedata.name(text[at], "").partition(" ")[0] == script


def _is_symbol(text: str, at: int) -> bool:
    return (
        0 <= at < len(text) and unicodedata.category(text[at]) in _SYMBOL and text[at] != "\u2800"
    )


def _escaped(letter: str) -> str:
    return letter.encode("unicode_escape", "surrogatepass").decode("ascii")


def folded(name: str) -> str:
    """A name in a form that is equal for names that look alike.

    It has no differences of case, width or style, and no hidden characters.
    """
    plain = normal("NFKC", name).casefold()
    seen = "".join(
        letter
        for at, letter in enumerate(plain)
        if not (is_hidden(plain, at) or letter == _JOINER or _BLANK.match(letter))
    )
    return " ".join(normal("NFKC", seen).split())
