"""What stands in a gallery's folder, and what it is read from."""

import json
import sys
from base64 import b64decode
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest
from eth_account.signers.local import LocalAccount
from exhibits import OWNERS, collection, tuftling

from avatarchain import portrait
from avatarchain.audit.findings import Finding
from avatarchain.base.canonical import to_hex
from avatarchain.births.breeding import breed
from avatarchain.chain import connect
from avatarchain.errors import FileThere, MissingExtra, UnusableHome
from avatarchain.gallery import contents_of, pages, write_models, write_site
from avatarchain.gallery.audits import audited
from avatarchain.genetics.heredity import birth_seed, offspring
from avatarchain.index import opened, sync
from avatarchain.library.genome import Genome
from avatarchain.registry import deploy, identity_of, register, transfer
from avatarchain.registry.foundings import Founding
from avatarchain.species import Species, traits


def test_every_token_has_its_metadata_with_the_picture_inside(
    folder: Path, species: Species
) -> None:
    known = collection(8, species)
    assert write_site(folder, known) == 15
    for one in known.avatars:
        told = json.loads((folder / "metadata" / f"{one.identity}.json").read_bytes())
        kind, _, picture = told["image"].partition(",")
        assert kind == "data:image/svg+xml;base64"
        assert b64decode(picture).decode() == portrait.svg(species, one.genome)
        attributes = {a["trait_type"]: a["value"] for a in told["attributes"]}
        assert attributes == traits(species, one.genome) | {"generation": one.generation}
        assert told["properties"]["id"] == to_hex(one.identity)
    assert (folder / "metadata" / "collection.json").exists()


def test_a_model_is_a_file_and_a_script_and_stands_in_the_metadata_of_its_avatar_alone(
    folder: Path,
) -> None:
    known = collection(2)
    first, other = known.avatars[:2]
    write_models(folder, known.species, [first])
    for _ in range(2):  # what was written before stays
        write_site(folder, known)
        file, script = sorted((folder / "models").iterdir())
        assert file.name == f"{to_hex(first.identity)}.glb"
        data = file.read_bytes()
        assert data == Genome(known.species, first.genome).model()
        name, model = json.loads(f"[{script.read_text()[len('gallery.take(') : -2]}]")
        assert (name, b64decode(model)) == (to_hex(first.identity), data)
        told = json.loads((folder / "metadata" / f"{first.identity}.json").read_bytes())
        assert (folder / "metadata" / told["animation_url"]).resolve() == file.resolve()
        still = json.loads((folder / "metadata" / f"{other.identity}.json").read_bytes())
        assert "animation_url" not in still
        text = (folder / "data" / "collection.js").read_text()
        about = json.loads(text[text.index(",") + 1 : text.rindex(")")])
        assert [*about["models"]] == [to_hex(first.identity)]


