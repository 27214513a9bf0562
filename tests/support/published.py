"""The cases of the kit, as tests read them; a missing file fails the test that asks."""

import json
from pathlib import Path
from typing import Any

KIT = Path(__file__).resolve().parents[2] / "conformance"


def cases(name: str, ask: str, *, refused: bool = False) -> list[dict[str, Any]]:
    """What is given in the cases of a set that ask this, each with its `answer`.

    Without `refused` those whose answer is no refusal, and with it the others.
    """
    rows = json.loads((KIT / "sets" / f"{name}.json").read_text("ascii"))["cases"]
    found = [
        {**row["given"], "answer": row["answer"], "words": row.get("words")}
        for row in rows
        if row["ask"] == ask
    ]
    return [one for one in found if _is_refused(one["answer"]) == refused]


def _is_refused(answer: Any) -> bool:
    return isinstance(answer, dict) and "refused" in answer


def number(text: str) -> int:
    """A 256-bit number of the vectors: 0x and 64 digits."""
    assert text.startswith("0x")
    assert len(text) == 66
    return int(text, 16)


def data(text: str) -> bytes:
    """The same as 32 bytes."""
    return number(text).to_bytes(32, "big")
