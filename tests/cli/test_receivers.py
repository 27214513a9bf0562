"""Nothing is sent to where nobody could take it from again."""

import pytest
from shell import DEV1, Shell

from avatarchain.chain import connect
from avatarchain.keys.accounts import development

# Programs of contracts, as bytecode: one that answers nothing, one that takes tokens of ERC-721,
# and one that does so after 780,000 gas of work.
DEAF = "00"
TAKES = "63150b7a0260e01b60005260206000f3"
GREEDY = "620075305b6001900380600457" + TAKES
NOBODY = "0x" + 40 * "0"


def deployed(shell: Shell, runtime: str) -> str:
    """The address of a contract with this program on the shell's devnet."""
    creation = bytes.fromhex(f"60{len(runtime) // 2:02x}80600b6000396000f3" + runtime)
    with connect("evm+sqlite://", folder=shell.home) as chain:
        address = chain.send(development(3), None, creation).contract_address
    assert address is not None
    return address


def test_a_contract_gets_an_avatar_only_if_it_says_that_it_takes_tokens(stocked: Shell) -> None:
    alice = stocked.avatars()[0]["id"]
    deaf, taker = deployed(stocked, DEAF), deployed(stocked, TAKES)
    before = stocked.state()
    refusal = stocked.run("transfer", alice, deaf).refusal
    assert f"{deaf} is a contract that does not accept ERC-721 tokens" in refusal
    assert f"--allow-contract {deaf}" in refusal
    assert stocked.run("transfer", alice, deaf, "--allow-contract", taker).code == 1
    assert stocked.state() == before
    assert stocked.json("transfer", alice, taker)["owner"] == taker
    bob = stocked.avatars()[1]["id"]
    given = stocked.json("transfer", bob, deaf, "--allow-contract", deaf.lower())
    assert given["owner"] == deaf


BURNT = ["0x000000000000000000000000000000000000dEaD", "0x" + "0" * 39 + "1", "0x" + "dead" * 10]


@pytest.mark.parametrize("to", [*BURNT, "0x" + "f" * 40])
def test_nobody_has_the_key_of_a_burn_address(stocked: Shell, to: str) -> None:
    refusal = stocked.run("transfer", stocked.avatars()[0]["id"], to).refusal
    assert "an address to destroy things" in refusal
    assert f"; if you mean it, give --allow-contract {to}".lower() in refusal.lower()


def test_a_burn_address_gets_what_it_is_named_for(stocked: Shell) -> None:
    alice = stocked.avatars()[0]["id"]
    burnt = BURNT[0]
    assert burnt in stocked.run("mint", "--seed", "x", "--no-image", "--to", burnt).refusal
    given = stocked.json("transfer", alice, burnt, "--allow-contract", burnt)
    assert given["owner"] == burnt


def test_a_receiver_that_takes_much_gas_gets_nothing(stocked: Shell) -> None:
    alice = stocked.avatars()[0]["id"]
    greedy = deployed(stocked, GREEDY)
    before = stocked.state()
    assert "gas when it gets an avatar" in stocked.run("transfer", alice, greedy).refusal
    assert stocked.state() == before


@pytest.mark.parametrize(
    "line",
    [
        "transfer ALICE {}",
        "mint --seed new --no-image --to {}",
        "mint --collection new --count 2 --no-image --to {}",
        "commit herd.jsonl --to {}",
        "commit herd.jsonl --to-file list.txt",
        "found --count 3 --to {}",
        "found --count 3 --to-file list.txt --allow-repeats",
    ],
)
def test_what_nobody_could_move_again_is_sent_nowhere(stocked: Shell, line: str) -> None:
    alice = stocked.avatars()[0]
    stocked.json("show", alice["id"])
    stocked.run("generate", "--collection", "herd", "--count", 3, "--out", "herd.jsonl")
    registry, deaf = alice["contract"], deployed(stocked, DEAF)
    for address in (registry, NOBODY, deaf):
        (stocked.folder / "list.txt").write_text(f"{DEV1}\n{address}\n{DEV1}\n")
        before = stocked.state()
        words = line.format(address).replace("ALICE", alice["id"]).split()
        refusal = stocked.run(*words).refusal
        assert address in refusal
        assert any(word in refusal for word in ("nobody", "does not accept ERC-721 tokens"))
        assert stocked.state() == before


def test_each_avatar_of_a_file_goes_to_its_own_address(stocked: Shell) -> None:
    stocked.run("generate", "--collection", "herd", "--count", 3, "--out", "herd.jsonl")
    addresses = [development(number).address for number in (1, 2, 1)]
    (stocked.folder / "list.txt").write_text("\n".join(addresses) + "\n")
    herd = ("commit", "herd.jsonl", "--to-file", "list.txt")
    assert stocked.json(*herd)["to"] is None
    assert [stocked.json("claim", 0, number)["owner"] for number in range(3)] == addresses
    again = stocked.run(*herd)
    assert "was committed before" in again.out
    (stocked.folder / "list.txt").write_text(f"{DEV1}\n")
    assert "1 addresses for 3 avatars" in stocked.run(*herd).refusal


def test_what_is_promised_to_one_is_not_promised_to_another(stocked: Shell) -> None:
    stocked.run("generate", "--collection", "herd", "--count", 3, "--out", "herd.jsonl")
    stocked.json("commit", "herd.jsonl", "--to", DEV1)
    other = ("commit", "herd.jsonl", "--to", development(2).address)
    before = stocked.state()
    refusal = stocked.run(*other).refusal
    assert f"is promised to {DEV1} by batch 0 already" in refusal
    assert "--allow-repeats" in refusal
    assert stocked.state() == before
    assert stocked.json(*other, "--allow-repeats")["batch"] == 1
