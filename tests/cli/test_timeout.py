"""--timeout: how long any command waits for an answer, a lock, a block or a receipt."""

from typing import Any

import pytest
from shell import Shell

from avatarchain.errors import Unconfirmed


@pytest.mark.parametrize("seconds", ["0", "-1", "nan", "inf", "86401", "soon", ""])
def test_a_timeout_is_a_number_of_seconds(shell: Shell, seconds: str) -> None:
    misuse = shell.run("list", "--timeout", seconds).misuse
    assert f"{seconds!r} is no number of seconds, more than 0, at most 86,400" in misuse


@pytest.mark.parametrize(
    "command",
    [
        "list",
        "mint --seed a --no-image",
        "verify nothing.png",
        f"audit 0x{40 * '1'}",
        f"trust add eip155:31337:0x{40 * '1'}",
        f"species fetch 0x{40 * '1'} --out fetched",
        "devnet mine",
    ],
)
def test_a_silent_node_is_given_up_after_the_timeout_by_every_command(
    shell: Shell, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    times = []

    def remote(_: str, timeout: float) -> Any:
        times.append(timeout)
        raise Unconfirmed(hash="0x", seconds=timeout)

    monkeypatch.setattr("avatarchain.chain._remote", remote)
    shell.folder.mkdir(exist_ok=True)
    (shell.folder / "nothing.png").write_bytes(b"")
    rpc = ("--rpc", "http://127.0.0.1:1")
    assert "after 7.5 s" in shell.run(*command.split(), *rpc, "--timeout", "7.5").refusal
    assert "after 30 s" in shell.run(*command.split(), *rpc).refusal
    assert times == [7.5, 30.0]
