"""What the pages for other implementations say is so: schema, tables, and formulas."""

import io
import json
import re
import tomllib
from base64 import b64decode
from collections.abc import Iterator
from fractions import Fraction
from hashlib import sha256
from importlib import resources
from math import prod
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from PIL import Image

from avatarchain.base.canonical import canonical_json, keccak256
from support.published import KIT, cases

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"

Pixel = tuple[int, ...]
Picture = list[list[Pixel]]


def page(name: str) -> str:
    return (DOCS / name).read_text("utf-8")


def rows(text: str) -> list[list[str]]:
    """The cells of every line of a table."""
    return [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in text.splitlines()
        if line.startswith("|")
    ]


def is_canonical(text: str) -> bool:
    try:
        return canonical_json(json.loads(text)) == text.encode()
    except (ValueError, RecursionError):
        return False


def test_the_schema_takes_the_papers_that_are_read_and_no_others() -> None:
    (block,) = re.findall(r"```json\n(.*?)```", page("papers-format.md"), re.DOTALL)
    schema = json.loads(block)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    read = [case["text"] for case in cases("papers", "papers")]
    refused = [case["text"] for case in cases("papers", "papers", refused=True)]
    refused = [text for text in refused if is_canonical(text)]
    assert len(read) > 25
    assert len(refused) > 70
    assert [text for text in read if not validator.is_valid(json.loads(text))] == []
    # What no schema says: that the letters of an address are its checksum, and how long papers are.
    passed = [text for text in refused if validator.is_valid(json.loads(text))]
    (token,) = [json.loads(text)["caip19"] for text in passed if len(text) < 2**15]
    assert token == token.lower()
    assert [len(text.encode()) for text in passed if len(text) > 2**15] == [2**16 + 1] * 2


@pytest.mark.parametrize(("kind", "length"), [("event", 64), ("error", 8)])
def test_the_page_of_the_contract_has_every_event_and_error_with_its_first_bytes(
    kind: str, length: int
) -> None:
    path = resources.files("avatarchain") / "data" / "contracts" / "Registry.json"
    expected = {}
    for entry in json.loads(path.read_bytes())["abi"]:
        if entry["type"] == kind:
            types = ",".join(one["type"] for one in entry["inputs"])
            names = ", ".join(
                f"**{one['name']}**" if one.get("indexed") else one["name"]
                for one in entry["inputs"]
            )
            signature = f"{entry['name']}({types})"
            first = keccak256(signature.encode()).hex()[:length]
            expected[f"`{signature}`"] = [names or "–", f"`0x{first}`"]
    (_, *parts) = page("contract.md").split(f"| {kind} |")
    table = rows(parts[0].partition("\n## ")[0])
    told = {cells[0]: cells[1:3] for cells in table if cells[0].startswith("`")}
    assert told == expected


def test_the_readme_of_the_kit_says_what_is_asked() -> None:
    readme = (KIT / "README.md").read_text("utf-8")
    table = readme.partition("## What is asked")[2]
    told = {name for cells in rows(table) for name in re.findall(r"`([^`]+)`", cells[0])}
    asked = {
        case["ask"]
        for path in (KIT / "sets").iterdir()
        for case in json.loads(path.read_bytes())["cases"]
    }
    assert told == asked


def test_the_page_counts_questions_sets_faults_and_rules_as_they_are() -> None:
    text = page("implementing.md")
    faults = tomllib.loads((ROOT / "tests/javascript/faults.toml").read_text("utf-8"))["fault"]
    index = json.loads((KIT / "index.json").read_bytes())
    assert f"in {len(index['sets'])} sets" in text
    assert f"{len(faults)} of them, of {len({one['rule'] for one in faults})} rules" in text
    assert sum(row["cases"] for row in index["sets"]) > 3000


def test_every_page_of_a_format_is_named_in_order() -> None:
    linked = re.findall(r"\]\(([a-z-]+\.md)", page("implementing.md").partition("## The kit")[0])
    assert [*dict.fromkeys(linked)] == [
        *("formats.md", "pedigree.md", "species.md", "portrait.md", "papers-format.md"),
        *("promises.md", "contract.md", "verify.md"),
    ]


# --- formulas, written again from the page -----------------------------------------------


def part(value: int) -> int:
    """Division by 255, as docs/species.md has it."""
    return ((value >> 8) + value) >> 8


def laid(low: Pixel, top: Pixel) -> Pixel:
    a, b = top[3], low[3]
    if a == 0:
        return low
    total = 255 * a + b * (255 - a)
    share = a * 255 * 255 * 128 // total
    colours = (
        part(c * share + e * (255 * 128 - share) + 16384) >> 7
        for c, e in zip(top[:3], low[:3], strict=True)
    )
    return (*colours, part(total + 128))


