"""Questions about drawings: some 400 small ones, accepted with a canonical text, or refused.

The colours that they may use are skin, skin-shade and ink. Another reader has to accept the same
drawings and spell them as we do, and to find the faults of the others in the same lines; it need
not use our words for a fault.
"""

from base64 import b64encode
from collections.abc import Iterator

from genetics_cases import Question
from packs import SVG
from xml_cases import MARKUP, WHOLE

COLOURS = ["skin", "skin-shade", "ink"]

SEPARATOR = "|"

NUMBERS = (
    "0|5|-5|+5|05|007.10|1.5|1.50|1.500000|.5|-.5|+.25|-0|-0.0|0.10|1536|-1024|1536.00|0.01|"
    "-0.01| 7 |\t7\n|,7,|100|1023.99|00000000000000000001|"
    # and those that are refused
    "|1.|.|1..5|-|+-5|--5|1e2|1E2|1.5e0|0x10|5px|50%|1,2|1 2|.5.5|NaN|Infinity|inf|1_000|٣|１|"
    "1.005|0.001|1.500000000000000001|1536.01|1537|-1024.01|-1025|99999999999999999999|"
    "000000000000000000001|1.0000000000000000000|--|,|calc(1)"
)
POINTS = (
    "1 2 3 4|1,2,3,4|1,2 3,4|1-2-3-4|.1.2.3.4|1,,2,,3,,4|  1\n2\t3\r4 |1.5-.5.25+3|1 2 3 4 5 6|"
    "1 2|1 2 3|1 2 3 4 5||1;2;3;4|1 2 3 x|1 2 3 4 #|a"
)
PATHS = (
    "M1 2L3 4|M1 2 3 4 5 6|M1,2H3V4Z|M0 0C1 2 3 4 5 6 7 8 9 10 11 12|M0 0S1 2 3 4Q1 2 3 4T5 6|"
    "M0 0A5 6 30 0 1 10 20|M0 0A5 6 30 0110-20|M0 0A5 6 30 11.5.5|M0 0A5 6 -30,1,0,7,8|"
    "M0 0A1 1 0 00 1 1 1 1 0 01 2 2|M1 2M3 4|M1 2ZM3 4Z|M1 2ZZ|M1 2H3 4 5V6 7| M 1 , 2 |"
    "M.5.5L.25-.25|M1 2L3 4L5 6|M-1-2L-3-4|M1 2|M0 0T1 2 3 4|"
    "|L1 2|1 2|m1 2|M1 2l3 4|M1 2z|M1|M1 2 3|M1 2L|M1 2L3|M1 2C1 2 3 4 5|M1 2S1 2 3|M1 2Q1 2|"
    "M1 2T1|M1 2H|M1 2Z3|M1 2B3|M1 2A0 5 0 0 1 6 7|M1 2A5 0 0 0 1 6 7|M1 2A-5 5 0 0 1 6 7|"
    "M1 2A5 -5 0 0 1 6 7|M1 2A5 5 0 2 1 6 7|M1 2A5 5 0 0 1 6|M1 2A5 5 0|M1 2A5 5 0 0.5 1 6 7|"
    "M1 2;L3 4|M1 2 L 3 4 e5|M1.005 2|M1 2L9999 4|M1 2L3 1e1|M 1 2 # 3|Z|MM1 2|M1 2A5 5 0 0 1 6 7 8"
)
TRANSFORMS = (
    "|translate(5)|translate(5 0)|translate(5,-6)|scale(2)|scale(-1)|scale(2 2)|scale(-1 1)|"
    "scale(1 -1)|scale(0.01)|scale(100)|rotate(45)|rotate(-45 256 256)|rotate(0)|rotate( 1 2,3 )|"
    "translate(1)scale(2)rotate(3)| translate (1) , scale(2) |translate(.5.5)|scale(10)scale(10)|"
    "matrix(1 0 0 1 0 0)|skewX(3)|skewY(3)|translate()|translate(1 2 3)|translate(1px)|scale(0)|"
    "scale(1 2)|scale(2 -1)|scale()|scale(0.001)|scale(10)scale(10)scale(2)|rotate(1 2)|rotate()|"
    "rotate(45deg)|Rotate(45)|rotate 45|rotate(45|rotate((45))|translate(1);scale(2)|none|x"
)
OPACITIES = "0.5|.5|0.50|0.01|0.99|1|1.00|0|0.00|-0.5|1.01|2|0.005|0.125|50%|.5.5||half"
CLASSES = (
    "skin|skin-shade|ink|skin-line|skin-shade-line|ink-line| skin |ink skin-line|skin-line ink|"
    "|Skin|fur|skin skin|skin ink|skin-line ink-line|skin-line-line|-line|line|skin,ink|skin.ink"
)
ELEMENTS = [
    '<circle class="skin" cy="0" r="9"/>',
    '<circle class="skin" r="9"></circle>',
    '<circle class="skin" r="9"> \n </circle>',
    "<circle r='9' cy='3' cx='4' class='skin'/>",
    '<circle cx="1" cy="2" r="3" opacity="0.3" class="ink-line" stroke-width="4"/>',
    '<ellipse class="ink" rx="1" ry="2"/>',
    '<ellipse class="ink" ry="2" rx="1" cy="4" cx="3"/>',
    '<rect class="ink" width="1" height="2"/>',
    '<rect class="ink" width="4" height="5" rx="2"/>',
    '<rect class="ink" width="4" height="5" ry="2"/>',
    '<rect class="ink" ry="6" rx="5" height="4" width="3" y="2" x="1"/>',
    '<line class="ink-line" stroke-width="2" x1="1" y1="2" x2="3" y2="4"/>',
    '<line class="skin" x1="1" y1="2" x2="3" y2="4"/>',
    '<polygon class="skin ink-line" stroke-width="0.50" points="1 2 3 4"/>',
    "<g/>",
    "<g></g>",
    "<g><g><circle class='skin' r='1'/></g></g>",
    '<g transform="scale(2)"><circle class="skin" r="1"/></g><circle class="ink" r="2"/>',
    "<!-- & a <comment> -->",
    "",
    " \r\n\t ",
    # and those that are refused
    '<circle class="skin"/>',
    '<circle class="skin" r="0"/>',
    '<circle class="skin" r="-1"/>',
    '<circle r="1"/>',
    '<circle class="skin" r="1" fill="red"/>',
    '<circle class="skin" r="1" style="fill:red"/>',
    '<circle class="skin" r="1" id="a"/>',
    '<circle class="skin" r="1" onclick="a()"/>',
    '<circle class="skin" r="1" transform="scale(2)"/>',
    '<circle class="skin" r="1" fill-opacity="0.5"/>',
    '<circle class="skin" r="&#53;"/>',
    '<circle class="skin" r="1" class="ink"/>',
    '<circle class="ink" r="1" stroke-width="2"/>',
    '<circle class="ink-line" r="1"/>',
    '<circle class="ink-line" r="1" stroke-width="0"/>',
    '<circle class="ink skin-line" r="1" stroke-width="2" opacity="0.5"/>',
    '<circle class="skin" r="1">text</circle>',
    '<circle class="skin" r="1"><title>hat</title></circle>',
    '<ellipse class="ink" rx="1"/>',
    '<ellipse class="ink" rx="0" ry="1"/>',
    '<rect class="ink" width="1"/>',
    '<rect class="ink" width="1" height="0"/>',
    '<rect class="ink" width="1" height="1" rx="0"/>',
    '<line class="ink-line" stroke-width="2" x1="1" y1="2" x2="3"/>',
    '<path class="ink"/>',
    '<g class="skin"/>',
    '<g opacity="0.5"/>',
    "<g>",
    "</g>",
    "text",
    "&#32;",
    "&amp;",
    "&name;",
    "<![CDATA[ ]]>",
    "<![CDATA[text]]>",
    "<?php 1?>",
    "<style>.skin{fill:red}</style>",
    "<script>alert(1)</script>",
    '<use href="#a"/>',
    '<image href="a.png"/>',
    "<text>a</text>",
    "<defs><linearGradient/></defs>",
    "<svg/>",
    "<Circle class='skin' r='1'/>",
    "<g>" * 17 + "</g>" * 17,
    '<text/>\n<circle class="fur" r="0"/>\n<g transform="x">\n<path class="ink" d="L1 2"/></g>',
]
FILES = [
    '<?xml version="1.0"?>' + SVG.format(ELEMENTS[0]),
    '<?xml version="1.0" encoding="utf-8" standalone="yes"?>\n' + SVG.format(ELEMENTS[0]),
    "\ufeff" + SVG.format(ELEMENTS[0]),
    '<svg viewBox="0 0 512 512"/>',
    '<svg width="10cm" height="10cm" viewBox="0 0 512 512"/>',
    "<!-- before -->" + SVG.format("") + "\n<!-- behind -->\n",
    '<?xml version="1.1"?>' + SVG.format(""),
    '<?xml version="1.0" encoding="iso-8859-1"?>' + SVG.format(""),
    " <?xml version='1.0'?>" + SVG.format(""),
    "<!DOCTYPE svg>" + SVG.format(""),
    '<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG.format("&a;"),
    '<?xml-stylesheet href="a.css"?>' + SVG.format(""),
    "<svg/>",
    '<svg viewBox="0 0 64 64"/>',
    '<svg viewBox="0,0,512,512"/>',
    '<svg xmlns="http://www.w3.org/1999/xhtml" viewBox="0 0 512 512"/>',
    '<svg viewBox="0 0 512 512" class="skin"/>',
    '<g viewBox="0 0 512 512"/>',
    SVG.format("") * 2,
    SVG.format("") + "text",
    "",
    "text",
]


