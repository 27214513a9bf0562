"""The files of a pack's layers: drawings, or PNG images in a pack that has a side.

Each file is read once, must lie inside the pack, and must be named by an allele. A file that
no allele names is a fault, because some name is probably misspelled.
"""

import re
from pathlib import Path
from typing import Any

from avatarchain.species.drawing import MAX_BYTES, Drawing, Fault, FaultyDrawing, read_drawing
from avatarchain.species.faults import Faults
from avatarchain.species.image import DIGEST, check_header, check_pixels, check_regular, read_header

NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_EMPTY = ""


class LayerFiles:
    """Reads the drawings or images of a pack, and remembers which files were read.

    With a `side` the files are images. The pack gives the digest of each, and `images` maps these
    digests to paths. `drawings` maps each canonical text to its Drawing and its file.
    """

    def __init__(
        self, folder: Path, colours: frozenset[str], side: int | None, faults: Faults
    ) -> None:
        self.folder, self.colours, self.side, self.faults = folder, colours, side, faults
        self.cache: dict[str, str] = {}
        self.images: dict[str, Path] = {}
        self.drawings: dict[str, tuple[Drawing, str]] = {}

    def read_drawing(self, locus: str, form: dict[str, Any], suffix: str) -> str:
        """The canonical text of a form's drawing, or the digest of its image.

        Empty, with a fault added, if the file is missing or wrong. An allele without a file
        in a further layer (`suffix`) is no fault: it shows nothing there.
        """
        stem = form.get("drawing", form.get("name"))
        with self.faults.at(f"locus {locus}", f"allele {form.get('name')}"):
            if not isinstance(stem, str) or not NAME.fullmatch(stem):
                if not suffix:
                    self.faults.add(
                        f"drawing {stem!r} must be lower-case words joined by hyphens; "
                        'where the name is not, give drawing = "file-name"'
                    )
                return _EMPTY
            if self.side is not None:
                return self._image(f"{locus}/{stem}.png", form.get("pixels"), self.side)
            if "pixels" in form:
                self.faults.add("unknown key 'pixels': only a pack with a side has it")
            file = f"{locus}/{stem}.{suffix}.svg" if suffix else f"{locus}/{stem}.svg"
            if file not in self.cache:
                self.cache[file] = self._drawing(file, optional=bool(suffix))
            return self.cache[file]

    def _drawing(self, file: str, *, optional: bool) -> str:
        try:
            path = self._inside(file)
            check_regular(path)
            with path.open("rb") as data:
                drawing = read_drawing(data.read(MAX_BYTES + 1), self.colours)
            self.drawings.setdefault(drawing.text, (drawing, file))
            return drawing.text
        except FileNotFoundError:
            if not optional:
                self.faults.add("the drawing is missing", file)
        except OSError as error:
            self.faults.add(error.strerror or str(error), file)
        except FaultyDrawing as faulty:
            for fault in faulty.faults:
                self.faults.add(fault.reason, file, fault.line)
        except Fault as fault:
            self.faults.add(fault.reason, file, fault.line)
        return _EMPTY

    def _image(self, file: str, pixels: Any, side: int) -> str:
        digest = pixels if isinstance(pixels, str) and DIGEST.fullmatch(pixels) else _EMPTY
        if not digest:
            self.faults.add(f"pixels must be 0x and 64 hex digits, got {pixels!r}", file)
        if self.cache.setdefault(file, digest) != digest:
            self.faults.add("the pack gives this image two digests", file)
        try:
            self.images[digest] = self._inside(file)
            check_header(read_header(self.images[digest]), side)
        except FileNotFoundError:
            self.faults.add("the image is missing", file)
        except OSError as error:
            self.faults.add(error.strerror or str(error), file)
        except Fault as fault:
            self.faults.add(fault.reason, file)
        return digest

    def _inside(self, file: str) -> Path:
        path = self.folder / file
        if path.is_symlink() or path.parent.is_symlink():
            check_regular(path)
            if not path.resolve().is_relative_to(self.folder.resolve()):
                raise Fault("a link leads out of the pack")
        return path

    def check_pixels(self, side: int) -> None:
        """Add a fault if all images together have too many pixels."""
        try:
            check_pixels(len(self.images), side)
        except Fault as fault:
            self.faults.add(fault.reason)

    def refuse_strays(self, loci: list[str]) -> None:
        """Add a fault for each file in the folders of these loci that was not read."""
        kind = "svg" if self.side is None else "png"
        for locus in loci:
            for path in sorted((self.folder / locus).glob(f"*.{kind}")):
                if f"{locus}/{path.name}" not in self.cache:
                    self.faults.add(
                        "no allele and layer of paint names this file", f"{locus}/{path.name}"
                    )
