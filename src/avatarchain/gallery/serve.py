"""The gallery on loopback: a folder behind HTTP, written anew when the chain grows.

Only this machine can reach it. The page asks for data/collection.js every few seconds and
loads what is new.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from avatarchain.gallery.collection import read
from avatarchain.gallery.site import write_site
from avatarchain.index import Index, sync, tip

HOST = "127.0.0.1"
PAUSE = 1.0  # seconds between looks at the chain


class _Quiet(SimpleHTTPRequestHandler):
    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-cache")
        self.send_header("X-Content-Type-Options", "nosniff")
        super().end_headers()

    def log_message(self, format: str, *arguments: object) -> None:
        pass


@contextmanager
def served(folder: Path, port: int) -> Iterator[str]:
    """Serve a folder on loopback (port 0: any that is free); yields its address."""
    handler = partial(_Quiet, directory=str(folder))
    with ThreadingHTTPServer((HOST, port), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://{HOST}:{server.server_port}/"
        finally:
            server.shutdown()


def follow(
    folder: Path, index: Index, written: set[int], wait: Callable[[], bool]
) -> Iterator[int]:
    """Write the gallery again whenever there is a new block; yields how many were born.

    `wait` pauses between looks and says whether to go on.
    """
    last = None
    while True:
        sync(index)
        if (seen := tip(index)) != last:
            last = seen
            yield write_site(folder, read(index), written)
        if not wait():
            return
