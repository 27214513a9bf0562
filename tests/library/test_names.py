"""`import avatarchain`: a dozen names, loaded when they are used."""

import ast
import inspect
import subprocess
import sys
from pathlib import Path

import pytest

import avatarchain

SOURCE = Path(avatarchain.__file__)


def loaded(code: str) -> set[str]:
    """What is loaded, of this package and from outside the standard library, after `code`."""
    told = subprocess.run(
        [sys.executable, "-I", "-c", f"{code}\nimport sys\nprint(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )
    names = {name for name in told.stdout.split() if name.split(".")[0] not in KNOWN}
    return {name for name in names if not name.startswith("_")}


KNOWN = sys.stdlib_module_names


def test_importing_loads_nothing_but_the_package_itself() -> None:
    before = loaded("")
    assert loaded("import avatarchain") - before == {"avatarchain"}


@pytest.mark.parametrize(
    ("name", "not_yet"),
    [
        ("AvatarchainError", {"avatarchain.species", "avatarchain.chain"}),
        ("founder", {"avatarchain.births.minting", "web3", "numpy", "PIL"}),
        ("open_collection", {"web3", "eth", "eth_account", "numpy", "PIL", "nacl"}),
    ],
)
def test_a_name_loads_no_more_than_it_needs(name: str, not_yet: set[str]) -> None:
    assert loaded(f"from avatarchain import {name}") & not_yet == set()


def test_a_dozen_names_at_most_all_documented() -> None:
    assert len(avatarchain.__all__) <= 12
    assert {*avatarchain.__all__} <= {*dir(avatarchain)}
    for name in avatarchain.__all__:
        assert (inspect.getdoc(getattr(avatarchain, name)) or "").strip(), name


def test_every_method_of_the_library_is_documented_and_typed() -> None:
    for name in ("Avatar", "Collection", "Genome", "Pedigree", "Report"):
        for member, value in vars(getattr(avatarchain, name)).items():
            function = value.fget if isinstance(value, property) else value
            function = getattr(function, "__func__", function)
            if member.startswith("_") or not inspect.isfunction(function):
                continue
            assert inspect.getdoc(function), f"{name}.{member}"
            assert "return" in function.__annotations__, f"{name}.{member}"


def test_what_type_checkers_read_is_what_is_loaded() -> None:
    (block,) = [
        node
        for node in ast.parse(SOURCE.read_text(encoding="utf-8")).body
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
    ]
    told = {
        alias.asname or alias.name: (statement.module, alias.name)
        for statement in block.body
        if isinstance(statement, ast.ImportFrom)
        for alias in statement.names
    }
    assert set(told) == set(avatarchain.__all__)
    for name, (module, there) in told.items():
        assert getattr(avatarchain, name) is getattr(sys.modules[str(module)], there)


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'burn'"):
        avatarchain.burn  # noqa: B018


def test_rooms_are_still_found_beside_the_names() -> None:
    code = (
        "import avatarchain\nfrom avatarchain import species\n"
        "from avatarchain.genetics import genome\n"
        "avatarchain.founder('ada', avatarchain.load_species())\n"
        "assert genome.LOCI == 16 and species.LOCI == 16"
    )
    assert "avatarchain.library.genome" in loaded(code)
