"""Questions about species: their bytes, what a genome shows, SVG text, packs, images, pictures."""

import json
from base64 import b64encode
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import png_rows
from art_cases import crafted
from genetics_cases import Question, arbitrary
from packs import SVG, Files, stackling, table, veilling
from species_answers import written

from avatarchain.genetics.seeds import founder, item_seed, seed_from_text
from avatarchain.species import Species
from avatarchain.species.pack import load, read_pack

VEILLING, STACKLING = "files/veilling.species", "files/stackling.species"
SMALLING = "files/smalling.species"
SHIPPED = {name: f"files/{name}.species" for name in ("tuftling", "glimmer")}


def made(files: Files) -> Species:
    with TemporaryDirectory() as folder:
        return read_pack(written(files, Path(folder)))


def species_files() -> dict[str, bytes]:
    """The files of the kit that are species made for it."""
    return {VEILLING: made(veilling()).art, STACKLING: made(stackling()).art, SMALLING: small_art()}


def genome_of(alleles: dict[int, int], name: str = "rest") -> int:
    """An arbitrary genome that expresses these alleles at these loci."""
    number = arbitrary(name)
    for locus, allele in alleles.items():
        number = number & ~(15 << 252 - 16 * locus) | allele << 252 - 16 * locus
    return number


def drawn(file: str, name: str, count: int) -> list[int]:
    kind = load(name) if file in SHIPPED.values() else made(veilling())
    master = seed_from_text(name)
    return [founder(item_seed(master, n), kind.cumulative) for n in range(count)]


def veils() -> Iterator[tuple[str, int]]:
    """Genomes of the veilling by a name: each allele of each locus, and pairs that hide."""
    base = {0: 0, 1: 0, 2: 0, 3: 0, 4: 0, 5: 0, 6: 0, 7: 0}
    for locus in range(8):
        for allele in range(16):
            yield f"allele {allele} of {locus}", genome_of({**base, locus: allele}, f"of {locus}")
    for veil, fur in product((2, 6, 11, 13), (0, 5, 9)):
        yield f"veil {veil} and fur {fur}", genome_of({**base, 5: veil, 0: fur})
    for hat, eyes in product((3, 7, 14, 15), (0, 15)):
        yield f"hat {hat} and eyes {eyes}", genome_of({**base, 4: hat, 6: eyes})
    for place in range(0, 256, 11):
        yield f"mark {place:02x}", genome_of({**base, 2: place >> 4, 1: place & 15})


def hexed(number: int) -> str:
    return f"0x{number:064x}"


def species_questions() -> Iterator[Question]:
    for file in (VEILLING, STACKLING, *SHIPPED.values()):
        yield file.removeprefix("files/"), "species", {"art": file}
    for file in (VEILLING, STACKLING, *SHIPPED.values()):
        yield f"looks of {file.removeprefix('files/')}", "looks", {"art": file}
    small = b64encode(small_art()).decode()
    yield "without background", "species", {"art": small}
    yield "looks without background", "looks", {"art": small}
    stack = species_files()[STACKLING]
    art = stack.replace(b"Layers of PNG.", b"Layers of PNG\xff")
    yield "images with text that is no UTF-8", "species", {"art": b64encode(art).decode()}
    for name, art in damaged(species_files()[VEILLING]).items():
        yield f"damaged {name}", "species", {"art": b64encode(art).decode()}
    for name, art in crafted(small_art()):
        yield f"crafted {name}", "species", {"art": b64encode(art).decode()}


def small_art() -> bytes:
    """The art of a small pack, which has no background."""
    return made(small_pack()).art


