"""One picture as a whole process: `python benchmarks/pictures.py [ROUNDS]`.

What a command or a script takes that makes one picture and ends: most of it goes into loading. One
process of each kind after the other in every round; each picture is of another founder or name.
"""

import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from measuring import keep, process

TEXT = """\
Whole processes that make one picture of 512 pixels and end, seconds of processor time, in turns;
the start of Python is included. Each run is of another founder or name. What avatarchain rasterised
once it keeps in the platform's cache folder: the first row begins without that, the second finds
all of it there. SVG needs none. For the others resvg makes PNG of SVG, as in
[Portraits](#portraits)."""
PACKAGES = ("pillow", "numpy", "dicebear-core", "multiavatar", "robohash", "resvg")

OURS = "import avatarchain, sys; avatarchain.founder(sys.argv[1]).{}"
RESVG = """
import resvg
tree = resvg.usvg.Tree.from_str(text, resvg.usvg.Options.default())
bytes(resvg.render(tree, (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)))"""
DICEBEAR = f"""
import json, sys
from importlib.resources import files
from dicebear import Avatar, Style
style = Style(json.loads(files("dicebear_styles").joinpath("adventurer.json").read_text("utf-8")))
text = str(Avatar(style, {{"seed": sys.argv[1], "size": 512}}).to_string())
{RESVG}"""
MULTIAVATAR = f"""
import sys
from multiavatar.multiavatar import multiavatar
text = str(multiavatar(sys.argv[1], None, None))
text = text.replace("<svg ", '<svg width="512" height="512" ', 1)
{RESVG}"""
ROBOHASH = """
import io, sys
from robohash import Robohash
robot = Robohash(sys.argv[1])
robot.assemble(roboset="set1", sizex=512, sizey=512)
robot.img.save(io.BytesIO(), "PNG")"""
IMAGES = "import numpy, PIL.Image"

CASES = {
    ("avatarchain, nothing kept", "PNG"): OURS.format("png()"),
    ("avatarchain, all kept", "PNG"): OURS.format("png()"),
    ("avatarchain", "SVG"): OURS.format("svg()"),
    ("dicebear-core, resvg", "PNG"): DICEBEAR,
    ("multiavatar, resvg", "PNG"): MULTIAVATAR,
    ("robohash", "PNG"): ROBOHASH,
    (f"python -c '{IMAGES}'", "none"): IMAGES,
}
# A process that was never started before would write its compiled modules, or compile them again.
COMPILED = {"PYTHONDONTWRITEBYTECODE": ""}


def measure(folder: Path, rounds: int) -> dict[tuple[str, str], float]:
    """The median seconds of each kind of process."""
    taken: dict[tuple[str, str], list[float]] = {case: [] for case in CASES}
    for number in range(rounds + 1):
        for case, code in CASES.items():
            command = [sys.executable, "-c", code, number]
            cache = str(folder) if "all kept" in case[0] else ""
            if cache:
                process(command, AVATARCHAIN_CACHE=cache, **COMPILED)  # this one rasterises
            usage = process(command, AVATARCHAIN_CACHE=cache, **COMPILED)
            taken[case].append(usage.busy)
    return {case: median(times[1:]) for case, times in taken.items()}


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 9
    with TemporaryDirectory() as folder:
        found = measure(Path(folder), rounds)
    rows = [[*case, seconds] for case, seconds in found.items()]
    keep("pictures", "One picture", TEXT, ("by", "picture", "seconds"), rows, packages=PACKAGES)


if __name__ == "__main__":
    main()
