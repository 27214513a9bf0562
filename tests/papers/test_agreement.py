"""Papers that contradict themselves pass nowhere, and nobody calls them consistent."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from avatarchain import portrait
from avatarchain.base.canonical import to_hex
from avatarchain.genetics.identity import identity
from avatarchain.genetics.seeds import founder
from avatarchain.keys import seal
from avatarchain.papers import certificate
from avatarchain.papers.audit import audit
from avatarchain.papers.certificate import Papers
from avatarchain.papers.report import Report
from avatarchain.registry.events import AHEAD
from avatarchain.species.pack import load

SPECIES = load("tuftling")
SEED = bytes(range(32))
GENOME = founder(SEED, SPECIES.cumulative)
ID = identity(SPECIES.id, GENOME)
CONTRACT = "0xa513E6E4b8f2a923D98304ec87F64353C4D5C853"
CONSISTENT = "NOT verified: papers consistent, issuer unknown to you"
ONE, TWO = "0x" + 64 * "1", "0x" + 64 * "2"

FOUNDER = Papers(
    species=to_hex(SPECIES.id),
    genome=to_hex(GENOME),
    identity=to_hex(ID),
    generation=0,
    seed=to_hex(SEED),
    caip19=f"eip155:31337/erc721:{CONTRACT}/{ID}",
    genesis=ONE,
    birth_block=50,
    svg=certificate.digest(portrait.svg(SPECIES, GENOME).encode()),
)
FOUNDED = replace(FOUNDER, founding={"number": 3, "index": 2}, draw=40)
CHILD = replace(FOUNDER, seed=None, generation=2, mother=ONE, father=TWO, draw=49)
HONEST = {
    "founder": FOUNDER,
    "founder without a seed": replace(FOUNDER, seed=None),
    "founder of a founding": FOUNDED,
    "founder of a founding, born where the draw was public": replace(FOUNDED, draw=51),
    "founder of a founding, drawn as early as can be": replace(FOUNDED, draw=AHEAD + 1),
    "child": CHILD,
    "child without a draw": replace(CHILD, draw=None),
    "child, as early as can be": replace(
        CHILD, draw=2 * AHEAD + 2, birth_block=2 * AHEAD + 3, generation=2
    ),
    "child, as late as can be": replace(CHILD, birth_block=49 + 8191),
    "of no chain": replace(FOUNDER, generation=None, caip19=None, genesis=None, birth_block=None),
}
FALSE: dict[str, tuple[Papers, dict[str, Any], str]] = {
    "one parent twice": (CHILD, {"father": ONE}, "origin"),
    "its own mother": (CHILD, {"mother": FOUNDER.identity}, "origin"),
    "a parent that is nobody": (CHILD, {"father": "0x" + 64 * "0"}, "origin"),
    "no father": (CHILD, {"father": None}, "origin"),
    "a child of generation 0": (CHILD, {"generation": 0}, "origin"),
    "a child with a seed": (CHILD, {"seed": to_hex(SEED)}, "origin"),
    "a child of a founding": (CHILD, {"founding": FOUNDED.founding}, "origin"),
    "a draw in the block of the birth": (CHILD, {"draw": 50}, "origin"),
    "a draw before the parents": (CHILD, {"draw": 17}, "origin"),
    "a draw whose hash nobody had at the birth": (CHILD, {"birth_block": 49 + 8192}, "origin"),
    "a birth before the parents": (CHILD, {"draw": None, "birth_block": 18}, "origin"),
    "more generations than blocks": (CHILD, {"generation": 2**53 - 1}, "origin"),
    "a founder of generation 1": (FOUNDER, {"generation": 1}, "origin"),
    "a birth in block 0": (FOUNDER, {"birth_block": 0}, "origin"),
    "another seed": (FOUNDER, {"seed": ONE}, "origin"),
    "a draw of no founding": (FOUNDER, {"draw": 9}, "origin"),
    "a founding without a draw": (FOUNDED, {"draw": None}, "origin"),
    "a founding without a seed": (FOUNDED, {"seed": None}, "origin"),
    "a founding drawn after the birth": (FOUNDED, {"draw": 52}, "origin"),
    "a founding drawn too early": (FOUNDED, {"draw": AHEAD}, "origin"),
    "a founding drawn by block 0": (FOUNDED, {"draw": 0}, "origin"),
    "no genesis": (FOUNDER, {"genesis": None}, "origin"),
    "a birth of no token": (FOUNDER, {"caip19": None}, "origin"),
    "a draw on no chain": (
        HONEST["of no chain"],
        {"draw": 9, "founding": FOUNDED.founding},
        "origin",
    ),
    "the token of another": (FOUNDER, {"caip19": f"eip155:31337/erc721:{CONTRACT}/7"}, "registry"),
    "the key of development chains": (
        FOUNDER,
        {"caip19": f"eip155:1/erc721:{CONTRACT}/{ID}"},
        "key",
    ),
}


def judged(papers: Papers, folder: Path) -> tuple[Report, Report]:
    """What is said of papers with the development key: offline, and of an unknown registry."""
    path = folder / "papers.json"
    folder.mkdir(exist_ok=True)
    path.write_bytes(certificate.spell(certificate.sign(papers, seal.development())))
    return audit(path, SPECIES, issuers=[seal.DEVELOPMENT_KEY]), audit(path, SPECIES)


def failing(report: Report) -> set[str]:
    return {check.name for check in report.checks if check.ok is False}


@pytest.mark.parametrize("name", HONEST)
def test_papers_that_agree_pass_offline_and_are_consistent(name: str, folder: Path) -> None:
    papers = HONEST[name]
    offline, unknown = judged(papers, folder)
    assert offline.ok
    assert failing(unknown) == {"registry"}
    assert unknown.issuer_unknown is (papers.caip19 is not None)
    assert (unknown.verdict == CONSISTENT) is unknown.issuer_unknown


@pytest.mark.parametrize("name", FALSE)
def test_papers_that_contradict_themselves_fail_with_and_without_a_chain(
    name: str, folder: Path
) -> None:
    papers, changes, check = FALSE[name]
    offline, unknown = judged(replace(papers, **changes), folder)
    assert failing(offline) == {check}
    assert failing(unknown) == {"registry", check}
    assert unknown.verdict == "NOT verified"
    assert not unknown.issuer_unknown