def drawings() -> Iterator[str]:
    """All files, in their order."""
    bodies = [f'<circle class="skin" cx="{number}" r="9"/>' for number in NUMBERS.split(SEPARATOR)]
    bodies += [f'<polyline class="skin" points="{points}"/>' for points in POINTS.split(SEPARATOR)]
    bodies += [f'<path class="skin" d="{path}"/>' for path in PATHS.split(SEPARATOR)]
    bodies += [f'<g transform="{transform}"/>' for transform in TRANSFORMS.split(SEPARATOR)]
    bodies += [
        f'<circle class="skin" opacity="{text}" r="9"/>' for text in OPACITIES.split(SEPARATOR)
    ]
    for names in CLASSES.split(SEPARATOR):
        width = ' stroke-width="2"' if "-line" in names else ""
        bodies.append(f'<circle class="{names}"{width} r="9"/>')
    yield from (SVG.format(body) for body in [*bodies, *ELEMENTS])
    yield from FILES


LINES = (
    '|\n<text>\n<g/>\n</text>\n<circle class="fur" r="1"/>',
    '|<circle class="skin" r="1">\n<title>a</title>\n</circle>',
    '|\r\n<circle class="fur"\r\nr="1"/>\r<text/>',
    "|<!-- a\n\nb -->\n<text/>",
    "|a\n<!-- b -->\nc\n<g/>",
    "|\n<g>\n</circle>",
    "|\n&amp;\n&#32;\n<!-- &amp; -->\n&lt;\n&#x41;&gt;&apos;&quot;",
    "|<![CDATA[\n&amp;\n]]>\n<text/>",
    '|<circle class="skin" r="1"\n q="1" a="2"/>',
    '|<circle class="skin" r="1"\n r="2"/>',
    '|<circle class="skin" r="1"r="2"/>',
    '|\n<circle\nclass="skin" r=1/>',
    '|<circle class="skin"\nr="<"/>',
    "|\n<!-- -- -->",
    "|\n<!-- a --->",
    "|\n]]>",
    "|< g/>",
    "|<1g/>",
    "|<g/ >",
    "|<g / >",
    "|<g\t/>",
    "|</ g>",
    "|<g></g\n>",
    "|\x01",
    "|\n\ufffe",
    "|\n<g>&#0;",
    "|&#x110000;",
    "|&#xD800;",
    "|& ",
    "|&a",
    "|&;",
    '|<circle class="skin" r="&a;"/><text/>',
    '|<circle class="skin" r="&#49;&#x32;"/>',
    "|<é/>",
    '|<g é="1"/>',
    "|<a:b/>",
    '|<g xmlns:a="b"/>',
    "|<!DOCTYPE a>",
    "|<!-- a",
    "|<![CDATA[a",
    "|<?a",
    '|<?xml version="1.0"?>',
    "|<?XML a?>",
    '|<circle class="skin\tink-line" stroke-width="1" r="1"/>',
    '|<circle class=" skin " r="1"/>',
    "|<circle class='skin' r = '1'/>",
    '|<circle class="skin" r="1" b="1" a="1"/>',
    '|<rect class="skin" ry="3" width="1" height="1"/>',
    '|<rect class="skin" rx="3" ry="4" width="1" height="1"/>',
    '|<rect class="skin" rx="a" width="1" height="1"/>',
    '|<g transform="scale(100)"/>',
    '|<g transform="scale(101)"/>',
    '|<g transform="scale(0.01)"/>',
    '|<g transform="scale(10)"><g transform="scale(-10)"/></g>',
    '|<g transform="scale(10)"><g transform="scale(10.01)"><g transform="scale(99)"/></g></g>',
    '|<g transform="scale(.1)"><g transform="scale(.09)"/></g>',
    "|" + '<g transform="translate(1) translate(2)">' * 8 + "</g>" * 8,
    "|" + '<g transform="translate(1) translate(2)">' * 9 + "</g>" * 9,
    "|" + '<g transform="translate(1)">' * 16 + "</g>" * 16,
    '|<g transform="' + "rotate(1)" * 16 + '"/>',
    '|<g transform="' + "rotate(1)" * 17 + '"/>',
    "|" + "<text/>" * 100,
    "|" + "<text/>\n" * 1101,
    '|<path class="ink-line" stroke-width="1" d="M1 2"/>',
    '|<path class="ink-line" stroke-width="1" d="M1 2Z"/>',
    '|<path class="ink-line" stroke-width="1" d="M1 2L3 4M5 6"/>',
    '|<path class="ink-line" stroke-width="1" d="M1 2L3 4M5 6L7 8Z"/>',
    '|<path class="ink" d="M1 2A0 1 0 0 1 3 4"/>',
    '|<path class="ink" d="M1 2A1 0 0 0 1 3 4"/>',
    '|<path class="ink" d="M1 2A1 1 0 0 1 3 4 1 1 0 10 5 6"/>',
    '|<path class="ink" d="M1 2A1 1 0 2 1 3 4"/>',
    '|<path class="ink" d="M1 2Z3"/>',
    '|<path class="ink" d="M1 2L"/>',
    '|<path class="ink" d="M1 2toString"/>',
    "|<toString/>",
    '|<g transform="toString(1)"/>',
    '<svg viewBox="0 0 512 512" width="1" height="2"/>',
    '\n\n<svg viewBox="0 0 512 512"><text/></svg>\n <!-- a -->\n',
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<svg viewBox="0 0 512 512"/>',
    '<?xml version="1.0" encoding="utf8"?><svg viewBox="0 0 512 512"/>',
    '<?xml version="1.0"?>\n<?xml version="1.0"?><svg viewBox="0 0 512 512"/>',
    '<svg viewBox="0 0 512 512"/>\n<g/>',
    '<svg viewBox="0 0 512 512"/>\n</g>',
    '<svg viewBox="0 0 512 512"/>\n<?a?>',
    '<svg viewBox="0 0 512 512"/>\n&amp;',
    '<svg viewBox="0 0 512 512" b="1" a="1"/>',
    "<g>\n<text/></g>",
    '<svg viewBox="0 0 512 512">\n<g>\n<text/>',
    '\ufeff<svg viewBox="0 0 512 512"/>',
    "\0",
    '|<path class="ink-line" stroke-width="1" d="M1 2A9 9 0 1 1 1 2"/>',
    '|<path class="ink-line" stroke-width="1" d="M1 2L3 4M5 6A9 9 0 1 1 5 6A9 8 0 1 1 5 6Z"/>',
    '|<path class="ink-line" stroke-width="1" d="M1 2A9 9 0 1 1 1 2L3 4A9 9 0 1 1 3 4"/>',
    '|<path class="ink" d="M1 2A9 9 0 1 1 1 2"/>',
)
"""More of them, in which lines count; a bar in front stands for the svg element around."""


