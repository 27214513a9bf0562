"""The files of a pack's layers: drawings, or PNG images in a pack that has a side.

Each file is read once, stays inside the pack, and is asked for by an allele; one that
nobody asks for is a slip of the pen somewhere.
"""

import re
from pathlib import Path
from typing import Any

from avatarchain.species.drawing import MAX_BYTES, Fault, read
from avatarchain.species.faults import Faults
from avatarchain.species.image import DIGEST, check_header

NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_EMPTY = ""


class LayerFiles:
    """Reads drawings and images, and remembers which were asked for.

    With a `side` files are images, told by the digests that the pack says they have;
    `images` then has the path of each digest.
    """

    def __init__(
        self, folder: Path, colours: frozenset[str], side: int | None, faults: Faults
    ) -> None:
        self.folder, self.colours, self.side, self.faults = folder, colours, side, faults
        self.cache: dict[str, str] = {}
        self.images: dict[str, Path] = {}

    def read(self, locus: str, form: dict[str, Any], suffix: str) -> str:
        """The canonical text of a form's drawing, or the digest of its image; else empty."""
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
            with self._inside(file).open("rb") as data:
                return read(data.read(MAX_BYTES + 1), self.colours).text
        except FileNotFoundError:
            if not optional:
                self.faults.add("the drawing is missing", file)
        except OSError as error:
            self.faults.add(error.strerror or str(error), file)
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
            check_header(self.images[digest], side)
        except FileNotFoundError:
            self.faults.add("the image is missing", file)
        except OSError as error:
            self.faults.add(error.strerror or str(error), file)
        except Fault as fault:
            self.faults.add(fault.reason, file)
        return digest

    def _inside(self, file: str) -> Path:
        path = self.folder / file
        if (path.is_symlink() or path.parent.is_symlink()) and not (
            path.resolve().is_relative_to(self.folder.resolve())
        ):
            raise Fault("a link leads out of the pack")
        return path

    def refuse_strays(self, loci: list[str]) -> None:
        """A fault for each file of these loci's folders that nothing asked for."""
        kind = "svg" if self.side is None else "png"
        for locus in loci:
            for path in sorted((self.folder / locus).glob(f"*.{kind}")):
                if f"{locus}/{path.name}" not in self.cache:
                    self.faults.add(
                        "no allele and layer of paint names this file", f"{locus}/{path.name}"
                    )
