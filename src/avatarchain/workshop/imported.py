"""A pack of somebody's PNG layers, in the folders that layer-based generators use.

`LAYERS/Hats/Straw hat#20.png` is a form of the layer Hats, called Straw hat, drawn with
weight 20 of the sum in its folder (1 where no weight is given). Layers are painted in the
order of their folders' names, numbers counting as numbers, or in the order given. What
the files show is copied as it is; only weights are rescaled (see `shares`).

All faults are gathered before any is told, and nothing is written where there is one.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from avatarchain.errors import BadName, FaultyLayers, FolderInUse
from avatarchain.genome import ALLELES, LOCI
from avatarchain.home import write
from avatarchain.portrait.images import decode
from avatarchain.species.drawing import Fault
from avatarchain.species.faults import Faults, read_text
from avatarchain.species.image import check_header, check_side, digest, read_header
from avatarchain.workshop.shares import alleles, digits
from avatarchain.workshop.starter import name_of

DELIMITER = "#"
_ORDINAL = re.compile(r"^[0-9]+[ ._-]*")
_GROUNDS = {"background", "backgrounds", "bg"}
_IGNORED = {"thumbs.db", "desktop.ini"}


@dataclass(frozen=True, slots=True)
class Form:
    """One picture of a layer: its name, weight, digest of its pixels, file here and there."""

    name: str
    weight: int
    pixels: str
    source: Path
    stem: str


@dataclass(frozen=True, slots=True)
class Folder:
    """One layer: the name of its locus, and its forms in the order of their files."""

    locus: str
    forms: tuple[Form, ...]


def pack_name(source: Path, given: str | None) -> str:
    """What the species is called: as given, or after its folder. BadName for no name."""
    if given is not None:
        if name_of(given, "") != given:
            raise BadName(name=given)
        return given
    whole = source.resolve()
    plain = whole.name.lower() in ("layers", "assets", "build")
    return name_of(whole.parent.name if plain else whole.name, "layers")


def make_pack(
    source: Path, target: Path, name: str, *, order: Sequence[str] = ()
) -> tuple[Folder, ...]:
    """Make the species pack `name` in `target` of the layers in `source`; returns the layers.

    `order` are names of folders, bottom first; without it all are taken. Raises
    FaultyLayers with every fault, FolderInUse where `target` is not empty.
    """
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise FolderInUse(folder=str(target))
    faults = Faults()
    side, layers = _read(source, order, faults)
    if faults.found:
        more = len(faults.found) - 1
        rest = f" (and {more} more fault{'s' * (more > 1)})" if more else ""
        raise FaultyLayers(
            folder=str(source), faults=tuple(faults.found), first=faults.found[0] + rest
        )
    for layer in layers:
        for form in layer.forms:
            write(target / layer.locus / f"{form.stem}.png", form.source.read_bytes())
    write(target / "species.toml", _toml(name, side, layers).encode())
    return layers


def _read(source: Path, order: Sequence[str], faults: Faults) -> tuple[int, tuple[Folder, ...]]:
    try:
        folders = sorted(
            (path for path in source.iterdir() if path.is_dir() and path.name[0] != "."),
            key=lambda path: _naturally(path.name),
        )
    except OSError as error:
        faults.add(error.strerror or str(error), source.name)
        return 0, ()
    if order:
        known = {path.name: path for path in folders}
        for one in order:
            if one not in known:
                faults.add("there is no such folder of layers", one)
        folders = [known[one] for one in dict.fromkeys(order) if one in known]
    files = [(folder, _files(folder, source, faults)) for folder in folders]
    if not folders:
        faults.add("expected a folder for each layer, with PNG files in it", source.name)
    side = _side([path for _, paths in files for path in paths], faults)
    taken: list[str] = []
    layers = []
    for folder, paths in files:
        locus = _unique(name_of(_ORDINAL.sub("", folder.name), "layer"), taken)
        forms = _forms(folder, paths, side, faults)
        if len(forms) > ALLELES**2:
            faults.add(f"holds {len(forms)} files: a layer has at most {ALLELES**2}", folder.name)
        if len(forms) > ALLELES:
            taken.append(f"{locus}-2")
        layers.append(Folder(locus, forms))
    if len(taken) > LOCI:
        faults.add(
            f"these layers need {len(taken)} loci, two for each of more than {ALLELES} files; "
            f"a genome has {LOCI}: name those to take with --order",
            source.name,
        )
    return side, tuple(layers)


def _naturally(name: str) -> list[tuple[int, int, str]]:
    parts = re.findall(r"[0-9]+|[^0-9]+", name.casefold())
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts]


def _files(folder: Path, source: Path, faults: Faults) -> list[Path]:
    found = []
    for path in sorted(folder.iterdir(), key=lambda path: _naturally(path.name)):
        place = f"{folder.name}/{path.name}"
        if path.name.startswith(".") or path.name.lower() in _IGNORED:
            continue
        if not path.resolve().is_relative_to(source.resolve()):
            faults.add("a link leads out of the folder", place)
        elif path.suffix.lower() != ".png" or not path.is_file():
            faults.add("is no PNG file", place)
        else:
            found.append(path)
    if not found:
        faults.add("holds no PNG file", folder.name)
    return found


def _side(paths: list[Path], faults: Faults) -> int:
    """The width of the first layer that can be read, which all are held to."""
    for path in paths:
        try:
            return check_side(read_header(path)[0])
        except (Fault, OSError):
            continue
    if paths:
        faults.add("no file is a PNG of 8 to 2048 pixels", paths[0].parent.name)
    return 0


def _forms(folder: Path, paths: list[Path], side: int, faults: Faults) -> tuple[Form, ...]:
    forms: list[Form] = []
    stems: list[str] = []
    for path in paths:
        place = f"{folder.name}/{path.name}"
        body, mark, tail = path.stem.rpartition(DELIMITER)
        if not mark:
            body, tail = path.stem, "1"
        before = len(faults.found)
        if not (tail.isascii() and tail.isdecimal() and int(tail[:20]) > 0):
            faults.add(f"the weight after # must be a whole number from 1, got {tail!r}", place)
        named = Faults()
        name = read_text({"name": body}, "name", named)
        for fault in named.found:
            faults.add(fault.partition(": ")[2], place.encode("unicode_escape").decode())
        if name in (form.name for form in forms):
            faults.add(f"the name {name!r} is used twice in this layer", place)
        try:
            check_header(path, side)
            pixels = digest(decode(path).tobytes())
        except Fault as fault:
            faults.add(fault.reason.replace("the pack's side is", "the first layer has"), place)
        except OSError as error:
            faults.add(error.strerror or str(error), place)
        if len(faults.found) == before:
            stem = _unique(name_of(name, "form"), stems)
            forms.append(Form(name, int(tail), pixels, path, stem))
    return tuple(forms)


def _unique(name: str, taken: list[str]) -> str:
    """The name, with a number where it is taken or reserved; it is taken from then on."""
    if name.endswith(("-shade", "-line")):
        name += "-layer"
    found, number = name, 2
    while found in taken or f"{found}-2" in taken:
        number += 1
        found = f"{name}-{number}"
    taken.append(found)
    return found


def _toml(name: str, side: int, layers: tuple[Folder, ...]) -> str:
    paint = [layer.locus for layer in layers]
    lines = [
        "# A species of PNG layers. `pixels` are digests: an image that is changed is refused,",
        "# because the species would be another. Names, weights and hides can be edited until",
        "# the first avatar is made.",
        "format = 1",
        f"name = {_text(name)}",
        'version = "1.0"',
        f"description = {_text(f'{name}, made of PNG layers.')}",
        f"side = {side}",
        f"paint = {json.dumps(paint)}",
    ]
    if paint[0] in _GROUNDS:
        lines.append(f"background = {_text(paint[0])}")
    for layer in layers:
        lines += ["", "[[locus]]", f"name = {_text(layer.locus)}", 'kind = "shape"']
        lines += _digits(layer) if len(layer.forms) > ALLELES else _alleles(layer)
    return "\n".join(lines) + "\n"


def _alleles(layer: Folder) -> list[str]:
    weights = alleles([form.weight for form in layer.forms])
    lines, copies = ["alleles = ["], []
    for form, (first, *more) in zip(layer.forms, weights, strict=True):
        lines.append(f"  {{ {_look(form)}, weight = {first} }},")
        copies += [f"  {{ same = {_text(form.name)}, weight = {weight} }}," for weight in more]
    return [*lines, *copies, "]"]


def _digits(layer: Folder) -> list[str]:
    weights, places = digits([form.weight for form in layer.forms])
    lines = [f"second = {_text(f'{layer.locus}-2')}", f"weights = {weights}", "forms = ["]
    for form, at in zip(layer.forms, places, strict=True):
        lines.append(f"  {{ {_look(form)}, at = {json.dumps([f'{one:02x}' for one in at])} }},")
    return [
        *lines, "]", "", "[[locus]]", f"name = {_text(f'{layer.locus}-2')}", 'kind = "digit"',
    ]  # fmt: skip


def _look(form: Form) -> str:
    return f"name = {_text(form.name)}, drawing = {_text(form.stem)}, pixels = {_text(form.pixels)}"


def _text(text: str) -> str:
    """A TOML string; JSON's spelling is one."""
    return json.dumps(text, ensure_ascii=False)
