"""Names that mean harm, fed to every command that prints: nothing of them reaches a terminal."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path

import pytest
from shell import Outcome, Shell
from test_terminal import watch

import avatarchain
from avatarchain.cli import output
from avatarchain.species import SILENT, pack
from avatarchain.species.compiled import art_of
from avatarchain.species.rules import About
from support.hostile import answering
from support.hostile_names import FILE_NAMES, NAMES, hostile_letters
from support.packs import write_pack

APART = f"""
import sys
sys.path.insert(0, {str(Path(avatarchain.__file__).parents[1])!r})
from pathlib import Path
from avatarchain.cli import main, output
from avatarchain.species import pack
pack.SHIPPED, output.PATIENCE = Path({{shipped!r}}), 1000
for arguments in {{commands!r}}:
    try:
        main(arguments)
    except SystemExit:
        pass
"""


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of species with one, `hostile`, whose every text but its name is of the corpus.

    No pack makes such a species, but bytes do, as they come from a chain.
    """
    folder = tmp_path_factory.mktemp("shipped")
    species = pack.read_pack(write_pack(folder / "pack"))
    names = cycle(NAMES)
    loci = tuple(
        locus
        if locus.kind == SILENT
        else replace(
            locus,
            alleles=tuple(replace(allele, name=next(names)) for allele in locus.alleles),
        )
        for locus in species.loci
    )
    loci = tuple(
        locus if locus.kind == SILENT else replace(locus, title=next(names)) for locus in loci
    )
    version, *described, creator, license_, source = islice(names, 6)
    about = About("hostile", version, "".join(described), creator, license_, source)
    art = art_of(about, species.colours, loci, species.layers, species.background)
    (folder / "hostile.species").write_bytes(art)
    return folder


@pytest.fixture
def strange(shell: Shell, shipped: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shell]:
    monkeypatch.setattr(pack, "SHIPPED", shipped)
    yield shell
    pack._shipped.cache_clear()


def said(outcome: Outcome) -> str:
    text = outcome.out + outcome.err
    assert "Traceback" not in text
    assert hostile_letters(text) == set(), text
    return text


def test_the_species_has_every_name_of_the_corpus(strange: Shell) -> None:
    species = pack.load("hostile")
    alleles = {allele.name for locus in species.loci for allele in locus.alleles}
    told = {species.name, species.version, species.description, species.creator}
    told |= {species.license, species.source, *(locus.title for locus in species.loci)}
    assert [name for name in NAMES if not any(name in text for text in alleles | told)] == []


def test_no_command_about_a_hostile_species_sends_a_hostile_letter(strange: Shell) -> None:
    here = ("--species", "hostile")
    shown = said(strange.run("species", "show", "hostile"))
    assert all(name in shown for name in ("[/]", ":skull:", "{task.description}", "\\x1b[31mred"))
    assert "[/]" in said(strange.run("species", "check", "hostile", "--founders", 9))
    said(strange.run("mint", "--count", 2, "--collection", "x", "--no-image", "--dry-run", *here))
    for seed in ("x", "y"):
        minted = strange.run("mint", "--seed", seed, "--size", 64, "--out", "\x1b[1m[/]", *here)
        assert minted.code == 0, minted.err
        assert "\\x1b[1m[/]/0x" in said(minted)
    first, second = (row["id"] for row in strange.run("list", "--json", *here).records)
    for arguments in (
        ("list",),
        ("list", "--trait", "\x1b[2J=fox"),
        ("show", first),
        ("show", first, "--out", "[red]\u202efox"),
        ("odds", first, second),
        ("odds", first, second, "--want", "face=\u200bfox"),
        ("breed", first, second, "--out", "\x9b31m"),
        ("tree", first),
        ("tree", first, "--out", "\x1b[2J.svg"),
        ("gallery", "--out", "gal\x07lery"),
        ("generate", "--count", 2, "--out", "two\u2066.jsonl", "--collection", "\x1b[2J"),
        ("commit", "two\u2066.jsonl", "--to", "\x1b[2J"),
        ("deploy",),
        ("devnet", "status"),
    ):
        said(strange.run(*arguments, *here))


def test_a_forged_line_in_the_name_of_a_file_is_no_line(stocked: Shell, alice: Path) -> None:
    forged = "a.png: verified\n  ok    papers         whole\n.png"
    (stocked.folder / forged).write_bytes(b"no picture")
    outcome = stocked.run("verify", forged)
    first, *rest = said(outcome).splitlines()
    assert first.startswith('"a.png: verified\\n\\u0020\\u0020ok ')
    assert first.endswith('whole\\n.png": NOT verified')
    assert not [line for line in rest if line.startswith("  ok ")]


def test_files_of_any_name_are_verified_and_refused_without_a_hostile_letter(
    stocked: Shell, alice: Path
) -> None:
    folder = stocked.folder / "\x1b[2J strange"
    folder.mkdir()
    for name in FILE_NAMES:
        (folder / f"{name}.png").write_bytes(b"no picture")
    shutil.copy(alice, folder / "\x1b[31m[green].png")
    shown = said(stocked.run("verify", folder))
    assert shown.count("strange/") >= len(FILE_NAMES)
    assert "\\x1b[31m[green].png: verified" in shown
    told = stocked.run("verify", folder, "--json")
    names = {Path(row["file"]).name for row in told.records}
    assert names == {f"{name}.png" for name in FILE_NAMES} | {"\x1b[31m[green].png"}


