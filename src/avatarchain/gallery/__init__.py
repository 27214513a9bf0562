"""The gallery: a registry as a folder of pages that need nothing but a browser.

`collection` reads from the index what there is to show, `site` writes it down, `metadata`
says it in ERC-721's words, and `serve` keeps a folder fresh on loopback. The pages paint
every portrait and recompute every identity themselves, from the bytes that the species'
id is the hash of (page/genetics.js): a folder that somebody changed shows a cross.
"""

from avatarchain.gallery.collection import Collection, Life, read
from avatarchain.gallery.site import write_site

__all__ = ["Collection", "Life", "read", "write_site"]
