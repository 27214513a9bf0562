"""The head of an answer goes out together with the beginning of its body.

Otherwise the client is woken twice, which takes longer than making most answers. An answer without
a length is a stream, which may have no body for a long time: its head goes at once.
"""

from typing import Any

import h11


class Joined(h11.Connection):
    """One end of a connection of HTTP; it keeps the head of an answer for the next event."""

    _head = b""

    def send(self, event: Any) -> Any:
        """The bytes that are to be sent for an event: none for a head that waits for its body."""
        data = super().send(event)
        if isinstance(event, h11.Response) and b"content-length" in dict(event.headers):
            self._head, data = data or b"", b""
        elif self._head and data is not None:
            self._head, data = b"", self._head + data
        return data
