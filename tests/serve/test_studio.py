"""The studio in a real browser: what a person does who has only the printed address."""

import re
from importlib.util import find_spec
from pathlib import Path

import pytest
from doors import DEV0, NOBODY, Door
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

import avatarchain
from support.absent import absent
from support.reader import Page, serious_faults

CARDS = "#grid .card"
LABELS = "return [...document.querySelectorAll('.files li')].map((e) => e.firstChild.textContent)"


def enter(page: Page, door: Door, then: str = "") -> None:
    """Open the printed address, and then a view."""
    page.open(door.page)
    if then:
        page.run("location.hash = arguments[0]", then)


def look_without_hands(page: Page, door: Door) -> None:
    """Open the page in a browser that has never seen the printed address."""
    place = f"http://127.0.0.1:{door.port}/"
    page.open(place)
    page.run("localStorage.clear()")
    page.open(place)


def test_the_printed_address_shows_all_avatars_and_keeps_no_token(page: Page, family: Door) -> None:
    enter(page, family)
    assert page.text("#tally") == ["4 avatars"]
    assert page.text(CARDS)[0].startswith("Grey")
    assert page.browser.current_url == f"http://127.0.0.1:{family.port}/"
    assert page.run("return document.cookie + document.referrer") == ""
    assert family.token not in page.browser.page_source
    assert page.run("return gallery.signer.signs")


def test_an_avatar_is_checked_in_the_browser(page: Page, family: Door) -> None:
    child = family.get("/avatars", generation="1")["avatars"][0]["id"]
    enter(page, family, f"#/{child}")
    page.until("return document.getElementById('s-chain')")
    marks = page.text(".checks .mark")
    assert marks == ["✓", "✓", "✓", "·"]


def test_the_page_asks_nobody_but_its_server_and_runs_no_script_of_its_text(
    page: Page, family: Door
) -> None:
    html = family.fetch("GET", "/").body.decode()
    assert html.count("<script") == html.count('<script defer src="')
    assert " style=" not in html
    assert " on" not in "".join(part.partition(">")[0] for part in html.split("<")[1:])
    enter(page, family, "#/learn")
    page.until("return document.querySelector('.block')")
    asked = page.run("return performance.getEntriesByType('resource').map((entry) => entry.name)")
    own = (f"http://127.0.0.1:{family.port}/", "data:")
    assert [name for name in asked if not name.startswith(own)] == []
    page.run(
        "const script = document.createElement('script'); script.textContent = 'hit = 1';"
        "document.body.append(script)"
    )
    assert page.run("return typeof hit") == "undefined"
    complaints = page.complaints()
    assert complaints
    assert all("Content Security Policy" in each for each in complaints)


def test_births_and_new_holders_appear_by_themselves(page: Page, family: Door) -> None:
    enter(page, family)
    count = page.run("return gallery.avatars.length")
    with avatarchain.open_collection(home=family.home, chain="evm+sqlite://") as shell:
        born = shell.mint("born in another shell")
        page.until("return gallery.known.has(arguments[0])", born.id)
        assert page.text("#tally") == [f"{count + 1} avatars"]
        shell.transfer(born, NOBODY)
    page.until("return gallery.known.get(arguments[0]).owner === arguments[1]", born.id, NOBODY)


def test_an_avatar_and_a_face_can_be_turned(page: Page, family: Door) -> None:
    if find_spec("manifold3d") is None:
        absent("no manifold3d: pip install '.[3d]'")
    page.look(390, calm=True)
    child = family.get("/avatars", generation="1")["avatars"][0]["id"]
    face = f"#/face/{avatarchain.founder('hello').dna}"
    for view, address in (("#avatar-view", f"#/{child}"), ("#room", face)):
        enter(page, family, address)
        page.until("return document.querySelector(arguments[0])", f"{view} button.turn")
        page.run("document.querySelector(arguments[0]).click()", f"{view} button.turn")
        page.until("return document.activeElement.matches('.turning canvas')")
        page.browser.switch_to.active_element.send_keys(Keys.END)
        assert page.run("return document.activeElement.ariaValueText") == "the back"
    assert serious_faults(page) == []
    enter(page, family, f"#/{child}")
    page.until("return document.querySelector('.files')")
    assert {"Model", "Figure"} <= set(page.run(LABELS))


