"""Documents: what is read of a JSON file of ours, and how each fault in one is told."""

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import spelled

from avatarchain.base.documents import (
    CHAIN_FORMAT,
    KEY_FORMAT,
    MADE_BY,
    MOST_ROWS,
    Hash,
    Number,
    older_version,
    read_document,
    write_document,
)
from avatarchain.errors import DamagedFile, MadeByAnotherVersion, NewerFormat, UnusableHome


@dataclass(frozen=True, slots=True)
class Label:
    """What sticks on a parcel."""

    town: str
    seal: Hash | None


@dataclass(frozen=True, slots=True)
class Parcel:
    """One field of each kind."""

    labels: tuple[Label, ...]
    best: Label | None
    number: Number
    weight: float
    heavy: bool


SEAL = "0x" + 32 * "5a"
KINDS = [Parcel, spelled.Parcel]
GOOD: dict[str, Any] = {
    "format": CHAIN_FORMAT,
    "labels": [{"town": "Bath", "seal": SEAL}, {"town": "Ely", "seal": None}],
    "best": None,
    "number": 7,
    "weight": 1.5,
    "heavy": False,
}


@pytest.fixture
def path(folder: Path) -> Path:
    return folder / "parcel.json"


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_written_is_read_again(path: Path, kind: Any) -> None:
    label = (Label if kind is Parcel else spelled.Label)("Bath", SEAL)
    parcel = kind((label, label), label, 2**63 - 1, 0.1, True)
    write_document(path, parcel, CHAIN_FORMAT)
    assert read_document(path, kind, CHAIN_FORMAT) == parcel
    assert path.read_bytes().startswith(b'{\n  "format": 3,\n  "labels": [')
    assert path.stat().st_mode & 0o077
    write_document(path, parcel, CHAIN_FORMAT, secret=True)
    assert not path.stat().st_mode & 0o077


def test_where_there_is_no_file_there_is_no_document(path: Path) -> None:
    assert read_document(path, Parcel, CHAIN_FORMAT) is None
    path.mkdir()
    with pytest.raises(UnusableHome, match="no regular file"):
        read_document(path, Parcel, CHAIN_FORMAT)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"number": "7"}, '`number` is "7", expected a number from 0 to 2**63 - 1'),
        ({"number": True}, "`number` is true, expected a number from"),
        ({"number": 7.0}, "`number` is 7.0, expected a number from"),
        ({"number": -1}, "`number` is -1, expected a number from"),
        ({"number": None}, "`number` is null, expected a number from"),
        ({"weight": "heavy"}, '`weight` is "heavy", expected a number'),
        ({"weight": float("nan")}, "`weight` is NaN, expected a number"),
        ({"weight": 10**400}, "`weight` is a longer number, expected a number"),
        ({"heavy": 0}, "`heavy` is 0, expected true or false"),
        ({"best": []}, "`best` is a list, expected an object"),
        ({"best": {"town": "Bath"}}, "`best` has no `seal`"),
        ({"labels": {}}, "`labels` is an object, expected a list"),
        ({"labels": [5]}, "`labels[0]` is 5, expected an object"),
        ({"labels": [{"town": 5, "seal": SEAL}]}, "`labels[0].town` is 5, expected text"),
        ({"labels": [{"town": "a\0", "seal": SEAL}]}, "`labels[0].town` is"),
        (
            {"labels": [{"town": "Ely", "seal": "0x5A"}]},
            '`labels[0].seal` is "0x5A", expected 0x and 64 hex digits in lower case or null',
        ),
        (
            {"labels": [{"town": "Ely", "seal": SEAL + "5a"}]},
            "`labels[0].seal` is a text of 68 letters, expected",
        ),
        ({"colour": "red"}, 'it has the unknown key "colour"'),
        ({"": "red"}, 'it has the unknown key ""'),
        ({"format": "2"}, '`format` is "2", expected 3'),
        ({"format": 0}, "`format` is 0, expected 3"),
        ({"format": None}, "`format` is null, expected 3"),
    ],
)
def test_a_wrong_value_is_told_with_its_place_and_what_was_expected(
    path: Path, kind: Any, changes: dict[str, Any], reason: str
) -> None:
    path.write_text(json.dumps(GOOD))
    assert read_document(path, kind, CHAIN_FORMAT).number == 7  # type: ignore[union-attr]
    path.write_text(json.dumps(GOOD | changes))
    with pytest.raises(DamagedFile) as caught:
        read_document(path, kind, CHAIN_FORMAT)
    assert caught.value.reason.startswith(reason)
    assert str(caught.value).startswith(f"{path} is damaged (")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "it is empty"),
        (b" \n", "it is empty"),
        (b'{"format": 3,', "not JSON: line 1, column 14"),
        (b"\xff", "not UTF-8 text"),
        (b"[]", "it is a list, expected an object"),
        (b"null", "it is null, expected an object"),
        (b'{"format": 3}', "it has no `labels`"),
        (b"[" * 5000, "not JSON that avatarchain writes"),
        (b'{"format": ' + b"9" * 5000 + b"}", "not JSON that avatarchain writes"),
    ],
)
def test_what_is_no_document_at_all_is_told(path: Path, content: bytes, reason: str) -> None:
    path.write_bytes(content)
    with pytest.raises(DamagedFile) as caught:
        read_document(path, Parcel, CHAIN_FORMAT)
    assert caught.value.reason == reason


def test_another_format_is_refused_before_anything_else_is_looked_at(path: Path) -> None:
    for number in (CHAIN_FORMAT + 1, 10**60):
        path.write_text(json.dumps({"format": number, "new": True}))
        with pytest.raises(NewerFormat, match="written by a newer avatarchain"):
            read_document(path, Parcel, CHAIN_FORMAT)
        assert older_version(path) is None
    for number, version in MADE_BY.items():
        path.write_text(json.dumps({"format": number, "old": True}))
        with pytest.raises(MadeByAnotherVersion, match=f"made by avatarchain {version}, "):
            read_document(path, Parcel, CHAIN_FORMAT)
        assert older_version(path) == version


def test_every_format_of_chains_before_this_one_has_its_version() -> None:
    assert list(MADE_BY) == list(range(1, CHAIN_FORMAT))


def test_the_format_of_keys_never_changes() -> None:
    assert KEY_FORMAT == 1


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"format": true}', b'{"format": [1]}'])
def test_a_damaged_document_is_of_no_older_version(path: Path, content: bytes) -> None:
    assert older_version(path) is None
    path.write_bytes(content)
    assert older_version(path) is None


def test_a_list_has_no_more_rows_than_every_command_can_read(path: Path) -> None:
    label = Label("Bath", None)
    most = Parcel((label,) * MOST_ROWS, None, 7, 1.5, False)
    write_document(path, most, CHAIN_FORMAT)
    assert read_document(path, Parcel, CHAIN_FORMAT) == most
    with pytest.raises(UnusableHome, match=r"parcel\.json holds at most 10,000 labels"):
        write_document(path, replace(most, labels=(*most.labels, label)), CHAIN_FORMAT)
    assert read_document(path, Parcel, CHAIN_FORMAT) == most
    path.write_text(json.dumps(GOOD | {"labels": [{"town": "Ely", "seal": None}] * 10_001}))
    with pytest.raises(DamagedFile, match="`labels` has 10,001 rows, expected at most 10,000"):
        read_document(path, Parcel, CHAIN_FORMAT)
