"""The notebooks of examples/ run from top to bottom, and say and show what they did.

What a cell prints, and the words of what it shows, is compared to the letter. In cells
tagged `varies` hashes and numbers may differ: they follow from the species' id, from the
length of its art or from a block. What was born on a chain in a cell tagged `chance` is
another each time, so of those only the number of lines counts. Of pictures only the kind
is compared (plots differ between versions of what draws them), and that they can be opened.
"""

import base64
import io
import re
import sys
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from xml.etree import ElementTree

import nbformat
import pytest
from PIL import Image

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
NOTEBOOKS = sorted(EXAMPLES.glob("*.ipynb"))

sys.path.insert(0, str(EXAMPLES))

from execute import execute  # noqa: E402

NUMBER = re.compile(r"(?:0x)?[0-9a-fA-F]{8,}|[0-9][0-9,]*")
IN_HTML = re.compile(r'src="data:(image/[a-z+]+);base64,([^"]*)"')


def cells(notebook: nbformat.NotebookNode) -> Iterator[nbformat.NotebookNode]:
    return (cell for cell in notebook.cells if cell.cell_type == "code")


def told(notebook: nbformat.NotebookNode) -> list[str]:
    """The words of each code cell's outputs, as far as they must be the same again."""
    texts = []
    for cell in cells(notebook):
        assert all(output.output_type != "error" for output in cell.outputs)
        text = "".join(output.text for output in cell.outputs if output.get("name") == "stdout")
        for output in cell.outputs:
            html = output.get("data", {}).get("text/html", "")
            text += unescape(re.sub("<[^>]*>", " ", html))
        tags = cell.metadata.get("tags", [])
        if "chance" in tags:
            text = f"{text.count(chr(10))} lines"
        texts.append(NUMBER.sub("#", text) if "varies" in tags else text)
    return texts


def pictures(notebook: nbformat.NotebookNode) -> list[list[tuple[str, bytes]]]:
    """The kind and content of every picture that each code cell shows."""
    return [
        [
            picture
            for output in cell.outputs
            for kind, data in output.get("data", {}).items()
            for picture in _pictures(kind, data)
        ]
        for cell in cells(notebook)
    ]


def _pictures(kind: str, data: str) -> list[tuple[str, bytes]]:
    if kind == "text/html":
        return [(kind, base64.b64decode(image)) for kind, image in IN_HTML.findall(data)]
    if kind == "image/svg+xml":
        return [(kind, data.encode())]
    return [(kind, base64.b64decode(data))] if kind.startswith("image/") else []


def kinds(notebook: nbformat.NotebookNode) -> list[list[str]]:
    return [sorted(kind for kind, _ in shown) for shown in pictures(notebook)]


def test_there_are_notebooks() -> None:
    assert {path.stem for path in NOTEBOOKS} >= {"first_avatar", "the_patent"}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_a_notebook_says_and_shows_what_it_did_when_it_was_written(
    path: Path, folder: Path
) -> None:
    written = nbformat.read(path, as_version=4)
    again = execute(path, folder)
    assert told(again) == told(written)
    assert kinds(again) == kinds(written)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_holds_its_outputs_and_no_path_of_a_machine(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"/(?:tmp|home|root|work|Users)/", text)
    written = nbformat.read(path, as_version=4)
    assert any(told(written))
    assert len(text) < 1_500_000


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_picture_of_a_notebook_can_be_opened(path: Path) -> None:
    shown = [picture for cell in pictures(nbformat.read(path, as_version=4)) for picture in cell]
    assert shown
    for kind, data in shown:
        if kind == "image/svg+xml":
            assert ElementTree.fromstring(data).tag.endswith("}svg")
            continue
        with Image.open(io.BytesIO(data)) as picture:
            picture.load()
            assert picture.get_format_mimetype() == kind
            assert kind != "image/gif" or picture.n_frames > 5  # type: ignore[attr-defined]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_link_of_a_notebook_leads_to_a_file(path: Path) -> None:
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "markdown":
            for link in re.findall(r"\]\(([^)#]+)\)", cell.source):
                assert (EXAMPLES / link).exists(), link
