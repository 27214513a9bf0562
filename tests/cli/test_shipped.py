"""Every species that is shipped does by its name what the default one does without."""

import json
from base64 import b64decode

import pytest
from PIL import Image
from shell import Shell

from avatarchain import portrait
from avatarchain.base.canonical import to_hex
from avatarchain.cli import COMMANDS, program
from avatarchain.genetics.seeds import founder, item_seed, seed_from_text
from avatarchain.species import Species, traits
from avatarchain.species.pack import DEFAULT, SHIPPED, shipped


def test_in_an_empty_home_it_is_minted_bred_shown_hung_and_verified(
    shell: Shell, species: Species
) -> None:
    def run(*words: object) -> list[dict[str, object]]:
        outcome = shell.run(*words, "--species", species.name, "--json")
        assert outcome.code == 0, outcome.err
        return outcome.records

    minted = run("mint", "--collection", "a", "--count", 2, "--size", 128)
    genomes = [founder(item_seed(seed_from_text("a"), k), species.cumulative) for k in (0, 1)]
    assert [one["genome"] for one in minted] == [to_hex(genome) for genome in genomes]
    mother, father = (str(one["id"]) for one in minted)
    (child,) = run("breed", mother, father, "--size", 128)
    assert [one["id"] for one in run("list")] == [mother, father, child["id"]]
    for name, form in traits(species, genomes[0]).items():
        assert mother in [one["id"] for one in run("list", "--trait", f"{name}={form}")]
    (odds,) = run("odds", mother, father)
    assert list(odds["odds"]) == [locus.name for locus in species.loci]  # type: ignore[call-overload]
    (drawn,) = run("show", mother, "--from-chain", "--format", "svg", "--out", "chain")
    text = (shell.folder / str(drawn["image"])).read_text(encoding="utf-8")
    assert text.startswith(portrait.svg(species, genomes[0]).removesuffix("</svg>"))
    files = [str(one["image"]) for one in (*minted, child)]
    assert shell.run("verify", *files, "--species", species.name).code == 0
    assert shell.run("gallery", "--out", "pages", "--species", species.name).code == 0
    token = (shell.folder / "pages" / "metadata" / f"{int(mother, 16)}.json").read_bytes()
    _, _, picture = json.loads(token)["image"].partition(",")
    assert b64decode(picture).decode() == portrait.svg(species, genomes[0])


def test_its_rule_is_shown_checked_and_drawn(shell: Shell, species: Species) -> None:
    told = shell.json("species", "show", species.name, "--sheet", "all.png", "--size", 64)
    assert told["id"] == to_hex(species.id)
    with Image.open(shell.folder / "all.png") as sheet:
        assert min(sheet.size) >= 16 * 64
    checked = shell.run("species", "check", SHIPPED / species.name, "--founders", 50)
    assert checked.code == 0, checked.err
    assert to_hex(species.id) in checked.out


@pytest.mark.parametrize("name", ["mint", "list", "verify"])
def test_the_help_names_every_shipped_species_and_the_default(name: str) -> None:
    assert name in COMMANDS
    command = program.get_command(None, name)  # type: ignore[arg-type]
    assert command is not None
    (option,) = [one for one in command.params if one.name == "species"]
    assert option.default == DEFAULT
    for one in shipped():
        assert one in str(option.help)  # type: ignore[attr-defined]
