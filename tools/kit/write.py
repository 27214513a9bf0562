"""Writes the kit: `python tools/kit/write.py`. Tests only read it.

Every set is a file of questions with their answers, as Python gives them (`answers`); pictures
are those of an independent renderer. The index has the digest of every file. A run that changes a
published case is a mistake.
"""

import io
import json
import sys
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from importlib import resources
from pathlib import Path
from typing import Any

from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
KIT = ROOT / "conformance"
sys.path[:0] = [str(ROOT / "tests/vectors/certificate"), str(ROOT / "tests/portrait")]

import chain_cases
import drawing_cases
import file_cases
import genetics_cases
import identity_cases
import papers_cases
import pedigree_cases
import species_cases
import tree_cases
from answers import answer
from genetics_cases import Question
from reference import rendered

from avatarchain import __version__
from avatarchain.conformance import FORMAT
from avatarchain.species.pack import SHIPPED

Rows = Iterable[dict[str, Any]]


def asked(questions: Callable[[], Iterator[Question]]) -> Rows:
    """The cases of questions, with our answers."""
    for name, ask, given in questions():
        yield {"name": name, "ask": ask, "given": given, "answer": answer(ask, given)}


def drawings() -> Rows:
    """The cases of drawings; what we say of a fault stands beside them."""
    from species_answers import read_drawing

    def bytes_of(given: dict[str, Any]) -> bytes:
        return given["file"].encode() if "file" in given else b64decode(given["base64"])

    for row in asked(drawing_cases.drawing_questions):
        if isinstance(row["answer"], dict):
            try:
                read_drawing(bytes_of(row["given"]), row["given"]["colours"])
            except Exception as faulty:
                row["words"] = [fault.reason for fault in faulty.faults]
        yield row


def packs() -> Rows:
    """The cases of packs: of the places of a fault the one where it is, not what follows of it."""
    for row in asked(species_cases.pack_questions):
        if "species.toml" in row["answer"].get("places", ()):
            row["answer"]["places"] = ["species.toml"]
        yield row


def pictures() -> Rows:
    """SVGs with the picture that another renderer makes of them, and how far one may be from it."""
    for name, svg, size in species_cases.picture_questions():
        file = io.BytesIO()
        Image.fromarray(rendered(svg, size)).convert("RGB").save(file, "PNG", optimize=True)
        yield {
            "name": name,
            "ask": "picture of SVG",
            "given": {"svg": svg, "size": size},
            "answer": {"png": b64encode(file.getvalue()).decode()},
            "within": species_cases.BOUNDS[size],
        }


SETS: dict[str, tuple[str, Callable[[], Rows]]] = {
    "genomes": (
        "Genomes as hex and as DNA, read and refused.",
        lambda: asked(genetics_cases.genome_questions),
    ),
    "seeds": (
        "Seeds of texts, of hex, and of the items of a collection.",
        lambda: asked(genetics_cases.seed_questions),
    ),
    "founders": (
        "Founders of many tables of weights, also on their edges.",
        lambda: asked(genetics_cases.founder_questions),
    ),
    "heredity": (
        "Children of two parents and a birth seed.",
        lambda: asked(genetics_cases.heredity_questions),
    ),
    "odds": (
        "The odds of a birth, as exact fractions.",
        lambda: asked(genetics_cases.odds_questions),
    ),
    "pedigrees": (
        "Kinship and inbreeding, as exact fractions.",
        lambda: asked(pedigree_cases.pedigree_questions),
    ),
    "identities": (
        "Ids, and how they and registries are written.",
        lambda: asked(identity_cases.identity_questions),
    ),
    "species": ("What the bytes of a species say.", lambda: asked(species_cases.species_questions)),
    "expression": (
        "What a genome shows, what is hidden, and its traits.",
        lambda: asked(species_cases.expression_questions),
    ),
    "rarity": (
        "How rare a look is, in thousandths of a bit.",
        lambda: asked(species_cases.rarity_questions),
    ),
    "svg": ("The SVG text of portraits, frame 2.", lambda: asked(species_cases.svg_questions)),
    "drawings": (
        "Drawings of packs: their canonical text, or the lines of their faults.",
        drawings,
    ),
    "packs": ("Packs as folders: rules, art and id, or the places of their faults.", packs),
    "images": (
        "Portraits of PNG layers: the digest of their pixels.",
        lambda: asked(species_cases.image_questions),
    ),
    "pictures": ("Pictures of SVG texts, by an independent renderer.", pictures),
    "papers": (
        "Papers: read or refused, what is signed, signatures.",
        lambda: asked(papers_cases.papers_questions),
    ),
    "files": (
        "Picture files: their papers and picture, or the refusal.",
        lambda: asked(file_cases.file_questions),
    ),
    "trees": (
        "Merkle trees of promises, their proofs and dumps.",
        lambda: asked(tree_cases.tree_questions),
    ),
    "foundings": (
        "Foundings: seeds, recipients, and what logs and a block say of one.",
        lambda: both_foundings(),
    ),
    "headers": (
        "Headers of blocks, from what a node tells.",
        lambda: asked(chain_cases.header_questions),
    ),
    "births": (
        "Births by their logs: which conception counts, and what follows.",
        lambda: asked(chain_cases.birth_questions),
    ),
}


def both_foundings() -> Rows:
    yield from asked(genetics_cases.founding_questions)
    yield from asked(chain_cases.founding_questions)


def spelled(name: str, about: str, rows: Rows) -> tuple[str, int]:
    """The text of a set, one case a line, and the number of its cases."""
    cases = [{"id": f"{name}/{row.pop('name')}", **row} for row in rows]
    ids = [case["id"] for case in cases]
    assert len(set(ids)) == len(ids), sorted(one for one in ids if ids.count(one) > 1)[:5]
    lines = ",\n".join(json.dumps(case) for case in cases)
    return (
        f'{{"set": {json.dumps(name)}, "about": {json.dumps(about)}, "cases": [\n{lines}\n]}}\n',
        len(cases),
    )


def main() -> None:
    for file, data in species_cases.species_files().items():
        (KIT / file).write_bytes(data)
    # Copies, not links: the folder is handed on by itself.
    for species in SHIPPED.glob("*.species"):
        (KIT / "files" / species.name).write_bytes(species.read_bytes())
    table = resources.files("avatarchain") / "data/unicode-15.0.json"
    (KIT / "files/unicode-15.0.json").write_bytes(table.read_bytes())
    (KIT / "sets").mkdir(exist_ok=True)
    rows = []
    for name, (about, build) in SETS.items():
        text, count = spelled(name, about, build())
        path = KIT / "sets" / f"{name}.json"
        path.write_text(text, encoding="ascii", newline="\n")
        digest = sha256(path.read_bytes()).hexdigest()
        rows.append({"name": name, "file": f"sets/{name}.json", "cases": count, "sha256": digest})
    index = {
        "format": FORMAT,
        "version": __version__,
        "license": "MIT",
        "files": {
            f"files/{path.name}": sha256(path.read_bytes()).hexdigest()
            for path in sorted((KIT / "files").iterdir())
        },
        "sets": rows,
    }
    (KIT / "index.json").write_text(json.dumps(index, indent=1) + "\n", "ascii", newline="\n")


if __name__ == "__main__":
    main()
