"""All commands, in one table: those that write, each with what it leaves; and those that do not.

A line of a writing command may name ALICE and BOB, avatars of dev0; DEV1, an address; KEY, an
issuer's key in force; REGISTRY, its address; KEPT, an exported devnet; FILE, HERD and FLOCK, files
of generated avatars, the second committed. Founding 0 is promised and not committed.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import click

from avatarchain.cli import program

DEV1 = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8"
STRANGER = f"eip155:1:{DEV1}"
GENESIS = "0x" + 64 * "1"
FRIEND = "eip155:1:0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC"


@dataclass(frozen=True)
class Writer:
    """A command that writes.

    `seconds` of processor time are about what it takes, from its start to its end. It prints
    `records` lines, adds `avatars`, `batches`, `foundings` and `contracts` to the chain and
    `files` (a pattern and their number) to the folder. Cut off, it is completed by `again` if it
    left a job, else by the same line; where the first run had done all, that line may say `done`.
    With `empty` it begins without a home, with `job` it needs a mint that was cut off. With
    `sends` it sends transactions, to any chain; with `deletes` nothing of the chain stays.
    """

    line: str
    seconds: float
    records: int = 1
    avatars: int = 0
    batches: int = 0
    foundings: int = 0
    contracts: int = 0
    files: tuple[str, int] | None = None
    again: str | None = None
    done: str | None = None
    empty: bool = False
    sends: bool = False
    deletes: bool = False
    job: bool = False


PICTURES = "avatars/*.png"
HELD = "neither holds .* nor may act for its holder"
THERE = "is there already|exists already"

WRITERS = (
    Writer(
        "mint --seed new --size 64 --out avatars", 0.3, avatars=1, files=(PICTURES, 1), sends=True
    ),
    Writer("mint --seed new --no-image", 1.2, avatars=1, contracts=2, empty=True, sends=True),
    Writer(
        "mint --size 64",
        0.3,
        avatars=1,
        files=(PICTURES, 1),
        again="mint --resume",
        sends=True,
    ),
    Writer("mint --collection herd --count 30 --no-image", 0.4, records=30, avatars=30, sends=True),
    Writer(
        "mint --count 30 --size 64",
        0.6,
        records=30,
        avatars=30,
        files=(PICTURES, 30),
        again="mint --resume",
        sends=True,
    ),
    Writer(
        "mint --count 5 --every 1ms --no-image",
        0.4,
        records=5,
        avatars=5,
        again="mint --resume",
        sends=True,
    ),
    Writer("mint --resume", 0.4, avatars=1, done="nothing to resume", job=True),
    Writer(
        "breed ALICE BOB --size 64 --out avatars --sheet family.png",
        0.5,
        avatars=1,
        files=(PICTURES, 1),
        sends=True,
    ),
    Writer("transfer ALICE DEV1", 0.3, done=HELD, sends=True),
    Writer("stud ALICE DEV1", 0.3, sends=True),
    Writer("name ALICE Ada", 0.1),
    Writer("odds ALICE BOB --sheet odds.png --size 64", 0.4, files=("odds.png", 1)),
    Writer("deploy", 1.2, contracts=2, empty=True, sends=True),
    Writer(
        "deploy --standard-json source.json", 0.1, files=("source.json", 1), done=THERE, empty=True
    ),
    Writer("deploy --again", 0.5, contracts=1, sends=True),
    Writer("generate --collection pack --count 3000 --out pack.jsonl", 0.5),
    Writer("generate --collection few --count 20 --out few.jsonl --portraits faces --size 64", 0.5),
    Writer("commit FLOCK --to DEV1", 0.4, batches=1, sends=True),
    Writer("found --count 3 --to DEV1", 0.3, foundings=1, sends=True),
    Writer("commit --founding 0", 0.5, batches=1, sends=True),
    Writer("generate --founding 0 --out drawn.jsonl", 0.5, files=("drawn.jsonl", 1), sends=True),
    Writer("claim 0 1", 0.3, avatars=1, done="is registered already", sends=True),
    Writer("gallery --out site --models ALICE", 1.2, files=("site/models/*.*", 2)),
    Writer("show ALICE --out shown --size 64", 0.3, files=("shown/*.png", 1)),
    Writer("export ALICE --as card --out moving", 0.4, files=("moving/*.png", 1)),
    Writer("tree ALICE --out tree.svg", 0.3, files=("tree.svg", 1)),
    Writer(f"trust add FRIEND --genesis {GENESIS}", 0.1),
    Writer(
        "trust remove STRANGER", 0.1, done="you do not trust|not on your trust list|no registry"
    ),
    Writer("species new mine", 0.1, files=("mine/species.toml", 1), done="is not empty"),
    Writer(
        "species import-layers layers --out pack",
        0.3,
        files=("pack/species.toml", 1),
        done="is not empty",
    ),
    Writer(
        "species import-dicebear dylan --out face",
        0.6,
        files=("face/species.toml", 1),
        done="is not empty",
    ),
    Writer(
        "species fetch REGISTRY --out fetched",
        0.5,
        files=("fetched/species.toml", 1),
        done="is not empty",
    ),
    Writer(
        "species show --sheet sheet.png --founders 20.png --size 64", 0.5, files=("sheet.png", 1)
    ),
    Writer(
        "species check mine-too --sheet sheet.png --plot plot.png --rig rig.png --size 64",
        0.5,
        files=("sheet.png", 1),
    ),
    Writer("account new ann", 0.6, done=THERE),
    Writer("account import ben --keystore KIM", 0.6, done=THERE),
    Writer("account export kim --out out.json", 0.2, files=("out.json", 1), done=THERE),
    Writer("account export --all --out all", 0.3, records=2, files=("all/*/*", 2)),
    Writer("account default dev1", 0.1),
    Writer("account issuer new", 0.6),
    Writer("account issuer publish KEY", 0.3, sends=True),
    Writer("account issuer rotate", 0.8, sends=True),
    Writer("account issuer revoke KEY", 0.3, done="is revoked", sends=True),
    Writer("class new 6c --pupils 3", 0.1, files=("6c/class.toml", 1), done="has a class already"),
    Writer("class lesson 5b hidden --children 40", 0.3, files=("5b/pages/hidden.html", 1)),
    Writer("class lesson 5b mendel --children 40", 0.3, files=("5b/pages/mendel.html", 1)),
    Writer("class lesson 5b chain", 0.3, files=("5b/pages/chain.html", 1)),
    Writer("class mark 5b answer.json --out marks.csv", 0.2, records=2, files=("marks*.csv", 2)),
    Writer("devnet mine 3", 0.3),
    Writer("devnet export out.zip", 0.2, files=("out.zip", 1), done=THERE),
    Writer(
        "devnet import KEPT",
        0.6,
        avatars=3,
        batches=1,
        foundings=1,
        contracts=2,
        empty=True,
        done="is a devnet already",
    ),
    Writer("devnet reset --yes", 0.2, records=0, deletes=True),
)

# They write nothing but what can be made again: the index of the registry.
READERS = (
    "odds ALICE BOB",
    "show ALICE",
    "list",
    "tree ALICE",
    "verify PICTURE",
    "audit REGISTRY",
    "trust list",
    "devnet accounts",
    "devnet check",
    "devnet status",
    "species check mine-too",
    "species show",
    "species list",
    "account list",
    "account default",
    "account issuer show",
    "completion bash",
    "mint --dry-run --seed new",
    "claim 0 1 --dry-run",
    "deploy --dry-run --again",
    "abi",
)

# They run until Ctrl-C: another program in the place of this one, and our server, which
# tests/serve and tests/cli/test_serve.py kill and bring into trouble (the table of its troubles is
# that of tests/serve/test_trouble.py).
SERVERS = ("devnet anvil", "serve")

# Options that name a file or folder which is read; all others name one that is written.
INPUTS = {
    "--home",
    "--password-file",
    "--issuer-password-file",
    "--keystore",
    "--master-seed",
    "--to-file",
    "--papers",
    "--names",
}


def leaves(group: click.Group = program, words: str = "") -> Iterator[tuple[str, click.Command]]:
    """The words of each command of the program, and the command."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from leaves(command, f"{words}{name} ")
        else:
            yield f"{words}{name}", command


def command_of(line: str, words: Iterable[str]) -> str:
    """The words of the command that a line calls, of those that there are."""
    return max((each for each in words if f"{line} ".startswith(f"{each} ")), key=len, default="")


def outputs(command: click.Command) -> set[str]:
    """The options of a command that name a file or folder to write."""
    return {
        parameter.opts[0]
        for parameter in command.params
        if isinstance(parameter, click.Option) and isinstance(parameter.type, click.Path)
    } - INPUTS
