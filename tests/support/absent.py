"""What to do where a tool that a test needs is missing: be loud."""

import os
from typing import NoReturn

import pytest


def absent(sentence: str) -> NoReturn:
    """Skip on a laptop, fail where nothing may be missing."""
    if os.environ.get("CI") == "true":
        pytest.fail(sentence)
    pytest.skip(sentence, allow_module_level=True)
