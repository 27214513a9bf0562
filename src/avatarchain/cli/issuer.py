"""`avatarchain account issuer`: the issuer's keys, which sign papers."""

from typing import TYPE_CHECKING

import click

from avatarchain.base import home as homes
from avatarchain.cli.advice import advised
from avatarchain.cli.groups import Group
from avatarchain.cli.options import Common, Signing, common, issuer_password_file, signing
from avatarchain.cli.output import emit, say, tell
from avatarchain.cli.passphrases import issuer_passphrase
from avatarchain.cli.sessions import reading, writing

if TYPE_CHECKING:
    from avatarchain.session.opening import Session
    from avatarchain.session.writing import Writing


@click.group("issuer", cls=Group)
def command() -> None:
    """Make, publish, change and revoke the key that signs papers.

    Papers are the certificates in picture files. On development chains they are signed with a
    public key pair that everybody has. When you publish a key of your own, `mint`, `breed` and
    `show` sign with it if it is in your home, and `verify` requires its signature. The key is
    encrypted with a passphrase, from a prompt, --issuer-password-file or
    $AVATARCHAIN_ISSUER_PASSPHRASE.
    """


def _print_key(common: Common, key: str, state: str) -> None:
    if common.json:
        emit({"key": key, "state": state})
    else:
        say(f"{key}  {state}")


def _made(common: Common) -> str:
    """Make a key in the home, and return it (0x-hex)."""
    from avatarchain.keys import seal

    home = homes.locate(common.home)
    return seal.make(home, issuer_passphrase("New passphrase of the issuer key", twice=True)).key


@command.command("new")
@issuer_password_file
@common
def new(common: Common) -> None:
    """Make a key and encrypt it. It is not valid until you `publish` it."""
    _print_key(common, _made(common), "not published")


@command.command("show")
@common
def show(common: Common) -> None:
    """List all keys of the registry and of your home, and whether each is valid now."""
    from avatarchain.errors import ChainMissing, MadeByAnotherVersion, NoRegistry
    from avatarchain.keys import seal

    states: dict[str, str] = {}
    elsewhere = "not published"
    try:
        with reading(common) as session:
            states = _states(session)
    except NoRegistry as error:
        tell(advised(error))
    except (ChainMissing, MadeByAnotherVersion) as error:  # the home's keys can be listed anyway
        tell(advised(error))
        elsewhere = "unknown"
    here = {sealed.key for sealed in seal.sealed(homes.visit(common.home))}
    for key in [*states, *sorted(here - set(states))]:
        state = states.get(key, elsewhere)
        if common.json:
            emit({"key": key, "state": state, "here": key in here})
        else:
            say(f"{key}  {state}{', in your home' if key in here else ''}")


def _states(session: "Session") -> dict[str, str]:
    from avatarchain.papers.issuer_keys import history

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
    """Make KEY the valid key: a key or its beginning.

    The default is your key that is not published.
    """
    from avatarchain.errors import NoIssuerKey
    from avatarchain.keys import seal

    with writing(common, signing, makes=False) as open_:
        session = open_.session
        if key is not None:
            sealed = seal.find_sealed(session.home, key)
        else:
            states = _states(session)
            fresh = [own for own in seal.sealed(session.home) if own.key not in states]
            if len(fresh) != 1:
                reason = f"{len(fresh)} of your keys are not published yet, expected 1"
                raise NoIssuerKey(reason=reason)
            (sealed,) = fresh
        seal.check(sealed)  # if nobody could use the key, no papers could be signed
        _publish(common, open_, sealed.key)


@command.command("rotate")
@issuer_password_file
@common
@signing
def rotate(common: Common, signing: Signing) -> None:
    """Make a new key and publish it. Signatures of older keys stay valid."""
    with writing(common, signing, makes=False) as open_:
        open_.session.known()
        _publish(common, open_, _made(common))


def _publish(common: Common, open_: "Writing", key: str) -> None:
    from avatarchain.papers.issuer_keys import publish

    publish(open_.session.known(), open_.signer, key)
    _print_key(common, key, "in force")


@command.command("revoke")
@click.argument("key")
@common
@signing
def revoke(common: Common, signing: Signing, key: str) -> None:
    """Make KEY invalid for ever.

    Papers that it signed do not pass `verify` any more. Give KEY in full.
    """
    from avatarchain.chain.notation import parse_hash
    from avatarchain.papers.issuer_keys import revoke

    parsed = parse_hash(key, "issuer key")
    with writing(common, signing, makes=False) as open_:
        receipt = revoke(open_.session.known(), open_.signer, parsed)
    _print_key(common, parsed, f"revoked in block {receipt.block_number}")
