"""Checks of `verify` that are taken out, one by one, to see what each of them alone refuses.

A check is a `raise` in the modules that read and judge a file. `Checks` puts a question before
each of them, in memory: may this one refuse? A check is named for its function and its sentence.
Where an exception is turned into a refusal, nothing was read that could be judged further. Such a
refusal is an end, and cannot be taken out.
"""

import ast
import inspect
from collections.abc import Callable, Iterator, Set
from pathlib import Path
from types import CodeType, FunctionType, ModuleType

import pytest

from avatarchain.chain import Chain
from avatarchain.papers import alive, audit, certificate, offline, png, shown
from avatarchain.papers.report import BROKEN, Report
from avatarchain.papers.trust import registries
from avatarchain.papers.vouching import Terms
from avatarchain.species.pack import load

MODULES = (png, certificate, shown, alive, offline, audit)
CRASH = "nothing is left that could be read"


def judging(home: Path, chain: Chain) -> Callable[[Path], Callable[[], Report]]:
    """Gives for each file a function that judges it by what a home trusts on a chain."""
    species, terms = load("tuftling"), Terms()
    trusted = registries(home, chain, species)
    return lambda file: lambda: audit.audit(file, species, *trusted, terms=terms)


class Checks:
    """All checks of MODULES: their names, and those that are `out` or have `refused`."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.names: list[str] = []
        self.ends: set[str] = set()
        self.out: Set[str] = frozenset()
        self.refused: list[str] = []
        for module in MODULES:
            self._ask_first(module, patch)

    def _ask_first(self, module: ModuleType, patch: pytest.MonkeyPatch) -> None:
        asking = _Asking(self, module.__name__.rpartition(".")[2])
        tree = asking.visit(ast.parse(inspect.getsource(module)))
        code = compile(ast.fix_missing_locations(tree), module.__file__ or "", "exec")
        codes = {each.co_name: each for each in code.co_consts if isinstance(each, CodeType)}
        patch.setattr(module, "_may_refuse", self._may_refuse, raising=False)
        for name, function in vars(module).items():
            if isinstance(function, FunctionType) and function.__module__ == module.__name__:
                patch.setattr(inspect.unwrap(function), "__code__", codes[name])

    def _may_refuse(self, name: str) -> bool:
        if name not in self.refused:
            self.refused.append(name)
        return name in self.ends or name not in self.out

    def judged(self, out: Set[str], judge: Callable[[], Report]) -> tuple[bool, list[str]]:
        """Whether a file passes without the checks `out`, and the checks that found a fault."""
        self.out, self.refused = out, []
        try:
            report = judge()
        except Exception:  # whatever the later code makes of what it never expects
            return False, [*self.refused, CRASH]
        if any(check.detail.startswith(BROKEN) for check in report.checks):
            return False, [*self.refused, CRASH]
        if not report.ok and not set(self.refused) - out:
            failed = next(check for check in report.checks if check.ok is False)
            return False, [*self.refused, f"{failed.name}: {failed.detail}"]
        return report.ok, self.refused

    def catching(self, judge: Callable[[], Report]) -> list[str]:
        """The checks that catch a file, each after those before it were taken out."""
        caught: list[str] = []
        while True:
            passes, refused = self.judged(frozenset(caught), judge)
            more = [name for name in refused if name not in caught]
            caught += more
            if passes or not set(more) & set(self.names) - self.ends:
                return caught


class _Asking(ast.NodeTransformer):
    """Puts the question before each `raise` of a module."""

    def __init__(self, checks: Checks, module: str) -> None:
        self.checks, self.module = checks, module
        self.function, self.handling = "", False

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        before, self.function = self.function, self.function or node.name
        self.generic_visit(node)
        self.function = before
        return node

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> ast.AST:
        if isinstance(node.type, ast.Name) and node.type.id.startswith("_"):
            return node  # it says in other words what a check here has found
        before, self.handling = self.handling, True
        self.generic_visit(node)
        self.handling = before
        return node

    def visit_Raise(self, node: ast.Raise) -> ast.AST:
        if not isinstance(node.exc, ast.Call):
            return node  # what was refused elsewhere is raised again
        if ast.unparse(node).startswith("raise Unasked("):
            return node
        if not isinstance(node.exc, ast.Call):
            return node  # it raises again what was raised elsewhere
        name = f"{self.module}.{self.function}: {_sentence(node)}"
        name += ", again" * (name in self.checks.names)
        assert name not in self.checks.names, name
        self.checks.names.append(name)
        if self.handling:
            self.checks.ends.add(name)
        question = ast.Call(ast.Name("_may_refuse", ast.Load()), [ast.Constant(name)], [])
        return ast.If(question, [node], [])


def _sentence(node: ast.Raise) -> str:
    """The longest text of several words in a `raise`, else what it raises."""
    sentences = [text for text in _texts(node) if " " in text]
    assert isinstance(node.exc, ast.Call)
    return max(sentences, key=len, default=ast.unparse(node.exc.func))


def _texts(node: ast.AST) -> Iterator[str]:
    """The texts in an expression, with … for what is filled in."""
    for part in ast.walk(node):
        if isinstance(part, ast.JoinedStr):
            pieces = (
                str(piece.value) if isinstance(piece, ast.Constant) else "…"
                for piece in part.values
            )
            yield "".join(pieces)
        elif isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part.value
