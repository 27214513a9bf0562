"""Which node answers."""

from pathlib import Path

from avatarchain.serve.nodes import Nodes


def test_requests_one_after_another_are_answered_by_one_node(tmp_path: Path) -> None:
    """What it keeps of the chain serves the next one."""
    nodes = Nodes(tmp_path / "chain.sqlite", 30)
    with nodes._borrowed() as first, nodes._borrowed() as second:
        assert first is not second
    for _ in range(3):
        with nodes._borrowed() as again:
            assert again is first
    nodes.close()
