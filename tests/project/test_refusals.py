"""The refusals: families to catch, fields that mypy checks, a journey by pickle, plain words."""

import ast
import copy
import inspect
import pickle
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest

import avatarchain
from avatarchain import errors
from avatarchain.cli import COMMANDS, program
from avatarchain.cli.advice import ADVICE, advised
from avatarchain.errors import AvatarchainError
from avatarchain.registry import contract

ROOT = Path(__file__).resolve().parents[2]
HOUSE = Path(avatarchain.__file__).parent

# A value for each type that a field may have.
SAMPLES = {
    "str": "a {word}",
    "int": 31337,
    "float": 2.5,
    "bytes": bytes(range(100)),
    "Path | str": Path("a folder") / "a {file}",
    "tuple[str, ...]": ("one", "two"),
    "int | None": None,
    "float | None": 2.5,
    "bool": True,
}


def _below(kind: type[AvatarchainError]) -> Iterator[type[AvatarchainError]]:
    for child in kind.__subclasses__():
        yield child
        yield from _below(child)


FAMILIES = AvatarchainError.__subclasses__()
LEAVES = [kind for kind in _below(AvatarchainError) if kind not in FAMILIES]


def sample(kind: type[AvatarchainError]) -> AvatarchainError:
    """A refusal of this kind, with something in every field."""
    return kind(**{name: SAMPLES[_spelled(it)] for name, it in kind.field_types.items()})


def _spelled(annotation: Any) -> str:
    return (
        annotation.__name__
        if isinstance(annotation, type)
        else re.sub(r"pathlib\.(_local\.)?", "", str(annotation))
    )


def test_every_refusal_stands_in_a_family_and_the_base_has_no_other_children() -> None:
    assert len(LEAVES) > 100
    for family in FAMILIES:
        assert "sentence" not in vars(family), f"{family.__name__} is no family: give it one"
        assert not family.field_types
        assert len(family.__subclasses__()) > 1
    for leaf in LEAVES:
        assert leaf.sentence, f"{leaf.__name__} has no sentence"
        assert sum(family in leaf.__mro__ for family in FAMILIES) == 1
    for kind in (*FAMILIES, *LEAVES):
        assert kind.__module__ == "avatarchain.errors"
        assert (inspect.getdoc(kind) or "").endswith("."), kind.__name__


@pytest.mark.parametrize("kind", LEAVES, ids=lambda kind: kind.__name__)
def test_a_refusal_is_the_same_after_a_journey(kind: type[AvatarchainError]) -> None:
    error = sample(kind)
    assert "{" not in str(error).replace("{word}", "").replace("{file}", "")
    journeys = [copy.copy(error), copy.deepcopy(error)]
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        journeys.append(pickle.loads(pickle.dumps(error, protocol)))
    for arrived in journeys:
        assert type(arrived) is kind
        assert (str(arrived), repr(arrived)) == (str(error), repr(error))
        assert vars(arrived) == vars(error)
        assert advised(arrived) == advised(error)


@pytest.mark.parametrize("odd", ["x" * 60_000, ["y"] * 9_000, {"z" * 60_000: None}])
def test_what_a_stranger_sent_is_not_repeated_whole(odd: Any) -> None:
    error = errors.LeavesOfAnother(file="a", line=1, species=odd, name="b", expected="c")
    assert len(str(error)) < 700 > len(advised(error).partition(str(error))[0])
    assert "…, not b (c)" in str(error)


def test_fields_are_checked_where_mypy_does_not_look() -> None:
    with pytest.raises(TypeError, match=r"Unreachable has the fields \['reason', 'url'\], not"):
        errors.Unreachable(**{"url": "http://localhost"})
    with pytest.raises(AttributeError):
        _ = errors.NotIssuer(account="me").acount  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", contract._REFUSALS)
def test_what_a_contract_says_fills_the_fields_of_its_refusal(name: str) -> None:
    kind, fields = contract._REFUSALS[name]
    assert {field for field in fields if field} == kind.field_types.keys()


SNIPPET = """\
from errors import AvatarchainError, Reverted, TooManyLayers, Unreachable

Unreachable(url="here", reason="asleep")
Unreachable(url="here")
Unreachable(url="here", raeson="asleep")
Unreachable(url="here", reason=OSError("asleep"))
Unreachable("here", "asleep")
Reverted(data=b"").shortened + Reverted(data=b"").shortend
TooManyLayers(folder="here", first="many", faults=("many",), remedies=())
"""


