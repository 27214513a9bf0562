"""A reader of pages: a real browser of some width, and what one does and sees in it."""

from pathlib import Path
from typing import Any

from selenium import webdriver
from selenium.webdriver.support.ui import WebDriverWait

from support.absent import absent

AXE = Path(__file__).parents[1] / "gallery" / "node_modules" / "axe-core" / "axe.min.js"


class Page:
    """A browser tab of a given width, and what a reader does in it."""

    def __init__(self, browser: webdriver.Chrome) -> None:
        self.browser = browser

    def look(
        self, width: int, height: int = 900, *, dark: bool = False, calm: bool = False
    ) -> None:
        """Be so wide and of these colours; `calm` is for who has asked for less motion."""
        self.browser.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600},
        )
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        motion = {"name": "prefers-reduced-motion", "value": "reduce" if calm else ""}
        self.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [scheme, motion]})

    def open(self, address: Path | str, then: str = "") -> None:
        place = address if isinstance(address, str) else (address / "index.html").as_uri()
        self.browser.get("about:blank")
        self.browser.get(place + then)
        self.until("return document.body.dataset.ready")

    def run(self, script: str, *arguments: Any) -> Any:
        return self.browser.execute_script(script, *arguments)

    def until(self, script: str, *arguments: Any) -> Any:
        """What the script returns once that is true; fails after a minute."""
        return WebDriverWait(self.browser, 60, 0.05).until(
            lambda _: self.run(script, *arguments), f"never: {script}"
        )

    def set_value(self, selector: str, value: str) -> None:
        """Write into a field, or choose of a list."""
        self.run(
            "const e = document.querySelector(arguments[0]); e.value = arguments[1];"
            "e.dispatchEvent(new Event('input', {bubbles: true}))",
            selector,
            value,
        )

    def text(self, selector: str) -> list[str]:
        script = "return [...document.querySelectorAll(arguments[0])].map((e) => e.innerText)"
        found: list[str] = self.run(script, selector)
        return found

    def complaints(self) -> list[str]:
        """What was said on the console since the last look, but for how slow WebGL is here."""
        said = [entry["message"] for entry in self.browser.get_log("browser")]  # type: ignore[no-untyped-call]
        return [words for words in said if "GL Driver Message (OpenGL, Performance" not in words]


def serious_faults(page: Page) -> list[Any]:
    """What axe finds of serious and critical faults on a page: [impact, rule, element]."""
    if not AXE.exists():
        absent("no axe-core: run npm ci in tests/gallery/")
    page.run(AXE.read_text(encoding="utf-8"))
    found: list[Any] = page.browser.execute_async_script(
        "const done = arguments[0]; axe.run({preload: false}).then((r) =>"
        " done(r.violations.map((v) => [v.impact, v.id, v.nodes[0].html])))"
    )
    return [fault for fault in found if fault[0] in ("serious", "critical")]
