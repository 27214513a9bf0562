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
        (b'"a" . ' * DEEPEST + b"a = 1", "tables or lists nest too deeply"),
        (b"b = 1.5\n[[ " + b"'a' ." * 21 + b"a]]", "tables or lists nest too deeply"),
        (b"".join(b"a%d.b.c = 1\n" % k for k in range(15_000)), "nest too deeply"),
        (b'a = """\n\\""", " ' + b".a" * 30 + b" = 1", "Unterminated string"),
        (b'a = ".\n' + b'\\"""\n' * 100_000, "Illegal character"),
        (b'a = "' + b'\\"' * 400_000, "Unterminated string"),
        (b"a", "after a key"),
        (b"\xff", "utf-8"),
    ],
    ids=range(15),
)
def test_what_nobody_writes_is_refused_with_a_sentence(text: bytes, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        read_toml(text)


def test_dots_in_texts_comments_and_numbers_are_no_words_of_keys() -> None:
    dots = ".a" * 50
    texts = [
        f'"{dots}\\"{dots}"',
        f"'{dots}'",
        f'"""\n"{dots}""\n\\"""{dots}"""""',
        f"'''{dots}'''''",
    ]
    text = "".join(f"a{number} = {value}  # {dots}\n" for number, value in enumerate(texts))
    numbers = "b = [" + "0.5, " * 30_000 + "]\nc.d.e.f.g = 1979-05-27T07:32:00.5Z\n"
    table = read_toml((text + numbers).encode())
    assert [str(table[f"a{number}"]).count(".") for number in range(4)] == [100, 50, 100, 50]
    assert len(table["b"]) == 30_000


def test_a_key_of_too_many_words_never_reaches_the_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tomllib.loads", lambda _: pytest.fail("it takes the square of the words"))
    with pytest.raises(ValueError, match="nest too deeply"):
        read_toml(b".".join([b"a"] * 3000) + b" = 1")