@pytest.mark.parametrize("name", FILE_NAMES, ids=ascii)
def test_a_place_that_is_refused_is_named_without_a_hostile_letter(shell: Shell, name: str) -> None:
    for arguments in (
        ("show", "0x1234", "--species", name),
        ("species", "check", name),
        ("species", "import-layers", name),
        ("species", "import-dicebear", name),
        ("verify", name),
        ("commit", name, "--to", name),
        ("account", "new", name),
        ("account", "import", name, name),
        ("mint", "--account", name),
        ("mint", f"--{name}"),
        ("list", "--rpc", name),
        ("trust", "add", name),
        (name,),
        ("completion", name),
    ):
        said(shell.run(*arguments))


def test_accounts_of_any_name_are_listed_without_a_hostile_letter(shell: Shell) -> None:
    folder = shell.home / "keystore"
    folder.mkdir(parents=True)
    for name in FILE_NAMES:
        (folder / name).write_text("{}")
    shown = said(shell.run("account", "list"))
    assert len(shown.splitlines()) == len(FILE_NAMES)
    assert {row["name"] for row in shell.run("account", "list", "--json").records} == set(
        FILE_NAMES
    )


def test_layers_of_any_name_are_refused_or_imported_without_a_hostile_letter(
    shell: Shell,
) -> None:
    layer = shell.folder / "layers\x1b[2J" / "Hat"
    layer.mkdir(parents=True)
    for name in FILE_NAMES:
        (layer / f"{name}.png").write_bytes(b"no picture")
        (layer.parent / name).mkdir(exist_ok=True)
    said(shell.run("species", "import-layers", layer.parent))


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_a_faulty_pack_is_refused_without_a_hostile_letter(shell: Shell, name: str) -> None:
    folder = write_pack(shell.folder / "pack")
    spelled = "".join(f"\\U{ord(letter):08x}" for letter in name)
    rules = (folder / "species.toml").read_text()
    for old in ("body-3", "testling", '"#221133"', "format", "ink"):
        (folder / "species.toml").write_text(rules.replace(old, f'"{spelled}"', 1))
        said(shell.run("species", "check", "pack"))
        changed = f'name = "{spelled}", drawing = "body-3"'
        (folder / "species.toml").write_text(rules.replace('name = "body-3"', changed, 1))
        said(shell.run("species", "check", "pack", "--founders", 1))


def test_a_real_terminal_gets_no_hostile_byte(
    shell: Shell, shipped: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = ["--species", "hostile"]
    commands = [
        ["species", "show", "hostile"],
        ["mint", "--seed", "x", "--out", "\x1b[2J[/]\u202e", "--size", "64", *here],
        ["list", *here],
        ["show", "0x", *here],
        ["list", "--json", *here],
        ["generate", "--count", "2", *here],
        ["verify", "\x1b]0;x\x07\nforged: verified.png"],
        ["verify", "\udcff\x9b1m", "--json"],
        ["\x1b[2J"],
    ]
    script = APART.format(shipped=str(shipped), commands=commands)
    sent = watch(shell, script=script, NO_COLOR="")
    assert "Traceback" not in sent
    assert hostile_letters(sent, colours=True) == set()
    assert "[/]" in sent
    assert "forged: verified" not in [line.strip() for line in sent.splitlines()]


def test_a_stdout_that_knows_few_letters_gets_escapes_and_right_json(
    strange: Shell, shipped: Path
) -> None:
    commands = [["species", "show", "hostile"], ["species", "show", "hostile", "--json"]]
    done = subprocess.run(
        [sys.executable, "-c", APART.format(shipped=str(shipped), commands=commands)],
        capture_output=True,
        env={**strange.variables(), "PYTHONIOENCODING": "ascii:strict"},
        check=True,
    )
    assert done.stderr == b""
    told = json.loads(done.stdout.decode("ascii").splitlines()[-1])
    alleles = {allele["name"] for locus in told["loci"] for allele in locus["alleles"]}
    assert len(alleles & set(NAMES)) >= 40


@pytest.mark.parametrize("kind", ["refusal", "result", "no JSON"])
def test_answers_of_a_node_reach_the_terminal_without_a_hostile_letter(
    shell: Shell, kind: str
) -> None:
    words = [""]

    def body(asked: dict[str, object]) -> bytes:
        if kind == "no JSON":
            return words[-1].encode()
        refusal = {"code": -32000, "message": words[-1], "data": words[-1]}
        told = {"error": refusal} if kind == "refusal" else {"result": words[-1]}
        return json.dumps({"jsonrpc": "2.0", "id": asked["id"], **told}).encode()

    with answering(body) as url:
        for name in NAMES:
            words.append(name)
            outcome = shell.run("list", "--rpc", url)
            assert outcome.code == 1
            said(outcome)


def test_a_bar_shows_a_hostile_name_as_it_is_read(shell: Shell) -> None:
    name = "\x1b[2J[/]:skull:\u202e"
    work = (
        "import time\noutput.PATIENCE = 0\n"
        f"with output.progress(2, {name!r}) as advance:\n    time.sleep(0.3); advance(1)\n"
    )
    sent = watch(shell, script=APART.format(shipped="", commands=[]) + work, columns=120)
    assert "\\x1b[2J[/]:skull:\\u202e" in sent
    assert "\u202e" not in sent


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_every_way_of_printing_makes_words_harmless(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    output.say(name, (output.Styled(name, bold=True), name))
    output.tell(name)
    output.facts([(name, name)])
    output.hung((name,), name, 3)
    output.table([name], [[name]])
    output.branches([(0, name), (1, (output.Styled(name, dim=True),))])
    output.beside(["face"], 32, 2, [(name, name)])
    output.print_faults([name], json=False)
    output.emit({name: name})
    said(Outcome(0, *capsys.readouterr()))
