"""An anvil of our own: started on a free port, stopped when the chain is closed.

anvil chooses the port and says it, so two that start at once cannot take the same. What it
holds is gone when it stops; the embedded chain is the one that stays.
"""

import atexit
import os
import re
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from avatarchain.chain.remote import Remote
from avatarchain.errors import AnvilFailed, AnvilMissing

_FLAGS = ["--host", "127.0.0.1", "--enable-tx-gas-limit"]
_LISTENING = re.compile(rb"Listening on 127\.0\.0\.1:(\d+)")
_GRACE = 5.0  # seconds between asking it to end and making it


class Anvil(Remote):
    """A transport to an anvil that ends with it."""

    def __init__(self, binary: str, timeout: float) -> None:
        path = shutil.which(binary)
        if path is None:
            raise AnvilMissing(path=binary)
        # A file, not a pipe: nobody reads on, and a full pipe would stop it.
        with tempfile.NamedTemporaryFile(prefix="avatarchain-anvil-") as output:
            self._process = subprocess.Popen(
                [path, *_FLAGS, "--port", "0"],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                # Ctrl-C is for us: a send under way may still want its receipt.
                start_new_session=True,
            )
            atexit.register(self._stop)
            try:
                port = self._port(path, Path(output.name), timeout)
            except BaseException:
                self._stop()
                raise
        self.url = f"http://127.0.0.1:{port}"
        super().__init__(self.url, timeout)

    def close(self) -> None:
        super().close()
        self._stop()

    def _port(self, path: str, output: Path, timeout: float) -> int:
        until = time.monotonic() + timeout
        while True:
            ended = self._process.poll() is not None
            said = output.read_bytes()
            if found := _LISTENING.search(said):
                return int(found[1])
            if ended or time.monotonic() > until:
                words = said.decode(errors="replace").split("\n")
                last = next((line for line in reversed(words) if line.strip()), "it said nothing")
                raise AnvilFailed(path=path, words=last.strip())
            time.sleep(0.01)

    def _stop(self) -> None:
        """Ask it to end, wait, make it end."""
        atexit.unregister(self._stop)
        self._process.terminate()
        try:
            self._process.wait(_GRACE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def become(binary: str, port: int) -> None:
    """Turn this process into an anvil on `port`, for a person to stop. Raises AnvilMissing."""
    path = shutil.which(binary)
    if path is None:
        raise AnvilMissing(path=binary)
    os.execv(path, [path, *_FLAGS, "--port", str(port)])
