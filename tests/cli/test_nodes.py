"""A node behind a port: gone, replaced by another, of a public network, or without our contract.

What is pinned at the first mint is held against the node before anything is sent.
"""

import json
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from eth_account import Account
from shell import DEV1, Shell

from avatarchain.chain.anvil import Anvil
from avatarchain.chain.guard import TEST_NETWORKS
from support.hostile import between, forward


def ask(url: str, method: str, *parameters: Any) -> Any:
    """One JSON-RPC request to a node, past the program."""
    body = {"jsonrpc": "2.0", "id": 1, "method": method, "params": parameters}
    request = urllib.request.Request(
        url, json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request) as response:
        answer = json.loads(response.read())
    assert "error" not in answer, answer
    return answer["result"]


def block(url: str) -> str:
    return ask(url, "eth_getBlockByNumber", "latest", False)["hash"]


@contextmanager
def anvil_on(binary: str, port: int, *flags: str) -> Iterator[None]:
    """A bare anvil on a port that is known before."""
    command = [binary, "--port", str(port), "--silent", *flags]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT)
    try:
        for _ in range(1_000):
            try:
                ask(f"http://127.0.0.1:{port}", "eth_chainId")
                break
            except OSError:
                assert process.poll() is None
                time.sleep(0.02)
        yield
    finally:
        process.terminate()
        process.wait()


STATUS = ["devnet", "status"]
COMMANDS = [
    ["mint", "--seed", "bob", "--no-image"],
    ["mint", "--no-image"],
    ["mint", "--seed", "bob", "--dry-run"],
    ["show", "0x1234"],
    ["list"],
    ["transfer", "0x1234", DEV1],
    ["deploy"],
    STATUS,
]


def refusal_of(here: Shell, command: list[str]) -> str:
    """What a command says that refuses a chain; `devnet status` shows that chain beforehand."""
    if command != STATUS:
        return here.run(*command).refusal
    outcome = here.run(*command)
    assert outcome.code == 1
    assert "genesis" in outcome.out
    return outcome.err.removeprefix("avatarchain: ")


def test_a_node_that_does_not_answer_is_refused_by_every_command(shell: Shell, nobody: str) -> None:
    lost = shell.on(nobody)
    before = lost.state()
    for command in [*COMMANDS, ["devnet", "mine"]]:
        assert f"no node answers at {nobody}" in lost.run(*command).refusal
    assert lost.state() == before


@pytest.mark.parametrize("url", ["localhost:8545", "http://", "ftp://localhost", "evm+sqlite:x"])
def test_an_address_of_no_known_kind_is_refused(shell: Shell, url: str) -> None:
    assert "is not a chain address" in shell.run("list", "--rpc", url).refusal
    assert "is not a chain address" in shell.run("mint", "--rpc", url, "--no-image").refusal


def test_the_option_comes_before_the_environment(stocked: Shell, nobody: str) -> None:
    assert stocked.on(nobody).run("list", "--rpc", "evm+sqlite://").code == 0
    assert "no node answers" in stocked.run("list", "--rpc", nobody).refusal


def test_another_chain_behind_the_same_port_is_refused_by_every_command(
    shell: Shell, anvil_binary: str
) -> None:
    first = Anvil(anvil_binary, 30)
    port = int(first.url.rsplit(":", 1)[1])
    here = shell.on(first.url)
    try:
        assert here.run("mint", "--seed", "alice", "--no-image").code == 0
        # anvil's first block is of the second that it starts in
        time.sleep(1.1)
    finally:
        first.close()
    with anvil_on(anvil_binary, port):
        before, head = here.state(), block(first.url)
        for command in COMMANDS:
            refusal = refusal_of(here, command)
            assert f"{first.url} is another chain than before" in refusal
            assert "deploy --again" in refusal
        assert (here.state(), block(first.url)) == (before, head)
        assert here.run("deploy", "--again").code == 0
        assert here.run("mint", "--seed", "alice", "--no-image").code == 0


