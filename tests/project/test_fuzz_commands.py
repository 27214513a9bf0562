"""Whatever stands in a stranger's file or argument, a whole command ends in sentences.

The parsers alone are tried in `test_fuzz`. Here what they raise has to pass the doors of all
rooms up to the terminal: no traceback, a code of 0, 1 or 2, and no letter that a terminal obeys.
`make fuzz` tries as many inputs as FUZZ_EXAMPLES says.
"""

import contextlib
import io
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

import avatarchain.chain.embedded  # noqa: F401 - py-evm sets the recursion limit; not in a test
from avatarchain.cli import main
from avatarchain.species import pack
from support.hostile_names import FILE_NAMES, NAMES, hostile_letters
from support.packs import toml, write_pack

FILES = Path(__file__).resolve().parents[1] / "vectors" / "certificate" / "files"
ADDRESS = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8"
EXAMPLES = max(8, int(os.environ.get("FUZZ_EXAMPLES", "60")) // 40)
few = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=EXAMPLES < 1000,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
ODD = (
    *("9" * 5000, "0x" + "f" * 6000, "-" + "9" * 30, "0", "1.5", "nan", "inf", "true", "null"),
    *("[" * 300 + "]" * 300, "[[1]]", "[]", "{}", "{a = {b = 1}}", '{"a": {"b": 1}}', '""'),
    *("1979-05-27", "07:32:00", '"' + "x" * 3000 + '"', '"\\u200b"', '"\\ud800"', "", "\n", '"'),
    *(".".join(["a"] * 3000) + " = 1\n", "[" + ".".join(["a"] * 2000) + "]\n", "\x00", "\ufeff"),
    *(f'"{name}"' for name in NAMES if '"' not in name),
)


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("AVATARCHAIN_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("ETH_RPC_URL", raising=False)
    with contextlib.chdir(tmp_path):
        yield
    pack._shipped.cache_clear()


def ends(*arguments: object) -> int:
    """The code of a command, which ended in sentences."""
    out, err = io.StringIO(), io.StringIO()
    code: object = 0
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main([str(argument) for argument in arguments])
        except SystemExit as end:
            code = end.code
    said = out.getvalue() + err.getvalue()
    assert code in (0, 1, 2), said
    assert hostile_letters(said) == set(), said
    assert code == 0 or said.strip()
    return int(str(code))


@some.composite
def spoilt(draw: some.DrawFn, good: bytes, odd: Sequence[bytes]) -> bytes:
    """A good file with a few places overwritten by odd pieces or any bytes, cut out or put in."""
    data = bytearray(good)
    for _ in range(draw(some.integers(1, 3))):
        at = draw(some.integers(0, len(data)))
        piece = draw(some.sampled_from(odd) | some.binary(max_size=8))
        data[at : at + draw(some.integers(0, 12))] = piece
    return bytes(data)


@some.composite
def spoilt_toml(draw: some.DrawFn) -> str:
    """The rules of a pack with the value of a few keys exchanged for an odd one."""
    lines = toml().split("\n")
    for _ in range(draw(some.integers(1, 3))):
        at = draw(some.integers(0, len(lines) - 1))
        head, equals, tail = lines[at].partition(" = ")
        odd = draw(some.sampled_from(ODD))
        if not equals:
            lines[at] = odd
        elif draw(some.booleans()):
            lines[at] = f"{head} = {odd}" + (tail[tail.find(",") :] if "," in tail else "")
        else:
            lines[at] += f"\n{odd}"
    return "\n".join(lines)


PIECES = [piece.encode("utf-8", "surrogatepass") for piece in ODD]


@few
@given(data=some.data())
def test_a_pack_of_odd_values_is_checked_shown_and_refused(
    data: some.DataObject, folder: Path
) -> None:
    rules = write_pack(folder / "pack") / "species.toml"
    if data.draw(some.booleans()):
        rules.write_text(data.draw(spoilt_toml()), "utf-8", "surrogatepass")
    else:
        rules.write_bytes(data.draw(spoilt(toml().encode(), PIECES)))
    code = ends("species", "check", folder / "pack", "--founders", 1)
    assert ends("species", "show", folder / "pack") == code


@few
@given(data=some.data())
def test_a_drawing_or_a_link_of_any_kind_is_read_or_refused(
    data: some.DataObject, folder: Path
) -> None:
    shutil.rmtree(folder / "pack", ignore_errors=True)
    place = write_pack(folder / "pack") / "body" / "body-3.svg"
    drawing = place.read_bytes()
    place.unlink()
    match data.draw(some.sampled_from(["bytes", "bytes", "loop", "folder", "away"])):
        case "bytes":
            place.write_bytes(data.draw(spoilt(drawing, PIECES)))
        case "loop":
            place.symlink_to(place.name)
        case "folder":
            place.mkdir()
        case "away":
            place.symlink_to(data.draw(some.sampled_from(["/dev/null", "/", "../../..", "\udcff"])))
    ends("species", "check", folder / "pack", "--founders", 1)


@few
@given(data=some.data())
def test_bytes_of_a_species_from_a_chain_are_read_or_refused(
    data: some.DataObject, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = pack.read_pack(write_pack(folder / "pack")).art
    (folder / "odd.species").write_bytes(data.draw(spoilt(good, PIECES)))
    monkeypatch.setattr(pack, "SHIPPED", folder)
    pack._shipped.cache_clear()
    ends("species", "show", "odd")


def _picture(path: Path) -> list[list[object]]:
    return [["verify", path], ["verify", path, "--search"], ["verify", path, "--json"]]


READERS: dict[str, tuple[bytes, Callable[[Path], list[list[object]]]]] = {
    **{
        f"odd.{kind}": ((FILES / f"good-alice.{kind}").read_bytes(), _picture)
        for kind in ("png", "svg", "json")
    },
    "style.json": (b'{"components": {"a": {}}}', lambda at: [["species", "import-dicebear", at]]),
    "list.csv": (
        ADDRESS.encode() + b",3\n",
        lambda at: [["found", "--count", 3, "--to-file", at, "--dry-run"]],
    ),
    "key.json": (
        b'{"version": 3, "crypto": {"kdf": "scrypt", "kdfparams": {"n": 2}}}',
        lambda at: [["account", "import", "x", "--keystore", at, "--password-file", at]],
    ),
    "founders.jsonl": (
        b"",
        lambda at: [
            ["commit", at, "--to", ADDRESS],
            ["generate", "--count", 3, "--collection", "x", "--against", at],
            ["generate", "--count", 9, "--collection", "x", "--out", at],
        ],
    ),
    "founders.parquet": (b"PAR1PAR1", lambda at: [["commit", at, "--to", ADDRESS]]),
}


@pytest.mark.parametrize("name", READERS)
@few
@given(data=some.data())
def test_a_file_of_any_bytes_is_read_or_refused(
    name: str, data: some.DataObject, folder: Path
) -> None:
    good, commands = READERS[name]
    if name == "founders.jsonl":
        (folder / "good.jsonl").unlink(missing_ok=True)
        ends("generate", "--count", 3, "--collection", "x", "--out", folder / "good.jsonl")
        good = (folder / "good.jsonl").read_bytes()
    path = folder / name
    for command in commands(path):
        path.write_bytes(data.draw(spoilt(good, PIECES)))
        ends(*command)


@few
@given(data=some.data())
def test_layers_of_any_names_and_bytes_are_imported_or_refused(
    data: some.DataObject, folder: Path
) -> None:
    shutil.rmtree(folder / "layers", ignore_errors=True)
    for _ in range(data.draw(some.integers(1, 4))):
        layer = folder / "layers" / data.draw(some.sampled_from(FILE_NAMES))
        layer.mkdir(parents=True, exist_ok=True)
        image = layer / (data.draw(some.sampled_from(FILE_NAMES)) + ".png")
        if not image.is_symlink() and data.draw(some.integers(0, 5)) == 0:
            image.symlink_to(image.name)
        elif not image.is_symlink():
            image.write_bytes(data.draw(spoilt((FILES / "good-alice.png").read_bytes(), PIECES)))
    ends("species", "import-layers", folder / "layers", "--out", folder / "made", "--name", "made")
    shutil.rmtree(folder / "made", ignore_errors=True)


WORDS = some.sampled_from([*FILE_NAMES, "9" * 5000, "0x" + "f" * 6000, "x" * 300, "eip155:1:", "="])
ARGUMENTS: list[Callable[[str], list[str]]] = [
    lambda word: [word],
    lambda word: ["show", word],
    lambda word: ["odds", word, word, "--want", word],
    lambda word: ["list", "--rpc", word],
    lambda word: ["list", "--home", word],
    lambda word: ["mint", "--seed", word, "--dry-run", "--species", word],
    lambda word: ["mint", "--genome", word, "--dry-run"],
    lambda word: ["mint", "--count", word],
    lambda word: ["mint", "--every", word],
    lambda word: ["mint", "--account", word],
    lambda word: ["species", "show", word],
    lambda word: ["species", "import-layers", word],
    lambda word: ["species", "fetch", word],
    lambda word: ["verify", word],
    lambda word: ["trust", "add", word],
    lambda word: ["commit", word],
    lambda word: ["claim", word, "--batch", word],
    lambda word: ["generate", "--count", "2", "--collection", "x", "--against", word],
    lambda word: ["account", "import", word, "--keystore", word],
    lambda word: ["account", "issuer", "revoke", word],
]


@few
@given(word=WORDS | some.text(max_size=30).filter(lambda text: "\0" not in text), data=some.data())
def test_any_word_in_the_place_of_an_argument_is_understood_or_refused(
    word: str, data: some.DataObject
) -> None:
    ends(*data.draw(some.sampled_from(ARGUMENTS))(word))
