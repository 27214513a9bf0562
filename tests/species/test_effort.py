"""What a drawing costs is counted before it is painted, and what is too dear is refused."""

import subprocess
import sys
from pathlib import Path

import pytest

from avatarchain.species.drawing import MAX_NUMBERS, Fault, read_drawing
from avatarchain.species.effort import MAX_EFFORT, MAX_INKS
from avatarchain.species.pack import load
from support.dear import DEAR, WAYS
from support.packs import SVG, write_pack

TESTS = Path(__file__).parents[1]
SECONDS, MEBIBYTES = {512: 2, 2048: 10}, {512: 300, 2048: 800}
COLOURS = {f"ink-{k}" for k in range(200)} | {"ink"}

HUGE = '<g transform="scale(100)"><circle class="ink-line" stroke-width="1536" r="1536"/></g>'
THIN = '<path class="ink" d="M0 0A0.01 1536 0 1 1 512 0A0.01 1536 0 1 1 0 0"/>'
RUNNING = f'<path class="ink" d="M0 0Q9 512 1 0{"T512 512T0 0" * 2000}"/>'
PIECES = f'<path class="ink" d="{"M0 0H512V512Z" * 500}"/>'
SHEETS = '<rect class="ink" width="512" height="512"/>' * 500


@pytest.mark.parametrize("inner", [HUGE, THIN * 9, RUNNING, PIECES, SHEETS])
def test_a_few_bytes_that_are_dear_to_paint_are_refused_with_their_line(inner: str) -> None:
    file = f'<svg viewBox="0 0 512 512">\n\n{inner}</svg>'
    with pytest.raises(Fault, match="takes too long to paint") as refused:
        read_drawing(file.encode(), COLOURS)
    assert refused.value.line == 3


def test_a_drawing_of_many_colours_is_refused_and_a_whole_portrait_of_them_is_not() -> None:
    inner = "".join(f'<circle class="ink-{k}" r="9"/>' for k in range(MAX_INKS + 1))
    file = f'<svg viewBox="0 0 512 512">{inner}</svg>'.encode()
    with pytest.raises(Fault, match="uses more than 12 colours"):
        read_drawing(file, COLOURS)
    assert len(read_drawing(file, COLOURS, one_layer=False).shapes) == MAX_INKS + 1


def _with_drawing(folder: Path, inner: str) -> Path:
    write_pack(folder)
    for path in folder.rglob("*.svg"):
        path.write_text(SVG.format(inner) if "{}" in SVG else SVG)
    return folder


@pytest.mark.parametrize("name", ["glimmer", "tuftling"])
def test_a_portrait_of_a_shipped_species_stays_far_below_the_limit(name: str) -> None:
    species = load(name)
    names = {colour for colour, _ in species.colours}
    for locus in species.loci:
        names |= {locus.name, f"{locus.name}-shade"}
    total = numbers = 0.0
    for layer in species.layers:
        read = [
            read_drawing(f'<svg viewBox="0 0 512 512">{text}</svg>'.encode(), names)
            for text in set(layer.drawings)
        ]
        total += max(drawing.effort for drawing in read)
        numbers += max(drawing.numbers for drawing in read)
    assert total < 0.8 * MAX_EFFORT
    assert numbers < 0.3 * MAX_NUMBERS


def _painted(name: str, way: str, size: int, slack: float = 1) -> None:
    """Paint a family in a process of its own; the operating system says what it took.

    The bounds of time are those of a calm machine; a busy one may take `slack` times as long.
    """
    told = subprocess.run(
        [sys.executable, "-m", "support.dear", name, way, str(size)],
        capture_output=True,
        text=True,
        cwd=TESTS,
        check=True,
    )
    seconds, mebibytes, _ = map(float, told.stdout.split())
    assert seconds <= slack * SECONDS[size], f"{seconds} seconds"
    assert mebibytes <= MEBIBYTES[size], f"{mebibytes} MiB"


@pytest.mark.parametrize("name", ["pieces", "one comb", "faded noise"])
def test_the_dearest_drawings_are_painted_in_two_seconds_and_300_mebibytes(name: str) -> None:
    _painted(name, "one drawing", 512, slack=2)


@pytest.mark.nightly
@pytest.mark.parametrize("size", SECONDS)
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", DEAR)
def test_every_dear_family_keeps_its_bounds_at_every_size(name: str, way: str, size: int) -> None:
    _painted(name, way, size)
