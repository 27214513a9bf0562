"""The reference in docs/library.md: a table for each name that `import avatarchain` offers.

Everything in it stands in the source: arguments and types in the signatures, meaning and errors in
the docstrings. `make reference` writes it, and a test holds it against the source.
"""

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import cast

import avatarchain
from avatarchain.errors import AvatarchainError
from avatarchain.library import exports, lists, odds
from avatarchain.library.promises import Promises
from avatarchain.papers import report
from avatarchain.species import Allele, Locus
from avatarchain.species.pack import DEFAULT

PAGE = Path(__file__).parents[1] / "docs" / "library.md"
BEGINNING = "## Reference\n"
HEAD = "| name | what it is or does; its arguments | errors |\n|---|---|---|\n"


def reference() -> str:
    """The chapter, from its title to the end of the page."""
    public = {name: getattr(avatarchain, name) for name in avatarchain.__all__}
    functions = [(name, each) for name, each in public.items() if inspect.isfunction(each)]
    functions += [(each.__name__, each) for each in (exports.exported, exports.of_genome)]
    classes = [each for each in public.values() if inspect.isclass(each)]
    classes += [Locus, Allele, Promises, lists.Page, odds.Odds, report.Check]
    classes += [exports.ExportOptions, exports.Character]
    classes.remove(AvatarchainError)
    words = (
        "The functions, and then a table for each class. An argument after `*` is given by its "
        "name. What is called an error here is a [refusal](#refusals); whatever asks a chain may "
        "also raise those of `NodeTrouble` and `ChainTrouble`.\n"
    )
    tables = [HEAD + "".join(_row(_node(each), name=name) for name, each in functions)]
    tables += [_table(each) for each in classes]
    return "\n".join((BEGINNING, words, *tables))


def written(page: str) -> str:
    """The page with the chapter as it is now."""
    return page[: page.index(BEGINNING)] + reference()


def _table(kind: type) -> str:
    node = cast(ast.ClassDef, _node(kind))
    rows = "".join(_row(part, node) for part in _public(node))
    return f"### {kind.__name__}\n\n{_text(inspect.getdoc(kind) or '')}\n\n{HEAD}{rows}"


def _node(thing: object) -> ast.stmt:
    """The definition of a class or function in its source."""
    module = cast(ModuleType, inspect.getmodule(thing))
    name = thing.__name__  # type: ignore[attr-defined]
    tree = ast.parse(inspect.getsource(module))
    return next(node for node in tree.body if getattr(node, "name", None) == name)


def _public(kind: ast.ClassDef) -> Iterator[ast.stmt]:
    """The attributes and methods of a class that have no underscore."""
    for node in kind.body:
        name = node.target if isinstance(node, ast.AnnAssign) else node
        text = getattr(name, "id", None) or getattr(name, "name", "_")
        if not text.startswith("_"):
            yield node


def _row(node: ast.stmt, owner: ast.ClassDef | None = None, name: str | None = None) -> str:
    if isinstance(node, ast.AnnAssign):
        name = ast.unparse(node.target)
        return _cells(f"`{name}`: {_type(node.annotation)}", _below(node, owner), "")
    node = cast(ast.FunctionDef, node)
    about, errors = _parted(ast.get_docstring(node) or "")
    if any(ast.unparse(each) == "property" for each in node.decorator_list):
        shown = f"`{node.name}`: {_type(node.returns)}"
    else:
        gives = _type(node.returns)
        shown = f"`{name or node.name}()`" + ("" if gives == "`None`" else f" → {gives}")
    return _cells(shown, "<br>".join(filter(None, (about, _arguments(node.args)))), errors)


def _below(node: ast.AnnAssign, owner: ast.ClassDef | None) -> str:
    """The string that stands below an attribute, if there is one."""
    parts = [] if owner is None else owner.body
    follower = parts[parts.index(node) + 1 :][:1]
    if follower and isinstance(follower[0], ast.Expr):
        return " ".join(str(ast.literal_eval(follower[0].value)).split())
    return ""


def _arguments(arguments: ast.arguments) -> str:
    given = [each for each in arguments.args if each.arg not in ("self", "cls")]
    usual: list[ast.expr | None] = [None] * (len(arguments.args) - len(arguments.defaults))
    usual = (usual + list(arguments.defaults))[len(arguments.args) - len(given) :]
    words = [_argument(*each) for each in zip(given, usual, strict=True)]
    if arguments.kwonlyargs:
        words.append("`*`")
        pairs = zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
        words += [_argument(*each) for each in pairs]
    return " · ".join(words)


def _argument(argument: ast.arg, usual: ast.expr | None) -> str:
    text = f"`{argument.arg}: {_written(argument.annotation)}"
    if usual is None:
        return f"{text}`"
    value = repr(DEFAULT) if ast.unparse(usual) == "DEFAULT" else ast.unparse(usual)
    return f"{text} = {value}`"


def _type(annotation: ast.expr | None) -> str:
    return f"`{_written(annotation)}`"


def _written(annotation: ast.expr | None) -> str:
    # A bar would end the cell.
    return ast.unparse(annotation or ast.Name("Any")).replace(" | ", " or ").replace("'", "")


def _parted(docstring: str) -> tuple[str, str]:
    """What a docstring says, and the errors that it names."""
    text = " ".join(docstring.split())
    errors = " ".join(re.findall(r"Raises (.+?)(?:\.(?= [A-Z])|\.?$)", text))
    about = re.sub(r"\s*Raises .+?(?:\.(?= [A-Z])|\.?$)", "", text).strip()
    names = {each.__name__ for each in _kinds(AvatarchainError)}
    errors = re.sub(r"\b[A-Z]\w+\b", lambda it: _code(it[0], names), errors)
    return about, errors


def _code(word: str, names: set[str]) -> str:
    return f"`{word}`" if word in names else word


def _kinds(kind: type) -> Iterator[type]:
    yield kind
    for child in kind.__subclasses__():
        yield from _kinds(child)


def _text(docstring: str) -> str:
    paragraphs = [" ".join(each.split()) for each in docstring.split("\n\n")]
    return "\n\n".join(paragraphs)


def _cells(*cells: str) -> str:
    return f"| {' | '.join(cells)} |\n".replace("  ", " ")


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text("utf-8")), "utf-8")
