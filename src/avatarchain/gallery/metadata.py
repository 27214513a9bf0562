"""ERC-721 metadata, which marketplaces and wallets read about a token and its collection.

The picture is in the file, as a data URI, so the files work on any host.
"""

from base64 import b64encode
from typing import Any

from avatarchain import portrait
from avatarchain.base.canonical import to_hex
from avatarchain.registry import AvatarRecord
from avatarchain.species import Species, traits


def picture(species: Species, genome: int) -> tuple[str, bytes]:
    """A portrait as a file: its ending and its bytes. SVG, or PNG for a species of images."""
    if species.images is not None:
        return "png", portrait.png(species, genome, 256)
    return "svg", portrait.svg(species, genome).encode()


def token(species: Species, avatar: AvatarRecord, moving: str | None = None) -> dict[str, Any]:
    """The metadata of one avatar, as a JSON object; `moving` is the address of a file that moves.

    Such an address may be relative to that of the metadata.
    """
    ending, data = picture(species, avatar.genome)
    kind = "image/svg+xml" if ending == "svg" else "image/png"
    return {
        "name": f"{species.name} {to_hex(avatar.identity)[:10]}",
        "description": species.description,
        **makers(species),
        "image": f"data:{kind};base64,{b64encode(data).decode()}",
        **({} if moving is None else {"animation_url": moving}),
        "attributes": [
            *(
                {"trait_type": locus, "value": form}
                for locus, form in traits(species, avatar.genome).items()
            ),
            {"trait_type": "generation", "display_type": "number", "value": avatar.generation},
        ],
        "properties": {
            "id": to_hex(avatar.identity),
            "genome": to_hex(avatar.genome),
            "species": to_hex(species.id),
            "mother": to_hex(avatar.mother) if avatar.mother else None,
            "father": to_hex(avatar.father) if avatar.father else None,
        },
    }


def contract(species: Species) -> dict[str, Any]:
    """The metadata of the collection (ERC-7572)."""
    return {
        "name": species.name,
        "symbol": "AVATAR",
        "description": species.description,
        **makers(species),
    }


def makers(species: Species) -> dict[str, str]:
    """Who made the species: `creator`, `license` and `source`, as far as its pack gives them."""
    told = {"creator": species.creator, "license": species.license, "source": species.source}
    return {key: text for key, text in told.items() if text}
