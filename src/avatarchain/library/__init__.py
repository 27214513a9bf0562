"""The library: a dozen names for programs and notebooks.

Import them from `avatarchain`. A `Genome` is made from a seed (`founder`) or from two
genomes (`offspring`) and needs no chain. `open_collection` opens a `Collection`, which
mints and breeds `Avatar`s, finds them by id, and returns the `Pedigree` of one. `verify`
checks a picture file against its papers and the registry. These functions call the other
packages of avatarchain, which offer more.
"""
