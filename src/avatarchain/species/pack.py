"""Reading a species pack: a folder with `species.toml` and its drawings.

People write packs by hand, so all faults are gathered and reported together, each with file,
locus, allele and reason. A pack with a fault is not loaded at all. `docs/species.md`
describes the format key by key. This module reads the pack as a whole; `loci` reads the tables
of loci, `layers` the paint order, and `files` the drawings.
"""

import sys
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from avatarchain.base.canonical import to_hex
from avatarchain.base.kinds import checked
from avatarchain.base.regular import read_regular
from avatarchain.base.toml import read_toml
from avatarchain.errors import FaultyPack, UnknownSpecies
from avatarchain.genetics.genome import LOCI
from avatarchain.genetics.seeds import cumulate
from avatarchain.species import COLOUR, SHAPE, Images, Layer, Locus, Species, silent_locus
from avatarchain.species.about import read_about
from avatarchain.species.compiled import art_of, art_of_images, species_id
from avatarchain.species.digits import check_digits
from avatarchain.species.faults import Faults
from avatarchain.species.files import LayerFiles
from avatarchain.species.gas import MAX_TOKEN_GAS, token_gas
from avatarchain.species.layers import check_portrait, read_background, read_layers, read_side
from avatarchain.species.loci import read_colours, read_locus
from avatarchain.species.looks import is_kind, name_of_row
from avatarchain.species.rules import About, rules_of
from avatarchain.species.unpacked import from_bytes

SHIPPED = Path(__file__).resolve().parent.parent / "data" / "species"
DEFAULT = "tuftling"
MAX_RULES = 1_000_000  # bytes of species.toml

_PACK_KEYS = {
    "format",
    "name",
    "version",
    "description",
    "creator",
    "license",
    "source",
    "paint",
    "background",
    "colours",
    "locus",
    "side",
}


@checked
def load(source: str | Path = DEFAULT) -> Species:
    """Load a species: `source` is the name of a shipped pack, or a pack's folder.

    Raises UnknownSpecies if there is no such pack, and FaultyPack with all faults if the pack
    cannot be used.
    """
    if (folder := folder_of(source)) is not None:
        return read_pack(folder)
    name = str(source)
    if name not in shipped():
        raise UnknownSpecies(name=name, shipped=", ".join(shipped()))
    return _shipped(name)


def folder_of(source: str | Path) -> Path | None:
    """The folder of the pack that `source` names; None if it holds no pack.

    A text that is the name of a shipped pack never means a folder: otherwise a stranger's folder of
    that name could change the result of commands that run beside it. With `./` in front, or as a
    Path, it means the folder.
    """
    if isinstance(source, str) and source in shipped():
        return None
    rules = Path(source) / "species.toml"
    try:  # a link in a circle is told as a fault
        return Path(source) if rules.exists() or rules.is_symlink() else None
    except (OSError, ValueError):  # no file has so long a name, or a zero byte in it
        return None


def source_of(folder: Path) -> str:
    """A folder as a text for `load`: with `./` in front if a shipped pack has the same name."""
    return f"./{folder}" if str(folder) in shipped() else str(folder)


@lru_cache(maxsize=4)  # a shipped pack stays as it is; a folder may change at any time
def _shipped(name: str) -> Species:
    return from_bytes((SHIPPED / f"{name}.species").read_bytes(), name)


def shipped() -> list[str]:
    """The names of the species that come with avatarchain, in alphabetical order."""
    return sorted(path.stem for path in SHIPPED.glob("*.species"))


def is_shipped(species: Species) -> bool:
    """Whether it is one of the species that come with avatarchain, wherever it was read."""
    return _is_shipped(species.name, species.id)


@lru_cache(maxsize=64)
def _is_shipped(name: str, identity: bytes) -> bool:
    return name in shipped() and identity == _shipped(name).id


def read_pack(folder: Path) -> Species:
    """Read the pack in a folder and return its species. Raises FaultyPack with every fault."""
    faults = Faults()
    species = None
    try:
        species = _read_pack(folder, faults)
    except (ArithmeticError, LookupError, OSError, RuntimeError, TypeError, ValueError) as error:
        # What the readers do not foresee is a fault of the pack all the same.
        faults.add(f"cannot be read as a pack ({type(error).__name__})")
    if faults.sentences or species is None:
        more = len(faults.sentences) - 1
        rest = "" if not more else f" (and {more} more fault{'s' * (more > 1)})"
        raise FaultyPack(
            faults=tuple(faults.sentences),
            pack=folder.resolve().name,
            first=faults.sentences[0] + rest,
        )
    return replace(species, folder=folder.absolute())


