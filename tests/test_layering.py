"""The rooms of the house: which may import which, and where each package is at home.

Imports are read from the source, wherever in a file they stand: an import inside a
function loads later, but it points the same way.
"""

import ast
import subprocess
import sys
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path
from typing import NamedTuple

import pytest

import avatarchain

HOUSE = Path(avatarchain.__file__).parent

# Each room and the rooms it may import. A new room begins with a line here.
ROOMS = {
    "errors": "",
    "canonical": "errors",
    "genome": "errors",
    "heredity": "errors canonical genome",
    "odds": "errors genome heredity",
    "population": "errors canonical genome heredity",
    "species": "errors canonical genome heredity",
    "portrait": "errors genome species",
    "identity": "errors canonical genome",
    "merkle": "errors canonical",
    "certificate": "errors canonical identity",
    "home": "errors canonical",
    "accounts": "errors canonical home identity",
    "chain": "errors canonical",
    "registry": "errors canonical genome species identity home chain",
    "bar": "",
    "rarity": "errors genome species",
    "index": "bar errors canonical genome species rarity identity merkle home chain registry",
    "breeding": "errors canonical genome heredity identity chain registry index portrait",
    "minting": "errors genome heredity population species portrait identity certificate home "
    "chain registry",
    "issuer": "errors canonical home chain registry",
    "trust": "errors canonical chain home identity registry species",
    "generate": "errors canonical genome population species portrait identity home",
    "batches": "errors canonical genome species identity merkle chain home registry generate "
    "bar index",
    "audit": "errors chain genome heredity species portrait identity certificate registry breeding "
    "issuer",
    "lookup": "errors identity species portrait certificate registry index audit",
    "pedigree": "errors identity registry species portrait",
    "workshop": "errors genome heredity population species portrait home",
    "gallery": "canonical genome identity species portrait home chain registry pedigree index",
    "session": "bar index errors home accounts chain species portrait registry issuer trust "
    "minting",
    "library": "errors genome heredity species portrait identity home accounts chain registry "
    "breeding minting trust audit issuer pedigree session index",
    "cli": "*",
    "__main__": "cli",
}

# What decides must give the same answer to everybody, for ever: no chain, no network, no
# clock and no chance in there. A pack is read (`species`), nothing else.
PURE = ("canonical", "genome", "heredity", "odds", "population", "species", "portrait", "identity")
PURE += ("merkle", "rarity", "generate/capacity")
IMPURE = {
    "asyncio", "datetime", "http", "multiprocessing", "os", "random", "requests", "shutil",
    "socket", "sqlite3", "subprocess", "tempfile", "threading", "time", "urllib", "uuid",
}  # fmt: skip

# Where each package from outside may be imported, a room or one file of it; `eth*` is every
# name that so begins.
HOMES = {
    "web3": "chain",
    "eth*": "chain registry accounts",
    "nacl": "certificate issuer/seal",
    "PIL": "portrait certificate pedigree workshop lookup",
    "numpy": "population portrait audit workshop index lookup",
    "click": "cli",
    "jinja2": "gallery",
    "rich": "cli",
    "rich_pixels": "cli",
    "Crypto": "canonical",
    "sha3": "canonical",
    "rfc8785": "canonical certificate",
    "pyarrow": "generate/parquet",
    "distributed": "generate/workers",
}

# What takes long to load and must not be loaded before it is needed.
HEAVY = {"web3", "eth_account", "eth_abi", "eth_utils", "eth", "eth_tester", "numpy", "PIL", "nacl"}
HEAVY |= {"pyarrow", "distributed", "dask"}


class Import(NamedTuple):
    """One import: the room and file it stands in, what it asks for, and its line.

    `typing` is true where only type checkers read it.
    """

    room: str
    file: str
    module: str
    line: int
    typing: bool

    @property
    def places(self) -> set[str]:
        return {self.room, self.file.removesuffix(".py")}

    def __str__(self) -> str:
        return f"{self.file}:{self.line} imports {self.module}"


def imports_of(source: str, room: str, file: str) -> Iterator[Import]:
    tree = ast.parse(source)
    for_typing = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for statement in node.body
        for inner in ast.walk(statement)
    }
    for node in ast.walk(tree):
        modules = []
        if isinstance(node, ast.Import):
            modules = [name.name for name in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}:{node.lineno}: imports are spelled in full"
            base = node.module or ""
            within = base == "avatarchain"
            modules = [f"{base}.{name.name}" for name in node.names] if within else [base]
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module"):
            # The command line finds its own commands by name.
            assert room == "cli", f"{file}:{node.lineno} imports by a name made at run time"
        for module in modules:
            yield Import(room, file, module, node.lineno, id(node) in for_typing)


