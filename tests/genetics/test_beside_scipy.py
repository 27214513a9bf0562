"""Pearson's test and its distribution, held against scipy's."""

from fractions import Fraction

import pytest
from scipy import stats

from avatarchain.genetics.chi_squared import _as_many, chi_squared, upper_tail


def test_the_tail_is_scipy_s_for_every_number_of_degrees_that_a_locus_of_forms_may_have() -> None:
    for degrees in (*range(1, 40), 100, 255):
        for statistic in (0, 1e-9, 0.3, 1.0, degrees * 0.5, degrees, degrees * 2.0, 600.0):
            expected = stats.chi2.sf(statistic, degrees)
            assert upper_tail(statistic, degrees) == pytest.approx(expected, rel=1e-11, abs=1e-290)


def test_a_test_without_pooling_is_scipy_s() -> None:
    for observed, ratios in (
        ([290, 110], [3, 1]),
        ([12, 30, 44, 14], [1, 2, 3, 1]),
        ([6, 0, 30], [0.2, 0.2, 0.6]),
    ):
        total = sum(observed)
        scaled = [total * ratio / sum(ratios) for ratio in ratios]
        theirs = stats.chisquare(observed, scaled)
        ours = chi_squared(observed, ratios)
        assert (ours.statistic, ours.p) == pytest.approx(tuple(theirs), rel=1e-12)
        freer = chi_squared(observed, ratios, estimated=len(ratios) - 2)
        fewer = stats.chisquare(observed, scaled, ddof=len(ratios) - 2)
        assert (freer.statistic, freer.p) == pytest.approx(tuple(fewer), rel=1e-12)


def test_a_surplus_of_rare_classes_has_the_tail_of_scipy_s_binomial_law() -> None:
    for count, total, share in ((3, 100, 0.01), (48, 400, 0.0018), (40, 40, 0.1), (9, 10**6, 1e-6)):
        expected = stats.binom.sf(count - 1, total, share)
        assert _as_many(count, total, Fraction(share)) == pytest.approx(expected, rel=1e-7)
