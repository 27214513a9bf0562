"""A gateway that hands every transaction on twice, and answers with what the second was told.

The first is carried out, the second refused: its nonce is spent. No command may tell that as
a refusal, forget what it drew, or do the work again.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from shell import DEV1, DEV2, Shell

from support.hostile import Gate, gateway

LOOKS = {"eth_getTransactionReceipt", "eth_getTransactionByHash"}


class Twice:
    """Hands each transaction on twice; counts them in `sent`.

    While `blind`, questions about transactions are answered with an error.
    """

    def __init__(self) -> None:
        self.sent, self.blind = 0, False

    def gate(self, honest: Gate) -> Gate:
        def answer(request: Any) -> Any:
            requests = request if isinstance(request, list) else [request]
            sends = [r for r in requests if r["method"] == "eth_sendRawTransaction"]
            if sends:
                honest(request)
                self.sent += len(sends)
            if self.blind and LOOKS & {r["method"] for r in requests}:
                failure = {"code": -32000, "message": "the header is not found"}
                return {"jsonrpc": "2.0", "id": requests[0]["id"], "error": failure}
            return honest(request)

        return answer


@pytest.fixture
def twice() -> Twice:
    return Twice()


@pytest.fixture
def gated(shell: Shell, node: str, twice: Twice) -> Iterator[Shell]:
    """A shell whose node lies behind the gateway."""
    with gateway(node, twice.gate) as url:
        yield shell.on(url)


def test_a_mint_with_a_drawn_seed_makes_one_avatar(gated: Shell, twice: Twice) -> None:
    avatar = gated.json("mint", "--no-image")
    assert twice.sent > 0
    assert [listed["id"] for listed in gated.avatars()] == [avatar["id"]]
    assert avatar["new"]
    assert "nothing to resume" in gated.run("mint", "--resume").refusal


def test_a_drawn_seed_is_kept_while_it_is_not_sure_what_became_of_it(
    gated: Shell, twice: Twice
) -> None:
    assert gated.run("deploy").code == 0
    twice.blind = True
    cut_off = gated.run("mint", "--no-image").refusal
    assert "sent, not confirmed" in cut_off
    assert "--resume" in cut_off
    twice.blind = False
    (avatar,) = gated.avatars()
    assert gated.json("mint", "--resume")["id"] == avatar["id"]
    assert len(gated.avatars()) == 1


def test_a_pair_has_one_child(gated: Shell) -> None:
    mother, father = (gated.json("mint", "--no-image", "--seed", name)["id"] for name in "ab")
    child = gated.json("breed", mother, father)
    assert [one["id"] for one in gated.avatars()] == [mother, father, child["id"]]


def test_a_deployment_makes_one_registry(gated: Shell) -> None:
    contract = gated.json("deploy")["contract"]
    assert gated.json("deploy")["contract"] == contract
    assert gated.json("devnet", "status")["contract"] == contract


def test_a_gift_is_told_as_given(gated: Shell) -> None:
    avatar = gated.json("mint", "--no-image")["id"]
    assert gated.json("transfer", avatar, DEV1)["owner"] == DEV1


def test_an_offer_is_told_as_made(gated: Shell) -> None:
    avatar = gated.json("mint", "--no-image")["id"]
    assert gated.run("stud", avatar, DEV1).code == 0


def test_a_batch_is_committed_once_and_an_avatar_claimed_once(gated: Shell) -> None:
    assert gated.run("generate", "--collection", "herd", "--count", 3, "--out", "x.jsonl").code == 0
    assert gated.json("commit", "x.jsonl", "--to", DEV2)["batch"] == 0
    claimed = gated.json("claim", "0", "1")
    assert [avatar["id"] for avatar in gated.avatars()] == [claimed["id"]]


def test_the_keys_of_an_issuer_are_told_as_they_are(gated: Shell) -> None:
    gated = gated.knowing(AVATARCHAIN_ISSUER_PASSPHRASE="of nobody")
    assert gated.run("deploy").code == 0
    first = gated.json("account", "issuer", "new")["key"]
    assert gated.json("account", "issuer", "publish", first)["state"] == "in force"
    second = gated.json("account", "issuer", "rotate")
    assert second["state"] == "in force"
    assert gated.json("account", "issuer", "revoke", first)["state"].startswith("revoked")


def test_many_are_minted_once_each(gated: Shell) -> None:
    herd = gated.run("mint", "--count", 12, "--no-image", "--json")
    assert herd.code == 0, herd.err
    assert len({avatar["id"] for avatar in herd.records}) == 12
    assert len(gated.avatars()) == 12
