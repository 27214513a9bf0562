"""Whether a file is the image of a disk, to a program that looks where a disk has what tells it.

What stands anywhere in such an image, and is long enough, is looked for in `within`.
"""

# What begins at these bytes of the image of a disk: HFS+, HFSX, F2FS and EROFS, which need no more.
_AT_1024 = (b"H+\0\x04", b"HX\0\x05", b"\x10\x20\xf5\xf2", b"\xe2\xe1\xf5\xe0")
# What stands at these places: JFS, GFS2, UFS, BeFS, a RAID, NILFS.
_AT = {
    544: (b"1SFB", b"BFS1"),
    1024: (b"\2\0\0\0\0\0\x34\x34",),
    4096: (b"\xfc\x4e\x2b\xa9",),
    9564: (b"\x54\x19\1\0", b"\0\1\x19\x54"),
    32768: (b"JFS1",),
    65536: (b"\1\x16\x19\x70",),
    66908: (b"\x19\1\x54\x19", b"\x19\x54\1\x19"),
}
# What stands at the second byte of one of the sectors of a compact disc from the sixteenth on.
_DISCS, _DISC_SECTOR = (b"BEA01", b"NSR02", b"NSR03", b"TEA01", b"CD001", b"BOOT2"), 2048
_LOW_MINIX = (b"\x7f\x13", b"\x8f\x13", b"\x68\x24", b"\x78\x24")
_MINIX = (*_LOW_MINIX, *(magic[::-1] for magic in _LOW_MINIX))
_MINIX_3 = (b"\x5a\x4d", b"\x4d\x5a")
_SECTOR, _LARGEST_BLOCK = 512, 6  # bytes, and the logarithm of 64 KiB in KiB


def is_disk(data: bytes) -> bool:
    """Whether there is a file system, or a table of partitions, where a disk has it.

    Two bytes alone would stand there in one of 65,536 files with a manifest before their papers,
    so the sizes beside them have to be possible too.
    """
    start = data[:2048].ljust(2048, b"\0")

    def number(at: int) -> int:
        return int.from_bytes(start[at : at + 4], "little")

    ext = start[1080:1082] == b"\x53\xef" and number(1048) <= _LARGEST_BLOCK
    blocks = int.from_bytes(start[1044:1048], "big")
    hfs = start[1024:1026] == b"BD" and blocks > 0 and blocks % _SECTOR == 0
    table = start[510:512] == b"\x55\xaa" and any(
        0 < number(at + 8) <= len(data) // _SECTOR for at in range(446, 510, 16)
    )
    minix = start[1040:1042] in _MINIX and not any(start[1034:1036])
    minix |= start[1048:1050] in _MINIX_3 and not any(start[1036:1038])
    disc = any(
        data.startswith(_DISCS, at + 1) for at in range(16 * _DISC_SECTOR, len(data), _DISC_SECTOR)
    )
    placed = any(data.startswith(signs, at) for at, signs in _AT.items())
    return ext or hfs or table or minix or disc or placed or start.startswith(_AT_1024, 1024)