def test_a_server_that_makes_no_models_shows_no_button(page: Page, family: Door) -> None:
    enter(page, family)
    page.run("gallery.about.models = false")
    child = family.get("/avatars", generation="1")["avatars"][0]["id"]
    page.run("location.hash = arguments[0]", f"#/{child}")
    page.until("return document.getElementById('s-chain')")
    assert page.text("button.turn") == []
    assert "Model" not in page.run(LABELS)


@pytest.mark.parametrize("address", ["0x1234", "nonsense"])
def test_an_address_of_nobody_says_so(page: Page, family: Door, address: str) -> None:
    enter(page, family, f"#/{address}")
    page.until("return document.querySelector('#room:not([hidden]) h1')")
    assert page.text("#room h1") == ["No such avatar"]
    assert page.text("#room code") == [address]
    page.run("location.hash = '#/'")
    page.until("return !document.getElementById('grid-view').hidden")
    assert page.browser.title == "tuftling · avatarchain"


def test_a_narrow_screen_folds_the_filters(page: Page, family: Door) -> None:
    shown = "return document.getElementById(arguments[0]).checkVisibility()"
    for width, there in ((390, False), (1280, True)):
        page.look(width)
        enter(page, family)
        assert [page.run(shown, field) for field in ("generation", "traits")] == [there] * 2
        assert page.run(shown, "search")


def test_a_tab_that_is_not_seen_for_a_while_misses_nothing(page: Page, family: Door) -> None:
    enter(page, family)
    turn = (
        "Object.defineProperty(document, 'hidden', {value: arguments[0], configurable: true});"
        "document.dispatchEvent(new Event('visibilitychange'))"
    )
    page.run(turn, True)
    with avatarchain.open_collection(home=family.home, chain="evm+sqlite://") as shell:
        born = shell.mint("born behind its back")
        shell.name(born, "Shy")
    page.run(turn, False)
    page.until("return gallery.known.get(arguments[0])?.named === 'Shy'", born.id)


def test_who_has_no_token_sees_and_changes_nothing(page: Page, family: Door) -> None:
    look_without_hands(page, family)
    assert len(page.text(CARDS)) >= 4
    assert page.run("return gallery.signer") == {
        "signs": False,
        "account": None,
        "address": None,
        "devnet": True,
    }


def test_the_page_of_an_empty_home_mints_its_first_avatar(page: Page, door: Door) -> None:
    enter(page, door)
    assert page.text("#tally")[0].startswith("No avatar has been born yet.")
    assert page.run("return document.querySelector('#tally a').hash") == "#/mint"
    assert page.run("return document.getElementById('tools').hidden")
    assert page.text("#contract") == ["none yet"]
    page.run("location.hash = '#/mint/first'")
    page.until("return document.getElementById('mint')")
    page.run("document.getElementById('mint').click()")
    page.until("return document.querySelector('.birthplace p')?.innerText.includes('is real')")
    assert page.text("#contract") == [door.get("")["contract"]]
    first = door.get("/avatars")["avatars"][0]["id"]
    page.run("location.hash = arguments[0]", f"#/{first}")
    page.until("return document.getElementById('s-papers')")
    assert "of the collection" not in page.text(".facts")[0]
    assert "--out" not in page.text("#avatar-view")[0]


