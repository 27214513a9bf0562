"""Curves become polygons that keep to known geometry within the tolerance."""

import itertools
from math import hypot, pi

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avatarchain.species.drawing import Shape, read_drawing
from avatarchain.species.outline import Point, rings, scale, stroke, stroke_width

COLOURS = {"ink"}
TOLERANCE = 0.05


def shape(element: str, group: str = "") -> Shape:
    text = f'<svg viewBox="0 0 512 512"><g transform="{group}">{element}</g></svg>'
    (found,) = read_drawing(text.encode(), COLOURS).shapes
    return found


def outline(element: str, group: str = "") -> list[Point]:
    ((points, _),) = rings(shape(element, group), TOLERANCE)
    return points


def path(d: str) -> list[Point]:
    return outline(f'<path class="ink" d="{d}"/>')


def near(found: list[Point], expected: list[Point]) -> bool:
    return len(found) == len(expected) and all(
        hypot(a[0] - b[0], a[1] - b[1]) < 1e-9 for a, b in zip(found, expected, strict=True)
    )


def area(points: list[Point]) -> float:
    ends = [*points[1:], points[0]]
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(points, ends, strict=True))) / 2


def farthest_chord(points: list[Point], centre: Point, radius: float) -> float:
    """How far the middles of a polygon's sides keep from a circle."""
    sides = itertools.pairwise(points)
    return max(
        abs(hypot((a[0] + b[0]) / 2 - centre[0], (a[1] + b[1]) / 2 - centre[1]) - radius)
        for a, b in sides
    )


def test_straight_commands_give_their_corners() -> None:
    assert path("M1 2L3 4H9V7") == [(1, 2), (3, 4), (9, 4), (9, 7)]


def test_a_rect_without_radii_has_four_corners_and_is_closed() -> None:
    ((points, closed),) = rings(
        shape('<rect class="ink" x="1" y="2" width="3" height="4"/>'), TOLERANCE
    )
    assert closed
    assert points == [(1, 2), (4, 2), (4, 6), (1, 6)]


def test_the_radii_of_a_rect_are_clamped_to_half_its_sides() -> None:
    pill = outline('<rect class="ink" width="100" height="40" rx="90" ry="90"/>')
    assert area(pill) == pytest.approx(pi * 50 * 20, rel=0.005)


def test_subpaths_are_kept_apart_and_a_lone_move_draws_nothing() -> None:
    found = rings(shape('<path class="ink" d="M9 9M0 0L1 1M5 5L6 6ZL7 7M8 8"/>'), TOLERANCE)
    assert found == [([(0, 0), (1, 1)], False), ([(5, 5), (6, 6)], True), ([(5, 5), (7, 7)], False)]


def test_polygons_close_and_polylines_do_not() -> None:
    for element, closes in (("polygon", True), ("polyline", False)):
        text = f'<{element} class="ink" points="1 2 3 4 5 0"/>'
        assert rings(shape(text), TOLERANCE) == [([(1, 2), (3, 4), (5, 0)], closes)]


@pytest.mark.parametrize("radius", [0.5, 9, 100, 900])
def test_a_circle_keeps_within_the_tolerance(radius: float) -> None:
    points = outline(f'<circle class="ink" cx="200" cy="100" r="{radius}"/>')
    assert all(hypot(x - 200, y - 100) == pytest.approx(radius) for x, y in points)
    assert farthest_chord([*points, points[0]], (200, 100), radius) <= TOLERANCE
    assert len(points) <= 4 + pi / (TOLERANCE / radius) ** 0.5


def test_an_ellipse_has_the_area_of_an_ellipse() -> None:
    points = outline('<ellipse class="ink" cx="9" cy="9" rx="80" ry="30"/>')
    assert area(points) == pytest.approx(pi * 80 * 30, rel=0.003)


@pytest.mark.parametrize(
    ("large", "sweep", "centre"),
    [(0, 0, (0, 0)), (0, 1, (100, 100)), (1, 0, (100, 100)), (1, 1, (0, 0))],
)
def test_an_arc_takes_the_side_that_its_flags_say(large: int, sweep: int, centre: Point) -> None:
    points = path(f"M0 100A100 100 0 {large} {sweep} 100 0")
    assert all(hypot(x - centre[0], y - centre[1]) == pytest.approx(100) for x, y in points)
    sides = itertools.pairwise(points)
    length = sum(hypot(b[0] - a[0], b[1] - a[1]) for a, b in sides)
    assert length == pytest.approx(100 * pi / 2 * (3 if large else 1), rel=0.01)
    assert (points[0], points[-1]) == ((0, 100), (100, 0))


@pytest.mark.parametrize("turn", [0, 30, 90, -135])
def test_a_small_and_a_large_arc_make_a_whole_ellipse_whatever_its_turn(turn: int) -> None:
    half = f"A80 30 {turn} 0 1"
    points = path(f"M200 200{half} 210 180{half.replace('0 1', '1 1')} 200 200Z")
    assert area(points) == pytest.approx(pi * 80 * 30, rel=0.003)


