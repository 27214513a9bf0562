"""Small packs that mean large work are refused at once: counts, lengths and files come first."""

import os
import time
from pathlib import Path

import pytest

from avatarchain.errors import FaultyPack
from avatarchain.species.effort import MAX_EFFORT
from avatarchain.species.faults import letters
from avatarchain.species.pack import load, read_pack
from support.packs import write_pack

SECONDS = 2  # of processor time; each of them took 14 to 60


def refusal(folder: Path) -> tuple[str, ...]:
    before = time.process_time()
    with pytest.raises(FaultyPack) as refused:
        load(folder)
    assert time.process_time() - before < SECONDS
    return refused.value.faults


def changed(folder: Path, old: str, new: str) -> Path:
    write_pack(folder)
    rules = folder / "species.toml"
    text = rules.read_text()
    assert old in text
    rules.write_text(text.replace(old, new, 1))
    return folder


def test_thirty_thousand_colours_are_counted_and_none_is_read(folder: Path) -> None:
    many = "".join(f'c{k} = "#000000"\n' for k in range(30_000))
    faults = refusal(changed(folder, "[colours]\n", f"[colours]\n{many}"))
    assert any("at most 96 colours" in fault for fault in faults)
    assert len(faults) < 1000


def test_fifteen_thousand_alleles_are_counted_and_none_is_read(folder: Path) -> None:
    more = '{ name = "a", same = "b", weight = 1 }, ' * 15_000
    faults = refusal(changed(folder, "alleles = [", f"alleles = [{more}"))
    assert any("expected 16 alleles, got 15" in fault for fault in faults)


def test_rules_of_more_than_a_megabyte_are_not_read(folder: Path) -> None:
    write_pack(folder)
    with (folder / "species.toml").open("r+b") as file:
        file.truncate(2**40)
    assert refusal(folder) == ("species.toml: is larger than 1,000,000 bytes",)


def test_a_pipe_a_device_and_a_circle_of_links_are_no_rules(folder: Path) -> None:
    rules = folder / "species.toml"
    os.mkfifo(rules)
    assert refusal(folder) == ("species.toml: is no regular file",)
    rules.unlink()
    rules.symlink_to("/dev/zero")
    assert refusal(folder) == ("species.toml: is no regular file",)
    rules.unlink()
    rules.symlink_to("species.toml")
    (fault,) = refusal(folder)
    assert "symbolic links" in fault


def test_a_description_of_501_letters_is_refused_and_one_of_500_is_read(folder: Path) -> None:
    write_pack(folder)
    rules = folder / "species.toml"
    text = rules.read_text()
    line = next(row for row in text.splitlines() if row.startswith("description"))
    rules.write_text(text.replace(line, f'description = "{"é" * 500}"'))
    assert read_pack(folder).description == "é" * 500
    rules.write_text(text.replace(line, f'description = "{"é" * 501}"'))
    assert refusal(folder) == ("species.toml: description has more than 500 letters",)


def test_a_letter_with_its_accents_and_a_joined_sign_count_once() -> None:
    assert letters("e\u0301te\u0301") == 3
    assert letters("\U0001f469\u200d\U0001f4bb") == 1


def test_a_letter_of_a_thousand_accents_is_no_name(folder: Path) -> None:
    write_pack(folder)
    rules = folder / "species.toml"
    text = rules.read_text()
    line = next(row for row in text.splitlines() if row.startswith("version"))
    rules.write_text(text.replace(line, f'version = "e{chr(0x301) * 1000}"'))
    assert refusal(folder) == ("species.toml: version has more than 64 letters",)


def test_layers_that_are_dear_together_are_refused_with_the_dearest_file(folder: Path) -> None:
    write_pack(folder)
    sheet = '<rect class="ink" width="512" height="512"/>'
    for path in folder.rglob("*.svg"):
        path.write_text(f'<svg viewBox="0 0 512 512">{sheet * 60}</svg>')
    (fault,) = refusal(folder)
    assert ".svg: all layers together take too long to paint" in fault
    assert f"{MAX_EFFORT:,} are allowed" in fault
