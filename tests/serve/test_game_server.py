"""The game of docs/game-server.md, which is written in JavaScript and knows `/api` alone."""

import re
import shutil
import subprocess
from pathlib import Path

from doors import Door

import avatarchain
from support.absent import absent

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "game-server.md"


def test_the_game_of_the_guide_mints_breeds_shows_and_verifies(door: Door, tmp_path: Path) -> None:
    node = shutil.which("node")
    if node is None:
        absent("install node, 20 or later")
    (code,) = re.findall(r"^```js\n(.*?)^```$", GUIDE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    game = tmp_path / "game.mjs"
    game.write_text(code, "utf-8")
    for turn in range(2):
        run = subprocess.run(
            [node, game, door.api, door.token], capture_output=True, text=True, timeout=300
        )
        assert run.returncode == 0, run.stderr
        child, picture, verdict, refusal, events = run.stdout.splitlines()
        born = door.get(f"/avatars/{child.split()[0]}")
        first = avatarchain.founder("player 1 / starter").id
        assert (born["mother"], child.split()[1:]) == (first, ["1", born["traits"]["fur"]])
        assert picture == "image/webp public, max-age=31536000, immutable"
        assert (verdict, refusal) == ("verified", f"{first[:10]} is family")
        assert events == "birth birth" + " conception birth" * (turn + 1)
