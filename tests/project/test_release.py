"""What a release needs: one version, and a dated section of the changelog."""

import importlib.util
import json
import re
import subprocess
import sys
import tarfile
from pathlib import Path
from types import ModuleType

import pytest

import avatarchain
from avatarchain.conformance import read_kit

ROOT = Path(__file__).resolve().parents[2]
CHANGELOG = "# Changelog\n\n## [Unreleased]\n\n## [0.2.0] - 2026-12-01\n\n- Much.\n"


@pytest.fixture(scope="module")
def release() -> ModuleType:
    spec = importlib.util.spec_from_file_location("release", ROOT / "tools" / "release.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_version_is_written_in_one_place(release: ModuleType) -> None:
    source = (ROOT / "src" / "avatarchain" / "__init__.py").read_text("utf-8")
    assert release.version_in(source) == avatarchain.__version__
    assert 'dynamic = ["version"]' in (ROOT / "pyproject.toml").read_text("utf-8")
    files = [*(ROOT / "src").rglob("*.py"), *ROOT.glob("*.md"), *ROOT.glob("mkdocs.yml")]
    spelled = [path.name for path in files if f'"{avatarchain.__version__}"' in path.read_text()]
    assert spelled == ["__init__.py"]


def test_the_javascript_package_has_the_same_version(release: ModuleType) -> None:
    version = release.npm_spelling(avatarchain.__version__)
    for name in ("package.json", "package-lock.json"):
        text = (ROOT / "javascript" / name).read_text("utf-8")
        assert json.loads(text)["version"] == version
    assert release.npm_spelling("0.3.0.dev12") == "0.3.0-dev.12"
    assert release.npm_spelling("0.3.0") == "0.3.0"


def test_the_archive_of_the_kit_is_whole_by_itself(release: ModuleType, folder: Path) -> None:
    with tarfile.open(release.archive_kit("9.9.9", folder)) as archive:
        archive.extractall(folder, filter="data")
    unpacked = folder / "avatarchain-conformance-9.9.9"
    assert len(read_kit(unpacked).sets) == 21
    assert not any(path.is_symlink() for path in unpacked.rglob("*"))
    assert {"README.md", "LICENSE"} <= {path.name for path in unpacked.iterdir()}


def test_the_page_that_plays_alone_stands_beside_the_wheel(
    release: ModuleType, folder: Path
) -> None:
    page = release.play_page(folder)
    assert page.name == "avatarchain-play.html"
    assert f"avatarchain {avatarchain.__version__}." in page.read_text("utf-8")


@pytest.mark.parametrize(
    "program", [["-m", "avatarchain"], ["-c", "from avatarchain.cli import main\nmain()"]]
)
def test_the_program_says_that_version(program: list[str]) -> None:
    said = subprocess.run([sys.executable, *program, "--version"], capture_output=True, text=True)
    assert said.stdout == f"avatarchain {avatarchain.__version__}\n"


def test_the_changelog_has_a_place_for_what_is_not_released() -> None:
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    dated = f"## [{avatarchain.__version__}] - "
    assert "## [Unreleased]" in text or dated in text
    headings = re.findall(r"^## (.*)$", text, re.MULTILINE)
    assert all(
        re.fullmatch(r"\[Unreleased\]|\[\d+\.\d+\.\d+\] - \d{4}-\d\d-\d\d", h) for h in headings
    )


def test_a_version_with_a_dated_section_can_be_released(release: ModuleType) -> None:
    assert release.faults("0.2.0", CHANGELOG) == []


@pytest.mark.parametrize(
    ("version", "changelog", "reason"),
    [
        ("0.2.0.dev0", CHANGELOG, "not a version to release"),
        ("0.3.0", CHANGELOG, "no section"),
        ("0.2.0", CHANGELOG.replace(" - 2026-12-01", ""), "no section"),
        ("0.2.0", CHANGELOG.replace("2026-12-01", "December"), "write it as YYYY-MM-DD"),
        ("0.2.0", CHANGELOG.replace("2026-12-01", "2026-13-01"), "write it as YYYY-MM-DD"),
        ("0.2.0", CHANGELOG + CHANGELOG, "several sections"),
        ("0x2.0", CHANGELOG.replace("0.2.0", "0x2.0"), "not a version to release"),
    ],
)
def test_a_version_without_is_refused(
    release: ModuleType, version: str, changelog: str, reason: str
) -> None:
    assert reason in "\n".join(release.faults(version, changelog))


def test_contracts_that_changed_are_added_to_the_table_of_released_ones_once(
    release: ModuleType,
) -> None:
    build = {"version": "1.2.3", "runtime": "0x12"}
    assert release.with_codes([], build) == [build]
    assert release.with_codes([build], build | {"version": "1.2.4"}) == [build]
    changed = {"version": "1.3.0", "runtime": "0x34"}
    assert release.with_codes([build], changed) == [build, changed]


def test_the_table_says_all_that_a_registry_is_held_to(release: ModuleType) -> None:
    table, complete = release.codes("1.2.3")
    assert complete[: len(table)] == table
    names = {"version", "runtime", "places", "portrait", "length", "creation"}
    assert all(set(row) == names for row in complete)
