"""The drawing language lets in its subset, spells it one way, and nothing else."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avatarchain.species import drawing
from avatarchain.species.drawing import Fault, FaultyDrawing, read_drawing
from support.packs import SHAPES, SVG

COLOURS = {"skin", "skin-shade", "ink"}


CIRCLE = '<circle class="skin" r="9"/>'


def spelled(body: str) -> str:
    """The canonical text of elements inside a proper svg."""
    return read_drawing(SVG.format(body).encode(), COLOURS).text


def fault(body: str, document: str = SVG) -> Fault:
    with pytest.raises(Fault) as caught:
        read_drawing(document.format(body).encode(), COLOURS)
    return caught.value


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("", ""),
        ("<!-- a remark -->\n  ", ""),
        (
            "<circle r='9.00' cy=' 3 ' class=' skin ' cx='-0'/>",
            '<circle class="skin" cx="0" cy="3" r="9"/>',
        ),
        ('<circle class="skin" r="9"></circle>', CIRCLE),
        ('<ellipse rx="+07" ry=".5" class="ink"/>', '<ellipse class="ink" rx="7" ry="0.5"/>'),
        (
            '<rect class="ink" width="4" height="5" ry="2"/>',
            '<rect class="ink" width="4" height="5" rx="2" ry="2"/>',
        ),
        (
            '<line y2="4" x2="3" y1="2" x1="1" stroke-width="8" class="ink-line skin"/>',
            '<line class="skin ink-line" stroke-width="8" x1="1" y1="2" x2="3" y2="4"/>',
        ),
        (
            '<polygon class="skin-shade" points="1,2, 3,4\n 5 6"/>',
            '<polygon class="skin-shade" points="1 2 3 4 5 6"/>',
        ),
        (
            '<polyline class="skin-shade-line" stroke-width="1.50" points="1-2.5.5 4"/>',
            '<polyline class="skin-shade-line" stroke-width="1.5" points="1 -2.5 0.5 4"/>',
        ),
        (
            '<polyline class="skin-shade-line" stroke-width="1.50" points="1-2 .5 4"/>',
            '<polyline class="skin-shade-line" stroke-width="1.5" points="1 -2 0.5 4"/>',
        ),
        ('<path class="ink" d=" M 1,2 3 4 l"/>', None),
        ('<path class="ink" d=" M 1,2 3 4H5V-6 7Z"/>', '<path class="ink" d="M1 2L3 4H5V-6V7Z"/>'),
        (
            '<path class="ink" d="M0 0C1 2 3 4 5 6 7 8 9 10 11 12S1 2 3 4Q1 2 3 4T5 6"/>',
            '<path class="ink" d="M0 0C1 2 3 4 5 6C7 8 9 10 11 12S1 2 3 4Q1 2 3 4T5 6"/>',
        ),
        (
            '<path class="ink" d="M0 0A5 6 30 0110-20"/>',
            '<path class="ink" d="M0 0A5 6 30 0 1 10 -20"/>',
        ),
        (
            '<g><g transform="translate(1),scale( -1 1 )rotate(45 256,256)">' + CIRCLE + "</g></g>",
            '<g><g transform="translate(1) scale(-1 1) rotate(45 256 256)">' + CIRCLE + "</g></g>",
        ),
    ],
)
def test_what_the_subset_holds_is_spelled_one_way(written: str, canonical: str | None) -> None:
    if canonical is None:
        fault(written)
    else:
        assert spelled(written) == canonical
        assert spelled(canonical) == canonical


@pytest.mark.parametrize("shape", SHAPES)
def test_canonical_text_reads_back_to_itself(shape: str) -> None:
    first = read_drawing(SVG.format(shape.format(r=170.25, w=7)).encode(), COLOURS)
    assert read_drawing(SVG.format(first.text).encode(), COLOURS) == first


hundredths = st.integers(-102_400, 153_600).map(lambda number: number / 100)


@given(st.lists(hundredths, min_size=6, max_size=6), st.integers(0, 3))
def test_any_number_of_two_decimals_survives_its_spelling(numbers: list[float], zeros: int) -> None:
    arguments = " ".join(f"{number:+.2f}" + "0" * zeros for number in numbers)
    text = spelled(f'<path class="ink" d="M0 0C{arguments}"/>')
    shape = read_drawing(SVG.format(text).encode(), COLOURS).shapes[0]
    assert shape.path[1] == ("C", tuple(numbers))
    assert spelled(text) == text
    assert "-0 " not in text.replace('"', " ")


letters = st.sampled_from("MLHVCSQTAZmlz0123456789.,-+ e%()")


@given(st.text(letters, max_size=40))
def test_any_path_is_refused_or_spelled_one_way(d: str) -> None:
    try:
        text = spelled(f'<path class="ink" d="M0 0{d}"/>')
    except Fault:
        return
    assert spelled(text) == text


@given(st.binary(max_size=80))
def test_any_bytes_are_refused_or_read(data: bytes) -> None:
    for file in (data, SVG.encode().replace(b"{}", data)):
        try:
            read_drawing(file, COLOURS)
        except Fault:
            continue


def test_shapes_carry_the_transforms_around_them_outermost_first() -> None:
    (shape,) = read_drawing(
        SVG.format(
            '<g transform="translate(1 2) rotate(3)"><g><g transform="scale(2)">'
            f"{CIRCLE}</g></g></g><g transform='scale(3)'/>"
        ).encode(),
        COLOURS,
    ).shapes
    assert shape.transforms == (("translate", (1, 2)), ("rotate", (3,)), ("scale", (2,)))
    assert (shape.fill, shape.stroke, shape.width) == ("skin", None, 0)


@pytest.mark.parametrize(
    ("element", "reason"),
    [
        ("<script>alert(1)</script>", "element <script>"),
        ('<script href="https://example.org/x.js"/>', "element <script>"),
        ("<style>.skin{fill:red}</style>", "element <style>"),
        ('<text x="1" y="1">hello</text>', "element <text>"),
        ('<image href="data:image/png;base64,AAAA"/>', "element <image>"),
        ('<use href="#a"/>', "element <use>"),
        ("<foreignObject/>", "element <foreignObject>"),
        ('<a href="https://example.org">' + CIRCLE + "</a>", "element <a>"),
        ('<linearGradient id="a"/>', "element <linearGradient>"),
        ("<filter/>", "element <filter>"),
        ("<animate/>", "element <animate>"),
        ("<metadata/>", "element <metadata>"),
        ("<svg/>", "element <svg>"),
        ('<svg:circle xmlns:svg="http://www.w3.org/2000/svg" class="skin" r="9"/>', "<svg:circle>"),
        ('<circle class="skin" r="9" style="fill:red"/>', "attribute 'style'"),
        ('<circle class="skin" r="9" fill="red"/>', "attribute 'fill'"),
        ('<circle class="skin" r="9" onclick="alert(1)"/>', "attribute 'onclick'"),
        ('<circle class="skin" r="9" id="a"/>', "attribute 'id'"),
        ('<circle class="skin ink-line" stroke-width="2" r="9" opacity=".5"/>', "not with both"),
        ('<circle class="skin" r="9" opacity="0"/>', "opacity must be 0.01 to 1, got 0"),
        ('<circle class="skin" r="9" opacity="1.01"/>', "opacity must be 0.01 to 1, got 1.01"),
        ('<circle class="skin" r="9" opacity="-0.5"/>', "opacity must be 0.01 to 1"),
        ('<circle class="skin" r="9" opacity="0.125"/>', "more than two decimals"),
        ('<circle class="skin" r="9" opacity="50%"/>', "opacity: expected a number"),
        ('<g opacity="0.5"/>', "attribute 'opacity' of <g>"),
        ('<circle class="skin" r="9" transform="scale(2)"/>', "attribute 'transform'"),
        ('<circle class="skin" r="9" xmlns="http://www.w3.org/2000/svg"/>', "attribute 'xmlns'"),
        ('<g class="skin"/>', "attribute 'class'"),
        ('<g onload="alert(1)"/>', "attribute 'onload'"),
        ("hello", "text 'hello'"),
        ("<![CDATA[hello]]>", "a CDATA section"),
        ("<![CDATA[ ]]>", "a CDATA section"),
        ("&#32;", "character references"),
        ('<circle class="skin" r="&#53;"/>', "character references"),
        ('<circle class="skin" r="&#x35;"/>', "character references"),
        ("&amp;", "character references"),
        ('<circle class="skin" r="9">hello</circle>', "text 'hello'"),
        (f'<circle class="skin" r="9">{CIRCLE}</circle>', "<circle> stands inside <circle>"),
        ("<?php echo 1?>", "processing instructions"),
        ("&name;", "character references and entities"),
        ('<circle class="skin" class="skin" r="9"/>', "duplicate attribute"),
        ("<g>", "mismatched tag"),
        ('<circle r="9"/>', "without a class"),
        ('<circle class="" r="9"/>', "without a class"),
        ('<circle class="fur" r="9"/>', "unknown class 'fur'"),
        ('<circle class="skin-shade-line-line" stroke-width="1" r="9"/>', "unknown class"),
        ('<circle class="skin ink" r="9"/>', "two fills"),
        ('<circle class="skin skin" r="9"/>', "two fills"),
        ('<circle class="skin-line ink-line" stroke-width="2" r="9"/>', "two fills or two lines"),
        ('<circle class="ink-line" r="9"/>', "go together"),
        ('<circle class="ink" stroke-width="2" r="9"/>', "go together"),
        ('<circle class="ink-line" stroke-width="0" r="9"/>', "stroke-width must be above 0"),
        ('<circle class="ink-line" stroke-width="2px" r="9"/>', "stroke-width: expected a number"),
        ('<circle class="ink-line" stroke-width="2 3" r="9"/>', "stroke-width takes one number"),
        ('<circle class="skin"/>', "<circle> lacks 'r'"),
        ('<ellipse class="skin" rx="4"/>', "<ellipse> lacks 'ry'"),
        ('<rect class="skin" width="4"/>', "<rect> lacks 'height'"),
        ('<line class="skin" x1="1" y1="2" x2="3"/>', "<line> lacks 'y2'"),
        ('<path class="skin"/>', "<path> lacks 'd'"),
        ('<polygon class="skin"/>', "<polygon> lacks 'points'"),
        ('<polygon class="skin" points="1 2"/>', "two or more pairs of numbers, got 2"),
        ('<polygon class="skin" points="1 2 3 4 5"/>', "two or more pairs of numbers, got 5"),
        ('<circle class="skin" r="0"/>', "r must be above 0"),
        ('<circle class="skin" r="-4"/>', "r must be above 0"),
        ('<circle class="skin" r=""/>', "r takes one number"),
        ('<circle class="skin" r="ten"/>', "r: expected a number at 'ten'"),
        ('<circle class="skin" r="50%"/>', "expected a number"),
        ('<circle class="skin" r="1e2"/>', "expected a number at '1e2'"),
        ('<circle class="skin" r="0x10"/>', "expected a number"),
        ('<circle class="skin" r="٣"/>', "expected a number"),
        ('<circle class="skin" r="nan"/>', "expected a number at 'nan'"),
        ('<circle class="skin" r="1.2.3"/>', "r takes one number, got '1.2.3'"),
        ('<circle class="skin" r="1."/>', "r: expected a number at '1.'"),
        ('<circle class="skin" r="1..5"/>', "r: expected a number at '1..5'"),
        ('<circle class="skin" r="1.50000000000000000001"/>', "at most 20 characters, got 22"),
        ('<circle class="skin" r="1.500000000000000001"/>', "more than two decimals"),
        ('<circle class="skin" r="1.005"/>', "more than two decimals"),
        ('<circle class="skin" r="1536.01"/>', "outside -1024 … 1536"),
        ('<circle class="skin" cx="-1025" r="1"/>', "outside -1024 … 1536"),
        (f'<circle class="skin" r="{"9" * 400}"/>', "at most 20 characters, got 400"),
        ('<path class="ink" d=""/>', "a path begins with M"),
        ('<path class="ink" d="L1 2"/>', "a path begins with M"),
        ('<path class="ink" d="1 2"/>', "begins with 1, not with M"),
        ('<path class="ink" d="M1 2l3 4"/>', "l is not one of the absolute commands"),
        ('<path class="ink" d="m1 2"/>', "m is not one of the absolute commands"),
        ('<path class="ink" d="M1 2B3"/>', "B is not one of the absolute commands"),
        ('<path class="ink" d="M1"/>', "M takes 2 numbers at a time, got 1"),
        ('<path class="ink" d="M1 2C1 2 3 4 5"/>', "C takes 6 numbers at a time, got 5"),
        ('<path class="ink" d="M1 2L"/>', "L takes 2 numbers at a time, got 0"),
        ('<path class="ink" d="M1 2Z3"/>', "Z takes 0 numbers at a time, got 1"),
        ('<path class="ink" d="M1 2A3 4 5 2 0 6 7"/>', "an arc's flag, 0 or 1,"),
        ('<path class="ink" d="M1 2A3 4 5Z"/>', "an arc's flag, 0 or 1,"),
        ('<path class="ink" d="M1 2A0 4 5 0 0 6 7"/>', "the radii of an arc must be above 0"),
        ('<path class="ink" d="M1 2A3 0 5 0 0 6 7"/>', "the radii of an arc must be above 0"),
        ('<path class="ink" d="M1 2A3 -4 5 0 0 6 7"/>', "the radii of an arc must be above 0"),
        ('<path class="ink" d="M1 2;L3 4"/>', "expected a command or a number at ';L3 4'"),
        ('<g transform="skewX(3)"/>', "not translate, scale or rotate"),
        ('<g transform="matrix(1 0 0 1 0 0)"/>', "not translate, scale or rotate"),
        ('<g transform="rotate(3"/>', "not translate, scale or rotate"),
        ('<g transform="rotate 3"/>', "not translate, scale or rotate"),
        ('<g transform="rotate(1 2)"/>', "rotate does not take 2 numbers"),
        ('<g transform="translate()"/>', "translate does not take 0 numbers"),
        ('<g transform="scale(1 2)"/>', "as large across as down"),
        ('<g transform="scale(0)"/>', "not 0"),
    ],
)
def test_all_else_is_refused_with_reason_and_line(element: str, reason: str) -> None:
    refusal = fault(f"\n{CIRCLE}\n{element}\n{CIRCLE}")
    assert reason in refusal.reason
    assert refusal.line == (4 if reason == "mismatched tag" else 3) or reason.startswith("text")


def test_text_is_refused_at_or_just_behind_its_line() -> None:
    refusal = fault(f"\n{CIRCLE}\nhello {CIRCLE}")
    assert refusal.line == 3


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        ("", "no element found"),
        ("not xml", "syntax error"),
        ("<svg></svg>", 'must be <svg viewBox="0 0 512 512">'),
        ('<svg viewBox="0 0 64 64"/>', 'must be <svg viewBox="0 0 512 512">'),
        ('<g viewBox="0 0 512 512"/>', 'must be <svg viewBox="0 0 512 512">'),
        ('<svg viewBox="0 0 512 512" onload="alert(1)"/>', "attribute 'onload'"),
        ('<svg viewBox="0 0 512 512" style="fill:red"/>', "attribute 'style'"),
        ('<svg viewBox="0 0 512 512"/><svg viewBox="0 0 512 512"/>', "junk after document"),
        ('<svg xmlns="http://example.org" viewBox="0 0 512 512"/>', "xmlns must be http://www.w3"),
        ('<?xml version="1.1"?><svg viewBox="0 0 512 512"/>', "version 1.0 and the encoding UTF-8"),
        (
            '<?xml version="1.0" encoding="latin1"?><svg viewBox="0 0 512 512"/>',
            "version 1.0 and the encoding UTF-8",
        ),
        ('<!DOCTYPE svg><svg viewBox="0 0 512 512"/>', "document types"),
        ('<!DOCTYPE svg [<!ENTITY a "b">]><svg viewBox="0 0 512 512">&a;</svg>', "document types"),
        ('<!DOCTYPE svg SYSTEM "file:///dev/null"><svg viewBox="0 0 512 512"/>', "document types"),
        ('<?xml-stylesheet href="a.css"?><svg viewBox="0 0 512 512"/>', "processing instructions"),
    ],
)
def test_the_frame_of_a_file_is_held_to_its_form(document: str, reason: str) -> None:
    with pytest.raises(Fault) as caught:
        read_drawing(document.encode(), COLOURS)
    assert reason in caught.value.reason
    assert caught.value.line == 1


def test_a_byte_order_mark_and_an_xml_declaration_do_no_harm() -> None:
    text = '\ufeff<?xml version="1.0" encoding="utf-8"?>' + SVG.format(CIRCLE)
    assert read_drawing(text.encode(), COLOURS).text == CIRCLE


@pytest.mark.parametrize("data", [b"\x00", b"\xff\xfe<", b"<svg>\xe9</svg>"])
def test_bytes_that_are_no_text_are_refused(data: bytes) -> None:
    with pytest.raises(Fault):
        read_drawing(data, COLOURS)


def test_a_huge_file_is_refused_before_it_is_parsed() -> None:
    at_most = SVG.format("").encode().ljust(drawing.MAX_BYTES)
    assert read_drawing(at_most, COLOURS).text == ""
    with pytest.raises(Fault, match="at most 1,000,000 bytes"):
        read_drawing(at_most + b" ", COLOURS)


def test_a_drawing_holds_twenty_thousand_numbers_and_not_one_more() -> None:
    points = " ".join(["1"] * (drawing.MAX_NUMBERS - 2))  # one is the line's width, one a radius
    path = f'<polyline class="ink-line" stroke-width="1" points="{points}"/>'
    spelled(path + CIRCLE)
    refusal = fault(path + CIRCLE + "\n" + CIRCLE)
    assert "at most 20,000 numbers" in refusal.reason
    assert refusal.line == 2


def test_groups_nest_sixteen_deep_and_no_deeper() -> None:
    assert spelled("<g>" * 16 + CIRCLE + "</g>" * 16)
    assert "at most 16 deep" in fault("<g>" * 17 + "</g>" * 17).reason
    spelled(f'<g transform="{"rotate(5)" * 16}">{CIRCLE}</g>')
    assert "at most 16 deep" in fault(f'<g transform="{"rotate(5)" * 17}"/>').reason


ARC = "A50 50 0 1 1 5 5"  # it ends where it begins


@pytest.mark.parametrize(
    "d",
    [
        "M5 5",
        "M5 5Z",
        "M5 5M9 9H3",
        "M1 2H3M5 5",
        "M1 2H3ZM5 5Z",
        f"M5 5{ARC}",
        f"M5 5{ARC}{ARC}Z",
        f"M1 2H3M5 5{ARC}M7 7H8",
    ],
)
def test_a_line_through_a_single_point_is_refused_since_renderers_disagree(d: str) -> None:
    reason = fault(f'<path class="ink-line" stroke-width="9" d="{d}"/>').reason
    assert reason == "d: a subpath with a line needs more than its M, and Z"
    assert spelled(f'<path class="ink" d="{d}"/>')
    for other in ("M5 5H5", f"M5 5{ARC}H7", f"M5 5A50 50 0 1 1 5 6{ARC}"):
        dot = f'<path class="ink-line" stroke-width="9" d="{other}"/>'
        assert spelled(dot) == dot


@pytest.mark.parametrize("factor", ["0.1", "10"])
def test_scales_are_bounded_over_all_groups_around_a_shape(factor: str) -> None:
    group = f'<g transform="scale(-{factor})">'
    spelled(group * 2 + CIRCLE + "</g></g>")
    assert "in all" in fault(group * 3 + CIRCLE + "</g></g></g>").reason


def test_all_faults_of_a_drawing_are_told_each_with_its_line() -> None:
    body = """
