"""A release, from what stands here: checked, built, tried in an empty environment, tagged.

    python tools/release.py           # all but the tag
    python tools/release.py --tag     # and the tag, in a tree without changes
    python tools/release.py --codes   # write the hashes of its contracts into the package
    python tools/release.py --rehearse    # as if the version had its section and were no .dev

The version is that of src/avatarchain/__init__.py. Nothing is uploaded; that is left to
whoever may.
"""

import argparse
import json
import re
import subprocess
import sys
import tarfile
import tempfile
import venv
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from avatarchain.registry.genuine import build_of

ROOT = Path(__file__).resolve().parent.parent
DIST = ROOT / "dist"
CODES = ROOT / "src" / "avatarchain" / "data" / "contracts" / "released.json"


def version_in(source: str) -> str:
    """The version that the text of a package's __init__.py gives itself."""
    (version,) = re.findall(r'^__version__ = "([^"]+)"$', source, re.MULTILINE)
    return version


def faults(version: str, changelog: str) -> list[str]:
    """What stands in the way of releasing this version, by its name and the changelog."""
    reasons = []
    if not re.fullmatch(r"\d+\.\d+\.\d+", version):
        reasons.append(f"{version} is not a version to release: set __version__ to X.Y.Z")
    heading = rf"^## \[{re.escape(version)}\] - (.*)$"
    match re.findall(heading, changelog, re.MULTILINE):
        case [day]:
            try:
                date.fromisoformat(day)
            except ValueError:
                reasons.append(f"CHANGELOG.md dates {version} {day!r}: write it as YYYY-MM-DD")
        case []:
            reasons.append(f"CHANGELOG.md has no section: write ## [{version}] - YYYY-MM-DD")
        case _:
            reasons.append(f"CHANGELOG.md has several sections of {version}")
    return reasons


def run(*words: object, folder: Path = ROOT, home: Path | None = None) -> str:
    """Run a program and return its stdout; a failure ends the release with what it said."""
    environment = None if home is None else {"AVATARCHAIN_HOME": str(home), "PATH": "/usr/bin:/bin"}
    print("+", *(Path(str(word)).name if Path(str(word)).is_absolute() else word for word in words))
    done = subprocess.run(
        [str(word) for word in words], cwd=folder, env=environment, capture_output=True, text=True
    )
    if done.returncode != 0:
        sys.exit(f"{done.stdout}{done.stderr}\nrelease: that failed; nothing was tagged")
    return done.stdout


def build(version: str) -> tuple[Path, Path]:
    """The sdist, and the wheel that is built of it, in dist/; both pass `twine check`."""
    for old in DIST.glob("avatarchain-*"):
        old.unlink()
    run(sys.executable, "-m", "build", "--outdir", DIST, ROOT)
    sdist = DIST / f"avatarchain-{version}.tar.gz"
    wheel = DIST / f"avatarchain-{version}-py3-none-any.whl"
    run(sys.executable, "-m", "twine", "check", "--strict", sdist, wheel)
    return sdist, wheel


def archive_kit(version: str, folder: Path = DIST) -> Path:
    """The kit of conformance as an archive, whole by itself: links of it are files there."""
    name = f"avatarchain-conformance-{version}"
    path = folder / f"{name}.tar.gz"
    with tarfile.open(path, "w:gz", dereference=True) as archive:
        archive.add(ROOT / "conformance", name)
        archive.add(ROOT / "LICENSE", f"{name}/LICENSE")
    return path


def play_page(folder: Path = DIST) -> Path:
    """The page that plays alone, in one file, which needs no installation."""
    path = folder / "avatarchain-play.html"
    run(sys.executable, ROOT / "tools" / "play" / "build.py", path)
    return path


def npm_spelling(version: str) -> str:
    """A version as npm spells it: 0.2.0.dev0 is 0.2.0-dev.0 there."""
    return re.sub(r"\.dev(\d+)$", r"-dev.\1", version)


