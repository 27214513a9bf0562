"""The embedded devnet: a blockchain in this process, kept in one SQLite file.

py-evm executes transactions and `store` stores the chain; this module defines the chain. The time
of a block is that of `Clock`, but at least a second later than its parent's, so with many blocks a
second the chain's time runs ahead of the clock. The rules are those of Prague (the last fork that
py-evm has), with Osaka's limit on the gas of a transaction, so a transaction that fits here fits on
a public network.

Block 0 holds 32 random bytes, so two chains never have the same genesis hash. The home records this
hash with each deployment. Block 0 also holds the contract of EIP-2935, which each block gives the
hash of its parent, so contracts can read the hashes of the last 8,191 blocks. The ten accounts of
the well-known development mnemonic hold 10,000 ether each, as on anvil. The random number of a
block (mixHash) comes from the operating system; the person who runs a devnet could set any other
number.

`execution` runs code on the chain and `mining` adds blocks, both with Python's bytes and
integers; `node` translates from and to JSON-RPC. What only reads a chain that is there needs
none of this: `state` and `machine`.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import rlp
from eth.abc import BlockHeaderAPI, VirtualMachineAPI
from eth.chains.base import MiningChain
from eth.exceptions import CanonicalHeadNotFound, HeaderNotFound, PyEVMError
from eth.typing import AccountDetails, HeaderParams
from eth.vm.forks.cancun.state import CancunState
from eth.vm.forks.prague import PragueVM
from eth.vm.forks.prague.blocks import PragueBlockHeader
from eth.vm.forks.prague.constants import HISTORY_STORAGE_ADDRESS, HISTORY_STORAGE_CONTRACT_CODE
from eth.vm.interrupt import EVMMissingData
from eth_typing import Address, BlockNumber
from eth_utils.exceptions import ValidationError
from trie.exceptions import MissingTrieNode

from avatarchain.chain.clock import Clock
from avatarchain.chain.database import Database
from avatarchain.chain.hashes import prefer_fast_hash
from avatarchain.chain.messages import CHAIN_ID, GAS_LIMIT, Invalid
from avatarchain.chain.reverts import printable
from avatarchain.chain.state import Header
from avatarchain.chain.store import Store
from avatarchain.errors import NotAChainFile

prefer_fast_hash()

DEVELOPMENT_BALANCE = 10_000 * 10**18

_MISSING = (CanonicalHeadNotFound, HeaderNotFound, EVMMissingData, MissingTrieNode)

# m/44'/60'/0'/0/0 … 9 of "test test test test test test test test test test test junk"
DEVELOPMENT_ACCOUNTS = tuple(
    Address(bytes.fromhex(address))
    for address in (
        "f39fd6e51aad88f6f4ce6ab8827279cfffb92266",
        "70997970c51812dc3a010c7d01b50e0d17dc79c8",
        "3c44cdddb6a900fa2b585dd299e03d12fa4293bc",
        "90f79bf6eb2c4f870365e785982e1f101e93b906",
        "15d34aaf54267db7d7c367839aaf71a00a2c6a65",
        "9965507d1a55bcc2695c58ba16fb37d819b0a4dc",
        "976ea74026e726554db657fa54763abd0c3a0aa9",
        "14dc79964da2c08b23698b3d3cc7ca32193d9955",
        "23618e81e3f5cdf7f54c3d65f7fbc0abf5b21e8f",
        "a0ee7a142d267c1f36714e4a8f75612f20a79720",
    )
)


class DevelopmentChain(MiningChain):
    """py-evm's chain with our chain id, one fork for all blocks, and a constant gas limit."""

    chain_id = CHAIN_ID
    vm_configuration = ((BlockNumber(0), PragueVM),)
    patience: float | None = None  # seconds that code may run which changes nothing

    def __init__(self, database: Database) -> None:
        self.clock, self.store = database.clock, database.store
        super().__init__(database)

    def create_header_from_parent(
        self, parent_header: BlockHeaderAPI, **fields: Any
    ) -> BlockHeaderAPI:
        """The header of the next block; `fields` replace its defaults."""
        defaults = {"gas_limit": parent_header.gas_limit, "mix_hash": os.urandom(32)}
        if ahead := self.clock.ahead():
            defaults["timestamp"] = max(parent_header.timestamp + 1, int(time.time()) + ahead)
        if (moment := self.clock.next_time) is not None:
            defaults["timestamp"] = max(parent_header.timestamp + 1, moment)
        return super().create_header_from_parent(parent_header, **{**defaults, **fields})


def opened(clock: Clock) -> DevelopmentChain:
    """py-evm's chain in the open file of a clock."""
    return DevelopmentChain(Database(clock))


@contextmanager
def refusals(store: Store) -> Iterator[None]:
    """Turn errors of py-evm into Invalid, and those about missing parts into NotAChainFile."""
    try:
        yield
    except _MISSING as error:
        raise NotAChainFile(path=store.path, reason=f"a part is missing: {error}") from error
    except (PyEVMError, ValidationError) as error:
        raise Invalid(printable(str(error))) from error


def genesis(store: Store) -> None:
    """Write block 0 into an empty file."""
    first_block(Database(Clock(store)), int(time.time()), os.urandom(32))


def first_block(database: Database, timestamp: int, extra_data: bytes) -> BlockHeaderAPI:
    """Write block 0 into an empty database, and return its header."""
    account: AccountDetails = {
        "balance": DEVELOPMENT_BALANCE,
        "nonce": 0,
        "code": b"",
        "storage": {},
    }
    fields: dict[str, HeaderParams] = {
        "difficulty": 0,
        "gas_limit": GAS_LIMIT,
        "timestamp": timestamp,
        "extra_data": extra_data,
    }
    history: AccountDetails = {
        "balance": 0,
        "nonce": 1,
        "code": HISTORY_STORAGE_CONTRACT_CODE,
        "storage": {},
    }
    accounts = dict.fromkeys(DEVELOPMENT_ACCOUNTS, account) | {HISTORY_STORAGE_ADDRESS: history}
    return DevelopmentChain.from_genesis(database, fields, accounts).get_canonical_head()


def pending_header(chain: DevelopmentChain) -> BlockHeaderAPI:
    """The header that the next block would have if it were made now."""
    return chain.create_header_from_parent(chain.get_canonical_head())


def begun(chain: DevelopmentChain, header: BlockHeaderAPI) -> VirtualMachineAPI:
    """The virtual machine of a block that is being made, before its first transaction.

    The contract of EIP-2935 has the hash of the block's parent by then.
    """
    vm = chain.get_vm(header)
    assert isinstance(vm, PragueVM)  # noqa: S101 - the chain has no other fork
    vm.block_preprocessing(vm.get_block())
    return vm


def blob_price(chain: DevelopmentChain, header: Header) -> int:
    """The price of a unit of blob gas in a block, in wei."""
    state = chain.get_vm(of_evm(header)).state
    assert isinstance(state, CancunState)  # noqa: S101 - the chain has no fork before it
    return state.blob_base_fee


def of_evm(header: Header) -> BlockHeaderAPI:
    """The same header as an object of py-evm."""
    return decoded_header(header.encoded)


def decoded_header(data: bytes) -> BlockHeaderAPI:
    """The header with this RLP, as an object of py-evm."""
    decoded: BlockHeaderAPI = rlp.decode(data, PragueBlockHeader)
    return decoded


def encoded(header: BlockHeaderAPI) -> bytes:
    """The RLP of a header."""
    return bytes(rlp.encode(header))
