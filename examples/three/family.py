"""Writes the models of a family into models/: python family.py (with avatarchain[3d])."""

from pathlib import Path

from avatarchain import founder, offspring


def write(folder: Path) -> list[Path]:
    """Write the models of two founders and of two of their children; return their paths."""
    mother, father = founder("ada"), founder("bob")
    family = {
        "mother": mother,
        "father": father,
        "daughter": offspring(mother, father, "daughter"),
        "son": offspring(mother, father, "son"),
    }
    folder.mkdir(exist_ok=True)
    paths = []
    for name, genome in family.items():
        paths.append(folder / f"{name}.glb")
        paths[-1].write_bytes(genome.model())
    return paths


if __name__ == "__main__":
    for path in write(Path(__file__).parent / "models"):
        print(path.name)
