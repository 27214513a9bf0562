"""The compiled form of a rig as text, which the next process need not compile again.

It follows from the species and the rig, and is kept under the digest of these (see `base.cache`).
Compiling takes longer than all else that a small gallery needs.
"""

import json
from hashlib import sha256

from avatarchain.base import cache
from avatarchain.living import Rig
from avatarchain.species import Species

FORM = 4
"""Of what is kept; another one if `compiled`, or what it follows from, gives something else."""


def compiled_text(species: Species, rig: Rig) -> str:
    """The compiled form of a rig, as JSON without spaces, in ASCII.

    Raises NoDrawing for a species of images.
    """
    key = sha256(repr((FORM, "rig", species.id, rig.digest)).encode()).hexdigest()
    content = cache.read(key)
    if content is not None and content.isascii():
        return content.decode("ascii")
    from avatarchain.living.compiled import compiled

    text = json.dumps(compiled(species, rig), separators=(",", ":"))
    cache.write(key, text.encode("ascii"))
    return text
