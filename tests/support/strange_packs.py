"""Hostile packs: rules, drawings, and names of alleles."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

from support.dear import DEAR
from support.hostile_names import NAMES
from support.packs import SVG, toml, write_pack
from support.strangers import Case

CHECK = ("species", "check", "pack", "--founders", "1")

RULES = {
    "format 2": ("format = 1", "format = 2"),
    "format of 5000 digits": ("format = 1", "format = " + "9" * 5000),
    "format is a list": ("format = 1", "format = [1]"),
    "format is a date": ("format = 1", "format = 1979-05-27"),
    "no name": ('name = "testling"', ""),
    "name with a slash": ("testling", "../testling"),
    "name of 100000 letters": ("testling", "t" * 100_000),
    "name is a table": ('"testling"', "{ a = 1 }"),
    "name twice": ('name = "testling"', 'name = "testling"\nname = "b"'),
    "version of 65 letters": ('"1.0"', f'"{"1" * 65}"'),
    "version of accents": ('"1.0"', f'"1{chr(0x301) * 500}"'),
    "description of 500 kB": ("A pack for tests.", "d" * 500_000),
    "description of combining marks": ("A pack for tests.", "\u0300" * 5000),
    "description with a line break": ("A pack for tests.", "a\\nb"),
    "description of half a letter": ("A pack for tests.", "\\ud800"),
    "creator of 201 letters": ("format = 1", f'format = 1\ncreator = "{"c" * 201}"'),
    "license with a blank": ("format = 1", 'format = 1\nlicense = "MIT or so"'),
    "license of 100000 letters": ("format = 1", f'format = 1\nlicense = "{"a." * 50_000}"'),
    "source is a script": ("format = 1", 'format = 1\nsource = "javascript:alert(1)"'),
    "source is a file": ("format = 1", 'format = 1\nsource = "file:///etc/passwd"'),
    "source of 100000 letters": (
        "format = 1",
        f'format = 1\nsource = "http://{"a." * 50_000}"',
    ),
    "unknown key": ("format = 1", "format = 1\nodd = 1"),
    "paint is empty": ('["body", "face"]', "[]"),
    "paint is a text": ('["body", "face"]', '"body"'),
    "paint of 256": ('["body", "face"]', str([f"body.l{k}" for k in range(256)])),
    "paint of 100000": ('["body", "face"]', "[" + '"body", ' * 100_000 + "]"),
    "paint names a folder above": ('["body", "face"]', '["body", "face", "../face"]'),
    "paint names a layer above": ('["body", "face"]', '["body", "face", "face.../x"]'),
    "paint of numbers": ('["body", "face"]', "[1, 2]"),
    "paint nests": ('["body", "face"]', "[" * 300 + "]" * 300),
    "paint twice": ('["body", "face"]', '["body", "face", "body"]'),
    "background is a colour": ('background = "body"', 'background = "skin"'),
    "background is a list": ('background = "body"', 'background = ["body"]'),
    "97 colours": ("[colours]", "[colours]\n" + "".join(f'c{k} = "#000000"\n' for k in range(97))),
    "30000 colours": (
        "[colours]",
        "[colours]\n" + "".join(f'c{k} = "#000000"\n' for k in range(30_000)),
    ),
    "colour is a word": ('ink = "#221133"', 'ink = "red"'),
    "colour with a script": ('ink = "#221133"', "ink = '\"/><script>alert(1)</script>'"),
    "colour is a number": ('ink = "#221133"', "ink = 2"),
    "colour of 100000 letters": ('ink = "#221133"', f'ink = "#{"0" * 100_000}"'),
    "colours is a list": ('[colours]\nink = "#221133"', ""),
    "colour name with a quote": ('ink = "#221133"', "'a\" onload=\"b' = \"#221133\""),
    "a colour like a locus": ('ink = "#221133"', 'ink = "#221133"\nskin = "#221133"'),
    "dotted key of 3000 parts": ("[colours]", ".".join(["a"] * 3000) + " = 1\n[colours]"),
    "dotted key of 200000 parts": ("[colours]", ".".join(["a"] * 200_000) + " = 1\n[colours]"),
    "table of 2000 parts": ("[colours]", "[" + ".".join(["a"] * 2000) + "]\n[colours]"),
    "nested tables": ("format = 1", "x = " + "{a=" * 400 + "1" + "}" * 400),
    "no closing quote": ('"testling"', '"testling'),
    "zero bytes": ("format = 1", "format = 1\x00"),
    "byte order mark": ("format = 1", "\ufeffformat = 1"),
    "17 loci": ("[[locus]]", '[[locus]]\nname = "l"\n' * 17 + "[[locus]]"),
    "20000 loci": ("[[locus]]", '[[locus]]\nname = "l"\n' * 20_000 + "[[locus]]"),
    "kind unknown": ('kind = "colour"', 'kind = "smell"'),
    "kind is a list": ('kind = "colour"', 'kind = ["colour"]'),
    "locus name with a slash": ('name = "face"', 'name = "../face"'),
    "locus name of 100000 letters": ('name = "face"', f'name = "{"f" * 100_000}"'),
    "locus twice": ('name = "face"', 'name = "body"'),
    "title of marks": ('kind = "colour"', 'kind = "colour"\ntitle = "' + "\u0301" * 900 + '"'),
    "15 alleles": ('  { name = "skin-15", weight = 768, ', "#"),
    "15000 alleles": (
        "alleles = [", "alleles = [" + '{ name = "a", same = "b", weight = 1 }, ' * 15_000
    ),
    "alleles are numbers": ("alleles = [", "alleles = [1, "),
    "weight 0": ("weight = 6144", "weight = 0"),
    "weight below 0": ("weight = 6144", "weight = -1"),
    "weight of 5000 digits": ("weight = 6144", "weight = " + "9" * 5000),
    "weight in hex of 6000": ("weight = 6144", "weight = 0x" + "f" * 6000),
    "weight is a fraction": ("weight = 6144", "weight = 6144.5"),
    "weight is true": ("weight = 6144", "weight = true"),
    "weight is nan": ("weight = 6144", "weight = nan"),
    "weight is endless": ("weight = 6144", "weight = inf"),
    "weights that do not add up": ("weight = 6144", "weight = 6145"),
    "fill is missing": ('fill = "#089', 'full = "#089'),
    "same as itself": ('"face-3", weight = 6144', '"face-3", weight = 6144, same = "face-3"'),
    "same in a circle": (
        '"face-3", weight = 6144 },\n  { name = "face-4", weight = 6144',
        '"face-3", weight = 6144, same = "face-4" },\n'
        '  { name = "face-4", weight = 6144, same = "face-3"',
    ),
    "same as nobody": ('"face-3", weight = 6144', '"face-3", weight = 6144, same = "nobody"'),
    "hides nobody": ('"face-3", weight = 6144', '"face-3", weight = 6144, hides = ["nobody"]'),
    "hides itself 100000 times": (
        '"face-3", weight = 6144',
        '"face-3", weight = 6144, hides = [' + '"face", ' * 100_000 + "]",
    ),
    "hides is a number": ('"face-3", weight = 6144', '"face-3", weight = 6144, hides = 3'),
    "drawing is a path": ('"face-3", weight = 6144', '"face-3", weight = 6144, drawing = "../x"'),
    "drawing is absolute": ('"face-3", weight = 6144', '"face-3", weight = 6144, drawing = "/a"'),
    "pixels without a side": ('"face-3", weight = 6144', '"face-3", weight = 6144, pixels = "0x"'),
    "second that is no locus": ('kind = "shape"', 'kind = "shape"\nsecond = "nobody"'),
    "second that is itself": ('kind = "shape"', 'kind = "shape"\nsecond = "body"'),
    "side of 10 digits": ("format = 1", "format = 1\nside = 9999999999"),
    "side 0": ("format = 1", "format = 1\nside = 0"),
}  # fmt: skip


def _rules() -> Iterator[Case]:
    for name, (old, new) in RULES.items():

        def write(folder: Path, old: str = old, new: str = new) -> None:
            text = write_pack(folder / "pack") / "species.toml"
            rules = toml()
            assert old in rules, old
            text.write_bytes(rules.replace(old, new, 1).encode("utf-8", "surrogatepass"))

        yield Case(f"rules: {name}", CHECK, write)


C = '<circle class="ink" r="9"/>'
DRAWINGS = {
    "a script": "<script>alert(1)</script>",
    "an event": '<circle class="ink" r="9" onload="alert(1)"/>',
    "a style": '<circle style="fill:url(http://127.0.0.1/)" r="9"/>',
    "an image": '<image href="http://127.0.0.1/x.png"/>',
    "a foreign object": "<foreignObject><p>a</p></foreignObject>",
    "a use": '<use href="#a"/>',
    "a use of another file": '<use href="../x.svg#a"/>',
    "an animation": '<circle class="ink" r="9"><animate attributeName="r" to="900"/></circle>',
    "a link": '<a href="javascript:alert(1)"><circle class="ink" r="9"/></a>',
    "a text": "<text>a</text>",
    "a filter": '<filter id="a"><feFlood/></filter>',
    "a pattern": '<pattern id="a"/>',
    "a gradient": '<linearGradient id="a"/>',
    "a mask": '<circle class="ink" mask="url(#a)" r="9"/>',
    "an id": '<circle id="a" class="ink" r="9"/>',
    "a colour that is not there": '<circle class="nobody" r="9"/>',
    "three colours": '<circle class="ink skin ink-line" r="9"/>',
    "a fill of its own": '<circle class="ink" fill="red" r="9"/>',
    "CDATA": "<![CDATA[a]]>",
    "an instruction": "<?php a ?>",
    "an entity": "<circle class='ink' r='&r;'/>",
    "a character reference": '<circle class="ink" r="&#57;"/>',
    "another namespace": '<x:circle xmlns:x="urn:x" class="ink" r="9"/>',
    "17 groups": "<g>" * 17 + C + "</g>" * 17,
    "20000 groups": "<g>" * 20_000 + "</g>" * 20_000,
    "open tags": "<g>" * 20_000,
    "no end": '<circle class="ink" r="9"',
    "40000 digits": f'<circle class="ink" r="{"9" * 40_000}"/>',
    "40000 zeros": f'<circle class="ink" r="0.{"0" * 40_000}9"/>',
    "40000 commas": f'<polygon class="ink" points="1{"," * 40_000}1"/>',
    "40000 blanks": f'<path class="ink" d="M{" " * 40_000}"/>',
    "40000 signs": f'<path class="ink" d="M{"-" * 40_000}"/>',
    "40000 points": f'<path class="ink" d="M{"." * 40_000}"/>',
    "40000 commands": f'<path class="ink" d="{"M" * 40_000}"/>',
    "20001 numbers": f'<polygon class="ink" points="{"1 1 " * 10_001}"/>',
    "100000 numbers": f'<path class="ink" d="M0 0L{"1 1 " * 50_000}"/>',
    "110000 transforms": f'<g transform="{"scale(1)" * 110_000}">{C}</g>',
    "17 transforms": f'<g transform="{"scale(1)" * 17}">{C}</g>',
    "a scale of 0": f'<g transform="scale(0)">{C}</g>',
    "a scale of 1000": f'<g transform="scale(1000)">{C}</g>',
    "scales that multiply": f'<g transform="scale(50)"><g transform="scale(50)">{C}</g></g>',
    "a matrix": f'<g transform="matrix(1 0 0 1 0 0)">{C}</g>',
    "a skew": f'<g transform="skewX(9)">{C}</g>',
    "transforms without an end": f'<g transform="scale({"(" * 30_000}">{C}</g>',
    "an exponent": '<circle class="ink" r="1e9"/>',
    "no number": '<circle class="ink" r="NaN"/>',
    "an endless number": '<circle class="ink" r="Infinity"/>',
    "other digits": '<circle class="ink" r="٣"/>',
    "a radius of 0": '<circle class="ink" r="0"/>',
    "a radius below 0": '<circle class="ink" r="-9"/>',
    "a radius of 1537": '<circle class="ink" r="1537"/>',
    "opacity of 0": '<circle class="ink" opacity="0" r="9"/>',
    "opacity of 2": '<circle class="ink" opacity="2" r="9"/>',
    "opacity of both": '<circle class="ink ink-line" stroke-width="2" opacity="0.5" r="9"/>',
    "a width that is missing": '<circle class="ink-line" r="9"/>',
    "a width of 1537": '<circle class="ink-line" stroke-width="1537" r="9"/>',
    "13 colours": "".join(f'<circle class="ink-{k}" r="9"/>' for k in range(13)),
    "an arc of odd flags": '<path class="ink" d="M0 0A5 5 0 2 2 9 9"/>',
    "a path without a start": '<path class="ink" d="L9 9"/>',
    "a path of 3 numbers": '<path class="ink" d="M0 0 9"/>',
    "relative commands": '<path class="ink" d="m0 0l9 9"/>',
    "an attribute twice": '<circle class="ink" r="9" r="8"/>',
    "a name of 100000 letters": f"<{'a' * 100_000}/>",
    "an attribute of 100000 letters": f'<circle {"a" * 100_000}="1" class="ink" r="9"/>',
    "100000 attributes": "<circle " + "".join(f'a{k}="1" ' for k in range(100_000)) + "/>",
    "100000 faults": '<circle class="ink"/>' * 20_000,
    "a comment without an end": "<!-- " + "-" * 30_000,
}
WHOLE = {
    "empty": b"",
    "no XML": b"PNG",
    "zero bytes": b"\0" * 5000,
    "UTF-16": SVG.format(C).encode("utf-16"),
    "UTF-7": b'<?xml version="1.0" encoding="UTF-7"?>' + SVG.format(C).encode(),
    "no UTF-8": SVG.format("\xff").encode("latin-1"),
    "an encoding that there is not": b'<?xml version="1.0" encoding="x-odd"?><svg/>',
    "a billion laughs": b'<!DOCTYPE s [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    + SVG.format("&b;").encode(),
    "an outside entity": b'<!DOCTYPE s [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    + SVG.format("&a;").encode(),
    "an outside document type": b'<!DOCTYPE svg SYSTEM "http://127.0.0.1/x.dtd">'
    + SVG.format(C).encode(),
    "another view box": SVG.format(C).replace("512 512", "9 9").encode(),
    "a view box of 5000 digits": SVG.format(C).replace("512 512", "9" * 5000).encode(),
    "two roots": SVG.format(C).encode() * 2,
    "a style sheet": b'<?xml-stylesheet href="http://127.0.0.1/"?>' + SVG.format(C).encode(),
    "gzip": b"\x1f\x8b\x08\x00" + bytes(60),
    "a megabyte": SVG.format(" " * 1_100_000).encode(),
}


def _drawings() -> Iterator[Case]:
    texts = {name: SVG.format(inner).encode() for name, inner in DRAWINGS.items()} | WHOLE
    for name, family in DEAR.items():
        inner = re.sub('class="[a-z-]+?(-line)?"', r'class="ink\1"', "".join(family(400)))
        texts[f"{name}, dear"] = SVG.format(inner).encode()
    for name, text in texts.items():

        def write(folder: Path, text: bytes = text) -> None:
            (write_pack(folder / "pack") / "body" / "body-3.svg").write_bytes(text)

        yield Case(f"drawing: {name}", CHECK, write)


def _names() -> Iterator[Case]:
    """Names that mean harm, as alleles, of which the odd ones are refused."""
    for number, name in enumerate(NAMES):

        def write(folder: Path, name: str = name) -> None:
            told = json.dumps(name).replace(
                "\\udb40\\udc61\\udb40\\udc7f", "\\U000e0061\\U000e007f"
            )
            told = re.sub(
                r"\\ud[89ab][0-9a-f]{2}\\ud[c-f][0-9a-f]{2}",
                lambda pair: f"\\U{ord(json.loads(chr(34) + pair[0] + chr(34))):08x}",
                told,
            ).replace("\x7f", "\\u007f")
            rules = toml().replace('name = "skin-3"', f"name = {told}", 1)
            (write_pack(folder / "pack") / "species.toml").write_text(rules, "utf-8")

        yield Case(f"name {number}: {name!a}", CHECK, write)


def cases() -> Iterator[Case]:
    """All cases of this kind."""
    yield from _rules()
    yield from _drawings()
    yield from _names()
