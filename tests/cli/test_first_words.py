"""What a newcomer types first: every wrong word is answered with the right one."""

import pytest
from shell import DEV2, Shell


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("mnt", "there is no command 'mnt': did you mean mint?"),
        ("delete 0x1234", "'delete': what is registered on a chain cannot be deleted"),
        ("lst", "did you mean list?"),
        ("species lst", "did you mean list?"),
        ("devnet foo", "there are accounts, anvil, check, export, import, mine, reset, status"),
        ("account isuer show", "did you mean issuer?"),
        ("xx", "there is no command 'xx'"),
        ("--json list", "--json stands after the name of a command"),
        ("--rpc anvil: list", "--rpc stands after the name of a command"),
        ("mint hello", "did you mean --seed hello?"),
        ("mint Marlene Okoro", "did you mean --seed 'Marlene Okoro'?"),
        ("mint --seed Maren Okafor Lund", "did you mean --seed 'Maren Okafor Lund'?"),
        ("mint --seed --json", "--seed needs a value; if '--json' is the value, write --seed="),
        ("generate --collection --count 3", "--collection needs a value"),
        ("account issuer show --home --json", "--home needs a value"),
        ("list --limit 3 --limit 4", "--limit is given twice: give it once"),
        ("mint --seed a --count 1 --seed=b", "--seed is given twice"),
        ("verify x -v --verbose", "--verbose is given twice"),
        ("account issuer show --json --json", "--json is given twice"),
        ("mint --seed hello --count 1", "give --collection hello --count N"),
        ("mint --seed-hex 00 --every 1s", "--seed-hex makes one avatar"),
        ("mint --collection hello", "say how many with --count, or --every"),
        ("mint --seed a --collection b --count 1", "give one of --seed"),
        ("list --limit -1", "'-1' is no whole number from 0"),
        ("list --limit 99999999999999999999", "is too large"),
        ("devnet mine 0", "'0' is no whole number from 1 to 10,000"),
        ("devnet mine ten", "'ten' is no whole number from 1 to 10,000"),
    ],
)
def test_a_wrong_word_is_answered_with_the_right_one(shell: Shell, line: str, answer: str) -> None:
    assert answer in shell.run(*line.split()).misuse
    assert not shell.home.exists()


@pytest.mark.parametrize("line", ["", "devnet", "account", "account issuer", "trust"])
def test_a_bare_group_prints_its_help(shell: Shell, line: str) -> None:
    bare = shell.run(*line.split())
    assert bare.code == 2
    assert bare.err.splitlines() == shell.run(*line.split(), "--help").out.splitlines()


def test_an_option_that_is_the_name_of_a_file_here_is_refused(
    shell: Shell,
) -> None:
    """It may come from `*`, in a folder that somebody else filled."""
    (shell.folder / "--home=.h.png").mkdir(parents=True)
    misuse = shell.run("verify", "--home=.h.png").misuse
    assert "'--home=.h.png' is an option, and the name of a file here" in misuse
    assert "./--home=.h.png" in misuse
    assert shell.run("verify", "./--home=.h.png").code == 1


def test_a_value_that_looks_like_an_option_can_be_given(stocked: Shell) -> None:
    told = stocked.json("mint", "--seed=--json", "--dry-run")
    assert told["id"] == stocked.json("mint", "--dry-run", "--seed=--json")["id"]


@pytest.mark.parametrize("line", ["list", "show 0x1234", "odds 0x1234 0x5678", "gallery --out g"])
def test_an_empty_home_says_how_to_begin(shell: Shell, line: str) -> None:
    refusal = shell.run(*line.split()).refusal
    assert (
        refusal
        == "there is nothing here yet: `avatarchain mint --seed hello` makes the first avatar"
    )


def test_an_address_from_the_environment_is_said_to_be_from_there(
    shell: Shell, nobody: str
) -> None:
    told = "(the address is from $ETH_RPC_URL)"
    assert told in shell.on(nobody).run("list").refusal
    assert told not in shell.run("list", "--rpc", nobody).refusal
    assert told not in shell.on("http://127.0.0.1:1").run("list", "--rpc", nobody).refusal


def test_status_says_what_names_the_address(stocked: Shell, node: str) -> None:
    assert stocked.json("devnet", "status")["url_from"] == "the home"
    assert stocked.on(node).json("devnet", "status")["url_from"] == "$ETH_RPC_URL"
    assert stocked.json("devnet", "status", "--rpc", node)["url_from"] == "--rpc"


def test_one_node_has_one_registry_whatever_its_address(shell: Shell, node: str) -> None:
    first = shell.json("mint", "--seed", "alice", "--no-image", "--rpc", node)
    port = node.rpartition(":")[2]
    for url in (f"http://localhost:{port}", f"{node}/", f"ws://127.0.0.1:{port}", node.upper()):
        again = shell.json("mint", "--seed", "alice", "--no-image", "--rpc", url)
        assert (again["contract"], again["new"]) == (first["contract"], False)


def test_the_species_that_come_along_are_listed(shell: Shell) -> None:
    assert [one["name"] for one in shell.run("species", "list", "--json").records] == [
        "glimmer",
        "tuftling",
    ]
    assert "tuftling 2.0  A small tufted hobgoblin" in shell.run("species", "list").out


def test_an_option_that_may_be_given_again_is_heeded_each_time(stocked: Shell) -> None:
    furs = sorted({avatar["traits"]["fur"] for avatar in stocked.avatars()})
    words = [word for fur in furs for word in ("--trait", f"fur={fur}")]
    assert len(stocked.run("list", "--json", *words).records) == 3


def test_of_an_address_without_a_contract_the_address_is_doubted(stocked: Shell) -> None:
    doubt = ": check the address, and the chain, which --rpc names"
    for line in ("list --registry", "list --unproven", "audit", "species fetch"):
        refusal = stocked.run(*line.split(), DEV2).refusal
        assert f"no contract at {DEV2}" in refusal, line
        assert refusal.endswith(doubt), line


@pytest.mark.parametrize(
    ("line", "same"),
    [
        ("help", "--help"),
        ("help mint", "mint --help"),
        ("help account new", "account new --help"),
        ("account help new", "account new --help"),
    ],
)
def test_help_is_a_word_too(shell: Shell, line: str, same: str) -> None:
    answer = shell.run(*line.split())
    assert answer.code == 0
    assert answer.out == shell.run(*same.split()).out
    assert "did you mean mint?" in shell.run("help", "mnt").misuse
