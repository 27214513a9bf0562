"""The lessons in a real browser, opened from the disk, wide and narrow, by keys alone."""

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from rooms import CHILDREN, glimmer, room, seen_alleles
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select

from avatarchain.base.canonical import keccak256, to_hex
from avatarchain.chain import rlp
from avatarchain.classroom import book, marking
from avatarchain.classroom import page as pages
from avatarchain.classroom.answers import read_answers
from avatarchain.classroom.lessons import content_of, right_answer
from avatarchain.genetics.chi_squared import chi_squared
from support.absent import absent
from support.reader import Page

AXE = Path(__file__).parents[1] / "gallery" / "node_modules" / "axe-core" / "axe.min.js"
KINDS = ["hidden", "mendel", "chain"]
Lesson = Callable[..., str]


def fill(page: Page, id: str, value: object) -> None:
    page.run(
        "const e = document.getElementById(arguments[0]); e.value = arguments[1];"
        "for (const kind of ['input', 'change']) e.dispatchEvent(new Event(kind, {bubbles: true}))",
        id,
        str(value),
    )


def press(page: Page, id: str) -> None:
    page.run("document.getElementById(arguments[0]).click()", id)


def note(page: Page, id: str) -> str:
    return str(page.run("return document.getElementById(arguments[0]).textContent", id))


def count_all(page: Page) -> None:
    """Write into the field of each heap how many are in it."""
    page.run(
        "for (const heap of document.querySelectorAll('.heap')) {"
        "const field = heap.querySelector('input');"
        "field.value = heap.querySelectorAll('li').length;"
        "field.dispatchEvent(new Event('input', {bubbles: true})); }"
    )


def choose(page: Page, id: str, word: str) -> None:
    page.run(
        "const e = document.getElementById(arguments[0]);"
        "e.value = [...e.options].find((o) => o.textContent === arguments[1]).value;"
        "e.dispatchEvent(new Event('input', {bubbles: true}))",
        id,
        word,
    )


def answered(page: Page) -> dict[str, Any]:
    press(page, "finish")
    line = page.run("return document.getElementById('text').value")
    return dict(json.loads(line))


def open_seal(page: Page, salt: str) -> str:
    fill(page, "salt", salt)
    press(page, "open")
    return note(page, "open-note")


def test_a_pupil_counts_tests_and_answers(page: Page, lesson: Lesson, folder: Path) -> None:
    page.open(lesson("hidden"), "#2")
    words = right_answer(room(), glimmer(), "hidden", 2)
    fill(page, "predicted", 150)
    press(page, "try")
    assert "First put the children into heaps" in note(page, "fit")
    press(page, "sort")
    count_all(page)
    press(page, "check")
    assert note(page, "check-note") == "All heaps are counted right."
    for id, word in zip(("place1", "place2"), words, strict=True):
        choose(page, id, word)
    press(page, "try")
    assert "Your guess fits the counts." in note(page, "fit")
    fill(page, "keeper1", 3)
    fill(page, "keeper2", 17)
    answer = answered(page)
    assert answer["answer"] == [*words]
    assert answer["keepers"] == [3, 17]
    (folder / "a.json").write_text(json.dumps(answer))
    (read,) = read_answers(room(), glimmer(), [folder / "a.json"])
    assert (read.pupil, sum(dict(read.counts).values())) == (2, CHILDREN)
    assert page.run("return document.getElementById('save').download") == "5b-hidden-02.json"
    salt = room().salt("hidden", 2).hex()
    assert open_seal(page, salt.upper()[:10] + " " + salt[10:]).endswith("your answer is right.")
    assert "This salt fits no answer" in open_seal(page, room().salt("hidden", 3).hex())
    assert "20 digits" in open_seal(page, "12")


