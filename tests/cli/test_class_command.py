"""`avatarchain class`: a class, its lessons and its marks, as a teacher makes them."""

import json
import re

import pytest
from shell import Shell

NAMES = "Ada Lovelace\nGregor Mendel\nRosalind Franklin\n"


@pytest.fixture
def school(shell: Shell) -> Shell:
    shell.folder.mkdir(exist_ok=True)
    (shell.folder / "names.txt").write_text(NAMES)
    shell.run("class", "new", "5b", "--names", "names.txt")
    return shell


def data_of(page: str) -> dict:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    return json.loads(found[1])


def answer(school: Shell, pupil: int, lesson: str = "hidden", **changes: object) -> str:
    page = data_of((school.folder / "5b/pages" / f"{lesson}.html").read_text("utf-8"))
    given = {"avatarchain": 1, "class": page["class"], "lesson": lesson, "pupil": pupil}
    given |= {"answer": ["leaf", "moon"], "children": 40, "counts": {}, "predicted": None}
    return json.dumps(given | {"keepers": None} | changes)


def test_a_teacher_makes_a_class_a_lesson_and_the_marks(school: Shell) -> None:
    made = school.run("class", "lesson", "5b", "hidden", "--children", "40")
    assert (made.code, made.out.split(":")[0]) == (0, "5b/pages/hidden.html")
    (school.folder / "a.json").write_text(answer(school, 2, keepers=[1, 9]))
    marked = school.run("class", "mark", "5b", "a.json", "--out", "marks.csv")
    assert marked.code == 0
    assert marked.out.startswith("hidden: 1 of 3 answered")
    table = (school.folder / "marks.csv").read_text().splitlines()
    assert len(table) == 4
    assert (school.folder / "marks-pooled.csv").read_text().startswith("lesson,class,observed")
    assert "2 = [1, 9]" in (school.folder / "5b/class.toml").read_text("utf-8")
    again = school.run("class", "lesson", "5b", "hidden", "--round", "2", "--children", "40")
    assert again.code == 0
    page = data_of((school.folder / "5b/pages/hidden-2.html").read_text("utf-8"))
    assert [bool(pupil["parents"]) for pupil in page["pupils"]] == [False, True, False]
    assert "1 of 3 animals are children of two that their pupil kept" in again.err


def test_a_lesson_is_made_again_byte_for_byte_from_class_toml(school: Shell) -> None:
    school.run("class", "lesson", "5b", "hidden", "--children", "40")
    path = school.folder / "5b/pages/hidden.html"
    first = path.read_bytes()
    path.unlink()
    school.run("class", "lesson", "5b", "hidden", "--children", "40")
    assert path.read_bytes() == first


def test_names_stand_in_class_toml_and_nowhere_else(school: Shell) -> None:
    said = [school.run("class", "lesson", "5b", "hidden", "--children", "40")]
    (school.folder / "a.json").write_text(answer(school, 1))
    said.append(school.run("class", "mark", "5b", "a.json", "--out", "marks.csv"))
    said.append(school.run("class", "mark", "5b", "a.json", "--out", "marks.csv", "--json"))
    files = [path for path in school.folder.rglob("*") if path.is_file()]
    for name in NAMES.splitlines():
        holders = {path.name for path in files if name.encode() in path.read_bytes()}
        assert holders == {"names.txt", "class.toml"}
        assert not any(name in each.out + each.err for each in said)


def test_json_tells_each_mark(school: Shell) -> None:
    school.run("class", "lesson", "5b", "hidden", "--children", "40")
    (school.folder / "a.json").write_text(answer(school, 3))
    rows = school.run("class", "mark", "5b", "a.json", "--out", "marks.csv", "--json").records
    assert [row["pupil"] for row in rows] == [1, 2, 3]
    assert [row["answer"] for row in rows] == [None, None, ["leaf", "moon"]]
    assert all(row["of"] == 2 and len(row["right"]) == 2 for row in rows)


def refused(school: Shell, *words: str) -> str:
    before = school.folder / "marks.csv"
    outcome = school.run("class", *words)
    assert outcome.code in (1, 2)
    assert not before.exists()
    return outcome.err


def test_what_cannot_be_marked_is_refused_and_nothing_is_written(school: Shell) -> None:
    school.run("class", "lesson", "5b", "hidden", "--children", "40")
    mark = ("mark", "5b", "a.json", "--out", "marks.csv")
    (school.folder / "a.json").write_text("no answer")
    assert "line 1 of a.json is not an answer" in refused(school, *mark)
    (school.folder / "a.json").write_text(answer(school, 1) + "\n" + answer(school, 1))
    assert "answered hidden twice, in line 1 of a.json and in line 2 of a.json" in refused(
        school, *mark
    )
    (school.folder / "a.json").write_text(answer(school, 1, **{"class": "f" * 16}))
    assert "an answer of another class" in refused(school, *mark)