def damaged(art: bytes) -> dict[str, bytes]:
    """Bytes that no species has."""
    heap = art.index(b'{"founder"')
    _, rules = json.JSONDecoder().raw_decode(art[heap:].decode("latin-1"))
    directory = art.index(bytes(3) + rules.to_bytes(3, "big") + bytes(2))
    description = directory + 8 * 3  # after the rules, the name and the version
    last = (len(art) - heap - 2).to_bytes(3, "big")
    return {
        "empty": b"",
        "of another version": b"AVART\1" + art[6:],
        "with a kind that is none": art[:8] + b"\x09" + art[9:],
        "at the head": art[:30],
        "in the tables": art[:300],
        "cut off": art[:-1],
        "cut in the heap": art[:-2000],
        "with a text that ends behind it": art[:description] + last + art[description + 3 :],
        "without weights": art.replace(b'"weights"', b'"weighty"', 1),
        "with a colour that is not fixed": art.replace(b'fill="#f8f8ff"', b'fill="#f8f8fe"'),
        "with text that is no UTF-8": art[:-9] + b"\xff" * 9,
        "that is JSON of something else": b'{"rules":{}}',
        "that is no JSON": b"{",
    }


def expression_questions() -> Iterator[Question]:
    for name, genome in veils():
        given = {"species": VEILLING, "genome": hexed(genome)}
        yield f"expression of {name}", "expression", given
        yield f"traits of {name}", "traits", given
    for n in range(8):
        given = {"species": STACKLING, "genome": hexed(arbitrary(f"stack {n}"))}
        yield f"traits of stack {n}", "traits", given
        yield f"expression of stack {n}", "expression", given
    for name, file in SHIPPED.items():
        for n, genome in enumerate(drawn(file, name, 12)):
            given = {"species": file, "genome": hexed(genome)}
            yield f"traits of {name} {n}", "traits", given
            yield f"expression of {name} {n}", "expression", given


def rarity_questions() -> Iterator[Question]:
    for name, genome in veils():
        yield name, "rarity", {"species": VEILLING, "genome": hexed(genome)}
    for name, file in (*SHIPPED.items(), ("stackling", STACKLING)):
        genomes = [arbitrary(f"rare {n}") for n in range(20)]
        for n, genome in enumerate(genomes):
            yield f"{name} {n}", "rarity", {"species": file, "genome": hexed(genome)}


def svg_questions() -> Iterator[Question]:
    for name, genome in veils():
        given = {"species": VEILLING, "genome": hexed(genome), "background": True}
        yield name, "svg", given
    for n in range(6):
        given = {"species": VEILLING, "genome": hexed(arbitrary(f"bare {n}")), "background": False}
        yield f"without background {n}", "svg", given
    for name, file in SHIPPED.items():
        for n, genome in enumerate(drawn(file, name, 10)):
            given = {"species": file, "genome": hexed(genome), "background": n < 8}
            yield f"{name} {n}", "svg", given
    for background in (True, False):
        given = {"species": SMALLING, "genome": hexed(arbitrary("bare")), "background": background}
        yield f"smalling {'with' if background else 'without'} background", "svg", given
    given = {"species": STACKLING, "genome": hexed(ALL_ZERO), "background": True}
    yield "of images", "svg", given


ALL_ZERO = 0


def small_pack() -> Files:
    """A pack of one colour and two shapes, to be spoiled."""
    lines = ["format = 1", 'name = "smalling"', 'version = "1.0"', 'description = "Small."']
    lines += ['paint = ["body", "hat"]', "[colours]", 'ink = "#221133"']
    files: Files = {}
    for locus, (name, kind) in enumerate((("fur", "colour"), ("body", "shape"), ("hat", "shape"))):
        lines += ["[[locus]]", f'name = "{name}"', f'kind = "{kind}"', "alleles = ["]
        for n, weight in enumerate(table(locus)):
            form, same = f"{name}-{n % 2}", f'same = "{name}-{n % 2}"'
            looks = f', fill = "#{n}0{n}0ff", shade = "#0{n}0{n}80"' if kind == "colour" else ""
            key = same if n > 1 else f'name = "{form}"'
            lines.append(f"  {{ {key}, weight = {weight}{looks if n < 2 else ''} }},")
            if kind == "shape":
                shape = f'<circle class="fur" cx="256" cy="{200 + 90 * locus}" r="{40 + n % 2}"/>'
                files[f"{name}/{form}.svg"] = SVG.format(shape)
        lines.append("]")
    return {"species.toml": "\n".join(lines) + "\n", **files}


