"""The packs of the kit, as files by their names: of drawings, and of images.

The *veilling* has what readers stumble over: hidings of every kind, a second digit before its
first, two layers of one locus, alleles of one name, titles, and another table of weights for
each locus. The *stackling* is made of PNG layers with opacity.
"""

import io
from base64 import b64encode
from hashlib import blake2b, sha256
from typing import Any

from PIL import Image

Files = dict[str, Any]

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 512 512">{}</svg>'
ALLELES = 16
TOTAL = 65_536


def table(number: int) -> list[int]:
    """Sixteen weights that no other number has; they sum to 65,536."""
    digest = blake2b(bytes([number]), digest_size=16, person=b"weights").digest()
    shares = [1 + byte**2 for byte in digest]
    rows = [max(1, share * TOTAL // sum(shares)) for share in shares]
    rows[number % ALLELES] += TOTAL - sum(rows)
    return rows


def _alleles(names: list[str], locus: int, more: dict[int, str]) -> list[str]:
    """Rows of a table; a name that begins with `=` names the allele that this one is as."""
    rows = []
    for n, (name, weight) in enumerate(zip(names, table(locus), strict=True)):
        key, value = ("same", name[1:]) if name[0] == "=" else ("name", name)
        rows.append(f'  {{ {key} = "{value}", weight = {weight}{more.get(n, "")} }},')
    return rows


def _locus(name: str, kind: str, rows: list[str], *more: str) -> list[str]:
    return ["[[locus]]", f'name = "{name}"', f'kind = "{kind}"', *more, "alleles = [", *rows, "]"]


def _colour(name: str, locus: int, hides: dict[int, str]) -> list[str]:
    fills = {
        n: f', fill = "#{17 * n:02x}{40 + locus:02x}{255 - 9 * n:02x}"'
        f', shade = "#{9 * n:02x}{20 + locus:02x}{120 - 5 * n:02x}"{hides.get(n, "")}'
        for n in range(ALLELES)
    }
    return _locus(name, "colour", _alleles([f"{name} {n}" for n in range(ALLELES)], locus, fills))


def veilling() -> Files:
    """A pack of drawings with eight loci, one of which is read with the second of them."""
    files: Files = {}
    body = [f"body-{n}" for n in range(ALLELES)]
    hat = [f"hat-{n}" for n in range(14)] + ["=hat-3", "кепка"]
    veil = [f"veil-{n}" for n in range(ALLELES)]
    lines = ["format = 1", 'name = "veilling"', 'version = "1.0"']
    lines += ['description = "A pack for the kit: “quotes”, ünïcode and 帽子."']
    lines += ['creator = "avatarchain"', 'license = "MIT"', 'source = "https://example.org/v"']
    lines += ['paint = ["sky", "hat.back", "body", "mark", "veil", "hat"]', 'background = "sky"']
    lines += ["[colours]", 'ink = "#221133"', 'snow = "#f8f8ff"']
    lines += _colour("fur", 0, {5: ', hides = ["veil"]', 9: ', hides = ["hat", "mark"]'})
    lines += ["[[locus]]", 'name = "mark-2"', 'kind = "digit"', 'title = "Finer mark"']
    lines += ["[[locus]]", 'name = "mark"', 'kind = "shape"', 'second = "mark-2"']
    lines += ['title = "Mark"', f"weights = {table(2)}", "forms = ["]
    for form in range(20):
        places = ", ".join(f'"{place:02x}"' for place in range(256) if place * 7 % 20 == form)
        hides = ', hides = ["body"]' if form == 19 else ""
        lines.append(f'  {{ name = "mark-{form}", at = [{places}]{hides} }},')
        shape = f'<circle class="{"snow" if form % 2 else "eyes"}" cx="{90 + 15 * form}" cy="300"'
        files[f"mark/mark-{form}.svg"] = SVG.format(f'{shape} r="{10 + form}"/>')
    lines += ["]"]
    lines += _locus("body", "shape", _alleles(body, 3, {}))
    same = {15: ', hides = ["veil"], drawing = "cap"'}
    lines += _locus("hat", "shape", _alleles(hat, 4, same), 'title = "Шапка"')
    hiding = {
        2: ', hides = ["hat"]',
        6: ', hides = ["veil"]',  # its own locus
        11: ', hides = ["mark", "body", "hat"]',
        13: ', hides = ["veil", "hat"]',
    }
    lines += _locus("veil", "shape", _alleles(veil, 5, hiding))
    lines += _colour("eyes", 6, {15: ', hides = ["mark"]'})
    lines += _locus("sky", "shape", _alleles([f"sky-{n}" for n in range(ALLELES)], 7, {}))
    for n in range(ALLELES):
        files[f"body/body-{n}.svg"] = SVG.format(
            f'<g transform="translate({n}) scale(-1 1) translate(-512 0)">'
            f'<path class="fur ink-line" stroke-width="{2 + n}" '
            f'd="M100 {400 - n} C 120,80 390.5,80.25 412 400 Z"/></g>'
        )
        files[f"sky/sky-{n}.svg"] = SVG.format(
            f'<rect class="eyes-shade" width="512" height="{300 + n}"/>'
        )
        files[f"veil/veil-{n}.svg"] = SVG.format(
            f'<rect class="fur-shade" opacity="0.{10 + n}" x="120" y="{200 + n}" width="272" '
            'height="90" rx="12"/>'
        )
        if n != 14:
            name = "cap" if n == 15 else hat[n]
            files[f"hat/{name}.svg"] = SVG.format(
                f'<polygon class="ink" points="180,160 332,160 256,{40 + n}"/>'
            )
    files["hat/hat-7.back.svg"] = SVG.format(
        '<ellipse class="snow" cx="256" cy="160" rx="150" ry="40"/>'
    )
    files["species.toml"] = "\n".join(lines) + "\n"
    return files


def image(number: int, side: int) -> Image.Image:
    """An RGBA image with opacity of every kind, that no other number has."""
    data = bytearray()
    for row in range(side):
        for column in range(side):
            inside = abs(2 * row - side) + abs(2 * column - side) < side + number % 5
            shade = (37 * number + 11 * column) % 256, (91 * number + 7 * row) % 256
            opacity = (255, 128, 1, 254, 77)[(number + row + column) % 5] if inside else 0
            data += bytes([*shade, (53 * number) % 256, opacity])
    return Image.frombytes("RGBA", (side, side), bytes(data))


def stackling(side: int = 24) -> Files:
    """A pack of images: a ground of one form, a body of four, a hat of three."""
    files: Files = {}
    lines = ["format = 1", 'name = "stackling"', 'version = "1.0"']
    lines += ['description = "Layers of PNG."', f"side = {side}"]
    lines += ['paint = ["ground", "body", "hat"]', 'background = "ground"']
    first = 0
    for locus, (name, forms) in enumerate((("ground", 2), ("body", 5), ("hat", 3))):
        lines += ["[[locus]]", f'name = "{name}"', 'kind = "shape"', "alleles = ["]
        for n, weight in enumerate(table(locus)):
            form = f"{name}-{n % forms}"
            if n >= forms:
                lines.append(f'  {{ same = "{form}", weight = {weight} }},')
                continue
            picture = image(first + n, side)
            file = io.BytesIO()
            picture.save(file, "PNG")
            files[f"{name}/{form}.png"] = {"base64": b64encode(file.getvalue()).decode()}
            pixels = f', pixels = "0x{sha256(picture.tobytes()).hexdigest()}"'
            hides = ', hides = ["hat"]' if (name, n) == ("body", 4) else ""
            lines.append(f'  {{ name = "{form}", weight = {weight}{pixels}{hides} }},')
        lines.append("]")
        first += forms
    files["species.toml"] = "\n".join(lines) + "\n"
    return files
