"""Rigs of strangers in JavaScript: every field is checked, and none of them runs on a page."""

import copy
import json
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from avatarchain.living.compiled import compiled
from avatarchain.living.usual import rig_of
from avatarchain.species.pack import SHIPPED, load
from support.packs import write_wide_pack

if TYPE_CHECKING:
    from selenium import webdriver

pytestmark = pytest.mark.xdist_group("javascript")

Ask = Callable[[list[Any]], list[Any]]
PATH = str(SHIPPED / "tuftling.species")
GENUINE = json.loads(json.dumps(compiled(load("tuftling"), rig_of(load("tuftling")))))
SCRIPT = "document.title = 'taken over'"
IMAGE = f'<image href="x:" onerror="{SCRIPT}"/>'
KEYS = [[0, 0], [0.1, 1], [0.2, 0]]
FORM = next(
    (layer, form)
    for layer, forms in enumerate(GENUINE["layers"])
    for form, row in enumerate(forms)
    if row and isinstance(row[0], list)
)
"""The place of a form that is of several pieces."""

Spoil = Callable[[dict[str, Any]], Any]


def put(place: str, value: Any) -> Spoil:
    """Sets a field of a rig; `place` has names and numbers, with dots between."""

    def spoil(rig: dict[str, Any]) -> None:
        *ways, last = [int(way) if way.lstrip("-").isdigit() else way for way in place.split(".")]
        inner: Any = rig
        for way in ways:
            inner = inner[str(way) if isinstance(inner, dict) else way]
        inner[str(last) if isinstance(inner, dict) else last] = value

    return spoil


def row(place: str, value: Any) -> Spoil:
    """Sets a field of the first piece of `FORM`."""
    return put(f"layers.{FORM[0]}.{FORM[1]}.{place}", value)


def clip(seconds: Any, tracks: Any, plays: Any = (), scattered: Any = ()) -> Spoil:
    return put("clips.own", [seconds, tracks, plays, scattered])


