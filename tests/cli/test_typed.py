"""Commands that messages advise have the options that matter for them, and no secret."""

from pathlib import Path

import pytest

from avatarchain.cli.options import Common
from avatarchain.cli.typed import typed

HERE = Common(json=True, home=None, rpc=None, species="tuftling", timeout=3)
THERE = Common(
    json=True, home=Path("my home"), rpc="http://127.0.0.1:1", species="glimmer", timeout=None
)


@pytest.mark.parametrize(
    ("command", "line"),
    [
        ("show 0x12", "show 0x12 --home 'my home' --rpc http://127.0.0.1:1 --species glimmer"),
        ("mint --resume", "mint --resume --home 'my home'"),
        ("devnet reset", "devnet reset --home 'my home'"),
        ("devnet mine", "devnet mine --home 'my home' --rpc http://127.0.0.1:1 --species glimmer"),
        ("account new NAME", "account new NAME --home 'my home'"),
        ("species show", "species show"),
        ("list --rpc x", "list --rpc x --home 'my home' --species glimmer"),
    ],
)
def test_the_options_that_matter_are_added(
    monkeypatch: pytest.MonkeyPatch, command: str, line: str
) -> None:
    monkeypatch.delenv("ETH_RPC_URL", raising=False)
    assert typed(command, THERE) == f"avatarchain {line}"
    assert typed(command, HERE) == f"avatarchain {command}"


def test_an_address_that_the_environment_names_is_not_added(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ETH_RPC_URL", "http://127.0.0.1:1")
    assert "--rpc" not in typed("show 0x12", THERE)
    assert "--rpc" not in typed("show 0x12", HERE)


def test_the_secret_in_an_address_is_not_told() -> None:
    hosted = Common(
        json=False, home=None, rpc="https://me:word@host/key", species="tuftling", timeout=None
    )
    assert typed("list", hosted) == "avatarchain list --rpc 'https://host/…'"
    assert typed("list") == "avatarchain list"
