"""Paths of any SVG become those of the drawing language, and fill the same."""

import io

import numpy as np
import pytest
import resvg
from numpy.typing import NDArray
from PIL import Image

from avatarchain.species.spelling import Fault
from avatarchain.workshop import svg_paths
from avatarchain.workshop.style_work import StopReading, Work
from avatarchain.workshop.svg_paths import IDENTITY, even_pieces, read_matrix, read_path, spell_path

OPTIONS = resvg.usvg.Options.default()
FRAME = '<svg xmlns="http://www.w3.org/2000/svg" width="512" height="512">{}</svg>'


def covered(shapes: str) -> NDArray[np.int64]:
    """How opaque a renderer makes each of 512 × 512 pixels, 0 … 255."""
    tree = resvg.usvg.Tree.from_str(FRAME.format(shapes), OPTIONS)
    with Image.open(io.BytesIO(bytes(resvg.render(tree, (1, 0, 0, 0, 1, 0))))) as image:
        return np.asarray(image.convert("RGBA"))[..., 3].astype(int)


@pytest.mark.parametrize(
    ("written", "absolute"),
    [
        ("m10 20 5 5h3v-1z", "M10 20L15 25L18 25L18 24Z"),
        ("M1e1,2.5.5.5L-1-1", "M10 2.5L0.5 0.5L-1 -1"),
        ("M0 0c1 2 3 4 5 6s3 4 5 6", "M0 0C1 2 3 4 5 6C7 8 8 10 10 12"),
        ("M0 0q1 2 3 4t3 4", "M0 0Q1 2 3 4Q5 6 6 8"),
        ("M0 0a5 6 30 0110-20", "M0 0A5 6 30 0 1 10 -20"),
        ("M0 0a0 6 30 0 1 10 20", "M0 0L10 20"),
        ("M1 1h2zm4 4h1", "M1 1L3 1ZM5 5L6 5"),
        ("M1 1h2zh4", "M1 1L3 1ZL5 1"),
        ("", ""),
    ],
)
def test_a_path_becomes_absolute(written: str, absolute: str) -> None:
    assert spell_path(read_path(written, IDENTITY)) == absolute


@pytest.mark.parametrize("written", ["M1", "M1 2L3", "5 6", "M0 0a1 1 0 2 1 3 3", "M0 0;", "Mz"])
def test_what_is_no_path_is_refused(written: str) -> None:
    with pytest.raises(Fault):
        read_path(written, IDENTITY)


@pytest.mark.parametrize(
    "transform",
    [
        "translate(20)",
        "rotate(30 250 250)",
        "matrix(-1 0 0 1 500 0)",
        "translate(40 10)scale(.5 .8)",
        "matrix(.8 .3 -.2 .9 50 -30)",
        "rotate(200,256,256) scale(1,-1) translate(0,-512)",
    ],
)
def test_a_transform_moves_what_is_drawn_as_renderers_do(transform: str) -> None:
    path = "M150 100a90 60 30 01180 40c20 40 60 60 0 120s-90-20-120 40T90 300a2000 2000 0 010-180z"
    moved = spell_path(read_path(path, read_matrix(transform)))
    ours = covered(f'<path d="{moved}"/>')
    theirs = covered(f'<g transform="{transform}"><path d="{path}"/></g>')
    assert np.abs(ours - theirs).mean() < 0.3
    assert ours.any()


@pytest.mark.parametrize(
    "path",
    [
        "M100 100H400V400H100Z",
        "M100 100H400V400H100ZM200 200V300H300V200Z",  # a hole
        "M100 100H400V400H100ZM200 200H300V300H200Z",  # no hole
        "M100 100H300V300H100ZM200 200H400V400H200Z",
        "M100 100H300V300H100ZM200 200H400V400H200ZM150 150V180H180V150Z",
        "M100 100H400V400H100V200H200V210H90V100Z",  # crosses itself a little
        "M300 300V100H100V300ZM400 400V200H200V400Z",
    ],
)
def test_what_nonzero_fills_evenodd_fills_in_pieces(path: str) -> None:
    pieces = even_pieces(read_path(path, IDENTITY), Work())
    shapes = "".join(f'<path fill-rule="evenodd" d="{spell_path(piece)}"/>' for piece in pieces)
    apart = np.abs(covered(shapes) - covered(f'<path d="{path}"/>')) > 48
    assert apart.sum() <= svg_paths._APART


def test_a_path_that_no_pieces_fill_alike_is_refused() -> None:
    star = "M256 20L400 480L20 190H490L110 480Z"
    ring = "M256 60A196 196 0 1 1 255 60ZL255 60A196 196 0 1 0 256 60Z"
    assert even_pieces(read_path(star, IDENTITY), Work())  # its middle gets a patch
    with pytest.raises(Fault, match="nonzero"):
        even_pieces(read_path(ring + "M100 100H300V200H150V150H350V90Z" + star, IDENTITY), Work())


def test_what_fills_cost_is_taken_off_and_refused_when_nothing_is_left() -> None:
    square = read_path("M0 0H400V400H0Z", IDENTITY)
    work = Work()
    even_pieces(square, work)
    spent = Work().left - work.left
    assert spent > 2_400
    assert even_pieces(square, Work(spent))
    with pytest.raises(StopReading, match="it takes too long to read"):
        even_pieces(square, Work(spent - 1))
