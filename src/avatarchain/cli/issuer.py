"""`avatarchain account issuer`: the keys that sign papers."""

import click

from avatarchain import home as homes
from avatarchain.cli.options import (
    Common,
    Session,
    Signing,
    Writing,
    common,
    issuer_passphrase,
    issuer_password_file,
    reading,
    signing,
    writing,
)
from avatarchain.cli.output import emit, tell


@click.group("issuer")
def command() -> None:
    """Make, publish, change and revoke the key that signs papers.

    On development chains papers are signed by a key that everybody has. A key of one's own
    takes its place once it is published; from then on `mint`, `breed` and `show` sign where
    it lies in the home, and `verify` wants it. It is sealed with a passphrase, from a prompt,
    --issuer-password-file or $AVATARCHAIN_ISSUER_PASSPHRASE.
    """


def _told(common: Common, key: str, state: str) -> None:
    if common.json:
        emit({"key": key, "state": state})
    else:
        click.echo(f"{key}  {state}")


def _made(home_of: Common) -> str:
    from avatarchain.issuer import seal

    home = homes.locate(home_of.home)
    return seal.make(home, issuer_passphrase("New passphrase of the issuer key", twice=True)).key


@command.command("new")
@issuer_password_file
@common
def new(common: Common) -> None:
    """Make a key and seal it; `publish` puts it in force."""
    _told(common, _made(common), "not published")


@command.command("show")
@common
def show(common: Common) -> None:
    """List all keys of the registry and of your home, and what each is worth."""
    from avatarchain.errors import NoRegistry
    from avatarchain.issuer import seal

    states: dict[str, str] = {}
    try:
        with reading(common) as session:
            states = _states(session)
    except NoRegistry as error:
        tell(str(error))
    here = {one.key for one in seal.sealed(homes.locate(common.home))}
    for key in [*states, *sorted(here - set(states))]:
        state = states.get(key, "not published")
        if common.json:
            emit({"key": key, "state": state, "here": key in here})
        else:
            click.echo(f"{key}  {state}{', sealed here' if key in here else ''}")


def _states(session: Session) -> dict[str, str]:
    from avatarchain.issuer import history

    past = history(session.known())
    states = {term.key: "was in force" for term in past.terms}
    if past.in_force:
        states[past.in_force] = "in force"
    return states | {key: f"revoked in block {block}" for key, block in past.revoked.items()}


@command.command("publish")
@click.argument("key", required=False)
@common
@signing
def publish(common: Common, signing: Signing, key: str | None) -> None:
    """Put KEY (or its beginning) in force; by default the one that is not published yet."""
    from avatarchain.errors import NoIssuerKey
    from avatarchain.issuer import seal

    with writing(common, signing, makes=False) as open_:
        session = open_.session
        if key is not None:
            wanted = seal.find(session.home, key)
        else:
            states = _states(session)
            fresh = [one for one in seal.sealed(session.home) if one.key not in states]
            if len(fresh) != 1:
                reason = f"{len(fresh)} of your keys are yet to be published, expected 1"
                raise NoIssuerKey(reason=reason)
            (wanted,) = fresh
        seal.check(wanted)  # a key that nobody can use would leave the papers unsigned
        _publish(common, open_, wanted.key)


@command.command("rotate")
@issuer_password_file
@common
@signing
def rotate(common: Common, signing: Signing) -> None:
    """Make a key and put it in force; what the older ones signed stays good."""
    with writing(common, signing, makes=False) as open_:
        open_.session.known()
        _publish(common, open_, _made(common))


def _publish(common: Common, open_: Writing, key: str) -> None:
    from avatarchain.issuer import publish

    publish(open_.session.known(), open_.signer, key)
    _told(common, key, "in force")


@command.command("revoke")
@click.argument("key")
@common
@signing
def revoke(common: Common, signing: Signing, key: str) -> None:
    """End KEY for good, in full hex: nothing that it signed passes from now on."""
    from avatarchain.issuer import revoke
    from avatarchain.trust import parse_hash

    wanted = parse_hash(key, "issuer key")
    with writing(common, signing, makes=False) as open_:
        receipt = revoke(open_.session.known(), open_.signer, wanted)
    _told(common, wanted, f"revoked in block {receipt.block_number}")
