"""Tab, in real shells: what they fill in, and what it costs."""

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest
from shell import Shell

import avatarchain
from support.absent import absent
from support.hostile_names import FILE_NAMES, hostile_letters

PROGRAM = Path(sys.executable).parent
BASH = """
source <(avatarchain completion bash)
compopt() {{ :; }}  # there is one while somebody types; it has bash offer files of its own
COMP_WORDS=({words}); COMP_CWORD={last}
_avatarchain_completion avatarchain
printf '%s\\n' "${{COMPREPLY[@]}}"
"""
# zsh completes only where somebody types: in a terminal of its own making. What the line has
# become is told by a key, because what a terminal shows depends on who was faster.
ZSH = """
zmodload zsh/zpty
zpty typed 'TERM=dumb zsh -f'
zpty -w typed 'autoload -Uz compinit && compinit -D -u'
zpty -w typed 'eval "$(avatarchain completion zsh)"'
zpty -w typed 'tell() {{ print -r -- "$BUFFER" >told; exit }}; zle -N tell; bindkey "^X" tell'
zpty -w -n typed {typed}$'\\t\\x18'
while zpty -r typed line; do :; done
cat told
"""
FISH = "avatarchain completion fish | source; complete --do-complete '{typed}'"


def offered(shell: Shell, name: str, typed: str) -> list[str]:
    """What a real shell offers for a line that was begun."""
    binary = shutil.which(name)
    if binary is None:
        absent(f"no {name}: install it")
    words = typed.split(" ")
    script = {
        "bash": BASH.format(words=" ".join(repr(word) for word in words), last=len(words) - 1),
        "zsh": ZSH.format(typed=repr(typed)),
        "fish": FISH.format(typed=typed),
    }[name]
    path = f"{PROGRAM}{os.pathsep}{os.environ['PATH']}"
    sources = str(Path(avatarchain.__file__).parents[1])
    environment = {"PATH": path, "HOME": str(shell.home), "PYTHONPATH": sources}
    environment |= shell.variables()
    shell.folder.mkdir(exist_ok=True)
    done = subprocess.run(
        [binary, "-c", script],
        capture_output=True,
        text=True,
        env=environment,
        cwd=shell.folder,
        check=True,
        timeout=300,
    )
    assert done.stderr == ""
    return [line.partition("\t")[0] for line in done.stdout.splitlines() if line]


@pytest.mark.parametrize("name", ["bash", "fish"])
def test_a_shell_completes_commands_options_species_accounts_and_ids(
    stocked: Shell, name: str
) -> None:
    one = stocked.avatars()[0]["id"]
    assert "mint" in offered(stocked, name, "avatarchain m")
    assert "list" not in offered(stocked, name, "avatarchain m")
    assert "--resume" in offered(stocked, name, "avatarchain mint --re")
    assert "tuftling" in offered(stocked, name, "avatarchain mint --species tu")
    assert "glimmer" in offered(stocked, name, "avatarchain mint --species gl")
    assert "issuer" in offered(stocked, name, "avatarchain account is")
    assert one[:14] in offered(stocked, name, f"avatarchain show {one[:5]}")
    assert one[:14] in offered(stocked, name, f"avatarchain breed {one} {one[:5]}")
    assert offered(stocked, name, "avatarchain show 0xzz") == []


def test_zsh_fills_in_an_id(stocked: Shell) -> None:
    one = stocked.avatars()[0]["id"]
    assert any(one[:14] in line for line in offered(stocked, "zsh", f"avatarchain show {one[:6]}"))


def test_a_keystore_is_offered_by_its_name(shell: Shell) -> None:
    (shell.home / "keystore").mkdir(parents=True)
    (shell.home / "keystore" / "mine").touch()
    assert "mine" in offered(shell, "bash", "avatarchain mint --account m")
    assert "dev3" in offered(shell, "bash", "avatarchain mint --account d")


def test_a_file_or_the_registry_is_offered_to_stand_against(shell: Shell) -> None:
    line = "avatarchain generate --against "
    shell.folder.mkdir()
    (shell.folder / "season.jsonl").touch()
    assert offered(shell, "bash", f"{line}re") == ["registry"]
    assert {"registry", "season.jsonl"} <= set(offered(shell, "fish", line))
    assert offered(shell, "bash", line) == []  # bash itself then offers the files
    assert offered(shell, "bash", f"{line}sea") == []


