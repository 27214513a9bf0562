"""The JavaScript package as it is published, and what is built from it or for it."""

import importlib.util
import json
import re
import sys
import tarfile
from collections.abc import Callable
from itertools import accumulate
from pathlib import Path
from types import ModuleType

import pytest

import avatarchain
from avatarchain.base.unicode import VERSION, is_assigned

pytestmark = pytest.mark.xdist_group("javascript")

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "javascript"
PAGE = ROOT / "src/avatarchain/gallery/page/genetics.js"
PAPERS = ROOT / "tools/play/papers.js"
Tool = Callable[..., str]


@pytest.fixture(scope="module")
def generate() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate", PACKAGE / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_all_vectors_pass_in_node(tool: Tool, built: Path) -> None:
    passed = re.search(r"^# pass ([0-9]+)$", tool("node", "--test", "test/"), re.MULTILINE)
    assert passed is not None
    assert int(passed[1]) >= 21


def test_the_sources_have_one_shape(tool: Tool) -> None:
    tool("node_modules/.bin/prettier", "--check", ".")


def test_the_scripts_of_pages_are_built_from_these_sources(tool: Tool, folder: Path) -> None:
    tool("node", "scripts/bundle.mjs", folder)
    assert PAGE.read_bytes() == (folder / "genetics.js").read_bytes(), "run: make bundle"
    assert PAPERS.read_bytes() == (folder / "papers.js").read_bytes(), "run: make bundle"


def test_the_abi_is_that_of_the_built_registry(generate: ModuleType) -> None:
    assert (PACKAGE / "src/abi.ts").read_text("utf-8") == generate.abi(), "run: make bundle"


def test_the_assigned_code_points_are_those_that_python_takes(generate: ModuleType) -> None:
    text = (PACKAGE / "src/assigned.ts").read_text("utf-8")
    assert text == generate.assigned(), "run: make bundle"
    table = re.search(r'"([0-9a-z ]+)"', text)
    assert table is not None
    assert f'UNICODE_VERSION = "{VERSION}"' in text
    starts = list(accumulate(int(step, 36) for step in table[1].split()))
    codes = {
        code
        for start, end in zip(starts[::2], [*starts[1::2], sys.maxunicode + 1], strict=False)
        for code in range(start, end)
    }
    assert codes == {code for code in range(sys.maxunicode + 1) if is_assigned(chr(code))}


def test_the_package_can_be_published_and_its_types_are_found(tool: Tool, packed: Path) -> None:
    assert "All good!" in tool("node_modules/.bin/publint", "--strict", packed)
    tool("node_modules/.bin/attw", packed, "--profile", "esm-only")


def test_only_what_is_needed_is_packed(packed: Path) -> None:
    with tarfile.open(packed) as archive:
        names = {name.removeprefix("package/") for name in archive.getnames()}
    assert {"README.md", "LICENSE", "dist/index.js", "dist/papers/index.d.ts"} <= names
    for name in ("drawings", "pack", "painting"):
        assert {f"dist/{name}/index.js", f"dist/{name}/index.d.ts"} <= names
    assert {"dist/species/tuftling.js", "dist/species/glimmer.d.ts"} <= names
    outside = {name for name in names if not name.startswith("dist/")}
    assert outside == {"README.md", "LICENSE", "package.json"}


def test_the_package_needs_two_others_and_has_the_version_of_python() -> None:
    about = json.loads((PACKAGE / "package.json").read_bytes())
    assert set(about["dependencies"]) == {"@noble/curves", "@noble/hashes"}
    assert about["version"] == avatarchain.__version__.replace(".dev", "-dev.")


def test_the_lock_names_no_place_that_packages_are_downloaded_from() -> None:
    lock = json.loads((PACKAGE / "package-lock.json").read_bytes())
    assert len(lock["packages"]) > 5
    assert [name for name, entry in lock["packages"].items() if "resolved" in entry] == []


def test_a_page_gets_no_more_code_than_it_uses(tool: Tool) -> None:
    sizes = json.loads(tool("node", "scripts/sizes.mjs"))
    assert sizes["named"] <= 14 * 1024
    assert sizes["papers"] <= 28 * 1024
    assert sizes["drawings"] <= 6 * 1024
    assert sizes["packs"] <= 24 * 1024
    assert sizes["painting"] <= 20 * 1024
    assert sizes["letters"] <= 400
    assert sizes["named"] - sizes["draws"] <= 3_000  # with the ranges of Unicode


def test_types_refuse_what_would_fail_later(tool: Tool, built: Path) -> None:
    program = """
        import { founder, identity, readSpecies, seedFromText, svg } from "avatarchain";
        import { parsePapers } from "avatarchain/papers";
        import art from "avatarchain/species/tuftling";
        export const drawn: string = svg(readSpecies(art), 1n);
        export const drawnToo = founder(seedFromText("a"), readSpecies(art).cumulative);
        identity("0x00", 1n);
        // @ts-expect-error: a text is expected
        seedFromText(5);
        // @ts-expect-error: rows of sums are expected
        founder(seedFromText("a"), [1]);
        // @ts-expect-error: a genome is a bigint
        svg(readSpecies(art), "0x00");
        // @ts-expect-error: hex begins with 0x
        identity("00", 1n);
        // @ts-expect-error: papers may name no parents
        parsePapers(art).mother.slice(2);
    """
    script = PACKAGE / "scripts" / "types.mjs"
    assert json.loads(tool("node", script, text=program)) == []
