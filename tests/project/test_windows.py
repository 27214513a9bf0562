"""What can be shown of Windows and macOS without them: no call that is not there, names, paths."""

import ast
from pathlib import Path

import pytest

import avatarchain
from avatarchain.base.portable import is_portable
from avatarchain.chain import _local, connect, file_of, files, url_of
from avatarchain.errors import BadKey
from avatarchain.keys import accounts
from avatarchain.workshop.imported import _stem

HOUSE = Path(avatarchain.__file__).parent

# Modules that Windows has not, and names of `os` and `signal` that it, or macOS, has not.
NO_MODULES = {"fcntl", "grp", "posix", "pty", "pwd", "resource", "syslog", "termios", "tty"}
NO_NAMES = {
    "os": {
        "O_CLOEXEC",
        "O_DIRECTORY",
        "O_NOCTTY",
        "O_NOFOLLOW",
        "O_NONBLOCK",
        "chown",
        "fork",
        "geteuid",
        "getpgid",
        "getuid",
        "killpg",
        "mkfifo",
        "nice",
        "pread",
        "sched_getaffinity",
        "setsid",
        "statvfs",
        "sync",
        "uname",
        "wait",
    },
    "signal": {"SIGALRM", "SIGHUP", "SIGKILL", "SIGPIPE", "SIGSTOP", "alarm", "pause"},
}
GUARDED = {  # where `hasattr` asks first
    ("base/cache", "geteuid"),
    ("generate/workers", "sched_getaffinity"),
}


def absent(place: str, tree: ast.AST) -> set[tuple[str, str]]:
    """What a file uses that other systems have not; `getattr` with a default is no use."""
    uses = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            uses |= {(place, name.name) for name in node.names if name.name in NO_MODULES}
        if isinstance(node, ast.ImportFrom) and node.module in NO_MODULES:
            uses.add((place, node.module))
        named = isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
        if named and node.attr in NO_NAMES.get(node.value.id, ()):
            uses.add((place, node.attr))
    return uses


def test_nothing_is_called_that_another_system_lacks() -> None:
    uses = set()
    for path in sorted(HOUSE.rglob("*.py")):
        place = path.relative_to(HOUSE).with_suffix("").as_posix()
        uses |= absent(place, ast.parse(path.read_text("utf-8")))
    assert uses == GUARDED


@pytest.mark.parametrize("line", ["import fcntl", "from pwd import getpwuid", "os.fork()"])
def test_a_call_that_another_system_lacks_is_seen(line: str) -> None:
    assert absent("a", ast.parse(line))
    assert not absent("a", ast.parse("getattr(os, 'O_NOCTTY', 0)"))


@pytest.mark.parametrize(
    "name",
    ["CON", "con", "nul.txt", "Aux.json", "COM1", "lpt9.a.b", "a:b", "a?b", "a|b", "a.", "a ", ""],
)
def test_a_name_that_windows_reserves_is_not_given_to_a_file(name: str) -> None:
    assert not is_portable(name)


@pytest.mark.parametrize(
    "name", ["console", "com", "com10", "nully", "a.b", "帽子", ".lock", "0x1"]
)
def test_other_names_are(name: str) -> None:
    assert is_portable(name)


@pytest.mark.parametrize("name", ["CON", "nul", "aux.json", "ann."])
def test_an_account_has_a_name_that_every_system_can_hold(folder: Path, name: str) -> None:
    with pytest.raises(BadKey, match="cannot be an account's name"):
        accounts.check_name(folder, name)


def test_a_file_of_a_pack_has_a_name_that_every_system_can_hold() -> None:
    taken: list[str] = []
    assert [_stem(name, taken) for name in ("Con", "Con", "Cone")] == ["con-2", "con-3", "cone"]


@pytest.mark.parametrize(
    ("rest", "elsewhere", "on_windows"),
    [
        ("///home/a%20b/x.sqlite", "/home/a b/x.sqlite", "/home/a b/x.sqlite"),
        ("///C:/Users/a/x.sqlite", "/C:/Users/a/x.sqlite", "C:/Users/a/x.sqlite"),
    ],
)
def test_a_chain_in_a_file_of_windows_has_the_letter_of_its_drive(
    rest: str, elsewhere: str, on_windows: str
) -> None:
    assert _local(rest, windows=False) == elsewhere
    assert _local(rest, windows=True) == on_windows


@pytest.mark.parametrize(
    "name", ["x.sqlite", "a b.sqlite", "100%.sqlite", "a#b?c.sqlite", "é.sqlite"]
)
def test_the_address_of_a_file_leads_to_it(folder: Path, name: str) -> None:
    assert file_of(url_of(folder / name), folder) == folder / name


def test_where_an_open_file_cannot_be_deleted_a_chain_is_closed_first(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "_REMOVES_OPEN", False)
    with connect("evm+sqlite://", folder=folder):
        pass
    remove = files.sqlite.remove

    def removing(path: Path) -> None:
        opened = [each.resolve() for each in Path("/proc/self/fd").glob("*") if each.exists()]
        assert path.resolve() not in opened
        remove(path)

    monkeypatch.setattr(files.sqlite, "remove", removing)
    files.delete(folder / "chain.sqlite")
    assert not (folder / "chain.sqlite").exists()
