"""`avatarchain name`: the names that you give to avatars."""

import click

from avatarchain.base.canonical import to_hex
from avatarchain.cli import offers
from avatarchain.cli.options import Common, common
from avatarchain.cli.output import brief, cut, emit, say, short, table, tell
from avatarchain.cli.sessions import find_avatar, reading
from avatarchain.cli.typed import typed


@click.command("name")
@click.argument("id", required=False, shell_complete=offers.avatars)
@click.argument("name", required=False)
@click.option("--forget", is_flag=True, help="Delete the avatar's name.")
@common
def command(common: Common, id: str | None, name: str | None, forget: bool) -> None:
    """Give an avatar a name of your own, or list the names.

    A name is stored in your home and not on the chain. Other people see it only in what you hand
    out: galleries and `devnet export` carry the names along. Every command that accepts an id
    accepts the name too. A second name replaces the first. Write a name with blanks in quotes:
    "Ada Lovelace".
    """
    from avatarchain.registry.names import forget_name, give_name, names_in
    from avatarchain.workshop.lookalikes import look_like

    if forget and (id is None or name is not None):
        raise click.UsageError("--forget takes an ID alone")
    with reading(common) as session:
        home, registry = session.home, session.known()
        if id is None:
            names = names_in(home, registry)
        else:
            identity = find_avatar(session, id).identity
            if forget:
                former = names_in(home, registry).get(identity)
                forget_name(home, registry, identity)
            elif name is not None:
                name = give_name(home, registry, identity, name)
            names = names_in(home, registry)
    if id is None:
        rows = sorted((text, to_hex(token)) for token, text in names.items())
        if common.json:
            for text, token in rows:
                emit({"id": token, "name": text})
        elif rows:
            table(("name", "id"), ((cut(text), brief(token)) for text, token in rows))
        else:
            tell(f"no avatar has a name yet: {typed('name ID NAME')}")
        return
    if common.json:
        emit({"id": to_hex(identity), "name": names.get(identity)})
    elif forget and former is not None:
        say(f"{short(to_hex(identity))}  the name {former} is forgotten")
    else:
        say(f"{short(to_hex(identity))}  {names.get(identity, 'has no name')}")
    if name is not None:
        tell(*look_like(name, names.values()))
