"""What the pages on chains and keys say of kills, disks, nodes and locks is tried.

Each sentence of theirs that speaks of such a thing has its tests here; another one fails.
"""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = ("chain.md", "keys.md")

# Words of sentences that may promise something about faults.
FAULT = re.compile(
    r"kill|power cut|disk|cut off|interrupt|stopped|at once|another process|two processes|nonce|"
    r"journal|wiped|moved aside|moves them aside|acknowledged|sqlite-wal|written unencrypted",
    re.IGNORECASE,
)
KILLED = (
    "faults/test_killed.py::"
    "test_a_command_that_is_killed_loses_nothing_and_is_completed_by_running_it_again"
)
EIGHT = "faults/test_living.py::test_eight_processes_at_once_lose_and_double_nothing"
JOURNAL = (
    "faults/test_journal.py::"
    "test_a_journal_that_is_cut_at_a_page_leaves_a_beginning_of_the_chain_and_the_rest_is_minted"
)
BACK = (
    "faults/test_living.py::test_a_copy_that_is_put_back_as_the_page_says_is_the_chain_that_it_was"
)
ASIDE = (
    "cli/test_home_of_0_1.py::test_a_reset_moves_its_chain_aside_and_all_goes_on_with_the_same_keys"
)

# How a sentence begins, and the test that tries it.
TRIED = {
    "an anvil of Foundry, started for the command": (
        "chain/test_remote.py::test_an_anvil_is_ended_when_its_chain_is_closed"
    ),
    "transactions are signed on your machine": EIGHT,
    "each command opens the file": EIGHT,
    "A transaction is mined at once": KILLED,
    "The disk may write the last blocks": JOURNAL,
    "a power cut can take them": JOURNAL,
    "a chain that an older version made": ASIDE,
    "it writes nothing, and blocks that another": (
        "faults/test_living.py::test_a_check_of_a_chain_that_grows_finds_it_whole"
    ),
    "A devnet that was wiped": (
        "cli/test_nodes.py::test_another_chain_behind_the_same_port_is_refused_by_every_command"
    ),
    "So an interrupted deployment continues": KILLED,
    "A private key is never written unencrypted": (
        "cli/test_secrets.py::test_no_command_writes_or_says_a_secret_anywhere"
    ),
    "`chain.sqlite`, and beside it `chain.sqlite-wal`": BACK,
    "SQLite would replay an old journal": BACK,
    "- `avatarchain devnet reset` then moves them aside": ASIDE,
    "A command waits 30 s for one answer": (
        "cli/test_timeout.py::test_a_silent_node_is_given_up_after_the_timeout_by_every_command"
    ),
    "If the node asks for a longer wait": (
        "chain/test_busy.py::test_who_is_asked_to_come_back_too_late_is_told_at_once"
    ),
    "the file has the chain as it is at one moment": (
        "cli/test_handover.py::"
        "test_a_copy_in_the_middle_of_a_mint_is_whole_and_goes_on_to_the_same_end"
    ),
    "If it is cut off, run it again": KILLED,
    "`devnet.json` says which chain it is": (
        "cli/test_handover.py::test_what_only_the_journal_holds_goes_along"
    ),
}


def sentences(page: str) -> list[str]:
    """The sentences of a page outside of code, each in one line."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    text = re.sub(r"^```.*?^```$|^    .*?$", "\n", text, flags=re.MULTILINE | re.DOTALL)
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [each for line in lines for each in re.split(r"(?<=[.;:|]) ", line.strip())]


def untried(page: str) -> list[str]:
    """The sentences of a page that speak of a fault and have no test."""
    spoken = [each for each in sentences(page) if FAULT.search(each)]
    return [each for each in spoken if not each.startswith(tuple(TRIED))]


@pytest.mark.parametrize("page", PAGES)
def test_each_sentence_about_a_fault_has_a_test(page: str) -> None:
    assert untried(page) == []


def test_each_sentence_that_is_tried_stands_on_a_page() -> None:
    every = [sentence for page in PAGES for sentence in sentences(page)]
    assert [begun for begun in TRIED if not any(one.startswith(begun) for one in every)] == []


def test_each_test_that_is_named_is_there() -> None:
    for place in set(TRIED.values()):
        path, _, name = place.partition("::")
        tree = ast.parse((ROOT / "tests" / path).read_text(encoding="utf-8"))
        assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_a_sentence_that_nobody_tries_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(TRIED, "A devnet that was wiped")
    (sentence,) = untried("chain.md")
    assert sentence.startswith("A devnet that was wiped")
