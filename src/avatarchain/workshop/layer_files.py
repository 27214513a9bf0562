"""The files of layers: which there are, which of them make a form together, and what is skipped.

A folder holds a layer. In it a PNG file is a form, and so is a folder of PNG files, which are
laid over one another. A folder whose weight was given (`rarities`) or that has weights in it is
none: it holds forms, which share its weight. An empty file called NONE is a form that shows
nothing. Files that systems leave behind are skipped and counted. Nothing but names and kinds of
files is looked at here.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path

from avatarchain.species.faults import Faults
from avatarchain.species.image import check_regular
from avatarchain.species.spelling import Fault
from avatarchain.workshop.layer_names import (
    NOTHING,
    WEIGHT,
    Label,
    is_rarity,
    naturally,
    read_label,
)

_SYSTEM = frozenset(
    {"__macosx", "thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r", "$recycle.bin"}
)
_PNG = ".png"
_DEEPEST = 5  # folders in folders, of the layer and of its forms


@dataclass(slots=True)
class LayerFaults(Faults):
    """The faults of layers, and the names of the settings (`remedies`) that would help."""

    remedies: list[str] = field(default_factory=list)

    def add_remedy(self, name: str) -> None:
        """Add the name of a setting, once."""
        if name not in self.remedies:
            self.remedies.append(name)


@dataclass(frozen=True, slots=True)
class FormFiles:
    """One form: its name, its weight within its layer, and the files that are laid over another.

    `pieces` are pairs of a depth and a path, in the order of their names; there is none if the
    form shows nothing. `place` is its path in the layers, for people.
    """

    name: str
    weight: Fraction
    pieces: tuple[tuple[int, Path], ...]
    place: str

    @property
    def images(self) -> tuple[Path, ...]:
        """The files, the lowest first; those of one depth stay in the order of their names."""
        return tuple(path for _, path in sorted(self.pieces, key=lambda piece: piece[0]))


class Collector:
    """Walks the folders of layers, gathers faults, and counts what is skipped.

    `depths` counts the names that give a depth, which is kept within one form only.
    """

    def __init__(self, source: Path, rarities: Mapping[str, Fraction], faults: LayerFaults) -> None:
        self.source, self.rarities, self.faults = source, rarities, faults
        self.skipped = self.depths = 0

    def folders(self) -> list[Path]:
        """The folders of layers, in no order. A folder that cannot be read is a fault."""
        try:
            present = sorted(self.source.iterdir())
        except OSError as error:
            self.faults.add(error.strerror or str(error), self.source.name)
            return []
        return [path for path in present if not self.skip(path) and self.is_folder(path)]

    def forms(self, folder: Path) -> list[FormFiles]:
        """The forms of one layer, in the order of their files."""
        before = len(self.faults.sentences)
        forms = self.choices(folder, self.entries(folder))
        if not forms and len(self.faults.sentences) == before:
            self.faults.add("holds no PNG file", folder.name)
        return forms

    def choices(self, folder: Path, entries: Iterable[Path]) -> list[FormFiles]:
        """The forms among which the entries of a folder let choose."""
        forms: list[FormFiles] = []
        units = set()
        for path in entries:
            label = self.label(path)
            if label is None:
                continue
            if label.weight is not None:
                units.add(label.percent)
            of = self.forms_of_a_folder if self.is_folder(path) else self.form_of_a_file
            forms += of(path, label)
        if len(units) > 1:
            self.faults.add(
                f"some weights behind {WEIGHT} are in percent, and others are not",
                self.place(folder),
            )
        return forms

    def label(self, path: Path) -> Label | None:
        """What the name of a file or folder says; None, with a fault added, if it is refused."""
        is_png = path.suffix.lower() == _PNG and not self.is_folder(path)
        try:
            label = read_label(path.stem if is_png else path.name)
        except Fault as fault:
            self.faults.add(fault.reason, self.place(path))
            return None
        self.depths += label.depth is not None
        return label

    def form_of_a_file(self, path: Path, label: Label) -> list[FormFiles]:
        place = self.place(path)
        try:
            check_regular(path)
            empty = path.stat().st_size == 0
            if path.suffix.lower() != _PNG and not empty:
                raise Fault("is no PNG file")
            if empty and label.name.casefold() not in NOTHING:
                raise Fault("is empty: a form that shows nothing is an empty file called NONE")
        except Fault as fault:
            self.faults.add(fault.reason, place)
        except OSError as error:
            self.faults.add(error.strerror or str(error), place)
        else:
            pieces = () if empty else ((label.depth or 0, path),)
            return [FormFiles(label.name, label.weight or Fraction(1), pieces, place)]
        return []

    def forms_of_a_folder(self, folder: Path, label: Label) -> list[FormFiles]:
        """One form of all files of a folder; or several, if it is one of choices.

        It is one of choices if its weight was given as that of a rarity, or if names in it have
        weights. What has none there belongs to each of the forms.
        """
        entries, given = self.entries(folder), self.rarities.get(folder.name)
        weight = label.weight or Fraction(1) if given is None else given
        if len(folder.relative_to(self.source).parts) > _DEEPEST:
            self.faults.add("folders nest too deeply", self.place(folder))
        elif given is None and label.weight is None and is_rarity(label.name):
            self.faults.add("is a folder of forms whose weight is not given", self.place(folder))
            self.faults.add_remedy("rarity")
        elif given is not None:
            return _shared(self.choices(folder, entries), weight)
        elif chosen := [path for path in entries if _has_weight(path)]:
            pieces = self.pieces([path for path in entries if path not in chosen])
            forms = _shared(self.choices(folder, chosen), weight)
            return [replace(form, pieces=tuple(pieces) + form.pieces) for form in forms]
        else:
            before = len(self.faults.sentences)
            if pieces := self.pieces(entries):
                return [FormFiles(label.name, weight, tuple(pieces), self.place(folder))]
            if len(self.faults.sentences) == before:
                self.faults.add("holds no PNG file", self.place(folder))
        return []

    def pieces(self, paths: Iterable[Path]) -> list[tuple[int, Path]]:
        """The depth and the path of each file of a form; what is no PNG file is a fault."""
        pieces = []
        for path in paths:
            try:
                check_regular(path)
                if path.suffix.lower() != _PNG:
                    raise Fault("is no PNG file")
            except Fault as fault:
                self.faults.add(fault.reason, self.place(path))
            except OSError as error:
                self.faults.add(error.strerror or str(error), self.place(path))
            else:
                if (label := self.label(path)) is not None:
                    pieces.append((label.depth or 0, path))
        return pieces

    def entries(self, folder: Path) -> list[Path]:
        """What a folder holds, in order, without what is skipped or leads out of the layers."""
        entries = []
        try:
            present = sorted(folder.iterdir(), key=lambda path: naturally(path.name))
        except OSError as error:
            self.faults.add(error.strerror or str(error), self.place(folder))
            return []
        for path in present:
            if self.skip(path):
                continue
            try:
                if path.is_symlink():
                    path.stat()  # a circle of links is refused as such
                    if not path.resolve().is_relative_to(self.source.resolve()):
                        self.faults.add("a link leads out of the folder", self.place(path))
                        continue
            except (OSError, RuntimeError) as error:
                reason = getattr(error, "strerror", None) or "leads in a circle of links"
                self.faults.add(reason, self.place(path))
                continue
            entries.append(path)
        return entries

    def skip(self, path: Path) -> bool:
        """Whether a file or folder is one that systems leave behind; it is counted then."""
        system = path.name.startswith(".") or path.name.casefold() in _SYSTEM
        self.skipped += system
        return system

    def is_folder(self, path: Path) -> bool:
        try:
            return path.is_dir()
        except (OSError, RuntimeError):
            return False

    def place(self, path: Path) -> str:
        """The path in the layers, as people read it on one line."""
        text = path.relative_to(self.source).as_posix()
        if text.isprintable():
            return text
        return text.encode("unicode_escape").decode()


def _has_weight(path: Path) -> bool:
    try:
        return read_label(path.name.removesuffix(_PNG)).weight is not None
    except Fault:
        return True  # told as a fault where its label is read


def _shared(forms: Sequence[FormFiles], weight: Fraction) -> list[FormFiles]:
    """The forms with this weight in all, in the proportions that they have."""
    total = sum((form.weight for form in forms), start=Fraction(0))
    return [replace(form, weight=form.weight * weight / total) for form in forms]
