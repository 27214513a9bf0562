"""The compiled form of a rig: all that a page needs to move a species, as JSON.

A program that has the species' bytes and this can move any of its characters. The rules of `eyes`,
`mouth` and `figure` have been applied to every form of every layer: what remains is to choose
forms and colours by the genome, and to compute poses. docs/living.md describes the fields.

A shape is the number of an element of its drawing, or a number with those of some of its subpaths.
A number below 0 is an element that is added: -1 the first of `texts`. Its colours stand there in
braces: `{12}` is colour 12 of the genome (2·i is the fill of locus i, 2·i + 1 its shade), `{ink}`
the darkest colour of the eyes' layer, `{a0}` and `{b0}` the colours of the upper and lower lid in
box 0, and `{r0:12}` the line round an eye, which is colour 12 if that is the ink, else that of the
upper lid.
"""

import re
from collections.abc import Sequence
from typing import Any

from avatarchain.base.canonical import to_hex
from avatarchain.errors import NoDrawing
from avatarchain.living import Rig, Seat
from avatarchain.living.animated import bare
from avatarchain.living.elements import Box, Inked, elements, halves
from avatarchain.living.eyes import (
    SPOTS,
    Looks,
    Tones,
    colour_at,
    eye_pieces,
    lid_colours,
    spots_round,
)
from avatarchain.living.figure import coloured_shapes, side_pieces, soft_colours
from avatarchain.living.mouth import mouth_pieces
from avatarchain.living.pieces import Piece
from avatarchain.species import COLOUR, Layer, Species, forms_of

RIG = 1
MOST_LOOKS = 40_000_000
"""At points of drawings, of the eyes of all forms; the tuftling takes 2,400,000."""

_STAND_IN = re.compile(r"#[0-9a-f]{6}")
_SUBPATH = re.compile(r"M[^M]*")
_DATA = re.compile(r' d="([^"]*)"')
_NOTHING = "."


def compiled(species: Species, rig: Rig) -> dict[str, Any]:
    """The compiled form of a rig, as a JSON object.

    Raises NoDrawing for a species of images, and TooManyEyes.
    """
    if species.images is not None:
        raise NoDrawing(species=species.name)
    return _Compiler(species, rig).whole()


class _StandIns:
    """Colours that no drawing has, each of which stands for words in braces."""

    def __init__(self, taken: Sequence[str]) -> None:
        free = (f"#{n:06x}" for n in range(0x5E0000, 0xFFFFFF))
        self._free = (colour for colour in free if colour not in taken)
        self._of: dict[str, str] = {}
        self.words: dict[str, str] = {}

    def colour(self, words: str) -> str:
        """The colour that stands for these words."""
        if words not in self._of:
            colour = self._of[words] = next(self._free)
            self.words[colour] = words
        return self._of[words]

    def spell(self, text: str) -> str:
        """A text with the words in braces in place of their colours."""
        return _STAND_IN.sub(
            lambda match: f"{{{self.words[match[0]]}}}" if match[0] in self.words else match[0],
            text,
        )


class _Later(Tones):
    """The colours of closed eyes, which a genome decides, as stand-ins."""

    def __init__(self, stand_ins: _StandIns, boxes: dict[Box, int], looks: Looks) -> None:
        self.ink, self.looks = stand_ins.colour("ink"), looks
        self._stand_ins, self._boxes = stand_ins, boxes
        self._number = 0

    def lids(self, box: Box) -> tuple[str, str]:
        self._number = self._boxes.setdefault(box, len(self._boxes))
        return tuple(self._stand_ins.colour(f"{side}{self._number}") for side in "ba")  # type: ignore[return-value]

    def rim(self, line: str, above: str) -> str:
        words = self._stand_ins.words.get(line, line)
        return self._stand_ins.colour(f"r{self._number}:{words}")


