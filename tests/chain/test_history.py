"""The hashes of old blocks, which contracts read on a chain that keeps EIP-2935's history."""

from pathlib import Path

import pytest
from places import Place

from avatarchain.base.canonical import word
from avatarchain.chain import Chain, connect, embedded, mining
from avatarchain.chain.check import Damage, Whole, check
from avatarchain.errors import Reverted

CONTRACT = "0x0000F90827F1C53a10cb7A02335B175320002935"
KEPT = 8191


def history(chain: Chain, number: int, at: str) -> bytes | None:
    """What the contract answers for a block, on the newest state or in the next block."""
    try:
        return chain.call(CONTRACT, word(number), block=at)
    except Reverted:
        return None


def kept(chain: Chain, at: str, newest: int, oldest: int) -> None:
    """The hashes of blocks `oldest` to `newest` can be read, and none beside."""
    for number in {newest, newest - 1, (newest + oldest) // 2, oldest + 1, oldest}:
        assert history(chain, number, at) == chain.block(number).hash
    assert history(chain, newest + 1, at) is None
    assert history(chain, oldest - 1, at) is None if oldest else True


def test_the_hashes_of_more_than_256_blocks_are_read_back(chain: Chain) -> None:
    chain.mine(300)
    kept(chain, "latest", 299, 0)
    kept(chain, "pending", 300, 0)


@pytest.mark.nightly
def test_the_hashes_of_8191_blocks_are_read_back_and_no_more(place: Place) -> None:
    place.chain.mine(KEPT + 40)
    kept(place.chain, "latest", KEPT + 39, 40)
    kept(place.chain, "pending", KEPT + 40, 41)
    if place.chain.kind == "embedded":
        assert isinstance(check(place.folder / "chain.sqlite"), Whole)


def test_a_pending_call_is_in_the_next_block_and_reads_the_newest_hash(chain: Chain) -> None:
    chain.mine(5)
    # NUMBER at 0, BLOCKHASH(NUMBER - 1) at 32; run as the code of a creation.
    code = "0x43" + "5f52" + "6001430340" + "602052" + "60405ff3"
    for at, number in (("latest", 5), ("pending", 6)):
        answer = bytes.fromhex(chain.ask("eth_call", {"data": code}, at)[2:])
        assert answer == word(number) + chain.block(number - 1).hash


def test_no_two_blocks_have_the_same_random_number(chain: Chain) -> None:
    chain.mine(20)
    mixed = [chain.block(number).mix_hash for number in range(1, 21)]
    assert len(set(mixed)) == 20
    assert bytes(32) not in mixed


def test_two_chains_do_not_draw_the_same(folder: Path) -> None:
    drawn = []
    for name in ("first", "second"):
        with connect("evm+sqlite://", folder=folder / name) as chain:
            chain.mine()
            drawn.append(chain.block(1).mix_hash)
    assert drawn[0] != drawn[1]


def test_a_block_that_does_not_keep_its_parents_hash_is_found(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with connect("evm+sqlite://", folder=folder) as chain:
        chain.mine(3)
        with monkeypatch.context() as patched:
            patched.setattr(mining, "begun", lambda chain, header: chain.get_vm(header))
            chain.mine()
        chain.mine()
    assert check(folder / "chain.sqlite") == Damage(
        4, "its state is not what its transactions give when they are executed again"
    )


def test_a_block_that_keeps_another_hash_is_found(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forged(chain: embedded.DevelopmentChain, header: embedded.BlockHeaderAPI) -> object:
        vm = embedded.begun(chain, header)
        vm.state.set_storage(embedded.HISTORY_STORAGE_ADDRESS, 1, 7)
        return vm

    with connect("evm+sqlite://", folder=folder) as chain:
        chain.mine(3)
        with monkeypatch.context() as patched:
            patched.setattr(mining, "begun", forged)
            chain.mine()
    damage = check(folder / "chain.sqlite")
    assert isinstance(damage, Damage)
    assert damage.block == 4
    assert damage.reason.startswith("its state is not")
