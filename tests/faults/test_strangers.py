"""What strangers give is refused, each with its sentence, in 5 seconds and 300 MiB (a key: 400).

A sample runs for each change, one of each kind; `make hostile` runs the whole corpus.
"""

import json
from pathlib import Path

import pytest

from support.strangers import SECONDS, Case, cases, run

TOLD = json.loads(
    (Path(__file__).parents[1] / "vectors" / "strangers.json").read_text(encoding="utf-8")
)
CASES = list(cases())
SAMPLE = (
    "rules: description of 500 kB",
    "drawing: 40000 digits",
    "drawing: wide lines, dear",
    "name 0: '\\x1b]0;owned\\x07'",
    "layer: a second head",
    "layer: 3000 of them",
    "file: pack/species.toml is a pipe",
    "file: odd.png is a device",
    "key.json: scrypt of 2**60",
    "keystore: scrypt of 2**18, three times",
    "style: 5000 arcs, bent",
    "style: a chance of 1e-99999999",
    "papers in svg: an entity",
    "copy: a text of quotes",
    "founders.parquet: a foot that lies",
)


def test_the_corpus_has_at_least_250_cases_and_each_has_its_sentence() -> None:
    assert len(CASES) >= 250
    assert [case.name for case in CASES] == list(TOLD)
    assert all(told["sentence"] for told in TOLD.values())


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(case, id=case.name, marks=[] if case.name in SAMPLE else pytest.mark.nightly)
        for case in CASES
    ],
)
def test_it_ends_in_its_sentence_soon_and_without_much_memory(case: Case, folder: Path) -> None:
    ending = run(case, folder)
    told = TOLD[case.name]
    assert (ending.code, ending.sentence) == (told["code"], told["sentence"]), ending.words
    assert ending.seconds <= SECONDS
    assert ending.mebibytes <= case.mebibytes
    assert ending.harmless, ending.words


def test_the_sample_is_of_the_corpus() -> None:
    assert set(SAMPLE) <= set(TOLD)