def test_all_faults_are_printed_one_a_line_and_nobody_is_marked(school: Shell) -> None:
    school.run("class", "lesson", "5b", "hidden", "--children", "40")
    (school.folder / "a.json").write_text(f"bent\n{answer(school, 1, keepers=[1, 2])}\n[]\n")
    register = (school.folder / "5b/class.toml").read_bytes()
    mark = ("mark", "5b", "a.json", "b.json", "--out", "marks.csv")
    faults = refused(school, *mark).splitlines()
    assert [fault.split(" of ")[0] for fault in faults[:2]] == ["line 1", "line 3"]
    assert faults[2].startswith("no answers can be read from b.json")
    assert faults[3:] == ["nobody is marked"]
    outcome = school.run("class", *mark, "--json")
    assert outcome.records == [{"ok": False, "faults": faults[:3]}]
    assert (school.folder / "5b/class.toml").read_bytes() == register


def test_marks_are_written_over_older_marks_and_over_nothing_else(school: Shell) -> None:
    school.run("class", "lesson", "5b", "hidden", "--children", "40")
    (school.folder / "a.json").write_text(answer(school, 1, keepers=[1, 2]))
    register = school.folder / "5b/class.toml"
    before = register.read_bytes()
    for place in ("5b/class.toml", "a.json", "names.txt"):
        outcome = school.run("class", "mark", "5b", "a.json", "--out", place)
        assert (outcome.code, "is there already" in outcome.err) == (1, True)
        assert register.read_bytes() == before
    for _ in range(2):
        assert school.run("class", "mark", "5b", "a.json", "--out", "marks.csv").code == 0
    (school.folder / "other-pooled.csv").write_text("a,b\n")
    outcome = school.run("class", "mark", "5b", "a.json", "--out", "other.csv")
    assert (outcome.code, (school.folder / "other.csv").exists()) == (1, False)


def test_no_link_is_followed_where_pages_are_written(school: Shell) -> None:
    (school.folder / "elsewhere").mkdir()
    (school.folder / "5b/pages").symlink_to(school.folder / "elsewhere")
    assert "is a link" in refused(school, "lesson", "5b", "hidden", "--children", "40")
    assert list((school.folder / "elsewhere").iterdir()) == []


def test_options_that_do_not_belong_to_a_lesson_are_refused(school: Shell) -> None:
    assert "only hidden has rounds" in refused(school, "lesson", "5b", "mendel", "--round", "2")
    assert "no children" in refused(school, "lesson", "5b", "chain", "--children", "40")


@pytest.mark.parametrize(
    "line", ["new 6a --pupils 3", "lesson 5b chain", "mark 5b a.json --out marks.csv"]
)
def test_options_that_mean_nothing_for_a_class_are_refused(school: Shell, line: str) -> None:
    for option, value in (("--species", "tuftling"), ("--rpc", "http://127.0.0.1:1")):
        assert f"leave out {option}" in refused(school, *line.split(), option, value)
    assert not (school.folder / "6a").exists()
    assert not (school.folder / "5b/pages").exists()


def test_a_page_in_french_lies_beside_the_english_one(school: Shell) -> None:
    for words in ([], ["--language", "fr"]):
        assert school.run("class", "lesson", "5b", "chain", *words).code == 0
    names = {path.name for path in (school.folder / "5b/pages").iterdir()}
    assert names == {"chain.html", "chain.fr.html"}


def test_a_class_needs_a_number_and_is_never_written_over(school: Shell) -> None:
    assert "give --pupils N or --names FILE" in refused(school, "new", "6a")
    assert "has a class already" in refused(school, "new", "5b", "--pupils", "3")
    assert "3 for 4 pupils" in refused(school, "new", "6a", "--pupils", "4", "--names", "names.txt")
    assert "not a class" in refused(school, "lesson", "6a", "hidden")


@pytest.mark.parametrize(
    "line", ["hidden", "mendel --children 100", "hidden --children 84", "chain"]
)
def test_a_page_that_is_too_large_for_a_phone_is_refused(shell: Shell, line: str) -> None:
    shell.run("class", "new", "big", "--pupils", "400")
    outcome = shell.run("class", "lesson", "big", *line.split())
    assert outcome.code == 1
    assert "more than 400 do not open well on a phone" in outcome.err
    assert not (shell.folder / "big/pages").exists()
