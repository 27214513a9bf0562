"""Reading a species pack: a folder with `species.toml` and its drawings.

A pack is somebody's handiwork, so all of its faults are gathered before any is
reported, each with file, locus, allele and reason; a pack with a fault is not loaded at
all. `docs/species.md` describes the format key by key.
"""

import re
import sys
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

from avatarchain.errors import FaultyPack, UnknownSpecies
from avatarchain.genome import ALLELES, LOCI
from avatarchain.heredity import cumulate
from avatarchain.species import (
    COLOUR,
    DIGIT,
    SHAPE,
    TOTAL_WEIGHT,
    Allele,
    Images,
    Layer,
    Locus,
    Species,
    art_of,
    art_of_images,
    rules_of,
    silent_locus,
    species_id,
)
from avatarchain.species.compiled import pack, unpack
from avatarchain.species.digits import first_digit, places, second_digit
from avatarchain.species.drawing import Fault
from avatarchain.species.faults import Faults, read_text, read_weight
from avatarchain.species.files import NAME, LayerFiles
from avatarchain.species.image import SMALLEST, check_side

SHIPPED = Path(__file__).resolve().parent.parent / "data" / "species"
DEFAULT = "tuftling"
MAX_COLOURS = 96  # with 2 of each colour locus, half of a PNG's palette; edges have the rest

_COLOUR = re.compile(r"#[0-9a-f]{6}")
_RESERVED_ENDINGS = ("-shade", "-line")
_PACK_KEYS = {
    "format", "name", "version", "description", "paint", "background", "colours", "locus", "side",
}  # fmt: skip
_ALLELE_KEYS = {
    COLOUR: {"name", "weight", "same", "hides", "fill", "shade"},
    SHAPE: {"name", "weight", "same", "hides", "drawing", "pixels"},
}


def load(source: str | Path = DEFAULT) -> Species:
    """The species of a shipped pack's name, or of a folder.

    Raises UnknownSpecies where there is no such pack, FaultyPack (`faults`: all of
    them) where there is one that cannot be used.
    """
    if (Path(source) / "species.toml").is_file():
        return read_pack(Path(source))
    name = str(source)
    if name not in shipped():
        raise UnknownSpecies(name=name, shipped=", ".join(shipped()))
    return _shipped(name)


@lru_cache(maxsize=4)  # a shipped pack stays as it is; a folder may change at any time
def _shipped(name: str) -> Species:
    return unpack((SHIPPED / f"{name}.species").read_bytes(), name)


def shipped() -> list[str]:
    """The names of the species that come with avatarchain, compiled; their packs lie beside."""
    return sorted(path.stem for path in SHIPPED.glob("*.species"))


def read_pack(folder: Path) -> Species:
    """The species of a pack's folder. Raises FaultyPack with every fault found."""
    faults = Faults()
    species = _read_pack(folder, faults)
    if faults.found or species is None:
        more = len(faults.found) - 1
        rest = "" if not more else f" (and {more} more fault{'s' * (more > 1)})"
        raise FaultyPack(
            faults=tuple(faults.found), pack=folder.resolve().name, first=faults.found[0] + rest
        )
    return species


def _read_pack(folder: Path, faults: Faults) -> Species | None:
    try:
        data = tomllib.loads((folder / "species.toml").read_bytes().decode())
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        faults.add(getattr(error, "strerror", None) or str(error))
        return None
    except RecursionError:
        faults.add("tables or lists nest too deeply")
        return None
    for key in sorted(set(data) - _PACK_KEYS):
        faults.add(f"unknown key {key!r}")
    if data.get("format") != 1:
        faults.add(f"format must be 1, got {data.get('format')!r}")
    texts = tuple(read_text(data, key, faults) for key in ("name", "version", "description"))
    if texts[0] and not NAME.fullmatch(texts[0]):
        faults.add(f"name {texts[0]!r} must be lower-case words joined by hyphens")
    rows = data.get("locus", [])
    if not isinstance(rows, list) or not 1 <= len(rows) <= LOCI:
        faults.add(f"expected 1 to {LOCI} [[locus]] tables")
        return None
    names = [_named(row) for row in rows]
    side = _side(data, rows, faults) if "side" in data else None
    colours = _fixed_colours(data.get("colours", {}), faults)
    usable = [name for name, _ in colours]
    for row in rows:
        if isinstance(row, dict) and row.get("kind") == COLOUR:
            usable += [str(row.get("name")), f"{row.get('name')}-shade"]
    for name in sorted({name for name in usable if usable.count(name) > 1}):
        faults.add(f"the colour name {name!r} is used twice")

    loci = [
        _locus(row, number, rows, faults, images=side is not None)
        for number, row in enumerate(rows)
    ]
    loci += [silent_locus(number) for number in range(len(loci), LOCI)]
    files = LayerFiles(folder, frozenset(usable), side, faults)
    layers = _layers(data.get("paint", []), rows, names, files, faults)
    files.refuse_strays([row["name"] for row in rows if _is(row, SHAPE)])
    background = _background(data.get("background"), names, loci, faults)
    if faults.found:
        return None
    name, version, description = texts
    try:
        art = (
            art_of((name, version, description), colours, tuple(loci), layers, background)
            if side is None
            else art_of_images((name, version, description), tuple(loci), layers, background, side)
        )
    except OverflowError:
        faults.add("names and drawings together hold more than 16 MB")
        return None
    rules = rules_of(name, version, tuple(loci))
    cumulative = cumulate([[allele.weight for allele in locus.alleles] for locus in loci])
    return Species(
        name, version, description, colours, tuple(loci), layers, background,
        cumulative, rules, art, species_id(rules, art),
        None if side is None else Images(side, files.images),
    )  # fmt: skip


