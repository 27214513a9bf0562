"""`avatarchain show`: show one avatar, as it is on the chain."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from avatarchain.base.canonical import to_hex
from avatarchain.cli import faces, offers
from avatarchain.cli.options import Common, Other, common, other_registry, pictures
from avatarchain.cli.output import emit, facts, progress, say, tell
from avatarchain.cli.passphrases import signing_key
from avatarchain.cli.places import check_unused, picture_options, tell_of_still
from avatarchain.cli.sessions import find_avatar, reading
from avatarchain.errors import NotMinted, UnknownIdentity

if TYPE_CHECKING:
    from avatarchain.papers.pictures import PictureOptions
    from avatarchain.registry import AvatarRecord
    from avatarchain.session.opening import Session
    from avatarchain.species import Species


# What most people do not look for in an avatar; `--all` and --json have it.
_DETAILS = frozenset(
    ("genome", "dna", "species", "chain_id", "genesis", "contract", "caip19", "transaction")
)


@click.command("show")
@click.argument("id", required=False, shell_complete=offers.avatars)
@click.option("--seed", metavar="TEXT", help="The avatar that `mint --seed TEXT` makes.")
@click.option("--all", "everything", is_flag=True, help="Also genome, DNA, contract and blocks.")
@click.option("--from-chain", is_flag=True, help="Paint the SVG that the contract returns.")
@other_registry
@pictures(out_default=None)
@common
def command(
    common: Common,
    id: str | None,
    seed: str | None,
    everything: bool,
    from_chain: bool,
    other: Other,
    out: Path | None,
    form: str,
    size: int,
    background: bool,
) -> None:
    """Show one avatar; with --out, paint it too.

    ID is 0x and 64 hex digits, or any beginning that is unique (at least four digits), or CAIP-19,
    or a name that you gave with `avatarchain name`. For a parent it also prints the outcome of each
    child that was drawn. With --from-chain the picture is made from the SVG that the contract
    returns, and not from the species on your disk. A FILE given with --out replaces no other
    but one of this avatar. The exit code is 1 if it belongs to a founding whose root was committed
    before the draw was known, so that it cannot follow.
    """
    from avatarchain.births.founders import drawn as founder_of
    from avatarchain.genetics.seeds import seed_from_text
    from avatarchain.library.details import details
    from avatarchain.papers.origin import provenance
    from avatarchain.papers.pictures import paint
    from avatarchain.registry import identity_of, svg_from_chain

    if (id is None) == (seed is None):
        raise click.UsageError("give an ID or --seed TEXT")

    options = _options(out, form, size, background)
    if from_chain and not (options and options.form in ("png", "svg") and background):
        raise click.UsageError(
            "--from-chain needs --out, --format png or svg, and --background full"
        )
    with reading(common, other) as session:
        contract, species = session.known(), session.species
        drawn_from = None if seed is None else seed_from_text(seed)
        if drawn_from is not None:
            founder = founder_of(species, drawn_from)
            id = to_hex(identity_of(species, founder.genome))
        avatar = _found(session, str(id), seed)
        origin = provenance(contract, species, avatar, progress)
        record = details(session, avatar, origin=origin, tell=tell, bar=progress)
        if options is not None:
            key = signing_key(session, options)
            drawn = svg_from_chain(contract, avatar.genome) if from_chain else None
            image = paint(
                contract, species, avatar, drawn_from, options, key, drawn=drawn, provenance=origin
            )
            record["image"] = str(image)
    if common.json:
        emit(record)
    else:
        _print(dict(record), species, avatar.genome, everything)
        tell_of_still(common, options, str(record["id"])[:10])
    if record.get("founding", {}).get("follows") is False:
        sys.exit(1)


def _found(session: "Session", id: str, seed: str | None) -> "AvatarRecord":
    try:
        return find_avatar(session, id)
    except UnknownIdentity as error:
        if seed is None:
            raise
        raise NotMinted(id=error.id, seed=seed) from None


def _options(out: Path | None, form: str, size: int, background: bool) -> "PictureOptions | None":
    """The options of the picture; None without `out`, which its other options need.

    They have to be right in either case.
    """
    options = picture_options(out or Path(), form, size, background)
    if out is not None:
        return options
    check_unused(("form", "size", "background"), "{} needs --out")
    return None


def _print(record: dict[str, Any], species: "Species", genome: int, everything: bool) -> None:
    """Print the JSON object of an avatar for people: its face and traits first."""
    from avatarchain.papers.deliveries import describe_draws
    from avatarchain.species.rarity import one_in, rarity

    traits = record.pop("traits")
    record["rarity"] = f"about one founder in {one_in(rarity(species, genome))} looks like this"
    if "draws" in record:
        record["draws"] = "; ".join(describe_draws(record["draws"]))
    if "founding" in record:
        record["founding"] = record["founding"]["told"]
    if faces.shows_faces():
        faces.print_beside(species, genome, traits.items())
    else:
        facts(traits.items())
    say("")
    facts((key, value) for key, value in record.items() if everything or key not in _DETAILS)
    if not everything:
        tell("--all shows the genome, the contract and the place on the chain")
