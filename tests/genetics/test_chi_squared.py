"""Pearson's test as its tables print it, with the rare classes pooled, and the pooling said.

`test_beside_scipy` holds it against scipy's.
"""

from fractions import Fraction
from math import inf, nan

import numpy as np
import pytest

from avatarchain.errors import BadCounts
from avatarchain.genetics.chi_squared import chi_squared, upper_tail
from avatarchain.genetics.odds import odds

# Mendel's own counts of 1865: round and wrinkled, yellow and green, of a cross of hybrids.
PEAS = {"round yellow": 315, "wrinkled yellow": 101, "round green": 108, "wrinkled green": 32}
NINE = {"round yellow": 9, "wrinkled yellow": 3, "round green": 3, "wrinkled green": 1}


def test_mendel_s_own_counts_give_the_published_value() -> None:
    fit = chi_squared(PEAS, NINE)
    assert fit.statistic == pytest.approx(0.470, abs=5e-4)
    assert (fit.degrees, fit.pooled) == (3, ())
    assert fit.p == pytest.approx(0.925, abs=5e-4)
    assert str(fit) == "χ² = 0.47 with 3 degrees of freedom, p = 0.925"


@pytest.mark.parametrize(
    ("degrees", "five", "one", "tenth"),
    [(1, 3.841, 6.635, 10.828), (2, 5.991, 9.210, 13.816), (10, 18.307, 23.209, 29.588)],
)
def test_the_tail_is_that_of_the_printed_tables(
    degrees: int, five: float, one: float, tenth: float
) -> None:
    tails = [upper_tail(statistic, degrees) for statistic in (five, one, tenth)]
    assert tails == pytest.approx([0.05, 0.01, 0.001], rel=1e-3)


def test_classes_expected_less_than_five_times_are_pooled_and_named() -> None:
    observed = {"a": 60, "b": 30, "c": 4, "d": 6}
    fit = chi_squared(observed, {"a": 60, "b": 32, "c": 4, "d": 4})
    assert fit.pooled == ("c", "d")
    assert [(tally.names, tally.observed, tally.expected) for tally in fit.tallies] == [
        (("a",), 60, 60),
        (("b",), 30, 32),
        (("c", "d"), 10, 8),
    ]
    assert fit.statistic == pytest.approx(4 / 32 + 4 / 8)
    assert str(fit).endswith("; pooled: c, d")


def test_a_pool_that_is_rare_itself_takes_the_next_rarest_class() -> None:
    fit = chi_squared([1, 1, 20, 30], [1, 2, 19, 30])
    assert fit.pooled == ("1", "2", "3")
    assert chi_squared([3, 20, 30], [3, 20, 30]).pooled == ("1", "2")


def test_a_class_that_is_expected_exactly_five_times_stands_by_itself() -> None:
    fit = chi_squared({"a": 5, "b": 25}, {"a": Fraction(1, 6), "b": Fraction(5, 6)})
    assert (fit.pooled, fit.statistic, fit.p) == ((), 0, 1)


def test_the_odds_of_a_birth_can_be_tested_as_they_are() -> None:
    row = odds(int("1" * 64, 16), int("2" * 64, 16))[0]
    counts = {1: 104, 2: 96, 7: 1}
    fit = chi_squared(counts, dict(enumerate(row)))
    assert fit.tallies[0].names != ("1",)  # what only mutation gives joins the rarer of the two
    assert sum(tally.observed for tally in fit.tallies) == 201
    assert 0.3 < fit.p < 1


def test_what_cannot_be_and_was_seen_ends_the_question() -> None:
    fit = chi_squared({"purple": 99, "white": 1}, {"purple": 1, "white": 0})
    assert (fit.statistic, fit.degrees, fit.p) == (inf, 1, 0)
    assert chi_squared([10, 10, 0], [1, 1, 0]).degrees == 1  # and if it was not seen, is left out


HORNS = {"unicorn": 250, "ram": 148, "candles": 1, "broken": 1}  # what is expected of 400


def test_a_common_class_covers_no_rare_one_that_came_too_often() -> None:
    """Together they are as many as expected: 48 of 149 came from where 2 should."""
    fit = chi_squared({"unicorn": 250, "ram": 102, "candles": 48}, HORNS)
    assert fit.pooled == ("ram", "candles", "broken")
    assert upper_tail(fit.statistic, fit.degrees) == 1
    assert fit.p < 1e-40
    assert (fit.surplus.names, fit.surplus.observed) == (("candles", "broken"), 48)
    assert str(fit).endswith("; pooled: ram, candles, broken; candles, broken: 48, not 2")


def test_where_all_but_one_class_is_rare_their_surplus_decides_alone() -> None:
    pure = {"ram": 8177, "unicorn": 1}
    fit = chi_squared({"ram": 30, "unicorn": 30}, pure)
    assert (fit.degrees, fit.statistic) == (0, 0)
    assert fit.p < 1e-80
    assert str(fit).startswith("χ² = 0.00 with 0 degrees of freedom, p = ")
    with pytest.raises(BadCounts, match="count more"):
        chi_squared({"ram": 60}, pure)


def test_rare_classes_that_chance_explains_change_nothing() -> None:
    for candles in range(6):
        fit = chi_squared({"unicorn": 240, "ram": 160 - candles, "candles": candles}, HORNS)
        assert fit.surplus is None
        assert fit.p == upper_tail(fit.statistic, 1) < 1
    fit = chi_squared([50, 50, 4, 4], [40, 40, 4, 4])
    assert fit.surplus is None  # the pool has a class of its own


def test_false_alarms_are_as_many_as_p_says() -> None:
    """5 % of 4,000 samples from odds with rare classes, within five standard errors."""
    row = [250 / 401, 148 / 401, 1 / 401, 1 / 401, 1 / 401]
    draws = np.random.default_rng(5).multinomial(400, row, 4000)
    alarms = sum(chi_squared(draw.tolist(), row).p < 0.05 for draw in draws)
    assert abs(alarms - 200) < 5 * 14


@pytest.mark.parametrize(
    ("observed", "expected", "reason"),
    [
        ([3, -1], [1, 1], "2 has -1, which is not"),
        ([3, 1.5], [1, 1], "2 was observed 1.5 times"),
        ([3, 1], [1, nan], "2 has nan"),
        ([3, 1], [1, inf], "2 has inf"),
        ([3, 1, 1], [1, 1], "3 was observed, and the expectation does not name it"),
        ([0, 0], [1, 1], "nothing was observed"),
        ([3, 1], [0, 0], "nothing is expected"),
        ([], [], "nothing was observed"),
        ([3, 1], [3, 1], "1 remain of 2, and 2 are needed: count more"),
    ],
)
def test_what_cannot_be_tested_is_refused(
    observed: list[float], expected: list[float], reason: str
) -> None:
    with pytest.raises(BadCounts, match=reason):
        chi_squared(observed, expected)


def test_too_many_estimates_leave_nothing_to_test() -> None:
    with pytest.raises(BadCounts, match="3 are needed"):
        chi_squared([10, 10], [1, 1], estimated=1)
    with pytest.raises(BadCounts, match="-1 parameters"):
        chi_squared([10, 10], [1, 1], estimated=-1)
