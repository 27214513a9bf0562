"""For the site: every page is in its menu, and a file outside docs/ is named, not linked."""

import re
from pathlib import Path
from typing import Any

OUTSIDE = re.compile(r"\[([^\]]+)\]\(\.\./([^)]+)\)")


def on_config(config: Any) -> Any:
    """Put pages that mkdocs.yml does not place at the end of the menu."""
    placed = set(re.findall(r"[\w-]+\.md", str(config.nav)))
    config.nav += [
        page.name for page in sorted(Path(config.docs_dir).glob("*.md")) if page.name not in placed
    ]
    return config


def on_page_markdown(markdown: str, **_: object) -> str:
    """Turn links that lead out of docs/ into the names of the files."""
    return OUTSIDE.sub(r"`\2`", markdown)
