"""Verdicts say as of which block they are given: what comes later nobody learns from them."""

from pathlib import Path
from typing import Any

from avatarchain import Collection
from avatarchain.keys.accounts import development
from avatarchain.keys.seal import DEVELOPMENT_KEY
from avatarchain.library.audits import auditing, summary
from avatarchain.papers import issuer_keys
from support.hostile import lying


def test_a_node_that_hides_a_revocation_with_its_block_is_told_as_of_an_older_one(
    collection: Collection, folder: Path
) -> None:
    file = collection.save(collection.avatars()[0], folder / "ada.png", size=64)
    older = collection.chain.ask("eth_getBlockByNumber", "latest", False)
    issuer_keys.revoke(collection.registry, development(0), DEVELOPMENT_KEY)

    def change(method: str, parameters: list[Any], result: Any) -> Any:
        is_newest = method == "eth_getBlockByNumber" and parameters[0] == "latest"
        return older if is_newest else result

    head = collection.chain.head()
    honest = collection.verify(file)
    assert honest.as_of is not None
    assert not honest.ok
    assert (honest.as_of.block, honest.as_of.time) == (head.number, head.timestamp)
    with lying(collection.chain, change):
        report = collection.verify(file)
    assert report.as_of is not None
    assert report.as_of.block == int(older["number"], 16) == head.number - 1
    (token,) = (check.detail for check in report.checks if check.name == "token")
    assert report.ok
    assert token.endswith(f"; {report.as_of.words}")
    assert report.as_of.words.startswith(f"as of block {head.number - 1}, of 20")


def test_the_sum_of_an_audit_names_the_block_that_was_audited(
    collection: Collection, home: Path
) -> None:
    address, head = collection.registry.address, collection.chain.head()
    url = f"evm+sqlite://{home / 'chain.sqlite'}"
    with auditing(address, home=home / "other", url=url, species="tuftling") as (session, findings):
        seen = []
        for finding in findings:
            seen.append(finding)
            if finding.name == "holders":
                collection.chain.mine(3)
        record = summary(session, seen)
        assert summary(session, seen[:2])["block"] is None
    assert (record["block"], record["time"], record["ok"]) == (head.number, head.timestamp, True)
    assert collection.chain.head().number == head.number + 3