def every_import() -> list[Import]:
    found = []
    for path in sorted(HOUSE.rglob("*.py")):
        place = path.relative_to(HOUSE)
        if place.parts != ("__init__.py",):
            room = place.parts[0].removesuffix(".py")
            found += imports_of(path.read_text(encoding="utf-8"), room, str(place))
    return found


def allowed(room: str) -> set[str]:
    below = ROOMS.get(room, "")
    return set(ROOMS) - {"__main__"} if below == "*" else {room, *below.split()}


def against_the_direction(found: list[Import]) -> list[str]:
    return [
        str(one)
        for one in found
        if one.module.startswith("avatarchain.")
        and one.module.split(".")[1] not in allowed(one.room)
    ]


def away_from_home(found: list[Import]) -> list[str]:
    strays = []
    for one in found:
        top = one.module.split(".")[0]
        homes = HOMES.get("eth*" if top.startswith("eth") else top)
        if homes and not one.places & set(homes.split()) and not one.typing:
            strays.append(str(one))
    return strays


def impure(found: list[Import]) -> list[str]:
    return [
        str(one)
        for one in found
        if one.places & set(PURE)
        and (one.module.split(".")[0] in IMPURE or one.module.startswith(("web3", "eth")))
    ]


def test_every_room_has_its_place_in_the_table() -> None:
    rooms = {
        path.name.removesuffix(".py")
        for path in HOUSE.iterdir()
        if path.suffix == ".py" or (path / "__init__.py").exists()
    }
    assert rooms - {"__init__"} == set(ROOMS)


def test_the_table_has_no_circle() -> None:
    assert list(TopologicalSorter({room: allowed(room) - {room} for room in ROOMS}).static_order())


def test_imports_point_one_way() -> None:
    assert against_the_direction(every_import()) == []


def test_each_package_stays_at_home() -> None:
    assert away_from_home(every_import()) == []


def test_what_decides_knows_no_chain_no_clock_and_no_chance() -> None:
    assert impure(every_import()) == []


@pytest.mark.parametrize(
    ("room", "source", "rule"),
    [
        ("species", "from avatarchain.portrait import svg", against_the_direction),
        ("genome", "def f():\n    from avatarchain import species", against_the_direction),
        ("chain", "import avatarchain.registry", against_the_direction),
        ("minting", "from avatarchain.cli.output import tell", against_the_direction),
        ("audit", "import avatarchain.nowhere", against_the_direction),
        ("minting", "from web3 import Web3", away_from_home),
        ("audit", "def f():\n    import eth_utils", away_from_home),
        ("registry", "import nacl.signing", away_from_home),
        ("heredity", "import numpy as np", away_from_home),
        ("minting", "from PIL import Image", away_from_home),
        ("heredity", "import random", impure),
        ("portrait", "def f():\n    from time import time", impure),
        ("identity", "from eth_utils import keccak", impure),
    ],
)
def test_the_rules_see_what_they_forbid(room: str, source: str, rule) -> None:  # type: ignore[no-untyped-def]
    assert rule(list(imports_of(source, room, f"{room}.py"))) != []


def test_imports_for_type_checkers_count_for_the_direction_only() -> None:
    (package,) = imports_of("if TYPE_CHECKING:\n    import web3", "minting", "minting.py")
    (room,) = imports_of("if TYPE_CHECKING:\n    from avatarchain import cli", "home", "home.py")
    assert away_from_home([package]) == []
    assert against_the_direction([room]) != []


@pytest.mark.parametrize(
    "command", [[], ["--help"], ["--version"], ["mint", "--help"], ["species", "show", "--json"]]
)
def test_commands_that_need_no_chain_load_nothing_heavy(command: list[str], folder: Path) -> None:
    code = (
        "import sys\nfrom avatarchain.cli import main\n"
        f"try:\n    main({command!r})\nexcept SystemExit:\n    pass\n"
        f"print('loaded', sorted({HEAVY!r} & set(sys.modules)))"
    )
    told = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True, text=True, env={"AVATARCHAIN_HOME": str(folder)}, check=True,
    )  # fmt: skip
    assert told.stdout.splitlines()[-1] == "loaded []", told.stderr


@pytest.mark.parametrize("room", [room for room in ROOMS if room not in ("__main__", "population")])
def test_a_room_alone_loads_neither_web3_nor_what_paints(room: str) -> None:
    code = f"import sys, avatarchain.{room}\nprint(sorted({HEAVY!r} & set(sys.modules)))"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