def _side(data: dict[str, Any], rows: list[Any], faults: Faults) -> int:
    """The side of a pack of images; what goes only with drawings is a fault there."""
    if data.get("colours") or any(_is(row, COLOUR) for row in rows):
        faults.add("a pack of images (one with a side) has no colours and no colour loci")
    if isinstance(paint := data.get("paint"), list) and any("." in str(one) for one in paint):
        faults.add("a pack of images has one layer a locus")
    seconds = [row.get("second") for row in rows if isinstance(row, dict)]
    for row in rows:
        if _is(row, DIGIT) and seconds.count(row["name"]) != 1:
            faults.add(f"the digit {row['name']!r} must be the second of one locus")
    try:
        return check_side(data["side"])
    except Fault as fault:
        faults.add(fault.reason)
        return SMALLEST


def _is(row: Any, kind: str) -> bool:
    return isinstance(row, dict) and row.get("kind") == kind and isinstance(row.get("name"), str)


def _named(row: Any) -> Any:
    return row.get("name") if isinstance(row, dict) else None


def _fixed_colours(table: Any, faults: Faults) -> tuple[tuple[str, str], ...]:
    if not isinstance(table, dict):
        faults.add("[colours] must be a table of name = '#rrggbb'")
        return ()
    if len(table) > MAX_COLOURS:
        faults.add(f"[colours] holds at most {MAX_COLOURS} colours, got {len(table)}")
    for name, value in table.items():
        _class_name(name, faults)
        _check_colour(f"colour {name}", value, faults)
    return tuple((str(name), str(value)) for name, value in table.items())


def _class_name(name: Any, faults: Faults) -> None:
    if not isinstance(name, str) or not NAME.fullmatch(name) or name.endswith(_RESERVED_ENDINGS):
        faults.add(
            f"name {name!r} must be lower-case words joined by hyphens, not ending in "
            "-shade or -line"
        )


def _check_colour(key: str, value: Any, faults: Faults) -> None:
    if not isinstance(value, str) or not _COLOUR.fullmatch(value):
        faults.add(f"{key} must be #rrggbb in lower case, got {value!r}")


def _locus(row: Any, number: int, rows: list[Any], faults: Faults, *, images: bool) -> Locus:
    if not isinstance(row, dict):
        faults.add(f"locus {number} must be a table")
        return silent_locus(number)
    name = row.get("name")
    with faults.at(f"locus {name if isinstance(name, str) else number}"):
        _class_name(name, faults)
        if sum(_named(other) == name for other in rows) > 1:
            faults.add(f"the name {name!r} is used by another locus too")
        if images and row.get("kind") == DIGIT:
            for key in sorted(set(row) - {"name", "kind"}):
                faults.add(f"unknown key {key!r}")
            return second_digit(str(name))
        if images and row.get("kind") == SHAPE and "second" in row:
            return first_digit(row, rows, faults)
        if row.get("kind") not in (COLOUR, SHAPE):
            faults.add(f"kind must be 'colour' or 'shape', got {row.get('kind')!r}")
            return silent_locus(number)
        for key in sorted(set(row) - {"name", "kind", "alleles"}):
            faults.add(f"unknown key {key!r}")
        forms = row.get("alleles")
        if not isinstance(forms, list) or len(forms) != ALLELES:
            count = len(forms) if isinstance(forms, list) else 0
            faults.add(f"expected {ALLELES} alleles, got {count}")
            return silent_locus(number)
        alleles = tuple(
            _allele(form, k, row["kind"], forms, rows, faults) for k, form in enumerate(forms)
        )
        total = sum(allele.weight for allele in alleles)
        if total != TOTAL_WEIGHT:
            faults.add(f"the weights sum to {total:,}, not {TOTAL_WEIGHT:,}")
        return Locus(str(name), row["kind"], alleles)


