"""Make a pack from PNG layers, in the folders that layer-based generators use.

`LAYERS/Hats/Straw hat#20.png` is a form of the layer Hats. Its name is Straw hat, and its
weight is 20, out of the sum of its folder. `layer_files` says which files make a form,
`layer_names` what their names say, `layer_images` what becomes of the images, and `layer_rules`
writes the pack's `species.toml`. Here layers get their order and their keys.

All faults are reported together. If there is a fault, nothing is written.
"""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from avatarchain.base.portable import is_portable
from avatarchain.base.unicode import nfc
from avatarchain.base.visible import folded
from avatarchain.errors import BadName, FaultyLayers, TooManyLayers
from avatarchain.genetics.genome import ALLELES, LOCI
from avatarchain.species.drawing import Fault
from avatarchain.species.image import check_pixels, check_side
from avatarchain.workshop.layer_files import Collector, FormFiles, LayerFaults
from avatarchain.workshop.layer_images import Pictures, frame_of, pixels_of
from avatarchain.workshop.layer_names import (
    GROUNDS,
    is_key,
    key_of,
    naturally,
    read_folder,
    scaled,
)
from avatarchain.workshop.layer_rules import Folder, Form, rules_of_layers
from avatarchain.workshop.starter import name_of
from avatarchain.workshop.writing import RULES, check_target, write_files

__all__ = ["Folder", "Form", "Imported", "Settings", "make_pack", "pack_name"]

MAX_FILES = 2_000  # images of all layers; sixteen loci have 1,824 forms at most
MAX_PIXELS = 2**31
"""Of all images: as many as 512 of 2048 × 2048 have, which take a minute or two to read."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the maker of a pack decides.

    `order` gives the folders to take, bottom first; without it all are taken. `side` is the
    width that all images get (8 … 2048 pixels); without it they keep theirs. With `pad` images
    that are not square get transparent margins. `rarities` gives the weight of folders that hold
    forms of a rarity. `keys` gives the key of a layer by the name of its folder.
    """

    order: Sequence[str] = ()
    side: int | None = None
    pad: bool = False
    rarities: Mapping[str, Fraction] = field(default_factory=dict)
    keys: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Imported:
    """The layers of a new pack, bottom first, and their width.

    `skipped` files were left behind by systems. `depths` names give a depth, which counts within
    a form only.
    """

    layers: tuple[Folder, ...]
    side: int
    skipped: int
    depths: int


@dataclass(frozen=True, slots=True)
class _Layer:
    """A folder of a layer: its name for people, its key, and its place if its name gives one."""

    path: Path
    name: str
    key: str
    place: tuple[int, int] | None

    def is_called(self, text: str) -> bool:
        return _composed(text) in (_composed(self.path.name), self.name, self.key)


def _composed(text: str) -> str:
    """The text in normal form C; some systems give the names of files in another."""
    return nfc(text)


def pack_name(source: Path, given: str | None) -> str:
    """The name of the species: `given`, or else made from the name of the folder.

    Raises BadName if it cannot be a name.
    """
    if given is not None:
        if name_of(given, "") != given:
            raise BadName(name=given)
        return given
    whole = Path(os.path.realpath(source))  # `resolve` breaks on links that make a loop
    plain = whole.name.lower() in ("layers", "assets", "build", "data", "input", "trait-layers")
    return key_of(whole.parent.name if plain else whole.name) or "layers"


def make_pack(source: Path, target: Path, name: str, settings: Settings | None = None) -> Imported:
    """Make the species pack `name` in `target` from the layers in `source`; return the layers.

    Raises FaultyLayers with every fault, and FolderInUse if `target` holds anything but a part
    of this very pack.
    """
    faults = LayerFaults()
    imported = _read(source, settings or Settings(), faults)
    if faults.sentences:
        _refuse(source, imported.layers, faults)
    files: dict[Path, bytes | Path] = {
        Path(layer.locus, f"{form.stem}.png"): form.picture.file
        for layer in imported.layers
        for form in layer.forms
    }
    files[RULES] = rules_of_layers(name, imported.side, imported.layers).encode()
    check_target(target, files)
    write_files(target, files)
    return imported


def _refuse(source: Path, layers: tuple[Folder, ...], faults: LayerFaults) -> None:
    more = len(faults.sentences) - 1
    rest = f" (and {more} more fault{'s' * (more > 1)})" if more else ""
    loci = sum(1 + bool(layer.second) for layer in layers)
    kind = TooManyLayers if loci > LOCI and not more else FaultyLayers
    raise kind(
        folder=str(source),
        faults=tuple(faults.sentences),
        first=faults.sentences[0] + rest,
        remedies=tuple(faults.remedies),
    )