<circle class="fur" r="0" style="a" cx="1e3"/>
<text>hello <tspan>you</tspan></text>
<g transform="skewX(1)"><path class="skin" d="L1 2"/>
<circle class="skin"/></g>"""
    with pytest.raises(FaultyDrawing) as caught:
        read_drawing(SVG.format(body).encode(), COLOURS)
    assert [(fault.line, fault.reason) for fault in caught.value.faults] == [
        (2, "unknown class 'fur'"),
        (2, "cx: expected a number at '1e3'"),
        (2, "r must be above 0, got 0"),
        (2, "attribute 'style' of <circle> is outside the subset"),
        (3, "element <text> is outside the subset"),
        (4, "transform: 'skewX(1)' is not translate, scale or rotate"),
        (4, "d: a path begins with M"),
        (5, "<circle> lacks 'r'"),
    ]


def test_a_drawing_tells_a_hundred_faults_and_counts_the_rest() -> None:
    with pytest.raises(FaultyDrawing) as caught:
        read_drawing(SVG.format("<text/>\n" * 1_234).encode(), COLOURS)
    assert len(caught.value.faults) == drawing.MAX_FAULTS + 1
    assert caught.value.faults[-2].line == 100
    assert caught.value.faults[-1].reason == "and 1,134 more faults in this drawing"


def test_nothing_is_read_behind_a_document_type() -> None:
    bomb = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    text = f'<!DOCTYPE svg [<!ENTITY a0 "ha">{bomb}]>{SVG.format("&a11;")}'
    with pytest.raises(FaultyDrawing) as caught:
        read_drawing(text.encode(), COLOURS)
    assert caught.value.faults[0].reason.startswith("document types")


@pytest.mark.parametrize(
    "long",
    [
        '<circle class="skin" r="{}"/>'.replace("{}", "9" * 900_000),
        '<circle class="skin" r="{}e"/>'.replace("{}", "9" * 900_000),
        '<circle class="skin" r="1{}x"/>'.replace("{}", " " * 900_000),
        '<path class="ink" d="M{}"/>'.replace("{}", "1 " * 450_000),
        '<path class="ink" d="M1 2{}"/>'.replace("{}", "Z" * 900_000),
        '<path class="ink" d="{}"/>'.replace("{}", "," * 900_000),
        '<polygon class="ink" points="{}"/>'.replace("{}", ".1" * 450_000),
        '<g transform="{}"/>'.replace("{}", "rotate(1)" * 100_000),
        '<g transform="{}"/>'.replace("{}", "a" * 900_000),
        '<g transform="rotate{}"/>'.replace("{}", " " * 900_000),
        '<circle class="{}" r="1"/>'.replace("{}", "skin " * 180_000),
        "<!--" * 200_000 + "&",
        "<g>" * 120_000 + "</g>" * 120_000,
        "<b/>" * 200_000,
        "&a;" * 300_000,
        "text<g/>" * 100_000,
    ],
)
def test_reading_takes_no_longer_than_the_file_is_long(long: str) -> None:
    began = time.process_time()
    with pytest.raises(Fault) as caught:
        read_drawing(SVG.format(long).encode(), COLOURS)
    assert time.process_time() - began < 2
    assert len(caught.value.reason) < 120


def test_a_drawing_in_another_encoding_is_refused_before_it_is_parsed() -> None:
    file = SVG.format('<circle class="skin" r="&#57;"/>')
    for data in (file.encode("utf-16"), file.encode("utf-16-be"), file.encode() + b"\0"):
        with pytest.raises(FaultyDrawing, match="is no text in UTF-8"):
            read_drawing(data, COLOURS)
