"""What must not stand in a page is found in it, however it is spelled."""

import re
from base64 import b64encode, urlsafe_b64encode
from dataclasses import replace

import pytest
from rooms import glimmer, room

from avatarchain.base.canonical import word
from avatarchain.classroom import hidden, page
from avatarchain.classroom.leaks import leaks
from avatarchain.classroom.lessons import Content, content_of
from avatarchain.genetics import population

SECRET = bytes(range(100, 132))
SPELLINGS = {
    "as it is": SECRET,
    "in hex": SECRET.hex().encode(),
    "in capitals": SECRET.hex().upper().encode(),
    "after another digit": b"0" + SECRET.hex().encode(),
    "in base64": b64encode(SECRET),
    "after one byte": b64encode(b"x" + SECRET),
    "after two bytes": b64encode(b"xy" + SECRET),
    "in the base64 of addresses": urlsafe_b64encode(b"\xff\xfe" + SECRET),
    "after a letter": b"A" + b64encode(SECRET),
    "as a number": str(int.from_bytes(SECRET, "big")).encode(),
    "a quarter": SECRET[8:16].hex().encode(),
}


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_secret_is_found(spelling: str) -> None:
    text = b'<p>nothing</p>{"a":"' + SPELLINGS[spelling] + b'"}'
    assert leaks(text, [SECRET])
    assert not leaks(b"<p>nothing</p>", [SECRET])


def test_the_text_of_an_answer_is_found() -> None:
    assert leaks(b'{"x":"moon,leaf"}', [], ["moon,leaf"]) == [b"moon,leaf"]
    assert leaks(b64encode(b"the answer is moon,leaf."), [], ["moon,leaf"])
    assert not leaks(b'["moon","leaf"]', [], ["moon,leaf"])


def with_leak(content: Content, number: int, value: str) -> Content:
    part = content.parts[number]
    parts = list(content.parts)
    parts[number] = replace(part, visible={**part.visible, "note": value})
    return replace(content, parts=tuple(parts))


def planted() -> dict[str, str]:
    """Each kind of secret of pupil 2, as a careless page might have it."""
    here, species = room(), glimmer()
    task = hidden.task(here, species, 2, 1, 40)
    content = content_of(here, species, "hidden", 1, 40)
    child = population.to_integers(task.children)[39]
    return {
        "her genome": f"{task.mother:064x}",
        "the tester's genome": task.tester.to_bytes(32, "big").hex(),
        "a child's genome": b64encode(word(child)).decode(),
        "a genome as a number": str(child),
        "the class's seed": here.seed.hex(),
        "the lesson's seed": here.master("hidden").hex(),
        "a birth's seed": content.parts[1].secrets[-1].hex(),
        "the salt": here.salt("hidden", 2).hex(),
        "the answer": ",".join(content.parts[1].answer),
    }


@pytest.mark.parametrize("what", planted())
def test_a_page_that_would_tell_a_secret_is_not_written(what: str) -> None:
    content = content_of(room(), glimmer(), "hidden", 1, 40)
    bad = with_leak(content, 1, planted()[what])
    with pytest.raises(AssertionError, match="would tell"):
        page.written(room(), bad, glimmer(), "en")


def test_a_page_has_no_name_of_a_pupil_and_no_address_outside() -> None:
    names = ("Ada Lovelace", "Gregor", "Rosalind")
    here = replace(room(), names=names)
    data = page.written(here, content_of(here, glimmer(), "hidden", 1, 40), glimmer(), "en")
    assert not any(name.encode() in data for name in names)
    outside = {*re.findall(rb"[a-z]+://[^\s\"'<>)]*", data)}
    assert outside <= {b"http://www.w3.org/2000/svg"}
