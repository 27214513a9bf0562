"""As of which block a chain is read, and what is said of one that is old."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from places import Place

from avatarchain.chain import connect
from avatarchain.chain.newest import APART, STALE, as_of, newest_block
from avatarchain.errors import TwoHeads
from support.hostile import between

HOUR = 3_600
OLD = "; the node's newest block is {} old: what happened since is not known"


@pytest.mark.parametrize("place", ["embedded"], indirect=True)
def test_an_old_block_is_told_but_on_development_chains(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    chain = place.chain
    block = replace(chain.head(), number=7, timestamp=1_700_000_000)
    words = "as of block 7, of 2023-11-14 22:13:20 UTC"

    def told(age: float) -> str:
        return as_of(chain, block, block.timestamp + age).words

    assert told(99 * HOUR) == as_of(chain, block).words == words
    monkeypatch.setattr(chain, "chain_id", 11_155_111)
    assert told(-HOUR) == told(0) == told(STALE) == words
    assert told(STALE + 1) == words + OLD.format("10 minutes")
    assert told(3.5 * HOUR) == words + OLD.format("3 hours")
    assert told(50 * HOUR) == words + OLD.format("2 days")
    assert as_of(chain, block).words.startswith(words + "; the node's newest block is ")
    assert (
        as_of(chain, replace(block, timestamp=2**62)).words == f"as of block 7, of second {2**62}"
    )


@pytest.mark.parametrize("lead", [APART, APART + 1])
def test_a_node_that_tells_two_newest_blocks_far_apart_is_refused(
    node: str, folder: Path, lead: int
) -> None:
    def spoil(asked: dict[str, Any], right: dict[str, Any]) -> Any:
        if asked["method"] == "eth_blockNumber":
            return right | {"result": hex(int(right["result"], 16) + lead)}
        return right

    with between(node, spoil) as url, connect(url, folder=folder) as chain:
        if lead <= APART:
            assert newest_block(chain) == chain.head()
        else:
            with pytest.raises(TwoHeads, match="newest block is 17, and that it is 0"):
                newest_block(chain)