def test_a_word_draws_a_face_while_it_is_typed_and_a_press_makes_it_real(
    page: Page, family: Door
) -> None:
    enter(page, family, "#/mint")
    page.until("return document.getElementById('word')")
    assert page.run("return document.getElementById('mint').disabled")
    for letters in ("h", "hello"):
        page.set_value("#word", letters)
        founder = avatarchain.founder(letters)
        assert page.run("return gallery.svgOf(gallery.being(BigInt(arguments[0])))", str(founder))
        assert founder.id in page.text("#about-face")[0]
        drawn = page.run("return decodeURIComponent(document.querySelector('.easel img').src)")
        assert drawn.partition(",")[2] == founder.svg()
    page.until("return location.hash === '#/mint/hello'")
    page.run("document.getElementById('mint').click()")
    page.until("return document.querySelector('.birthplace p')?.innerText.includes('is real')")
    assert family.get(f"/avatars/{founder.id}")["owner"] == DEV0.address
    page.until("return document.getElementById('about-face').innerText.includes('born already')")
    assert page.run("return document.getElementById('mint').disabled")


def test_enter_in_the_field_of_the_word_mints_it(page: Page, family: Door) -> None:
    enter(page, family, "#/mint")
    page.until("return document.getElementById('word')")
    page.browser.find_element("id", "word").send_keys("by enter", Keys.ENTER)
    page.until("return document.querySelector('.birthplace p')?.innerText.includes('is real')")
    assert family.get(f"/avatars/{avatarchain.founder('by enter').id}")["generation"] == 0


IN_SIGHT = """
const { top, bottom } = document.querySelector(arguments[0]).getBoundingClientRect();
return top >= 0 && bottom <= innerHeight + 1 && document.activeElement.matches(arguments[0]);
"""


def test_a_birth_comes_into_sight_and_is_met_by_keyboard(page: Page, family: Door) -> None:
    with avatarchain.open_collection(home=family.home, chain="evm+sqlite://") as shell:
        mother, father = shell.mint("a mother").id, shell.mint("a father").id
    page.look(390, 500)
    enter(page, family)
    page.until("return gallery.known.has(arguments[0])", father)
    for address, press, face in (
        ("#/mint/below the fold", "mint", ".birthplace .card"),
        (f"#/breed/{mother}/{father}", "breed", ".newborn .card"),
    ):
        page.run("location.hash = arguments[0]", address)
        page.until("return document.getElementById(arguments[0])", press)
        page.run("document.getElementById(arguments[0]).click()", press)
        page.until("return document.querySelector(arguments[0])", face)
        page.until(IN_SIGHT, face)


def test_a_surprise_is_a_word_too(page: Page, family: Door) -> None:
    enter(page, family, "#/mint")
    page.until("return document.getElementById('surprise')")
    page.run("document.getElementById('surprise').click()")
    word = page.run("return document.getElementById('word').value")
    assert avatarchain.founder(word).id in page.text("#about-face")[0]


def test_many_are_minted_at_once_and_each_appears(page: Page, family: Door) -> None:
    enter(page, family, "#/mint/team")
    page.until("return document.getElementById('count')")
    page.set_value("#count", "3")
    assert len(page.run("return [...document.querySelectorAll('.crowd img')]")) == 3
    page.run("document.getElementById('mint').click()")
    page.until("return document.querySelector('.birthplace p')?.innerText.startsWith('All 3')")
    first = family.get("/collections/team/founders/0")["id"]
    assert page.run("return gallery.known.has(arguments[0])", first)
    assert page.run("return document.querySelector('progress').value") == 3
    page.set_value("#count", "1001")
    assert page.text("#room .refusal")[0] == "How many: 1 to 1,000."
    assert page.text("#mint") == ["Mint it"]
    assert page.text(".crowd, #about-face") == [""]
    page.set_value("#count", "2")
    assert page.text("label small")[0].startswith("The word names a collection")
    page.set_value("#word", "another team")
    assert page.text(".birthplace") == []
    for holder, refused in (("0x12", True), (NOBODY, False)):
        page.set_value("#to", holder)
        assert page.run("return document.getElementById('mint').disabled") == refused
    page.set_value("#count", "1")


