"""Completions for shells, quoted so that the shell reads them as they are meant.

A completion becomes part of the command line, so a file name from a stranger could run a command
there. A name with invisible characters is not offered at all. bash inserts words unchanged, so
special characters get a backslash here; zsh and fish quote them themselves.
"""

import re
from typing import Any

from click.shell_completion import (
    BashComplete,
    CompletionItem,
    FishComplete,
    ShellComplete,
    ZshComplete,
    add_completion_class,
)

from avatarchain.base.visible import has_hidden

_SPECIAL = re.compile(r"([ -~])(?<![A-Za-z0-9_@%+=:,./-])")
# In click's script for bash a star stands for names of files, and a backslash is dropped.
_LITERAL = {"COMPREPLY+=($value)": 'COMPREPLY+=("$value")', "read type value": "read -r type value"}


class _Seen(ShellComplete):
    """Offers only words without invisible characters."""

    def get_completion_args(self) -> tuple[list[str], str]:
        try:
            return super().get_completion_args()
        except (KeyError, ValueError):  # no shell says so little, or no number
            return [], ""

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem]:
        offers = super().get_completions(args, incomplete)
        return [offer for offer in offers if not has_hidden(str(offer.value))]


class _Bash(_Seen, BashComplete):
    source_template = BashComplete.source_template
    for theirs, literal in _LITERAL.items():
        source_template = source_template.replace(theirs, literal)

    def format_completion(self, item: CompletionItem[Any]) -> str:
        value = quoted(item.value) if item.type == "plain" else item.value
        return f"{item.type},{value}"


class _Zsh(_Seen, ZshComplete):
    pass


class _Fish(_Seen, FishComplete):
    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem]:
        offers = super().get_completions(args, incomplete)
        # click's script for fish cuts a word at its first comma.
        return [offer for offer in offers if "," not in str(offer.value)]


def quoted(word: str) -> str:
    """A word as it is typed in bash, with a backslash before each special character."""
    return _SPECIAL.sub(r"\\\1", word)


def register() -> None:
    """Replace click's completion for bash, zsh and fish by the classes above."""
    for kind in (_Bash, _Zsh, _Fish):
        add_completion_class(kind)
