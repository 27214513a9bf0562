"""One Unicode on every Python: held against tables of 15.0, and of 15.1 where Python has those.

Python 3.11 has 14.0, so its tests bring the package unicodedata2.
"""

import re
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avatarchain.base import unicode
from avatarchain.base.visible import folded
from avatarchain.errors import MalformedSeed
from avatarchain.genetics.seeds import seed_from_text
from avatarchain.keys.passphrases import spellings
from avatarchain.workshop.layer_names import key_of

if sys.version_info < (3, 12):
    import unicodedata2 as published
else:
    published = unicodedata

# What 15.1 has and 15.0 has not: description characters, a stroke, and extension I of ideographs.
LATER = {*range(0x2FFC, 0x3000), 0x31EF, *range(0x2EBF0, 0x2EE5E)}

NEW_MARKS = "".join(unicode._new_marks())
LETTERS = st.text(
    "aeoA\u0301\u0300\u0323\u0327\u0345\u0338\u05b0\u3099" + NEW_MARKS + "가각\u11a8ふ\u0fb2",
    max_size=12,
)


def test_the_assigned_code_points_are_those_of_15_0() -> None:
    assert published.unidata_version in (unicode.VERSION, "15.1.0")
    later = LATER if published.unidata_version == "15.1.0" else set()
    for code in range(0x110000):
        known = published.category(chr(code)) not in ("Cn", "Cs") and code not in later
        assert unicode.is_assigned(chr(code)) == known


@given(LETTERS)
def test_the_normal_form_is_that_of_15_0_whatever_this_python_knows(text: str) -> None:
    assert unicode.nfc(text) == published.normalize("NFC", text)


@given(LETTERS)
def test_the_composition_by_hand_is_that_of_15_0(text: str) -> None:
    ordered = unicode._ordered(unicodedata.normalize("NFD", text))
    assert unicode._composed(ordered) == published.normalize("NFC", text)


def test_every_letter_that_decomposes_is_composed_by_hand_as_15_0_does() -> None:
    for code in range(0x110000):
        letter = chr(code)
        if unicode.is_assigned(letter) and published.normalize("NFD", letter) != letter:
            for text in (letter, letter + NEW_MARKS[0] + "\u0301"):
                ordered = unicode._ordered(unicodedata.normalize("NFD", text))
                assert unicode._composed(ordered) == published.normalize("NFC", text)


def test_a_letter_of_15_0_is_a_seed_on_every_python_and_one_of_15_1_on_none() -> None:
    assert seed_from_text("🫨").hex().startswith("50836a1e")
    with pytest.raises(MalformedSeed, match=r"U\+2FFC at position 1 is not assigned in"):
        seed_from_text("\u2ffc")
    assert seed_from_text("a\U00010efd\u0301") == seed_from_text("á\U00010efd")


MANY = 200_000
"""Letters. Python alone would swap them for minutes."""


@pytest.mark.timeout(60)
@pytest.mark.parametrize("turns", ["\u0315\u0300", "\u0f75", "\u0f73\u0300", "\u0345\u0344"])
def test_marks_in_turns_are_sorted_soon(turns: str) -> None:
    """Of the last three, two letters are two marks each, of different classes."""
    text = unicode.normal("NFC", "q" + turns * MANY)
    ranks = [unicodedata.combining(mark) for mark in unicode.normal("NFD", text)]
    assert ranks == sorted(ranks)


@pytest.mark.timeout(60)
def test_names_and_seeds_of_marks_in_turns_are_read_soon() -> None:
    text = "a" + "\u0315\u0300" * MANY
    assert folded(text)[0] == "\u00e0"
    assert len(seed_from_text(text)) == 32
    assert key_of(text) == "a"
    assert len(spellings(text)) == 3


@given(
    st.text("aeo\u0301\u0300\u0323\u0315\u0345\u0344\u0f73\u0f75가\u11a8ﾞﷲ", max_size=9),
    st.integers(1, 40),
    st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]),
)
def test_long_runs_have_the_normal_form_that_python_gives_them(
    text: str, count: int, form: unicode.Form
) -> None:
    assert unicode.normal(form, text * count) == unicodedata.normalize(form, text * count)


def test_only_one_place_normalises() -> None:
    source = Path(unicode.__file__).parents[1]
    normalises = re.compile(r"unicodedata\.normalize|from unicodedata import .*normalize")
    files = (file for file in source.rglob("*.py") if normalises.search(file.read_text("utf-8")))
    assert list(files) == [Path(unicode.__file__)]