SPOILED = {
    "format 2": "format = 1 -> format = 2",
    "a name in capitals": 'name = "smalling" -> name = "Smalling"',
    "no version": 'version = "1.0"\n -> ',
    "a version of 65 letters": f'"1.0" -> "{"1" * 65}"',
    "an unknown key": "format = 1 -> format = 1\nfrmat = 1",
    "a locus twice": 'name = "hat"\nkind -> name = "body"\nkind',
    "a locus that is not painted": '["body", "hat"] -> ["body"]',
    "a layer of no locus": '["body", "hat"] -> ["body", "hat", "tail"]',
    "a layer twice": '["body", "hat"] -> ["body", "hat", "body"]',
    "a colour in capitals": '"#221133" -> "#ABCDEF"',
    "a colour of three digits": '"#221133" -> "#abc"',
    "a colour named as a locus": 'ink = "#221133" -> fur = "#221133"',
    "a kind that is none": 'kind = "colour" -> kind = "paint"',
    "a weight less": f"weight = {table(0)[3]} -> weight = {table(0)[3] - 1}",
    "a weight of 0": f"weight = {table(0)[3]} -> weight = 0",
    "a weight with a point": f"weight = {table(0)[3]} -> weight = {table(0)[3]}.0",
    "a name that is not there": 'same = "fur-1" -> same = "fur-7"',
    "hiding no locus": 'name = "hat-1" -> hides = ["tail"], name = "hat-1"',
    "hiding a colour": 'name = "hat-1" -> hides = ["fur"], name = "hat-1"',
    "a background that is a colour": 'format = 1 -> background = "fur"\nformat = 1',
    "a licence that is none": 'format = 1 -> license = "free for all"\nformat = 1',
    "a source that is no address": 'format = 1 -> source = "example.org"\nformat = 1',
    "pixels in a pack of drawings": 'name = "hat-1" -> pixels = "0x00", name = "hat-1"',
    "a name with a blank in front": 'name = "fur-1" -> name = " fur-1"',
    "a name that is hidden": 'name = "fur-1" -> name = "fur-1 (hidden)"',
    "a name of no width": 'name = "fur-1" -> name = "fur\\u200b-1"',
    "a name that differs by case": 'name = "fur-1" -> name = "FUR-0"',
    "no TOML": "format = 1 -> format = = 1",
    "a key twice": "format = 1 -> format = 1\nformat = 1",
}

NAMES = {
    "a letter of another script": "f\\u043ex",
    "letters of full width": "\\uff46\\uff55\\uff52",
    "an emoji of two parts": "\\U0001f43b\\u200d\\u2744\\ufe0f",
    "two stacked letters of Khmer": "\\u1781\\u17d2\\u1798\\u17c2\\u179a",
    "three accents on a letter": "a\\u0323\\u0330\\u0331",
    "64 letters": "a" * 64,
    "64 letters with accents": "x\\u0323" * 64,
    # and those that are refused
    "65 letters": "a" * 65,
    "no letters": "",
    "a blank at its end": "fur ",
    "no break space at its end": "fur\\u00a0",
    "an accent apart from its letter": "fe\\u0301",
    "a line break": "f\\nur",
    "a control character": "f\\u007fur",
    "a private character": "f\\ue000ur",
    "an unassigned character": "f\\u0378ur",
    "another direction": "f\\u202eur",
    "a mark of direction": "fur\\u200f",
    "a joiner between letters": "f\\u200dur",
    "a joiner at its end": "\\U0001f43b\\u200d",
    "a soft hyphen": "f\\u00adur",
    "a filler": "f\\u3164ur",
    "a blank of braille": "f\\u2800ur",
    "a tag": "fur\\U000e0061",
    "a byte order mark": "\\ufefffur",
    "only accents": "\\u0323\\u0330",
    "300 accents": "a" + "\\u0323" * 300,
    "the style of its neighbour": "\\U0001d41fur-0",
    "the width of its neighbour": "fur\\uff0d0",
    "blanks unlike its neighbour": "fur -0",
    "hidden in capitals": "fur (HIDDEN)",
}
"""What the second colour of the small pack is called, spelled as in TOML; the first is `fur-0`."""