def test_another_chain_id_behind_the_same_port_is_refused(shell: Shell, anvil_binary: str) -> None:
    first = Anvil(anvil_binary, 30)
    port = int(first.url.rsplit(":", 1)[1])
    here = shell.on(first.url)
    try:
        assert here.run("mint", "--seed", "alice", "--no-image").code == 0
    finally:
        first.close()
    with anvil_on(anvil_binary, port, "--chain-id", "1337"):
        head = block(first.url)
        refusal = here.run("mint", "--seed", "alice", "--no-image").refusal
        assert "expected chain 31337" in refusal
        assert "found chain 1337" in refusal
        assert block(first.url) == head


@pytest.mark.parametrize(
    ("code", "words"), [("0x", "no contract there"), ("0x00", "other code there")]
)
def test_a_contract_that_is_gone_or_has_other_code_is_refused_by_every_command(
    shell: Shell, node: str, code: str, words: str
) -> None:
    here = shell.on(node)
    contract = here.json("mint", "--seed", "alice", "--no-image")["contract"]
    ask(node, "anvil_setCode", contract, code)
    before, head = here.state(), block(node)
    for command in COMMANDS:
        refusal = refusal_of(here, command)
        assert refusal.startswith(f"the registry {contract} is not on {node} any more")
        assert words in refusal
    assert (here.state(), block(node)) == (before, head)
    assert here.run("deploy", "--again").code == 0
    assert here.run("list").code == 0


def test_a_deployment_on_a_chain_that_was_rolled_back_is_refused(shell: Shell, node: str) -> None:
    snapshot = ask(node, "evm_snapshot")
    here = shell.on(node)
    assert here.run("mint", "--seed", "alice", "--no-image").code == 0
    ask(node, "evm_revert", snapshot)
    assert "no contract there" in here.run("list").refusal


@pytest.mark.parametrize(
    ("chain_id", "words"),
    [
        (1, "--allow-public-network 1"),
        (11155111, "give --testnet"),
        (4242, "--allow-public-network 4242"),
    ],
)
def test_nothing_is_sent_to_a_public_network_unasked(
    shell: Shell, anvil_binary: str, chain_id: int, words: str
) -> None:
    node = Anvil(anvil_binary, 30)
    try:
        ask(node.url, "anvil_setChainId", chain_id)
        here, head = shell.on(node.url), block(node.url)
        for command in (["mint", "--no-image"], ["deploy"], ["transfer", "0x1234", DEV1]):
            refusal = refusal_of(here, command)
            assert words in refusal
            assert "nothing was sent" in refusal
        permission = ["--testnet"] if chain_id == 11155111 else words.split()
        refusal = here.run("deploy", "--account", "dev0", *permission).refusal
        assert "dev0 is a key that everybody knows" in refusal
        assert "there is no keystore" in here.run("deploy", *permission).refusal
        assert block(node.url) == head
    finally:
        node.close()


WRITING = [
    ["mint", "--no-image"],
    ["mint", "--collection", "herd", "--count", "3", "--no-image"],
    ["breed", "0x1234", "0x5678"],
    ["stud", "0x1234", DEV1],
    ["transfer", "0x1234", DEV1],
    ["commit", "slice.jsonl", "--to", DEV1],
    ["claim", "0", "0x1234"],
    ["deploy"],
    ["deploy", "--again"],
    ["account", "issuer", "publish"],
    ["account", "issuer", "rotate"],
]


@pytest.mark.parametrize("claimed", [11155111, 560048, 84532, 1, 10, 8453, 4242, 0, 2**63])
def test_whatever_chain_a_node_claims_to_be_no_command_sends_there_unasked(
    shell: Shell, node: str, claimed: int
) -> None:
    """Any of them that wrote would go to a chain whose tokens may be worth something."""
    sent = []

    def spoil(asked: dict[str, Any], right: dict[str, Any]) -> Any:
        if asked["method"] == "eth_sendRawTransaction":
            sent.append(asked)
        return right | {"result": hex(claimed)} if asked["method"] == "eth_chainId" else right

    permission = "--testnet" if claimed in TEST_NETWORKS else f"--allow-public-network {claimed}"
    with between(node, spoil) as url:
        here = shell.on(url).knowing(AVATARCHAIN_ISSUER_PASSPHRASE="x")
        assert (
            here.run("generate", "--collection", "a", "--count", 2, "--out", "slice.jsonl").code
            == 0
        )
        for command in WRITING:
            refusal = refusal_of(here, command)
            assert "nothing was sent" in refusal
            assert permission in refusal
    assert sent == []


