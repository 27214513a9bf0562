"""Hostile packs whose characters are exported: soon painted once, and dear to paint in frames."""

from collections.abc import Iterator
from pathlib import Path

from support.packs import SVG, write_pack
from support.strange_packs import CHECK
from support.strangers import Case

COMB = '<path class="ink" d="M0 0' + "".join(
    f"L{k % 512} {k % 2 * 512}" for k in range(6_000)
) + 'Z"/>'  # fmt: skip
GRID = "".join(
    f'<path class="ink-line" stroke-width="0.5" d="{line}"/>'
    for line in (
        "".join(f"M0 {k}H512" for k in range(0, 512, 2)),
        "".join(f"M{k} 0V512" for k in range(0, 512, 2)),
    )
)
EYES = (
    "".join(
        f'<circle class="ink" cx="{60 + k % 8 * 55}" cy="{200 + k // 8 * 60}" r="20"/>'
        for k in range(16)
    )
    + '<path class="ink" d="M0 0'
    + "A300 300 0 1 1 512 512A300 300 0 1 1 0 0" * 300
    + 'Z"/>'
)
MOVING = "".join(
    f"[clips.c{k}]\nseconds = 9\n[clips.c{k}.keys]\nbody.y = [[0, 0], [4, 9], [9, 0]]\n"
    for k in range(2)
)
LONG = "rig = 1\n" + "".join(
    f"[clips.c{k}]\nseconds = 60\n[clips.c{k}.keys]\n"
    + "".join(
        f"{bone}.{channel} = [[0, 0], [9, 0.1], [60, 0]]\n"
        for bone in ("body", "head", "ear-left", "ear-right")
        for channel in ("x", "y", "turn", "grow")
    )
    for k in range(32)
)
RIGS = {
    "a scatter of no times": '[clips.idle]\nseconds = 9\nscatter = [["blink", 0]]\n',
    "a scatter of half a time": '[clips.idle]\nseconds = 9\nscatter = [["blink", 0.5]]\n',
    "a clip that shrinks to nothing": "[clips.a]\nseconds = 1\n[clips.a.keys]\n"
    "body.grow = [[0, 0], [0.5, -0.5], [1, 0]]\n"
    '[clips.idle]\nseconds = 9\nplays = [["a", 0], ["a", 0]]\n',
    "a clip that plays 12000 keys": "[clips.a]\nseconds = 60\n[clips.a.keys]\nbody.y = ["
    + ", ".join(f"[{k * 60 / 199:.4f}, 0]" for k in range(200)).replace("[60.0000", "[60")
    + ']\n[clips.idle]\nseconds = 60\nplays = ['
    + '["a", 0], ' * 60
    + "]\n",
}  # fmt: skip


def export(form: str, *more: str) -> tuple[str, ...]:
    """The command that exports the founder of a seed."""
    return ("export", "--species", "pack", "--seed", "a", "--as", form, "--out", "made", *more)


def cases() -> Iterator[Case]:
    """All cases of this kind."""

    def comb(folder: Path, drawing: str = COMB) -> None:
        pack = write_pack(folder / "pack")
        for path in pack.glob("face/*.svg"):
            path.write_text(SVG.format(drawing), encoding="utf-8")
        (pack / "rig.toml").write_text(f"rig = 1\n{MOVING}")

    def eyes(folder: Path) -> None:
        comb(folder, EYES)
        (folder / "pack" / "rig.toml").write_text('rig = 1\n[face]\neyes = ["face"]\n')

    def layers(folder: Path) -> None:
        names = ", ".join(f'"face.l{k}"' for k in range(200))
        pack = write_pack(folder / "pack", a=f'["body", "face"] -> ["body", "face", {names}]')
        for path in pack.glob("face/*.svg"):
            path.write_text(SVG.format('<circle class="ink" r="9"/>'), encoding="utf-8")
        rig = "rig = 1\n[layers]\n"
        for k in range(200):
            rig += f'"face.l{k}" = {{ bone = "head", depth = {k / 200} }}\n'
            x, y = k % 20 * 24, k // 20 * 48
            shape = SVG.format(f'<circle class="ink" cx="{x}" cy="{y}" r="9"/>')
            for form in range(16):
                (pack / "face" / f"face-{form}.l{k}.svg").write_text(shape, encoding="utf-8")
        keys = ", ".join(f"[{k * 0.25:g}, {k % 2 * (k < 198)}]" for k in range(199))
        (pack / "rig.toml").write_text(
            f"{rig}[clips.idle]\nseconds = 49.5\n[clips.idle.keys]\nlook.x = [{keys}]\n"
        )

    yield Case("export: 200 layers that look 200 times", export("svg"), layers)

    def grid(folder: Path) -> None:
        comb(folder, GRID)

    for form, *more in (
        ("svg",),
        ("sheet",),
        ("webp",),
        ("webp", "--size", "1024"),
        ("gif", "--size", "512"),
        ("card", "--size", "64"),
    ):
        yield Case(f"export: a comb as {' '.join((form, *more))}", export(form, *more), comb)
    yield Case("export: sixteen eyes below six hundred arcs", export("svg"), eyes)
    for form in ("glb", "vrm"):
        yield Case(f"export: a grid as {form}", export(form), grid)

    def clips(folder: Path) -> None:
        (write_pack(folder / "pack") / "rig.toml").write_text(LONG)

    yield Case("export: 32 clips of a minute as glb", export("glb"), clips)
    for name, text in RIGS.items():

        def write(folder: Path, text: str = text) -> None:
            (write_pack(folder / "pack") / "rig.toml").write_text(f"rig = 1\n{text}")

        yield Case(f"rig: {name}", CHECK, write)
    for name, draw in (("a comb", comb), ("eyes below arcs", eyes), ("200 layers", layers)):
        for end in ("png", "json"):
            yield Case(f"rig: {name} as {end}", (*CHECK, "--rig", f"rig.{end}"), draw)
