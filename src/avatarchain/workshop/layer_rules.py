"""The `species.toml` of a pack that is made of layers.

A layer of up to 16 forms is a locus, whose alleles the forms share. A larger one is read from two
loci, as the digits of one number.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from avatarchain.genetics.genome import ALLELES
from avatarchain.workshop.layer_images import Picture
from avatarchain.workshop.layer_names import GROUNDS
from avatarchain.workshop.shares import alleles, digits


@dataclass(frozen=True, slots=True)
class Form:
    """One form of a layer.

    `stem` is the name of its file in the pack, without the ending.
    """

    name: str
    weight: int
    picture: Picture
    stem: str


@dataclass(frozen=True, slots=True)
class Folder:
    """One layer: the key and the title of its locus, and its forms in the order of their files.

    The title is empty if the key says the same. `second` is the key of the second digit, or empty.
    """

    locus: str
    title: str
    forms: tuple[Form, ...]
    second: str = ""


def background_of(layers: Sequence[Folder]) -> str | None:
    """The key of the layer that is left out of a picture without background."""
    return layers[0].locus if layers and layers[0].locus in GROUNDS else None


def rules_of_layers(name: str, side: int, layers: Sequence[Folder]) -> str:
    """Compose `species.toml` for folders of PNG layers, which are `side` pixels wide and high."""
    lines = [
        "# A species of PNG layers. `pixels` are digests: an image that is changed is refused,",
        "# because the species would be another. Names, weights and hides can be edited until",
        "# the first avatar is made.",
        "format = 1",
        f"name = {_text(name)}",
        'version = "1.0"',
        f"description = {_text(f'{name}, made of PNG layers.')}",
        f"side = {side}",
        f"paint = {json.dumps([layer.locus for layer in layers])}",
    ]
    if (background := background_of(layers)) is not None:
        lines.append(f"background = {_text(background)}")
    for layer in layers:
        lines += ["", "[[locus]]", f"name = {_text(layer.locus)}"]
        lines += [f"title = {_text(layer.title)}"] if layer.title else []
        lines += ['kind = "shape"']
        lines += _digits(layer) if layer.second else _alleles(layer)
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
    lines = [f"second = {_text(layer.second)}", f"weights = {weights}", "forms = ["]
    for form, at in zip(layer.forms, places, strict=True):
        lines.append(f"  {{ {_look(form)}, at = {json.dumps([f'{place:02x}' for place in at])} }},")
    digit = ["[[locus]]", f"name = {_text(layer.second)}", 'kind = "digit"']
    return [*lines, "]", "", *digit]


def takes_two(forms: Sequence[Form]) -> bool:
    """Whether a layer of these forms is read from two loci."""
    return len(forms) > ALLELES


def _look(form: Form) -> str:
    pixels = form.picture.pixels
    return f"name = {_text(form.name)}, drawing = {_text(form.stem)}, pixels = {_text(pixels)}"


def _text(text: str) -> str:
    """The text as a TOML string; a JSON string is one."""
    return json.dumps(text, ensure_ascii=False)