def test_an_avatar_gets_a_name_and_another_holder(page: Page, family: Door) -> None:
    with avatarchain.open_collection(home=family.home, chain="evm+sqlite://") as shell:
        avatar = shell.mint("to be named").id
    enter(page, family, f"#/{avatar}")
    page.until("return document.getElementById('s-chain')")
    page.set_value("#name", "Zoë")
    page.run("document.getElementById('name').form.requestSubmit()")
    page.until("return document.querySelector('#avatar-view h1').innerText.startsWith('Zoë')")
    assert family.get("/avatars/Zoë".replace("ë", "%C3%AB"))["id"] == avatar
    page.run("document.getElementById('receiver').closest('details').open = true")
    page.set_value("#receiver", "0x12")
    page.run("document.getElementById('receiver').form.requestSubmit()")
    page.until("return document.querySelectorAll('.tool .refusal:not([hidden])').length")
    page.set_value("#receiver", NOBODY)
    page.run("document.getElementById('receiver').form.requestSubmit()")
    assert NOBODY in page.text(".sure")[0]
    page.run("document.getElementById('keep').click()")
    assert page.text(".sure") == []
    assert family.get(f"/avatars/{avatar}")["owner"] == DEV0.address
    page.run("document.getElementById('receiver').form.requestSubmit()")
    page.run("document.getElementById('give').click()")
    page.until("return document.querySelector('.given')")
    assert NOBODY in page.text(".given")[0]
    assert page.text("#receiver") == []
    assert family.get(f"/avatars/{avatar}")["owner"] == NOBODY
    page.until("return document.querySelectorAll('.history li').length === 2")


LIVING = """
const host = document.querySelector('.living'), [image] = document.querySelectorAll('figure img');
return [host && host.innerHTML.length, getComputedStyle(image).display];
"""


def test_a_face_moves_and_holds_still(page: Page, family: Door) -> None:
    child = family.get("/avatars", generation="1")["avatars"][0]["id"]
    enter(page, family, f"#/{child}")
    page.until("return document.querySelector('.living svg')")
    drawn, image = page.run(LIVING)
    assert image == "none"
    page.until("return document.querySelector('.living').innerHTML.length !== arguments[0]", drawn)
    page.run("document.querySelector('.motion').click()")
    assert page.run(LIVING) == [None, "block"]


def test_an_avatar_is_shared_as_one_file_without_script(
    page: Page, family: Door, tmp_path: Path
) -> None:
    child = family.get("/avatars", generation="1")["avatars"][0]["id"]
    enter(page, family)
    text = page.run("return gallery.leaf(gallery.known.get(arguments[0])).then(String)", child)
    assert text.count("<img") == 3
    assert "<script" not in text
    assert "http" not in text.replace("http-equiv", "").replace("http%3A%2F%2Fwww.w3.org", "")
    (tmp_path / "leaf.html").write_text(text, encoding="utf-8")
    page.browser.get((tmp_path / "leaf.html").as_uri())
    page.until("return [...document.images].every((image) => image.naturalWidth)")
    assert child in page.text("body")[0]
    page.look(390)
    assert page.run("return document.documentElement.scrollWidth") <= 390


def test_the_first_file_to_take_along_has_papers_and_each_picture_says_it(
    page: Page, family: Door
) -> None:
    child = family.get("/avatars", generation="1")["avatars"][0]["id"]
    enter(page, family, f"#/{child}")
    page.until("return document.querySelector('.files')")
    labels = page.run(LABELS)
    assert labels[0] == "PNG with papers"
    pictures = [label for label in labels if label.startswith(("PNG", "SVG"))]
    assert len(pictures) == 4
    assert [label for label in pictures if "papers" not in label] == []


def chosen(page: Page, *ids: str) -> None:
    """Choose two faces in the grid, and follow the tray to their children."""
    page.run("location.hash = '#/'")
    for each in ids:
        page.until("return document.querySelector(`[data-pick='${arguments[0]}']`)", each)
        page.run("document.querySelector(`[data-pick='${arguments[0]}']`).click()", each)
    page.run("document.querySelector('#tray a.primary').click()")
    page.until("return location.hash.startsWith('#/breed/') && document.querySelector('.pair')")