SPOILT: dict[str, Spoil] = {
    "no version": put("rig", "1"),
    "another name": put("name", "glimmer"),
    "a digest of another length": put("digest", "0x12"),
    "a turn of texts": put("turn", ["1", "2"]),
    "a turn that is too far": put("turn", [65, 0]),
    "a gaze of one number": put("gaze", [1]),
    "no bones": put("bones", None),
    "too many bones": put("bones", [[f"b{n}", -1, 0, 0] for n in range(65)]),
    "bones that are too deep": put("bones", [[f"b{n}", n - 1, 0, 0] for n in range(17)]),
    "a bone that is its own parent": put("bones.1.1", 1),
    "a bone whose parent comes later": put("bones.1.1", 2),
    "a parent that is a fraction": put("bones.2.1", 0.5),
    "a bone with another name": put("bones.0.0", "a b"),
    "a pivot far away": put("bones.0.2", 1025),
    "clips as a list": put("clips", []),
    "a clip with another name": put("clips", {"": [1, {}, [], []]}),
    "a clip without an end": clip(1e9, {}),
    "a clip in no time": clip(0, {}),
    "a track of no channel": clip(0.2, {"head.fly": KEYS}),
    "a track of no bone": clip(0.2, {"tail.x": KEYS}),
    "a track of an inherited channel": clip(0.2, {"head.constructor": KEYS}),
    "keys that go back": clip(0.2, {"blink": [[0, 0], [0.2, 1], [0.1, 0], [0.2, 0]]}),
    "keys that end early": clip(0.3, {"blink": KEYS}),
    "keys that end elsewhere": clip(0.2, {"blink": [[0, 0], [0.2, 1]]}),
    "a key that is too large": clip(0.2, {"head.grow": [[0, 0], [0.1, 0.6], [0.2, 0]]}),
    "too many keys": clip(20, {"blink": [[n / 10, 0] for n in range(201)]}),
    "a clip that plays no clip": clip(9, {}, [["fly", 0]]),
    "a clip that plays itself": clip(9, {}, [["own", 0]]),
    "a clip that plays what plays others": clip(9, {}, [["idle", 0]]),
    "a clip that ends before what it plays": clip(1, {}, [["look", 0]]),
    "a clip scattered without end": put("clips.idle.3", [["blink", 3e7]]),
    "a clip scattered half a time": put("clips.idle.3", [["blink", 0.5]]),
    "a clip scattered where it has no room": put("clips.idle.3", [["blink", 30]]),
    "a clip with too many keys in all": clip(60, {}, [["happy", 0]] * 40),
    "a layer too few": lambda rig: rig["layers"].pop(),
    "a form too many": lambda rig: rig["layers"][0].append(0),
    "a form that is no row": put("layers.0.0", "0"),
    "a form on no bone": put("layers.0.0", [6, 0]),
    "a form at no depth": put("layers.0.0", [0, 2]),
    "a piece on no bone": row("0.0.0", 6),
    "a piece at no depth": row("0.0.1", "deep"),
    "a piece that slides otherwise": row("0.0.2", "toString"),
    "a piece that travels far": row("0.0.3", 1e99),
    "a piece in no window": row("0.0.4", 99),
    "a shape of no text": row("0.0.5", [-9999]),
    "a shape that is a text": row("0.0.5", ["<a/>"]),
    "a shape of fractions": row("0.0.5", [[0, 0.5]]),
    "windows as a number": row("1", 1),
    "texts as an object": put("texts", {}),
    "a text that is a number": put("texts.0", 5),
    "a text that is a list of lists": put("texts.0", [["a"]]),
    "an image before a text": lambda rig: put("texts.0", IMAGE + rig["texts"][0])(rig),
    "a script": put("texts.0", f"<script>{SCRIPT}</script>"),
    "a path that hears": put("texts.0", f'<path onclick="{SCRIPT}" d="M0 0H9"/>'),
    "a path that follows an address": put("texts.0", '<path fill="url(http://a/b#c)" d="M0 0H9"/>'),
    "a path and text": put("texts.0", '<path d="M0 0H9"/>text'),
    "a group that stays open": put("texts.0", '<g transform="scale(2)"><path d="M0 0H9"/>'),
    "words for no colour": put("texts.0", '<path fill="{ink:}" d="M0 0H9"/>'),
    "a colour of no locus": put("texts.0", '<path fill="{99}" d="M0 0H9"/>'),
    "no skin": put("skin", None),
    "a skin with a colour that is more": put("skin.bare", ["#123456", f'#123456"/>{IMAGE}']),
    "a skin of a colour of no locus": put("skin.colours.0", ["{98}", "{99}"]),
    "a pattern that is too long": put("skin.patterns.0", "a" * 14),
    "a skin of no layer": put("skin.layers.99", []),
    "a skin of no pattern": put("skin.layers.6.0.0", 9999),
}


def spoilt(spoil: Spoil) -> str:
    rig = copy.deepcopy(GENUINE)
    spoil(rig)
    return json.dumps(rig)


def test_a_rig_with_any_field_of_another_form_is_refused(ask: Ask) -> None:
    texts = {name: spoilt(spoil) for name, spoil in SPOILT.items()}
    texts |= {"a text": '"rig"', "a number": "1", "nothing": "null", "a list": "[]", "no JSON": "{"}
    for name, answer in zip(
        texts, ask([["rig", PATH, text] for text in texts.values()]), strict=True
    ):
        assert isinstance(answer, dict), name
        assert answer["kind"] == "FaultyRig", name
        assert answer["sentence"].startswith(
            "the rig of the species pack 'tuftling' cannot be used: "
        )
        assert len(answer["sentence"]) < 300


def test_rigs_as_python_compiles_them_are_read(ask: Ask, tmp_path: Path) -> None:
    wide = load(write_wide_pack(tmp_path / "wide"))
    art = tmp_path / "wide.species"
    art.write_bytes(wide.art)
    grown = clip(2, {"head.grow": [[0, 0], [1, 0.5], [2, 0]]}, [["nod", 0.8], ["talk", 0]])
    questions = [
        ["rig", PATH, json.dumps(GENUINE)],
        ["rig", PATH, spoilt(grown)],
        ["rig", str(art), json.dumps(compiled(wide, rig_of(wide)))],
    ]
    assert ask(questions) == ["tuftling", "tuftling", wide.name]


