"""Files and folders that a user names."""

from pathlib import Path
from typing import Any

import click


class Named(click.Path):
    """A path as for `click.Path`, which must not be empty.

    An empty text, such as an unset variable of a shell, would mean the current folder.
    """

    def __init__(self, **how: Any) -> None:
        super().__init__(path_type=Path, **how)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path. Raises click.BadParameter if it is empty or not allowed."""
        if value == "":
            self.fail("the name is empty", param, ctx)
        return super().convert(value, param, ctx)
