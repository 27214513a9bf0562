"""`avatarchain show`: one avatar, from the chain."""

from pathlib import Path

import click

from avatarchain.cli.options import Common, common, pictures, reading
from avatarchain.cli.output import emit, facts


@click.command("show")
@click.argument("id")
@pictures(out_default=None)
@common
def command(
    common: Common, id: str, out: Path | None, form: str, size: int, background: bool
) -> None:
    """Show one avatar; with --out, paint it too.

    ID is its 64 hex digits, any unique beginning of them (0x and at least four digits),
    or a CAIP-19 name.
    """
    from avatarchain import minting
    from avatarchain.registry import describe, resolve

    wanted = None if out is None else minting.Pictures(out, form, size, background)
    with reading(common) as session:
        registry = session.known()
        one = resolve(registry, id)
        record = describe(registry, session.species, one)
        if wanted is not None:
            record["image"] = str(minting.paint(registry, session.species, one, None, wanted))
    if common.json:
        emit(record)
        return
    traits = record.pop("traits")
    facts(record.items())
    click.echo()
    facts(traits.items())
