"""Start `avatarchain serve`, and ask it."""

import http.client
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from eth_account import Account
from eth_account.signers.local import LocalAccount
from eth_utils.address import to_checksum_address

DEV0: LocalAccount = Account.from_key(
    "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80"
)
NOBODY = "0x" + "00" * 19 + "99"


@dataclass(frozen=True)
class Answer:
    """An answer of HTTP; the names of its headers in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Door:
    """A server that runs: its process, its home, and what it printed."""

    process: "subprocess.Popen[str]"
    home: Path
    page: str
    rpc: str
    websocket: str
    api: str

    @property
    def port(self) -> int:
        port = urlsplit(self.rpc).port
        assert port is not None
        return port

    @property
    def token(self) -> str:
        return self.page.partition("token=")[2]

    def fetch(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Answer:
        """One request of HTTP; `_` in the names of headers stands for `-`."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=300)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            connection.request(method, path, body, named)
            answer = connection.getresponse()
            told = {name.lower(): value for name, value in answer.getheaders()}
            return Answer(answer.status, told, answer.read())
        finally:
            connection.close()

    def get(self, path: str, status: int = 200, **query: Any) -> Any:
        """What `/api` answers to a question, which has to have this status."""
        question = f"?{urlencode(query, doseq=True)}" if query else ""
        answer = self.fetch("GET", f"/api{path}{question}")
        assert answer.status == status, answer
        kind = "application/json" if status < 400 else "application/problem+json"
        assert answer.headers["content-type"] == kind
        return json.loads(answer.body)

    def post(self, asked: Any) -> Any:
        """What `/rpc` answers to a value of JSON; None for no content."""
        body = asked if isinstance(asked, bytes) else json.dumps(asked).encode()
        answer = self.fetch("POST", "/rpc", body, content_type="application/json")
        assert answer.status in (200, 204), answer
        return json.loads(answer.body) if answer.body else None

    def ask(self, method: str, *parameters: Any) -> Any:
        """The result of a method, or its error."""
        request = {"jsonrpc": "2.0", "id": 7, "method": method, "params": list(parameters)}
        told = self.post(request)
        assert told["id"] == 7
        return told.get("error") or told["result"]

    def send(self, **fields: Any) -> str:
        """Send a transaction of dev0; its hash."""
        nonce = int(self.ask("eth_getTransactionCount", DEV0.address), 16)
        whole = {"nonce": nonce, "chainId": 31337, "gas": 90_000, "to": NOBODY, "type": 2}
        whole |= {"maxFeePerGas": 2 * 10**9, "maxPriorityFeePerGas": 0} | fields
        if whole["to"]:
            whole["to"] = to_checksum_address(whole["to"])
        raw = DEV0.sign_transaction(whole).raw_transaction
        own: str = self.ask("eth_sendRawTransaction", "0x" + raw.hex())
        return own


@contextmanager
def started(home: Path, *options: str, before: Callable[[], None] | None = None) -> Iterator[Door]:
    """A server on any free port; it is ended by Ctrl-C, as people end it, and says no word.

    `before` is called in its process before it begins.
    """
    command = [sys.executable, "-m", "avatarchain", "serve", "--port", "0", "--json", *options]
    environment = os.environ | {"AVATARCHAIN_HOME": str(home)}
    environment.pop("ETH_RPC_URL", None)
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
        preexec_fn=before,
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line:
        raise AssertionError(process.communicate()[1])
    try:
        yield Door(process, home, **json.loads(line))
    finally:
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=300)
    assert err.strip() == "stopped", err
    assert (process.returncode, out) == (130, "")
