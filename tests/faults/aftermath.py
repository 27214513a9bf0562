"""After a fault: the chain is whole, what was said is so, and the same command completes it."""

import json
import re
import shutil
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import ledger
from commands import DEV1, FRIEND, STRANGER, Writer
from ledger import COMMITTED, FOUNDING, FOUNDING_COMMITTED, Ledger
from shell import Outcome, Shell

from avatarchain.births.jobs import keep_job
from support.interrupted import JOB

PASSPHRASES = {"AVATARCHAIN_PASSPHRASE": "a", "AVATARCHAIN_ISSUER_PASSPHRASE": "b"}
SET = ledger.keccak(b"IssuerKey(bytes32)")


@dataclass(frozen=True)
class Place:
    """A home and a folder; `words` are what the names in lines of commands stand for.

    `file` is the file of the chain that commands work on.
    """

    shell: Shell
    words: dict[str, str]
    file: Path

    @staticmethod
    def of(shell: Shell) -> "Place":
        """The place where `shell` is, with alice and bob as the first avatars."""
        alice, bob = (avatar["id"] for avatar in shell.avatars()[:2])
        (key,) = (path.stem for path in (shell.home / "issuer").iterdir())
        words = {
            "ALICE": alice,
            "BOB": bob,
            "DEV1": DEV1,
            "KEY": key,
            "REGISTRY": shell.json("deploy")["contract"],
            "HERD": "herd.jsonl",
            "FLOCK": "flock.jsonl",
            "FRIEND": FRIEND,
            "STRANGER": STRANGER,
            "KEPT": str(shell.folder / "kept.zip"),
            "PICTURE": f"{alice[:14]}.png",
        }
        return Place(shell, words, shell.home / "chain.sqlite")

    def copied(self, root: Path) -> "Place":
        """The same elsewhere, in the folder `root`."""
        for name in ("home", "folder"):
            shutil.copytree(getattr(self.shell, name), root / name)
        return self.at(root)

    def at(self, root: Path) -> "Place":
        """The same names, for the home and the folder below `root`."""
        shell = replace(self.shell, home=root / "home", folder=root / "folder")
        shell.folder.mkdir(parents=True, exist_ok=True)
        return replace(self, shell=shell, file=shell.home / "chain.sqlite")

    def beginning(self, writer: Writer, root: Path) -> "Place":
        """Where a command begins: a copy of this place, or an empty one."""
        if writer.empty:
            return self.at(root)
        place = self.copied(root)
        if writer.job:
            keep_job(place.shell.home, JOB)
        return place

    def working_in(self, link: Path) -> "Place":
        """The same, with the folder by the name `link`: what commands say stands beside that."""
        link.symlink_to(self.shell.folder)
        return replace(self, shell=replace(self.shell, folder=link))

    def spelled(self, line: str) -> list[str]:
        """The words of a line, with --json."""
        words = self.words | {"KIM": str(self.shell.home / "keystore" / "kim")}
        return [*(words.get(word, word) for word in line.split()), "--json"]

    def ledger(self) -> Ledger:
        """What stands on the chain, read by the independent reader."""
        return ledger.read(self.file) if self.file.exists() else Ledger()

    def run(self, line: str) -> Outcome:
        """Run a line in this process."""
        return self.shell.run(*self.spelled(line))


def records(outcome: Outcome) -> list[dict[str, Any]]:
    """The whole lines that a command printed before it ended, or was ended."""
    return [json.loads(line) for line in outcome.out.splitlines(True) if line.endswith("\n")]


def check_said(place: Place, outcome: Outcome) -> None:
    """All that was printed is so: on the chain, and in the files."""
    book = place.ledger()
    holders, home = book.holders(), place.shell.home
    sent = {"0x" + one.hash.hex() for one in book.transactions if one.succeeded}
    for record in records(outcome):
        if "caip19" in record:
            assert holders[record["id"]] == record["owner"].lower()
        if "root" in record:
            assert record["root"] in roots(book)
            assert list(home.glob(f"batches/*-{record['batch']}/batch.json"))
        elif "contract" in record and "caip19" not in record:
            assert record["contract"].lower() in book.contracts()
            assert record["contract"] in (home / "deployments.json").read_text()
        if record.get("transaction") is not None:
            assert record["transaction"] in sent
        if record.get("state") == "in force":
            assert record["key"] in {"0x" + log.topics[1].hex() for log in book.logs(SET)}
        if "address" in record and not record["name"].startswith("dev"):
            assert (home / "keystore" / record["name"]).exists()
        if "registry" in record and outcome.code == 0:
            assert (home / "trust.json").exists()
        for name in ("image", "file"):
            if record.get(name):
                assert (place.shell.folder / record[name]).exists()


def roots(book: Ledger) -> list[str]:
    """The roots of all committed batches, those of foundings among them."""
    logs = [*book.logs(COMMITTED), *book.logs(FOUNDING_COMMITTED)]
    return ["0x" + log.data[:32].hex() for log in logs]


def finish(place: Place, writer: Writer, outcome: Outcome) -> None:
    """Complete by the same command what was cut off; refusals other than `done` fail.

    Where all was printed nothing is left to do, unless a job is still there: it ends then.
    """
    resumes = "mint --resume" in (writer.line, writer.again)
    job = resumes and list(place.shell.home.glob("jobs/*.json"))
    if outcome.code == 0 or (0 < writer.records <= len(records(outcome)) and not job):
        return
    line = "mint --resume" if job else writer.line
    again = place.run(line)
    if again.code:
        assert writer.done is not None, again
        assert re.search(writer.done, again.refusal), again
    else:
        check_said(place, again)


def check_after(place: Place, writer: Writer, before: Ledger, *, cut: bool) -> None:
    """The chain is whole and has what the command was for, once; nothing else is left over.

    A deployment that was `cut` off may leave one contract that nobody uses.
    """
    home, folder = place.shell.home, place.shell.folder
    book = place.ledger()
    if writer.deletes:
        assert not [path for path in home.iterdir() if ".sqlite" in path.suffix]
        assert not (home / "deployments.json").exists()
        assert list(home.glob("nonce-*.lock")) == []
    else:
        assert book.blocks[: len(before.blocks)] == before.blocks
        assert len(book.holders()) == len(before.holders()) + writer.avatars
        assert len(roots(book)) == len(roots(before)) + writer.batches
        assert max(Counter(roots(book)).values(), default=1) == 1
        promised = len(book.logs(FOUNDING)) - len(before.logs(FOUNDING))
        assert promised == writer.foundings
        made = len(book.contracts()) - len(before.contracts()) - writer.contracts
        assert made in ((0, 1) if cut and writer.contracts else (0,))
    if writer.files is not None:
        pattern, count = writer.files
        assert len(list(folder.glob(pattern))) == count
    drafts = [path for root in (home, folder) for path in root.rglob(".*.draft*")]
    assert drafts == []
    assert list(home.glob("jobs/*.json")) == []
