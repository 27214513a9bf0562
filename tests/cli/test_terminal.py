"""What a person sees in a terminal, and what a pipe is spared: faces, colours, bars."""

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from pathlib import Path

import numpy as np
import pytest
from shell import Shell

from avatarchain.cli import output
from avatarchain.portrait.formats import thumbnail
from avatarchain.species.pack import load

COLOURS = {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
CELL = re.compile(r"\x1b\[38;2;(\d+);(\d+);(\d+);48;2;(\d+);(\d+);(\d+)m▄")
ESCAPE = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")


def watch(
    shell: Shell, *arguments: str, columns: int = 80, script: str | None = None, **environment: str
) -> str:
    """What a terminal of so many columns is sent by a command, or a script, that succeeds."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    variables = {"PATH": os.environ["PATH"], **shell.variables(), **COLOURS, **environment}
    shell.folder.mkdir(exist_ok=True)
    process = subprocess.Popen(
        [sys.executable, *(("-c", script) if script else ("-m", "avatarchain", *arguments))],
        stdin=slave,
        stdout=slave,
        stderr=slave,
        cwd=shell.folder,
        env=variables,
    )
    os.close(slave)
    sent = b""
    while True:
        try:
            piece = os.read(master, 65536)
        except OSError:  # the terminal's last writer has gone
            break
        if not piece:
            break
        sent += piece
    os.close(master)
    assert process.wait() == 0, sent.decode()
    return sent.decode().replace("\r\n", "\n")


def test_show_draws_the_portrait_that_the_genome_has(stocked: Shell) -> None:
    one = stocked.avatars()[0]
    cells = CELL.findall(watch(stocked, "show", one["id"]))
    assert len(cells) == 32 * 16
    drawn = np.array(cells, int).reshape(16, 32, 2, 3)
    face = np.asarray(thumbnail(load("tuftling"), int(one["genome"], 16), 32), int)
    assert (drawn[:, :, 1] == face[0::2]).all()
    assert (drawn[:, :, 0] == face[1::2]).all()


def test_what_is_shown_fits_the_terminal(stocked: Shell) -> None:
    told = ESCAPE.sub("", watch(stocked, "show", stocked.avatars()[0]["id"]))
    assert max(len(line) for line in told.splitlines()) <= 80


def test_a_list_stands_in_eighty_columns(stocked: Shell) -> None:
    stocked.run("mint", "--count", 12, "--no-image", "--collection", "of all lengths")
    _, *rows = ESCAPE.sub("", watch(stocked, "list")).splitlines()
    assert [row.split()[0] for row in rows] == [one["id"][:10] for one in stocked.avatars()]
    assert max(len(row.rstrip()) for row in rows) <= 80
    assert "…" not in "".join(row.replace("…2266", "").replace("…79C8", "") for row in rows)


def test_a_long_name_takes_no_column_from_a_list(stocked: Shell) -> None:
    stocked.run("name", stocked.avatars()[0]["id"], "W" * 64)
    for width, last in ((40, "one in"), (80, "owner")):
        told = ESCAPE.sub("", watch(stocked, "list", columns=width))
        heading, first = told.splitlines()[:2]
        assert last in heading
        assert f" {'W' * (width // 4 - 1)}… " in first
    assert "0x" in watch(stocked, "name", columns=40).splitlines()[1]
    assert "W" * 64 in stocked.run("list").out


def test_a_mint_draws_a_row_of_faces_as_wide_as_the_terminal(stocked: Shell) -> None:
    arguments = ("mint", "--collection", "crowd", "--count", "4", "--no-image")
    told = watch(stocked, *arguments)
    assert told.count("▄") == 3 * 24 * 12
    assert watch(stocked, *arguments, columns=50).count("▄") == 2 * 24 * 12
    assert watch(stocked, "mint", "--seed", "dora", "--no-image").count("▄") == 32 * 16


@pytest.mark.parametrize(
    "environment", [{"NO_COLOR": "1"}, {"TERM": "dumb", "COLORTERM": ""}], ids=["NO_COLOR", "dumb"]
)
def test_who_wants_no_colours_gets_words_alone(stocked: Shell, environment: dict[str, str]) -> None:
    told = watch(stocked, "show", stocked.avatars()[0]["id"], **environment)
    assert "▄" not in told
    assert "\x1b[" not in told
    assert "genome" in told


def test_a_pipe_and_json_get_no_face(stocked: Shell) -> None:
    one = stocked.avatars()[0]["id"]
    assert "▄" not in stocked.run("show", one).out
    assert "▄" not in watch(stocked, "show", one, "--json")
    assert "▄" not in watch(stocked, "show", one, columns=30)


def test_a_face_stands_above_the_bar_and_whole(stocked: Shell) -> None:
    """A bar that is there from the start, while the face is printed."""
    at_once = (
        "import time\nfrom avatarchain.cli import faces, output\n"
        "from avatarchain.species.pack import load\noutput.PATIENCE = 0\n"
        "with output.progress(2, 'minting') as advance:\n"
        "    time.sleep(0.3)\n    faces.print_faces(load('tuftling'), [1])\n    advance(1)\n"
    )
    sent = watch(stocked, script=at_once)
    rows = [row for row in ESCAPE.sub("", sent).split("\n") if "▄" in row]
    assert [row.strip("\r ").count("▄") for row in rows] == [32] * 16
    assert not [row for row in rows if "minting" in row.rpartition("\r")[2]]


def test_words_for_a_pipe_pass_by_the_bar(folder: Path) -> None:
    """stderr is watched, stdout goes to a file: nothing of it may turn up on the screen."""
    script = (
        "import time\nfrom avatarchain.cli import output\noutput.PATIENCE = 0.05\n"
        "with output.progress(3, 'working') as advance:\n"
        "    for k in range(3):\n        time.sleep(0.1); output.say(f'line {k}'); advance(1)\n"
    )
    master, slave = pty.openpty()
    with (folder / "out").open("wb") as out:
        subprocess.run(
            [sys.executable, "-c", script],
            stdout=out,
            stderr=slave,
            check=True,
            env=os.environ | COLOURS,
        )
    os.close(slave)
    seen = os.read(master, 65536).decode()
    os.close(master)
    assert "working" in seen
    assert "line" not in seen
    assert (folder / "out").read_text() == "line 0\nline 1\nline 2\n"


def test_a_bar_waits_until_the_work_takes_long(folder: Path) -> None:
    assert output.PATIENCE == 1.0
    script = (
        "from avatarchain.cli.output import progress\n"
        "with progress(3, 'working') as advance:\n    advance(3)\n"
    )
    master, slave = pty.openpty()
    subprocess.run([sys.executable, "-c", script], stderr=slave, check=True)
    os.write(slave, b".")
    os.close(slave)
    assert os.read(master, 65536) == b"."
    os.close(master)


def test_the_first_mint_says_what_it_makes_before_it_loads_anything(shell: Shell) -> None:
    """A person sees at once what takes some seconds; the first words are no bar."""
    script = (
        "import sys\n"
        "class Told:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name in ('eth_account', 'eth'): print('loads', name)\n"
        "sys.meta_path.insert(0, Told())\n"
        "from avatarchain.cli import main\n"
        "main(['mint', '--seed', 'hello', '--no-image'])\n"
    )
    lines = ESCAPE.sub("", watch(shell, script=script)).splitlines()
    assert lines[0].startswith("making a chain of your own, and putting the registry on it")
    assert lines[1].startswith("loads eth")
    again = watch(shell, "mint", "--seed", "hello", "--no-image")
    assert "making" not in again
