"""What a picture without papers is said to show: which avatars, and whose, of which registries."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from PIL import Image

from avatarchain.base.canonical import to_hex
from avatarchain.papers import lookup
from avatarchain.papers.report import Report
from avatarchain.portrait import pixels
from avatarchain.portrait.apart import Apart, apart, exchanged
from avatarchain.species import Species, express
from avatarchain.species.pack import load
from avatarchain.workshop.indistinct import indistinct
from avatarchain.workshop.starter import begin

Look = Callable[..., Report | None]


@pytest.fixture(scope="module")
def freckled(tmp_path_factory: pytest.TempPathFactory) -> Species:
    """The starter, with eyes whose freckles show at 512 pixels a side, and not at 128."""
    pack = tmp_path_factory.mktemp("pack") / "freckled"
    begin(pack)
    spots = "".join(f"M{x} 305H{x + 0.75}V305.75H{x}Z" for x in range(161, 241, 4))
    dots = (pack / "eyes" / "dots.svg").read_text()
    path = f'<path class="ink" d="{spots}"/></svg>'
    (pack / "eyes" / "freckled.svg").write_text(dots.replace("</svg>", path))
    rules = (pack / "species.toml").read_text()
    of_dots = '  { name = "dots",   weight = 4096 },\n'
    of_sleepy = '  { same = "sleepy", weight = 4096 },\n'
    assert of_dots in rules
    assert of_sleepy in rules
    rules = rules.replace(of_sleepy, "", 1)
    rules = rules.replace(of_dots, of_dots + of_dots.replace("dots", "freckled"), 1)
    (pack / "species.toml").write_text(rules)
    return load(pack)


def looks(species: Species) -> tuple[int, int]:
    """A genome with dots for eyes, and that with freckles, whose picture is the same at 128."""
    for genome in (int(f"{number:x}" * 64, 16) for number in range(16)):
        ours = pixels(species, genome, 128)
        for _, other in exchanged(species, genome):
            large = (pixels(species, each, 512) for each in (genome, other))
            if (pixels(species, other, 128) == ours).all() and not np.array_equal(*large):
                return genome, other
    raise AssertionError("no two looks are the same at 128 pixels a side alone")


@dataclass(frozen=True)
class Registered:
    """An avatar of an index that there is not."""

    identity: int
    owner: str
    block: int = 7


def index_of(address: str, *avatars: tuple[int, str]) -> Any:
    """An index, as far as a look-up reads it, of genomes and who holds them."""
    registry = SimpleNamespace(address=address, chain=SimpleNamespace(chain_id=1))
    return SimpleNamespace(registry=registry, avatars=avatars)


@pytest.fixture
def look(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Look:
    """Looks a genome's picture of some size up in indexes; identities are genomes here."""

    def look_up(species: Species, genome: int, size: int, *indexes: Any) -> Report | None:
        def expressions(index: Any) -> tuple[np.ndarray, np.ndarray]:
            shown = [express(species, genome) for genome, _ in index.avatars]
            lanes = [
                sum(allele << 60 - 4 * at for at, allele in enumerate(each.alleles))
                for each in shown
            ]
            expressed = np.array(lanes, np.uint64).view(np.int64)
            return expressed, np.array([each.hidden for each in shown], np.int64)

        def avatar(registry: Any, identity: int) -> Registered:
            (index,) = (each for each in indexes if each.registry is registry)
            return Registered(identity, dict(index.avatars)[identity])

        def numbered(index: Any, number: int) -> Any:
            return SimpleNamespace(identity=index.avatars[number][0])

        monkeypatch.setattr(lookup, "expressions", expressions)
        monkeypatch.setattr(lookup, "genome_of", lambda index, number: index.avatars[number][0])
        monkeypatch.setattr(lookup, "numbered", numbered)
        monkeypatch.setattr(lookup, "avatar", avatar)
        Image.fromarray(pixels(species, genome, size)).save(tmp_path / "copy.png")
        return lookup.look_up(tmp_path / "copy.png", species, indexes)

    return look_up


def details(report: Report | None) -> dict[str, list[str]]:
    assert report is not None
    told: dict[str, list[str]] = {}
    for check in report.checks:
        told.setdefault(check.name, []).append(check.detail)
    return told


def test_looks_that_are_the_same_at_the_size_of_a_copy_are_all_told(
    freckled: Species, look: Look
) -> None:
    plain, spotted = looks(freckled)
    index = index_of("0xA", (plain, "Ann"), (spotted, "Ben"))
    for genome in (plain, spotted):
        report = look(freckled, genome, 128, index)
        assert report is not None
        assert report.shows is None
        (picture,) = details(report)["picture"]
        assert f"{to_hex(plain)} or {to_hex(spotted)}; cannot tell, at 128 pixels" in picture
        assert picture.endswith("that differ in: eyes")
        (token,) = details(report)["token"]
        assert "held by Ann" in token
        assert "held by Ben" in token
    for genome, owner in ((plain, "Ann"), (spotted, "Ben")):
        report = look(freckled, genome, 512, index)
        assert report is not None
        assert report.shows == f"{to_hex(genome)}, registered, held by {owner}"


def test_a_look_that_nobody_registered_is_not_told_as_one_that_is_the_same_at_this_size(
    freckled: Species, look: Look
) -> None:
    plain, spotted = looks(freckled)
    report = look(freckled, spotted, 128, index_of("0xA", (plain, "Ann")))
    assert report is not None
    assert report.shows is None
    assert "cannot tell, at 128 pixels a side" in details(report)["picture"][0]


def test_a_copy_of_fewer_than_128_pixels_is_not_told_though_it_is_exact(
    freckled: Species, look: Look
) -> None:
    plain, _ = looks(freckled)
    report = look(freckled, plain, 64, index_of("0xA", (plain, "Ann")))
    assert report is not None
    assert report.shows is None
    assert details(report)["picture"][0].endswith("cannot tell: it is too small")


def test_of_two_registries_that_have_an_avatar_both_holders_are_told(
    freckled: Species, look: Look
) -> None:
    plain, spotted = looks(freckled)
    indexes = [index_of("0xA", (plain, "Ann")), index_of("0xB", (spotted, "Cal"), (plain, "Ben"))]
    report = look(freckled, plain, 512, *indexes)
    assert report is not None
    assert report.shows == (
        f"{to_hex(plain)}, registered, held by Ann in 0xA and "
        f"{to_hex(plain)}, registered, held by Ben in 0xB"
    )
    told = details(report)
    assert len(told["picture"]) == len(told["code"]) == 1
    assert [words.split()[0] for words in told["registry"]] == ["0xA", "0xB"]
    assert [words.split()[-1] for words in told["token"]] == ["Ann", "Ben"]


def test_forms_that_are_the_same_at_a_size_alone_are_named(freckled: Species) -> None:
    plain, spotted = looks(freckled)
    picture = pixels(freckled, plain, 128)
    assert apart(freckled, picture, plain) == Apart(same=("eyes",))
    assert apart(freckled, picture, plain, exact=True) == Apart(same=("eyes",))
    assert apart(freckled, pixels(freckled, spotted, 512), spotted, exact=True) == Apart()
    assert [(row.locus, row.forms, row.pixels) for row in indistinct(freckled)] == [
        ("eyes", ("dots", "freckled"), 0)
    ]
