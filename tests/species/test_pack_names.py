"""Names that read like others are refused in a pack; look-alikes of other scripts are told."""

from dataclasses import replace
from pathlib import Path

import pytest

from avatarchain.errors import FaultyPack
from avatarchain.species.pack import SHIPPED, load, read_pack, shipped
from avatarchain.workshop.lookalikes import LookAlike, lookalikes, namesake
from support.packs import write_pack, write_wide_pack


def named(folder: Path, *names: str) -> Path:
    """A pack whose first alleles of `body` have these names, drawn as before."""
    changes = {}
    for number, name in enumerate(names):
        drawing = f'drawing = "body-{number}",'
        changes[f"name_{number}"] = f'name = "body-{number}", -> name = {toml(name)}, {drawing}'
    return write_pack(folder, **changes)


def toml(name: str) -> str:
    return '"' + "".join(f"\\U{ord(letter):08x}" for letter in name) + '"'


def faults(folder: Path) -> str:
    with pytest.raises(FaultyPack) as caught:
        read_pack(folder)
    return "\n".join(caught.value.faults)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("fo\u200bx", "name 'fo\\u200bx' holds a letter that is not seen"),
        ("fox\u3164", "name 'fox\\u3164' holds a letter that is not seen"),
        ("\ufefffox", "holds a letter that is not seen"),
        ("fox\U000e0061", "holds a letter that is not seen"),
        ("fox\u00ad", "holds a letter that is not seen"),
        ("fo\u200dx", "holds a letter that is not seen"),
        ("fox\ufe0f", "holds a letter that is not seen"),
        ("fox\U0001bc9d", "holds a letter that is not seen"),
        ("fox\u2d7f", "holds a letter that is not seen"),
        ("fox\U0001107f", "holds a letter that is not seen"),
        ("fox\U00016fe4", "holds a letter that is not seen"),
        ("fox\U0001d159", "holds a letter that is not seen"),
        ("fox\u17d2", "holds a letter that is not seen"),
        ("\u2800", "holds a letter that is not seen"),
        ("fox ", "begins or ends with a blank"),
        (" fox", "begins or ends with a blank"),
        ("fox\u00a0", "begins or ends with a blank"),
        ("\u3000fox", "begins or ends with a blank"),
        ("fox (hidden)", "ends in (hidden), which marks traits that are not seen"),
        ("fox (HIDDEN)", "ends in (hidden)"),
        ("fox （hidden）", "ends in (hidden)"),
        ("fox\u00a0(hidden)", "ends in (hidden)"),
    ],
    ids=ascii,
)
def test_a_name_that_is_not_what_it_seems_is_refused(folder: Path, name: str, reason: str) -> None:
    sentence = faults(named(folder, name))
    assert reason in sentence
    assert "locus body, allele " in sentence


@pytest.mark.parametrize(
    "double",
    ["Fox", "FOX", "ｆｏｘ", "𝐟𝐨𝐱", "ⓕⓞⓧ", "foX"],
)
def test_a_name_that_differs_only_by_case_width_or_style_is_refused(
    folder: Path, double: str
) -> None:
    assert f"the name 'fox' reads like '{double}'" in faults(named(folder, "fox", double))


def test_blanks_within_do_not_make_two_names(folder: Path) -> None:
    assert "reads like" in faults(named(folder, "red fox", "red\u00a0fox"))


@pytest.mark.parametrize(
    "names",
    [
        ("fox", "föx"),
        ("fox", "vixen"),
        ("лиса", "🦊"),
        ("❤️", "👨‍👩‍👧"),
        ("狐", "狐 2"),
        ("a b", "ab"),
    ],
)
def test_names_of_any_script_that_differ_are_read(folder: Path, names: tuple[str, str]) -> None:
    alleles = read_pack(named(folder, *names)).loci[1].alleles
    assert (alleles[0].name, alleles[1].name) == names


