"""Words from outside are shown as they are, but for what a terminal obeys or does not show."""

import unicodedata

import pytest

from avatarchain.base.visible import folded, has_hidden, visible
from support.hostile_names import FILE_NAMES, NAMES, hostile_letters

PLAIN = [
    "fox",
    "Füchsin 3",
    "日本の狐",
    "лиса",
    "ثعلب",
    "שועל",
    "狐　狸",
    "fox\u00a0!",
    "ខ្មែរ",
    "မန္တလေး",
    "သင်္ဘော",
    "\\x1b",
    "",
]
EMOJI = ["🦊", "❤️", "👨‍👩‍👧", "👍🏽", "🏳️‍🌈", "1️⃣"]


def test_the_corpus_has_at_least_forty_names_that_differ() -> None:
    assert len(set(NAMES)) >= 40
    assert sum(bool(hostile_letters(name + "\n")) for name in NAMES) >= 40


@pytest.mark.parametrize("name", [*NAMES, *FILE_NAMES], ids=ascii)
def test_nothing_hostile_is_left_and_once_is_enough(name: str) -> None:
    shown = visible(name)
    assert not hostile_letters(shown)
    assert "\n" not in shown
    assert visible(shown) == shown
    assert has_hidden(name) == (shown != name)
    shown.encode()


@pytest.mark.parametrize("text", [*PLAIN, *EMOJI])
def test_letters_of_every_script_and_emoji_stay_as_they_are(text: str) -> None:
    assert visible(text) == text
    assert not has_hidden(text)


def test_an_escape_says_which_letter_it_was() -> None:
    assert visible("\x1b]0;x\x07 \u202e \U000e0061") == "\\x1b]0;x\\x07 \\u202e \\U000e0061"


def test_every_letter_of_unicode_that_is_controlled_is_escaped_and_no_other_but_the_blank() -> None:
    shown = {code for code in range(0x110000) if visible(chr(code)) == chr(code)}
    controlled = {code for code in range(0x110000) if unicodedata.category(chr(code))[0] == "C"}
    assert not shown & controlled
    rest = set(range(0x110000)) - shown - controlled - {0x2028, 0x2029}
    assert rest == {
        *(0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x2D7F, 0x3164, 0xFFA0, 0xFFFC),
        *(0x1107F, 0x16FE4, 0x1BC9D, 0x1D159),
        *({0x13441, 0x13442, 0x113D0, 0x11F42} - controlled),
        *(0x1039, 0x17D2, 0x1A60, 0x1BAB, 0xAAF6, 0x10A3F, 0x11133, 0x1193E, 0x11A47, 0x11A99),
        *(0x180B, 0x180C, 0x180D, 0x180F),
        *range(0xFE00, 0xFE10),
        *range(0xE0100, 0xE01F0),
    }


def test_every_letter_that_unicode_has_ignored_by_default_is_escaped() -> None:
    ignored = [0xAD, 0x034F, 0x061C, 0x115F, 0x1160, 0x17B4, 0x17B5, *range(0x180B, 0x1810)]
    ignored += [*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0x3164]
    ignored += [*range(0xFE00, 0xFE10), 0xFEFF, 0xFFA0, *range(0xFFF0, 0xFFF9)]
    ignored += [*range(0x1BCA0, 0x1BCA4), *range(0x1D173, 0x1D17B), *range(0xE0000, 0xE1000)]
    assert all(has_hidden(f"fox{chr(code)}") for code in ignored)


@pytest.mark.parametrize("stacker", ["\u17d2", "\u1039", "\u1a60", "\u1bab", "\U00011133"])
def test_what_puts_letters_below_others_is_hidden_without_any_of_its_script(stacker: str) -> None:
    for name in (f"fox{stacker}", f"fo{stacker}x", f"{stacker}fox"):
        assert has_hidden(name)
        assert folded(name) == "fox"
    assert has_hidden("\u1780\u17d2")


@pytest.mark.parametrize(
    "double",
    ["Fox", "FOX", "ｆｏｘ", "fo\u200bx", "fox\u3164", "fox\u00a0", " fox", "𝐟𝐨𝐱", "\ufefffox"]
    + [f"fox{letter}" for letter in "\u2d7f\ufffc\U0001107f\U00016fe4\U0001bc9d\U0001d159"],
)
def test_names_that_read_alike_fold_to_one(double: str) -> None:
    assert folded(double) == folded("fox")


@pytest.mark.parametrize("other", ["fix", "fox 2", "föx", "fоx"])
def test_names_that_differ_fold_to_two(other: str) -> None:
    assert folded(other) != folded("fox")
