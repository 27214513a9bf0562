"""Packs of which `tokenURI` is dear to tell, each in another way; tests ask a chain."""

from pathlib import Path
from typing import Any

WAYS: dict[str, dict[str, Any]] = {
    "drawing": {"points": 900},
    "long drawing": {"points": 9_000},
    "layers": {"layers": 100},
    "colours": {"inks": 500},
    "names": {"name": "n" * 60, "title": "t" * 63},
    "wide letters": {"name": "n" * 6, "title": "帽" * 63, "about": "帽" * 500},
    "quotes": {"title": r"\"" * 63, "about": r"\"\\" * 250},
    "forms": {"wide": 7},
    "large art": {"wide": 7, "dots": 9},
    "all": {"points": 5_000, "layers": 50, "inks": 200, "title": r"\"" * 63, "wide": 3},
}
DEAREST = ("wide letters", "large art", "all")
"""Of the ways those that together spend in every manner."""


def write_costly_pack(
    folder: Path,
    *,
    points: int = 9,
    step: str = "L{} 1",
    layers: int = 1,
    inks: int = 1,
    name: str = "n",
    title: str = "t",
    about: str = "a",
    wide: int = 0,
    dots: int = 1,
) -> Path:
    """A pack of a colour and a shape; `wide` is how many shapes of 256 forms come beside them.

    The shape has so many `layers`, and in one of its drawings so many `points`, each
    after a `step`, and shapes with the colour that a genome chooses (`inks`). Each of the 256
    forms is drawn of so many `dots`.
    """
    folder.mkdir(parents=True)
    paint = [
        f"s{name}",
        *(f"s{name}.l{k}" for k in range(layers - 1)),
        *(f"w{k}" for k in range(wide)),
    ]
    rows = [
        f'format = 1\nname = "costly"\nversion = "1"\ndescription = "{about}"\npaint = {paint}\n'
        '[colours]\nink = "#000000"\n'
        f'[[locus]]\nname = "c{name}"\ntitle = "{title}"\nkind = "colour"\nalleles = [\n'
    ]
    rows += [_allele(f"c-{k}", 'fill = "#123456", shade = "#654321"') for k in range(16)]
    rows += [f']\n[[locus]]\nname = "s{name}"\ntitle = "{title}s"\nkind = "shape"\nalleles = [\n']
    rows += [_allele(f"{name}-{k}") for k in range(16)]
    rows.append("]\n")
    for k in range(wide):
        rows.append(f'[[locus]]\nname = "w{k}"\nkind = "shape"\nsecond = "d{k}"\n')
        rows.append(f"weights = {[4096] * 16}\nforms = [\n")
        rows += [f'  {{ name = "x{form}", at = ["{form:02x}"] }},\n' for form in range(256)]
        rows.append(f']\n[[locus]]\nname = "d{k}"\nkind = "digit"\n')
        for form in range(256):
            _draw(
                folder / f"w{k}",
                f"x{form}",
                f'<circle class="ink" r="{form + k / 10 + 1:g}"/>' * dots,
            )
    (folder / "species.toml").write_text("".join(rows), encoding="utf-8")
    path = "M0 0" + "".join(step.format(k % 2) for k in range(points))
    for form in range(16):
        dots = f'<circle class="c{name}" r="1"/>' * (inks if form == 3 else 1)
        line = f'<path class="ink" d="{path}"/>' if form == 3 else ""
        _draw(folder / f"s{name}", f"{name}-{form}", dots + line)
        for k in range(layers - 1):
            _draw(
                folder / f"s{name}", f"{name}-{form}.l{k}", f'<circle class="c{name}" r="{k + 1}"/>'
            )
    return folder


def _allele(name: str, more: str = "") -> str:
    return f'  {{ name = "{name}", weight = 4096{", " * bool(more)}{more} }},\n'


def _draw(folder: Path, name: str, inner: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.svg").write_text(f'<svg viewBox="0 0 512 512">{inner}</svg>')
