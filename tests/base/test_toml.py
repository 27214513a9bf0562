"""TOML of strangers is read, or refused with a sentence before anything is printed of it."""

import pytest

from avatarchain.base.toml import DEEPEST, read_toml


def test_values_of_all_kinds_are_read() -> None:
    text = b'a = 1\nb = [1.5, true, "x"]\nc = 1979-05-27\n[d]\ne = -9223372036854775808\n'
    table = read_toml(text)
    assert (table["a"], table["b"], table["d"]) == (1, [1.5, True, "x"], {"e": -(2**63)})


def test_tables_may_nest_as_deep_as_people_write_them() -> None:
    deep = b"a = " + b"[" * (DEEPEST - 2) + b"]" * (DEEPEST - 2)
    assert isinstance(read_toml(deep)["a"], list)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (b"a = " + b"9" * 5000, "a number has more than 64 bits"),
        (b"a = 0x" + b"f" * 6000, "a number has more than 64 bits"),
        (b"a = [{b = 9223372036854775808}]", "a number has more than 64 bits"),
        (b"a = " + b"[" * DEEPEST + b"]" * DEEPEST, "tables or lists nest too deeply"),
        (b"a = " + b"[" * 3000 + b"]" * 3000, "tables or lists nest too deeply"),
        (b".".join([b"a"] * 3000) + b" = 1", "tables or lists nest too deeply"),
        (b"[" + b".".join([b"a"] * 3000) + b"]", "tables or lists nest too deeply"),
        (b"a", "after a key"),
        (b"\xff", "utf-8"),
    ],
    ids=range(9),
)
def test_what_nobody_writes_is_refused_with_a_sentence(text: bytes, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        read_toml(text)
