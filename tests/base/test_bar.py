"""The bar of work that nobody watches."""

from avatarchain.base.bar import no_bar


def test_without_a_watcher_steps_are_counted_and_nothing_is_printed(capsys) -> None:  # type: ignore[no-untyped-def]
    with no_bar(3, "avatars") as advance:
        for _ in range(3):
            advance(1)
    assert capsys.readouterr() == ("", "")