def _read(source: Path, settings: Settings, faults: LayerFaults) -> Imported:
    if settings.side is not None:
        try:
            check_side(settings.side)
        except Fault as fault:
            faults.add(fault.reason, source.name)
            return Imported((), 0, 0, 0)
    collector = Collector(source, settings.rarities, faults)
    folders = collector.folders()
    if not folders and not faults.sentences:
        faults.add("expected a folder for each layer, with PNG files in it", source.name)
    found = [layer for path in folders if (layer := _layer(path, settings, faults))]
    ordered = _ordered(found, settings.order, faults)
    forms = [(layer, collector.forms(layer.path)) for layer in ordered]
    images = [
        (path, collector.place(path))
        for _, files in forms
        for form in files
        for path in form.images
    ]
    if len(images) > MAX_FILES:
        faults.add(f"holds {len(images):,} images; {MAX_FILES:,} are read at most", source.name)
        return Imported((), 0, collector.skipped, collector.depths)
    if (pixels := pixels_of(path for path, _ in images)) > MAX_PIXELS:
        faults.add(
            f"its images have {pixels:,} pixels in all; {MAX_PIXELS:,} are read at most",
            source.name,
        )
        return Imported((), 0, collector.skipped, collector.depths)
    frame = frame_of(images, settings.side, settings.pad, faults)
    _check_keys(ordered, faults)
    taken = [layer.key for layer in ordered]
    pictures = Pictures(frame)
    layers = [_folder(layer, files, pictures, taken, faults) for layer, files in forms]
    _check_order(layers, ordered, faults)
    if frame is not None:
        try:
            check_pixels(
                len({form.picture.pixels for layer in layers for form in layer.forms}), frame.side
            )
        except Fault as fault:
            faults.add(fault.reason, source.name)
            faults.add_remedy("side")
    if len(taken) > LOCI:
        faults.add(
            f"these layers need {len(taken)} loci, two for each of more than {ALLELES} files; "
            f"a genome has {LOCI}: name those to take",
            source.name,
        )
        faults.add_remedy("order")
    return Imported(tuple(layers), frame.side if frame else 0, collector.skipped, collector.depths)


def _layer(path: Path, settings: Settings, faults: LayerFaults) -> _Layer | None:
    """The layer of a folder. Without a key it is a fault, if it is among the layers to take."""
    try:
        placed = read_folder(path.name)
    except Fault as fault:
        faults.add(fault.reason, path.name.encode("unicode_escape").decode())
        return None
    keys = {_composed(folder): key for folder, key in settings.keys.items()}
    given = keys.get(_composed(path.name), keys.get(placed.name))
    key = key_of(placed.name) if given is None else given
    return _Layer(path, placed.name, key or "", placed.place)


def _check_keys(layers: Sequence[_Layer], faults: LayerFaults) -> None:
    """Add a fault for each layer without a usable key, or with the key of another."""
    for number, layer in enumerate(layers):
        if not is_key(layer.key):
            faults.add(
                f"{layer.key or layer.name!r} is no key: a layer needs a key of lower-case words "
                "(a-z, 0-9) joined by hyphens, beside its name",
                layer.path.name,
            )
            faults.add_remedy("call")
        elif layer.key in (other.key for other in layers[:number]):
            faults.add(f"has the key {layer.key!r}, as another layer has", layer.path.name)
            faults.add_remedy("call")


def _ordered(layers: Sequence[_Layer], order: Sequence[str], faults: LayerFaults) -> list[_Layer]:
    """The layers to take, bottom first."""
    if not order:
        return sorted(layers, key=_default_place)
    chosen: list[_Layer] = []
    for name in order:
        named = next((layer for layer in layers if layer.is_called(name)), None)
        if named is None:
            faults.add("there is no such folder of layers", name)
        elif named not in chosen:
            chosen.append(named)
    return chosen


def _default_place(layer: _Layer) -> tuple[object, ...]:
    """Numbers in names decide, then names; what is called background, without one, is lowest."""
    ground = layer.place is None and layer.key in GROUNDS
    return not ground, layer.place or (0, 0), naturally(layer.path.name)


def _folder(
    layer: _Layer,
    files: Sequence[FormFiles],
    pictures: Pictures,
    taken: list[str],
    faults: LayerFaults,
) -> Folder:
    forms = _forms(files, pictures, faults)
    if len(files) > ALLELES**2:
        faults.add(f"holds {len(files)} forms: a layer has at most {ALLELES**2}", layer.path.name)
    title = "" if layer.name.isascii() else layer.name
    if len(files) <= ALLELES:
        return Folder(layer.key, title, forms)
    second, number = f"{layer.key}-2", 2
    while second in taken:
        number += 1
        second = f"{layer.key}-{number}"
    taken.append(second)
    return Folder(layer.key, title, forms, second)


def _forms(files: Sequence[FormFiles], pictures: Pictures, faults: LayerFaults) -> tuple[Form, ...]:
    weights = scaled([form.weight for form in files])
    forms: list[Form] = []
    names: set[str] = set()
    alike: dict[str, str] = {}
    stems: list[str] = []
    for form, weight in zip(files, weights, strict=True):
        name = form.name
        if name in names:
            faults.add(f"the name {name!r} is used twice in this layer", form.place)
        elif alike.setdefault(folded(name), name) != name:
            faults.add(f"the name {name!r} reads like {alike[folded(name)]!r}", form.place)
        names.add(name)
        try:
            picture = pictures.of(form.images)
        except Fault as fault:
            faults.add(fault.reason, form.place)
        except OSError as error:
            faults.add(error.strerror or str(error), form.place)
        else:
            if picture is not None:
                forms.append(Form(name, weight, picture, _stem(name, stems)))
    return tuple(forms)


def _stem(name: str, taken: list[str]) -> str:
    """A name for a form's file that no other form of the layer has. It is added to `taken`."""
    plain = key_of(name) or "form"
    stem, number = plain, 1
    while stem in taken or not is_portable(stem):
        number += 1
        stem = f"{plain}-{number}"
    taken.append(stem)
    return stem


def _check_order(layers: Sequence[Folder], named: Sequence[_Layer], faults: LayerFaults) -> None:
    """Add a fault for each layer that covers those below it wholly, in all its forms."""
    for number, layer in enumerate(layers):
        if number and layer.forms and all(form.picture.opaque for form in layer.forms):
            below = ", ".join(other.path.name for other in named[:number])
            faults.add(
                f"is opaque everywhere in all forms, so nothing is seen of what is painted "
                f"before it: {below}",
                named[number].path.name,
            )
            faults.add_remedy("order")