def test_a_title_and_a_form_of_many_obey_the_same_rules(folder: Path) -> None:
    wide = write_wide_pack(folder / "wide", form='"badge-7" -> "BADGE-8"')
    assert "reads like" in faults(wide)
    titled = write_pack(
        folder / "titled", title='kind = "shape" -> title = "ＳＫＩＮ"\nkind = "shape"'
    )
    assert "the title 'ＳＫＩＮ' is used by another locus too" in faults(titled)
    ended = write_pack(folder / "ended", title='kind = "shape" -> title = "body "\nkind = "shape"')
    assert "title 'body ' begins or ends with a blank" in faults(ended)


def test_the_shipped_species_have_no_such_name() -> None:
    for name in shipped():
        assert read_pack(SHIPPED / name).id == load(name).id
        assert lookalikes(load(name)) == []


def test_a_letter_of_another_script_is_told_and_not_refused(folder: Path) -> None:
    species = read_pack(named(folder, "f\u043ex", "fox", "p\u0430w", "\u0440\u043e\u0440"))
    twin, mixed = lookalikes(species)
    assert twin == LookAlike("body", "f\u043ex", "fox", True)
    assert "looks like fox, which is there too (CYRILLIC SMALL LETTER O)" in str(twin)
    assert mixed == LookAlike("body", "p\u0430w", "paw", False)


@pytest.mark.parametrize(
    "twin",
    ["\ua4dd\ua4f3\ua4eb", "f\u2c9fx", "f\u1d0fx", "f\u0d20x", "\u15b4O\u166d", "f\u0ce6x"],
    ids=ascii,
)
def test_letters_of_rare_scripts_that_look_like_latin_ones_are_told(
    folder: Path, twin: str
) -> None:
    (told,) = lookalikes(read_pack(named(folder, twin, "fox")))
    assert (told.name, told.like, told.twin) == (twin, "fox", True)


@pytest.mark.parametrize("name", ["лиса", "αλεπού", "kız", "fox лиса", "Ꭰ"])
def test_a_word_of_one_script_is_not_told(folder: Path, name: str) -> None:
    assert lookalikes(read_pack(named(folder, name))) == []


def test_titles_of_loci_are_compared_too(folder: Path) -> None:
    species = read_pack(write_pack(folder))
    loci = (*species.loci[:2], replace(species.loci[2], title="b\u043edy"), *species.loci[3:])
    (told,) = lookalikes(replace(species, loci=loci))
    assert (told.place, told.like, told.twin) == ("loci", "body", True)


@pytest.mark.parametrize(
    "name",
    [
        "tuftling",
        "Tuftling",
        "tuftl\u0456ng",
        "tuft\u200bling",
        "tuft1ing",
        "tuft-ling",
        "tuftiing",
        "tuft l1ng",
    ],
)
def test_another_species_that_is_called_like_a_known_one_is_told(name: str) -> None:
    """Art on a chain may have any name: this program is not all that writes it."""
    known = [load("glimmer"), load("tuftling")]
    other = replace(known[1], name=name, id=bytes(32))
    assert namesake(other, known) is known[1]
    assert namesake(known[1], known) is None
    assert namesake(other, [*known, other]) is None
    assert namesake(replace(other, name="tuftlings"), known) is None


@pytest.mark.parametrize(
    ("name", "like"),
    [
        ("g1immer", "glimmer"),
        ("glirnmer", "glimmer"),
        ("g-l-immer", "glimmer"),
        ("wo0dling-5", "woodling-s"),
        ("vvoocll1ng-s", "woodling-s"),
    ],
)
def test_letters_digits_and_pairs_that_look_alike_are_one_in_the_name_of_a_species(
    name: str, like: str
) -> None:
    """A name of these letters alone every pack may have."""
    known = replace(load("glimmer"), name=like)
    assert namesake(replace(known, name=name, id=bytes(32)), [load("tuftling"), known]) is known