def test_two_faces_of_the_grid_breed_and_each_step_is_told(page: Page, family: Door) -> None:
    with avatarchain.open_collection(home=family.home, chain="evm+sqlite://") as shell:
        mother, father = shell.mint("mother"), shell.mint("father")
    enter(page, family)
    page.until("return gallery.known.has(arguments[0])", father.id)
    chosen(page, mother.id, father.id)
    fur = page.text(".odds li")[0].split("\n")
    odds = family.get("/odds", mother=mother.id, father=father.id)
    alleles = family.get("/species/tuftling")["loci"][0]["alleles"]
    best = max(range(16), key=lambda allele: odds["odds"]["fur"][allele])
    assert fur[:2] == ["fur", alleles[best]["name"]]
    drawn = page.run(
        "return [...document.querySelectorAll('#litter a')].map((e) => e.href.split('/').at(-1))"
    )
    genomes = [str(mother.genome), str(father.genome)]
    assert len(drawn) == 12
    for number, dna in enumerate(drawn[:2], 1):
        likely = family.get("/offspring", mother=genomes[0], father=genomes[1], seed=number)
        assert likely["dna"] == dna
    page.run("document.getElementById('breed').click()")
    page.until("return document.querySelector('.newborn')")
    child = page.run("return document.querySelector('.newborn a').getAttribute('href').slice(2)")
    assert family.get(f"/avatars/{child}")["mother"] == mother.id
    page.until("return document.querySelectorAll('.steps > li').length === 3")
    steps = page.text(".steps > li")
    assert [re.split(r"\W", step)[0] for step in steps] == ["Conceived", "Block", "Born"]


def test_who_does_not_hold_a_parent_is_told_what_to_do(page: Page, family: Door) -> None:
    with avatarchain.open_collection(home=family.home, chain="evm+sqlite://") as shell:
        own, strange = shell.mint("my own").id, shell.mint("a stranger", to=NOBODY).id
    enter(page, family)
    page.until("return gallery.known.has(arguments[0])", strange)
    disabled = "return document.getElementById('breed').disabled"
    for parents, words in (((strange, own), "--account"), ((own, strange), "avatarchain stud")):
        page.run("location.hash = arguments[0]", f"#/breed/{'/'.join(parents)}")
        page.until(
            "return document.getElementById('strange')?.innerText.includes(arguments[0])", words
        )
        assert page.run(disabled)
    page.run("document.getElementById('offered').click()")
    assert not page.run(disabled)
    assert serious_faults(page) == []


def test_relatives_are_refused_with_the_tree_that_shows_why(page: Page, family: Door) -> None:
    child = family.get("/avatars", generation="1")["avatars"][0]
    enter(page, family)
    chosen(page, child["id"], child["father"])
    assert "is the father of" in page.text("#related .refusal")[0]
    assert len(page.text("#related .card")) == 2
    assert page.text("#breed") == []


def test_a_picture_is_verified_in_words(page: Page, family: Door, tmp_path: Path) -> None:
    child = family.get("/avatars", generation="1")["avatars"][0]["id"]
    bearer = f"Bearer {family.token}"
    whole = family.fetch("GET", f"/api/avatars/{child}/papers.svg", authorization=bearer).body
    (tmp_path / "whole.svg").write_bytes(whole)
    (tmp_path / "forged.svg").write_bytes(whole.replace(b"M", b"L", 1))
    enter(page, family, "#/verify")
    page.until("return document.getElementById('file')")
    (tmp_path / "portrait.html").write_bytes(whole)  # a browser shows it as a page
    for name, verdict, marks in (
        ("forged.svg", "✗ NOT", "✓✓✗"),
        ("whole.svg", "✓ verified", "✓✓✓"),
        ("portrait.html", "✗ NOT", "✗·"),
    ):
        page.browser.find_element("id", "file").send_keys(str(tmp_path / name))
        page.until(
            "return document.querySelector('.verdict')?.innerText.startsWith(arguments[0])", verdict
        )
        assert "".join(page.text(".checks .mark")[:3]) == marks
        if name == "portrait.html":
            assert "its name ends in .html, and in it is SVG" in page.text(".checks li")[0]
        link = "return document.querySelector('.verdict a')?.getAttribute('href')"
        assert page.run(link) == (f"#/{child}" if name == "whole.svg" else None)
        assert (child[:14] in page.text(".verdict")[0]) == (name == "whole.svg")
        assert ("Does not prove" in page.text(".checks li")[0]) == (name != "portrait.html")
    bare = family.fetch("GET", f"/api/avatars/{child}/portrait.svg", authorization=bearer).body
    (tmp_path / "bare.svg").write_bytes(bare)
    page.browser.find_element("id", "file").send_keys(str(tmp_path / "bare.svg"))
    page.until("return document.querySelector('.checks')?.innerText.includes('more questions')")
    assert sum("there are no papers" in row for row in page.text(".checks li")) == 1