NESTED = {
    "a comment without end that holds a reference": "\n<!-- &\n",
    "a reference behind a comment of lines": "\n<!--\n\n-->\n&amp;",
    "three refused elements in one another": (
        "<text><a>\n<b/></a></text>\n<circle class='fur' r='1'/>\n<text/>"
    ),
    "a circle in a circle": "<circle class='skin' r='1'>\n<circle class='skin' r='2'/></circle>",
    "two fills and the width of a line": "<circle class='skin ink' stroke-width='2' r='1'/>",
    "a class with a line in its middle": (
        "<circle class='skin-line-shade' stroke-width='2' r='1'/>"
    ),
    "a fill and a line of opacity 1": (
        "<circle class='ink skin-line' r='1' stroke-width='2' opacity='1'/>"
    ),
    "a radius of three numbers": "<circle class='skin' r='1 2 3'/>\n<text/>",
    "a path without a class": "<path d='M1 2'/>",
    "a rectangle of no width": "<rect class='ink' width='0' height='1'/>",
    "a circle in 16 groups": "<g>" * 16 + "<circle class='skin' r='1'/>" + "</g>" * 16,
    "16 transforms in groups that have too many": (
        f"<g transform='{'rotate(1)' * 10}'>\n" * 2 + f"<g transform='{'rotate(1)' * 16}'/></g></g>"
    ),
    "16 transforms in a group too large": (
        f"<g transform='scale(101)'>\n<g transform='{'rotate(1)' * 16}'/></g>"
    ),
    "numbers that are too many in two elements": (
        f"<polyline class='ink' points='{'0 ' * 10_000}'/>\n"
        f"<polyline class='ink' points='{'0 ' * 10_002}x'/>\n<text/>"
    ),
}
"""Contents of drawings in which one element counts for another."""

