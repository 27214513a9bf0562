"""A pack with a fault is refused whole, with file, locus, allele and reason."""

import shutil
import sys
from pathlib import Path

import pytest

from avatarchain.errors import FaultyPack, UnknownSpecies
from avatarchain.species import SILENT, TOTAL_WEIGHT, pack, traits
from avatarchain.species.offspring import parse_wishes
from avatarchain.species.pack import SHIPPED, load, source_of
from support.ordinary import obeying_permissions
from support.packs import SVG, write_pack


def faults(folder: Path, **changes: str) -> tuple[str, ...]:
    """The faults of a pack whose species.toml was changed so."""
    write_pack(folder, **changes)
    return faults_of(folder)


def faults_of(folder: Path) -> tuple[str, ...]:
    with pytest.raises(FaultyPack) as caught:
        load(folder)
    refusal = caught.value
    assert refusal.pack == folder.name
    assert str(refusal).startswith(f"the species pack {folder.name!r} cannot be used: ")
    assert refusal.faults[0] in str(refusal)
    assert str(folder) not in str(refusal)
    return tuple(refusal.faults)


def test_a_good_pack_is_read_with_all_that_it_says(folder: Path) -> None:
    species = load(write_pack(folder))
    assert (species.name, species.version, species.description) == (
        "testling",
        "1.0",
        "A pack for tests.",
    )
    assert species.colours == (("ink", "#221133"),)
    assert [locus.name for locus in species.loci[:3]] == ["skin", "body", "face"]
    assert [species.loci[layer.locus].name for layer in species.layers] == ["body", "face"]
    assert species.background == 1
    assert species.loci[1].alleles[15].hides == 1 << 2
    assert len(species.id) == 32


def test_loci_that_a_pack_leaves_unused_are_silent_and_uniform(folder: Path) -> None:
    species = load(write_pack(folder))
    assert len(species.loci) == 16
    for locus in species.loci[3:]:
        assert locus.kind == SILENT
        assert [allele.weight for allele in locus.alleles] == [4096] * 16


def test_every_shipped_pack_loads_by_its_name_and_by_its_folder() -> None:
    assert pack.DEFAULT in pack.shipped()
    for name in pack.shipped():
        species = load(name)
        assert species.name == name
        assert load(SHIPPED / name).id == species.id
        for locus in species.loci:
            assert sum(allele.weight for allele in locus.alleles) == TOTAL_WEIGHT


def test_who_names_no_species_gets_the_tuftling() -> None:
    assert pack.shipped() == ["glimmer", "tuftling"]
    assert load().name == pack.DEFAULT == "tuftling"


