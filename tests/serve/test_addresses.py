"""The table of addresses in docs/serve.md and the document of `/api` name the same."""

import json
import re
from pathlib import Path

import pytest

DOCS = Path(__file__).resolve().parents[2] / "docs"
PATHS = [*json.loads((DOCS / "openapi.json").read_bytes())["paths"]]
NAMED = re.findall(r"^\| (`/api[^|]*) \|", (DOCS / "serve.md").read_text("utf-8"), re.MULTILINE)
ADDRESSES = [address for row in NAMED for address in re.findall(r"`(/api[^`?]*)", row)]


def test_the_table_has_the_addresses() -> None:
    assert len(ADDRESSES) > 20


@pytest.mark.parametrize("address", sorted(set(ADDRESSES) - {"/api"}))
def test_an_address_of_the_table_is_in_the_document(address: str) -> None:
    patterns = [re.sub(r"\\{\w+\\}", "[^/]+", re.escape(path)) for path in PATHS]
    assert any(re.fullmatch(pattern, address) for pattern in patterns)