def test_radii_too_small_for_an_arc_grow() -> None:
    assert all(hypot(x - 50, y) == pytest.approx(50) for x, y in path("M0 0A5 5 0 0 1 100 0"))
    assert path("M0 0A5 5 0 0 1 0 0L1 1") == [(0, 0), (0, 0), (1, 1)]


coordinates = st.integers(-500, 1000)


@given(st.lists(st.tuples(coordinates, coordinates), min_size=4, max_size=4))
def test_a_cubic_keeps_within_the_tolerance_of_its_formula(controls: list[Point]) -> None:
    (x0, y0), *rest = controls
    d = f"M{x0} {y0}C" + " ".join(f"{x} {y}" for x, y in rest)
    points = path(d)

    def at(t: float) -> Point:
        weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
        return (
            sum(w * x for w, (x, _) in zip(weights, controls, strict=True)),
            sum(w * y for w, (_, y) in zip(weights, controls, strict=True)),
        )

    steps = len(points) - 1
    assert near(points, [at(k / steps) for k in range(steps + 1)])
    for k, (a, b) in enumerate(itertools.pairwise(points)):
        for part in (0.25, 0.5, 0.75):
            x, y = at((k + part) / steps)
            chord = (a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part)
            assert hypot(x - chord[0], y - chord[1]) <= TOLERANCE + 1e-9


def test_a_quadratic_is_the_cubic_of_the_same_shape() -> None:
    quadratic, cubic = path("M0 0Q30 90 120 0"), path("M0 0C20 60 60 60 120 0")
    assert area(quadratic) == pytest.approx(area(cubic), rel=0.001)


def test_smooth_commands_mirror_the_handle_before_them() -> None:
    assert near(
        path("M0 0C0 30 30 60 60 60S90 30 90 0"), path("M0 0C0 30 30 60 60 60C90 60 90 30 90 0")
    )
    assert near(
        path("M0 0Q30 60 60 0T120 0T180 0"), path("M0 0Q30 60 60 0Q90 -60 120 0Q150 60 180 0")
    )


def test_smooth_commands_without_a_curve_before_them_start_at_their_point() -> None:
    assert near(path("M0 0L9 9S30 60 60 0"), path("M0 0L9 9C9 9 30 60 60 0"))
    assert near(path("M0 0L9 9T60 0"), path("M0 0L9 9Q9 9 60 0"))
    assert near(path("M0 0Q5 5 9 9S30 60 60 0"), path("M0 0Q5 5 9 9C9 9 30 60 60 0"))
    assert near(path("M0 0C1 2 5 5 9 9T60 0"), path("M0 0C1 2 5 5 9 9Q9 9 60 0"))


def test_transforms_apply_from_the_inmost_outwards() -> None:
    line = '<line class="ink" x1="0" y1="0" x2="10" y2="0"/>'
    assert near(outline(line, "translate(5 7)"), [(5, 7), (15, 7)])
    assert near(outline(line, "translate(5)"), [(5, 0), (15, 0)])
    assert near(outline(line, "rotate(90)"), [(0, 0), (0, 10)])
    assert near(outline(line, "rotate(90 10 0)"), [(10, -10), (10, 0)])
    assert near(outline(line, "scale(-2)"), [(0, 0), (-20, 0)])
    assert near(outline(line, "scale(-1 1)"), [(0, 0), (-10, 0)])
    assert near(outline(line, "translate(100 0) rotate(90) scale(2)"), [(100, 0), (100, 20)])
    assert near(outline(line, "scale(2) rotate(90) translate(100 0)"), [(0, 200), (0, 220)])


def test_lines_widen_with_their_group_and_curves_stay_fine_in_it() -> None:
    circle = '<circle class="ink-line" stroke-width="3" r="10"/>'
    assert stroke_width(shape(circle, "rotate(30) scale(-8 8)")) == pytest.approx(24)
    assert scale((0, 3, -3, 0, 1, 1)) == 3
    points = outline(circle, "scale(40)")
    assert farthest_chord(points, (0, 0), 400) <= TOLERANCE


def test_a_stroke_has_round_ends_and_joints() -> None:
    polygons = stroke([(0, 0), (100, 0)], False, 10, TOLERANCE)
    assert len(polygons) == 3
    corners = [point for polygon in polygons for point in polygon]
    assert min(x for x, _ in corners) == pytest.approx(-5)
    assert max(x for x, _ in corners) == pytest.approx(105)
    assert {round(abs(y), 6) for x, y in polygons[2]} == {5}


def test_a_closed_stroke_has_one_side_more() -> None:
    corners = [(0.0, 0.0), (9.0, 0.0), (9.0, 9.0)]
    assert len(stroke(corners, True, 2, TOLERANCE)) == len(stroke(corners, False, 2, TOLERANCE)) + 1


def test_a_stroke_of_no_length_is_a_dot() -> None:
    polygons = stroke([(5, 5), (5, 5)], False, 4, TOLERANCE)
    assert all(hypot(x - 5, y - 5) == pytest.approx(2) for p in polygons for x, y in p)


def test_an_arc_to_where_it_starts_is_a_dot_as_a_line_there_is() -> None:
    assert path("M4 5A9 9 0 0 1 4 5") == path("M4 5L4 5") == [(4, 5), (4, 5)]
