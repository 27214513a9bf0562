"""Play in the folder of a gallery, without any server: faces of words, children, odds."""

from pathlib import Path

import pytest
from exhibits import collection, tuftling

import avatarchain
from avatarchain.base.canonical import to_hex
from support.reader import Page, serious_faults

KNOWN = collection(100)


def go(page: Page, site: Path, address: str, there: str) -> None:
    page.open(site, address)
    page.until("return document.querySelector(arguments[0])", there)


def test_a_word_draws_a_face_that_has_an_address_of_its_own(page: Page, site: Path) -> None:
    go(page, site, "#/mint/hello", ".easel img")
    founder = avatarchain.founder("hello")
    assert page.text("#mint") == []
    page.run("document.querySelector('#about-face a').click()")
    page.until("return document.getElementById('s-genome')")
    assert page.browser.current_url.endswith(f"#/face/{founder.dna}")
    assert founder.id in page.text("#room")[0]
    go(page, site, f"#/face/{founder.dna.lower()}", "#s-genome")
    assert page.run("return document.querySelector('figure img').naturalWidth") > 0


@pytest.mark.parametrize("dna", ["ACGT", "%", "x" * 128])
def test_an_address_that_is_no_face_says_so(page: Page, site: Path, dna: str) -> None:
    page.open(site, f"#/face/{dna}")
    assert page.text("#room .refusal") or page.text("#tally")


def test_a_face_of_a_word_and_an_avatar_have_children_in_play(page: Page, site: Path) -> None:
    founder, avatar = avatarchain.founder("hello"), KNOWN.avatars[9]
    go(page, site, f"#/breed/{founder.dna}/{to_hex(avatar.identity)}", "#litter")
    drawn = page.run(
        "return [...document.querySelectorAll('#litter a')].map((e) => e.href.split('/').at(-1))"
    )
    other = avatarchain.Genome(tuftling(), avatar.genome)
    assert drawn == [avatarchain.offspring(founder, other, str(n)).dna for n in range(1, 13)]
    assert page.text("#breed") == []
    assert len(page.text(".odds li")) == 16
    page.run("document.querySelector('#litter .pick').click()")
    assert page.run("return document.querySelector('#litter .pick').ariaPressed") == "true"


def test_a_heart_on_a_child_that_may_come_begins_a_new_pair(page: Page, site: Path) -> None:
    page.open(site)
    page.set_value("#sort", "oldest")  # founders, who are no kin
    page.run("for (const at of [0, 1]) document.querySelectorAll('#grid .pick')[at].click()")
    chosen = "return [...document.querySelectorAll('#tray a[aria-label]')].map((e) => e.hash)"
    parents = page.run(chosen)
    page.run("document.querySelector('#tray .primary').click()")
    page.until("return document.getElementById('litter')")
    shown = "return document.getElementById('tray').checkVisibility()"
    assert not page.run(shown)
    page.run("document.querySelector('#litter .pick').click()")
    assert page.run(shown)
    child = page.run("return document.querySelector('#litter a').hash")
    assert page.run(chosen) == [child]
    pair = page.run("return [...document.querySelectorAll('.pair a')].map((e) => e.hash)")
    assert pair == parents
    page.run("document.querySelectorAll('#litter .pick')[1].click()")
    assert page.text("#tray .primary") == ["What children?"]


def test_relatives_of_a_folder_are_refused_with_their_tree(page: Page, site: Path) -> None:
    child = KNOWN.avatars[100]
    pair = f"{to_hex(child.identity)}/{to_hex(child.mother)}"
    go(page, site, f"#/breed/{pair}", "#related")
    assert "is the mother of" in page.text("#related .refusal")[0]
    assert len(page.text("#related .card")) == 2


def test_the_rooms_of_a_folder_are_free_of_serious_faults(page: Page, site: Path) -> None:
    page.look(390, dark=True)
    page.open(site)
    rooms = page.run("return [...document.querySelectorAll('#rooms a')].map((e) => e.innerText)")
    assert rooms == ["Collection", "Play", "Breed", "Learn"]
    founder = avatarchain.founder("hello")
    for address in (
        "#/mint/hello",
        f"#/face/{founder.dna}",
        f"#/breed/{founder.dna}/{to_hex(KNOWN.avatars[0].identity)}",
        "#/learn",
    ):
        page.run("location.hash = arguments[0]", address)
        page.until("return !document.getElementById('room').hidden")
        assert page.run("return document.documentElement.scrollWidth") <= 390, address
        assert serious_faults(page) == [], address
