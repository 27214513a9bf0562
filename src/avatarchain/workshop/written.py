"""A pack written from a species: the way back from bytes to `species.toml` and drawings.

A species that was read from a chain becomes a folder again, for people to look at, to use or to
change. The names of files and of further layers are not in a species' bytes, so they are made
here; everything that the id covers comes back, and the id is compared. The bytes may come from
strangers: nothing is written that does not make the same species again.
"""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

from avatarchain.errors import FaultyPack
from avatarchain.species import COLOUR, DIGIT, SHAPE, SILENT, Locus, Species, fills_of, hides_of
from avatarchain.species.compiled import names_of
from avatarchain.species.files import NAME
from avatarchain.species.pack import read_pack
from avatarchain.workshop.writing import RULES, check_target, write_files

MOST_FILES, MOST_BYTES = 5_000, 2**25
"""Drawings of a pack, and bytes of them: one that bytes hold once can be in thousands of files."""
_SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 512 512">{}</svg>\n'


def write_pack(species: Species, folder: Path) -> None:
    """Write the pack of a drawn species into a new or empty folder.

    Raises FaultyPack if no pack makes this species, and FolderInUse if the folder holds anything
    but a part of this very pack.
    """
    files = _files(species)
    check_target(folder, files)
    with TemporaryDirectory() as trial:
        write_files(Path(trial), files)
        if read_pack(Path(trial)).id != species.id:
            raise _faulty(species, "no pack makes these bytes")
    write_files(folder, files)


def _faulty(species: Species, fault: str) -> FaultyPack:
    return FaultyPack(pack=species.name, first=fault, faults=(fault,))


def _files(species: Species) -> dict[Path, bytes | Path]:
    loci = list(species.loci)
    while loci and loci[-1].kind == SILENT:
        loci.pop()
    for locus in loci:
        if not NAME.fullmatch(locus.name):
            raise _faulty(species, f"the locus {locus.name!r} has no name of a pack")
    files: dict[Path, bytes | Path] = {}
    paint: list[str] = []
    left = MOST_BYTES
    for layer in species.layers:
        name = species.loci[layer.locus].name
        above = sum(entry.partition(".")[0] == name for entry in paint)
        suffix = f".layer-{above + 1}" if above else ""
        paint.append(name + suffix)
        for form in _first_places(species.loci[layer.locus]):
            if layer.drawings[form] or not suffix:
                path = Path(name, f"form-{form}{suffix}.svg")
                left -= len(layer.drawings[form])
                if left < 0 or len(files) == MOST_FILES:
                    raise _faulty(
                        species,
                        f"its pack would have more than {MOST_FILES:,} drawings, or more than "
                        f"{MOST_BYTES // 2**20} MiB of them",
                    )
                files[path] = _SVG.format(layer.drawings[form]).encode()
    files[RULES] = _toml(species, loci, paint).encode()
    return files


def _first_places(locus: Locus) -> list[int]:
    """For each form of a locus the first place where its name stands."""
    places: dict[str, int] = {}
    for place, name in enumerate(names_of(locus)):
        places.setdefault(name, place)
    return list(places.values())


def _toml(species: Species, loci: list[Locus], paint: list[str]) -> str:
    lines = [
        "format = 1",
        f"name = {_text(species.name)}",
        f"version = {_text(species.version)}",
        f"description = {_text(species.description)}",
    ]
    made = {"creator": species.creator, "license": species.license, "source": species.source}
    lines += [f"{key} = {_text(text)}" for key, text in made.items() if text]
    lines.append(f"paint = {json.dumps(paint)}")
    if species.background is not None:
        lines.append(f"background = {_text(species.loci[species.background].name)}")
    lines += ["", "[colours]", *(f"{name} = {_text(colour)}" for name, colour in species.colours)]
    for locus in loci:
        lines += ["", "[[locus]]", f"name = {_text(locus.name)}"]
        lines += [f"title = {_text(locus.title)}"] if locus.title else []
        lines.append(f"kind = {_text(locus.kind)}")
        if locus.kind == DIGIT:
            continue
        lines += _alleles(species, locus) if locus.second is None else _forms(species, locus)
    return "\n".join(lines) + "\n"


def _alleles(species: Species, locus: Locus) -> list[str]:
    lines, names = ["alleles = ["], set[str]()
    for place, allele in enumerate(locus.alleles):
        looks = f"same = {_text(allele.name)}"
        if allele.name not in names:
            names.add(allele.name)
            looks = _looks(species, locus, place, allele.name)
        lines.append(f"  {{ {looks}, weight = {allele.weight} }},")
    return [*lines, "]"]


def _forms(species: Species, locus: Locus) -> list[str]:
    second = species.loci[locus.second or 0].name
    weights = [allele.weight for allele in locus.alleles]
    lines = [f"second = {_text(second)}", f"weights = {weights}", "forms = ["]
    for first in _first_places(locus):
        name = locus.forms[first]
        at = [f"{place:02x}" for place, other in enumerate(locus.forms) if other == name]
        lines.append(f"  {{ {_looks(species, locus, first, name)}, at = {json.dumps(at)} }},")
    return [*lines, "]"]


def _looks(species: Species, locus: Locus, place: int, name: str) -> str:
    """The keys of a form: its name, its colours or the name of its file, and what it hides."""
    looks = f"name = {_text(name)}"
    if locus.kind == COLOUR:
        fill, shade = fills_of(locus)[place]
        looks += f", fill = {_text(fill)}, shade = {_text(shade)}"
    if locus.kind == SHAPE:
        looks += f", drawing = {_text(f'form-{place}')}"
    if mask := hides_of(locus)[place]:
        hidden = [other.name for number, other in enumerate(species.loci) if mask >> number & 1]
        looks += f", hides = {json.dumps(hidden)}"
    return looks


def _text(text: str) -> str:
    """The text as a TOML string; a JSON string is one."""
    return json.dumps(text, ensure_ascii=False)