def original(form: Any, forms: list[Any]) -> Any:
    """The allele whose looks `form` takes: itself, or the one that its `same` names."""
    if isinstance(form, dict) and "same" in form:
        for other in forms:
            if isinstance(other, dict) and other.get("name") == form["same"] != form.get("name"):
                return other
    return form


def _allele(
    form: Any, number: int, kind: str, forms: list[Any], rows: list[Any], faults: Faults
) -> Allele:
    if not isinstance(form, dict):
        with faults.at(f"allele {number}"):
            faults.add("must be a table")
        return Allele("", 0)
    looks = original(form, forms)
    name = form.get("name", looks.get("name"))
    with faults.at(f"allele {name if isinstance(name, str) else number}"):
        if "same" in form:
            if looks is form or "same" in looks:
                faults.add(f"same = {form['same']!r} names no allele with a look of its own")
            for key in sorted({"fill", "shade", "drawing", "pixels", "hides"} & set(form)):
                faults.add(f"{key!r} does not go with 'same'")
        if (
            sum(isinstance(o, dict) and o.get("name") == name and "same" not in o for o in forms)
            > 1
        ):
            faults.add(f"the name {name!r} is used twice in this locus")
        for key in sorted(set(form) - _ALLELE_KEYS[kind]):
            faults.add(f"unknown key {key!r}")
        told = read_text({"name": name}, "name", faults)
        weight = read_weight(form.get("weight"), faults)
        fill = shade = ""
        if kind == COLOUR:
            fill, shade = looks.get("fill", ""), looks.get("shade", "")
            _check_colour("fill", fill, faults)
            _check_colour("shade", shade, faults)
        return Allele(told, weight, fill, shade, _hides(looks.get("hides", []), rows, faults))


def _hides(names: Any, rows: list[Any], faults: Faults) -> int:
    if not isinstance(names, list):
        faults.add(f"hides must be a list of loci, got {names!r}")
        return 0
    mask = 0
    for name in names:
        place = next((k for k, row in enumerate(rows) if _named(row) == name), None)
        if place is None:
            faults.add(f"hides {name!r}, which is no locus")
        elif not _is(rows[place], SHAPE):
            faults.add(f"hides {name!r}, but only shape loci can be hidden")
        else:
            mask |= 1 << place
    return mask


def _background(name: Any, names: list[Any], loci: list[Locus], faults: Faults) -> int | None:
    if name is None:
        return None
    if name not in names or loci[names.index(name)].kind != SHAPE:
        faults.add(f"background {name!r} is no shape locus")
        return None
    return names.index(name)


def _layers(
    paint: Any, rows: list[Any], names: list[Any], drawings: LayerFiles, faults: Faults
) -> tuple[Layer, ...]:
    if not isinstance(paint, list) or len(paint) > 255:
        faults.add("paint must be a list of at most 255 layers")
        return ()
    layers = []
    for entry in paint:
        locus, _, suffix = str(entry).partition(".")
        if locus not in names or not _is(rows[names.index(locus)], SHAPE):
            faults.add(f"paint names {entry!r}, which is no shape locus")
        elif "." in str(entry) and not NAME.fullmatch(suffix):
            faults.add(f"paint names {entry!r}: a layer is written locus.layer")
        elif paint.count(entry) > 1:
            faults.add(f"paint names {entry!r} twice")
        else:
            layers.append(_layer(rows[names.index(locus)], names.index(locus), suffix, drawings))
    for row in rows:
        if _is(row, SHAPE) and row["name"] not in paint:
            faults.add(f"paint does not name the shape locus {row['name']!r}")
    return tuple(layers)


def _layer(row: dict[str, Any], locus: int, suffix: str, drawings: LayerFiles) -> Layer:
    forms = row.get("alleles")
    forms = forms if isinstance(forms, list) else []
    looks = places(row) if "second" in row else [original(form, forms) for form in forms]
    named = [form for form in looks if isinstance(form, dict)]
    return Layer(locus, tuple(drawings.read(row["name"], form, suffix) for form in named))


def compile_packs(folders: list[str]) -> None:
    """Compile packs, each into a file beside its folder: how the shipped ones are made."""
    for folder in map(Path, folders):
        species = read_pack(folder)
        folder.with_name(f"{species.name}.species").write_bytes(pack(species))
        print(species.name, "0x" + species.id.hex())


if __name__ == "__main__":
    compile_packs(sys.argv[1:])