def npm_package(version: str, folder: Path = DIST) -> Path:
    """The JavaScript package as the file that npm would publish."""
    place = ROOT / "javascript"
    run("npm", "run", "--silent", "build", folder=place)
    run("npm", "pack", "--silent", "--pack-destination", folder, folder=place)
    return folder / f"avatarchain-{npm_spelling(version)}.tgz"


def try_out(wheel: Path, version: str) -> None:
    """Install the wheel into an empty environment, and mint, list and verify with it."""
    with tempfile.TemporaryDirectory(prefix="avatarchain-release-") as name:
        place = Path(name)
        venv.create(place / "venv", with_pip=True)
        run(place / "venv" / "bin" / "python", "-I", "-m", "pip", "install", "--quiet", wheel)
        program, home = place / "venv" / "bin" / "avatarchain", place / "home"
        said = run(program, "--version", folder=place, home=home)
        if said != f"avatarchain {version}\n":
            sys.exit(f"release: the wheel says {said!r}, not version {version}")
        run(program, "mint", "--seed", "release", "--out", "avatars", folder=place, home=home)
        listed = run(program, "list", "--json", folder=place, home=home)
        if len(listed.splitlines()) != 1:
            sys.exit(f"release: one avatar was minted, and these are listed:\n{listed}")
        (picture,) = (place / "avatars").glob("*.png")
        print(run(program, "verify", picture, folder=place, home=home), end="")


def with_codes(table: list[dict[str, Any]], build: dict[str, Any]) -> list[dict[str, Any]]:
    """The table of released contracts, with those of a build if it has none like them.

    `verify` holds registries to this table, so nothing is ever taken out of it.
    """
    alike = [row | {"version": build["version"]} == build for row in table]
    return table if any(alike) else [*table, build]


def codes(version: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The table as it stands, and as it must stand when this version is released."""
    build = json.loads(json.dumps(asdict(build_of(version))))
    table: list[dict[str, Any]] = json.loads(CODES.read_text("utf-8"))
    return table, with_codes(table, build)


def tag(version: str) -> None:
    """Tag the commit that is checked out, if nothing is changed and the tag is new."""
    if run("git", "status", "--porcelain"):
        sys.exit("release: the tree has changes: commit them, and run this again")
    if run("git", "tag", "--list", f"v{version}"):
        sys.exit(f"release: there is a tag v{version} already")
    run("git", "tag", "--annotate", f"v{version}", "--message", f"avatarchain {version}")
    print(f"tagged v{version}; `git push origin v{version}` publishes the tag")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--tag", action="store_true", help="tag the commit as the last step")
    parser.add_argument("--codes", action="store_true", help="only write hashes of the contracts")
    parser.add_argument("--rehearse", action="store_true", help="release nothing; try the rest")
    arguments = parser.parse_args()
    version = version_in((ROOT / "src" / "avatarchain" / "__init__.py").read_text("utf-8"))
    reasons = faults(version, (ROOT / "CHANGELOG.md").read_text("utf-8"))
    if reasons and not arguments.rehearse:
        sys.exit("\n".join(f"release: {reason}" for reason in reasons))
    table, complete = codes(version)
    if arguments.codes:
        CODES.write_text(json.dumps(complete, indent=1, sort_keys=True) + "\n", "utf-8")
        return
    if table != complete and not arguments.rehearse:
        sys.exit("release: its contracts are not in the table: run this with --codes, and commit")
    if arguments.tag and run("git", "status", "--porcelain"):
        sys.exit("release: the tree has changes: commit them, and run this again")
    sdist, wheel = build(version)
    try_out(wheel, version)
    files = [sdist, wheel, npm_package(version), archive_kit(version), play_page()]
    print(f"{', '.join(path.name for path in files)} are in dist/")
    if arguments.tag and not arguments.rehearse:
        tag(version)


if __name__ == "__main__":
    main()
