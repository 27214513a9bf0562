"""The READMEs are true: their commands run as they stand, in their order, and their Python too."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from avatarchain.keys.accounts import development

ROOT = Path(__file__).resolve().parents[2]
# Each README, how many commands it has at least, and the picture that its Python makes.
READMES = [("README.md", 20, "child.png"), ("README.fr.md", 8, "enfant.png")]
READMES_ALONE = [name for name, _, _ in READMES]


def blocks(readme: str, language: str) -> list[str]:
    text = (ROOT / readme).read_text(encoding="utf-8")
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


def commands(readme: str) -> list[str]:
    """Every `avatarchain …` line of a README, without its comment."""
    lines = [line for block in blocks(readme, "sh") for line in block.splitlines()]
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


@pytest.mark.parametrize(("readme", "least", "_"), READMES, ids=READMES_ALONE)
def test_every_command_of_the_readme_runs_in_its_order(
    readme: str, least: int, _: str, folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    home = tmp_path_factory.mktemp("home")
    (folder / "key.txt").write_text(development(0).key.hex() + "\n")
    told = commands(readme)
    assert len(told) >= least
    for line in told:
        done = run(line, folder, home)
        assert done.returncode == 0, f"{line}\n{done.stderr}"
        assert "Traceback" not in done.stderr


@pytest.mark.parametrize("readme", [readme for readme, *_ in READMES], ids=READMES_ALONE)
def test_the_installation_of_the_readme_is_into_an_environment(readme: str) -> None:
    first = blocks(readme, "sh")[0]
    assert -1 < first.find("python3 -m venv") < first.find("pip install")


@pytest.mark.parametrize(("readme", "_", "picture"), READMES, ids=READMES_ALONE)
def test_the_python_of_the_readme_mints_breeds_and_verifies(
    readme: str, _: int, picture: str, folder: Path
) -> None:
    (code,) = blocks(readme, "python")
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        env={"AVATARCHAIN_HOME": str(folder / "home")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    child, verdict = done.stdout.splitlines()
    assert re.fullmatch(r"0x[0-9a-f]{64} 1 .+", child)  # the trait may be (hidden)
    assert verdict == "verified"
    assert (folder / picture).read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("readme", READMES_ALONE)
def test_every_link_of_the_readme_leads_to_a_file(readme: str) -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", (ROOT / readme).read_text(encoding="utf-8"))
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []
