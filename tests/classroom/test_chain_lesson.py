"""The lesson `chain`: real headers, one changed page, and the first broken link tells which."""

import os
from collections import Counter
from hashlib import sha256
from importlib import resources
from itertools import pairwise

from rooms import glimmer, room

from avatarchain.base.canonical import keccak256
from avatarchain.chain import rlp
from avatarchain.chain.headers import told_of
from avatarchain.classroom import book
from avatarchain.classroom.lessons import Content, Part, content_of, right_answer

PUPILS = int(os.environ.get("PUPILS", "100"))
RECORDED = "f75aef3d0da0d6bb03ee99b1420b1b0bcb51fafe62b1e1d4967f30c8281a2888"


def test_the_recorded_headers_never_change_and_are_a_chain() -> None:
    data = (resources.files("avatarchain") / "data" / book.FILE).read_bytes()
    assert sha256(data).hexdigest() == RECORDED
    headers = [rlp.encode(page) for page in book.pages()]
    fields = [told_of(header) for header in headers]
    assert len(headers) == book.PAGES
    numbers = [int(each["number"], 16) for each in fields]
    assert numbers == [*range(numbers[0], numbers[0] + 12)]
    for header, after in zip(headers, fields[1:], strict=False):
        assert after["parentHash"] == "0x" + keccak256(header).hex()
    assert all("requestsHash" in each for each in fields)  # of the newest fork


def test_one_field_of_one_page_of_one_copy_is_changed_and_never_of_the_last() -> None:
    changed = Counter()
    for pupil in range(1, 201):
        pair = book.copies(room(200), pupil)
        right, name = book.right(room(200), pupil)
        assert pair[book.COPIES.index(right)] == book.pages()
        wrong = pair[1 - book.COPIES.index(right)]
        (number,) = (n for n in range(12) if wrong[n] != book.pages()[n])
        assert book.name_of(number) == name != "page 12"
        fields = zip(wrong[number], book.pages()[number], strict=True)
        assert sum(a != b for a, b in fields) == 1
        assert [len(field) for field in wrong[number]] == [len(f) for f in book.pages()[number]]
        changed[right, name] += 1
    assert len(changed) == 22


def first_broken_link(content: Content, part: Part) -> tuple[str, str]:
    """What a pupil answers who hashes each page of the content as it stands there."""
    pages = [[bytes.fromhex(field) for field in page] for page in content.visible["pages"]]
    for copy, places in enumerate(part.visible["copies"]):
        for n, (place, after) in enumerate(pairwise(places)):
            if keccak256(rlp.encode(pages[place])) != pages[after][0]:
                return book.COPIES[1 - copy], f"page {n + 1}"
    raise AssertionError(part)


def test_pupils_who_only_count_links_are_right() -> None:
    """`make pupils` tries a thousand."""
    content = content_of(room(PUPILS), glimmer(), "chain", 1, None)
    assert all(first_broken_link(content, part) == part.answer for part in content.parts)


def test_the_list_of_pages_does_not_say_whose_they_are() -> None:
    content = content_of(room(25), glimmer(), "chain", 1, None)
    pages = [rlp.encode([bytes.fromhex(f) for f in page]) for page in content.visible["pages"]]
    assert pages == sorted(pages, key=keccak256)
    assert 12 < len(pages) <= 37


def test_the_marker_knows_the_answer() -> None:
    content = content_of(room(), glimmer(), "chain", 1, None)
    for pupil, part in enumerate(content.parts, start=1):
        assert right_answer(room(), glimmer(), "chain", pupil) == part.answer