def test_a_folder_is_not_read_in_place_of_the_shipped_species_whose_name_it_has(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_pack(folder / "tuftling")
    write_pack(folder / "mine")
    monkeypatch.chdir(folder)
    assert load().name == load("tuftling").name == "tuftling"
    assert [load(source).name for source in ("./tuftling", Path("tuftling"), "tuftling/")] == [
        "testling"
    ] * 3
    assert load("mine").name == "testling"
    assert [source_of(Path(name)) for name in ("tuftling", "mine")] == ["./tuftling", "mine"]


@pytest.mark.parametrize(
    "name", ["gryphon", "", "a\0b", "..", "../species/tuftling", "/", "tuftling/"]
)
def test_a_pack_that_is_not_there_is_refused_with_those_that_are(name: str) -> None:
    with pytest.raises(UnknownSpecies, match=r"one of: .*tuftling"):
        load(name)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        # the text of species.toml
        ("format = 1 -> format = ", "species.toml: Invalid value"),
        ("format = 1 -> format = 2", "species.toml: format must be 1, got 2"),
        ("format = 1\n -> ", "species.toml: format must be 1, got None"),
        ("format = 1 -> format = 1\nlicence = 'MIT'", "species.toml: unknown key 'licence'"),
        ("format = 1 -> format = 1\nname = 'twice'", "species.toml: Cannot overwrite a value"),
        # texts
        ('name = "testling" -> name = 3', "species.toml: name must be a text, got 3"),
        ('name = "testling"\n -> ', "species.toml: name must be a text, got None"),
        ('"testling" -> "Test Ling"', "name 'Test Ling' must be lower-case words joined by"),
        ('"testling" -> "../testling"', "name '../testling' must be lower-case words"),
        ('version = "1.0" -> version = 1.0', "version must be a text, got 1.0"),
        ('version = "1.0" -> version = ""', "version must be a text, got ''"),
        ('"A pack for tests." -> "A\\u0007"', "holds a control or unassigned character"),
        ('"A pack for tests." -> "A\\nB"', "holds a control or unassigned character"),
        ('"A pack for tests." -> "A\\u2028B"', "holds a control or unassigned character"),
        ('"A pack for tests." -> "A\\u202eB"', "holds a control or unassigned character"),
        ('"A pack for tests." -> "A\\uffff"', "holds a control or unassigned character"),
        # colours
        ('"#221133" -> "red"', "colour ink must be #rrggbb in lower case, got 'red'"),
        ('"#221133" -> "#FFFFFF"', "must be #rrggbb in lower case, got '#FFFFFF'"),
        ('"#221133" -> "#fff"', "must be #rrggbb in lower case, got '#fff'"),
        ('"#221133" -> "#221133;}"', "must be #rrggbb"),
        ('"#221133" -> 3', "must be #rrggbb in lower case, got 3"),
        ('[colours]\nink = "#221133" -> colours = 3', "[colours] must be a table"),
        ('ink = "#221133" -> ink = "#221133"\n"a}b" = "#000000"', "name 'a}b' must be lower-case"),
        ('ink = "#221133" -> ink = "#221133"\nx-line = "#000000"', "not ending in -shade or -line"),
        (
            'ink = "#221133" -> ink = "#221133"\nskin = "#000000"',
            "the colour name 'skin' is used twice",
        ),
        (
            "[colours] -> [colours]\n" + "\n".join(f'c{k} = "#000000"' for k in range(97)),
            "[colours] holds at most 96 colours, got 98",
        ),
        # paint and background
        ('paint = ["body", "face"] -> paint = 3', "paint must be a list of at most 255 layers"),
        ('paint = ["body", "face"]\n -> ', "paint does not name the shape locus 'body'"),
        ('["body", "face"] -> ["body"]', "paint does not name the shape locus 'face'"),
        ('["body", "face"] -> ["body.back", "face"]', "paint does not name the shape locus 'body'"),
        ('["body", "face"] -> ["body", "face", "tail"]', "'tail', which is no shape locus"),
        ('["body", "face"] -> ["body", "face", "skin"]', "'skin', which is no shape locus"),
        ('["body", "face"] -> ["body", "face", 3]', "paint names 3, which is no shape locus"),
        ('["body", "face"] -> ["body", "face", "body"]', "paint names 'body' twice"),
        ('["body", "face"] -> ["body", "face", "face."]', "a layer is written locus.layer"),
        ('["body", "face"] -> ["body", "face", "face.../x"]', "a layer is written locus.layer"),
        ('background = "body" -> background = "tail"', "background 'tail' is no shape locus"),
        ('background = "body" -> background = "skin"', "background 'skin' is no shape locus"),
        ('background = "body" -> background = []', "background [] is no shape locus"),
        # loci
        ('name = "skin" -> name = "Skin"', "species.toml, locus Skin: name 'Skin' must be"),
        ('name = "skin" -> name = "skin-shade"', "not ending in -shade or -line"),
        ('name = "face" -> name = "body"', "the name 'body' is used by another locus too"),
        (
            'kind = "colour" -> kind = "smell"',
            "locus skin: kind must be 'colour', 'shape' or 'digit', got 'smell'",
        ),
        (
            'kind = "colour" -> kind = "silent"',
            "kind must be 'colour', 'shape' or 'digit', got 'silent'",
        ),
        ('kind = "colour" -> kind = "colour"\nodds = 3', "locus skin: unknown key 'odds'"),
        (
            'kind = "colour"\nalleles = [ -> kind = "colour"\nforms = [',
            "locus skin: expected 16 alleles, got 0",
        ),
        # alleles
        (
            '  { name = "face-3", weight = 6144 },\n -> ',
            "species.toml, locus face: expected 16 alleles, got 15",
        ),
        (
            '  { name = "face-3", -> {name="more",weight=1}, { name = "face-3",',
            "species.toml, locus face: expected 16 alleles, got 17",
        ),
        (
            '{ name = "face-3", weight = 6144 } -> "face-3"',
            "species.toml, locus face, allele 3: must be a table",
        ),
        (
            '"face-3", weight = 6144 -> "face-3", weight = 6145',
            "species.toml, locus face: the weights sum to 65,537, not 65,536",
        ),
        (
            '"face-3", weight = 6144 -> "face-3", weight = 0',
            "species.toml, locus face, allele face-3: weight must be a whole number from 1, got 0",
        ),
        ('"face-3", weight = 6144 -> "face-3", weight = -6144', "from 1, got -6144"),
        ('"face-3", weight = 6144 -> "face-3", weight = 6144.0', "from 1, got 6144.0"),
        ('"face-3", weight = 6144 -> "face-3", weight = "6144"', "from 1, got '6144'"),
        ('"face-3", weight = 6144 -> "face-3", weight = true', "from 1, got True"),
        ('"face-3", weight = 6144 -> "face-3"', "allele face-3: weight must be a whole number"),
        (
            'name = "face-3", weight -> weight',
            "locus face, allele 3: name must be a text, got None",
        ),
        (
            '"face-3", weight -> "face\\u0000", drawing = "face-3", weight',
            "holds a control or unassigned character",
        ),
        (
            '"face-3", weight -> "face-3", rarity = 1, weight',
            "locus face, allele face-3: unknown key 'rarity'",
        ),
        (
            '"face-3", weight -> "face-4", drawing = "face-3", weight',
            "allele face-4: the name 'face-4' is used twice in this locus, for two looks",
        ),
        ('"face-3", weight -> "Straw Hat", weight', "drawing 'Straw Hat' must be lower-case words"),
        (
            '"face-3", weight -> "face-3", drawing = "../body/body-3", weight',
            "drawing '../body/body-3' must be lower-case words",
        ),
        (
            '"skin-3", weight = 6144, fill = "#38 -> "skin-3", weight = 6144, fill = "#3G',
            "locus skin, allele skin-3: fill must be #rrggbb",
        ),
        (
            '"skin-3", weight = 6144, fill = -> "skin-3", weight = 6144, hue =',
            "locus skin, allele skin-3: unknown key 'hue'",
        ),
        (
            '"skin-3", weight = 6144 -> "skin-3", drawing = "a", weight = 6144',
            "locus skin, allele skin-3: unknown key 'drawing'",
        ),
        # hides
        ('hides = ["face"] -> hides = "face"', "hides must be a list of loci, got 'face'"),
        (
            'hides = ["face"] -> hides = ["tail"]',
            "species.toml, locus body, allele body-15: hides 'tail', which is no locus",
        ),
        (
            'hides = ["face"] -> hides = ["skin"]',
            "locus body, allele body-15: hides 'skin', but only shape loci can be hidden",
        ),
        ('hides = ["face"] -> hides = [3]', "hides 3, which is no locus"),
        # same
        (
            '"face-3", weight -> "face-3", same = "face-99", weight',
            "same = 'face-99' names no allele with a look of its own",
        ),
        ('"face-3", weight -> "face-3", same = "face-3", weight', "names no allele with a look"),
        (
            '"face-3", weight -> "face-5", same = "face-4", weight',
            "allele face-5: the name 'face-5' is used twice in this locus, for two looks",
        ),
        (
            '"face-3", weight -> "face-3", same = "face-4", hides = [], weight',
            "'hides' does not go with 'same'",
        ),
        (
            '"face-3", weight -> "face-3", same = "face-4", drawing = "a", weight',
            "'drawing' does not go with 'same'",
        ),
    ],
)
def test_a_fault_of_species_toml_is_told_with_its_place(
    folder: Path, change: str, fault: str
) -> None:
    found = faults(folder / "pack", change=change)
    assert any(fault in one for one in found), found


