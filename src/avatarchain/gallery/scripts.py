"""Data as scripts: a page that is opened from a disk may not fetch files, but may load scripts."""

import json
from typing import Any


def script(name: str, value: Any) -> bytes:
    """A script that passes a value to the page: ASCII, without anything that ends a script."""
    text = json.dumps(value, separators=(",", ":")).replace("<", "\\u003c")
    return f'gallery.take("{name}",{text})\n'.encode()