def test_mypy_sees_a_field_that_is_forgotten_misspelled_or_of_another_type(tmp_path: Path) -> None:
    shutil.copy(errors.__file__, tmp_path)
    (tmp_path / "snippet.py").write_text(SNIPPET)
    cache = ROOT / ".mypy_cache"
    run = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", f"--cache-dir={cache}", "snippet.py"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    complaints = dict.fromkeys(re.findall(r"^snippet\.py:(\d+): error", run.stdout, re.MULTILINE))
    assert [*complaints] == ["4", "5", "6", "7", "8"], run.stdout + run.stderr
    assert 'Missing named argument "reason"' in run.stdout
    assert 'Unexpected keyword argument "raeson"' in run.stdout


# --- words ------------------------------------------------------------------------------

_NAMES = "|".join(COMMANDS)
SHELL = re.compile(rf"(?<![\w-])--[a-z]|`(avatarchain )?({_NAMES}|issuer)\b|same command")


@pytest.mark.parametrize("kind", LEAVES, ids=lambda kind: kind.__name__)
def test_a_sentence_names_no_command_and_no_option(kind: type[AvatarchainError]) -> None:
    assert not SHELL.search(kind.sentence)


def _prose(tree: ast.AST) -> Iterator[str]:
    """The literals of a module that are more than one word, without its docstrings."""
    documents = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield "".join(
                str(part.value) if isinstance(part, ast.Constant) else "…" for part in node.values
            )
        elif isinstance(node, ast.Constant) and id(node) not in documents:
            yield from [node.value] if isinstance(node.value, str) and " " in node.value else []


def test_nothing_that_is_said_outside_the_command_line_names_a_command_or_an_option() -> None:
    said = [
        (path.relative_to(HOUSE), words)
        for path in sorted(HOUSE.rglob("*.py"))
        if path.relative_to(HOUSE).parts[0] not in ("cli", "errors.py")
        for words in _prose(ast.parse(path.read_text()))
    ]
    assert len(said) > 300
    assert [place for place in said if SHELL.search(place[1])] == []


def test_every_advice_formats_with_the_fields_of_its_refusal_and_joins_its_sentence() -> None:
    for kind, template in ADVICE.items():
        line = advised(sample(kind))
        assert line.startswith(str(sample(kind)))
        assert line != str(sample(kind))
        assert not line.endswith("."), template
        assert template[0] in " ,:;", template
        assert "\n" not in line


def _options(command: click.Command) -> Iterator[str]:
    for parameter in command.params:
        yield from parameter.opts
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            child = command.get_command(context, name)
            assert child is not None
            yield from _options(child)


def test_what_an_advice_tells_to_type_is_there() -> None:
    advices = " ".join(ADVICE.values())
    assert set(re.findall(r"--[a-z-]+", advices)) <= {*_options(program)}
    words = re.findall("`avatarchain ([a-z]+)", advices)
    assert words
    assert {*words} <= {*COMMANDS}


def test_advice_holds_for_subclasses_and_is_absent_where_there_is_none() -> None:
    class Nearer(errors.NoRegistry):
        """One more."""

    try:
        near = Nearer(url="here", reason="empty")
        assert advised(near) == "no registry on here (empty): make one with `avatarchain deploy`"
    finally:
        del Nearer
    assert advised(errors.EmptyTree()) == str(errors.EmptyTree())


def test_a_public_network_is_opened_by_the_option_that_is_told() -> None:
    test_network = errors.PublicTestNetwork(chain_id=560048, name="Hoodi")
    assert advised(test_network).endswith("nothing was sent; give --testnet to write to it")
    public = errors.PublicNetwork(chain_id=10)
    assert advised(public).endswith("give --allow-public-network 10")


def test_the_guide_lists_every_family() -> None:
    guide = (ROOT / "docs" / "library.md").read_text()
    for family in FAMILIES:
        document = (inspect.getdoc(family) or "").rstrip(".")
        row = f"| `{family.__name__}` | {document[0].lower()}{document[1:]} |"
        assert row in guide.splitlines()
