"""ERC-721 metadata: what marketplaces and wallets read of one token, and of all.

The picture is inside, as a data URI, so the files say all of it wherever they are hosted.
"""

from base64 import b64encode
from typing import Any

from avatarchain import genome as genomes
from avatarchain import portrait
from avatarchain.identity import to_hex
from avatarchain.registry import Avatar
from avatarchain.species import Species, traits


def picture(species: Species, genome: int) -> tuple[str, bytes]:
    """The ending and the bytes of a portrait: SVG, or PNG where a species is of images."""
    if species.images is not None:
        return "png", portrait.png(species, genome, 256)
    return "svg", portrait.svg(species, genome).encode()


def token(species: Species, one: Avatar) -> dict[str, Any]:
    """The metadata of one avatar, as a JSON object."""
    ending, data = picture(species, one.genome)
    kind = "image/svg+xml" if ending == "svg" else "image/png"
    return {
        "name": f"{species.name} {to_hex(one.identity)[:10]}",
        "description": species.description,
        "image": f"data:{kind};base64,{b64encode(data).decode()}",
        "attributes": [
            *({"trait_type": locus, "value": form}
              for locus, form in traits(species, one.genome).items()),
            {"trait_type": "generation", "display_type": "number", "value": one.generation},
        ],
        "properties": {
            "id": to_hex(one.identity),
            "genome": genomes.to_hex(one.genome),
            "species": "0x" + species.id.hex(),
            "mother": to_hex(one.mother) if one.mother else None,
            "father": to_hex(one.father) if one.father else None,
        },
    }  # fmt: skip


def contract(species: Species) -> dict[str, Any]:
    """The metadata of the collection (ERC-7572)."""
    return {"name": species.name, "symbol": "AVATAR", "description": species.description}
