"""Make a pack of a DiceBear style definition, so that a style of faces can be inherited.

A style has a canvas with elements and components, of which each has variants, and colours, of
which each has values. A component becomes a shape locus, and its variants become forms; one that
is not always there gets the form *none*. A colour with several values becomes a colour locus.
What stands on the canvas itself becomes the shape locus *base*, and the painted background the
locus *background*. Where a style paints something behind and in front of a component, its locus
has several layers.

All that does not fit is told at once, and then nothing is written.
"""

import importlib.util
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from avatarchain.base.canonical import DEEPEST, read_json
from avatarchain.base.regular import read_regular
from avatarchain.errors import BadName, FaultyPack, FaultyStyle, MissingExtra
from avatarchain.genetics.genome import ALLELES, LOCI
from avatarchain.species.drawing import MAX_FAULTS
from avatarchain.species.outline import Matrix
from avatarchain.species.pack import read_pack
from avatarchain.species.spelling import Fault, quoted
from avatarchain.workshop.dicebear_elements import Around, Inks, Placed, drawn, inside
from avatarchain.workshop.layer_names import key_of, scaled
from avatarchain.workshop.shares import alleles, digits
from avatarchain.workshop.style_work import ELEMENT, LETTER, StopReading
from avatarchain.workshop.writing import RULES, check_target, write_files

SIDE = 512
MAX_LAYERS = 255
MOST_BYTES = 4_000_000  # of a style; the largest of DiceBear has 454,000
PACKAGE = "dicebear_styles"
LICENCES = {"CC0 1.0": "CC0-1.0", "CC BY 4.0": "CC-BY-4.0", "MIT": "MIT"}
"""Licences under which a style may be changed and passed on, and their SPDX identifiers."""
_FREE = "free for personal and commercial use"
_NOTHING = "none"
_LONGEST_KEY = 64
_OURS = ("background", "base")  # loci that are no components
_SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 512 512">{}</svg>\n'


