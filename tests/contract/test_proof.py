"""What halmos proves of the registry and its portrait, and that it would see a betrayal.

The proofs stand in contracts/proof. They run by `make prove`, in minutes; what is quick to
see, that they compile and that the twins can be made, is seen in every run.
"""

import json
from pathlib import Path

import pytest
from mutation import CONTRACTS, Mutant, change, copied, mutants
from provers import prover, run

PROOFS = (
    "check_one_call_by_anyone_changes_no_avatar",
    "check_one_call_by_a_stranger_moves_no_avatar",
    "check_who_has_an_owner_has_its_genome_and_nobody_else",
    "check_a_conception_is_of_no_later_block",
    "check_after_closing_founders_come_by_claims_alone",
    "check_what_has_a_species_has_all_chunks_and_their_hash",
    "check_what_has_a_species_never_changes",
)
REACHED = ("check_no_birth_succeeds", "check_no_claim_succeeds", "check_nothing_is_sealed")
SHIPPED = CONTRACTS.parent / "src" / "avatarchain" / "data" / "contracts"
TWINS = mutants("betrayals.toml")
PROVED, REFUTED = 0, 1


def halmos(contracts: Path, proof: str) -> dict[str, int]:
    """What halmos says of a proof; among that its exit code, and how many loops it cut short."""
    told = contracts / "told.json"
    ran = run(
        contracts, prover("halmos"), "--function", proof, "--early-exit", "--json-output", told
    )
    assert told.exists(), ran.stdout + ran.stderr
    ((one,),) = json.loads(told.read_text(encoding="utf-8"))["test_results"].values()
    assert one["name"] == f"{proof}()"
    return one


@pytest.mark.nightly
@pytest.mark.usefixtures("toolchain")
@pytest.mark.parametrize("proof", PROOFS)
def test_it_is_proven(proof: str, folder: Path) -> None:
    told = halmos(copied(folder), proof)
    assert (told["exitcode"], told["num_bounded_loops"]) == (PROVED, 0)


@pytest.mark.nightly
@pytest.mark.usefixtures("toolchain")
def test_art_that_has_a_species_never_changes_in_the_very_code_that_is_shipped(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    contracts = copied(folder)
    # What else is compiled can reach the bytecode.
    (contracts / "proof" / "Permanence.sol").unlink()
    monkeypatch.setenv("FOUNDRY_VIA_IR", "true")
    told = halmos(contracts, "check_what_has_a_species_never_changes")
    assert (told["exitcode"], told["num_bounded_loops"]) == (PROVED, 0)
    built = json.loads((contracts / "out/prove/Portrait.sol/Portrait.json").read_text())
    shipped = json.loads((SHIPPED / "Portrait.json").read_text())
    assert built["deployedBytecode"]["object"] == shipped["runtime_bytecode"]


@pytest.mark.nightly
@pytest.mark.usefixtures("toolchain")
@pytest.mark.parametrize("proof", REACHED)
def test_the_proofs_reach_births_claims_and_seals(proof: str, folder: Path) -> None:
    assert halmos(copied(folder), proof)["exitcode"] == REFUTED


@pytest.mark.nightly
@pytest.mark.usefixtures("toolchain")
@pytest.mark.parametrize("twin", TWINS, ids=lambda twin: twin.says)
def test_a_contract_that_betrays_a_promise_is_refuted(twin: Mutant, folder: Path) -> None:
    contracts = copied(folder)
    change(contracts, twin)
    assert halmos(contracts, twin.test)["exitcode"] == REFUTED


def test_the_proofs_compile_and_are_those_that_are_run(toolchain: Path, folder: Path) -> None:
    contracts = copied(folder)
    ran = run(contracts, toolchain, "build")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    proofs = set[str]()
    for source in (CONTRACTS / "proof").glob("*.sol"):
        made = contracts / "out/prove" / source.name / f"{source.stem}.json"
        names = json.loads(made.read_text(encoding="utf-8"))["methodIdentifiers"]
        proofs |= {name[:-2] for name in names if name.startswith("check_")}
    assert proofs == {*PROOFS, *REACHED}


@pytest.mark.parametrize("twin", TWINS, ids=lambda twin: twin.says)
def test_every_twin_is_one_change_that_a_proof_refuses(twin: Mutant) -> None:
    source = (CONTRACTS / "src" / twin.file).read_text(encoding="utf-8")
    assert source.count(twin.old) == 1
    assert twin.test in PROOFS
