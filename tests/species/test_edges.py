"""Where a drawing is full of edges, pictures and drawings would differ: it is refused."""

from itertools import pairwise
from pathlib import Path

import pytest

from avatarchain import portrait
from avatarchain.errors import FaultyPack
from avatarchain.species.drawing import Fault, read_drawing, shapes
from avatarchain.species.edges import edges, too_many
from avatarchain.species.pack import read_pack
from support.packs import SVG, write_pack

PLACES = (0.06, 0.19, 0.31, 0.44, 0.56, 0.69, 0.81, 0.94)  # in each row of subpixels
ROWS = [y + place for y in range(200, 240) for place in PLACES]
TRIANGLES = "".join(f"M150 {y:g}H360L150 {y:g}Z" for y in ROWS)
SLIVERS = "".join(f"M150 {y:g}H360V{y + 0.01:g}H150Z" for y in ROWS)
STRIPES = "".join(f"M150 {y:g}H360V{end:g}H150Z" for y, end in pairwise(ROWS))
SPIKES = "M150 200" + "".join(f"L360 {y:g}L150 {y:g}" for y in ROWS) + "Z"
LINES = "".join(f"M150 {y:g}H360" for y in ROWS)
DOTS = "".join(f"M{x} {y}H{x}" for x in range(200, 232) for y in range(200, 232))
SLANTS = "".join(f"M150 {y:g}L360 {y + 40:g}L150 {y:g}Z" for y in ROWS)
FILLS = {
    "triangles without area": TRIANGLES,
    "slivers": SLIVERS,
    "stripes that touch": STRIPES,
    "spikes of one ring": SPIKES,
    "slanted": SLANTS,
}
STROKES = {"thin lines": LINES, "dots": DOTS, "one line to and fro": SPIKES}
PLANTED = {
    **{name: f'<path class="ink" d="{d}"/>' for name, d in FILLS.items()},
    **{
        name: f'<path class="ink-line" stroke-width="0.01" d="{d}"/>' for name, d in STROKES.items()
    },
    "many rects": "".join(
        f'<rect class="ink" x="150" y="{y:g}" width="210" height="0.01"/>' for y in ROWS[::4]
    ),
    "scaled down": f'<g transform="scale(0.5)"><path class="ink" d="{TRIANGLES}"/></g>',
}


@pytest.mark.parametrize("inner", PLANTED.values(), ids=PLANTED)
def test_shapes_without_area_that_fill_a_place_are_refused_with_their_line(inner: str) -> None:
    file = f'<svg viewBox="0 0 512 512">\n<circle class="ink" r="9"/>\n{inner}</svg>'
    with pytest.raises(Fault, match=r"has too many edges: .* units of outline") as refused:
        read_drawing(file.encode(), {"ink"})
    assert refused.value.line == 3


def test_a_pack_with_such_a_drawing_cannot_be_used(folder: Path) -> None:
    write_pack(folder)
    (folder / "face" / "face-2.svg").write_text(SVG.format(PLANTED["stripes that touch"]))
    with pytest.raises(FaultyPack, match=r"face/face-2.svg:1.*: has too many edges: "):
        read_pack(folder)


def _hatched(first: float) -> str:
    rows = "".join(f"M150 {first + 2.5 * k:g}H360v1H150Z".replace("v1", f"V{first + 2.5 * k + 1:g}")
                   for k in range(40))  # fmt: skip
    return f'<path class="ink" d="{rows}"/>'


def test_layers_that_have_too_many_edges_together_are_refused(folder: Path) -> None:
    write_pack(folder)
    colours = {"ink"}
    layered = "".join(_hatched(200 + 0.7 * k) for k in range(3))
    for part in (_hatched(200), _hatched(200.7)):
        assert read_drawing(SVG.format(part).encode(), colours).edges
    whole = SVG.format(layered).encode()
    with pytest.raises(Fault, match="too many edges"):
        read_drawing(whole, colours, one_layer=False)
    # Two layers of a pack are allowed, and three are not.
    rules = folder / "species.toml"
    rules.write_text(rules.read_text().replace('["body", "face"]', '["body", "face", "face.top"]'))
    for layer, first in (("body/body-3", 200), ("face/face-3", 200.7)):
        (folder / f"{layer}.svg").write_text(SVG.format(_hatched(first)))
    read_pack(folder)
    (folder / "face" / "face-5.top.svg").write_text(SVG.format(_hatched(201.4)))
    with pytest.raises(FaultyPack, match=r"all layers together have too many edges: .*of 32 at"):
        read_pack(folder)


def test_a_picture_of_a_contract_with_too_many_edges_is_not_painted() -> None:
    inner = PLANTED["triangles without area"].replace('class="ink"', 'fill="#000000"')
    with pytest.raises(Fault, match="has too many edges"):
        portrait.painted(portrait.HEAD + inner + portrait.TAIL, 64)
    with pytest.raises(Fault, match="has too many edges"):
        portrait.check_answer(portrait.HEAD + inner + portrait.TAIL)


def _total(inner: str) -> int:
    """The units of outline of a drawing, in the small squares."""
    return sum(edges(shapes(inner, {"ink"}))[: 32 * 32])


@pytest.mark.parametrize(
    ("inner", "length"),
    [
        ('<rect class="ink" x="3" y="4" width="5" height="7"/>', 24),
        ('<rect class="ink" x="100" y="50" width="300" height="200"/>', 1000),
        ('<rect class="ink" x="-50" y="-50" width="612" height="612"/>', 0),
        ('<rect class="ink" x="-50" y="10" width="612" height="20"/>', 1024),
        ('<line class="ink-line" stroke-width="2" x1="20" y1="30" x2="120" y2="30"/>', 208),
        ('<path class="ink-line" stroke-width="20" d="M50 50H50"/>', 62.8),
        ('<circle class="ink" cx="200" cy="200" r="100"/>', 628.3),
    ],
)
def test_the_outlines_that_are_counted_are_those_on_the_canvas(inner: str, length: float) -> None:
    # Each ring counts 2 more, and in each square it is rounded up.
    assert length <= _total(inner) <= 1.02 * length + 4 + 80


def test_a_place_beside_the_limit_is_told_and_one_within_it_is_not() -> None:
    few = edges(shapes(_hatched(200), {"ink"}))
    assert too_many(few, one_layer=True) is None
    thrice = tuple(3 * length for length in few)
    assert too_many(thrice, one_layer=False) is not None
