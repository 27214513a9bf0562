"""Commands read options, call a room and print: so their functions are short."""

import ast
from collections.abc import Iterator
from pathlib import Path

import avatarchain

COMMANDS = Path(avatarchain.__file__).parent / "cli"
MOST = 45  # lines of a function's body, without its docstring


def bodies(source: str) -> Iterator[tuple[str, int]]:
    """The name of each function, and the lines of its body."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            statements = node.body[1:] if ast.get_docstring(node) is not None else node.body
            if statements:
                yield node.name, (statements[-1].end_lineno or 0) - statements[0].lineno + 1


def too_long(source: str) -> list[tuple[str, int]]:
    return [(name, lines) for name, lines in bodies(source) if lines > MOST]


def test_no_function_of_a_command_is_long() -> None:
    files = sorted(COMMANDS.glob("*.py"))
    assert len(files) > 20
    long = {path.name: too_long(path.read_text(encoding="utf-8")) for path in files}
    assert {name: functions for name, functions in long.items() if functions} == {}


def test_a_long_function_is_seen_and_its_docstring_does_not_count() -> None:
    lines = "\n".join(["    a = 1"] * MOST)
    words = '    """A.\n\n    B.\n    """'
    assert too_long(f"@b\ndef f():\n{words}\n{lines}") == []
    assert too_long(f"def f():\n{lines}\n    a = 1") == [("f", MOST + 1)]