@dataclass(slots=True)
class _Locus:
    """A shape locus that is being made: `forms` by key, each with a drawing for each layer."""

    key: str
    weights: dict[str, Fraction]
    forms: dict[str, dict[str, str]] = field(default_factory=dict)
    hides: dict[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StylePack:
    """A pack that was made of a style: its name, and the number of forms of each locus."""

    name: str
    forms: Mapping[str, int]
    creator: str
    license: str


def find_style(source: str) -> Path:
    """The file of a style: `source` is its path, or the name of one in the package of styles.

    Raises MissingExtra without the package, and FaultyStyle if there is no such style.
    """
    path = Path(source)
    if path.suffix == ".json" or path.is_file():
        return path
    package = importlib.util.find_spec(PACKAGE)
    if package is None or not package.submodule_search_locations:
        raise MissingExtra(package="dicebear-styles", extra="dicebear")
    file = Path(package.submodule_search_locations[0]) / f"{source}.json"
    if re.fullmatch(r"[a-z0-9-]+", source) is None or not file.is_file():
        raise FaultyStyle(style=source, first="there is no such style", faults=())
    return file


def style_name(source: Path, given: str | None) -> str:
    """The name of the species: `given`, or else made of the name of the style's file.

    Raises BadName if it cannot be a name.
    """
    if given is not None:
        if key_of(given) != given:
            raise BadName(name=given)
        return given
    return key_of(source.stem) or "style"


def make_style_pack(source: Path, target: Path, name: str) -> StylePack:
    """Make the species pack `name` in `target` of the style in the file `source`.

    Raises FaultyStyle with all reasons why the style cannot be one, and FolderInUse.
    """
    faults: list[str] = []
    try:
        maker = _Maker(_read(source), name, faults)
        files = maker.files()
        if not faults:
            faults += _trial(files)
    except Fault as fault:
        faults.append(fault.reason)
    except StopReading as stopped:
        faults.append(str(stopped))
    except _ODD as error:
        reason = getattr(error, "strerror", None) or (
            f"it is no style definition of DiceBear ({type(error).__name__}: a part is missing, or "
            "has another form)"
        )
        raise FaultyStyle(style=source.stem, first=reason, faults=(reason,)) from None
    if faults:
        reasons = _counted(faults)
        rest = f" (and {len(reasons) - 1} more)" if len(reasons) > 1 else ""
        raise FaultyStyle(style=source.stem, first=reasons[0] + rest, faults=reasons)
    check_target(target, files)
    write_files(target, files)
    forms = {locus.key: len(locus.weights) for locus in maker.loci}
    forms |= {key: len(values) for key, values in maker.chosen.items()}
    return StylePack(maker.name, forms, maker.creator, maker.license)


def _trial(files: Mapping[Path, bytes | Path]) -> tuple[str, ...]:
    """The faults of the pack that is made of these files."""
    with TemporaryDirectory() as folder:
        write_files(Path(folder), files)
        try:
            read_pack(Path(folder))
        except FaultyPack as error:
            return error.faults
    return ()


def _counted(faults: Sequence[str]) -> tuple[str, ...]:
    """Each fault once, with its count; the last one says how many are left out."""
    reasons = [
        reason if count == 1 else f"{reason} ({count} times)"
        for reason, count in Counter(faults).items()
    ]
    if len(reasons) > MAX_FAULTS:
        reasons[MAX_FAULTS:] = [f"and {len(reasons) - MAX_FAULTS:,} more faults"]
    return tuple(reasons)


def _read(source: Path) -> Any:
    try:
        return read_json(read_regular(source, MOST_BYTES))
    except (ValueError, RecursionError):
        raise Fault(f"it is no JSON that can be read, or nests more than {DEEPEST} deep") from None


_ODD = (
    *(OSError, ValueError, LookupError, TypeError, AttributeError),
    *(RecursionError, ArithmeticError),
)
"""What a definition of another form can raise where it is read."""


class _Maker:
    """Reads one style into loci and paint order."""

    def __init__(self, style: Mapping[str, Any], name: str, faults: list[str]) -> None:
        self.style, self.name, self.faults = style, name, faults
        self.loci: list[_Locus] = []
        self.paint: list[str] = []
        colours = {key: entry["values"] for key, entry in style.get("colors", {}).items()}
        self.values: dict[str, list[str]] = {key: _hexes(values) for key, values in colours.items()}
        names = {key: f"{_key(key)}-colour" for key in self.values}
        self.inks = Inks(names)
        self.creator, self.license, self.source = self._credits()
        self._read()

    def _credits(self) -> tuple[str, str, str]:
        """Who made the style, the SPDX identifier of its licence, and where it is from."""
        meta = self.style.get("meta", {})
        name = str(meta.get("license", {}).get("name", ""))
        if name not in LICENCES and name.rstrip(".").casefold() != _FREE:
            self.faults.append(f"its licence {name[:80]!r} is not known to let it be changed")
        spdx = LICENCES.get(name) or "LicenseRef-" + "-".join(re.findall("[A-Za-z0-9]+", name))
        creator, source = meta.get("creator", {}), meta.get("source", {})
        return str(creator.get("name", "")), spdx, str(source.get("url", ""))

    def _read(self) -> None:
        canvas = self.style["canvas"]
        width, height = float(canvas["width"]), float(canvas["height"])
        factor = SIDE / max(width, height)
        place = ((SIDE - factor * width) / 2, (SIDE - factor * height) / 2)
        matrix: Matrix = (factor, 0.0, 0.0, factor, *place)
        around = Around(self.style.get("attributes", {}), matrix)
        if "background" in self.values:
            self._add("background", {"plain": Fraction(1)})
            self.inks.used.add("background")
            whole = f'<rect class="{self.inks.style["background"]}" width="512" height="512"/>'
            self._draw("background", "plain", "background", whole)
        texts: list[str] = []
        for piece in drawn(canvas["elements"], around, self.inks, self.faults):
            if isinstance(piece, str):
                texts.append(piece)
            else:
                self._base(texts)
                self._component(piece, around)
                texts = []
        self._base(texts)
        needed = sum(1 + (len(locus.weights) > ALLELES) for locus in self.loci) + len(self.chosen)
        if needed > LOCI:
            self.faults.append(f"it needs {needed} loci, and a genome has {LOCI}")

    @property
    def chosen(self) -> dict[str, list[str]]:
        """The colours that a genome chooses: those with several values that are used."""
        return {
            self.inks.style[key]: values
            for key, values in self.values.items()
            if key in self.inks.used and len(values) > 1
        }

    def _add(self, key: str, weights: dict[str, Fraction]) -> None:
        self.loci.append(_Locus(key, weights))

    def _layer(self, key: str) -> str:
        """The name of the next layer of a locus, which is added to the paint order."""
        if len(self.paint) >= MAX_LAYERS:
            raise Fault(f"it needs more than {MAX_LAYERS} layers")
        count = sum(name.partition(".")[0] == key for name in self.paint)
        self.paint.append(f"{key}.part-{count + 1}" if count else key)
        return self.paint[-1]

    def _draw(self, key: str, form: str, layer: str, text: str) -> None:
        if layer not in self.paint:
            self.paint.append(layer)
        locus = next(locus for locus in self.loci if locus.key == key)
        locus.forms.setdefault(form, {})[layer] = text

    def _base(self, texts: Sequence[str]) -> None:
        """A further layer of what stands on the canvas itself."""
        if not texts:
            return
        if all(locus.key != "base" for locus in self.loci):
            self._add("base", {"plain": Fraction(1)})
        self._draw("base", "plain", self._layer("base"), "".join(texts))

    def _component(self, placed: Placed, around: Around) -> None:
        component = self.style["components"][placed.component]
        key, variants = _locus_key(placed.component), component["variants"]
        if len(variants) > ALLELES**2:
            raise Fault(f"{key} has {len(variants):,} variants; a locus has {ALLELES**2}")
        letters = sum(map(len, variants))
        self.inks.work.spend(ELEMENT * len(variants) + LETTER * letters)
        layers: dict[str, str] = {}
        worn: dict[str, list[Placed]] = {}
        for name, variant in variants.items():
            pieces = list(
                drawn(variant["elements"], inside(around, placed), self.inks, self.faults)
            )
            texts = [piece for piece in pieces if isinstance(piece, str)]
            layers[_key(name)] = "".join(texts)
            worn[_key(name)] = [piece for piece in pieces if isinstance(piece, Placed)]
            if pieces[: len(texts)] != texts:
                self.faults.append(f"{placed.component} has other components below its shapes")
        if not any(layers.values()):
            return  # a component of animations only
        if len(layers) < len(variants):
            self.faults.append(f"two variants of {placed.component} have one key")
        if all(locus.key != key for locus in self.loci):
            self._add(key, _weights(component))
        layer = self._layer(key)
        for form, text in layers.items():
            self._draw(key, form, layer, text)
        self._nested(key, worn, around)

    def _nested(self, key: str, worn: Mapping[str, Sequence[Placed]], around: Around) -> None:
        """Components that stand on top of variants of another: they become loci of their own.

        Where a variant has none of them, it hides it.
        """
        for component in sorted({piece.component for pieces in worn.values() for piece in pieces}):
            places = {
                form: [p for p in pieces if p.component == component]
                for form, pieces in worn.items()
            }
            matrices = {piece.matrix for pieces in places.values() for piece in pieces}
            if len(matrices) > 1:
                self.faults.append(f"{component} stands at several places inside {key}")
                continue
            locus = next(locus for locus in self.loci if locus.key == key)
            for form in locus.weights:
                if not places.get(form):
                    locus.hides.setdefault(form, []).append(_locus_key(component))
            self._component(Placed(component, matrices.pop()), around)

    def files(self) -> dict[Path, bytes | Path]:
        """All files of the pack; none if there are faults."""
        files: dict[Path, bytes | Path] = {}
        if self.faults:
            return files
        for locus in self.loci:
            for form in locus.weights:
                drawings = locus.forms.get(form, {})
                for layer in (name for name in self.paint if name.partition(".")[0] == locus.key):
                    _, _, suffix = layer.partition(".")
                    text = drawings.get(layer, "")
                    if text or not suffix:
                        name = f"{form}.{suffix}.svg" if suffix else f"{form}.svg"
                        files[Path(locus.key, name)] = _SVG.format(text).encode()
        files[RULES] = "\n".join(self._rules()).encode() + b"\n"
        return files

    def _rules(self) -> Iterator[str]:
        yield "# Made of a DiceBear style. Names, weights and hides can be edited until the first"
        yield "# avatar is made."
        yield "format = 1"
        yield f'name = "{self.name}"'
        yield 'version = "1.0"'
        yield f"description = {_text(f'The style {self.name}, with genes.')}"
        credits = {"creator": self.creator, "license": self.license, "source": self.source}
        yield from (f"{key} = {_text(text)}" for key, text in credits.items() if text)
        yield f"paint = {json.dumps(self.paint)}"
        if self.paint and self.paint[0] == "background":
            yield 'background = "background"'
        yield from ("", "[colours]")
        for key, values in self.values.items():
            if key in self.inks.used and len(values) == 1:
                yield f'{self.inks.style[key]} = "{values[0]}"'
        for value, name in self.inks.fixed.items():
            yield f'{name} = "{value}"'
        for key, values in self.chosen.items():
            yield from ("", "[[locus]]", f'name = "{key}"', 'kind = "colour"')
            looks = {value: f'fill = "{value}", shade = "{_darker(value)}"' for value in values}
            yield from _forms(key, {value: Fraction(1) for value in values}, looks)
        for locus in self.loci:
            yield from ("", "[[locus]]", f'name = "{locus.key}"', 'kind = "shape"')
            looks = {
                form: f'drawing = "{form}"'
                + (f", hides = {json.dumps(locus.hides[form])}" if form in locus.hides else "")
                for form in locus.weights
            }
            yield from _forms(locus.key, locus.weights, looks)


def _forms(key: str, weights: Mapping[str, Fraction], looks: Mapping[str, str]) -> Iterator[str]:
    whole = scaled(list(weights.values()))
    if len(weights) <= ALLELES:
        yield "alleles = ["
        copies = []
        for form, (first, *more) in zip(weights, alleles(whole), strict=True):
            yield f"  {{ name = {_text(form)}, {looks[form]}, weight = {first} }},"
            copies += [f"  {{ same = {_text(form)}, weight = {weight} }}," for weight in more]
        yield from (*copies, "]")
        return
    firsts, places = digits(whole)
    yield from (f'second = "{key}-2"', f"weights = {firsts}", "forms = [")
    for form, at in zip(weights, places, strict=True):
        spots = json.dumps([f"{place:02x}" for place in at])
        yield f"  {{ name = {_text(form)}, {looks[form]}, at = {spots} }},"
    yield from ("]", "", "[[locus]]", f'name = "{key}-2"', 'kind = "digit"')


def _weights(component: Mapping[str, Any]) -> dict[str, Fraction]:
    """The weight of each variant by its key, and of *none* if it is not always there."""
    weights = {
        _key(name): _share(variant.get("weight", 1), 10**9)
        for name, variant in component["variants"].items()
    }
    weights = {key: weight for key, weight in weights.items() if weight > 0}
    share = _share(component.get("probability", 100), 100) / 100
    if share < 1:
        nothing = "nothing" if _NOTHING in weights else _NOTHING
        weights[nothing] = sum(weights.values()) * (1 - share) / share if share else Fraction(1)
    return weights


def _share(value: Any, most: int) -> Fraction:
    """A weight or a probability. Raises Fault if it is below 0, above `most` or nearly nothing."""
    number = float(value)  # first, since a fraction works out any exponent
    if number and not 1e-9 <= number <= most:
        raise Fault(f"a weight or a probability is {quoted(str(value))}")
    return Fraction(str(value)) if number else Fraction(0)


def _key(name: str) -> str:
    """A key made of a name in camel case."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name)
    # A key begins with a letter, and does not end as the class of a line does.
    key = next(filter(None, map(key_of, (words, f"{words} form", f"form {words} form"))), None)
    if key is None or len(key) > _LONGEST_KEY:
        raise Fault(f"the name {quoted(name)} gives no key")
    return key


def _locus_key(component: str) -> str:
    """The key of a component's locus."""
    key = _key(component)
    return f"{key}-part" if key in _OURS else key


def _hexes(values: Sequence[str]) -> list[str]:
    inks = Inks({})
    for value in values:
        inks.name(value)
    return list(inks.fixed)


def _darker(value: str) -> str:
    """Three quarters of a colour."""
    return "#" + "".join(f"{int(value[at : at + 2], 16) * 3 // 4:02x}" for at in (1, 3, 5))


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
