"""`generate --workers 2`: what a worker refuses is said as if there were none."""

from pathlib import Path

from shell import Shell

from avatarchain.generate import PAINTED_PIECE
from support.layers import layer_image, write_layers

SLICE = ("generate", "--collection", "c", "--count", 2 * PAINTED_PIECE, "--allow-repeats")
PAINTING = (*SLICE, "--portraits", "faces", "--species", "pack", "--size", 64)


def alter_a_hat_that_number_0_does_not_wear(shell: Shell) -> Path:
    """The first portrait is painted before there are workers, so it must not be refused."""
    shell.folder.mkdir()
    write_layers(shell.folder / "layers", hats=4)
    assert shell.run("species", "import-layers", "layers", "--out", "pack").code == 0
    records = shell.run(*SLICE, "--species", "pack").records
    altered = next(
        one["traits"]["hats"]
        for one in records
        if one["traits"]["hats"] != records[0]["traits"]["hats"]
    )
    path = shell.folder / "pack" / "hats" / f"{altered.lower().replace(' ', '-')}.png"
    layer_image(70).save(path)
    return path


def test_an_altered_layer_is_told_by_two_workers_as_by_one(shell: Shell) -> None:
    hat = alter_a_hat_that_number_0_does_not_wear(shell)
    alone = shell.run(*PAINTING, "--workers", 1).err
    assert f"hats/{hat.name}: its pixels are" in alone
    assert "make another species with `avatarchain species import-layers`" in alone
    several = shell.run(*PAINTING, "--workers", 2)
    assert (several.code, several.out, several.err) == (1, "", alone)


def test_a_full_disk_is_told_by_two_workers_as_by_one(shell: Shell) -> None:
    painting = ("generate", "--collection", "c", "--count", 2 * PAINTED_PIECE)
    painting += ("--portraits", "faces")
    alone = shell.apart(*painting, "--workers", 1, largest_file=5000).refusal
    assert "cannot write in faces (File too large): make room" in alone
    assert shell.apart(*painting, "--workers", 2, largest_file=5000).refusal == alone
