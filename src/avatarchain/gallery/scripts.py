"""Data as scripts: a page that is opened from a disk may not fetch files, but may load scripts."""

import json
from typing import Any


def as_json(value: Any) -> str:
    """A value as JSON without spaces, in ASCII."""
    return json.dumps(value, separators=(",", ":"))


def script(name: str, text: str) -> bytes:
    """A script that passes a value, given as JSON in ASCII, to the page; nothing in it ends it."""
    safe = text.replace("<", "\\u003c")
    return f'gallery.take("{name}",{safe})\n'.encode()