def test_the_heaps_have_all_children_and_a_wrong_count_is_named(page: Page, lesson: Lesson) -> None:
    page.open(lesson("hidden"), "#1")
    content = content_of(room(), glimmer(), "hidden", 1, CHILDREN)
    alleles = seen_alleles(content.parts[0].visible["children"], content.visible["locus"])
    press(page, "sort")
    sizes = page.run(
        "return [...document.querySelectorAll('.heap')].map((h) => h.querySelectorAll('li').length)"
    )
    assert sorted(sizes) == sorted(Counter(alleles).values())
    count_all(page)
    first = page.run("return document.querySelector('.heap input').id")
    fill(page, first, 7000)
    press(page, "check")
    form = page.text(".heap label")[0].rstrip(":")
    assert note(page, "check-note") == f"Count again: {form}."
    press(page, "try")
    assert "count again" in note(page, "fit")
    press(page, "sort")
    assert page.run("return document.querySelectorAll('.faces li').length") == CHILDREN


def test_what_was_typed_is_there_when_the_page_is_opened_again(page: Page, lesson: Lesson) -> None:
    page.open(lesson("hidden"), "#3")
    fill(page, "predicted", 77)
    press(page, "sort")
    count_all(page)
    page.open(lesson("hidden"), "#3")
    assert page.run("return document.getElementById('predicted').value") == "77"
    press(page, "check")
    assert note(page, "check-note") == "All heaps are counted right."
    fill(page, "pupil", 1)  # another pupil on the same phone has a page of its own
    assert page.run("return document.getElementById('predicted').value") == ""


@pytest.mark.parametrize("again", ["reloaded", "opened"])
def test_the_genes_and_the_written_answer_are_there_when_the_salt_comes(
    page: Page, lesson: Lesson, again: str
) -> None:
    page.open(lesson("hidden"))
    fill(page, "pupil", 2)
    press(page, "sort")
    words = right_answer(room(), glimmer(), "hidden", 2)
    for id, word in zip(("place1", "place2"), words, strict=True):
        Select(page.browser.find_element(By.ID, id)).select_by_visible_text(word)
    answer = answered(page)
    if again == "reloaded":
        page.browser.refresh()
        page.until("return document.body.dataset.ready")
    else:
        page.open(lesson("hidden"))
    assert page.run("return document.getElementById('pupil').value") == "2"
    assert json.loads(page.run("return document.getElementById('text').value")) == answer
    assert not page.run("return document.getElementById('line').hidden")
    assert page.run("return document.getElementById('save').download") == "5b-hidden-02.json"
    salt = room().salt("hidden", 2).hex()
    assert open_seal(page, salt).endswith("your answer is right.")
    fill(page, "pupil", 1)  # who has written nothing
    assert page.run("return document.getElementById('line').hidden")


def answer_wrong(page: Page, kind: str, right: tuple[str, ...]) -> None:
    if kind == "hidden":
        for id, word in zip(("place1", "place2"), reversed(right), strict=True):
            choose(page, id, word)
        return
    press(page, "w-0")
    if kind == "mendel":
        press(page, "y-blends")
    else:
        fill(page, "changed", "page 1" if right[1] != "page 1" else "page 2")


@pytest.mark.parametrize(
    ("kind", "fits", "fits_none"),
    [
        ("hidden", "The salt is right", "This salt fits no answer"),
        ("mendel", "Le sel est juste", "Ce sel ne va avec aucune"),
        ("chain", "The salt is right", "This salt fits no answer"),
    ],
)
def test_a_salt_opens_the_seal_whatever_was_answered(
    page: Page, lesson: Lesson, kind: str, fits: str, fits_none: str
) -> None:
    page.open(lesson(kind, "fr" if kind == "mendel" else "en"), "#2")
    right = right_answer(room(), glimmer(), kind, 2)
    answer_wrong(page, kind, right)
    salt = room().salt(kind, 2).hex()
    told = open_seal(page, salt)
    spoken = {
        "hidden": list(right),
        "mendel": page.text(f"label[for='y-{right[1]}']"),
        "chain": [f"{right[0].capitalize()} copy", right[1].capitalize()],
    }
    assert told.startswith(fits)
    assert " + ".join(spoken[kind]) in told
    mistyped = ("1" if salt[0] == "0" else "0") + salt[1:]
    assert open_seal(page, mistyped).startswith(fits_none)


