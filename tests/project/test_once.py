"""What stands once: hex, file names, tables, limits; and what is called frozen is."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import avatarchain
from avatarchain.chain import ChainKind
from avatarchain.species import LocusKind

HOUSE = Path(avatarchain.__file__).parent

# A text or a number that is spelled in one place alone: a file, or any file of a room.
OWNERS = {
    r"chain\.sqlite": "base/home",
    r"-wal": "base/sqlite",
    r"\b(from|into|update|join) (log|receipt|node)\b": "chain",
    r"\b(from|into|update|join) (avatar|birth|handover|promised?|holder)\b": "index",
    r"16777216": "chain/client",
    r"\\x89PNG": "species/image",
}

MUTABLE = re.compile(r"\b(list|dict|set|bytearray|deque|defaultdict|Counter)\b")


def sources() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(HOUSE.rglob("*.py")):
        place = path.relative_to(HOUSE).with_suffix("").as_posix()
        yield place, ast.parse(path.read_text(encoding="utf-8"))


def documentation(tree: ast.AST) -> set[int]:
    """The nodes of all docstrings."""
    return {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }


def hand_spelled(tree: ast.AST) -> list[int]:
    """Lines that put `0x` before digits themselves."""
    lines = []
    for node in ast.walk(tree):
        if isinstance(node, ast.BinOp) and isinstance(node.left, ast.Constant):
            digits = any(
                isinstance(part, ast.Attribute) and part.attr in ("hex", "hexdigest")
                for part in ast.walk(node.right)
            )
            if str(node.left.value).endswith("0x") and digits:
                lines.append(node.lineno)
        elif isinstance(node, ast.JoinedStr):
            for text, value in zip(node.values, node.values[1:], strict=False):
                if (
                    isinstance(text, ast.Constant)
                    and str(text.value).endswith("0x")
                    and isinstance(value, ast.FormattedValue)
                    and (value.format_spec is not None or "hex" in ast.unparse(value.value))
                ):
                    lines.append(node.lineno)
    return lines


def spelled_elsewhere(place: str, tree: ast.AST) -> list[str]:
    """Constants of a file that belong to another."""
    prose = documentation(tree)
    return [
        f"{place}:{node.lineno} spells {pattern}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and id(node) not in prose
        if place != "errors"  # sentences for people
        for pattern, owner in OWNERS.items()
        if not f"{place}/".startswith(f"{owner}/") and re.search(pattern, str(node.value))
    ]


def thawed(tree: ast.AST) -> list[str]:
    """Fields of frozen dataclasses that are cells which can change."""
    return [
        f"{kind.name}.{ast.unparse(field.target)}"
        for kind in ast.walk(tree)
        if isinstance(kind, ast.ClassDef)
        and any("frozen=True" in ast.unparse(decorator) for decorator in kind.decorator_list)
        for field in kind.body
        if isinstance(field, ast.AnnAssign) and MUTABLE.search(ast.unparse(field.annotation))
    ]


def test_hex_is_spelled_by_one_function() -> None:
    places = [place for place, tree in sources() for _ in hand_spelled(tree)]
    # Logs spell by themselves: of thousands at once, calls would take a fifth of the time.
    assert places == ["base/canonical"] * 2 + ["chain/objects"] * 8


def test_files_tables_and_limits_are_spelled_where_they_are_at_home() -> None:
    assert [line for place, tree in sources() for line in spelled_elsewhere(place, tree)] == []


def test_only_those_who_keep_files_of_sqlite_speak_to_it() -> None:
    users = {
        place
        for place, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Import) and any(name.name == "sqlite3" for name in node.names)
    }
    assert users == {"base/sqlite", "chain/check", "chain/files", "chain/store", "index/store"}


@pytest.mark.parametrize(
    ("name", "owner"),
    [
        ("TRANSACTION_GAS_LIMIT", "chain/client"),
        ("STRONG_DIFFERENCE", "portrait/recognise"),
        ("PNG_SIGNATURE", "species/image"),
    ],
)
def test_a_limit_is_set_once(name: str, owner: str) -> None:
    setters = [
        place
        for place, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and name in [ast.unparse(one) for one in node.targets]
    ]
    assert setters == [owner]


def test_addresses_get_their_checksum_in_one_place() -> None:
    makers = [
        place
        for place, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.alias) and "checksum" in node.name
        if isinstance(node, ast.FunctionDef) or node.name != "checksum_address"
    ]
    assert makers == ["chain/notation"]


def test_frozen_data_has_no_cells_that_change() -> None:
    assert [f"{place}: {field}" for place, tree in sources() for field in thawed(tree)] == []


def test_no_module_is_hidden_from_other_threads() -> None:
    """`late` puts modules in the place of others, under a lock; both do the same work."""
    hiding = [place for place, tree in sources() if "sys.modules[" in ast.unparse(tree)]
    assert hiding == ["base/late"]


@pytest.mark.parametrize(
    "source",
    [
        '"0x" + value.hex()',
        'f"of 0x{value.hex()[:8]}"',
        'f"0x{number:064x}"',
        '"0x" + sha256(data).hexdigest()',
    ],
)
def test_hex_by_hand_is_seen(source: str) -> None:
    assert len(hand_spelled(ast.parse(source))) == 1


@pytest.mark.parametrize(
    "source",
    [
        'home / "chain.sqlite"',
        'query = "select id from birth"',
        'f"{path}-wal"',
        "LIMIT = 16_777_216",
        'begun = b"\\x89PNG\\r\\n\\x1a\\n"',
        'f"select hex(topic1) from log where {condition}"',
    ],
)
def test_what_belongs_to_another_is_seen(source: str) -> None:
    assert len(spelled_elsewhere("cli/list", ast.parse(source))) == 1


def test_a_cell_in_frozen_data_is_seen() -> None:
    source = "@dataclass(frozen=True)\nclass A:\n    a: int\n    b: list[int]\n    c: 'dict | None'"
    assert thawed(ast.parse(source)) == ["A.b", "A.c"]


def test_kinds_of_chain_and_locus_are_named_and_not_spelled() -> None:
    kinds = {*ChainKind, *LocusKind}
    compared = [
        f"{place}:{node.lineno}"
        for place, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Compare)
        and ast.unparse(node.left).endswith(".kind")
        and any(
            isinstance(part, ast.Constant) and part.value in kinds
            for side in node.comparators
            for part in ast.walk(side)
        )
    ]
    assert compared == []
