"""The papers of models: in a `.glb` or `.vrm` file they stand in what its asset says of itself.

They are the text `papers` in `asset.extras.avatarchain`. What else is in such a file is not
read: whoever judges it makes the model again and compares all bytes.
"""

import struct
from typing import Any

from avatarchain.base.canonical import read_json
from avatarchain.errors import BadPapers, NotAPicture

MAGIC = b"glTF"
MAX_JSON = 4 * 2**20
"""Bytes of the JSON of a model that are read; ours has a hundred thousand."""

FORMS = ("glb", "vrm")
MOVING = "svg"
"""The form of a drawing that moves. Its papers say what made it as those of models do."""


def read_model(data: bytes, file: str) -> tuple[bytes | None, str]:
    """The bytes of the papers of a model, or None without them; and its form, of FORMS.

    Raises NotAPicture if the file is broken or foreign, BadPapers for papers of another kind.
    """
    table = _json(data, file)
    extensions = table.get("extensionsUsed")
    form = "vrm" if isinstance(extensions, list) and "VRMC_vrm" in extensions else "glb"
    said: Any = table
    for key in ("asset", "extras", "avatarchain"):
        said = said.get(key) if isinstance(said, dict) else None
    if not isinstance(said, dict) or "papers" not in said:
        return None, form
    if not isinstance(said["papers"], str):
        raise BadPapers(reason="a model carries them as a text")
    try:
        return said["papers"].encode(), form
    except UnicodeEncodeError:
        raise BadPapers(reason="their text is not Unicode") from None


def _json(data: bytes, file: str) -> dict[str, Any]:
    if len(data) < 20:
        raise NotAPicture(file=file, reason="the model is cut off")
    _, version, whole, length, kind = struct.unpack("<4sIIII", data[:20])
    if version != 2 or kind != int.from_bytes(b"JSON", "little"):
        raise NotAPicture(file=file, reason="it is no model of glTF 2.0")
    if whole > len(data) or 20 + length > len(data):
        raise NotAPicture(file=file, reason="the model is cut off")
    if whole < len(data):
        raise NotAPicture(file=file, reason="bytes follow the end of the model")
    if length > MAX_JSON:
        raise NotAPicture(file=file, reason=f"its JSON is larger than {MAX_JSON >> 20} MiB")
    try:
        table = read_json(data[20 : 20 + length])
    except (ValueError, RecursionError) as error:
        raise NotAPicture(file=file, reason=f"its JSON cannot be read ({error})") from None
    if not isinstance(table, dict):
        raise NotAPicture(file=file, reason="it is no model of glTF 2.0")
    return table
