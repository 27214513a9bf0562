"""Runs notebooks from top to bottom: `python examples/execute.py NOTEBOOK …`.

The outputs are written into the notebook; the test of the notebooks runs them the same
way and compares. Needs the extra `notebook`.
"""

import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

# What a run leaves behind that says nothing of the notebook.
_NOISE = ("execution", "collapsed", "scrolled")


def execute(path: Path, folder: Path) -> nbformat.NotebookNode:
    """The notebook at `path` with fresh outputs; its cells run in `folder`."""
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(folder)}}
    )
    client.execute()
    notebook.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    for cell in notebook.cells:
        for name in _NOISE:
            cell.metadata.pop(name, None)
        if cell.cell_type == "code":
            cell.outputs = _joined(cell.outputs)
    return notebook


def _joined(outputs: list[nbformat.NotebookNode]) -> list[nbformat.NotebookNode]:
    """Outputs with what was printed in one piece: how it came in parts is the system's doing."""
    kept: list[nbformat.NotebookNode] = []
    for output in outputs:
        if kept and output.get("name") and kept[-1].get("name") == output.name:
            kept[-1].text += output.text
        else:
            kept.append(output)
    return kept


def main(paths: list[str]) -> None:
    from tempfile import TemporaryDirectory

    for path in map(Path, paths):
        with TemporaryDirectory() as folder:
            nbformat.write(execute(path, Path(folder)), path)
        print(path.name)


if __name__ == "__main__":
    main(sys.argv[1:])
