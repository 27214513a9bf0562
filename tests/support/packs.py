"""A small species pack for tests: every element of the drawing subset, easy to spoil."""

from pathlib import Path

WEIGHTS = [6144] * 8 + [2560] * 4 + [1792] * 3 + [768]
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 512 512">{}</svg>'

SHAPES = [
    '<circle class="skin" cx="256" cy="256" r="{r}"/>',
    '<ellipse class="skin-shade ink-line" stroke-width="6" cx="200" cy="300" rx="{r}" ry="60"/>',
    '<rect class="ink-line" stroke-width="{w}" x="60" y="80" width="{r}" height="140"/>',
    '<rect class="skin ink-line" stroke-width="4" x="300" y="60" width="150" height="{r}" '
    'rx="20" ry="20"/>',
    '<polygon class="skin-shade" points="256,40 {r},400 90,{r}"/>',
    '<polyline class="ink-line" stroke-width="{w}" points="40,40 {r},90 60,300 400,{r}"/>',
    '<line class="skin-line" stroke-width="{w}" x1="20" y1="{r}" x2="480" y2="100"/>',
    '<path class="skin" d="M100 {r}C150 20 350 20 400 {r}S300 460 256 440Q120 430 100 {r}Z"/>',
    '<path class="ink" d="M150 {r}A90 60 30 0 1 330 {r}A90 60 30 1 1 150 {r}Z"/>',
    '<path class="ink-line" stroke-width="{w}" d="M40 400Q120 {r} 200 400T360 400"/>',
    '<path class="skin" d="M60 60H450V450H60ZM150 150H{r}V360H150Z"/>',
    '<g transform="translate(40 -20) rotate(15 256 256)"><rect class="skin" x="150" y="150" '
    'width="{r}" height="120"/></g>',
    '<g transform="translate(512 0) scale(-1 1)"><path class="ink-line" stroke-width="{w}" '
    'd="M60 {r}L220 90L300 300Z"/></g>',
    '<g transform="scale(0.5)"><g transform="rotate(-30 500 500)"><ellipse class="skin-shade '
    'ink-line" stroke-width="{w}" cx="500" cy="520" rx="{r}" ry="80"/></g></g>',
    '<path class="skin-shade" d="M256 80L320 420L90 200H420L190 {r}Z"/>',
    "",
]


def write_pack(folder: Path, **changes: str) -> Path:
    """Write a valid pack; `changes` replaces a piece of species.toml's text by another.

    Keys of `changes` are ignored; each value is "old -> new" and old must occur.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("body", "face"):
        (folder / name).mkdir(exist_ok=True)
        for number, shape in enumerate(SHAPES):
            size = 150 + 10 * number + (40 if name == "face" else 0)
            (folder / name / f"{name}-{number}.svg").write_text(
                SVG.format(shape.format(r=size, w=5 + number)), encoding="utf-8"
            )
    text = toml()
    for change in changes.values():
        old, _, new = change.partition(" -> ")
        assert old in text, old
        text = text.replace(old, new, 1)
    (folder / "species.toml").write_text(text, encoding="utf-8")
    return folder


def write_wide_pack(folder: Path, **changes: str) -> Path:
    """Write the pack with two loci of 256 forms more: `gem`, a colour, and `badge`, a shape.

    Their second digits are `gem-2` and `badge-2`. Form 200 of badge hides the face. Badges have
    the colours of the gem, and opacity.
    """
    write_pack(folder, paint='["body", "face"] -> ["body", "face", "badge"]')
    (folder / "badge").mkdir(exist_ok=True)
    lines = [""]
    for name, kind in (("gem", "colour"), ("badge", "shape")):
        lines += [
            "[[locus]]",
            f'name = "{name}"',
            f'title = "The {name}"',
            f'kind = "{kind}"',
            f'second = "{name}-2"',
            f"weights = {WEIGHTS}",
            "forms = [",
        ]
        for form in range(256):
            looks = f'fill = "#{form:02x}90ff", shade = "#{form:02x}4080"'
            if kind == "shape":
                looks = 'hides = ["face"]' if form == 200 else "hides = []"
                drawing = (
                    f'<circle class="gem" opacity="0.5" cx="{130 + form}" cy="380" r="90"/>'
                    f'<circle class="gem-shade-line" stroke-width="9" opacity="0.75" cx="256" '
                    f'cy="{100 + form}" r="60"/>'
                )
                (folder / "badge" / f"badge-{form}.svg").write_text(SVG.format(drawing))
            lines.append(f'  {{ name = "{name}-{form}", at = ["{form:02x}"], {looks} }},')
        lines += ["]", "[[locus]]", f'name = "{name}-2"', 'kind = "digit"']
    path = folder / "species.toml"
    text = path.read_text(encoding="utf-8") + "\n".join(lines) + "\n"
    for change in changes.values():
        old, _, new = change.partition(" -> ")
        assert old in text, old
        text = text.replace(old, new, 1)
    path.write_text(text, encoding="utf-8")
    return folder


def toml() -> str:
    """The pack's species.toml: one colour locus, two shape loci, thirteen silent."""
    lines = [
        "format = 1",
        'name = "testling"',
        'version = "1.0"',
        'description = "A pack for tests."',
        'paint = ["body", "face"]',
        'background = "body"',
        "[colours]",
        'ink = "#221133"',
        "[[locus]]",
        'name = "skin"',
        'kind = "colour"',
        "alleles = [",
    ]
    for number, weight in enumerate(WEIGHTS):
        red, blue = 16 * number + 8, 255 - 16 * number
        lines.append(
            f'  {{ name = "skin-{number}", weight = {weight}, '
            f'fill = "#{red:02x}90{blue:02x}", shade = "#{red // 2:02x}48{blue // 2:02x}" }},'
        )
    lines.append("]")
    for name in ("body", "face"):
        lines += ["[[locus]]", f'name = "{name}"', 'kind = "shape"', "alleles = ["]
        for number, weight in enumerate(WEIGHTS):
            hides = ', hides = ["face"]' if (name, number) == ("body", 15) else ""
            lines.append(f'  {{ name = "{name}-{number}", weight = {weight}{hides} }},')
        lines.append("]")
    return "\n".join(lines) + "\n"