def test_tab_opens_no_chain_makes_no_home_and_breaks_on_nothing(shell: Shell) -> None:
    assert offered(shell, "bash", "avatarchain show 0x") == []
    assert not shell.home.exists()
    shell.home.mkdir()
    (shell.home / "chain.sqlite").write_bytes(b"no chain")
    assert offered(shell, "bash", "avatarchain show 0x") == []


def test_on_a_node_the_ids_that_were_listed_are_offered(shell: Shell, node: str) -> None:
    there = shell.on(node)
    one = there.json("mint", "--seed", "alice", "--no-image")["id"]
    assert offered(there, "bash", "avatarchain show 0x") == []
    there.json("list")
    assert offered(there, "bash", f"avatarchain show {one[:4]}") == [one[:14]]
    assert offered(shell, "bash", "avatarchain show 0x") == []


def test_on_another_chain_no_ids_of_the_devnet_are_offered(stocked: Shell, nobody: str) -> None:
    assert offered(stocked, "bash", f"avatarchain show --rpc {nobody} 0x") == []
    assert offered(stocked.on(nobody), "bash", "avatarchain show 0x") == []


def test_tab_loads_nothing_heavy(stocked: Shell) -> None:
    script = (
        "import sys\nfrom avatarchain.cli import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print(sorted({'web3', 'eth', 'eth_account', 'eth_utils', 'numpy', 'PIL', 'rich'}"
        " & set(sys.modules)))"
    )
    begun = {
        "_AVATARCHAIN_COMPLETE": "bash_complete",
        "COMP_WORDS": "avatarchain show 0x",
        "COMP_CWORD": "2",
    }
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=True,
        env=stocked.variables() | begun,
    )
    *ids, loaded = done.stdout.splitlines()
    assert len(ids) == 3
    assert loaded == "[]"


def test_another_shell_is_wrong_usage(shell: Shell) -> None:
    assert "'bash', 'zsh', 'fish'" in shell.run("completion", "csh").misuse


HARMLESS = [
    "a b",
    "it's",
    "*",
    "$(reboot)",
    "`reboot`",
    "x;reboot",
    'say "so"',
    "a|b&c",
    "<a>",
    "a\\b",
]


def test_an_offer_that_a_shell_would_run_is_quoted_and_is_read_back_as_it_was(
    shell: Shell,
) -> None:
    (shell.home / "keystore").mkdir(parents=True)
    for name in HARMLESS:
        (shell.home / "keystore" / name).touch()
    offers = offered(shell, "bash", "avatarchain mint --account ")
    words = [word for word in offers if not word.startswith("dev")]
    assert sorted(shlex.split(word)[0] for word in words) == sorted(HARMLESS)
    read = subprocess.run(
        ["bash", "-c", f"printf '%s\\0' {' '.join(words)}"],
        capture_output=True,
        text=True,
        check=True,
        cwd=shell.folder,
    )
    assert sorted(read.stdout.split("\0")[:-1]) == sorted(HARMLESS)


@pytest.mark.parametrize("name", ["bash", "fish"])
def test_a_name_with_letters_that_are_not_seen_is_not_offered(shell: Shell, name: str) -> None:
    (shell.home / "keystore").mkdir(parents=True)
    for account in (
        *(name for name in FILE_NAMES if "\n" in name or hostile_letters(name)),
        "mine",
    ):
        (shell.home / "keystore" / account).touch()
    words = offered(shell, name, "avatarchain mint --account ")
    assert [word for word in words if not word.startswith("dev")] == ["mine"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
@pytest.mark.parametrize("cword", [None, "x", "9" * 5_000])
def test_a_shell_that_says_no_words_gets_the_commands(shell: str, cword: str | None) -> None:
    from avatarchain.cli.shells import _Bash, _Fish, _Zsh

    kind = {"bash": _Bash, "zsh": _Zsh, "fish": _Fish}[shell]
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("COMP_WORDS", raising=False)
        patch.delenv("COMP_CWORD", raising=False)
        if cword is not None:
            patch.setenv("COMP_CWORD", cword)
        assert kind(click.Command("a"), {}, "a", "_A_COMPLETE").get_completion_args() == ([], "")
