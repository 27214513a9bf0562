"""Made home-0.1.tar.xz and home-0.1.json: `python tests/homes/make_0_1.py`.

It runs only with avatarchain 0.1.0 and is kept to show how the fixture came about. What is
in the home was put there by commands of that version: two species with a registry each,
their avatars, accounts, keys of an issuer, a batch, trust, and a mint that was cut off. The
archive holds the home and beside it the pack of the second species, as `home` and `pebble`;
home-0.1.json says what has to be found in them. Keys and chain are drawn anew by each run,
so another run makes another home. The keys hold nothing.
"""

import json
import lzma
import os
import signal
import subprocess
import sys
import tarfile
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

ARCHIVE = Path(__file__).with_name("home-0.1.tar.xz")
EXPECTED = Path(__file__).with_name("home-0.1.json")
COMMAND = [sys.executable, "-m", "avatarchain"]
WHEN = 1795719682  # when commit 219f190, whose code ran, was made: the time of every file

PASSPHRASE = "a fixture, not a secret"
ISSUER_PASSPHRASE = "an issuer's, and no secret either"
# Account 2 of the mnemonic "test test test test test test test test test test test junk": an
# account that signs has to be one that the devnet funds.
KEEPER_KEY = "0x5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a"
FRIEND = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8"  # account 1 of the same
STRANGERS = (
    ("eip155:1:0x000000000000000000000000000000000000dEaD", None),
    ("eip155:31337:0x5FbDB2315678afecb367f032d93F642f64180aa3", "0x" + 32 * "5a"),
)
OF_AN_AVATAR = ("id", "generation", "mother", "father", "owner")


class Commands:
    """The command line, for a home in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.home = folder, folder / "home"
        kept = {key: value for key, value in os.environ.items() if key != "ETH_RPC_URL"}
        self.settings = kept | {
            "AVATARCHAIN_HOME": str(self.home),
            "AVATARCHAIN_PASSPHRASE": PASSPHRASE,
            "AVATARCHAIN_ISSUER_PASSPHRASE": ISSUER_PASSPHRASE,
        }

    def start(self, *words: object) -> "subprocess.Popen[str]":
        """A command that runs."""
        return subprocess.Popen(
            [*COMMAND, *map(str, words), "--json"], cwd=self.folder, env=self.settings, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip

    def all(self, *words: object, typed: str = "") -> list[dict[str, Any]]:
        """The objects that a command prints."""
        running = self.start(*words)
        out, _ = running.communicate(typed)
        if running.returncode:
            sys.exit(f"avatarchain {' '.join(map(str, words))} ended with {running.returncode}")
        return [json.loads(line) for line in out.splitlines()]

    def one(self, *words: object, typed: str = "") -> dict[str, Any]:
        """The only object that a command prints."""
        (found,) = self.all(*words, typed=typed)
        return found

    def cut_off(self, after: int, *words: object) -> None:
        """A command that gets a Ctrl-C when it has printed so many objects."""
        with self.start(*words) as running:
            assert running.stdout is not None
            for _ in range(after):
                running.stdout.readline()
            running.send_signal(signal.SIGINT)
            left = running.stdout.read()
        if running.returncode != 130 or left:
            sys.exit(f"it was not cut off where it should be: {running.returncode}, {left!r}")


def main() -> None:
    if version("avatarchain") != "0.1.0":
        sys.exit("this makes a home with avatarchain 0.1.0, and another version is installed")
    with TemporaryDirectory() as folder:
        commands = Commands(Path(folder))
        told = fill(commands)
        EXPECTED.write_text(json.dumps(told, indent=2, ensure_ascii=False) + "\n")
        archive(Path(folder), ["home", "pebble"])


def fill(commands: Commands) -> dict[str, Any]:
    """Make everything in the home; what is to be found there."""
    one, every = commands.one, commands.all
    keeper = one("account", "import", "keeper", typed=KEEPER_KEY + "\n")
    spare = one("account", "new", "spare")
    one("account", "default", "keeper")
    one("species", "new", "pebble")
    species = ("tuftling", "pebble")
    registries = {name: one("deploy", "--species", name) for name in species}

    one("account", "issuer", "new")
    one("account", "issuer", "publish")
    one("account", "issuer", "rotate")
    for registry, genesis in STRANGERS:
        one("trust", "add", registry, *(["--genesis", genesis] if genesis else []))

    for name, count in (("tuftling", 8), ("pebble", 5)):
        founders = every(
            "mint", "--species", name, "--seed", "fixture", "--count", count, "--no-image"
        )
        breed = ("breed", "--species", name, "--out", "pictures", "--size", 64)
        mother, father, third = [founder["id"] for founder in founders[:3]]
        child = one(*breed, mother, father)["id"]
        if name == "tuftling":
            one(*breed, third, child)  # a grandchild
    one("transfer", founders[-1]["id"], FRIEND, "--species", "pebble")

    every("generate", "--collection", "promised", "--count", 8, "--out", "promised.jsonl")
    batch = one("commit", "promised.jsonl", "--to", spare["address"])
    claimed = one("claim", batch["batch"], 3)

    commands.cut_off(3, "mint", "--count", 6, "--every", "1s", "--no-image")
    (job,) = (commands.home / "jobs").glob("*.json")

    for each in registries.values():
        del each["gas"]
    return {
        "version": "0.1.0",
        "passphrases": {"accounts": PASSPHRASE, "issuer": ISSUER_PASSPHRASE},
        "accounts": {name["name"]: name["address"] for name in (keeper, spare)},
        "default_account": one("account", "default")["name"],
        "issuer_keys": {
            name: every("account", "issuer", "show", "--species", name) for name in species
        },
        "trusted": every("trust", "list"),
        "registries": registries,
        "avatars": [
            {"species": name} | {key: avatar[key] for key in OF_AN_AVATAR}
            for name in species
            for avatar in every("list", "--species", name)
        ],
        "promised": [
            avatar["id"] for avatar in every("list", "--promised") if "promised" in avatar
        ],
        "batch": {key: batch[key] for key in ("batch", "root", "count", "to", "transaction")}
        | {"claimed": [claimed["id"]]},
        "job": {
            "file": f"jobs/{job.name}",
            "minted": 3,
            "content": json.loads(job.read_bytes()),
        },
    }


def archive(folder: Path, names: list[str]) -> None:
    """Pack these folders so that the same files always give the same bytes."""

    def plain(member: tarfile.TarInfo) -> tarfile.TarInfo:
        member.uid = member.gid = 0
        member.uname = member.gname = ""
        member.mtime = WHEN
        return member

    with tarfile.open(ARCHIVE, "w:xz", preset=9 | lzma.PRESET_EXTREME) as packed:
        for name in names:
            packed.add(folder / name, name, filter=plain)  # in the order of names


if __name__ == "__main__":
    main()
