"""The bytes of a block's header, from the JSON of a node: every known fork, and an unknown one."""

from pathlib import Path
from typing import Any

import pytest
import rlp
from eth.abc import BlockHeaderAPI
from eth.rlp.headers import BlockHeader
from eth.vm.forks.cancun.blocks import CancunBlockHeader
from eth.vm.forks.london.blocks import LondonBlockHeader
from eth.vm.forks.prague.blocks import PragueBlockHeader
from eth.vm.forks.shanghai.blocks import ShanghaiBlockHeader

from avatarchain.base.canonical import keccak256, to_hex
from avatarchain.chain import Chain, connect
from avatarchain.chain.headers import FORKS, FRONTIER, Unfit, encode_header
from avatarchain.errors import NoSuchBlock, NotANode, StrangeHeader

# Block 0 of Ethereum's main network, whose hash everybody knows.
MAINNET_GENESIS = {
    "hash": "0xd4e56740f876aef8c010b86a40d5f56745a118d0906a34e69aec8c0db1cb8fa3",
    "parentHash": "0x" + 64 * "0",
    "sha3Uncles": "0x1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347",
    "miner": "0x" + 40 * "0",
    "stateRoot": "0xd7f8974fb5ac78d9ac099b9ad5018bedc2ce0a72dad1827a1709da30580f0544",
    "transactionsRoot": "0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421",
    "receiptsRoot": "0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421",
    "logsBloom": "0x" + 512 * "0",
    "difficulty": "0x400000000",
    "number": "0x0",
    "gasLimit": "0x1388",
    "gasUsed": "0x0",
    "timestamp": "0x0",
    "extraData": "0x11bbe8db4e347b4e8c937c1c8370e4b5ed33adb3db69cbdb7a38e1e50b1b82fa",
    "mixHash": "0x" + 64 * "0",
    "nonce": "0x0000000000000042",
}


def told(header: BlockHeaderAPI, fields: int) -> dict[str, Any]:
    """A header that py-evm made, as nodes tell it, with what they tell beside the header."""
    names = [*FRONTIER.split(), *" ".join(FORKS.values()).split()][:fields]
    values = rlp.decode(rlp.encode(header))
    short = {"difficulty", "number", "gasLimit", "gasUsed", "timestamp", "baseFeePerGas"}
    short |= {"blobGasUsed", "excessBlobGas"}
    block = {
        name: hex(int.from_bytes(value, "big")) if name in short else to_hex(value)
        for name, value in zip(names, values, strict=True)
    }
    beside = {"size": "0x267", "uncles": [], "transactions": [], "totalDifficulty": "0x0"}
    return block | beside | {"hash": to_hex(header.hash)}


COMMON = {
    "difficulty": 0,
    "block_number": 21_000_000,
    "gas_limit": 30_000_000,
    "gas_used": 255,
    "timestamp": 1_700_000_000,
    "extra_data": b"beaverbuild.org",
    "mix_hash": keccak256(b"mix"),
    "bloom": 1 << 2047,
}
FEE = {"base_fee_per_gas": 7_000_000_000}
BLOBS = {
    "withdrawals_root": keccak256(b"withdrawals"),
    "blob_gas_used": 786_432,
    "excess_blob_gas": 0,
    "parent_beacon_block_root": keccak256(b"root"),
}
HEADERS = {
    "Frontier": (BlockHeader(**COMMON | {"difficulty": 17_000_000_000}), 15),
    "London": (LondonBlockHeader(**COMMON, **FEE), 16),
    "Shanghai": (ShanghaiBlockHeader(**COMMON, **FEE, withdrawals_root=keccak256(b"w")), 17),
    "Cancun": (CancunBlockHeader(**COMMON, **FEE, **BLOBS), 20),
    "Prague": (PragueBlockHeader(**COMMON, **FEE, **BLOBS, requests_hash=keccak256(b"r")), 21),
}


@pytest.mark.parametrize("fork", HEADERS)
def test_a_header_of_every_known_fork_has_the_bytes_whose_hash_the_block_has(fork: str) -> None:
    header, fields = HEADERS[fork]
    assert encode_header(told(header, fields)) == rlp.encode(header)


def test_the_first_block_of_the_main_network_has_the_hash_that_everybody_knows() -> None:
    assert to_hex(keccak256(encode_header(MAINNET_GENESIS))) == MAINNET_GENESIS["hash"]


@pytest.mark.parametrize("fork", HEADERS)
def test_a_header_with_one_other_field_is_refused(fork: str) -> None:
    block = told(*HEADERS[fork])
    for name in ("mixHash", "gasUsed", "extraData"):
        with pytest.raises(Unfit) as refusal:
            encode_header(block | {name: to_hex(keccak256(b"another"))})
        assert refusal.value.strange == ()


class Teller:
    """Puts other words into the mouth of a chain's node, for blocks."""

    def __init__(self, chain: Chain, block: Any) -> None:
        self.ask, self.block = chain.ask, block

    def __call__(self, method: str, *parameters: Any) -> Any:
        return self.block if method == "eth_getBlockByNumber" else self.ask(method, *parameters)


@pytest.fixture
def teller(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A chain whose node tells of every block what `teller(block)` was given."""
    with connect("evm+sqlite://", folder=folder) as chain:

        def tells(block: Any) -> Chain:
            monkeypatch.setattr(chain, "ask", Teller(chain, block))
            return chain

        yield tells


def test_an_unknown_fork_is_refused_in_a_sentence_that_names_its_fields(teller: Any) -> None:
    header, fields = HEADERS["Prague"]
    more = [*rlp.decode(rlp.encode(header)), keccak256(b"list"), b"\x07"]
    block = told(header, fields) | {
        "hash": to_hex(keccak256(rlp.encode(more))),
        "blockAccessListHash": to_hex(more[-2]),
        "slotNumber": "0x7",
    }
    with pytest.raises(StrangeHeader) as refusal:
        teller(block).header(21_000_000)
    assert str(refusal.value) == (
        "the header of block 21000000 at evm+sqlite:// does not have the block's hash (its fields "
        "blockAccessListHash, slotNumber are not known): use a version that knows this fork, or "
        "another node"
    )


def test_a_node_that_tells_another_field_of_a_known_fork_is_refused(teller: Any) -> None:
    block = told(*HEADERS["Prague"]) | {"mixHash": to_hex(bytes(32))}
    with pytest.raises(StrangeHeader, match=r"\(all its fields are known\)"):
        teller(block).header(21_000_000)


@pytest.mark.parametrize(
    "block", [{}, [], 7, "0x", {"hash": None}, MAINNET_GENESIS | {"number": "seven"}]
)
def test_what_is_no_block_is_refused(teller: Any, block: Any) -> None:
    with pytest.raises(NotANode):
        teller(block).header(0)


def test_headers_of_a_real_chain_have_the_hashes_of_its_blocks(chain: Chain) -> None:
    chain.mine(3)
    for number in range(4):
        block, header = chain.block(number), chain.header(number)
        assert keccak256(header) == block.hash
        assert rlp.decode(header)[13] == block.mix_hash
    mixed = {chain.block(number).mix_hash for number in range(4)}
    assert len(mixed) == 4
    with pytest.raises(NoSuchBlock):
        chain.header(4)