def test_no_model_is_written_where_none_can_be_made(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = collection(2)
    (folder / "site").mkdir()
    (folder / "site" / "models").symlink_to(folder)
    with pytest.raises(UnusableHome, match="models in it is a link"):
        write_models(folder / "site", known.species, known.avatars)
    monkeypatch.setitem(sys.modules, "manifold3d", None)
    with pytest.raises(MissingExtra, match=r"avatarchain\[3d\]"):
        write_models(folder / "new", known.species, known.avatars)
    assert not (folder / "new").exists()


def test_only_new_avatars_are_written_again(folder: Path) -> None:
    whole, written = collection(8), set[int]()
    before = replace(whole, avatars=whole.avatars[:14], lives=whole.lives[:14])
    assert write_site(folder, before, written) == 14
    assert write_site(folder, before, written) == 0
    assert write_site(folder, whole, written) == 1


def test_pages_of_others_are_not_replaced(folder: Path) -> None:
    page = folder / "index.html"
    page.write_text("<title>my own pages</title>")
    with pytest.raises(FileThere):
        write_site(folder, collection(8))
    assert [*folder.iterdir()] == [page]


def test_the_pages_say_what_an_audit_found(folder: Path) -> None:
    write_site(folder, collection(8))
    assert "Audit" not in (folder / "index.html").read_text(encoding="utf-8")
    findings = [Finding("code", True, "it is <b>ours</b>"), Finding("draws", None, "2 drawn")]
    for more, verdict in (
        ([], ": all that is promised holds"),
        ([Finding("taken", False, "1 child")], ": NOT all that is promised holds"),
    ):
        write_site(folder, replace(collection(8), findings=(*findings, *more)))
        page = (folder / "index.html").read_text(encoding="utf-8")
        assert verdict in page
        assert "<dt>✓ code</dt><dd>it is &lt;b&gt;ours&lt;/b&gt;</dd>" in page
        assert "<dt>– draws</dt>" in page
        assert ("<dt>✗ taken</dt>" in page) == bool(more)


def test_the_pages_tell_whether_more_founders_can_come(folder: Path) -> None:
    promised = Founding(0, bytes(32), 1000, 170, 10, bytes(32))
    whole = replace(collection(8), foundings=(promised,))
    for closed, sentence in (
        (None, "The issuer can register more founders."),
        (12, "The issuance is closed since block 12: no more founders but those that were"),
    ):
        write_site(folder, replace(whole, closed=closed))
        assert sentence in (folder / "index.html").read_text(encoding="utf-8")
        script = (folder / "data" / "collection.js").read_text(encoding="utf-8")
        about = json.loads(script[script.index(",") + 1 : script.rindex(")")])
        assert (about["closed"], about["foundings"]) == (closed, [[0, 1000, 10, 170]])
        assert about["issuance"].startswith(sentence)


def test_no_page_names_an_address_outside_the_folder(folder: Path) -> None:
    write_site(folder, collection(8))
    for page in (*folder.glob("*.*"), *folder.glob("data/*.js")):
        text = page.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert "http://" not in text, page.name
        assert "https://" not in text, page.name


def test_a_folder_that_is_a_file_is_refused(folder: Path) -> None:
    (folder / "file").touch()
    with pytest.raises(UnusableHome):
        write_site(folder / "file" / "site", collection(8))


@pytest.mark.parametrize("name", ["metadata", "data", "portraits", "models"])
def test_a_gallery_is_not_written_through_a_link(name: str, folder: Path) -> None:
    (folder / "elsewhere").mkdir()
    (folder / "site").mkdir()
    (folder / "site" / name).symlink_to(folder / "elsewhere")
    with pytest.raises(UnusableHome, match=f"{name} in it is a link"):
        write_site(folder / "site", collection(2))
    assert list((folder / "elsewhere").iterdir()) == []


def test_a_gallery_tells_what_the_chain_tells(folder: Path, development_key: LocalAccount) -> None:
    species, other = tuftling(), OWNERS[1]
    genomes = [one.genome for one in collection(2).avatars]
    with connect("evm+sqlite://", folder=folder) as chain, ExitStack() as stack:
        registry = deploy(chain, development_key, species)
        founders = [identity_of(species, genome) for genome in genomes[:2]]
        for genome in genomes[:2]:
            register(registry, development_key, development_key.address, genome)
        index = stack.enter_context(opened(folder, registry, species, str))
        child = breed(registry, development_key, *founders)
        transfer(registry, development_key, other, child.identity)
        sync(index)

        told = audited(contents_of(index), index)
        assert [finding.name for finding in told.findings if finding.ok is False] == []
        assert len(told.findings) == 16
        assert [one.identity for one in told.avatars] == [*founders, child.identity]
        life = told.lives[-1]
        assert [one.to for one in life.holders] == [development_key.address, other]
        assert life.draw is not None
        block, drawn = life.draw
        assert (block, drawn) == (child.block - 1, chain.block(child.block - 1).mix_hash)
        seed = birth_seed(drawn, *founders)
        assert offspring(*genomes[:2], seed) == child.genome
        assert told.lives[0].draw is None


def test_nothing_of_a_pack_is_markup_in_the_page() -> None:
    hostile = '"><script>alert(1)</script>&$name{{7*7}}'
    species = replace(
        tuftling(), name=hostile, description=hostile, creator=hostile, license=hostile
    )
    species = replace(species, source=f"https://x/{hostile}")
    source = pages.Source(None, 1, 2, 3, hostile, (Finding(hostile, True, hostile),))
    for served in (False, True):
        page = pages.document(species, source, served=served).decode()
        assert "<script>" not in page
        assert "{{7*7}}" in page
        assert page.count("&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;$name") == 9
