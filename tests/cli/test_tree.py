"""`avatarchain tree`: pedigrees from a real chain, told and drawn."""

import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PIL import Image
from shell import ALWAYS, Shell

from avatarchain.base.canonical import to_hex
from avatarchain.births.breeding import breed
from avatarchain.chain import connect
from avatarchain.keys.accounts import development
from avatarchain.registry import Registry, find_pinned
from avatarchain.species.pack import load

COUSINS_CHILD = "3722661/268435456"  # F of the child of first cousins
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="session")
def _kin(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """Founders a, b, c, d, and their offspring, pairs and children.

    ab: e and f; ec: g; fd: h; gh: i; ed: k; ik: j.
    """
    place = tmp_path_factory.mktemp("kin")
    shell = Shell(home=place / "home", folder=place / "folder")
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("ETH_RPC_URL", raising=False)
        names: dict[str, str] = {}
        for name in "abcd":
            outcome = shell.run("mint", "--seed", name, "--no-image", "--json")
            names[name] = outcome.record["id"]
        signer, species = development(0), load("tuftling")
        with connect("evm+sqlite://", folder=shell.home) as chain:
            registry = find_pinned(shell.home, chain, species)
            assert isinstance(registry, Registry)
            for child, mother, father in ("eab", "fab", "gec", "hfd", "igh", "ked", "jik"):
                ids = (int(names[mother], 16), int(names[father], 16))
                names[child] = to_hex(breed(registry, signer, *ids).identity)
    return place, names


@pytest.fixture
def kin(_kin: tuple[Path, dict[str, str]], tmp_path: Path) -> tuple[Shell, dict[str, str]]:
    """A copy of a home with eleven avatars, and their ids by name."""
    place, names = _kin
    shutil.copytree(place / "home", tmp_path / "home")
    return Shell(home=tmp_path / "home", folder=tmp_path / "folder"), names


Kin = tuple[Shell, dict[str, str]]


def test_a_gallery_of_a_small_family_loads_neither_arrays_nor_templates(kin: Kin) -> None:
    shell, _ = kin
    code = (
        "import sys\nfrom avatarchain.cli import program\n"
        "program(['gallery', '--out', 'pages'], standalone_mode=False)\n"
        "print(*{'numpy', 'PIL', 'jinja2', 'eth'} & {*sys.modules})"
    )
    shell.folder.mkdir()
    ended = subprocess.run(
        [sys.executable, "-c", code],
        cwd=shell.folder,
        env=os.environ | shell.variables(),
        capture_output=True,
        text=True,
        check=True,
    )
    assert ended.stdout.strip() == "", ended.stdout
    lives = (shell.folder / "pages" / "data" / "lives-0.js").read_text(encoding="utf-8")
    numerator, denominator = map(int, COUSINS_CHILD.split("/"))
    assert f'"inbreeding":{numerator / denominator!r},' in lives


def test_the_json_has_every_avatar_of_the_family_with_its_coefficient(kin: Kin) -> None:
    shell, names = kin
    record = shell.run("tree", names["i"], "--json").record
    nodes = {node["id"]: node for node in record["nodes"]}
    assert set(nodes) == set(names.values())
    assert all(set(node) >= ALWAYS for node in nodes.values())
    assert record["id"] == names["i"]
    assert (nodes[names["i"]]["inbreeding"], nodes[names["i"]]["inbreeding_percent"]) == (
        COUSINS_CHILD,
        100 * 3722661 / 268435456,
    )
    assert {nodes[names[one]]["inbreeding"] for one in "abcdefghk"} == {"0"}
    assert {"parent": names["g"], "child": names["i"], "role": "mother"} in record["edges"]
    assert len(record["edges"]) == 14


def test_generations_bound_the_family_and_not_the_coefficient(kin: Kin) -> None:
    shell, names = kin
    record = shell.run("tree", names["i"], "--generations", "0", "--json").record
    (node,) = record["nodes"]
    assert node["inbreeding"] == COUSINS_CHILD
    assert record["edges"] == []
    up = shell.run("tree", names["i"], "--generations", "1", "--json").record
    assert {node["id"] for node in up["nodes"]} == {names[one] for one in "ighjk"}


def test_offspring_come_with_their_other_parents(kin: Kin) -> None:
    shell, names = kin
    record = shell.run("tree", names["c"][:14], "--json").record
    assert {node["id"] for node in record["nodes"]} == {names[one] for one in "ceghijk"}


def test_the_tree_is_told_in_words_and_common_ancestors_only_once(kin: Kin) -> None:
    shell, names = kin
    outcome = shell.run("tree", names["i"])
    assert outcome.code == 0
    first, *rest = outcome.out.splitlines()
    assert first.startswith(f"{names['i'][:14]}  generation 3  inbreeding 1.39 %")
    for one in "ab":
        lines = [line for line in rest if names[one][:14] in line]
        assert [("see above" in line) for line in lines] == [False, True]
    again = shell.run("tree", names["j"], "--generations", "9").out
    assert again.count(names["e"][:14]) == 2
    # e is a grandparent on both sides: a and b are told with e, with f, and not a third time.
    assert again.count(names["a"][:14]) == 2
    child = shell.run("tree", names["a"], "--generations", "1").out
    assert f"child {names['e'][:14]}" in child
    assert f"with {names['b'][:14]}" in child
    shell.run("name", names["b"], "Bo")
    try:
        assert "  with Bo\n" in shell.run("tree", names["a"], "--generations", "1").out
    finally:
        shell.run("name", names["b"], "--forget")


@pytest.mark.parametrize("ending", ["svg", "png", "dot", "json", "SVG"])
def test_a_file_is_drawn_as_its_ending_says(kin: Kin, ending: str) -> None:
    shell, names = kin
    file = shell.folder / f"kin.{ending}"
    record = shell.run("tree", names["i"], "--out", str(file), "--json").record
    assert record.pop("image") == str(file)
    data = file.read_bytes()
    match ending.lower():
        case "svg":
            assert len(list(ElementTree.fromstring(data).iter(f"{SVG}image"))) == 11
        case "png":
            Image.open(io.BytesIO(data)).verify()
        case "dot":
            assert data.startswith(b"digraph")
            assert data.count(b"->") == 14
        case _:
            assert json.loads(data) == record
    assert shell.run("tree", names["i"], "--out", str(file)).code == 0
    refusal = shell.run("tree", names["a"], "--out", str(file)).refusal
    assert refusal.startswith(f"{file} is there already")
    assert f"such as kin-2.{ending}" in refusal
    assert file.read_bytes() == data


def test_a_family_that_moves_is_an_svg_and_no_other_file(kin: Kin) -> None:
    shell, names = kin
    file = shell.folder / "moving.svg"
    assert shell.run("tree", names["i"], "--out", str(file), "--moving").code == 0
    assert file.read_text().count("@media (prefers-reduced-motion") == 11
    still = shell.folder / "moving.png"
    for arguments in (("--out", str(still)), ()):
        outcome = shell.run("tree", names["i"], "--moving", *arguments)
        assert outcome.code == 2
        assert "ends in .svg" in outcome.err
    assert not still.exists()


@pytest.mark.parametrize("name", ["kin.gif", "kin", "kin.svg.gz"])
def test_a_file_of_another_ending_is_refused_and_not_made(kin: Kin, name: str) -> None:
    shell, names = kin
    file = shell.folder / name
    assert ".svg, .png, .dot, .json" in shell.run("tree", names["i"], "--out", str(file)).refusal
    assert not file.exists()


def test_an_unknown_id_and_an_empty_home_are_refused(kin: Kin, tmp_path: Path) -> None:
    shell, names = kin
    assert "no avatar" in shell.run("tree", "0x" + "0" * 64).refusal
    empty = Shell(home=tmp_path / "none", folder=tmp_path / "none")
    assert "there is nothing here yet" in empty.run("tree", names["i"]).refusal


def test_fewer_than_no_generations_is_wrong_usage(kin: Kin) -> None:
    shell, names = kin
    assert "--generations" in shell.run("tree", names["i"], "--generations", "-1").misuse
