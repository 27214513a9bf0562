"""Every source file has a test that goes to it.

A test goes to a module that it imports, and to a command that it runs. From there on the
files of one package count as each other's insides; and what the command line imports is
tested by running it. Nothing else counts: that some other package uses a module, which is
tested, is no test of the module.
"""

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import avatarchain
from avatarchain.cli import COMMANDS

TESTS = Path(__file__).resolve().parents[1]
HOUSE = Path(avatarchain.__file__).parent

# What runs a command: the methods of `Shell`, the program itself, and lists of cases.
RUNNERS = {"run", "json", "start", "apart", "main", "parametrize"}


def imported(tree: ast.AST) -> Iterator[str]:
    """The dotted names that a file imports, also inside functions and for type checkers."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names)


def commands(tree: ast.AST) -> Iterator[str]:
    """The modules of the commands that a file runs by their names."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute | ast.Name):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id
            if called in RUNNERS:
                texts = [text.value for text in ast.walk(node) if isinstance(text, ast.Constant)]
                words = [
                    text.split()[0] for text in texts if isinstance(text, str) and text.split()
                ]
                yield from (f"avatarchain.cli.{word}" for word in words if word in COMMANDS)


def parsed(folder: Path) -> dict[Path, ast.AST]:
    return {path: ast.parse(path.read_text("utf-8")) for path in sorted(folder.rglob("*.py"))}


def module_of(path: Path, house: Path) -> str:
    parts = path.relative_to(house).with_suffix("").parts
    return ".".join(["avatarchain", *parts]).removesuffix(".__init__")


def package_of(module: str) -> str:
    """The package right below avatarchain that a module belongs to."""
    return ".".join(module.split(".")[:2])


def untested(sources: dict[str, ast.AST], tests: list[ast.AST]) -> list[str]:
    """The modules that no test goes to."""
    modules = set(sources)
    reached = {name for tree in tests for name in (*imported(tree), *commands(tree))} & modules
    waiting = [*reached]
    while waiting:
        module = waiting.pop()
        package = package_of(module)
        near = {name for name in imported(sources[module]) if name in modules}
        if module != "avatarchain" and package != "avatarchain.cli":
            near = {name for name in near if package_of(name) == package}
        if package != module:
            near.add(package)  # which Python imports before it
        waiting += near - reached
        reached |= near
    return sorted(modules - reached)


def our_sources() -> dict[str, ast.AST]:
    return {module_of(path, HOUSE): tree for path, tree in parsed(HOUSE).items()}


def test_every_source_file_has_a_test_that_goes_to_it() -> None:
    # `python -m avatarchain` is three lines, and run by the smoke of the commands.
    assert untested(our_sources(), [*parsed(TESTS).values()]) == ["avatarchain.__main__"]


def test_a_source_file_that_no_test_goes_to_is_seen() -> None:
    sources = {
        "avatarchain.chain": ast.parse("from avatarchain.chain import mining"),
        "avatarchain.chain.mining": ast.parse(""),
        "avatarchain.chain.rollup": ast.parse("from avatarchain.chain import mining"),
        "avatarchain.registry": ast.parse("from avatarchain.chain import rollup"),
        "avatarchain.cli.mint": ast.parse(""),
        "avatarchain.cli.odds": ast.parse(""),
        "avatarchain.cli": ast.parse(""),
    }
    test = ast.parse(
        "import avatarchain.registry, avatarchain.chain\nshell.run('mint', 'odds.png')"
    )
    assert untested(sources, [test]) == ["avatarchain.chain.rollup", "avatarchain.cli.odds"]


def test_no_two_test_files_have_one_name() -> None:
    """pytest takes the second of two files of one name for the first, and runs it nowhere."""
    names = Counter(path.name for path in TESTS.rglob("test_*.py"))
    assert [name for name, count in names.items() if count > 1] == []
