"""Words: a variable is called by the noun of what it holds."""

import ast
from collections import Counter
from pathlib import Path

import avatarchain

HOUSE = Path(avatarchain.__file__).parent
# Pronouns and participles that say nothing of what they stand for.
VAGUE = {"one", "found", "told", "wanted", "asked", "kept", "known"}
ALLOWED = 25


def vague_bindings(source: str) -> list[tuple[int, str]]:
    """Line and name of each variable or parameter that a vague word is bound to."""
    bindings = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and node.id in VAGUE:
            bindings.append((node.lineno, node.id))
        elif isinstance(node, ast.arg) and node.arg in VAGUE:
            bindings.append((node.lineno, node.arg))
    return bindings


def test_variables_are_called_by_what_they_hold() -> None:
    places = [
        f"{path.relative_to(HOUSE)}:{line} {name}"
        for path in sorted(HOUSE.rglob("*.py"))
        for line, name in vague_bindings(path.read_text(encoding="utf-8"))
    ]
    assert len(places) <= ALLOWED, "\n".join(places)


def test_every_kind_of_binding_is_seen() -> None:
    source = (
        "one = 1\nfor told in x: pass\n[kept for kept in x]\nwith a as known: pass\n"
        "def f(found, *, asked): pass\nif (wanted := 1): pass\nlambda one: one.found\n"
    )
    assert Counter(name for _, name in vague_bindings(source)) == {
        "one": 2,
        "told": 1,
        "kept": 1,
        "known": 1,
        "found": 1,
        "asked": 1,
        "wanted": 1,
    }