@pytest.mark.parametrize("claimed", [31337, 1337])
def test_a_node_that_claims_to_be_a_devnet_is_written_to(
    shell: Shell, node: str, claimed: int
) -> None:
    def spoil(asked: dict[str, Any], right: dict[str, Any]) -> Any:
        return right | {"result": hex(claimed)} if asked["method"] == "eth_chainId" else right

    ask(node, "anvil_setChainId", claimed)
    with between(node, spoil) as url:
        assert shell.on(url).run("mint", "--seed", "alice", "--no-image").code == 0


def test_a_node_that_lies_about_its_first_block_is_not_taken_for_the_one_that_it_was(
    shell: Shell, node: str
) -> None:
    lying = [False]

    def spoil(asked: dict[str, Any], right: dict[str, Any]) -> Any:
        if lying[0] and asked["params"][:1] == ["0x0"]:
            right["result"]["hash"] = "0x" + "11" * 32
        return right

    with between(node, spoil) as url:
        here = shell.on(url)
        assert here.run("mint", "--seed", "alice", "--no-image").code == 0
        lying[0], head = True, block(node)
        for command in COMMANDS:
            refusal = refusal_of(here, command)
            assert "is another chain than before" in refusal
            assert "genesis 0x11111111…)" in refusal
    assert block(node) == head


def test_a_chain_that_shows_the_first_block_of_another_has_not_its_contract(
    shell: Shell, node: str, anvil_binary: str
) -> None:
    other = Anvil(anvil_binary, 30)
    first = ask(node, "eth_getBlockByNumber", "0x0", False)
    behind = [node]

    def spoil(asked: dict[str, Any], right: dict[str, Any]) -> Any:
        if behind[0] != node:
            right = json.loads(forward(behind[0], json.dumps(asked).encode()))
            if asked["params"][:1] == ["0x0"]:
                right["result"] = first
        return right

    try:
        with between(node, spoil) as url:
            here = shell.on(url)
            assert here.run("mint", "--seed", "alice", "--no-image").code == 0
            behind[0], head = other.url, block(other.url)
            for command in COMMANDS:
                assert "no contract there" in refusal_of(here, command)
            assert block(other.url) == head
    finally:
        other.close()


def test_a_node_that_mines_for_each_command_lives_as_long_as_it(
    shell: Shell, anvil_binary: str
) -> None:
    own = shell.on(f"anvil:{anvil_binary}")
    assert own.json("mint", "--seed", "alice", "--size", 64)["new"] is True
    assert own.json("mint", "--seed", "alice", "--no-image")["new"] is True
    assert "no registry" in own.run("list").refusal
    assert "no anvil at" in shell.on("anvil:/nowhere/anvil").run("list").refusal


def test_a_network_is_probed_before_a_registry_is_deployed_on_it(shell: Shell, node: str) -> None:
    """One whose headers do not have the hashes of their blocks is refused, with leave or not."""
    account = Account.create()
    (shell.home / "keystore").mkdir(parents=True)
    encrypted = Account.encrypt(account.key, "correct horse", kdf="scrypt", iterations=2)
    (shell.home / "keystore" / "kim").write_text(json.dumps(encrypted))
    here = shell.knowing(AVATARCHAIN_PASSPHRASE="correct horse")
    ask(node, "anvil_setChainId", 4242)
    ask(node, "anvil_setBalance", account.address, hex(10**18))
    ask(node, "anvil_mine", hex(20))
    deploy = ["deploy", "--account", "kim", "--allow-public-network", 4242]

    def spoil(asked: Any, right: Any) -> Any:
        for answer in right if isinstance(right, list) else [right]:
            if isinstance(answer.get("result"), dict) and answer["result"].get("number") == "0xa":
                answer["result"]["extraData"] = "0x00"
        return right

    head = block(node)
    with between(node, spoil) as url:
        refusal = here.on(url).run(*deploy).refusal
    assert refusal.startswith(
        "chain 4242 does not draw as Ethereum does (the header of block 10 does not give its hash"
    )
    assert "nothing was sent" in refusal
    assert block(node) == head
    assert here.on(node).json(*deploy)["chain_id"] == 4242
