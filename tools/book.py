"""Records the twelve headers of the lesson `chain` anew: `python tools/book.py`.

They are those of the newest blocks of a devnet on which avatars were minted. A
class that was made before gets other pages then, so record them only for a new format.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from avatarchain.chain import connect
from avatarchain.classroom.book import FILE, PAGES

DATA = Path(__file__).resolve().parent.parent / "src" / "avatarchain" / "data"


def run(home: str, *words: str) -> None:
    """Run a command in a home; it must succeed."""
    command = [sys.executable, "-m", "avatarchain", *words, "--home", home]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def main() -> None:
    """Make a devnet, and write the headers of its newest blocks."""
    with tempfile.TemporaryDirectory() as home:
        for number in range(PAGES - 1):
            run(home, "mint", "--seed", f"lesson {number}", "--no-image")
        run(home, "mint", "--collection", "lesson", "--count", "5", "--no-image")
        chain = connect("evm+sqlite://", folder=Path(home))
        newest = chain.head().number
        headers = [chain.header(number) for number in range(newest - PAGES + 1, newest + 1)]
        chain.close()
    text = json.dumps({"format": 1, "headers": [header.hex() for header in headers]}, indent=1)
    (DATA / FILE).write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
