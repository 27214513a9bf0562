"""The rooms of the house: which may import which, and where each package is at home.

Imports are read from the source, wherever in a file they stand: an import inside a
function loads later, but it points the same way.
"""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

import avatarchain

HOUSE = Path(avatarchain.__file__).parent

# The rooms of the house, in their order: a room imports itself and what stands above it.
ROOMS = (
    "errors",
    "base",
    "genetics",
    "species",
    "portrait",
    "living",
    "chain",
    "keys",
    "registry",
    "index",
    "generate",
    "births",
    "papers",
    "audit",
    "session",
    "pedigree",
    "workshop",
    "gallery",
    "classroom",
    "library",
    "serve",
    "cli",
    "conformance",
    "__main__",
)

# What decides must give the same answer to everybody, for ever: no chain, no network, no
# clock and no chance in there. A pack is read (`species`), nothing else.
PURE = ("errors", "base/canonical", "genetics", "species", "portrait", "living")
PURE += ("births/merkle", "generate/capacity")
IMPURE = {
    "asyncio",
    "datetime",
    "http",
    "multiprocessing",
    "os",
    "random",
    "requests",
    "shutil",
    "socket",
    "sqlite3",
    "subprocess",
    "tempfile",
    "threading",
    "time",
    "urllib",
    "uuid",
}

# Where each package from outside may be imported, a room or one file of it; `eth*` is every
# name that so begins.
HOMES = {
    "web3": "chain",
    "eth*": "chain registry keys",
    "rlp": "chain",
    "nacl": "papers keys/seal",
    "manifold3d": "living",
    "PIL": "conformance portrait living papers pedigree workshop",
    "numpy": "conformance genetics/population pedigree/arrays portrait living papers workshop "
    "index",
    "fastapi": "serve",
    "pydantic": "serve",
    "starlette": "serve",
    "uvicorn": "serve",
    "click": "cli conformance/__main__",
    "jinja2": "classroom",
    "rich": "cli",
    "rich_pixels": "cli",
    "Crypto": "base/canonical",
    "sha3": "base/canonical",
    "rfc8785": "base/canonical",
    "pyarrow": "generate/parquet",
    "distributed": "generate/workers",
}

# What takes long to load and must not be loaded before it is needed.
HEAVY = {"web3", "eth_account", "eth_abi", "eth_utils", "eth", "eth_tester", "numpy", "PIL", "nacl"}
HEAVY |= {
    "pyarrow",
    "distributed",
    "dask",
    "fastapi",
    "pydantic",
    "starlette",
    "uvicorn",
    "manifold3d",
}

# Other packages that are imported in functions, because not every command needs them.
LATE = {
    "Crypto",
    "email",
    "eth_hash",
    "eth_keys",
    "filelock",
    "jinja2",
    "platformdirs",
    "rfc8785",
    "rlp",
    "sha3",
}

# Our own modules that load some of it, or much of their own: they are imported inside functions.
LOADS_IT = {
    f"{room}.{module}"
    for room, modules in {
        "chain": "anvil check database embedded execution http mining node proxies remote replay",
        "generate": "parquet",
        "genetics": "population",
        "living": "animated card compiled frames layers loops poses_sheet solid sprites strokes "
        "weighing",
        "papers": "alive",
        "pedigree": "arrays",
        "serve": "answers api app auditing avatars blocks bodies events filters genomes guards "
        "heads joined moving nodes outcomes pictures problems promising protocol rolls scratch "
        "server shapes solids studio subscriptions unambiguous unread verifying wishes writer "
        "writing",
        "portrait": "apart bars encode formats images kept lettering paint palette pattern "
        "recognise sheet stencil",
        "workshop": "census dicebear dicebear_elements imported indistinct layer_images "
        "layer_rules remarks rigs sheets svg_paths unseen",
    }.items()
    for module in modules.split()
}


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
            # The command line finds its own commands by name, and `late` real modules.
            by_name = room == "cli" or file == "base/late.py"
            assert by_name, f"{file}:{node.lineno} imports by a name made at run time"
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
    return set(ROOMS[: ROOMS.index(room) + 1]) if room in ROOMS else set()


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


