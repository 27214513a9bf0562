"""Serve a gallery on loopback, and write it again when the chain grows.

Only this machine can reach it, under a name of this machine: a page of a stranger, whose name may
point here too, gets nothing. Files of the folder are served, no lists of them, and no links that
lead out of it. The page loads data/collection.js every few seconds, and then
what is new.
"""

import io
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http import HTTPStatus
from http.client import HTTP_PORT
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import BinaryIO

from avatarchain.gallery.contents import contents_of
from avatarchain.gallery.site import write_site
from avatarchain.index import Index, sync, tip

HOST = "127.0.0.1"
PAUSE = 1.0  # seconds between two syncs with the chain


class _Quiet(SimpleHTTPRequestHandler):
    """Serves files without log lines, and tells browsers not to cache them."""

    def send_head(self) -> io.BytesIO | BinaryIO | None:
        if self.headers.get_all("Host") not in self._own_names():
            self.send_error(HTTPStatus.FORBIDDEN)
        elif not self._is_ours():
            self.send_error(HTTPStatus.NOT_FOUND)
        else:
            return super().send_head()
        return None

    def _own_names(self) -> list[list[str]]:
        port = self.connection.getsockname()[1]
        names = [[f"{name}:{port}"] for name in (HOST, "localhost")]
        return names + ([[HOST], ["localhost"]] if port == HTTP_PORT else [])

    def _is_ours(self) -> bool:
        """Whether the address means a file, and one that lies in the folder."""
        path = Path(self.translate_path(self.path))
        try:
            file = (path / "index.html" if path.is_dir() else path).resolve()
            return file.is_file() and file.is_relative_to(Path(self.directory).resolve())
        except (OSError, RuntimeError, ValueError):  # a name that is too long, a circle, a zero
            return False

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
