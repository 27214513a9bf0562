"""The file class.toml: private, exact, and refused where it is not one of ours."""

import stat
from pathlib import Path

import pytest
from rooms import room

from avatarchain.classroom import register
from avatarchain.errors import BadNames, ClassThere, NoClass, UnusableHome

NAMES = ("Ada", 'Zoë "Z" O\\Neil', "李 小龙")


def test_a_class_is_written_for_its_owner_alone_and_read_again(folder: Path) -> None:
    made = register.new(folder / "5b", 3, NAMES)
    assert stat.S_IMODE((folder / "5b" / "class.toml").stat().st_mode) == 0o600
    assert register.read(folder / "5b") == made
    assert (made.name, made.pupils, made.names, len(made.seed)) == ("5b", 3, NAMES, 32)
    assert made.seed.hex() not in repr(made)
    assert register.new(folder / "5c", 3).seed != made.seed


def test_a_class_is_called_as_its_folder_is(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "6a" / "pages").mkdir(parents=True)
    monkeypatch.chdir(folder / "6a" / "pages")
    assert register.new(Path(".."), 2).name == "6a"
    with pytest.raises(NoClass, match="its name has more than 40 letters"):
        register.new(folder / (41 * "x"), 2)
    with pytest.raises(NoClass, match="its name has letters that cannot be printed"):
        register.new(folder / "a\x1bb", 2)


def test_a_folder_that_is_a_circle_of_links_is_refused(folder: Path) -> None:
    (folder / "loop").symlink_to("loop")
    with pytest.raises(UnusableHome, match="loop"):
        register.new(folder / "loop", 2)


def test_a_class_that_is_there_is_never_written_over(folder: Path) -> None:
    made = register.new(folder / "5b", 3)
    with pytest.raises(ClassThere, match="name another folder"):
        register.new(folder / "5b", 4)
    assert register.read(folder / "5b") == made


def test_what_pupils_keep_is_added_to_what_others_keep(folder: Path) -> None:
    place = folder / "5b"
    register.new(place, 3, NAMES)
    register.keep(place, "hidden", {1: (4, 9), 2: (1, 2)})
    register.keep(place, "hidden", {2: (5, 6)})
    register.keep(place, "hidden-2", {3: (7, 8)})
    kept = register.read(place)
    assert kept.keepers == {"hidden": {1: (4, 9), 2: (5, 6)}, "hidden-2": {3: (7, 8)}}
    assert kept.names == NAMES
    assert stat.S_IMODE((place / "class.toml").stat().st_mode) == 0o600


def test_the_mark_of_a_class_and_its_salts_follow_from_the_seed() -> None:
    assert len(room().mark) == 16
    salts = {room().salt(lesson, p) for lesson in ("hidden", "chain") for p in (1, 2, 3)}
    assert len(salts) == 6
    assert {len(salt) for salt in salts} == {10}


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("format = 2", "its format is 2, not 1"),
        ('name = ""', "no good name"),
        ("pupils = 0", "pupils is not a number from 1 to 1,000"),
        ("pupils = true", "pupils is not a number"),
        ('seed = "12"', "64 hex digits"),
        ('seed = "' + 64 * "x" + '"', "64 hex digits"),
        ("names = 3", "other than names"),
        ('names = {1 = "Ada"}', "the numbers 1 to 3"),
        ("keepers = 3", "no table"),
        ("keepers = {hidden = 3}", "no table"),
        ('keepers = {"b\\n]x" = {1 = [1, 2]}}', "a lesson 'b"),
        ("keepers = {" + "a" * 50 + " = {1 = [1, 2]}}", "a lesson 'aaa"),
        ('names = {1 = "\\u007f", 2 = "b", 3 = "c"}', "cannot be printed"),
        ("keepers = {hidden = {9 = [1, 2]}}", "a pupil '9'"),
        ("keepers = {hidden = {" + 5000 * "1" + " = [1, 2]}}", "a pupil '1111"),
        ("keepers = {hidden = {1 = [2, 2]}}", "not two numbers"),
        ("keepers = {hidden = {1 = [0, 2]}}", "not two numbers"),
        ("keepers = {hidden = {1 = [1, 2, 3]}}", "not two numbers"),
        ("x = [", "value"),
    ],
)
def test_a_bent_register_is_refused_with_the_reason(folder: Path, line: str, reason: str) -> None:
    key = line.split(" ")[0]
    good = {"format": "format = 1", "name": 'name = "5b"', "pupils": "pupils = 3"}
    good["seed"] = f'seed = "{room().seed.hex()}"'
    lines = [text for each, text in good.items() if each != key] + [line]
    (folder / "class.toml").write_text("\n".join(lines) + "\n")
    with pytest.raises(NoClass, match=reason):
        register.read(folder)


def test_a_folder_without_a_class_is_refused(folder: Path) -> None:
    with pytest.raises(NoClass, match="No such file"):
        register.read(folder)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (b"", "has none"),
        (b"Ada\n" + 41 * b"x", "number 2 of .* has more than 40 letters"),
        (b"Ada\x1b[2J", "cannot be printed"),
        (b"\xff\xfe", "UTF-16"),
        (b"\xff", "invalid start byte"),
    ],
)
def test_bent_names_are_refused(folder: Path, text: bytes, reason: str) -> None:
    (folder / "names").write_bytes(text)
    with pytest.raises(BadNames, match=reason):
        register.read_names(folder / "names")


def test_names_are_one_a_line_and_as_many_as_pupils(folder: Path) -> None:
    (folder / "names").write_text("\ufeffAda\n\n  Zoë \n", encoding="utf-8")
    assert register.read_names(folder / "names") == ("Ada", "Zoë")
    with pytest.raises(BadNames, match="2 for 3 pupils"):
        register.new(folder / "5b", 3, ("Ada", "Zoë"))
    assert not (folder / "5b").exists()
    with pytest.raises(BadNames, match="No such file"):
        register.read_names(folder / "nothing")
