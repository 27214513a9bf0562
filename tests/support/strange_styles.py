"""Hostile styles of faces: what `species import-dicebear` reads."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from support.strangers import Case

COMMAND = ("species", "import-dicebear", "style.json", "--out", "made")
SQUARE = {
    "type": "element",
    "name": "rect",
    "attributes": {"width": 4, "height": 4, "fill": {"type": "color", "name": "skin"}},
}


def element(name: str, /, **attributes: Any) -> dict[str, Any]:
    return {
        "type": "element",
        "name": name,
        "attributes": {key.replace("_", "-"): value for key, value in attributes.items()},
    }


def component(name: str) -> dict[str, Any]:
    return {"type": "component", "name": name}


def style(*elements: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A style of one face with a hat; `elements` stand on its canvas too."""
    return {
        "meta": {"license": {"name": "CC0 1.0"}, "creator": {"name": "Ann"}},
        "canvas": {"width": 8, "height": 8, "elements": [SQUARE, component("hat"), *elements]},
        "components": {"hat": hat({"cap": {"elements": [SQUARE]}, "top": {"elements": [SQUARE]}})},
        "colors": {"skin": {"values": ["#aabbcc", "#123456"]}},
    } | changes


def hat(variants: Any, **rest: Any) -> dict[str, Any]:
    return {"width": 4, "height": 4, "variants": variants, **rest}


def hats(variants: Any, **rest: Any) -> dict[str, Any]:
    """A style whose hat has these variants."""
    return style(components={"hat": hat(variants, **rest)})


def path(d: str, **attributes: Any) -> dict[str, Any]:
    return style(element("path", **{"d": d, "fill": "#000"} | attributes))


def group(depth: int) -> dict[str, Any]:
    inner: dict[str, Any] = SQUARE
    for _ in range(depth):
        inner = {"type": "element", "name": "g", "children": [inner]}
    return style(inner)


def tree(depth: int) -> dict[str, Any]:
    """Components of which each wears two, which wear the same two."""
    names = [[f"{side}{chr(97 + level)}" for side in ("left", "right")] for level in range(depth)]
    parts = {
        name: hat({"one": {"elements": [SQUARE, *map(component, below)]}})
        for level, below in zip(names, [*names[1:], []], strict=True)
        for name in level
    }
    return style(*map(component, names[0]), components=parts | style()["components"])


