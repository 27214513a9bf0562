"""Every dotted name of ours that stands in a page, a notebook or the Makefile is there.

Pages outlive moves: a module that got a new place leaves its old name in prose, in a
`::: avatarchain.…` of the reference, or in `python -m avatarchain.…`, and only a reader
would find that out.
"""

import json
import re
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PLACES = ("docs/*.md", "README*", "CONTRIBUTING.md", "examples/*.ipynb", "mkdocs.yml", "Makefile")

# `from avatarchain.x import a, b` names avatarchain.x.a and avatarchain.x.b as well.
NAME = re.compile(r"\bavatarchain(?:\.[A-Za-z_]\w*)+")
IMPORT = re.compile(r"\bfrom (avatarchain(?:\.\w+)*) import (\([^)]*\)|[^\n#]*)")

# Not names of ours but files in examples: our own name, and how such a file ends.
FILES = ("avatarchain.fish",)


def pages() -> list[Path]:
    return sorted(path for place in PLACES for path in ROOT.glob(place))


def text_of(path: Path) -> str:
    """What a page says; of a notebook its cells, without what they have put out."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".ipynb":
        return "\n".join("".join(cell["source"]) for cell in json.loads(text)["cells"])
    return text


def dotted_names(text: str) -> Iterator[str]:
    for name in NAME.findall(text):
        if name not in FILES:
            yield name
    for module, names in IMPORT.findall(text):
        for name in re.findall(r"\w+(?: as \w+)?", names):
            yield f"{module}.{name.split()[0]}"


def leads_somewhere(name: str) -> bool:
    """Whether it is a module of ours, or a name in one, or a member of such a name."""
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        module = ".".join(parts[:length])
        try:
            spec = find_spec(module)
        except ModuleNotFoundError:
            continue
        if spec is not None:
            place = import_module(module) if length < len(parts) else None
            for member in parts[length:]:
                if not hasattr(place, member):
                    return False
                place = getattr(place, member)
            return True
    return False


@pytest.mark.parametrize("path", pages(), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_dotted_name_in_it_can_be_imported(path: Path) -> None:
    assert [name for name in dotted_names(text_of(path)) if not leads_somewhere(name)] == []


def test_all_kinds_of_places_are_read_and_names_are_found_in_them() -> None:
    assert all(list(ROOT.glob(place)) for place in PLACES)
    assert sum(len(list(dotted_names(text_of(path)))) for path in pages()) > 50


@pytest.mark.parametrize(
    "text",
    [
        "::: avatarchain.heredity",
        "`avatarchain.genetics.heredity.inheritance`",
        "python -m avatarchain.pack",
        "from avatarchain import Avatars",
        "from avatarchain.registry import (\n    deploy,\n    burn,\n)",
    ],
)
def test_a_name_that_leads_nowhere_is_seen(text: str) -> None:
    assert not all(leads_somewhere(name) for name in dotted_names(text))
