"""`odds`: what is told of a pair's children, exactly."""

from fractions import Fraction

import pytest
from shell import Shell

from avatarchain.cli.output import short
from avatarchain.genetics.odds import odds, odds_of_places
from avatarchain.species.pack import load
from support.layers import write_layers


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


def test_what_is_wanted_is_told_as_it_is_meant(
    stocked: Shell, pair: list[dict[str, object]]
) -> None:
    def told(*wants: str) -> str:
        words = [word for want in wants for word in ("--want", want)]
        return stocked.run("odds", pair[0]["id"], pair[1]["id"], *words).out.partition(": ")[0]

    assert told("fur=moss", "ears=lop") == "fur=moss and ears=lop"
    assert told("fur=moss", "fur=bark", "fur=moss") == "fur=moss or fur=bark"
    assert told("fur=moss", "ears=lop", "fur=bark") == "fur=moss or fur=bark, and ears=lop"


def test_one_child_in_so_many_has_no_tenths_where_there_are_none(
    stocked: Shell, pair: list[dict[str, object]]
) -> None:
    rows = stocked.json("odds", pair[0]["id"], pair[1]["id"])["odds"]
    names = [one.name for one in load("tuftling").loci[0].alleles]
    rare = rows["fur"].index(1 / 8192)  # it only mutates
    words = ("--want", f"fur={names[rare]}")
    out = stocked.run("odds", pair[0]["id"], pair[1]["id"], *words).out
    assert out == f"fur={names[rare]}: 0.0122%, one child in 8,192\n"


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


@pytest.fixture
def hatted(shell: Shell) -> list[str]:
    """The words of `odds` for two avatars of a species with a layer of 40 hats."""
    shell.folder.mkdir()
    write_layers(shell.folder / "layers", hats=40)
    shell.json("species", "import-layers", "layers", "--name", "hatted", "--out", "pack")
    use = ("--species", "pack")
    born = [shell.json("mint", "--seed", seed, "--no-image", *use)["id"] for seed in "ab"]
    return ["odds", *born, *use]


def test_a_layer_of_two_digits_is_told_and_wanted_by_its_forms(
    shell: Shell, hatted: list[str]
) -> None:
    hats = next(one for one in load(shell.folder / "pack").loci if one.name == "hats")
    avatars = [int(shell.json("show", id, *hatted[3:])["genome"], 16) for id in hatted[1:3]]
    expected = dict.fromkeys(hats.forms, Fraction(0))
    for form, place in zip(hats.forms, odds_of_places(*avatars, 2, 3), strict=True):
        expected[form] += place
    told = shell.json(*hatted)
    assert told["forms"] == {"hats": {form: float(one) for form, one in expected.items()}}
    assert list(told["odds"])[2:4] == ["hats", "hats-2"]
    likely, second = sorted(expected, key=lambda form: -expected[form])[:2]
    out = shell.run(*hatted).out
    assert f"hats        {likely} {float(expected[likely]):.1%}, {second}" in out
    assert "hats-2" not in out

    for wants in ([likely], [likely, second]):
        words = [word for form in wants for word in ("--want", f"hats={form}")]
        exactly = shell.json(*hatted, *words)["exactly"]
        assert Fraction(exactly) == sum(expected[form] for form in wants)
    body = shell.json(*hatted, "--want", f"hats={likely}", "--want", "body=Fox")["exactly"]
    assert 0 < Fraction(body) < expected[likely]


@pytest.mark.parametrize("want", ["hats=3", "hats-2=3", "hats=Hat 40", "hats=hat 4"])
def test_a_digit_is_no_trait(shell: Shell, hatted: list[str], want: str) -> None:
    assert f"{want!r} is no trait of hatted" in shell.run(*hatted, "--want", want).refusal


def test_other_species_tell_no_forms_beside(stocked: Shell, pair: list[dict[str, object]]) -> None:
    assert set(stocked.json("odds", pair[0]["id"], pair[1]["id"])) == {"mother", "father", "odds"}


def test_of_a_pair_that_cannot_breed_that_is_told(
    stocked: Shell, pair: list[dict[str, object]]
) -> None:
    alice, bob = (str(each["id"]) for each in pair)
    words = f"no child will come of this pair: {short(alice)} cannot breed with itself"
    same = stocked.run("odds", alice, alice)
    assert same.err.startswith(words)
    assert same.code == 0
    assert stocked.json("odds", alice, alice)["barrier"].endswith(
        "cannot breed with itself: name two avatars"
    )
    assert stocked.run("odds", alice, bob).err == ""
    assert "barrier" not in stocked.json("odds", alice, bob)
