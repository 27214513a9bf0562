"""Another chain with the same id comes behind the address while a command runs."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from shell import Shell

from avatarchain import open_collection
from avatarchain.errors import ChainChanged
from avatarchain.serve.readers import Readers
from support.hostile import between, other_genesis

CHANGED = "was chain 31337 of genesis 0x"


@pytest.fixture
def pictures(shell: Shell, node: str) -> tuple[Shell, list[dict[str, Any]]]:
    """A shell whose registry is on a node, and what was minted there, with pictures."""
    there = shell.on(node)
    return there, [there.json("mint", "--seed", seed, "--size", 64) for seed in ("a", "b")]


@contextmanager
def replaced(node: str, since: Callable[[str], bool]) -> Iterator[str]:
    """A gateway to a node, which leads to another chain once a request is one of `since`."""
    came = list[str]()

    def change(asked: dict[str, Any], answer: dict[str, Any]) -> dict[str, Any]:
        if came or since(str(asked)):
            came.append(asked["method"])
            parameters = asked.get("params") or []
            return answer | {"result": other_genesis(asked["method"], parameters, answer["result"])}
        return answer

    def spoil(asked: Any, answer: Any) -> Any:
        if isinstance(asked, list):
            return [change(*pair) for pair in zip(asked, answer, strict=True)]
        return change(asked, answer)

    with between(node, spoil) as url:
        yield url
    assert came


def test_whatever_reads_ends_with_a_refusal(
    pictures: tuple[Shell, list[dict[str, Any]]], node: str, tmp_path: Path
) -> None:
    there, (first, second) = pictures
    files = first["image"], second["image"]

    with replaced(node, lambda asked: f"'0x6352211e{second['id'][2:]}" in asked) as url:
        outcome = there.on(url).run("verify", *files, "--json")
    assert outcome.code != 0
    assert [each["file"] for each in outcome.records] == [files[0]]
    assert CHANGED in outcome.err

    with replaced(node, lambda asked: "eth_getTransactionCount" in asked) as url:
        outcome = there.on(url).run("audit", first["contract"], "--json")
    assert outcome.code != 0
    assert [each["name"] for each in outcome.records][-1] == "holders"
    assert CHANGED in outcome.err

    for command in (["list"], ["show", second["id"]], ["tree", second["id"]]):
        with replaced(node, lambda asked: "eth_getLogs" in asked) as url:
            outcome = there.on(url).run(*command)
        assert outcome.code != 0
        assert CHANGED in outcome.err

    with replaced(node, lambda asked: "eth_getLogs" in asked) as url:
        readers = Readers(lambda: open_collection(home=there.home, chain=url))
        with pytest.raises(ChainChanged), readers.reading() as collection:
            collection.avatars()
        with pytest.raises(ChainChanged), readers.reading():
            pytest.fail("what another chain says is told")
        readers.close()