def test_a_word_explains_itself_to_who_tabs_to_it(page: Page, family: Door) -> None:
    child = family.get("/avatars", generation="1")["avatars"][0]["id"]
    enter(page, family, f"#/{child}")
    page.until("return document.getElementById('s-papers')")
    words = page.run("return [...document.querySelectorAll('[role=tooltip]')].map((tip) => tip.id)")
    assert set(words) == {
        f"tip-{word}" for word in ("portrait", "identity", "species", "genome", "papers")
    }
    shows = "return getComputedStyle(document.getElementById('tip-identity')).visibility"
    assert page.run(shows) == "hidden"
    page.until(
        "const tip = document.getElementById('tip-identity');"
        "tip.parentElement.focus({focusVisible: true});"
        "return getComputedStyle(tip).visibility === 'visible'"
    )


def test_blocks_can_be_opened(page: Page, family: Door) -> None:
    blocks = family.get("/blocks")
    child = family.get("/avatars", generation="1")["avatars"][0]["id"]
    enter(page, family, "#/learn")
    page.until("return document.querySelectorAll('.block').length >= 20")
    assert page.text(".words dt") == ["genome", "species", "portrait", "identity", "papers"]
    born = next(block for block in blocks if any(e["kind"] == "birth" for e in block["events"]))
    name = f"Block {born['number']}"
    page.run(
        "[...document.querySelectorAll('.block')].find((block) =>"
        " block.querySelector('b').innerText === arguments[0]).open = true",
        name,
    )
    assert born["hash"] in "".join(page.text(".block[open] code"))
    assert page.text(".block[open] .card")
    while page.run(
        "return document.querySelector('#s-blocks ~ .buttons button').checkVisibility()"
    ):
        page.until("return !document.querySelector('#s-blocks ~ .buttons button').disabled")
        page.run("document.querySelector('#s-blocks ~ .buttons button').click()")
    assert page.text(".block[open] > summary b") == [name]
    rows = page.text(".blocks > .block > summary")
    assert sum(f"its number drew {child[:10]}" in row for row in rows) == 1
    assert sum(row.endswith("the registry was put on the chain") for row in rows) == 1


@pytest.mark.parametrize(("width", "dark"), [(390, True), (1280, False)])
def test_every_room_is_free_of_serious_faults_and_fits(
    page: Page, family: Door, width: int, dark: bool
) -> None:
    child = family.get("/avatars", generation="1")["avatars"][0]
    others = [each["id"] for each in family.get("/avatars", generation="0")["avatars"][:2]]
    page.look(width, dark=dark)
    enter(page, family)
    for address, there in (
        ("#/mint/ada", "#mint"),
        (f"#/{child['id']}", "#s-chain"),
        (f"#/breed/{'/'.join(others)}", "#s-odds, #related"),
        (f"#/breed/{child['id']}/{child['mother']}", "#related"),
        ("#/verify", "#file"),
        ("#/learn", ".block"),
    ):
        page.run("location.hash = arguments[0]", address)
        page.until("return document.querySelector(arguments[0])", there)
        page.run(
            "document.querySelectorAll('details.tool').forEach((each) => { each.open = true; })"
        )
        assert page.run("return document.documentElement.scrollWidth") <= width, address
        assert serious_faults(page) == [], address


