"""The token in a real browser: who gets it, where it stays, and what is done with it."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path

import pytest
from doors import Door
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from avatarchain.serve.pictures import PAPERS
from support.absent import absent
from support.reader import Page

SIGNS = "return gallery.signer.signs"
STORED = "return Object.values(localStorage)"


@contextmanager
def stranger() -> Iterator[tuple[int, list[str]]]:
    """A server of somebody else on another port: that port, and what it was sent, as text."""
    sent: list[str] = []

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            sent.append(f"{self.requestline}\n{self.headers}")
            self.send_response(200)
            self.send_header("content-type", "text/html")
            self.end_headers()
            self.wfile.write(b"<!doctype html><link rel=icon href=data:,><h1>a blog</h1>")

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server.server_port, sent
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_page_on_another_port_of_this_machine_gets_nothing(
    page: Page, family: Door, host: str
) -> None:
    page.open(f"http://{host}:{family.port}/?token={family.token}")
    assert page.run(SIGNS)
    with stranger() as (port, sent):
        for name in ("127.0.0.1", "localhost"):
            page.open(f"http://{host}:{family.port}/")
            page.run("location.href = arguments[0]", f"http://{name}:{port}/blog")
            page.until("return document.querySelector('h1')?.innerText === 'a blog'")
            left = "return document.cookie + document.referrer + localStorage.length"
            assert page.run(left) == "0"
    assert len(sent) == 2
    for request in sent:
        assert family.token not in request
        assert "cookie" not in request.lower()
        assert "referer" not in request.lower()


def test_a_reload_and_a_second_tab_keep_their_hands(page: Page, family: Door) -> None:
    page.open(family.page)
    page.browser.refresh()
    page.until("return document.body.dataset.ready")
    assert page.run(SIGNS)
    first = page.browser.current_window_handle
    page.run("window.open('#/learn', '_blank', 'noopener')")
    WebDriverWait(page.browser, 60).until(lambda browser: len(browser.window_handles) == 2)
    (second,) = set(page.browser.window_handles) - {first}
    page.browser.switch_to.window(second)
    try:
        page.until("return document.body.dataset.ready")
        assert page.browser.current_url.endswith("/#/learn")
        assert page.run(SIGNS)
    finally:
        page.browser.close()
        page.browser.switch_to.window(first)


def test_the_token_of_an_earlier_server_is_forgotten_and_replaced(page: Page, family: Door) -> None:
    place = f"http://127.0.0.1:{family.port}/"
    page.open(family.page)
    page.run("for (const key of Object.keys(localStorage)) localStorage.setItem(key, 'stale')")
    page.open(place)
    assert not page.run(SIGNS)
    assert page.run(STORED) == []
    page.open(family.page)
    assert page.run(SIGNS)
    assert page.run(STORED) == [family.token]
    # A stranger's link may bring a wrong one; the right one stays.
    page.open(place, "#token=wrong")
    assert page.run(SIGNS)
    assert page.run(STORED) == [family.token]
    assert page.browser.current_url == place


def test_a_token_that_is_pasted_into_an_open_page_is_taken(page: Page, family: Door) -> None:
    place = f"http://127.0.0.1:{family.port}/"
    page.open(place)
    page.run("localStorage.clear()")
    page.open(place)
    assert not page.run(SIGNS)
    page.run("location.hash = arguments[0]", f"token={family.token}")
    page.until("return document.body.dataset.ready && gallery.signer.signs")
    assert page.browser.current_url == place


def test_a_browser_that_stores_nothing_has_hands_until_it_reloads(page: Page, family: Door) -> None:
    closed = page.browser.execute_cdp_cmd(
        "Page.addScriptToEvaluateOnNewDocument",
        {"source": "Object.defineProperty(window, 'localStorage', { get() { throw Error(); } })"},
    )
    try:
        page.open(family.page)
        assert page.run(SIGNS)
        page.open(f"http://127.0.0.1:{family.port}/")
        assert not page.run(SIGNS)
    finally:
        page.browser.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", closed)


def test_every_file_of_the_list_is_saved_by_keyboard_under_its_name(
    page: Page, family: Door, tmp_path: Path
) -> None:
    if find_spec("manifold3d") is None:
        absent("no manifold3d: pip install '.[3d]'")
    child = family.get("/avatars", generation="1")["avatars"][0]["id"]
    page.open(family.page)
    page.run("location.hash = arguments[0]", f"#/{child}")
    page.until("return document.querySelector('.files')")
    command = {"behavior": "allow", "downloadPath": str(tmp_path)}
    page.browser.execute_cdp_cmd("Browser.setDownloadBehavior", command)
    page.run("document.querySelector('.files').parentElement.open = true")
    endings = (".png", ".svg", ".json", "-idle.svg", "-idle.webp", "-idle.gif")
    endings += ("-sprites.png", "-sprites.json", ".glb", ".vrm", ".card.png")
    buttons = page.browser.find_elements("css selector", ".files button")
    for pressed, ending in zip(buttons, endings, strict=False):
        pressed.send_keys(Keys.ENTER)
        file = tmp_path / f"{child[:18]}{ending}"  # has this name when it is whole
        WebDriverWait(page.browser, 300, 0.05).until(lambda _, file=file: file.exists())
        assert page.run("return document.activeElement === arguments[0]", pressed)
    for form in PAPERS:
        verdict = family.fetch(
            "POST", "/api/verify", (tmp_path / f"{child[:18]}.{form}").read_bytes()
        )
        assert json.loads(verdict.body)["ok"], form
    sheet = json.loads((tmp_path / f"{child[:18]}-sprites.json").read_bytes())
    assert sheet["meta"]["image"] == f"{child[:18]}-sprites.png"


def test_a_file_tells_that_it_is_being_made_and_what_goes_wrong(page: Page, family: Door) -> None:
    child = family.get("/avatars", generation="1")["avatars"][0]["id"]
    page.open(family.page)
    page.run("location.hash = arguments[0]", f"#/{child}")
    page.until("return document.querySelector('.files')")
    says = "return document.querySelector('.files small').textContent"
    hint = page.run(says)
    # The server seems to take its time, and then to have ended, or to refuse.
    page.run(
        "window.calls = 0; window.fetch = () => { calls++; return new Promise((done, reject) =>"
        " { window.answer = done; window.fail = reject; }); };"
        "window.press = () => document.querySelector('.files button').click(); press(); press();"
    )
    page.until(f"{says} === 'It is being made…'")
    assert page.run("return calls") == 1
    page.run("fail(new TypeError('Failed to fetch'))")
    page.until(f"{says}.startsWith('The server does not answer')")
    assert page.text(".files .refusal")
    page.run("press(); answer(new Response('this took too long\\n', { status: 408 }))")
    page.until(f"{says}.startsWith('this took too long')")
    page.run(
        "press(); answer(new Response(new ReadableStream({ pull(c) { c.error(Error('cut')); } })))"
    )
    page.until(f"{says}.startsWith('The server broke off')")
    page.run("press(); answer(new Response('{}'))")
    page.until(f"{says} === arguments[0]", hint)
    assert page.text(".files .refusal") == []
