"""Formats: every file of a home names its own, and one of a newer version is left untouched."""

import json
import shutil
import sqlite3
from pathlib import Path

import pytest
from shell import Shell

from avatarchain.base.documents import CHAIN_FORMAT, KEY_FORMAT
from avatarchain.chain import files
from avatarchain.index import store

CHAINS = ("deployments.json", "canvases.json", "jobs/", "batches/")
NOT_JSON = ("leaves", "nodes")  # their sizes follow from batch.json, which names the format


@pytest.fixture
def whole(full: Path, tmp_path: Path) -> Shell:
    """A copy of a home with one of everything."""
    shutil.copytree(full, tmp_path / "copy")
    shell = Shell(home=tmp_path / "copy" / "home", folder=tmp_path / "copy" / "folder")
    return shell.knowing(AVATARCHAIN_PASSPHRASE="a", AVATARCHAIN_ISSUER_PASSPHRASE="b")


def header(path: Path) -> tuple[int, int]:
    """The application id and the version that a SQLite file names."""
    with sqlite3.connect(path) as sql:
        (application,), (version,) = (
            sql.execute(f"pragma {name}").fetchone() for name in ("application_id", "user_version")
        )
    sql.close()
    return application, version


def test_every_file_of_a_home_names_its_format(whole: Shell) -> None:
    names = set()
    for path in whole.home.rglob("*"):
        name = str(path.relative_to(whole.home))
        if not path.is_file() or path.suffix == ".lock" or path.name in NOT_JSON:
            continue
        names.add(name.split("/")[0])
        if name.startswith("index/"):
            assert header(path) == (store.APPLICATION_ID, store.FORMAT)
        elif name == "chain.sqlite":
            assert header(path) == (files.APPLICATION_ID, CHAIN_FORMAT)
        elif name.startswith("keystore/"):
            assert json.loads(path.read_bytes())["version"] == 3
        else:
            number = CHAIN_FORMAT if name.startswith(CHAINS) else KEY_FORMAT
            assert json.loads(path.read_bytes())["format"] == number, name
    assert names == {
        *("accounts.json", "batches", "canvases.json", "chain.sqlite", "deployments.json"),
        *("index", "issuer", "jobs", "keystore", "trust.json"),
    }


GENESIS = "0x" + 64 * "1"
NOBODY = "eip155:1:0x000000000000000000000000000000000000dEaD"
READERS = [
    ("chain.sqlite", "list"),
    ("chain.sqlite", "mint --seed eve --account dev0"),
    ("chain.sqlite", "devnet reset --yes"),
    ("index/*.sqlite", "list"),
    ("deployments.json", "list"),
    ("deployments.json", "mint --seed eve --account dev0"),
    ("deployments.json", "deploy --again --account dev0"),
    ("deployments.json", "devnet reset --yes"),
    ("canvases.json", "deploy --again --account dev0"),
    ("jobs/*.json", "mint --resume"),
    ("batches/*/batch.json", "list --promised"),
    ("batches/*/batch.json", "claim 0 2"),
    ("batches/*/batch.json", "claim 0 2 --dry-run"),
    ("accounts.json", "account default"),
    ("accounts.json", "mint --seed eve"),
    ("issuer/*.json", "account issuer publish --account dev0"),
    ("trust.json", "trust list"),
    (
        "trust.json",
        f"trust add {NOBODY} --genesis {GENESIS}",
    ),
]


@pytest.mark.parametrize(("pattern", "command"), READERS)
def test_a_file_of_a_newer_version_is_refused_and_nothing_is_changed(
    whole: Shell, pattern: str, command: str
) -> None:
    (file,) = whole.home.glob(pattern)
    if file.suffix == ".sqlite":
        with sqlite3.connect(file) as sql:
            sql.execute(f"pragma user_version = {header(file)[1] + 1}")
        sql.close()
    else:
        content = json.loads(file.read_bytes())
        file.write_text(json.dumps({"format": content["format"] + 1, "what": "nobody knows"}))
    before = {
        path: path.read_bytes()
        for path in whole.home.rglob("*")
        if path.is_file()
        and (path == file or "index" not in path.parts)  # may be brought up to date
    }
    refusal = whole.run(*command.split()).refusal
    assert refusal.startswith(f"{file} was written by a newer avatarchain (")
    assert "install that version" in refusal
    assert {path: path.read_bytes() for path in before} == before


def test_an_index_of_an_older_version_is_made_again_with_a_word(whole: Shell) -> None:
    avatars = whole.avatars()
    (index,) = (whole.home / "index").glob("*.sqlite")
    with sqlite3.connect(index) as sql:
        sql.execute("pragma user_version = 0")
    sql.close()
    listed = whole.run("list", "--json")
    assert listed.records == avatars
    assert f"the index {index.name} could not be used (format 0, " in listed.err
    assert "reading the chain again" in listed.err
    assert whole.run("list", "--json").err == ""