def test_without_the_token_no_room_signs(page: Page, family: Door) -> None:
    others = [each["id"] for each in family.get("/avatars", generation="0")["avatars"][:2]]
    look_without_hands(page, family)
    for address in ("#/mint/ada", f"#/breed/{'/'.join(others)}", f"#/{others[0]}"):
        page.run("location.hash = arguments[0]", address)
        page.until("return document.querySelector('#room:not([hidden]), #s-chain')")
        assert page.run("return document.querySelectorAll('#mint, #breed, #name, #receiver')") == []


def test_parents_are_chosen_and_led_to_each_other_by_keyboard(page: Page, family: Door) -> None:
    enter(page, family)
    keys = ActionChains(page.browser)
    for number in (0, 1):
        page.run("document.querySelectorAll('#grid .card')[arguments[0]].focus()", number)
        keys.send_keys(Keys.TAB, Keys.ENTER).perform()
        pressed = "return document.activeElement.getAttribute('aria-pressed') === 'true'"
        page.until(pressed)
    page.run("document.querySelector('#tray a').focus()")
    keys.send_keys(Keys.TAB, Keys.TAB, Keys.ENTER).perform()
    page.until("return document.querySelector('.pair')")
    assert page.run("return document.activeElement.id") == "main"


def test_files_that_are_none_of_the_page_are_not_there(family: Door) -> None:
    answer = family.fetch("GET", "/genetics.js")
    assert (answer.status, answer.headers["content-type"]) == (
        200,
        "text/javascript; charset=utf-8",
    )
    for path in ("/x.js", "/..%2fpages.js", "/page/index.html", "/page/genetics.js", "/gallery"):
        assert family.fetch("GET", path).status == 404, path


def test_a_draw_that_is_some_blocks_away_says_how_far(page: Page, family: Door) -> None:
    with avatarchain.open_collection(home=family.home, chain="evm+sqlite://") as shell:
        mother, father = shell.mint("patient mother").id, shell.mint("patient father").id
    enter(page, family)
    page.until("return gallery.known.has(arguments[0])", father)
    page.run("location.hash = arguments[0]", f"#/breed/{mother}/{father}")
    page.until("return document.getElementById('breed')")
    page.run(
        "gallery.ask = (method) => method === 'GET' ? Promise.resolve({block: 5})"
        " : new Promise(() => {}); document.getElementById('breed').click();"
        "const event = {kind: 'conception', mother: arguments[0], father: arguments[1],"
        " block: 1, draw: 9}; for (const listener of gallery.heard) listener(event)",
        mother,
        father,
    )
    page.until("return document.querySelector('.far')")
    assert page.text(".steps > li")[1] == "The chain is at block 5, and the draw is in block 9."


def test_each_check_is_shown_as_it_is_made(page: Page, family: Door, tmp_path: Path) -> None:
    (tmp_path / "some.svg").write_bytes(b"<svg ")
    enter(page, family, "#/verify")
    page.until("return document.getElementById('file')")
    # The server seems to make one check, and then to wait until it may make the others.
    page.run(
        "const text = new TextEncoder();"
        "const send = (value) => stream.enqueue(text.encode(JSON.stringify(value) + '\\n'));"
        "let stream; const body = new ReadableStream({ start(each) { stream = each; } });"
        "window.fetch = async () => new Response(body);"
        "const check = (name) => ({ name, ok: true, detail: `${name} holds` });"
        "send({ check: check('papers') });"
        "window.finish = () => { send({ check: check('identity') });"
        "send({ report: { ok: true, verdict: 'verified', shows: null,"
        " checks: [check('papers'), check('identity')] } }); stream.close(); };"
    )
    page.browser.find_element("id", "file").send_keys(str(tmp_path / "some.svg"))
    page.until("return document.querySelector('.checks')?.innerText.includes('papers holds')")
    assert page.text(".verdict") == []
    marks = page.run(
        "return [...document.querySelectorAll('.checks .mark')].map((e) => e.ariaLabel)"
    )
    assert marks == ["holds", "is asked"]
    page.run("finish()")
    page.until("return document.querySelector('.verdict')")
    assert page.text(".checks li p") == ["papers holds", "identity holds"]
    assert page.text(".asking") == []
