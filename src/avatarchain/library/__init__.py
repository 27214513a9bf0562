"""The library: what a program or a notebook wants, in a dozen names.

`avatarchain` itself offers them. A `Genome` is made of a seed (`founder`) or of two
genomes (`offspring`) and needs no chain; a `Collection` is opened (`open_collection`) to
mint and breed `Avatar`s, to find them again, to draw a `Pedigree`, and `verify` holds a
picture file to its papers. Each of them says in one line what another room does; nothing
is done twice, and whoever needs more goes to that room.
"""
