"""All versions of numpy compute the same.

With a number of a narrow type numpy 1 computes in the type of the array beside it, if the number
fits, and numpy 2 in the number's: `bytes_ * np.int32(200)` runs over in the first. A plain number
takes the array's type in both.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import avatarchain

HOUSE = Path(avatarchain.__file__).parent
NARROW = {"int8", "int16", "int32", "uint8", "uint16", "uint32", "float16", "float32"}


def narrow_numbers(source: str) -> Iterator[int]:
    """The lines on which a number of a narrow type stands in arithmetic."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.BinOp(left=first, right=second):
                sides = [first, second]
            case ast.AugAssign(value=value):
                sides = [value]
            case _:
                continue
        for side in sides:
            match side:
                case ast.Call(func=ast.Attribute(value=ast.Name(id="np"), attr=name)) if (
                    name in NARROW
                ):
                    yield side.lineno


def test_no_number_of_a_narrow_type_stands_in_arithmetic() -> None:
    faults = {
        path.relative_to(HOUSE).as_posix(): lines
        for path in HOUSE.rglob("*.py")
        if (lines := list(narrow_numbers(path.read_text(encoding="utf-8"))))
    }
    assert faults == {}


@pytest.mark.parametrize("source", ["a * np.int32(3)", "np.uint8(3) + a", "a *= np.float32(x)"])
def test_such_a_number_is_found(source: str) -> None:
    assert list(narrow_numbers(source)) == [1]
