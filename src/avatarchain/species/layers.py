"""Reading the layers of a pack: the paint order, the background, and the side of images."""

from typing import Any

from avatarchain.genetics.genome import ALLELES
from avatarchain.species import COLOUR, SHAPE, Layer, Locus
from avatarchain.species.digits import places
from avatarchain.species.drawing import MAX_NUMBERS, Fault, too_dear
from avatarchain.species.edges import sum_of, too_many, worst
from avatarchain.species.effort import MAX_EFFORT
from avatarchain.species.faults import Faults
from avatarchain.species.files import NAME, LayerFiles
from avatarchain.species.image import SMALLEST, check_side
from avatarchain.species.loci import original
from avatarchain.species.looks import is_kind


def read_side(data: dict[str, Any], rows: list[Any], faults: Faults) -> int:
    """The side of a pack of images, in pixels; keys for drawings are faults in such a pack."""
    if data.get("colours") or any(is_kind(row, COLOUR) for row in rows):
        faults.add("a pack of images (one with a side) has no colours and no colour loci")
    if isinstance(paint := data.get("paint"), list) and any("." in str(entry) for entry in paint):
        faults.add("a pack of images has one layer a locus")
    try:
        return check_side(data["side"])
    except Fault as fault:
        faults.add(fault.reason)
        return SMALLEST


def read_background(name: Any, names: list[Any], loci: list[Locus], faults: Faults) -> int | None:
    """The number of the locus that is the background; None if the pack names none."""
    if name is None:
        return None
    if name not in names or loci[names.index(name)].kind != SHAPE:
        faults.add(f"background {name!r} is no shape locus")
        return None
    return names.index(name)


def read_layers(
    paint: Any, rows: list[Any], names: list[Any], drawings: LayerFiles, faults: Faults
) -> tuple[Layer, ...]:
    """The layers that `paint` lists, bottom first.

    `rows` are the tables of all loci and `names` their names; `drawings` reads the files.
    """
    if not isinstance(paint, list) or len(paint) > 255:
        faults.add("paint must be a list of at most 255 layers")
        return ()
    layers = []
    for entry in paint:
        locus, _, suffix = str(entry).partition(".")
        if locus not in names or not is_kind(rows[names.index(locus)], SHAPE):
            faults.add(f"paint names {entry!r}, which is no shape locus")
        elif "." in str(entry) and not NAME.fullmatch(suffix):
            faults.add(f"paint names {entry!r}: a layer is written locus.layer")
        elif paint.count(entry) > 1:
            faults.add(f"paint names {entry!r} twice")
        else:
            layers.append(_layer(rows[names.index(locus)], names.index(locus), suffix, drawings))
    for row in rows:
        if is_kind(row, SHAPE) and row["name"] not in paint:
            faults.add(f"paint does not name the shape locus {row['name']!r}")
    return tuple(layers)


def check_portrait(layers: tuple[Layer, ...], files: LayerFiles, faults: Faults) -> None:
    """Add a fault if a portrait may take too long to paint, or have too many numbers or edges.

    The most expensive form of each layer counts, since a genome may have all of them.
    """
    drawn = [[files.drawings[text] for text in layer.drawings if text] for layer in layers]
    dearest = [max(forms, key=lambda form: form[0].effort) for forms in drawn if forms]
    total = sum(drawing.effort for drawing, _ in dearest)
    if total > MAX_EFFORT:
        drawing, file = max(dearest, key=lambda form: form[0].effort)
        faults.add(
            f"all layers together take too long to paint: {too_dear(total)}; "
            f"this drawing has {drawing.effort:,.0f}, the most",
            file,
        )
    fullest = [max(forms, key=lambda form: form[0].numbers) for forms in drawn if forms]
    total = sum(drawing.numbers for drawing, _ in fullest)
    if total > MAX_NUMBERS:
        drawing, file = max(fullest, key=lambda form: form[0].numbers)
        faults.add(
            f"all layers together hold {total:,} numbers, where {MAX_NUMBERS:,} are allowed; "
            f"this drawing has {drawing.numbers:,}, the most",
            file,
        )
    layered = sum_of([worst([drawing.edges for drawing, _ in forms]) for forms in drawn])
    if (reason := too_many(layered, one_layer=False)) is not None:
        faults.add(f"all layers together have too many edges: {reason}")


def _layer(row: dict[str, Any], locus: int, suffix: str, drawings: LayerFiles) -> Layer:
    forms = row.get("alleles")
    forms = forms if isinstance(forms, list) and len(forms) <= ALLELES else []
    looks = places(row) if "second" in row else [original(form, forms) for form in forms]
    named = [form for form in looks if isinstance(form, dict)]
    return Layer(locus, tuple(drawings.read_drawing(row["name"], form, suffix) for form in named))