NO_UTF8 = {
    "a byte that is no UTF-8": b"\n<text/>\n<g a='\xff'/>\n<text/>",
    "a byte that is no UTF-8 in a comment": b"\n<!--\n\xc3( -->\n<text/>",
    "half of a pair": b"\n\xed\xa0\x80",
    "a letter that stands for what is no UTF-8": "\n<!--\n\ufffd -->\n<text/>".encode(),
    "letters beyond ASCII": "<!-- é帽 -->".encode(),
}
"""Contents of drawings, as bytes."""


def large() -> Iterator[tuple[str, str]]:
    """Name and content of drawings at the bounds of what one may hold, and beyond."""
    end = "\n<text/>"
    yield "a path that begins with numbers", '<path class="ink" d="1 2M3 4"/>' + end
    for count in (9_999, 10_000):
        path = f'<path class="ink" d="M0 0{"L1 1" * count}"/>'
        yield f"a path of {count} lines", path + end
        yield f"a path of {count} lines and an odd letter", path.replace('"/>', 'x"/>') + end
    for count in (19_998, 19_999, 20_000):
        path = f'<path class="ink" d="M0 0L1 1{"Z" * count}"/>'
        yield f"a path of {count} ends", path + end
    path = f'<path class="ink" d="M0 0{"L1 1" * 9_999}"/>'
    yield "a path of 20000 numbers and a circle", path + '\n<circle class="ink" r="1"/>' + end
    line = '<path class="ink-line" stroke-width="1"' + path[len('<path class="ink"') :]
    yield "a line of 20000 numbers and an odd letter", line.replace('"/>', 'x"/>') + end
    points = f'<polyline class="ink" points="{"0 " * 20_002}x"/>'
    yield "a polyline of 20002 numbers and an odd letter", points + end
    rotated = [f'<g transform="{"rotate(1)" * count}">\n' for count in (10, 17, 10)]
    yield "groups with too many transforms", "".join(rotated) + "</g>" * 3