def test_loci_are_one_to_sixteen(folder: Path) -> None:
    write_pack(folder)
    text = (folder / "species.toml").read_text()
    head, *_ = text.partition("[[locus]]")
    (folder / "species.toml").write_text(head)
    assert faults_of(folder) == ("species.toml: expected 1 to 16 [[locus]] tables",)


def test_a_file_that_is_no_text_is_refused(folder: Path) -> None:
    write_pack(folder)
    (folder / "species.toml").write_bytes(b"name = '\xff'")
    assert faults_of(folder)[0].startswith("species.toml: 'utf-8' codec")


def test_a_file_that_nests_without_end_is_refused(
    folder: Path,
) -> None:
    write_pack(folder, nest=f"format = 1 -> format = {'[' * 5000}{']' * 5000}")
    before = sys.getrecursionlimit()  # other tests' tools may have raised it
    sys.setrecursionlimit(1000)
    try:
        assert faults_of(folder) == ("species.toml: tables or lists nest too deeply",)
    finally:
        sys.setrecursionlimit(before)


def test_all_faults_are_gathered_and_the_sentence_counts_them(folder: Path) -> None:
    write_pack(folder, one="format = 1 -> format = 3", two='"#221133" -> "blue"')
    (folder / "face" / "face-3.svg").unlink()
    with pytest.raises(FaultyPack, match=r"\(and 2 more faults\)$") as caught:
        load(folder)
    assert len(caught.value.faults) == 3