def test_a_bone_that_clips_make_smaller_together_does_not_turn_over(
    ask: Ask, tmp_path: Path
) -> None:
    """As in Python, where a bone is never less than a twentieth as large as at rest."""
    less = [1, {"head.grow": [[0, 0], [0.5, -0.5], [1, 0]]}, [], []]
    file = tmp_path / "rig.json"
    rig = {**GENUINE, "clips": {"less": less, "all": [1, {}, [["less", 0]] * 4, []]}}
    file.write_text(json.dumps(rig), encoding="utf-8")
    (answer,) = ask([["moving", PATH, str(file), "0", True, "all", [0.5]]])
    sizes = {place["seat"][0] for place in answer["places"][0]}
    assert min(sizes) == pytest.approx(0.05)


PAGE = """
export { founder, readSpecies, seedFromText } from "./src/index.ts";
export { play, readRig } from "./src/living/index.ts";
"""
PLAYED = """
const [art, rig, image, check] = arguments;
const { founder, play, readRig, readSpecies, seedFromText } = avatarchain;
const species = readSpecies(Uint8Array.from(atob(art), (letter) => letter.charCodeAt(0)));
const genome = founder(seedFromText("alice"), species.cumulative);
const drawn = species.layers.map((layer) => ({ ...layer,
  drawings: layer.drawings.map(({ texts: [first, ...rest], colours }) =>
    ({ texts: [image + first, ...rest], colours })) }));
const strange = image ? { ...species, layers: drawn } : species;
try {
  play(document.body, strange, check ? readRig(rig, species) : JSON.parse(rig), genome);
  return "played";
} catch (error) {
  return error.kind ?? String(error);
}
"""


@pytest.fixture(scope="module")
def page(tool: Callable[..., str], started_chromium: "webdriver.Chrome") -> "webdriver.Chrome":
    """A page that has the package as the global `avatarchain`."""
    words = ["--bundle", "--format=iife", "--global-name=avatarchain", "--log-level=error"]
    source = tool("node_modules/.bin/esbuild", *words, "--loader=ts", text=PAGE)
    started_chromium.get("about:blank")
    started_chromium.execute_script(f"{source};window.avatarchain = avatarchain")
    return started_chromium


@pytest.mark.parametrize(
    ("spoil", "image", "check", "answer"),
    [
        (lambda rig: None, "", True, "played"),
        (put("texts", [IMAGE + text for text in GENUINE["texts"]]), "", True, "FaultyRig"),
        (put("texts", [IMAGE + text for text in GENUINE["texts"]]), "", False, "FaultyPack"),
        (lambda rig: None, IMAGE, True, "FaultyPack"),
        (lambda rig: None, f'<path onload="{SCRIPT}"/>', True, "FaultyPack"),
        (lambda rig: None, '<path id="file" d=""/>', True, "FaultyPack"),
        (lambda rig: None, '<path fill="url(#x)" d=""/>', True, "FaultyPack"),
        (lambda rig: None, '<path style="all: unset" d=""/>', True, "FaultyPack"),
        (lambda rig: None, '<a xmlns="http://www.w3.org/1999/xhtml"/>', True, "FaultyPack"),
    ],
)
def test_nothing_of_a_rig_or_a_species_runs_on_a_page(
    page: "webdriver.Chrome", spoil: Spoil, image: str, check: bool, answer: str
) -> None:
    page.execute_script("document.title = ''; document.body.replaceChildren()")
    art = b64encode((SHIPPED / "tuftling.species").read_bytes()).decode()
    assert page.execute_script(PLAYED, art, spoilt(spoil), image, check) == answer
    assert page.title == ""
    drawn = page.execute_script("return document.body.children.length")
    assert drawn == (answer == "played"), "what is refused is not on the page at all"
