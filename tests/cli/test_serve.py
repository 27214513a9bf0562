"""`avatarchain serve`: who may serve, where, and how it ends."""

import json
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from shell import Shell

Process = subprocess.Popen[str]


@contextmanager
def serving(
    shell: Shell, *options: str
) -> Iterator[tuple[dict[str, str], "subprocess.Popen[str]"]]:
    """A server in a process of its own: what it printed, and the process."""
    shell.folder.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "avatarchain", "serve", "--json", *options]
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=shell.variables(),
        cwd=shell.folder,
    )
    assert process.stdout is not None
    try:
        yield json.loads(process.stdout.readline()), process
    finally:
        process.kill()
        process.communicate()


def test_a_second_server_of_a_home_says_where_the_first_one_is(shell: Shell) -> None:
    with serving(shell, "--port", "0") as (told, process):
        place = told["rpc"].removesuffix("rpc")
        assert shell.run("serve", "--port", "0").refusal == (
            f"{shell.home} is served already, at {place}; "
            "a copy of its chain is served with --scratch"
        )
        # Killed, it leaves nothing that would keep the next one out.
        process.kill()
        process.wait()
        with serving(shell, "--port", "0") as (again, _):
            assert again["rpc"] != told["rpc"]


def test_the_devnet_of_a_home_that_is_served_is_neither_deleted_nor_replaced(
    stocked: Shell,
) -> None:
    assert stocked.run("devnet", "export", "pack.zip").code == 0
    with serving(stocked, "--port", "0") as (printed, process):
        place = printed["rpc"].removesuffix("rpc")
        for line in (["reset", "--yes"], ["import", "pack.zip"]):
            assert stocked.run("devnet", *line).refusal == (
                f"{stocked.home} is served already, at {place}: end that server first"
            )
        assert len(stocked.avatars()) == 3
        process.kill()
        process.wait()
        assert stocked.run("devnet", "reset", "--yes").code == 0
        assert stocked.run("devnet", "import", "pack.zip").code == 0
    assert len(stocked.avatars()) == 3


def test_a_port_that_is_taken_is_refused_with_who_answers_there(shell: Shell) -> None:
    other = Shell(shell.home.with_name("other"), shell.folder)
    other.home.mkdir()
    with serving(shell, "--port", "0") as (told, _):
        port = told["rpc"].split(":")[2].removesuffix("/rpc")
        assert other.run("serve", "--port", port).refusal == (
            f"cannot serve on port {port} of 127.0.0.1: the node avatarchain/embedded answers "
            "there; name another with --port, or any free one with --port 0"
        )


class _Page(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.send_error(405)

    def log_message(self, format: str, *arguments: object) -> None:
        pass


def test_a_web_server_and_one_that_is_silent_are_told_apart(shell: Shell) -> None:
    with HTTPServer(("127.0.0.1", 0), _Page) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        port = str(server.server_port)
        assert "a web server answers there" in shell.run("serve", "--port", port).refusal
        server.shutdown()
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = str(silent.getsockname()[1])
        assert "another program listens there" in shell.run("serve", "--port", port).refusal


def test_a_node_is_not_copied(shell: Shell) -> None:
    refusal = shell.run("serve", "--scratch", "--rpc", "http://127.0.0.1:1").refusal
    assert refusal == (
        "http://127.0.0.1:1 is no file of an embedded devnet, and a node is not copied: "
        "leave out --scratch"
    )


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_at_once_and_says_so(shell: Shell, number: signal.Signals) -> None:
    with serving(shell, "--port", "0") as (_, process):
        begun = time.monotonic()
        process.send_signal(number)
        _, err = process.communicate(timeout=300)
        assert time.monotonic() - begun < 10
        assert (process.returncode, err.strip()) == (130, "stopped")
    assert not (shell.home / "serve.json").exists()


def test_lists_by_the_server_and_by_the_file_are_the_same(stocked: Shell) -> None:
    with serving(stocked, "--port", "0") as (told, _):
        direct = stocked.run("list", "--json")
        served = stocked.run("list", "--json", "--rpc", told["rpc"])
        assert served.err == ""
        assert direct.records == served.records
        assert stocked.run("mint", "--seed", "served", "--rpc", told["rpc"], "--json").code == 0
        direct, served = (
            stocked.run("list", "--json", *more) for more in ((), ("--rpc", told["rpc"]))
        )
        assert direct.records == served.records
        assert len(direct.records) == 4


def test_of_another_node_it_serves_no_chain_and_names_the_node(shell: Shell, node: str) -> None:
    import urllib.error
    import urllib.request

    secret = node.replace("http://", "http://user:secret@")
    with serving(shell.on(secret), "--port", "0") as (doors, process):
        assert list(doors) == ["page", "api"]
        assert process.stderr is not None
        assert process.stderr.readline() == (
            f"the chain is at {node} (from $ETH_RPC_URL); unset it to serve your own\n"
        )
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(doors["api"].removesuffix("api") + "rpc", b"{}")
        assert refused.value.code == 404
        words = refused.value.read().decode()
        assert words == f"the chain is not here: ask its node, {node}\n"


def test_a_node_that_does_not_answer_is_not_served(shell: Shell, nobody: str) -> None:
    refusal = shell.run("serve", "--port", "0", "--rpc", nobody).refusal
    assert refusal.startswith(f"no node answers at {nobody} ")
    assert refusal == shell.run("list", "--rpc", nobody).refusal
    assert not (shell.home / "serve.json").exists()
