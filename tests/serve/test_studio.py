"""The studio in a real browser: what a person does who has only the printed address."""

from doors import NOBODY, Door

import avatarchain
from support.reader import Page

CARDS = "#grid .card"


def enter(page: Page, door: Door, then: str = "") -> None:
    """Open the printed address, and then a view."""
    page.open(door.page)
    if then:
        page.run("location.hash = arguments[0]", then)


def test_the_printed_address_shows_all_avatars_and_keeps_no_token(page: Page, family: Door) -> None:
    enter(page, family)
    assert page.text("#tally") == ["4 avatars"]
    assert page.text(CARDS)[0].startswith("Grey")
    assert page.browser.current_url == f"http://127.0.0.1:{family.port}/"
    assert page.run("return document.cookie + document.referrer") == ""
    assert family.token not in page.browser.page_source


def test_an_avatar_is_checked_in_the_browser(page: Page, family: Door) -> None:
    child = family.get("/avatars", generation="1")["avatars"][0]["id"]
    enter(page, family, f"#/{child}")
    page.until("return document.getElementById('s-chain')")
    marks = page.text(".checks .mark")
    assert marks == ["✓", "✓", "✓", "·"]


def test_births_and_new_holders_appear_by_themselves(page: Page, family: Door) -> None:
    enter(page, family)
    count = page.run("return gallery.avatars.length")
    with avatarchain.open_collection(home=family.home, chain="evm+sqlite://") as shell:
        born = shell.mint("born in another shell")
        page.until("return gallery.known.has(arguments[0])", born.id)
        assert page.text("#tally") == [f"{count + 1} avatars"]
        shell.transfer(born, NOBODY)
    page.until("return gallery.known.get(arguments[0]).owner === arguments[1]", born.id, NOBODY)


def test_who_has_no_token_sees_and_changes_nothing(page: Page, family: Door) -> None:
    page.browser.execute_cdp_cmd("Network.clearBrowserCookies", {})
    page.open(f"http://127.0.0.1:{family.port}/")
    assert len(page.text(CARDS)) >= 4
    assert page.run("return gallery.signer") == {
        "signs": False,
        "account": None,
        "address": None,
        "devnet": True,
    }


def test_an_empty_home_has_a_page_too(page: Page, door: Door) -> None:
    enter(page, door)
    assert page.text("#tally")[0].startswith("No avatar has been born yet.")
    assert page.text("#contract") == ["none yet"]
