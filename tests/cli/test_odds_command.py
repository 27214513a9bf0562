"""`odds`: what is told of a pair's children, exactly."""

from fractions import Fraction

import pytest
from shell import Shell

from avatarchain.odds import odds


@pytest.fixture
def pair(stocked: Shell) -> list[dict[str, object]]:
    return stocked.avatars()[:2]


def test_each_locus_has_sixteen_exact_probabilities(
    stocked: Shell, pair: list[dict[str, object]]
) -> None:
    told = stocked.json("odds", pair[0]["id"], pair[1]["id"])
    assert (told["mother"], told["father"]) == (pair[0]["id"], pair[1]["id"])
    expected = odds(*(int(str(one["genome"]), 16) for one in pair))
    assert list(map(list, told["odds"].values())) == [list(map(float, row)) for row in expected]
    assert list(told["odds"])[:3] == ["fur", "belly", "plume"]
    assert all(sum(map(Fraction, row)) == 1 for row in told["odds"].values())


def test_a_named_combination_has_its_chance(stocked: Shell, pair: list[dict[str, object]]) -> None:
    traits = pair[0]["traits"]
    assert isinstance(traits, dict)
    wants = [word for name in ("head", "ears") for word in ("--want", f"{name}={traits[name]}")]
    told = stocked.json("odds", pair[0]["id"], pair[1]["id"], *wants)
    assert Fraction(told["exactly"]) == Fraction(told["chance"])
    assert 0.1 < told["chance"] < 1
    assert f"{told['chance']:.4%}" in stocked.run("odds", pair[0]["id"], pair[1]["id"], *wants).out


def test_the_table_names_likely_traits(stocked: Shell, pair: list[dict[str, object]]) -> None:
    out = stocked.run("odds", pair[0]["id"], pair[1]["id"]).out
    assert out.count("%") > 32
    assert "any other 0.1%" in out


@pytest.mark.parametrize("want", ["fur", "fur=mos", "tail=long", "=", "fur=moss=x"])
def test_a_trait_that_does_not_exist_is_refused(
    stocked: Shell, pair: list[dict[str, object]], want: str
) -> None:
    refusal = stocked.run("odds", pair[0]["id"], pair[1]["id"], "--want", want).refusal
    assert refusal.startswith(f"{want!r} is no trait of tuftling")