@pytest.mark.parametrize(
    ("drawing", "fault"),
    [
        (
            '\n<circle\n\nclass="fur" r="9"/>',
            "face/face-3.svg:2, locus face, allele face-3: unknown",
        ),
        (
            "\n\n<script>1</script>",
            "face/face-3.svg:3, locus face, allele face-3: element <script>",
        ),
        ('<path class="skin" d="m0 0"/>', "face/face-3.svg:1, locus face, allele face-3: d: m is"),
    ],
)
def test_a_fault_of_a_drawing_is_told_with_file_and_line(
    folder: Path, drawing: str, fault: str
) -> None:
    write_pack(folder)
    (folder / "face" / "face-3.svg").write_text(SVG.format(drawing))
    (found,) = faults_of(folder)
    assert found.startswith(fault)


def test_a_missing_drawing_is_told_with_its_allele(folder: Path) -> None:
    write_pack(folder)
    (folder / "face" / "face-3.svg").unlink()
    assert faults_of(folder) == (
        "face/face-3.svg, locus face, allele face-3: the drawing is missing",
    )


def test_a_folder_in_place_of_a_drawing_is_refused(folder: Path) -> None:
    write_pack(folder)
    (folder / "face" / "face-3.svg").unlink()
    (folder / "face" / "face-3.svg").mkdir()
    assert faults_of(folder) == ("face/face-3.svg, locus face, allele face-3: is no regular file",)


def test_a_link_out_of_the_pack_is_refused_and_one_within_is_followed(folder: Path) -> None:
    write_pack(folder / "pack")
    drawing = folder / "pack" / "face" / "face-3.svg"
    outside = folder / "outside.svg"
    drawing.rename(outside)
    drawing.symlink_to(outside)
    assert faults_of(folder / "pack") == (
        "face/face-3.svg, locus face, allele face-3: a link leads out of the pack",
    )
    drawing.unlink()
    drawing.symlink_to("face-4.svg")
    assert (
        load(folder / "pack").layers[1].drawings[3] == load(folder / "pack").layers[1].drawings[4]
    )


