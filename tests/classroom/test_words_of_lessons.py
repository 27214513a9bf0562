"""The words of the lessons: the same in each language, all used, and put into the page as text."""

import json
import re
from pathlib import Path

import pytest
from rooms import CHILDREN, glimmer, room

from avatarchain.classroom import hidden, page, strangers
from avatarchain.classroom.lessons import content_of

PAGES = Path(page.__file__).parent / "page"
WORDS = {
    language: json.loads((PAGES / f"words-{language}.json").read_text("utf-8"))
    for language in page.LANGUAGES
}
KINDS = ("hidden", "mendel", "chain")


def flat(words: dict[str, dict[str, str]]) -> dict[str, str]:
    parts = ("all", *KINDS, "parts")
    return {f"{part}.{key}": text for part in parts for key, text in words[part].items()}


def test_each_language_has_the_same_words_with_the_same_places_for_values() -> None:
    english = flat(WORDS["en"])
    for language, words in WORDS.items():
        others = flat(words)
        assert others.keys() == english.keys()
        for key, text in others.items():
            values = {*re.findall(r"{(\w+)}", text)}
            assert values == {*re.findall(r"{(\w+)}", english[key])}, (language, key)
            assert text.strip() == text != ""


def test_french_names_all_forms_that_are_asked_for_each_once() -> None:
    for locus in glimmer().loci:
        if locus.name in (*hidden.LOCI, strangers.LOCUS):
            names = WORDS["fr"]["forms"][locus.name]
            assert [*names] == [allele.name for allele in locus.alleles]
            assert len({*names.values()}) == 16


def test_every_word_is_used_and_every_word_that_is_used_is_there() -> None:
    scripts = {path.stem: path.read_text("utf-8") for path in PAGES.glob("*.js")}
    markup = {path.name.split(".")[0]: path.read_text("utf-8") for path in PAGES.glob("*.j2")}
    for kind in KINDS:
        text = scripts["lesson"] + scripts[kind] + markup["lesson"] + markup[kind]
        words = {**WORDS["en"]["all"], **WORDS["en"][kind]}
        names = {*re.findall(r"\bwords\.(\w+)", text)} | {*re.findall(r'\bsay\("(\w+)"', text)}
        assert names <= words.keys()
        made = {"kind", "copy", "p_", "y_", "place"}
        unused = {
            key
            for key in WORDS["en"][kind]
            if f'"{key}"' not in text and f".{key}" not in text
            if not any(key.startswith(start) for start in made)
        }
        assert unused == set()


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_in_french_has_no_english_sentence(kind: str) -> None:
    children = {"hidden": CHILDREN, "mendel": 40}.get(kind)
    content = content_of(room(), glimmer(), kind, 1, children)
    data = page.written(room(), content, glimmer(), "fr").decode()
    assert '<html lang="fr">' in data
    for key, text in flat(WORDS["en"]).items():
        if len(text) > 12 and text not in flat(WORDS["fr"]).values():
            assert text not in data, key
    assert len(data.encode()) <= page.MOST_BYTES
