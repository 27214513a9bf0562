"""The gallery: a registry as a folder of pages that need only a browser.

`contents` reads from the index what the pages show, `site` writes the folder, `metadata`
makes the ERC-721 metadata of each token, and `serve` serves a folder on loopback and keeps
it up to date. The pages paint every portrait and compute every identity themselves, from the
bytes whose hash is the species' id (page/genetics.js). If somebody changed the data in the
folder, the pages show a cross.
"""

from avatarchain.gallery.contents import Contents, Life, contents_of
from avatarchain.gallery.site import write_site

__all__ = ["Contents", "Life", "contents_of", "write_site"]