def test_a_folder_of_drawings_that_is_a_link_out_of_the_pack_is_refused(folder: Path) -> None:
    write_pack(folder / "pack")
    shutil.move(folder / "pack" / "face", folder / "elsewhere")
    (folder / "pack" / "face").symlink_to(folder / "elsewhere")
    found = faults_of(folder / "pack")
    assert len([one for one in found if "a link leads out of the pack" in one]) == 16


def test_a_drawing_that_may_not_be_read_is_refused(folder: Path) -> None:
    write_pack(folder)
    (folder / "face" / "face-3.svg").chmod(0)
    with obeying_permissions():
        assert "Permission denied" in faults_of(folder)[0]


def test_a_drawing_that_nothing_names_is_refused(folder: Path) -> None:
    write_pack(folder)
    (folder / "face" / "face-33.svg").write_text(SVG.format(""))
    (folder / "face" / "face-3.back.svg").write_text(SVG.format(""))
    (folder / "README.md").write_text("Packs may tell about themselves.")
    assert faults_of(folder) == (
        "face/face-3.back.svg: no allele and layer of paint names this file",
        "face/face-33.svg: no allele and layer of paint names this file",
    )


def test_a_huge_drawing_is_refused(folder: Path) -> None:
    write_pack(folder)
    (folder / "face" / "face-3.svg").write_bytes(b" " * 2_000_000)
    assert "at most 1,000,000 bytes" in faults_of(folder)[0]


def test_drawings_that_no_chain_could_hold_are_refused_together(folder: Path) -> None:
    write_pack(folder)
    for number, path in enumerate(sorted(folder.glob("*/*.svg"))[:18]):
        path.write_text(SVG.format(f'<circle class="ink" r="{number + 1}"/>' + "<g></g>" * 140_000))
    assert faults_of(folder) == ("species.toml: names and drawings together hold more than 16 MB",)


def test_further_layers_are_drawn_only_where_a_file_is(folder: Path) -> None:
    write_pack(folder, paint='["body", "face"] -> ["face.back", "body", "face"]')
    (folder / "face" / "face-3.back.svg").write_text(SVG.format('<circle class="ink" r="7"/>'))
    back = load(folder).layers[0]
    assert back.locus == 2
    assert [k for k, drawing in enumerate(back.drawings) if drawing] == [3]


def test_same_gives_one_look_to_several_alleles(folder: Path) -> None:
    write_pack(
        folder,
        shape='{ name = "body-3", weight = 6144 } -> { same = "body-15", weight = 6144 }',
        colour='name = "skin-3", weight = 6144, fill = "#3890cf", shade = "#1c4867" -> '
        'name = "other", same = "skin-4", weight = 6144',
    )
    (folder / "body" / "body-3.svg").unlink()
    species = load(folder)
    skin, body = species.loci[0].alleles, species.loci[1].alleles
    assert (skin[3].name, skin[3].fill, skin[3].shade) == ("other", skin[4].fill, skin[4].shade)
    assert (body[3].name, body[3].weight, body[3].hides) == ("body-15", 6144, body[15].hides)
    assert species.layers[0].drawings[3] == species.layers[0].drawings[15]


def test_alleles_of_one_look_may_share_a_name_of_their_own(folder: Path) -> None:
    write_pack(
        folder,
        first='{ name = "face-3", weight -> { name = "Twin", same = "face-15", weight',
        second='{ name = "face-4", weight -> { name = "Twin", same = "face-15", weight',
    )
    for number in (3, 4):
        (folder / "face" / f"face-{number}.svg").unlink()
    assert [allele.name for allele in load(folder).loci[2].alleles[3:5]] == ["Twin", "Twin"]


def test_a_colour_may_hide_and_an_allele_may_hide_its_own_locus(folder: Path) -> None:
    write_pack(
        folder,
        shape='hides = ["face"] -> hides = ["body"]',
        colour='fill = "#0890ff" -> hides = ["face"], fill = "#0890ff"',
    )
    species = load(folder)
    albino, shy = 0, 15 << 236
    assert traits(species, albino) == {
        "skin": "skin-0",
        "body": "body-0",
        "face": "face-0 (hidden)",
    }
    assert traits(species, shy | 1 << 252)["body"] == "body-15 (hidden)"


