"""Weights of any sum become exactly 65,536, sixteen alleles, or 256 places."""

from hypothesis import given
from hypothesis import strategies as some

from avatarchain.workshop.shares import alleles, apportion, digits

WEIGHTS = some.integers(1, 10**9)


@given(some.lists(WEIGHTS, min_size=1, max_size=16))
def test_sixteen_alleles_sum_to_65536_and_each_is_at_least_one(weights: list[int]) -> None:
    shared = alleles(weights)
    flat = [weight for form in shared for weight in form]
    assert (len(flat), sum(flat), len(shared)) == (16, 65_536, len(weights))
    assert min(flat) >= 1
    for weight, form in zip(weights, shared, strict=True):
        exact = weight * 65_536 / sum(weights)
        assert abs(sum(form) - exact) <= 16


@given(some.lists(WEIGHTS, min_size=17, max_size=256))
def test_two_digits_give_every_place_to_one_form(weights: list[int]) -> None:
    first, places = digits(weights)
    assert (len(first), sum(first)) == (16, 65_536)
    assert min(first) >= 1
    assert sorted(place for form in places for place in form) == list(range(256))
    assert all(places)


def test_even_weights_stay_even_and_ties_go_to_the_first() -> None:
    assert apportion([1, 1], 65_536) == [32_768, 32_768]
    assert apportion([3, 1], 65_536) == [49_152, 16_384]
    assert apportion([1, 1, 1], 16) == [6, 5, 5]
    assert apportion([1, 10**9], 16) == [1, 15]


def test_256_forms_have_one_place_each_and_about_their_weight() -> None:
    weights = [1 + k for k in range(256)]
    first, places = digits(weights)
    for weight, (place,) in zip(weights, places, strict=True):
        asked = weight / sum(weights)
        assert abs(first[place // 16] / 65_536 / 16 - asked) < 0.0003
