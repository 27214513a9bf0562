"""All that is printed goes through `cli/output`, which makes words from outside harmless."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import avatarchain

HOUSE = Path(avatarchain.__file__).parent
PRINTERS = {"cli/output.py", "cli/questions.py"}
EXCEPTIONS = {
    "species/pack.py": {"print"},  # `make species`, for those who work on avatarchain
    "cli/faces.py": {"rich_pixels"},  # makes the pixels of a face, and prints nothing
}
CLICKS = {"echo", "secho", "style", "confirm", "prompt", "pause", "echo_via_pager", "progressbar"}


def printing(source: str) -> Iterator[str]:
    """What in a source prints, or makes what prints: the name of it."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(func=ast.Name(id="print" | "input" | "Console" as name)):
                yield name
            case ast.Call(func=ast.Attribute(attr="print" | "show" as name)):
                yield f".{name}"
            case ast.Attribute(value=ast.Name(id="click"), attr=name) if name in CLICKS:
                yield f"click.{name}"
            case ast.ImportFrom(module="click", names=names):
                yield from (f"click.{alias.name}" for alias in names if alias.name in CLICKS)
            case ast.Attribute(
                value=ast.Attribute(attr="stdout" | "stderr" | "__stdout__" | "__stderr__"),
                attr="write" | "writelines" | "buffer" as name,
            ):
                yield f"sys.stdout.{name}"
            case ast.Import(names=names):
                yield from (
                    alias.name for alias in names if alias.name.partition(".")[0][:4] == "rich"
                )
            case ast.ImportFrom(module=str(module)) if module.partition(".")[0][:4] == "rich":
                yield module


def test_nothing_but_the_printers_prints() -> None:
    files = {path.relative_to(HOUSE).as_posix(): path for path in HOUSE.rglob("*.py")}
    assert PRINTERS | EXCEPTIONS.keys() <= files.keys()
    others = {
        name: set(printing(path.read_text(encoding="utf-8"))) - EXCEPTIONS.get(name, set())
        for name, path in files.items()
        if name not in PRINTERS
    }
    assert {name: found for name, found in others.items() if found} == {}


@pytest.mark.parametrize(
    "line",
    [
        "print(name)",
        "click.echo(name)",
        "click.secho(name)",
        "from click import echo",
        "from rich.console import Console",
        "import rich",
        "from rich_pixels import Pixels",
        "screen().print(name)",
        "error.show()",
        "sys.stdout.write(name)",
        "sys.stderr.buffer.write(name)",
        "input(name)",
        "click.confirm(name)",
    ],
)
def test_a_line_that_prints_by_itself_is_seen(line: str) -> None:
    assert list(printing(line))


@pytest.mark.parametrize("line", ["say(name)", "tell(name)", "emit(row)", "click.option('--x')"])
def test_a_line_that_prints_through_the_printers_passes(line: str) -> None:
    assert not list(printing(line))
