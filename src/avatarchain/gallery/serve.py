"""Serve a gallery on loopback, and write it again when the chain grows.

Only this machine can reach it. The page loads data/collection.js every few seconds, and then
what is new.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from avatarchain.gallery.contents import contents_of
from avatarchain.gallery.site import write_site
from avatarchain.index import Index, sync, tip

HOST = "127.0.0.1"
PAUSE = 1.0  # seconds between two syncs with the chain


class _Quiet(SimpleHTTPRequestHandler):
    """Serves files without log lines, and tells browsers not to cache them."""

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-cache")
        self.send_header("X-Content-Type-Options", "nosniff")
        super().end_headers()

    def log_message(self, format: str, *arguments: object) -> None:
        pass


@contextmanager
def served(folder: Path, port: int) -> Iterator[str]:
    """Serve a folder over HTTP on loopback until this ends; yield its URL.

    Port 0 takes any free port.
    """
    handler = partial(_Quiet, directory=str(folder))
    with ThreadingHTTPServer((HOST, port), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://{HOST}:{server.server_port}/"
        finally:
            server.shutdown()


def follow(
    folder: Path,
    index: Index,
    written: set[int],
    wait: Callable[[], bool],
    home: Path | None = None,
) -> Iterator[int]:
    """Write the gallery now and after each new block; yield how many avatars are new.

    The avatars have the names that they have in `home`. `written` are the ids whose metadata is
    in the folder. `wait` is called between two syncs with the chain: it pauses, and returns False
    to end.
    """
    last = None
    while True:
        sync(index)
        if (seen := tip(index)) != last:
            last = seen
            yield write_site(folder, contents_of(index, home), written)
        if not wait():
            return