def _table(folder: Path, faults: Faults) -> dict[str, Any] | None:
    try:
        return read_toml(read_regular(folder / "species.toml", MAX_RULES))
    except (OSError, ValueError) as error:
        faults.add(getattr(error, "strerror", None) or str(error))
    return None


def _read_pack(folder: Path, faults: Faults) -> Species | None:
    data = _table(folder, faults)
    if data is None:
        return None
    for key in sorted(set(data) - _PACK_KEYS):
        faults.add(f"unknown key {key!r}")
    if data.get("format") != 1:
        faults.add(f"format must be 1, got {data.get('format')!r}")
    about = read_about(data, faults)
    rows = data.get("locus", [])
    if not isinstance(rows, list) or not 1 <= len(rows) <= LOCI:
        faults.add(f"expected 1 to {LOCI} [[locus]] tables")
        return None
    names = [name_of_row(row) for row in rows]
    side = read_side(data, rows, faults) if "side" in data else None
    colours = read_colours(data.get("colours", {}), faults)
    usable = _colour_names(colours, rows, faults)
    loci = [
        read_locus(row, number, rows, faults, images=side is not None)
        for number, row in enumerate(rows)
    ]
    check_digits(rows, faults)
    loci += [silent_locus(number) for number in range(len(loci), LOCI)]
    files = LayerFiles(folder, usable, side, faults)
    layers = read_layers(data.get("paint", []), rows, names, files, faults)
    files.refuse_strays([row["name"] for row in rows if is_kind(row, SHAPE)])
    background = read_background(data.get("background"), names, loci, faults)
    if side is not None:
        files.check_pixels(side)
    elif not faults.sentences:
        check_portrait(layers, files, faults)
    if faults.sentences:
        return None
    images = None if side is None else Images(side, files.images)
    try:
        species = _assembled(about, colours, tuple(loci), layers, background, images)
    except OverflowError:
        faults.add("names and drawings together hold more than 16 MB")
        return None
    if (gas := token_gas(species)) > MAX_TOKEN_GAS:
        faults.add(
            f"an answer of tokenURI would need {gas:,} gas, where {MAX_TOKEN_GAS:,} are allowed: "
            "names, drawings or all files together are too long"
        )
    return species


def _colour_names(
    colours: tuple[tuple[str, str], ...], rows: list[Any], faults: Faults
) -> frozenset[str]:
    """The names that drawings may use: fixed colours, and colour loci with their shades."""
    usable = [name for name, _ in colours]
    for row in rows:
        if isinstance(row, dict) and row.get("kind") == COLOUR:
            usable += [str(row.get("name")), f"{row.get('name')}-shade"]
    for name in sorted({name for name in usable if usable.count(name) > 1}):
        faults.add(f"the colour name {name!r} is used twice")
    return frozenset(usable)


def _assembled(
    about: About,
    colours: tuple[tuple[str, str], ...],
    loci: tuple[Locus, ...],
    layers: tuple[Layer, ...],
    background: int | None,
    images: Images | None,
) -> Species:
    """The species, from all parts of a pack without faults. Raises the errors of `art_of`."""
    art = (
        art_of(about, colours, loci, layers, background)
        if images is None
        else art_of_images(about, loci, layers, background, images.side)
    )
    return Species(
        name=about.name,
        version=about.version,
        description=about.description,
        colours=colours,
        loci=loci,
        layers=layers,
        background=background,
        cumulative=cumulate([[allele.weight for allele in locus.alleles] for locus in loci]),
        rules=rules_of(about, loci),
        art=art,
        id=species_id(art),
        images=images,
        creator=about.creator,
        license=about.license,
        source=about.source,
    )


def compile_packs(folders: list[str]) -> None:
    """Compile packs, each into a file next to its folder. The shipped packs are made with this."""
    for folder in map(Path, folders):
        species = read_pack(folder)
        folder.with_name(f"{species.name}.species").write_bytes(species.art)
        print(species.name, to_hex(species.id))


if __name__ == "__main__":
    compile_packs(sys.argv[1:])
