"""Files and folders that a user names."""

from pathlib import Path
from typing import Any

import click


class Named(click.Path):
    """A path, as `click.Path` takes it, that has letters.

    An empty one, such as a variable of a shell that is not set, would be the current folder.
    """

    def __init__(self, **how: Any) -> None:
        super().__init__(path_type=Path, **how)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path. Raises click.BadParameter."""
        if value == "":
            self.fail("the name is empty", param, ctx)
        return super().convert(value, param, ctx)
