"""Rigs: what a pack says of how it moves, what is usual, and every fault with its line."""

import re
import shutil
from pathlib import Path

import pytest
from rigged import pack_with

from avatarchain.errors import FaultyRig
from avatarchain.living import Rig
from avatarchain.living.lines import line_numbers, line_of
from avatarchain.living.reading import read_rig
from avatarchain.living.tracks import MOST_KEYS
from avatarchain.living.usual import rig_of
from avatarchain.species import Species
from avatarchain.species.pack import SHIPPED, load

CLIPS = {"blink", "breathe", "happy", "idle", "look", "nod", "talk", "twitch"}

DIGESTS = {
    "tuftling": "0xfc4150b988588bde77e279819dac918d95e9209b093b2fa285b0330ee747048a",
    "glimmer": "0xfe409ed2b60be3a0b5149a079ea310ca181e57f92de38e0bcf870c621af2512c",
}


def rig_with(folder: Path, text: str) -> Rig:
    place = pack_with(folder, text)
    return rig_of(load(place))


def faults_of(folder: Path, text: str) -> tuple[str, ...]:
    with pytest.raises(FaultyRig) as refused:
        rig_with(folder, text)
    return refused.value.faults


def test_a_shipped_species_has_a_rig_of_its_own_with_all_clips(species: Species) -> None:
    rig = rig_of(species)
    assert set(rig.clips) >= CLIPS
    assert rig.face.eyes
    assert rig.face.mouth
    assert len(rig.seats) == len(species.layers)
    assert rig.digest == DIGESTS[species.name]


def test_every_seat_of_a_shipped_rig_hangs_on_a_bone_that_is_there(species: Species) -> None:
    rig = rig_of(species)
    for seat in (*rig.seats, *rig.exceptions.values()):
        sides = {f"{seat.bone}-left", f"{seat.bone}-right"}
        assert seat.bone is None or seat.bone in rig.bones or sides <= set(rig.bones)


def test_a_rig_changes_no_id_and_an_id_no_rig() -> None:
    species = load("tuftling")
    same = load(SHIPPED / "tuftling")
    assert same.id == species.id
    assert rig_of(same) == rig_of(species)