CAP = {"elements": [SQUARE]}
STYLES: dict[str, Any] = {
    # paths
    "300000 steps": path("M0 0" + "h.001" * 300_000),
    "200000 numbers": path("M0 0L" + "1 1 " * 100_000),
    "a number of 100000 digits": path(f"M0 0L{'9' * 100_000} 1"),
    "100000 commas": path("M0" + "," * 100_000 + "0L1 1"),
    "100000 signs": path("M0 0L" + "-" * 100_000),
    "100000 letters": path("M0 0" + "Z" * 100_000),
    "an exponent of 400": path("M0 0L1e400 1"),
    "an exponent that is not there": path("M0 0L1e 1"),
    "beyond the canvas": path("M0 0L99999 99999"),
    "there and back": path("M0 0" + "h9999h-9999" * 999),
    "an arc of a billion": path("M0 0A1e9 1e9 0 1 1 1 1"),
    "an arc of a billion, bent": path("M0 0A1e9 1e9 0 1 1 1 1", transform="scale(1 2)"),
    "5000 arcs, bent": path("M0 0" + "A1e5 1e5 0 1 1 8 8A1e5 1e5 0 1 1 0 0" * 2500,
                            transform="scale(1 0.5)"),
    "an arc as thin as a hair": path("M0 0A1e-9 1e9 0 1 1 8 8"),
    "an arc of nothing": path("M0 0A0 0 0 1 1 0 0"),
    "5000 pieces": path("".join(f"M{k % 8} {k // 700}h.1v.1z" for k in range(5000))),
    "one path of 10000 in 250 places": style(
        *(component("long"),) * 250,
        components=style()["components"]
        | {
            "long": hat({"one": {"elements": [
                element("path", d="M0 0" + "L1 1L2 3" * 5000, fill="#f00")
            ]}})
        },
    ),
    "pieces that cross": path("M0 0" + "".join(f"L{k * 7 % 8} {k * 5 % 8}" for k in range(2000))),
    "pieces both ways round": path("M0 0h8v8h-8zM1 1v6h6v-6z" * 200),
    "300 whole canvases": style(
        *(element("rect", width=8, height=8, fill=f"#{k:06x}") for k in range(300))
    ),
    "9999 lines": path("M0 0L8 8", stroke="#000", stroke_width=9999),
    # transforms
    "100000 transforms": path("M0 0L1 1L0 1", transform="scale(1)" * 100_000),
    "100000 brackets": path("M0 0L1 1L0 1", transform="scale(" + "(" * 100_000),
    "a scale of 1e300": path("M0 0L1 1L0 1", transform="scale(1e300)"),
    "a scale of 1e300, twice": path("M0 0L1 1L0 1", transform="scale(1e300)scale(1e300)"),
    "a scale of 0": path("M0 0L1 1L0 1", transform="scale(0)"),
    "a turn of 1e308": path("M0 0L1 1L0 1", transform="rotate(1e308)"),
    "a turn without an end": path("M0 0L1 1L0 1", transform="rotate(1e999)"),
    "a matrix of 5": path("M0 0L1 1L0 1", transform="matrix(1 2 3 4 5)"),
    "a transform that is a list": path("M0 0L1 1L0 1", transform=["scale(2)"]),
    # elements
    "groups 400 deep": group(400),
    "100000 groups": style(*({"type": "element", "name": "g"},) * 100_000),
    "20000 faults": style(*(element(f"x{k}") for k in range(20_000))),
    "elements that are text": style(canvas={"width": 8, "height": 8, "elements": "abc"}),
    "elements that are a number": style(canvas={"width": 8, "height": 8, "elements": 3}),
    "an element that is text": style("rect"),  # type: ignore[arg-type]
    "children that are text": style({"type": "element", "name": "g", "children": "abc"}),
    "attributes that are a list": style({"type": "element", "name": "g", "attributes": [1]}),
    "a script": style(element("script", d="alert(1)")),
    "an event": style(element("rect", width=1, height=1, fill="#000", onload="alert(1)")),
    "an image": style(element("image", href="http://127.0.0.1/x.png")),
    "a foreign object": style(element("foreignObject")),
    "a use": style(element("use", href="#a")),
    "a name with a line break": style(element("re\nct\x1b[2J")),
    "an attribute with a line break": style(element("rect", **{"a\n\x1b[2J": 1})),
    "a filter": style(element("g", filter="url(#a)")),
    "a fill of a web page": path("M0 0L1 1L0 1", fill="url(http://127.0.0.1/#a)"),
    "a fill with a quote": path("M0 0L1 1L0 1", fill='#000"/><script>'),
    "a fill that is a list": path("M0 0L1 1L0 1", fill=["#000"]),
    "a colour that is not there": path("M0 0L1 1L0 1", fill={"type": "color", "name": "nobody"}),
    "a colour without a name": path("M0 0L1 1L0 1", fill={"type": "color"}),
    "an opacity that is no number": path("M0 0L1 1L0 1", opacity="NaN"),
    "an opacity below 0": path("M0 0L1 1L0 1", opacity=-3),
    "an opacity of 10": path("M0 0L1 1L0 1", opacity=10),
    "a width that is endless": path("M0 0L1 1", stroke="#000", stroke_width="Infinity"),
    "a circle of 1e308": style(element("circle", r=1e308, fill="#000")),
    "a circle below 0": style(element("circle", r=-3, fill="#000")),
    "a rect with round corners of 1e308": style(
        element("rect", width=8, height=8, rx=1e308, ry=1e308, fill="#000")
    ),
    "a rect below 0": style(element("rect", width=-8, height=8, rx=2, fill="#000")),
    "a point of a list": style(element("polygon", points=[[0, 0], [1, 1]], fill="#000")),
    # the canvas
    "a canvas of 0": style(canvas={"width": 0, "height": 0, "elements": [SQUARE]}),
    "a canvas below 0": style(canvas={"width": -8, "height": -8, "elements": [SQUARE]}),
    "a canvas of 1e-320": style(canvas={"width": 1e-320, "height": 1e-320, "elements": [SQUARE]}),
    "a canvas of 1e308": style(canvas={"width": 1e308, "height": 1e308, "elements": [SQUARE]}),
    "a canvas that is no number": style(
        canvas={"width": "NaN", "height": 8, "elements": [SQUARE]}
    ),
    # components
    "a component that wears itself": hats({"cap": {"elements": [SQUARE, component("hat")]}}),
    "a component that is not there": style(component("nobody")),
    "components that wear 2 of 2": tree(16),
    "300 of one component": style(*(component("hat"), SQUARE) * 300),
    "17 components": style(
        *(component(f"part{chr(97 + k)}") for k in range(17)),
        components={f"part{chr(97 + k)}": hat({"a": CAP}) for k in range(17)}
        | style()["components"],
    ),
    "no variants": hats({}),
    "variants that are a list": hats([CAP]),
    "257 variants": hats({f"cap{k}": CAP for k in range(257)}),
    "20000 variants": hats({f"cap{k}": CAP for k in range(20_000)}),
    "variants of one key": hats({"cap": CAP, "Cap": CAP}),
    "a variant called none": hats({"none": CAP, "cap": CAP}, probability=50),
    "a variant above": hats({"../../cap": CAP, "cap": CAP}),
    "a variant without letters": hats({"///": CAP}),
    "a variant in another script": hats({"帽子": CAP}),
    "a variant with a line break": hats({"ca\np\x1b[2J": CAP}),
    "a variant of 100000 letters": hats({"c" * 100_000: CAP}),
    "a component of 100000 letters": style(
        component("c" * 100_000), components={"c" * 100_000: hat({"a": CAP})}
        | style()["components"],
    ),
    "a component called background": style(
        component("background"), components={"background": hat({"a": CAP})}
        | style()["components"],
    ),
    "a component called base": style(
        component("base"), components={"base": hat({"a": CAP})} | style()["components"],
    ),
    "a component like a colour": style(
        component("skinColour"), components={"skinColour": hat({"a": CAP})}
        | style()["components"],
    ),
    "a weight of 0": hats({"cap": CAP | {"weight": 0}}),
    "a weight below 0": hats({"cap": CAP | {"weight": -3}, "top": CAP}),
    "a weight of 5000 digits": hats({"cap": CAP | {"weight": "9" * 5000}}),
    "a weight of 1e400": hats({"cap": CAP | {"weight": "1e400"}, "top": CAP}),
    "a weight of 1e9999999": hats({"cap": CAP | {"weight": "1e9999999"}, "top": CAP}),
    "a weight that is a list": hats({"cap": CAP | {"weight": [1]}}),
    "a weight by nothing": hats({"cap": CAP | {"weight": "1/0"}}),
    "a chance of 1e-99999999": hats({"cap": CAP, "top": CAP}, probability="1e-99999999"),
    "a chance of 0": hats({"cap": CAP, "top": CAP}, probability=0),
    "a chance below 0": hats({"cap": CAP, "top": CAP}, probability=-5),
    "a chance of 500": hats({"cap": CAP, "top": CAP}, probability=500),
    "a chance that is no number": hats({"cap": CAP}, probability="NaN"),
    # colours and words
    "no values": style(colors={"skin": {"values": []}}),
    "values that are text": style(colors={"skin": {"values": "#aabbcc"}}),
    "20000 values": style(colors={"skin": {"values": [f"#{k:06x}" for k in range(20_000)]}}),
    "200 colours": style(
        *(element("rect", width=1, height=1, fill=f"#{k:06x}") for k in range(200))
    ),
    "a colour in another script": style(colors={"肌": {"values": ["#000"]}}),
    "a value with a quote": style(colors={"skin": {"values": ['#000"']}}),
    "a creator of 100000 letters": style(
        meta={"license": {"name": "MIT"}, "creator": {"name": "c" * 100_000}}
    ),
    "a creator with a line break": style(
        meta={"license": {"name": "MIT"}, "creator": {"name": 'a\n"""\x1b[2J'}}
    ),
    "a creator of half a letter": style(
        meta={"license": {"name": "MIT"}, "creator": {"name": "\ud800"}}
    ),
    "a source that is a script": style(
        meta={"license": {"name": "MIT"}, "source": {"url": "javascript:alert(1)"}}
    ),
    "a licence of 100000 letters": style(meta={"license": {"name": "c" * 100_000}}),
    "a licence with a line break": style(meta={"license": {"name": "a\n\x1b[2J"}}),
    "a licence that is a list": style(meta={"license": ["MIT"]}),
}  # fmt: skip


def cases() -> Iterator[Case]:
    """All cases of this kind."""
    for name, content in STYLES.items():

        def write(folder: Path, content: Any = content) -> None:
            (folder / "style.json").write_text(json.dumps(content), encoding="utf-8")

        yield Case(f"style: {name}", COMMAND, write)
