"""The games of docs/game-server.md, in JavaScript and in C#, which know `/api` alone."""

import re
import shutil
import subprocess
from pathlib import Path

from doors import Door

import avatarchain
from support.absent import absent

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "game-server.md"
FIRST = avatarchain.founder("player 1 / starter").id


def code_in(language: str) -> str:
    """The one example of the guide in a language."""
    text = GUIDE.read_text("utf-8")
    (code,) = re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    return str(code)


def played(door: Door, folder: Path, *command: str | Path) -> list[str]:
    """The lines that a game prints."""
    run = subprocess.run(
        [*command, door.api, door.token], capture_output=True, text=True, timeout=300, cwd=folder
    )
    assert run.returncode == 0, run.stderr
    return run.stdout.splitlines()


def test_the_game_of_the_guide_mints_breeds_shows_and_verifies(door: Door, tmp_path: Path) -> None:
    node = shutil.which("node")
    if node is None:
        absent("install node, 20 or later")
    game = tmp_path / "game.mjs"
    game.write_text(code_in("js"), "utf-8")
    for turn in range(2):
        child, picture, verdict, refusal, events = played(door, tmp_path, node, game)
        born = door.get(f"/avatars/{child.split()[0]}")
        assert (born["mother"], child.split()[1:]) == (FIRST, ["1", born["traits"]["fur"]])
        assert picture == "image/webp public, max-age=31536000, immutable"
        assert (verdict, refusal) == ("verified", f"{FIRST[:10]} is family")
        assert events == "birth birth" + " conception birth" * (turn + 1)


def test_the_game_in_c_sharp_does_the_same(door: Door, tmp_path: Path) -> None:
    if shutil.which("mcs") is None or shutil.which("mono") is None:
        absent("install mono-mcs, mono-runtime and the libraries that docs/game-server.md names")
    (tmp_path / "Game.cs").write_text(code_in("csharp"), "utf-8")
    libraries = [f"-r:System.{name}.dll" for name in ("Net.Http", "Runtime.Serialization")]
    compiled = subprocess.run(
        ["mcs", "-warnaserror", *libraries, "Game.cs"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert compiled.returncode == 0, compiled.stdout + compiled.stderr
    child, verdict, refusal = played(door, tmp_path, "mono", "Game.exe")
    born = door.get(f"/avatars/{child.split()[0]}")
    assert (born["mother"], child.split()[1]) == (FIRST, "1")
    assert (verdict, refusal) == ("verified", "/api/refusals/Related")
    report = door.fetch("POST", "/api/verify", (tmp_path / "child.png").read_bytes())
    assert b'"verified"' in report.body