def scaled_row(row: list[Pixel], width: int) -> Iterator[Pixel]:
    scale = len(row) / width
    reach = max(scale, 1) / 2
    for x in range(width):
        middle = (x + 0.5) * scale
        first, last = int(middle - reach + 0.5), int(middle + reach + 0.5)
        taken = [
            row[k]
            for k in range(max(first, 0), min(last, len(row)))
            if -0.5 < (k - middle + 0.5) * (1 / (2 * reach)) <= 0.5
        ]
        weight = int(0.5 + 2**22 / len(taken))
        yield tuple((sum(channel) * weight + 2**21) >> 22 for channel in zip(*taken, strict=True))


def scaled(picture: Picture, width: int) -> Picture:
    across = [list(scaled_row(row, width)) for row in picture]
    down = [list(scaled_row(list(column), width)) for column in zip(*across, strict=True)]
    return [list(row) for row in zip(*down, strict=True)]


def multiplied(pixel: Pixel) -> Pixel:
    return (*(part(c * pixel[3] + 128) for c in pixel[:3]), pixel[3])


def divided(pixel: Pixel) -> Pixel:
    a = pixel[3]
    if a in (0, 255):
        return pixel
    return (*(min(255, 255 * c // a) for c in pixel[:3]), a)


def painted(case: dict[str, Any]) -> bytes:
    """A portrait of PNG layers by docs/species.md alone."""
    pack = tomllib.loads(case["files"]["species.toml"])
    genome = int(case["genome"], 16)
    shown = {}
    for number, locus in enumerate(pack["locus"]):
        looks = {one["name"]: one for one in locus["alleles"] if "name" in one}
        allele = locus["alleles"][genome >> 252 - 16 * number & 15]
        shown[locus["name"]] = looks[allele.get("same", allele.get("name"))]
    hidden = {name for form in shown.values() for name in form.get("hides", ())}
    if not case["background"]:
        hidden.add(pack["background"])
    side = pack["side"]
    ground = (255,) * 4 if case["background"] else (0,) * 4
    canvas: Picture = [[ground] * side for _ in range(side)]
    for name in pack["paint"]:
        if name in hidden:
            continue
        file = case["files"][f"{name}/{shown[name]['name']}.png"]["base64"]
        with Image.open(io.BytesIO(b64decode(file))) as image:
            flat = list(image.convert("RGBA").tobytes())
        for y in range(side):
            for x in range(side):
                at = 4 * (y * side + x)
                canvas[y][x] = laid(canvas[y][x], tuple(flat[at : at + 4]))
    if case["size"] != side and case["background"]:
        canvas = scaled(canvas, case["size"])
    elif case["size"] != side:
        small = scaled([list(map(multiplied, row)) for row in canvas], case["size"])
        canvas = [list(map(divided, row)) for row in small]
    channels = 3 if case["background"] else 4
    return bytes(value for row in canvas for pixel in row for value in pixel[:channels])


@pytest.mark.parametrize("case", cases("images", "image"), ids=lambda one: f"{one['size']}")
def test_layers_are_laid_and_scaled_as_the_page_says(case: dict[str, Any]) -> None:
    assert "0x" + sha256(painted(case)).hexdigest() == case["answer"]


def test_where_a_middle_lies_on_the_edge_rounding_decides() -> None:
    row = [(n * 10, n * 7, n * n % 256) for n in range(24)]
    picture = Image.new("RGB", (24, 1))
    picture.putdata(row)
    for width in (25, 47, 53, 141, 235):
        told = picture.resize((width, 1), Image.Resampling.BOX).tobytes()
        assert bytes(value for pixel in scaled_row(row, width) for value in pixel) == told


def chance(case: dict[str, Any]) -> Fraction:
    """The chance of a wish, by docs/formats.md alone."""
    parents = case["mother"][2:], case["father"][2:]

    def p(locus: int, alleles: set[int]) -> Fraction:
        digits = [parent[4 * locus : 4 * locus + 4] for parent in parents]
        weights = zip("".join(digits), (48, 12, 3, 1) * 2, strict=True)
        return Fraction(sum(w for digit, w in weights if int(digit, 16) in alleles), 128)

    factors = [(p(n, {*them}), Fraction(len({*them}), 16)) for n, them in case["accepted"]]
    for first, second, places in case["together"]:
        pairs = [(p(first, {n >> 4}), p(second, {n & 15})) for n in {*places}]
        factors.append(
            (sum((a * b for a, b in pairs), Fraction()), sum(map(sum, pairs)) / Fraction(16))
        )
    loci = len(case["accepted"]) + 2 * len(case["together"])
    changed = sum(
        q * prod(other for k, (other, _) in enumerate(factors) if k != n)
        for n, (_, q) in enumerate(factors)
    )
    return Fraction(512 - loci, 512) * prod(one for one, _ in factors) + Fraction(1, 512) * changed


def test_the_odds_are_those_of_the_formula() -> None:
    for case in cases("odds", "chance"):
        assert chance(case) == Fraction(case["answer"])
