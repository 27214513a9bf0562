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
        *(0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0),
        *(0x180B, 0x180C, 0x180D, 0x180F),
        *range(0xFE00, 0xFE10),
        *range(0xE0100, 0xE01F0),
    }


@pytest.mark.parametrize(
    "double",
    ["Fox", "FOX", "ｆｏｘ", "fo\u200bx", "fox\u3164", "fox\u00a0", " fox", "𝐟𝐨𝐱", "\ufefffox"],
)
def test_names_that_read_alike_fold_to_one(double: str) -> None:
    assert folded(double) == folded("fox")


@pytest.mark.parametrize("other", ["fix", "fox 2", "föx", "fоx"])
def test_names_that_differ_fold_to_two(other: str) -> None:
    assert folded(other) != folded("fox")
