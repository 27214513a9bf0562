"""Run Foundry's anvil: start it on a free port, and stop it when the chain is closed.

anvil chooses the port and prints it, so two that start at once cannot take the same one. Its chain
is lost when it stops; only the embedded devnet is stored. It runs in the root folder, because it
takes settings from a file `.env` in its current folder and in those above.
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

# Osaka has the limit on the gas of a transaction, and, as Prague, the history of block hashes.
_FLAGS = ["--host", "127.0.0.1", "--enable-tx-gas-limit", "--hardfork", "osaka"]
_LISTENING = re.compile(rb"Listening on 127\.0\.0\.1:(\d+)")
_GRACE = 5.0  # seconds between SIGTERM and SIGKILL


class Anvil(Remote):
    """A transport that starts an anvil and connects to it; `close` stops the anvil.

    Raises AnvilMissing if there is no such program, and AnvilFailed if it does not start.
    """

    def __init__(self, binary: str, timeout: float) -> None:
        path = _found(binary)
        # A file and not a pipe: the output is read only at the start, and a full pipe would
        # block anvil.
        with tempfile.NamedTemporaryFile(prefix="avatarchain-anvil-") as output:
            self._process = subprocess.Popen(  # noqa: S603 - the binary that the caller names
                [path, *_FLAGS, "--port", "0"],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=Path(path).anchor,
                # Ctrl-C must not reach anvil, because a send may still wait for its receipt.
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
        """Close the connection and stop anvil."""
        super().close()
        self._stop()

    def _port(self, path: str, output: Path, timeout: float) -> int:
        """The port that anvil prints within `timeout` seconds. Raises AnvilFailed."""
        until = time.monotonic() + timeout
        while True:
            ended = self._process.poll() is not None
            said = output.read_bytes()
            if match := _LISTENING.search(said):
                return int(match[1])
            if ended or time.monotonic() > until:
                words = said.decode(errors="replace").split("\n")
                last = next((line for line in reversed(words) if line.strip()), "it said nothing")
                raise AnvilFailed(path=path, words=last.strip())
            time.sleep(0.01)

    def _stop(self) -> None:
        """Stop anvil with SIGTERM, and with SIGKILL if it has not ended after _GRACE seconds."""
        atexit.unregister(self._stop)
        self._process.terminate()
        try:
            self._process.wait(_GRACE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def become(binary: str, port: int) -> None:
    """Replace this process by an anvil on `port`, which runs until Ctrl-C.

    Raises AnvilMissing if there is no such program.
    """
    path = _found(binary)
    os.chdir(Path(path).anchor)
    os.execv(path, [path, *_FLAGS, "--port", str(port)])  # noqa: S606 - no shell is wanted


def _found(binary: str) -> str:
    """The absolute path of a program. Raises AnvilMissing."""
    path = shutil.which(binary)
    if path is None:
        raise AnvilMissing(path=binary)
    return os.path.abspath(path)
