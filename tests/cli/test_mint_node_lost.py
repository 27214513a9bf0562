"""`mint --count N` on a node that is killed in the middle and comes back as it had been."""

import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from socket import create_server

import pytest
from shell import Shell

COUNT = 1_500


class Node:
    """An anvil on one port that can be ended and started again; its state is a file."""

    def __init__(self, binary: str, state: Path) -> None:
        with create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.command = [
            binary,
            "--port",
            str(self.port),
            "--state",
            str(state),
            "--enable-tx-gas-limit",
        ]
        self.words = state.with_suffix(".txt")
        self.start()

    def start(self) -> None:
        with self.words.open("w") as words:
            self.process = subprocess.Popen(self.command, stdout=words)
        until = time.monotonic() + 300
        while "Listening" not in self.words.read_text():
            assert self.process.poll() is None, "anvil did not start"
            assert time.monotonic() < until
            time.sleep(0.02)

    def end(self, number: int) -> None:
        self.process.send_signal(number)
        self.process.wait(300)


@pytest.fixture
def mortal(anvil_binary: str, folder: Path) -> Iterator[Node]:
    node = Node(anvil_binary, folder / "state.json")
    yield node
    if node.process.poll() is None:
        node.end(signal.SIGKILL)


def test_a_node_that_is_killed_and_comes_back_older_loses_and_doubles_none(
    shell: Shell, mortal: Node
) -> None:
    here = shell.on(mortal.url)
    assert here.run("mint", "--seed", "first", "--no-image").code == 0
    mortal.end(signal.SIGTERM)  # which is when it writes its state
    mortal.start()
    herd = ["mint", "--collection", "herd", "--count", COUNT, "--no-image", "--json"]
    running = here.start(*herd)
    running.wait_for(1)
    mortal.end(signal.SIGKILL)
    running.signal(signal.SIGKILL)
    running.ended()
    mortal.start()
    assert len(here.avatars()) == 1
    again = here.run(*herd)
    assert again.code == 0, again.err
    assert len({one["id"] for one in again.records}) == COUNT
    listed = here.avatars()
    assert len(listed) == COUNT + 1
    assert {one["id"] for one in listed[1:]} == {one["id"] for one in again.records}
