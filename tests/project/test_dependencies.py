"""What is imported is declared, and what is declared is imported."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import avatarchain

HOUSE = Path(avatarchain.__file__).parent
ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

# Modules that may be absent where the tests run, and what brings them.
OPTIONAL = {
    "manifold3d": "manifold3d",
    "sha3": "safe-pysha3",
    "isal": "isal",
    "pyarrow": "pyarrow",
    "distributed": "distributed",
}
# Not imported here: web3 and py-evm make signatures by the one, and uvicorn takes the other as its
# loop, where it is installed.
ONLY_THERE = {"coincurve", "uvloop"}


def named(requirement: str) -> str:
    """The name of a requirement as indexes compare it."""
    match = re.match(r"[\w.-]+", requirement)
    assert match is not None
    return re.sub(r"[-_.]+", "-", match[0]).lower()


def imported(source: str) -> set[str]:
    """The top names of packages from outside that a file imports, anywhere in it."""
    modules = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            modules |= {name.name.split(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            modules.add(node.module.split(".")[0])
    return modules - set(sys.stdlib_module_names) - {"avatarchain"}


def distributions() -> set[str]:
    """What all files of the package import, as names of distributions."""
    homes = packages_distributions()
    modules = {
        module
        for path in HOUSE.rglob("*.py")
        for module in imported(path.read_text(encoding="utf-8"))
    }
    return {named(OPTIONAL.get(module) or homes[module][0]) for module in modules}


def declared(*extras: str) -> set[str]:
    lists = [PROJECT["dependencies"], *(PROJECT["optional-dependencies"][one] for one in extras)]
    return {named(requirement) for requirements in lists for requirement in requirements}


def test_every_package_that_is_imported_is_declared() -> None:
    assert distributions() - declared("3d", "dask", "fast", "parquet") == set()


def test_every_package_that_is_declared_is_imported() -> None:
    assert declared("3d", "dask", "fast", "parquet") - distributions() == ONLY_THERE


def test_every_package_that_is_declared_has_a_version_that_the_tests_pass_with() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    tested = {named(line) for line in lines if not line.startswith("#")}
    extras = set(PROJECT["optional-dependencies"]) - {"test"}
    assert declared(*extras) - tested == set()


def test_an_import_inside_a_function_counts() -> None:
    source = "import os\ndef f():\n    from eth_abi.abi import encode\n    import avatarchain.base"
    assert imported(source) == {"eth_abi"}
