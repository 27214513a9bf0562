"""`/api` asked what its own document allows and forbids, by schemathesis with all its checks."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from doors import Door

HERE = Path(__file__).parent
DOCUMENT = HERE.parents[1] / "docs" / "openapi.json"
EVENTS = "/api/events"  # which have no end
SHEET = r"sheet\.png|genomes/\{genome\}/(moving|sprites|model)"  # of which each takes a second


def questioned(
    url: str, token: str, folder: Path, *options: str
) -> "subprocess.CompletedProcess[str]":
    """A run of schemathesis, always with the same questions."""
    program = "import sys; from schemathesis.cli import schemathesis; sys.exit(schemathesis())"
    command = [sys.executable, "-W", "ignore", "-c", program]
    command += ["--config-file", str(HERE / "schemathesis.toml"), "run", str(DOCUMENT)]
    command += ["--url", url, "-H", f"Authorization: Bearer {token}", "--seed", "1", "--no-color"]
    command += ["--generation-database", "none", "--continue-on-failure", "--exclude-path", EVENTS]
    command += ["--request-timeout", "300"]  # a sheet takes seconds, and more on a busy machine
    return subprocess.run([*command, *options], cwd=folder, capture_output=True, text=True)


def test_a_sample_of_questions_is_answered_as_the_document_says(
    family: Door, tmp_path: Path
) -> None:
    phases = ["--phases", "fuzzing,stateful", "--exclude-path-regex", SHEET, "-n", "3"]
    run = questioned(family.api.removesuffix("/api"), family.token, tmp_path, *phases)
    assert run.returncode == 0, run.stdout[-5_000:] + run.stderr


@pytest.mark.nightly
def test_many_questions_are_answered_as_the_document_says(family: Door, tmp_path: Path) -> None:
    run = questioned(family.api.removesuffix("/api"), family.token, tmp_path, "-n", "80")
    assert run.returncode == 0, run.stdout[-20_000:] + run.stderr
    assert family.process.poll() is None


@contextmanager
def faulty(door: Door, fault: str) -> Iterator[str]:
    """The address of a server that answers like another, with one fault in some answers."""

    class Between(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer = door.fetch("GET", self.path)
            status, body = answer.status, answer.body
            if status == 200 and fault == "undeclared field":
                body = json.dumps(json.loads(body) | {"undeclared": 1}).encode()
            elif status == 200 and fault == "500":
                status = 500
            self.send_response(status)
            for name in ("content-type", "allow"):
                if name in answer.headers:
                    self.send_header(name, answer.headers[name])
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Between) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.mark.parametrize(
    ("fault", "complaint"),
    [("none", ""), ("undeclared field", "Response violates schema"), ("500", "Server error")],
)
def test_a_field_that_is_not_declared_and_a_fault_are_found(
    family: Door, tmp_path: Path, fault: str, complaint: str
) -> None:
    with faulty(family, fault) as url:
        only = ["--include-path", "/api/founder", "--phases", "fuzzing", "-n", "3"]
        run = questioned(url, family.token, tmp_path, *only, "--mode", "positive")
    assert run.returncode == (1 if complaint else 0), run.stdout
    assert complaint in run.stdout