def drawing_questions() -> Iterator[Question]:
    first = [*drawings()]
    for number, file in enumerate(first):
        yield f"{number}", "drawing", {"file": file, "colours": COLOURS}
    for number, text in enumerate(LINES):
        file = SVG.format(text[1:]) if text[0] == "|" else text
        if file not in first:
            yield f"of lines {number}", "drawing", {"file": file, "colours": COLOURS}
    names = [f"colour-{letter}" for letter in "abcdefghijklm"]
    shapes = [f'\n<circle class="{name}" r="1"/>' for name in names]
    for count in (12, 13):
        file = SVG.format("".join([*shapes[:count], "\n<text/>"]))
        yield f"of {count} colours", "drawing", {"file": file, "colours": names}
    for count in (19_998, 20_000, 20_002):
        points = "0 " * (count - 2)  # a circle has one more, and its line another
        shape = f'<polyline class="ink" points="{points}"/>\n<circle class="ink" r="1"/>\n'
        more = '<circle class="skin-line" stroke-width="1" r="1"/>\n'
        file = SVG.format(f"{shape}{more * (count < 20_000)}<text/>")
        yield f"of {count} numbers", "drawing", {"file": file, "colours": COLOURS}
    few = [*shapes[:12], shapes[12].replace("1", "0"), "\n<text/>"]
    yield (
        "of 12 colours and one that is not shown",
        "drawing",
        {"file": SVG.format("".join(few)), "colours": names},
    )
    for name, content in NO_UTF8.items():
        head, tail = SVG.encode().split(b"{}")
        given = {"base64": b64encode(head + content + tail).decode(), "colours": COLOURS}
        yield f"of {name}", "drawing of bytes", given
    for name, text in (*NESTED.items(), *large()):
        yield f"of {name}", "drawing", {"file": SVG.format(text), "colours": COLOURS}
    for number, text in enumerate(MARKUP):
        file = SVG.format(text[1:]) if text[0] == "|" else text.replace("~", WHOLE)
        yield f"of markup {number}", "drawing", {"file": file, "colours": COLOURS}
