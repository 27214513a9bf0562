"""Promises from Python: foundings, batches and claims, and what else a collection can do."""

import base64
import json
import re
import shutil
from importlib.util import find_spec
from pathlib import Path

import pytest

from avatarchain import Collection, founder, load_species, open_collection, verify
from avatarchain.errors import (
    AlreadyRegistered,
    BadRecipients,
    IssuanceIsClosed,
    MixedSpecies,
    NotOffered,
    NotPromised,
    NotYours,
    OtherRecipients,
    PromisedElsewhere,
    RecipientsMiscounted,
    RecipientsNeeded,
    RepeatedRecipient,
)
from avatarchain.generate import Slice, lines
from avatarchain.genetics.seeds import item_seed, seed_from_text
from avatarchain.keys.accounts import development
from avatarchain.library.exports import ExportOptions
from support.absent import absent
from support.packs import write_pack

DEV1, DEV2 = (development(number).address for number in (1, 2))
SEASON = seed_from_text("season")


def season(first: int = 0, count: int = 100) -> Slice:
    return Slice(load_species(), SEASON, first, count)


def test_a_slice_is_promised_like_its_file_and_claimed_by_number_or_id(
    collection: Collection, folder: Path
) -> None:
    promises = collection.promises
    assert promises.batches() == ()
    batch = promises.commit(season(7, 90), DEV1)
    assert (batch["batch"], batch["count"], batch["to"], batch["new"]) == (0, 90, DEV1, True)
    file = folder / "season.jsonl"
    file.write_bytes(lines(season(7, 90)))
    again = promises.commit(file, DEV1)
    assert (again["root"], again["gas"], again["new"]) == (batch["root"], None, False)
    (listed,) = promises.batches()
    assert listed["claimable"]
    assert (listed["root"], listed["to"]) == (batch["root"], DEV1)
    first = collection.claim(0, 7)
    assert (first.owner, first.genome) == (DEV1, founder(item_seed(SEASON, 7)))
    other = founder(item_seed(SEASON, 80))
    proof = promises.proof(0, other.id)
    assert (proof["id"], proof["to"], len(proof["proof"]) in (6, 7)) == (other.id, DEV1, True)
    assert collection.claim(0, other.id[:12]).genome == other
    with pytest.raises(AlreadyRegistered):
        collection.claim(0, 7)
    with pytest.raises(NotPromised):
        collection.claim(0, 6)


def test_a_slice_is_refused_for_what_a_file_is_refused_for(collection: Collection) -> None:
    promises = collection.promises
    promises.commit(season(0, 3), [DEV1, DEV2, DEV1])
    with pytest.raises(PromisedElsewhere):
        promises.commit(season(1, 1), DEV1)
    assert promises.commit(season(1, 1), DEV1, repeats=True)["batch"] == 1
    with pytest.raises(RecipientsMiscounted):
        promises.commit(season(0, 3), [DEV1])
    with pytest.raises(BadRecipients):
        promises.commit(season(0, 1), ["bob"])
    with pytest.raises(MixedSpecies):
        promises.commit(Slice(load_species("glimmer"), SEASON, 0, 1), DEV1)
    assert collection.claim(0, 1).owner == DEV2


def test_a_founding_is_promised_once_drawn_committed_and_claimed(collection: Collection) -> None:
    promises = collection.promises
    assert promises.foundings() == ()
    founding = promises.found(2, [DEV1, DEV2])
    assert (founding["founding"], founding["to"], founding["new"]) == (0, None, True)
    assert promises.found(2, [DEV1, DEV2])["new"] is False
    with pytest.raises(RecipientsNeeded):
        promises.commit_founding(0)
    with pytest.raises(OtherRecipients):
        promises.commit_founding(0, [DEV2, DEV1])
    batch = promises.commit_founding(0, [DEV1, DEV2])
    assert (batch["founding"], batch["count"], batch["new"]) == (0, 2, True)
    assert collection.claim(batch["batch"], 1).owner == DEV2
    with pytest.raises(RepeatedRecipient):
        promises.found(2, [DEV1, DEV1])
    closed = promises.close()
    assert promises.close() == closed
    with pytest.raises(IssuanceIsClosed):
        promises.found(1, DEV1)
    (told,) = promises.foundings()
    assert (told["claimed"], told["closed"], told["follows"]) == (1, closed, None)


