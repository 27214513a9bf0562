"""The README is true: its commands run as they stand, in their order, and its Python too."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from avatarchain.accounts import development

README = Path(__file__).parent.parent / "README.md"


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)


def commands() -> list[str]:
    """Every `avatarchain …` line of the README, without its comment."""
    lines = [line for block in blocks("sh") for line in block.splitlines()]
    return [line.partition("  #")[0].strip() for line in lines if line.startswith("avatarchain ")]


def run(line: str, folder: Path, home: Path) -> subprocess.CompletedProcess[str]:
    environment = {
        "AVATARCHAIN_HOME": str(home),
        "AVATARCHAIN_PASSPHRASE": "of the readme",
        "AVATARCHAIN_ISSUER_PASSPHRASE": "of the issuer",
        "PATH": str(Path(sys.executable).parent),
    }
    words = f"{shlex.quote(str(Path(sys.executable).with_name('avatarchain')))} {line[11:]}"
    return subprocess.run(
        words, shell=True, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def test_every_command_of_the_readme_runs_in_its_order(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    home = tmp_path_factory.mktemp("home")
    (folder / "key.txt").write_text(development(0).key.hex() + "\n")
    told = commands()
    assert len(told) > 20
    for line in told:
        done = run(line, folder, home)
        assert done.returncode == 0, f"{line}\n{done.stderr}"
        assert "Traceback" not in done.stderr


def test_the_python_of_the_readme_mints_breeds_and_verifies(folder: Path) -> None:
    (code,) = blocks("python")
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, env={"AVATARCHAIN_HOME": str(folder / "home")},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    child, verdict = done.stdout.splitlines()
    assert re.fullmatch(r"0x[0-9a-f]{64} 1 \S+", child)
    assert verdict == "verified"
    assert (folder / "child.png").read_bytes().startswith(b"\x89PNG")


def test_every_link_of_the_readme_leads_to_a_file() -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", README.read_text(encoding="utf-8"))
    assert links
    assert [link for link in links if not (README.parent / link).exists()] == []