class _Compiler:
    def __init__(self, species: Species, rig: Rig) -> None:
        self.species, self.rig = species, rig
        self.bones = [*rig.bones]
        self.boxes: dict[Box, int] = {}
        self.texts: dict[str, int] = {}
        self.looks = Looks(MOST_LOOKS)
        fixed = dict(species.colours)
        self.stand_ins = _StandIns([*fixed.values()])
        self.colours = dict(fixed)
        for number, locus in enumerate(species.loci):
            if locus.kind == COLOUR:
                self.colours[locus.name] = self.stand_ins.colour(f"{2 * number}")
                self.colours[f"{locus.name}-shade"] = self.stand_ins.colour(f"{2 * number + 1}")

    def whole(self) -> dict[str, Any]:
        layers = [self._layer(number, layer) for number, layer in enumerate(self.species.layers)]
        return {
            "rig": RIG,
            "species": to_hex(self.species.id),
            "name": self.species.name,
            "digest": self.rig.digest,
            "turn": self.rig.turn,
            "gaze": self.rig.gaze,
            "bones": [
                [
                    bone.name,
                    -1 if bone.parent is None else self.bones.index(bone.parent),
                    *bone.pivot,
                ]
                for bone in self.rig.bones.values()
            ],
            "clips": {
                clip.name: [clip.seconds, clip.tracks, clip.plays, clip.scattered]
                for clip in self.rig.clips.values()
            },
            "layers": layers,
            "texts": [*self.texts],
            "skin": self._skin(),
        }

    def _layer(self, number: int, layer: Layer) -> list[Any]:
        locus = self.species.loci[layer.locus]
        return [
            self._form(number, self.rig.seat(number, form), drawing) if drawing else 0
            for (form, _), drawing in zip(
                forms_of(self.species, locus), layer.drawings, strict=True
            )
        ]

    def _form(self, number: int, seat: Seat, drawing: str) -> list[Any]:
        """Bone, depth, and, unless it is one piece with all shapes, its pieces and windows."""
        inked = coloured_shapes(drawing, self.colours)
        windows: list[Inked] = []
        if number in self.rig.face.eyes:
            tones = _Later(self.stand_ins, self.boxes, self.looks)
            soft = soft_colours(self.species, self.rig)
            pieces, _ = eye_pieces(inked, seat, soft, tones, windows)
        elif number in self.rig.face.mouth:
            pieces = mouth_pieces(inked, seat, self.rig, windows)
        else:
            pieces = side_pieces(inked, seat, self.rig)
        drawn = [
            element.coloured(self.colours) for element in elements(drawing, frozenset(self.colours))
        ]
        if len(pieces) == 1 and pieces[0].slide is None and [*pieces[0].shapes] == drawn:
            return [self._bone(pieces[0]), seat.depth]
        spelled = _Spelled(drawn, self.stand_ins, self.texts)
        rows = [
            [
                self._bone(piece),
                piece.depth,
                piece.slide or "",
                piece.travel,
                -1 if piece.window is None else piece.window,
                [spelled.shape(shape) for shape in piece.shapes],
            ]
            for piece in pieces
        ]
        return [rows, [spelled.window(window) for window in windows]]

    def _bone(self, piece: Piece) -> int:
        return -1 if piece.bone is None else self.bones.index(piece.bone)

    def _skin(self) -> dict[str, Any]:
        """What colour the face has at the 13 spots of each box, for each form of its layers."""
        names: list[str] = []
        patterns: dict[str, int] = {}
        layers = {}
        for number in sorted(self.rig.face.skin):
            rows = []
            for drawing in self.species.layers[number].drawings:
                inked = coloured_shapes(drawing, self.colours) if drawing else ()
                rows.append([self._pattern(box, inked, names, patterns) for box in self.boxes])
            layers[number] = rows
        colours = [[*map(self._told, lid_colours(name, self.colours))] for name in names]
        bare_face = [*lid_colours(None, self.colours)]
        return {"bare": bare_face, "colours": colours, "patterns": [*patterns], "layers": layers}

    def _pattern(
        self, box: Box, inked: Sequence[Inked], names: list[str], patterns: dict[str, int]
    ) -> int:
        self.looks.take(inked, SPOTS)
        letters = ""
        for spot in spots_round(box):
            name = colour_at(spot, inked)
            if name is not None and name not in names:
                names.append(name)
            letters += _NOTHING if name is None else chr(ord("a") + names.index(name))
        return patterns.setdefault(letters, len(patterns))

    def _told(self, colour: str) -> str:
        return self.stand_ins.spell(colour)


class _Spelled:
    """Shapes as the compiled form has them, by the elements of a drawing and the added `texts`."""

    def __init__(self, drawn: Sequence[Inked], stand_ins: _StandIns, texts: dict[str, int]) -> None:
        self._stand_ins, self._texts = stand_ins, texts
        self._numbers: dict[str, int | list[int]] = {}
        for number, shape in reversed([*enumerate(drawn)]):
            self._numbers[shape.text] = number
            parts = halves(shape)
            if len(parts) > 1:
                whole = _subpaths(shape.text)
                places = {text: place for place, text in reversed([*enumerate(whole)])}
                for part in parts:
                    numbers = (places[text] for text in _subpaths(part.text))
                    self._numbers[part.text] = [number, *numbers]

    def shape(self, shape: Inked) -> int | list[int]:
        number = self._numbers.get(shape.text)
        return self._added(self._stand_ins.spell(shape.text)) if number is None else number

    def window(self, shape: Inked) -> int | list[int]:
        """A window: an element that is added has no colours."""
        number = self._numbers.get(shape.text)
        return self._added(bare(shape)) if number is None else number

    def _added(self, text: str) -> int:
        return -1 - self._texts.setdefault(text, len(self._texts))


def _subpaths(text: str) -> list[str]:
    data = _DATA.search(text)
    return _SUBPATH.findall(data[1]) if data else []
