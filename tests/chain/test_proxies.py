"""Nodes on this machine are asked directly, whatever proxies the environment names."""

from pathlib import Path

import pytest

from avatarchain.chain import connect
from avatarchain.chain.proxies import is_here, proxy_for
from avatarchain.errors import Unreachable

NOWHERE = "http://user:secret@127.0.0.1:1"


@pytest.fixture(autouse=True)
def _proxied(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "WS_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, NOWHERE)


@pytest.mark.parametrize("scheme", ["http", "ws"])
def test_a_node_on_this_machine_is_asked_directly(node: str, folder: Path, scheme: str) -> None:
    with connect(node.replace("http", scheme), folder=folder, timeout=10) as chain:
        assert chain.chain_id == 31337


def test_elsewhere_the_sentence_names_the_proxy_and_not_its_password(folder: Path) -> None:
    with pytest.raises(Unreachable) as refused:
        connect("http://node.invalid:8545", folder=folder, timeout=10)
    assert "through the proxy http://127.0.0.1:1 of your environment" in str(refused.value)
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    ("url", "here"),
    [
        ("http://127.0.0.1:8545", True),
        ("http://127.9.9.9", True),
        ("ws://[::1]:1", True),
        ("http://localhost:8545/", True),
        ("https://node.localhost.", True),
        ("http://10.0.0.1", False),
        ("https://localhost.example", False),
        ("http://127.0.0.1.example", False),
    ],
)
def test_only_loopback_is_this_machine(url: str, here: bool) -> None:
    assert is_here(url) == here
    assert (proxy_for(url) is None) == here
