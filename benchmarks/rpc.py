"""What `/rpc` of `avatarchain serve` takes, beside anvil: `python benchmarks/rpc.py [COUNT]`.

The same requests, one after another on one connection of HTTP, go to three servers that each have
a registry with COUNT avatars, in turns. No two are alike, so that no answer is taken from what was
asked before.
"""

import http.client
import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from subprocess import PIPE, Popen
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit

from measuring import BASE_PROGRAM, PROGRAM, TOOLS, Value, keep, process

from avatarchain.chain import connect
from avatarchain.chain.anvil import Anvil
from avatarchain.keys.accounts import development
from avatarchain.registry import deploy
from avatarchain.registry.contract import encode
from avatarchain.species.pack import load

TEXT = """\
Requests in a second of one core, by the clock of the server's process: `avatarchain serve` with the
base install and with the extra `fast`, and anvil, which is compiled and keeps its chain in memory;
and, of logs, how many a client gets in a second, one after another, until their last byte is there.
A call asks the registry for a balance, `eth_getLogs` for the logs of a hundred births in as many
blocks, and a send is a signed registration with its block and receipt. The EVM here is Python's:
that is the limit of calls and sends. No two requests are alike; what is asked again before the next
block is answered from memory."""
COLUMNS = ("server", "calls", "logs", "sends", "logs for a client", "peak MB")
ROUNDS = 5
GAS = 200_000


class Server:
    """A server of JSON-RPC: the number of its process, and a connection to it."""

    def __init__(self, pid: int, url: str) -> None:
        self.pid, self.url = pid, url
        self.line = http.client.HTTPConnection("127.0.0.1", urlsplit(url).port or 0, timeout=600)
        self.waited = 0.0  # seconds until the last byte of each answer

    def ask(self, method: str, *parameters: Any) -> Any:
        request = {"jsonrpc": "2.0", "id": 1, "method": method, "params": parameters}
        headers = {"content-type": "application/json"}
        text, before = json.dumps(request), time.perf_counter()
        self.line.request("POST", "/", text, headers)
        answer = self.line.getresponse().read()
        self.waited += time.perf_counter() - before
        return json.loads(answer)["result"]

    def busy(self) -> float:
        """Seconds of processors that it took so far."""
        return time.clock_gettime(~self.pid << 3 | 2)  # Linux's number of a process's own clock

    def peak(self) -> float:
        """Megabytes of memory that it had at most."""
        lines = Path(f"/proc/{self.pid}/status").read_text().splitlines()
        (peak,) = (line.split()[1] for line in lines if line.startswith("VmHWM"))
        return int(peak) / 1e3


@contextmanager
def served(program: list[str], home: Path) -> Iterator[Server]:
    command = [*program, "serve", "--port", "0", "--json", "--home", str(home)]
    server = Popen(command, stdout=PIPE, text=True)
    assert server.stdout is not None
    try:
        yield Server(server.pid, json.loads(server.stdout.readline())["rpc"])
    finally:
        server.terminate()
        server.wait()


@contextmanager
def anvil() -> Iterator[Server]:
    node = Anvil(str(TOOLS / "anvil"), 60.0)
    try:
        yield Server(node._process.pid, node.url)
    finally:
        node.close()


class Works:
    """What is asked of a server; each call of a method is another request."""

    def __init__(self, server: Server, count: int) -> None:
        self.server, self.count, self.number, self.nonce = server, count, 0, 0
        self.signer = development(0)
        with TemporaryDirectory() as home, connect(server.url, folder=Path(home)) as chain:
            self.address = deploy(chain, self.signer, load()).address
        self.nonce = int(server.ask("eth_getTransactionCount", self.signer.address, "latest"), 16)
        self.first = int(server.ask("eth_blockNumber"), 16) + 1
        for _ in range(count):
            self.send()

    def call(self) -> None:
        self.number += 1
        data = "0x" + encode("balanceOf(address)", f"0x{self.number:040x}").hex()
        assert self.server.ask("eth_call", {"to": self.address, "data": data}, "latest") == (
            "0x" + "00" * 32
        )

    def logs(self) -> None:
        self.number += 1
        wish = {"fromBlock": hex(self.first), "toBlock": hex(self.first + self.count - 1)}
        # A topic that no log has makes each request another one.
        topics = [[_TRANSFER, f"0x{self.number:064x}"]]
        found = self.server.ask("eth_getLogs", wish | {"address": self.address, "topics": topics})
        assert len(found) == self.count

    def send(self) -> None:
        data = encode("register(address,uint256)", self.signer.address, self.nonce)
        raw = self.signer.sign_transaction(
            {
                "to": self.address,
                "chainId": 31337,
                "value": 0,
                "gas": GAS,
                "maxPriorityFeePerGas": 1,
                "maxFeePerGas": 2 * 10**9,
                "data": data,
                "nonce": self.nonce,
            }
        ).raw_transaction
        self.nonce += 1
        own = self.server.ask("eth_sendRawTransaction", "0x" + raw.hex())
        while (receipt := self.server.ask("eth_getTransactionReceipt", own)) is None:
            time.sleep(0.01)  # anvil answers before the block is there
        assert receipt["status"] == "0x1"


_TRANSFER = "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef"


def seconds(server: Server, times: int, work: Callable[[], None]) -> tuple[float, float]:
    """What the server's process took for so many requests, and how long the client waited."""
    server.line.close()  # what was idle may be closed at the other end; the next request opens it
    before, server.waited = server.busy(), 0.0
    for _ in range(times):
        work()
    return server.busy() - before, server.waited


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    with TemporaryDirectory() as folder:
        homes = [Path(folder) / name for name in ("base", "fast")]
        with (
            served(BASE_PROGRAM, homes[0]) as base,
            served(PROGRAM, homes[1]) as fast,
            anvil() as other,
        ):
            servers = {"serve": base, "serve, extra `fast`": fast, "anvil": other}
            works = {name: Works(server, count) for name, server in servers.items()}
            taken: dict[str, list[list[float]]] = {name: [] for name in servers}
            waited: dict[str, list[float]] = {name: [] for name in servers}
            times = (4 * count, count, count)
            for _ in range(ROUNDS + 1):  # the first one fills caches
                for name, own in works.items():
                    parts = zip(times, (own.call, own.logs, own.send), strict=True)
                    spent = [seconds(own.server, *part) for part in parts]
                    taken[name].append([busy for busy, _ in spent])
                    waited[name].append(spent[1][1])
            rows: list[list[Value]] = []
            for name, server in servers.items():
                middle = map(median, zip(*taken[name][1:], strict=True))
                rates = [each / busy for each, busy in zip(times, middle, strict=True)]
                rows.append([name, *rates, count / median(waited[name][1:]), server.peak()])
    tools = {"anvil": process([TOOLS / "anvil", "--version"]).output.split()[2]}
    packages = ("py-evm", "uvicorn", "uvloop", "coincurve")
    keep("rpc", "The server's `/rpc`", TEXT, COLUMNS, rows, packages=packages, tools=tools)


if __name__ == "__main__":
    main()