def inside_functions(source: str) -> Iterator[tuple[int, str]]:
    """Line and module of each import that stands in a function; `from a import b` as a.b."""
    for function in ast.walk(ast.parse(source)):
        if isinstance(function, ast.FunctionDef):
            for node in ast.walk(function):
                if isinstance(node, ast.Import):
                    yield from ((node.lineno, name.name) for name in node.names)
                elif isinstance(node, ast.ImportFrom):
                    yield from ((node.lineno, f"{node.module}.{name.name}") for name in node.names)


def may_wait(module: str) -> bool:
    """Whether a module is one that is imported inside functions."""
    top, *rest = module.split(".")
    if top != "avatarchain":
        return top in HEAVY | LATE
    return ".".join(rest[:2]) in LOADS_IT


def test_imports_stand_at_the_top_but_for_what_loads_something_heavy() -> None:
    strays = [
        f"{path.relative_to(HOUSE)}:{line} imports {module}"
        for path in sorted(HOUSE.rglob("*.py"))
        if path.relative_to(HOUSE).parts[0] not in ("cli", "__init__.py")
        for line, module in inside_functions(path.read_text(encoding="utf-8"))
        if not may_wait(module)
    ]
    assert strays == []


@pytest.mark.parametrize(
    ("line", "allowed_inside"),
    [
        ("import numpy as np", True),
        ("from avatarchain.portrait import images", True),
        ("from avatarchain.portrait.paint import paint", True),
        ("from avatarchain.portrait import svg", False),
        ("import json", False),
        ("from avatarchain.base.home import write", False),
    ],
)
def test_an_import_in_a_function_is_seen(line: str, allowed_inside: bool) -> None:
    ((_, module),) = inside_functions(f"def f():\n    if x:\n        {line}\n")
    assert may_wait(module) == allowed_inside


def test_every_room_has_its_place_in_the_table() -> None:
    rooms = {
        path.name.removesuffix(".py")
        for path in HOUSE.iterdir()
        if path.suffix == ".py" or (path / "__init__.py").exists()
    }
    assert rooms - {"__init__", "data"} == set(ROOMS)


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
        ("genetics", "def f():\n    from avatarchain import species", against_the_direction),
        ("chain", "import avatarchain.registry", against_the_direction),
        ("births", "from avatarchain.cli.output import tell", against_the_direction),
        ("papers", "import avatarchain.nowhere", against_the_direction),
        ("births", "from web3 import Web3", away_from_home),
        ("papers", "def f():\n    import eth_utils", away_from_home),
        ("registry", "import nacl.signing", away_from_home),
        ("genetics", "import numpy as np", away_from_home),
        ("births", "from PIL import Image", away_from_home),
        ("genetics", "import random", impure),
        ("portrait", "def f():\n    from time import time", impure),
        ("genetics", "from eth_utils import keccak", impure),
    ],
)
def test_the_rules_see_what_they_forbid(room: str, source: str, rule) -> None:  # type: ignore[no-untyped-def]
    assert rule(list(imports_of(source, room, f"{room}.py"))) != []


def test_imports_for_type_checkers_count_for_the_direction_only() -> None:
    (package,) = imports_of("if TYPE_CHECKING:\n    import web3", "births", "births.py")
    (room,) = imports_of("if TYPE_CHECKING:\n    from avatarchain import cli", "keys", "keys.py")
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
        capture_output=True,
        text=True,
        env={"AVATARCHAIN_HOME": str(folder)},
        check=True,
    )
    assert told.stdout.splitlines()[-1] == "loaded []", told.stderr


@pytest.mark.parametrize("room", [room for room in ROOMS if room != "__main__"])
def test_a_room_loads_what_is_heavy_only_where_that_is_said(room: str) -> None:
    code = (
        "import pkgutil, sys\nfrom importlib import import_module\n"
        f"place = import_module('avatarchain.{room}')\n"
        "for part in pkgutil.iter_modules(getattr(place, '__path__', [])):\n"
        f"    name = '{room}.' + part.name\n"
        f"    if name not in {LOADS_IT!r}:\n"
        "        import_module('avatarchain.' + name)\n"
        f"print(sorted({HEAVY!r} & set(sys.modules)))"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
