"""Arguments of the library, held against the kinds that its signatures declare.

`checked` goes round a public function or method: an object of another kind is refused by one
sentence, before anything is done. A whole number may be one of any package, a Path anything that
is a path, and a list anything to go through but a text; what is in a list or tuple is checked too.
An annotation in quotes is not, since what it names need not be imported.
"""

import os
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache, wraps
from inspect import signature, unwrap
from numbers import Real
from pathlib import Path
from types import UnionType
from typing import (
    Any,
    ParamSpec,
    Protocol,
    SupportsIndex,
    TypeVar,
    Union,
    get_args,
    get_origin,
    runtime_checkable,
)

from avatarchain.errors import WrongKind

P = ParamSpec("P")
R = TypeVar("R")


@runtime_checkable
class _SupportsBool(Protocol):
    def __bool__(self) -> bool: ...


_WIDER: dict[Any, Any] = {
    int: SupportsIndex,
    bool: _SupportsBool,
    float: (Real, SupportsIndex),
    Path: os.PathLike,
}
"""What is taken for a kind besides itself."""

_WORDS = {"NoneType": "None", "str": "a text", "int": "a whole number", "bool": "True or False"}
_WORDS |= {"float": "a number", "bytes": "bytes", "Path": "a Path"}


def checked(function: Callable[P, R]) -> Callable[P, R]:
    """The function, with arguments that are checked. Raises WrongKind."""

    @lru_cache(maxsize=1)
    def kinds() -> dict[str, Any]:
        # At the first call: importing the library stays quick.
        declared = {each.name: each.annotation for each in signature(function).parameters.values()}
        return {name: kind for name, kind in declared.items() if name not in ("self", "cls")}

    code = unwrap(function).__code__
    names = code.co_varnames[: code.co_argcount]

    @wraps(function)
    def checking(*args: P.args, **kwargs: P.kwargs) -> R:
        declared = kinds()
        for name, value in (*zip(names, args, strict=False), *kwargs.items()):
            if name in declared:
                require(function.__name__, name, value, declared[name])
        return function(*args, **kwargs)

    return checking


def require(function: str, argument: str, value: object, kind: Any) -> None:
    """Raise WrongKind unless a value is of a kind, which is an annotation."""
    if not _is(value, kind):
        words = " or ".join(_spoken(each) for each in _members(kind))
        raise WrongKind(argument=argument, function=function, expected=words, given=_told(value))


def _members(kind: Any) -> tuple[Any, ...]:
    return get_args(kind) if get_origin(kind) in (Union, UnionType) else (kind,)


def _is(value: object, kind: Any) -> bool:
    return any(_is_one(value, each) for each in _members(kind))


def _is_one(value: object, kind: Any) -> bool:
    if kind is Any or isinstance(kind, str | TypeVar):
        return True
    origin, inner = get_origin(kind) or kind, get_args(kind)
    if origin is Callable:
        return callable(value)
    if isinstance(origin, type) and issubclass(origin, Iterable) and inner:
        if issubclass(origin, Mapping):
            return isinstance(value, Mapping)
        if isinstance(value, str | bytes) or not isinstance(value, Iterable):
            return False
        return not isinstance(value, list | tuple) or all(_is(each, inner[0]) for each in value)
    return isinstance(value, (origin, _WIDER.get(origin, ())))


def _spoken(kind: Any) -> str:
    origin, inner = get_origin(kind) or kind, get_args(kind)
    if origin is Callable:
        return "a function"
    if inner and issubclass(origin, Mapping):
        return "a mapping"
    if inner and issubclass(origin, Iterable):
        return f"a list, each {' or '.join(_spoken(each) for each in _members(inner[0]))}"
    return _named(kind)


def _told(value: object) -> str:
    if isinstance(value, str | int | float | None):
        return repr(value)
    if isinstance(value, list | tuple):
        return f"a list of {', '.join(sorted({type(each).__name__ for each in value}))}"
    return _named(type(value))


def _named(kind: type) -> str:
    name = kind.__name__
    return _WORDS.get(name) or f"{'an' if name[0] in 'AEIOUaeiou' else 'a'} {name}"