def test_a_class_may_be_called_anything(page: Page, folder: Path) -> None:
    name = "</script><script>alert('x')</script> & \"5b\" 🦊"
    here = replace(room(), name=name)
    data = pages.written(here, content_of(here, glimmer(), "chain", 1, None), glimmer(), "en")
    (folder / "x.html").write_bytes(data)
    page.open((folder / "x.html").as_uri(), "#1")
    assert page.text(".class") == [f"Class {name}"]
    press(page, "w-0")
    fill(page, "changed", "page 1")
    assert answered(page)["pupil"] == 1


def test_an_answer_without_its_parts_is_not_written(page: Page, lesson: Lesson) -> None:
    page.open(lesson("hidden"), "#1")
    press(page, "finish")
    assert "First choose" in note(page, "finish-note")
    assert page.run("return document.getElementById('line').hidden")


def test_a_pupil_finds_out_which_kind_obeys_mendel(
    page: Page, lesson: Lesson, folder: Path
) -> None:
    page.open(lesson("mendel"), "#2")
    press(page, "try")
    assert "First count every heap" in note(page, "fit")
    press(page, "finish")
    assert note(page, "finish-note") == "First choose a kind, and why."
    for heap in page.run("return [...document.querySelectorAll('.heap input')].map((i) => i.id)"):
        size = "return document.getElementById(arguments[0]).closest('.heap')"
        fill(page, heap, page.run(f"{size}.querySelectorAll('li').length", heap))
    press(page, "check")
    assert note(page, "check-note") == "All heaps are counted right."
    press(page, "try")
    assert len(page.text("#fit table")) == 4
    which, why = right_answer(room(), glimmer(), "mendel", 2)
    press(page, f"w-{('first', 'second').index(which)}")
    press(page, f"y-{why}")
    press(page, "p-three")
    answer = answered(page)
    assert (answer["answer"], answer["predicted"]) == ([which, why], "three")
    (folder / "a.json").write_text(json.dumps(answer))
    (read,) = read_answers(room(), glimmer(), [folder / "a.json"])
    assert sum(dict(read.counts).values()) == read.children == 60
    pools = marking.pools_of(room(), glimmer(), [read])
    assert sum(pool.observed for pool in pools) == 60
    assert sum(pool.expected for pool in pools) == 60
    assert open_seal(page, room().salt("mendel", 2).hex()).endswith("your answer is right.")


def test_a_pupil_finds_the_broken_link(page: Page, lesson: Lesson, folder: Path) -> None:
    page.open(lesson("chain"), "#2")
    copy, changed = right_answer(room(), glimmer(), "chain", 2)
    number = int(changed.split()[1])
    press(page, "hash")
    rows = page.text("#hashes tbody tr")
    hashes = [row.split()[1:] for row in rows]
    broken = [n % 12 + 1 for n, pair in enumerate(hashes) if len(pair) == 2 and pair[0] != pair[1]]
    assert broken == [number]
    fill(page, "from", number)
    for m, name in enumerate(("first", "second")):
        fill(page, "copy-of", m)
        press(page, "try")
        assert ("The link holds." in note(page, "fit")) == (name == copy)
    press(page, "finish")
    assert note(page, "finish-note") == "First choose a copy and a page."
    press(page, f"w-{('first', 'second').index(copy)}")
    fill(page, "changed", changed)
    answer = answered(page)
    (folder / "a.json").write_text(json.dumps(answer))
    (read,) = read_answers(room(), glimmer(), [folder / "a.json"])
    assert read.words == (copy, changed)
    assert open_seal(page, room().salt("chain", 2).hex()).endswith("your answer is right.")
    assert "signature" in note(page, "after-text")


