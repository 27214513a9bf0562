"""--csv: tables for spreadsheets, with the very values of --json."""

import csv
import io
from fractions import Fraction

import pytest
from shell import Shell

from avatarchain.cli import columns


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_a_list_is_a_table_with_the_values_of_its_json(stocked: Shell) -> None:
    stocked.run("name", stocked.avatars()[1]["id"], "Bob, the second")
    avatars = stocked.avatars()
    table = rows(stocked.run("list", "--csv").out)
    assert len(table) == len(avatars) == 3
    for row, avatar in zip(table, avatars, strict=True):
        assert row["name"] == avatar.get("name", "")
        for key in ("id", "genome", "owner", "generation", "block", "rarity"):
            assert row[key] == str(avatar[key])
        assert (row["mother"], row["father"]) == ("", "")
        assert {name: row[name] for name in avatar["traits"]} == avatar["traits"]
    assert ",".join(list(table[0])[:9]) == (
        "id,name,generation,rarity,mother,father,owner,block,genome"
    )


def test_a_table_takes_the_filters_and_an_empty_one_has_its_headings(stocked: Shell) -> None:
    assert len(rows(stocked.run("list", "--csv", "--limit", 2).out)) == 2
    nothing = stocked.run("list", "--csv", "--generation", 7)
    assert (nothing.code, len(nothing.out.splitlines())) == (0, 1)
    assert nothing.out.startswith("id,name,")


def test_the_odds_are_a_table_whose_loci_sum_to_one(stocked: Shell) -> None:
    pair = [avatar["id"] for avatar in stocked.avatars()[:2]]
    table = rows(stocked.run("odds", *pair, "--csv").out)
    exact = stocked.json("odds", *pair)["odds"]
    sums: dict[str, Fraction] = {}
    for row in table:
        assert Fraction(row["exactly"]) == Fraction(float(row["chance"]))
        assert float(row["chance"]) in exact[row["locus"]]
        sums[row["locus"]] = sums.get(row["locus"], Fraction(0)) + Fraction(row["exactly"])
    assert set(sums.values()) == {Fraction(1)}
    assert len(table) == 16 * 16


def test_founders_are_a_table_that_is_printed_in_pieces(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(columns, "_AT_ONCE", 3)
    lines = shell.run("generate", "--collection", "herd", "--count", 7).records
    table = rows(shell.run("generate", "--collection", "herd", "--count", 7, "--csv").out)
    for row, record in zip(table, lines, strict=True):
        assert (row["number"], row["id"]) == (str(record["number"]), record["id"])
        assert (row["genome"], row["seed"]) == (record["genome"], record["seed"])
        assert {name: row[name] for name in record["traits"]} == record["traits"]


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        (["list", "--csv", "--json"], "give --csv or --json, not both"),
        (["odds", "0x1111", "0x2222", "--csv", "--json"], "give --csv or --json, not both"),
        (["odds", "0x1111", "0x2222", "--csv", "--want", "fur=moss"], "leave out --want"),
        (
            ["generate", "--collection", "a", "--count", "2", "--csv", "--out", "a.jsonl"],
            "leave out --out",
        ),
        (["generate", "--collection", "a", "--count", "2", "--csv", "--json"], "not both"),
    ],
)
def test_what_does_not_go_together_is_refused(
    stocked: Shell, words: list[str], refusal: str
) -> None:
    outcome = stocked.run(*words)
    assert outcome.code != 0
    assert refusal in outcome.err
    assert outcome.out == ""


def test_a_cell_is_no_formula_no_command_and_no_second_row(
    capsys: pytest.CaptureFixture[str],
) -> None:
    cells = ["=1+1", "@sum", "-7", "+7", "a,b", 'say "x"', "two\nlines", "\x1b[2J", None, -7, 0.5]
    cells += ["＝1+1", "x;=cmd|' /C calc'!A0", "x; -y;z"]
    columns.print_rows(["heading"] * len(cells), [cells])
    heading, row = csv.reader(io.StringIO(capsys.readouterr().out))
    assert len(heading) == len(cells)
    assert row[:6] == ["'=1+1", "'@sum", "'-7", "'+7", "a,b", 'say "x"']
    assert row[6:11] == ["two\\nlines", "\\x1b[2J", "", "-7", "0.5"]
    assert row[11:] == ["'＝1+1", "x;'=cmd|' /C calc'!A0", "x; '-y;z"]
