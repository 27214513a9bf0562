"""The rig of a species: its own, or else the usual one.

A pack has a rig if `rig.toml` lies beside its `species.toml`. What that leaves out, and all
of a pack without one, follows from the usual names of layers (`data/rig.toml`). A species that
is read from a chain has no names of layers; if it is one that is shipped, it has that one's rig.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, replace
from functools import lru_cache
from pathlib import Path

from avatarchain.base.canonical import canonical_json, to_hex
from avatarchain.base.regular import read_regular
from avatarchain.base.toml import read_toml
from avatarchain.errors import FaultyRig
from avatarchain.living import Bone, Clip, Face, Rig, Seat
from avatarchain.living.reading import FILE, MAX_BYTES, Reader, Written, is_bone, read_rig
from avatarchain.living.tracks import check_plays
from avatarchain.species import Species, forms_of
from avatarchain.species.faults import Faults
from avatarchain.species.pack import MAX_RULES, SHIPPED, load, shipped

USUAL = Path(__file__).parents[1] / "data" / FILE
_BEHIND = -0.5


def rig_of(species: Species) -> Rig:
    """The rig of a species, which its pack may have, with what is usual.

    Raises FaultyRig with every fault if the pack's rig cannot be used.
    """
    folder = _folder(species)
    if folder is None or not (folder / FILE).exists():
        return _assembled(species, _usual(), None, _names(species, folder))
    faults = Faults()
    rig = None
    try:
        data = read_regular(folder / FILE, MAX_BYTES)
    except OSError as error:
        faults.add(error.strerror or str(error), FILE)
    else:
        written, reader = read_rig(data, _usual().bones)
        faults = reader.faults
        names = _names(species, folder)
        _check(species, written, names, reader)
        if not faults.sentences:
            rig = _assembled(species, _usual(), written, names)
            _check_face(species, rig, written, names, reader)
    if rig is None or faults.sentences:
        sentences = tuple(faults.sentences)
        raise FaultyRig(faults=sentences, pack=folder.resolve().name, first=sentences[0])
    return rig


def _folder(species: Species) -> Path | None:
    """The folder of the pack that makes this species; None if there is none at hand."""
    if species.folder is not None:
        return species.folder
    for name in shipped():
        if load(name).id == species.id and (SHIPPED / name / "species.toml").exists():
            return SHIPPED / name
    return None


@lru_cache(maxsize=1)
def _usual() -> Written:
    written, _ = read_rig(USUAL.read_bytes())
    return written


def _names(species: Species, folder: Path | None) -> tuple[str, ...]:
    """The name of each layer, as the pack's `paint` has it; without a pack, the locus' name."""
    loci = tuple(species.loci[layer.locus].name for layer in species.layers)
    if folder is None:
        return loci
    paint = read_toml(read_regular(folder / "species.toml", MAX_RULES)).get("paint", [])
    names = tuple(map(str, paint))
    return names if len(names) == len(loci) else loci


def _check(species: Species, written: Written, names: tuple[str, ...], reader: Reader) -> None:
    """Add a fault for each layer, form, colour or clip that the rig names and nobody has."""
    for name in written.layers:
        layer, _, form = name.partition("/")
        if layer not in names:
            reader.fault(("layers", name), "the pack paints no such layer")
        elif form and form not in _forms(species, names.index(layer)):
            reader.fault(("layers", name), f"the layer {layer} has no allele {form!r}")
    for key, layers in written.face.items():
        for name in layers:
            if name not in names:
                reader.fault(("face", key), f"the pack paints no layer {name!r}")
    if written.tongue is not None and written.tongue not in dict(species.colours):
        reader.fault(("face", "tongue"), f"{written.tongue!r} is no fixed colour of the pack")
    check_plays({**_usual().clips, **written.clips}, written.clips, reader)


def _check_face(
    species: Species, rig: Rig, written: Written, names: tuple[str, ...], reader: Reader
) -> None:
    """Add a fault for each layer or form of eyes or a mouth that hangs on a pair of bones.

    Lids and the inside of a mouth follow one bone. Images are whole, and have neither.
    """
    if species.images is not None:
        return
    seats = [(number, names[number], seat) for number, seat in enumerate(rig.seats)]
    forms = rig.exceptions.items()
    seats += [(number, f"{names[number]}/{form}", seat) for (number, form), seat in forms]
    for key, layers in (("eyes", rig.face.eyes), ("mouth", rig.face.mouth)):
        for number, name, seat in seats:
            if number in layers and seat.bone is not None and seat.bone not in rig.bones:
                place = ("layers", name) if name in written.layers else ("face", key)
                reason = f"{name} has {key}, for which one bone is needed: {seat.bone} is a pair"
                reader.fault(place, reason)


def _forms(species: Species, layer: int) -> list[str]:
    """The names of the forms of the layer with this number."""
    locus = species.loci[species.layers[layer].locus]
    return [name for name, _ in forms_of(species, locus)]


def _assembled(
    species: Species, usual: Written, own: Written | None, names: tuple[str, ...]
) -> Rig:
    own = own or Written({}, {}, {}, {})
    bones = {**usual.bones, **own.bones}
    faces = {}
    for key in ("eyes", "mouth", "skin"):
        named_layers = own.face.get(key)
        faces[key] = frozenset(
            number
            for number, name in enumerate(names)
            if (
                name in named_layers if named_layers is not None else _stem(name) in usual.face[key]
            )
        )
    first_skin = min(faces["skin"], default=0)
    seats = tuple(
        _filled(own.layers[name], bones)
        if name in own.layers
        else _usual_seat(usual, species, number, name, first_skin, headed=bool(faces["skin"]))
        for number, name in enumerate(names)
    )
    exceptions = {
        (names.index(layer), form): _filled(seat, bones, seats[names.index(layer)])
        for key, seat in own.layers.items()
        for layer, _, form in [key.partition("/")]
        if form
    }
    tongue = dict(species.colours).get(own.tongue or usual.tongue or "", "")
    rig = Rig(
        bones={name: bones[name] for name in _ordered(bones)},
        seats=seats,
        exceptions=exceptions,
        clips=_clips({**usual.clips, **own.clips}),
        face=Face(faces["eyes"], faces["mouth"], faces["skin"], tongue),
        turn=own.turn or usual.turn or (0.0, 0.0),
        gaze=own.gaze or usual.gaze or (0.0, 0.0),
        digest="",
        license=own.license,
    )
    return replace(rig, digest=digest_of(rig))


def _stem(name: str) -> str:
    return name.partition(".")[0].casefold()


def _filled(seat: Seat, bones: Mapping[str, Bone], base: Seat | None = None) -> Seat:
    """A seat whose bone is not said has that of its layer, or the head's."""
    if seat.bone != "":
        return seat
    if base is not None:
        return replace(base, lids=seat.lids)
    return replace(seat, bone="head" if is_bone("head", bones) else None)


