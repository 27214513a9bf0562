"""A backup copies keys of a home, and refuses what cannot be one."""

import os
from pathlib import Path

import pytest

from avatarchain.errors import DamagedFile
from avatarchain.keys import backup


@pytest.mark.parametrize("kind", ["pipe", "sparse"])
def test_what_is_no_key_is_refused_unread(folder: Path, kind: str) -> None:
    """In a stranger's home a pipe would wait for ever, and a sparse file fill the memory."""
    key = folder / "home" / "issuer" / f"0x{'ab' * 32}.json"
    key.parent.mkdir(parents=True)
    if kind == "pipe":
        os.mkfifo(key)
    else:
        key.touch()
        os.truncate(key, 1 << 40)
    with pytest.raises(DamagedFile, match=r"no regular file|larger than"):
        list(backup.export_all(folder / "home", folder / "copies"))
    assert not (folder / "copies").exists()