def test_a_hash_of_the_page_is_that_of_the_block(page: Page, lesson: Lesson) -> None:
    page.open(lesson("chain"), "#1")
    press(page, "hash")
    shown = {row.split()[1] for row in page.text("#hashes tbody tr")}
    real = {to_hex(keccak256(rlp.encode(each)))[:14] for each in book.pages()}
    assert real < shown
    assert len(shown - real) == 1


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ([90, 30], [80, 40]),
        ([200, 150, 37, 9, 3, 1], [200, 150, 37.5, 9.4, 3.1, 0.5]),
        ([60, 60, 60, 10], [50, 50, 50, 40]),
        ([5, 6, 7, 8, 9, 10], [8, 8, 8, 8, 8, 5]),
    ],
)
def test_the_page_tests_as_the_library_does(
    page: Page, lesson: Lesson, counts: list[int], expected: list[float]
) -> None:
    page.open(lesson("hidden"))
    scaled = [share * sum(counts) / sum(expected) for share in expected]
    classes = [[str(n), a, b] for n, (a, b) in enumerate(zip(counts, scaled, strict=True))]
    made = page.run("return lesson.chiSquared(arguments[0])", classes)
    fit = chi_squared(counts, expected)
    assert made["statistic"] == pytest.approx(fit.statistic)
    assert made["degrees"] == fit.degrees
    assert made["p"] == pytest.approx(fit.p, abs=1e-9)


@pytest.mark.parametrize("length", [0, 1, 135, 136, 137, 600])
def test_the_page_hashes_as_the_chain_does(page: Page, lesson: Lesson, length: int) -> None:
    page.open(lesson("hidden"))
    data = bytes(n * 7 % 256 for n in range(length))
    made = page.run("return lesson.keccak256(lesson.unhex(arguments[0]))", data.hex())
    assert made == to_hex(keccak256(data))


def test_the_page_works_by_keys_alone(page: Page, lesson: Lesson) -> None:
    page.open(lesson("hidden"))
    assert page.run("return document.getElementById('main').hidden")
    active = page.browser.switch_to.active_element
    active.send_keys(Keys.TAB)
    page.browser.switch_to.active_element.send_keys("2")
    page.until("return !document.getElementById('main').hidden")
    reached = set()
    for _ in range(40):
        page.browser.switch_to.active_element.send_keys(Keys.TAB)
        reached.add(page.run("return document.activeElement.id"))
    assert {"print", "predicted", "sort", "place1", "try", "keeper1", "finish", "open"} <= reached


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_nothing_and_no_page_is_wider_than_its_screen(
    page: Page, lesson: Lesson, kind: str, width: int, dark: bool
) -> None:
    if not AXE.exists():
        absent("no axe-core: run npm ci in tests/gallery/")
    page.look(width, dark=dark)
    page.open(lesson(kind), "#1")
    page.run("document.querySelector('#sort, #hash')?.click()")
    for id in ("finish", "try", "open"):
        page.run("document.getElementById(arguments[0])?.click()", id)
    page.run(AXE.read_text(encoding="utf-8"))
    faults = page.browser.execute_async_script(
        "const done = arguments[0]; axe.run({preload: false}).then((r) =>"
        " done(r.violations.map((v) => [v.impact, v.id, v.nodes[0].html])))"
    )
    assert faults == []
    assert page.run("return document.documentElement.scrollWidth") <= width


def test_on_paper_all_children_stand_and_no_button(page: Page, lesson: Lesson) -> None:
    page.open(lesson("hidden"), "#1")
    page.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    try:
        assert page.run(
            "return [...document.querySelectorAll('button')].every((b) => !b.offsetParent)"
        )
        assert page.run("return document.querySelectorAll('.faces li').length") == CHILDREN
        columns = page.run(
            "return getComputedStyle(document.querySelector('.faces'))"
            ".gridTemplateColumns.split(' ').length"
        )
        assert columns == 20
        page.open(lesson("mendel"), "#1")
        breaks = page.run(
            "return [...document.querySelectorAll('h2, h3')]"
            ".map((e) => getComputedStyle(e).breakAfter)"
        )
        assert {*breaks} == {"avoid"}
    finally:
        page.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
