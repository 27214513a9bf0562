"""`avatarchain show`: one avatar, from the chain."""

from pathlib import Path

import click

from avatarchain.cli import faces, offers
from avatarchain.cli.options import (
    Common,
    common,
    find,
    other_registry,
    pictures,
    reading,
    signing_key,
)
from avatarchain.cli.output import emit, facts


@click.command("show")
@click.argument("id", shell_complete=offers.avatars)
@click.option("--from-chain", is_flag=True, help="Paint what the contract draws.")
@other_registry
@pictures(out_default=None)
@common
def command(
    common: Common, id: str, from_chain: bool, registry: str | None, out: Path | None, form: str,
    size: int, background: bool,
) -> None:  # fmt: skip
    """Show one avatar; with --out, paint it too.

    ID is its 64 hex digits, any unique beginning of them (0x and at least four digits),
    or a CAIP-19 name. With --from-chain the picture is made from the contract's own answer
    and not from the species at hand.
    """
    from avatarchain import minting
    from avatarchain.registry import describe, drawing_of

    if from_chain and (out is None or form not in ("png", "svg") or not background):
        raise click.UsageError("--from-chain goes with --out, PNG or SVG, and the background")
    wanted = None if out is None else minting.Pictures(out, form, size, background)
    with reading(common, registry) as session:
        known, species = session.known(), session.species
        one = find(session, id)
        record = describe(known, species, one)
        if wanted is not None:
            key = signing_key(session, wanted)
            drawn = drawing_of(known, one.genome) if from_chain else None
            image = minting.paint(known, species, one, None, wanted, key, drawn=drawn)
            record["image"] = str(image)
    if common.json:
        emit(record)
        return
    traits = record.pop("traits")
    if faces.shows_faces():
        faces.print_beside(species, one.genome, traits.items())
        click.echo()
        facts(record.items())
        return
    facts(record.items())
    click.echo()
    facts(traits.items())
