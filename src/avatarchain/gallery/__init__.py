"""The gallery: a registry as pages that need only a browser, in a folder or from a server.

`contents` reads from the index what the pages show, `pages` has the document and its scripts,
`site` writes the folder, `models` what in it can be turned, and `metadata` makes the ERC-721
metadata of each token. The pages paint every portrait and compute every identity themselves, from
the bytes whose hash is the species' id (page/genetics.js). If somebody changed the data in the
folder, the pages show a cross.
"""

from avatarchain.gallery.contents import Contents, Life, contents_of
from avatarchain.gallery.models import write_models
from avatarchain.gallery.site import write_site

__all__ = ["Contents", "Life", "contents_of", "write_models", "write_site"]