def test_promises_of_a_new_home_are_none(folder: Path) -> None:
    with open_collection(home=folder, chain="evm+sqlite://") as collection:
        assert (collection.promises.foundings(), collection.promises.batches()) == ((), ())


def test_a_father_is_offered_and_taken_back(home: Path) -> None:
    with (
        open_collection(home=home, chain="evm+sqlite://") as ours,
        open_collection(home=home, chain="evm+sqlite://", account="dev1") as theirs,
    ):
        mother, father = ours.mint("hers", to=DEV1), ours.mint("his")
        with pytest.raises(NotOffered):
            theirs.breed(mother, father)
        ours.stud(father, DEV1)
        ours.stud(father, None)
        with pytest.raises(NotOffered):
            theirs.breed(mother, father)
        ours.stud(father.id, DEV1)
        assert theirs.breed(mother, father).owner == DEV1
        with pytest.raises(NotYours):
            theirs.stud(father, DEV1)


def test_avatars_are_exported_together_or_one_by_one(collection: Collection) -> None:
    ada, bo, child = collection.avatars()
    files = collection.export([ada, bo.id], ExportOptions("webp", "blink", 64))
    assert [name.endswith("-blink.webp") for name in files] == [True, True]
    assert files[f"{ada.id[:14]}-blink.webp"] == ada.genome.loop(clip="blink", size=64)
    sheet = collection.export([ada, child], ExportOptions("sheet", "blink", 64))
    assert sorted(name.rpartition(".")[2] for name in sheet) == ["json", "png"]
    (card,) = collection.export([child], "card").values()
    (text,) = re.findall(rb"ccv3\x00([A-Za-z0-9+/=]+)", card)
    assert ada.id in json.loads(base64.b64decode(text))["data"]["description"]


@pytest.mark.parametrize(
    "options",
    [ExportOptions("svg", "nod"), ExportOptions("glb", unlit=True), ExportOptions("vrm")],
    ids=["svg", "glb", "vrm"],
)
def test_what_has_papers_is_verified_when_it_is_exported(
    collection: Collection, folder: Path, options: ExportOptions
) -> None:
    if options.form != "svg" and find_spec("manifold3d") is None:
        absent("no manifold3d: pip install '.[3d]'")
    ((name, data),) = collection.export([collection.mint("ada")], options).items()
    (folder / name).write_bytes(data)
    report = collection.verify(folder / name)
    assert report.verdict == "verified", report
    details = {check.name: check.detail for check in report.checks}
    assert details["origin"] == "a founder, drawn from the seed in its papers"


def test_what_moves_is_judged_by_the_rig_of_the_pack_that_was_loaded(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack = write_pack(folder / "packs" / "robots")
    rig = pack / "rig.toml"
    rig.write_text("rig = 1\n[bones]\nhead = { pivot = [256, 400] }\n", "utf-8")
    shutil.copytree(pack, folder / load_species(pack).name)  # which nobody names
    monkeypatch.chdir(folder)
    species, home = load_species(pack), folder / "home"
    with open_collection(home=home, chain="evm+sqlite://", species=species) as collection:
        ((name, data),) = collection.export([collection.mint("ada")], ExportOptions("svg")).items()
        (folder / name).write_bytes(data)
        stray = folder / species.name / "rig.toml"
        stray.write_text("rig = 1\n[bones]\nhead = { pivot = [256, 100] }\n", "utf-8")
        assert collection.verify(folder / name).verdict == "verified"
        rig.write_bytes(stray.read_bytes())
        assert collection.verify(folder / name).verdict == "NOT verified"
    report = verify(folder / name, home=home, chain="evm+sqlite://", species=species)
    assert report.verdict == "NOT verified"


def test_a_gallery_and_an_audit_need_the_registry_alone(
    collection: Collection, folder: Path
) -> None:
    assert collection.gallery(folder / "pages") == 3
    assert (folder / "pages" / "index.html").is_file()
    ada = collection.avatars()[0]
    assert collection.gallery(folder / "pages", models=[ada]) == 3
    assert (folder / "pages" / "models" / f"{ada.id}.glb").read_bytes() == ada.genome.model()
    findings = {finding.name: finding.ok for finding in collection.audit()}
    assert findings["code"] is True
    assert False not in findings.values()
