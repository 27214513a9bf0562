"""The gallery in a real browser, opened from the disk."""

import json
import shutil
from base64 import b64encode
from dataclasses import replace
from pathlib import Path

import pytest
from exhibits import OWNERS, collection, named, tuftling
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

from avatarchain import portrait
from avatarchain.base.canonical import to_hex
from avatarchain.gallery import write_site
from avatarchain.species import COLOUR, Species, traits
from avatarchain.species.pack import load
from avatarchain.species.rarity import rarity
from avatarchain.workshop.imported import make_pack
from support.layers import write_layers
from support.reader import Page, serious_faults

KNOWN = collection(100)
YOUNGEST = KNOWN.avatars[-1]
CARDS = "#grid .card"


def redrawn() -> tuple[str, str]:
    """A piece of the species' bytes with three digits of a drawing, and with others; base64."""
    art = tuftling().art
    at = next(k for k in range(len(art) // 3 * 3 - 30, 0, -3) if art[k : k + 3].isdigit())
    before, after = art[at - 9 : at], art[at + 3 : at + 12]
    pieces = [b64encode(before + digits + after) for digits in (art[at : at + 3], b"111")]
    return pieces[0].decode(), pieces[1].decode()


def show(page: Page, site: Path, identity: int) -> None:
    page.open(site, f"#/{to_hex(identity)}")
    page.until("return document.getElementById('s-chain')")


def checks(page: Page) -> dict[str, str]:
    rows = page.run(
        "return [...document.querySelectorAll('.checks li')].map((row) => "
        "[row.querySelector('b').innerText, row.querySelector('.mark').innerText])"
    )
    return dict(rows)


def test_the_grid_shows_the_newest_first_a_page_at_a_time(page: Page, site: Path) -> None:
    page.open(site)
    assert page.text("#tally") == ["107 avatars, page 1 of 3"]
    assert len(page.text(CARDS)) == 48
    assert page.text(CARDS)[0].startswith(to_hex(YOUNGEST.identity)[:10])
    page.run("document.querySelector('#pages button:last-child').click()")
    assert page.text("#tally") == ["107 avatars, page 2 of 3"]


def test_a_search_finds_traits_ids_and_holders(page: Page, site: Path) -> None:
    page.open(site)
    crowned = [a for a in KNOWN.avatars if traits(tuftling(), a.genome)["head"].startswith("skull")]
    page.set_value("#search", "head:skull")
    assert page.text("#tally")[0].startswith(f"{len(crowned)} of 107")
    page.set_value("#search", to_hex(YOUNGEST.identity)[:12].upper())
    assert page.text("#tally") == ["1 of 107 avatars"]
    page.set_value("#search", "no such thing")
    assert page.text("#tally") == ["No avatar is like that. Take a filter away."]


def test_filters_narrow_together(page: Page, site: Path) -> None:
    page.open(site)
    page.set_value("#generation", "1")
    assert page.text("#tally") == ["4 of 107 avatars"]
    page.set_value("#owner", OWNERS[1])
    held = [a for a in KNOWN.avatars if (a.generation, a.owner) == (1, OWNERS[1])]
    assert page.text("#tally") == [f"{len(held)} of 107 avatars"]
    page.set_value("#owner", "")
    page.set_value("#generation", "")
    page.set_value("#rarity", "0.1")
    assert page.text("#tally") == ["11 of 107 avatars"]
    page.set_value("#rarity", "")
    stags = [a for a in KNOWN.avatars if traits(tuftling(), a.genome)["horns"].startswith("stag")]
    page.set_value("[data-locus=horns]", "stag")
    assert page.text("#tally") == [f"{len(stags)} of 107 avatars"]


def test_the_page_paints_what_the_portrait_room_draws(
    page: Page, site: Path, folder: Path, species: Species
) -> None:
    known = KNOWN if species.name == KNOWN.species.name else collection(20, species)
    if known is not KNOWN:
        site = folder
        write_site(site, known)
    page.open(site)
    for one in known.avatars:
        drawn = page.run(
            "window.kind ??= genetics.readSpecies(genetics.fromBase64(arguments[1]));"
            " return genetics.svg(kind, BigInt(arguments[0]))",
            to_hex(one.genome),
            *json.loads(_piece(site, "species-0")),
        )
        assert drawn == portrait.svg(species, one.genome)


def test_the_page_counts_rarity_as_lists_do(page: Page, site: Path) -> None:
    page.open(site)
    told = page.run(
        "const kind = genetics.readSpecies(genetics.fromBase64(arguments[1]));"
        "return arguments[0].map((genome) => genetics.rarity(kind, BigInt(genome)))",
        [to_hex(one.genome) for one in KNOWN.avatars],
        *json.loads(_piece(site, "species-0")),
    )
    assert told == [rarity(tuftling(), one.genome) for one in KNOWN.avatars]


def _piece(site: Path, name: str) -> str:
    text = (site / "data" / f"{name}.js").read_text()
    return text[text.index(",") + 1 : text.rindex(")")]


def test_an_honest_page_ticks_species_identity_and_origin(page: Page, site: Path) -> None:
    show(page, site, YOUNGEST.identity)
    assert checks(page) == {"Species": "✓", "Identity": "✓", "Origin": "✓", "Registry": "·"}
    assert page.text("h1 .tick") == ["✓"]
    assert len(page.text(".genome tbody td")) == 64
    coloured = [locus.kind == COLOUR for locus in tuftling().loci]
    dots = "return [...document.querySelectorAll('.genome tbody tr')].map((row) =>"
    dots += " row.querySelectorAll('.chip').length)"
    assert page.run(dots) == [4 * each for each in coloured]
    assert page.text(".traits li b")[0] == traits(tuftling(), YOUNGEST.genome)["fur"]
    assert page.run("return document.querySelectorAll('.strand circle').length") == 128
    assert OWNERS[YOUNGEST.owner == OWNERS[1]] in page.text(".history")[0]
    assert to_hex(YOUNGEST.identity) in page.text(".papers")[0]
    assert "generation 3, its parents" in page.text(".papers")[0]


@pytest.mark.parametrize(
    ("name", "old", "new", "crossed"),
    [
        ("avatars-0", to_hex(YOUNGEST.genome), "0x" + "1" * 64, {"Identity", "Origin"}),
        ("lives-0", "0x" + KNOWN.lives[-1].draw[1].hex(), "0x" + "2" * 64, {"Origin"}),
        ("species-0", *redrawn(), {"Species"}),
    ],
)
def test_a_page_that_somebody_changed_shows_a_cross(
    page: Page, site: Path, folder: Path, name: str, old: str, new: str, crossed: set[str]
) -> None:
    copy = shutil.copytree(site, folder / "copy")
    file = copy / "data" / f"{name}.js"
    before, found, after = file.read_text().rpartition(old)
    assert found
    file.write_text(before + new + after)
    show(page, copy, YOUNGEST.identity)
    assert {check for check, mark in checks(page).items() if mark == "✗"} == crossed
    assert bool(page.text("h1 .cross")) == (crossed != {"Origin"})


def test_a_page_whose_species_cannot_be_read_says_so(page: Page, site: Path, folder: Path) -> None:
    copy = shutil.copytree(site, folder / "copy")
    file = copy / "data" / "species-0.js"
    before, found, after = file.read_text().rpartition("AAA")
    assert found
    file.write_text(before + "AAB" + after)
    page.browser.get((copy / "index.html").as_uri())
    page.until("return document.getElementById('tally').innerText.includes('not whole')")
    assert "the species pack 'tuftling' cannot be used: damaged" in page.text("#tally")[0]


def test_a_pedigree_is_walked_by_clicks_up_and_down(page: Page, site: Path) -> None:
    show(page, site, YOUNGEST.identity)
    assert len(page.text(".row.four .card")) == 4
    for role, avatar in (("two", YOUNGEST.mother), ("two", KNOWN.avatars[100].identity)):
        page.run(f"document.querySelector('.row.{role} .card').click()")
        wanted = to_hex(avatar)
        page.until("return location.hash.slice(2) === arguments[0]", wanted)
        page.until("return document.title.startsWith(arguments[0])", wanted[:10])
        assert page.run("return document.activeElement.getAttribute('href')") == f"#/{wanted}"
    page.run("document.querySelector('.row.many .card').click()")
    page.until("return location.hash.slice(2) === arguments[0]", to_hex(YOUNGEST.mother))
    page.browser.back()
    page.until(
        "return location.hash.slice(2) === arguments[0]", to_hex(KNOWN.avatars[100].identity)
    )


def test_everything_can_be_reached_by_keyboard(page: Page, site: Path) -> None:
    page.open(site)

    def press(*keys: str) -> None:
        ActionChains(page.browser).send_keys(*keys).perform()

    def here() -> str:
        found: str = page.run("const e = document.activeElement; return e.id || e.className")
        return found

    def tab_to(what: str) -> None:
        for _ in range(40):
            press(Keys.TAB)
            if here() == what:
                return
        raise AssertionError(f"{what} was not reached")

    tab_to("skip")
    tab_to("search")
    press("garb:cloak")
    assert "of 107" in page.text("#tally")[0]
    tab_to("card")
    press(Keys.ENTER)
    page.until("return !document.getElementById('avatar-view').hidden")
    assert here() == "main"
    tab_to("backlink")
    press(Keys.ENTER)
    page.until("return !document.getElementById('grid-view').hidden")
    assert "of 107" in page.text("#tally")[0]


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_nothing_is_wider_than_the_screen(page: Page, site: Path, width: int) -> None:
    page.look(width)
    page.open(site)
    assert page.run("return document.documentElement.scrollWidth") <= width
    show(page, site, YOUNGEST.identity)
    assert page.run("return document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [390, 500])
def test_a_long_name_stays_on_its_own_card_and_in_its_title(
    page: Page, folder: Path, width: int
) -> None:
    known = collection(4)
    names = {avatar.identity: "W" * 64 for avatar in known.avatars}
    write_site(folder / "site", replace(known, names=names))
    page.look(width)
    for address in ("", f"#/{to_hex(known.avatars[-1].identity)}"):
        page.open(folder / "site", address)
        page.until("return document.querySelector('.card')")
        page.until("return !location.hash || document.getElementById('s-chain')")
        assert page.run("return document.documentElement.scrollWidth") <= width
        assert page.run("return document.querySelector('.card b').title") == "W" * 64
    page.open(folder / "site")
    assert page.run(
        "return [...document.querySelectorAll('.card b')].every((label) => "
        "label.scrollWidth <= label.clientWidth)"
    )


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_no_serious_fault(page: Page, site: Path, dark: bool, width: int) -> None:
    page.look(width, dark=dark)
    for address in ("", f"#/{to_hex(YOUNGEST.identity)}"):
        page.open(site, address)
        page.until("return document.querySelector('.card')")
        page.until("return !location.hash || document.getElementById('s-chain')")
        assert serious_faults(page) == []


def test_a_species_may_be_called_anything(page: Page, folder: Path) -> None:
    name = "</title><script>alert('x')</script> & \"Zoë\" 🦊"
    write_site(folder, collection(8, named(name, "<img src=x onerror=alert(1)>")))
    page.open(folder)
    assert page.text(".name") == [name]
    made = "Drawn by avatarchain. Licence: MIT."
    assert page.text(".about") == [f"<img src=x onerror=alert(1)> {made}"]
    assert page.run("return document.title").startswith("</title><script>")
    show(page, folder, collection(8).avatars[-1].identity)


def test_a_registry_without_avatars_says_how_to_make_one(page: Page, folder: Path) -> None:
    none = collection(0)
    write_site(folder, none)
    page.open(folder)
    assert page.text("#tally")[0].startswith("No avatar has been born yet.")


def test_ten_thousand_avatars_are_painted_within_a_second(page: Page, folder: Path) -> None:
    crowd = collection(10_000)
    # Their metadata is not what this is about, and takes long to write.
    write_site(folder, crowd, {one.identity for one in crowd.avatars})
    assert max(file.stat().st_size for file in folder.rglob("*.*")) < 1_000_000
    page.open(folder)
    first = "return performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
    assert page.until(first) <= 1000
    assert page.text("#tally")[0].startswith("10,007 avatars")
    took = page.run(
        "const t = performance.now(); const s = document.getElementById('search');"
        "s.value = 'fur:moss'; s.dispatchEvent(new Event('input', {bubbles: true}));"
        "return performance.now() - t"
    )
    assert took < 500


def test_a_species_of_images_is_shown_from_its_own_portraits(page: Page, folder: Path) -> None:
    make_pack(write_layers(folder / "layers", hats=20), folder / "pack", "foxes")
    species = load(folder / "pack")
    known = collection(8, species)
    write_site(folder / "site", known)
    youngest = known.avatars[-1]
    show(page, folder / "site", youngest.identity)
    assert checks(page)["Species"] == "✓"
    assert checks(page)["Identity"] == "✓"
    told = traits(species, youngest.genome)
    shown = page.text(".traits li")
    assert [one.split("\n")[:2] for one in shown] == [[*pair] for pair in told.items()]
    page.until("return document.querySelector('figure img').naturalWidth")
    for address, words in (("#/mint/ada", "made of images"), ("#/learn", "genome")):
        page.run("location.hash = arguments[0]", address)
        page.until("return document.getElementById('room').innerText.includes(arguments[0])", words)
    pair = "/".join(to_hex(founder.identity) for founder in known.avatars[:2])
    page.run("location.hash = arguments[0]", f"#/breed/{pair}")
    page.until("return document.querySelector('.odds')")
    assert page.text("#litter") == []
