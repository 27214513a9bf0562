"""What is sent of an answer at once."""

import h11
import pytest

from avatarchain.serve.joined import Joined


@pytest.fixture
def connection() -> Joined:
    connection = Joined(h11.SERVER)
    connection.receive_data(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
    assert isinstance(connection.next_event(), h11.Request)
    return connection


def test_a_head_goes_with_the_beginning_of_its_body(connection: Joined) -> None:
    head = h11.Response(status_code=200, headers=[("Content-Length", "5")])
    assert connection.send(head) == b""
    whole = connection.send(h11.Data(data=b"hel"))
    assert whole == b"HTTP/1.1 200 \r\nContent-Length: 5\r\n\r\nhel"
    assert connection.send(h11.Data(data=b"lo")) == b"lo"
    assert connection.send(h11.EndOfMessage()) == b""


def test_a_head_without_a_body_goes_at_the_end(connection: Joined) -> None:
    connection.send(h11.Response(status_code=200, headers=[("content-length", "0")]))
    assert connection.send(h11.EndOfMessage()) == b"HTTP/1.1 200 \r\ncontent-length: 0\r\n\r\n"


def test_the_head_of_a_stream_goes_at_once(connection: Joined) -> None:
    head = connection.send(h11.Response(status_code=200, headers=[]))
    assert (head or b"").startswith(b"HTTP/1.1 200 ")
    assert connection.send(h11.Data(data=b"x")) == b"1\r\nx\r\n"