def pack_questions() -> Iterator[Question]:
    small = small_pack()
    yield "smalling", "pack", {"files": small}
    yield "veilling", "pack", {"files": veilling()}
    yield "stackling", "pack", {"files": stackling()}
    for name, change in SPOILED.items():
        old, _, new = change.partition(" -> ")
        assert old in small["species.toml"], old
        files = {**small, "species.toml": small["species.toml"].replace(old, new, 1)}
        yield name, "pack", {"files": files}
    hat = "hat/hat-1.svg"
    drawings: dict[str, Any] = {
        "a drawing that is missing": None,
        "a drawing with an unknown colour": SVG.format('<circle class="grey" r="4"/>'),
        "a drawing with two faults": SVG.format('\n<circle class="fur" r="0"/>\n<text/>'),
        "a drawing that is no XML": "<svg",
        "a drawing of 64 pixels": '<svg viewBox="0 0 64 64"/>',
    }
    for name, text in drawings.items():
        files = {key: value for key, value in {**small, hat: text}.items() if value is not None}
        yield name, "pack", {"files": files}
    for name, spelled in NAMES.items():
        text = small["species.toml"]
        changed = text.replace('"fur-1"', f'"{spelled}"')
        yield f"a name of {name}", "pack", {"files": {**small, "species.toml": changed}}
    yield "a drawing too many", "pack", {"files": {**small, "hat/hat-9.svg": SVG.format("")}}
    other = {**stackling(), "hat/hat-1.png": stackling()["hat/hat-2.png"]}
    yield "an image with other pixels", "pack", {"files": other}
    yield (
        "an image of another side",
        "pack",
        {"files": {**stackling(), "hat/hat-1.png": stackling(16)["hat/hat-1.png"]}},
    )


def image_questions() -> Iterator[Question]:
    for name, data in png_rows.forms():
        yield f"PNG {name}", "pixels of PNG", {"base64": b64encode(data).decode()}
    files = stackling()
    for n, (size, background) in enumerate(product((24, 8, 10, 48, 64, 7, 100), (True, False))):
        genome = genome_of({0: n % 2, 1: n % 5, 2: n % 3}, f"image {n}")
        given = {"files": files, "genome": hexed(genome), "size": size, "background": background}
        yield f"{size} {'with' if background else 'without'} background", "image", given
    hidden = genome_of({0: 0, 1: 4, 2: 1})
    yield (
        "a hat that is hidden",
        "image",
        {
            "files": files,
            "genome": hexed(hidden),
            "size": 24,
            "background": True,
        },
    )


BOUNDS = {64: {"mean": 4.0, "share": 0.01}, 128: {"mean": 2.0, "share": 0.01}}
BOUNDS[512] = BOUNDS[128]


def picture_questions() -> Iterator[tuple[str, str, int]]:
    """Name, SVG text and size of pictures, which an independent renderer draws."""
    from avatarchain import portrait

    for name, file in SHIPPED.items():
        kind = load(name)
        for n, genome in enumerate(drawn(file, name, 4)):
            for size in (64, 128, 512)[: 3 if n == 0 else 2]:
                yield f"{name} {n} at {size}", portrait.svg(kind, genome), size
