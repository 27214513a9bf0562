"""The published vectors, as tests read them; a missing file fails the test that asks."""

import json
from pathlib import Path
from typing import Any


def read(name: str) -> dict[str, list[Any]]:
    """The lists of cases in vectors/`name`.json."""
    return json.loads((Path(__file__).parent / "vectors" / f"{name}.json").read_text("ascii"))


def number(text: str) -> int:
    """A 256-bit number of the vectors: 0x and 64 digits."""
    assert text.startswith("0x")
    assert len(text) == 66
    return int(text, 16)


def data(text: str) -> bytes:
    """The same as 32 bytes."""
    return number(text).to_bytes(32, "big")