def _usual_seat(
    usual: Written, species: Species, number: int, name: str, skin: int, *, headed: bool
) -> Seat:
    """The seat of a layer that no rig names: by its usual name, else on the head.

    What is painted before the head lies behind it. In a pack without a head everything moves
    as one body.
    """
    if species.layers[number].locus == species.background:
        return Seat(None)
    seat = usual.layers.get(_stem(name), Seat("head", 0.0))
    if not headed:
        return replace(seat, bone=None if seat.bone is None else "body")
    if number < skin and seat.bone not in (None, "body") and seat.depth >= 0:
        return replace(seat, depth=_BEHIND)
    return seat


def _ordered(bones: Mapping[str, Bone]) -> list[str]:
    def depth(name: str) -> int:
        parent = bones[name].parent
        return 0 if parent is None else 1 + depth(parent)

    return sorted(bones, key=lambda name: (depth(name), name))


def _clips(clips: Mapping[str, Clip]) -> dict[str, Clip]:
    return {name: clips[name] for name in sorted(clips)}


def digest_of(rig: Rig) -> str:
    """SHA-256 of everything that a rig says, as 0x and 64 hex digits."""
    face = {key: sorted(getattr(rig.face, key)) for key in ("eyes", "mouth", "skin")}
    said = {
        "rig": 1,
        "bones": [asdict(bone) for bone in rig.bones.values()],
        "seats": [asdict(seat) for seat in rig.seats],
        "exceptions": [
            {"layer": layer, "form": form, **asdict(seat)}
            for (layer, form), seat in sorted(rig.exceptions.items())
        ],
        "clips": [asdict(clip) for clip in rig.clips.values()],
        "face": {**face, "tongue": rig.face.tongue},
        "turn": rig.turn,
        "gaze": rig.gaze,
        **({"license": dict(rig.license)} if rig.license else {}),
    }
    return to_hex(hashlib.sha256(canonical_json(said)).digest())