def test_a_title_in_any_script_is_the_name_that_people_see(folder: Path) -> None:
    write_pack(folder, title='name = "face" -> title = "カ\u3099オ"\nname = "face"')
    species = load(folder)
    assert (species.loci[2].name, species.loci[2].title) == ("face", "ガオ")
    assert list(traits(species, 0)) == ["skin", "body", "ガオ"]
    for name in ("face", "ガオ"):
        assert parse_wishes(species, [f"{name}=face-3"]).alleles == {2: {3}}


@pytest.mark.parametrize("title", ["Body", "SKIN"])
def test_a_title_is_no_other_locus_name(folder: Path, title: str) -> None:
    write_pack(folder, title=f'name = "face" -> title = "{title}"\nname = "face"')
    with pytest.raises(FaultyPack, match="is used by another locus too"):
        load(folder)


def test_a_name_that_is_no_file_name_takes_its_drawing_from_a_key(folder: Path) -> None:
    write_pack(
        folder, name='"face-3", weight -> "Strohhut für Zoe\\u0308", drawing = "face-3", weight'
    )
    assert load(folder).loci[2].alleles[3].name == "Strohhut für Zoë"


def test_line_ends_and_comments_of_a_drawing_do_not_change_the_species(folder: Path) -> None:
    write_pack(folder / "one")
    write_pack(folder / "two")
    for path in (folder / "two").glob("*/*.svg"):
        path.write_bytes(b"<!-- a remark -->\r\n" + path.read_bytes().replace(b"><", b">\r\n<"))
    assert load(folder / "one").id == load(folder / "two").id


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('creator = ""', "creator must be a text, got ''"),
        ("creator = 5", "creator must be a text, got 5"),
        (f'creator = "{"a" * 201}"', "creator has 201 letters; 200 are allowed"),
        ('creator = "a\\nb"', "holds a control or unassigned character"),
        ('license = "Do what you want"', "must be an SPDX identifier, such as 'CC-BY-4.0'"),
        ('license = "-MIT"', "must be an SPDX identifier"),
        ('license = "MIT\\""', "must be an SPDX identifier"),
        (f'license = "{"a" * 65}"', "license has 65 letters; 64 are allowed"),
        ('source = "example.org"', "must be an address that begins with http:// or https://"),
        ('source = "javascript:alert(1)"', "must be an address"),
        ('source = "https://"', "must be an address"),
        ('source = "https://example.org/a b"', "must be an address"),
        ("source = 'https://example.org/\"x'", "must be an address"),
        ("source = 'https://user:pass@example.org/'", "must be an address"),
        (f'source = "https://{"a" * 500}"', "source has 508 letters; 500 are allowed"),
    ],
)
def test_who_made_it_is_told_in_one_form(folder: Path, line: str, reason: str) -> None:
    found = faults(folder / "pack", change=f"format = 1 -> format = 1\n{line}")
    assert any(reason in fault for fault in found), found


def test_who_made_it_may_be_left_out_or_told_and_belongs_to_the_id(folder: Path) -> None:
    plain = load(write_pack(folder / "plain"))
    assert (plain.creator, plain.license, plain.source) == ("", "", "")
    made = {
        "creator": "Zoë & Co.",
        "license": "LicenseRef-house",
        "source": "https://example.org:8080/art?of=me#here",
    }
    ids = {plain.id}
    for key, text in made.items():
        change = f'format = 1 -> format = 1\n{key} = "{text}"'
        species = load(write_pack(folder / key, change=change))
        assert getattr(species, key) == text
        ids.add(species.id)
    assert len(ids) == 4


def test_a_pack_that_is_loaded_twice_is_one_species(folder: Path) -> None:
    one, again = load(write_pack(folder)), load(folder)
    assert one is not again
    assert one == again
    assert len({one, again}) == 1
    other = load(write_pack(folder, version='version = "1.0" -> version = "1.1"'))
    assert one != other
    assert one != one.id
