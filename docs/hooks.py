"""For the site: a file outside docs/ is named, since the site does not hold it."""

import re

OUTSIDE = re.compile(r"\[([^\]]+)\]\(\.\./([^)]+)\)")


def on_page_markdown(markdown: str, **_: object) -> str:
    """Turn links that lead out of docs/ into the names of the files."""
    return OUTSIDE.sub(r"`\2`", markdown)
