"""The page of benchmarks says what was measured, and nothing of where."""

import importlib.util
import json
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
BENCHMARKS = ROOT / "benchmarks"
KEPT = sorted((BENCHMARKS / "results").glob("*.json"))


@pytest.fixture
def page(monkeypatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    spec = importlib.util.spec_from_file_location("page", BENCHMARKS / "page.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    yield module
    sys.modules.pop("measuring", None)


def test_the_page_is_the_one_that_the_results_make(page):
    written = (ROOT / "docs" / "benchmarks.md").read_text("utf-8")
    assert page.page(page.results()) == written


def test_the_readme_holds_the_table_that_the_results_make(page):
    readme = (ROOT / "README.md").read_text("utf-8")
    table = page.excerpt(page.results())
    assert table.count("\n") == len(page.EXCERPT) + 2
    assert page.with_excerpt(readme, table) == readme
    assert page.with_excerpt(readme, table.replace("gas", "gold")) != readme


def test_every_result_is_on_the_page_and_every_plot_is_there(page):
    assert [path.stem for path in KEPT] == sorted(page.ORDER)
    plots = {name for name, result in page.results().items() if result["plot"]}
    assert {path.stem for path in page.PLOTS.glob("*.png")} == plots


@pytest.mark.parametrize("path", KEPT, ids=lambda path: path.stem)
def test_a_result_names_machine_and_versions_and_no_place(path):
    result = json.loads(path.read_text("utf-8"))
    assert "cores" in result["machine"]
    assert "Python" in result["versions"]
    assert not re.search(r"/(work|home|root|tmp|usr|opt)/|https?://", path.read_text("utf-8"))


def test_figures_keep_about_three_digits(page):
    values = (1234567, 1234.5, 99.96, 12.34, 1.234, None, "a word")
    told = ["1,234,567", "1,234", "100.0", "12.3", "1.23", "–", "a word"]
    assert [page.told(value) for value in values] == told


# A line of a program, which may stand in a text that another process runs.
IMPORT = re.compile(r"^ *from (avatarchain[\w.]*) import (\w+(?:, \w+)*)", re.MULTILINE)


def missing(program: str) -> list[str]:
    """What a program imports from the package and does not find."""
    return [
        f"{module}.{name}"
        for module, names in IMPORT.findall(program)
        for name in names.split(", ")
        if not hasattr(importlib.import_module(module), name)
        and importlib.util.find_spec(f"{module}.{name}") is None
    ]


def test_what_benchmarks_import_is_there_also_in_the_programs_that_they_write():
    programs = sorted(BENCHMARKS.glob("*.py"))
    assert len(programs) > 10
    assert [name for path in programs for name in missing(path.read_text("utf-8"))] == []
    assert missing("from avatarchain import merkle") == ["avatarchain.merkle"]