def test_a_folder_with_a_shipped_name_gives_the_shipped_species_no_rig(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack_with(folder, "nonsense").rename(folder / "tuftling")
    monkeypatch.chdir(folder)
    assert rig_of(load("tuftling")).digest == DIGESTS["tuftling"]


def test_a_species_keeps_the_rig_of_the_folder_that_it_was_loaded_from(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = pack_with(folder, "rig = 1\n[bones]\nbody = { pivot = [256, 500] }\n")
    monkeypatch.chdir(folder)
    species = load(place.name)
    digest = rig_of(species).digest
    elsewhere = folder / "elsewhere"
    shutil.copytree(place, elsewhere / species.name)
    shutil.copytree(place, elsewhere / place.name, dirs_exist_ok=True)
    for name in {species.name, place.name}:
        (elsewhere / name / "rig.toml").write_text("nonsense", "utf-8")
    monkeypatch.chdir(elsewhere)
    assert rig_of(species).digest == digest


def test_a_pack_without_a_rig_moves_by_the_usual_names_of_its_layers(folder: Path) -> None:
    place = pack_with(folder, "")
    (place / "rig.toml").unlink()
    species = load(place)
    rig = rig_of(species)
    assert set(rig.clips) >= CLIPS
    assert rig.face.eyes
    assert any(seat.bone == "head" for seat in rig.seats)


def test_by_the_usual_names_what_is_painted_before_the_head_lies_behind_it(folder: Path) -> None:
    place = folder / "stranger"
    shutil.copytree(SHIPPED / "tuftling", place, ignore=shutil.ignore_patterns("rig.toml"))
    rules = place / "species.toml"
    rules.write_text(rules.read_text("utf-8").replace('name = "tuftling"', 'name = "stranger"'))
    species = load(place)
    rig = rig_of(species)
    names = [species.loci[layer.locus].name for layer in species.layers]
    first = dict(zip(reversed(names), reversed(rig.seats), strict=True))
    last = dict(zip(names, rig.seats, strict=True))
    assert first["scene"].bone is None
    assert (first["garb"].bone, last["garb"].bone) == ("body", "body")
    assert first["crest"].depth < 0 < last["crest"].depth
    assert rig.face.eyes == {names.index("eyes")}
    assert rig != rig_of(load("tuftling"))


def test_what_a_rig_does_not_say_is_as_usual(folder: Path) -> None:
    usual = rig_with(folder / "a", "rig = 1\n")
    own = rig_with(folder / "b", "rig = 1\nturn = [4, 3]\n")
    assert own.turn == (4, 3)
    assert own.clips == usual.clips
    assert own.seats == usual.seats
    assert own.digest != usual.digest


# Of each: the text of the rig, the line of the fault, and words of its reason.
FAULTS = {
    "no version": ("turn = [1, 2]\n", None, "rig: must be 1"),
    "no TOML": ("rig = \n", None, "Invalid value"),
    "an unknown key": ("rig = 1\nspeed = 3\n", 2, "speed: unknown key"),
    "a bone in a circle": (
        'rig = 1\n[bones]\na = { parent = "b", pivot = [0, 0] }\n'
        'b = { parent = "a", pivot = [0, 0] }\n',
        3,
        "lead back to itself",
    ),
    "a bone that is its own parent": (
        'rig = 1\n[bones]\nhead = { parent = "head", pivot = [0, 0] }\n',
        3,
        "lead back to itself",
    ),
    "a missing parent": (
        'rig = 1\n[bones]\na = { parent = "nobody", pivot = [0, 0] }\n',
        3,
        "'nobody' is no bone",
    ),
    "an absurd pivot": ("rig = 1\n[bones]\na = { pivot = [1e9, 0] }\n", 3, "from -512 to 1024"),
    "a pivot that is no number": (
        "rig = 1\n[bones]\na = { pivot = [nan, 0] }\n",
        3,
        "must be a number",
    ),
    "a layer that nobody paints": (
        'rig = 1\n\n[layers]\ntail = { bone = "head" }\n',
        4,
        "the pack paints no such layer",
    ),
    "a layer on a missing bone": (
        'rig = 1\n[layers]\nhead = { bone = "tail" }\n',
        3,
        "'tail' is no bone",
    ),
    "a form that is not there": (
        'rig = 1\n[layers]\n"head/nobody" = { depth = 0.5 }\n',
        3,
        "has no allele 'nobody'",
    ),
    "a depth beyond the head": ("rig = 1\n[layers]\nhead = { depth = 7 }\n", 3, "from -1 to 1"),
    "a channel that is none": (
        "rig = 1\n[clips.a]\nseconds = 1\n[clips.a.keys]\nhead.wobble = [[0, 0], [1, 0]]\n",
        5,
        "is no channel",
    ),
    "a clip that does not begin as the portrait": (
        "rig = 1\n[clips.a]\nseconds = 1\n[clips.a.keys]\nblink = [[0, 1], [1, 0]]\n",
        5,
        "the first and the last value must be 0",
    ),
    "keys that go back": (
        "rig = 1\n[clips.a]\nseconds = 1\n[clips.a.keys]\nblink = [[0, 0], [0.5, 1], [0.4, 1]]",
        5,
        "must rise",
    ),
    "keys that end early": (
        "rig = 1\n[clips.a]\nseconds = 2\n[clips.a.keys]\nblink = [[0, 0], [1, 0]]\n",
        5,
        "to the end of the clip, 2 seconds",
    ),
    "too many keys": (
        "rig = 1\n[clips.a]\nseconds = 1\n[clips.a.keys]\nblink = ["
        + "[0, 0]," * (MOST_KEYS + 1)
        + "]\n",
        5,
        f"2 to {MOST_KEYS} keys",
    ),
    "a million keys": (
        "rig = 1\n[clips.a.keys]\nblink = [" + "[0, 0]," * 1_000_000 + "]\n",
        None,
        "is larger than 256,000 bytes",
    ),
    "a clip that plays nobody": (
        'rig = 1\n[clips.a]\nseconds = 1\nplays = [["nobody", 0]]\n',
        4,
        "'nobody' is no clip",
    ),
    "a clip that plays itself": (
        'rig = 1\n[clips.a]\nseconds = 1\nplays = [["a", 0]]\n',
        4,
        "plays clips itself",
    ),
    "a clip that plays on after its end": (
        'rig = 1\n[clips.a]\nseconds = 1\nplays = [["look", 0]]\n',
        4,
        "does not end within 1 seconds",
    ),
    "a clip without end": ("rig = 1\n[clips.a]\nseconds = 1e6\n", 3, "from 0.1 to 60"),
    "a clip whose name is a path": (
        'rig = 1\n[clips."/../x"]\nseconds = 1\n',
        2,
        "a name has 1 to 64 letters",
    ),
    "a bone with a long name": (
        f"rig = 1\n[bones.{'a' * 65}]\npivot = [0, 0]\n",
        2,
        "a name has 1 to 64 letters",
    ),
    "a channel of dots": (
        f'rig = 1\n[clips.a]\nseconds = 1\n[clips.a.keys]\n"{"." * 200_000}" = 1\n',
        4,
        "clips.a.keys" + "." * 66 + "…: is no channel",
    ),
    "a tongue in no colour": ('rig = 1\n[face]\ntongue = "mauve"\n', 3, "is no fixed colour"),
    "eyes on a pair of bones": (
        'rig = 1\n[layers]\neyes = { bone = "ear" }\n',
        3,
        "layers.eyes: eyes has eyes, for which one bone is needed: ear is a pair",
    ),
    "a mouth on a pair of bones": (
        'rig = 1\n[face]\nmouth = ["hat"]\n[layers]\nhat = { bone = "ear" }\n',
        5,
        "ear is a pair",
    ),
    "one form of eyes on a pair of bones": (
        'rig = 1\n[layers]\n"eyes/wide" = { bone = "ear" }\n',
        3,
        "ear is a pair",
    ),
    "a layer on a pair of bones that is called eyes": (
        'rig = 1\n[face]\neyes = ["ears"]\n',
        3,
        "ears has eyes, for which one bone is needed: ear is a pair",
    ),
    "eyes on no layer": ('rig = 1\n[face]\neyes = ["toes"]\n', 3, "paints no layer 'toes'"),
}


def test_faults_of_a_rig_are_short_and_no_more_than_a_thousand() -> None:
    rows = "".join(f"k{number} = 1\n" for number in range(9_000))
    _, reader = read_rig(f'rig = 1\n[layers."{"a" * 100_000}"]\n{rows}'.encode())
    assert len(reader.faults.sentences) == 1_000
    assert max(map(len, reader.faults.sentences)) < 200


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_of_a_rig_is_told_with_its_line(name: str, folder: Path) -> None:
    text, line, reason = FAULTS[name]
    faults = faults_of(folder, text)
    place = "rig.toml:" if line is None else f"rig.toml:{line}: "
    assert any(fault.startswith(place) and reason in fault for fault in faults), faults


def test_all_faults_are_told_at_once(folder: Path) -> None:
    faults = faults_of(folder, "rig = 2\nspeed = 1\n[layers]\ntail = {}\n")
    assert len(faults) == 3


def test_a_rig_that_is_no_file_is_refused(folder: Path) -> None:
    place = pack_with(folder, "")
    (place / "rig.toml").unlink()
    (place / "rig.toml").mkdir()
    with pytest.raises(FaultyRig):
        rig_of(load(place))


def test_lines_are_found_of_tables_dotted_keys_and_quoted_keys() -> None:
    text = 'a = 1\n[b]\nc.d = 2\n"e/f" = 3\n[[g]]\nh = [\n 1,\n]\n'
    lines = line_numbers(text)
    assert {("a",): 1, ("b",): 2, ("b", "c", "d"): 3, ("b", "e/f"): 4, ("g", "h"): 6}.items() <= (
        lines.items()
    )
    assert line_of(lines, ("b", "e/f", "inside")) == 4
    assert line_of(lines, ("nowhere",)) is None


def test_the_shipped_rigs_are_text_that_people_can_read() -> None:
    for name in DIGESTS:
        text = (SHIPPED / name / "rig.toml").read_text("utf-8")
        assert re.match(r"# How a \w+ moves", text)


def test_a_dotted_line_inside_a_text_is_no_key_and_takes_no_parser() -> None:
    dotted = ".".join(["a"] * 30_000)
    text = f"b = '''\n{dotted} = 1\n[{dotted}]\nc = 2\n'''\n[d.'e.f'.\"g\\u0041\"]\nh = 3\n"
    lines = line_numbers(text)
    assert lines["d", "e.f", "gA", "h"] == 7
    assert max(map(len, lines)) == 4
