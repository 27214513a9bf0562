"""Questions on the terminal. A question may contain text from outside, such as a path."""

import click

from avatarchain.base.visible import visible


def confirm(question: str) -> None:
    """Ask for y or n on the terminal; anything but y raises click.Abort."""
    click.confirm(visible(question), abort=True, err=True)


def ask_secret(question: str, *, twice: bool, needed: bool = True) -> str:
    """Ask for a text that is not shown; with `twice` it must be typed twice.

    The answer may be empty if it is not `needed`.
    """
    answer: str = click.prompt(
        visible(question),
        default=None if needed else "",
        show_default=False,
        hide_input=True,
        confirmation_prompt=twice,
        err=True,
    )
    return answer
