"""The notebooks of examples/ run from top to bottom and say what they said."""

import re
import sys
from pathlib import Path

import nbformat
import pytest

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
NOTEBOOKS = sorted(EXAMPLES.glob("*.ipynb"))

sys.path.insert(0, str(EXAMPLES))

from execute import execute  # noqa: E402


def told(notebook: nbformat.NotebookNode) -> list[str]:
    """The text that each code cell prints; of cells tagged `varies`, only their number of lines."""
    texts = []
    for cell in notebook.cells:
        if cell.cell_type == "code":
            assert all(output.output_type != "error" for output in cell.outputs)
            text = "".join(output.get("text", "") for output in cell.outputs)
            varies = "varies" in cell.metadata.get("tags", [])
            texts.append(f"{text.count(chr(10))} lines" if varies else text)
    return texts


def pictures(notebook: nbformat.NotebookNode) -> list[set[str]]:
    """The kinds of picture that each code cell shows."""
    return [
        {kind for output in cell.outputs for kind in output.get("data", {}) if "image" in kind}
        for cell in notebook.cells
        if cell.cell_type == "code"
    ]


def test_there_are_notebooks() -> None:
    assert NOTEBOOKS


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_a_notebook_says_and_shows_what_it_did_when_it_was_written(
    path: Path, folder: Path
) -> None:
    written = nbformat.read(path, as_version=4)
    again = execute(path, folder)
    assert told(again) == told(written)
    assert pictures(again) == pictures(written)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_holds_its_outputs_and_no_path_of_a_machine(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"/(?:tmp|home|root|work|Users)/", text)
    written = nbformat.read(path, as_version=4)
    assert any(told(written))
    assert any(pictures(written))
    assert len(text) < 200_000
