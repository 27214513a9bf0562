"""The embedded devnet: a blockchain in this process, kept in one SQLite file.

py-evm executes and `store` keeps; this module says which chain it is. A block is later than
its parent by the clock, and by at least a second, so a fast stream of transactions runs
ahead of it. The rules are Prague's (the last fork that py-evm knows) and Osaka's cap on a
transaction's gas, so that what fits here fits on a public network.

Two chains made one after the other are two chains: 32 random bytes stand in block 0, and
with them the genesis hash, which deployments are pinned to, is never the same twice. The ten
accounts of the well-known development mnemonic hold 10,000 ether each, as on anvil.

`execution` runs code on it, `blocks` adds to it, both with Python's bytes and integers;
`node` gives all that JSON-RPC's spelling.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from eth.abc import BlockHeaderAPI
from eth.chains.base import MiningChain
from eth.exceptions import CanonicalHeadNotFound, HeaderNotFound
from eth.typing import AccountDetails, HeaderParams
from eth.vm.forks.prague import PragueVM
from eth.vm.interrupt import EVMMissingData
from eth_hash.auto import keccak
from eth_typing import Address, BlockNumber
from trie.exceptions import MissingTrieNode

from avatarchain.chain.store import Store, create
from avatarchain.errors import NotAChainFile

CHAIN_ID = 31337
GAS_LIMIT = 30_000_000
TRANSACTION_GAS_LIMIT = 16_777_216  # EIP-7825
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


class Invalid(Exception):
    """A request that the chain does not carry out; the text says why."""


class DevelopmentChain(MiningChain):
    """py-evm's chain with our number, one fork from the start, and a constant gas limit."""

    chain_id = CHAIN_ID
    vm_configuration = ((BlockNumber(0), PragueVM),)

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self.store = store

    def create_header_from_parent(
        self, parent_header: BlockHeaderAPI, **fields: Any
    ) -> BlockHeaderAPI:
        # py-evm would write the random number of a block only after running it.
        kept = {"gas_limit": parent_header.gas_limit, "mix_hash": keccak(parent_header.hash)}
        return super().create_header_from_parent(parent_header, **{**kept, **fields})


def open_chain(path: Path, timeout: float) -> DevelopmentChain:
    """The chain in the file `path`, which is made where there is none.

    Errors: NotAChainFile, CannotWrite, ChainBusy, DiskFull.
    """
    if not path.exists():
        create(path, timeout, _genesis)
    store = Store(path, timeout)
    try:
        with refusals(store):
            return DevelopmentChain(store)
    except BaseException:
        store.close()
        raise


@contextmanager
def refusals(store: Store) -> Iterator[None]:
    """Turns what SQLite or py-evm find wrong with the file into this project's refusals."""
    try:
        with store.refusals():
            yield
    except _MISSING as error:
        raise NotAChainFile(path=store.path, reason=f"a part is missing: {error}") from error


def _genesis(store: Store) -> None:
    account: AccountDetails = {
        "balance": DEVELOPMENT_BALANCE,
        "nonce": 0,
        "code": b"",
        "storage": {},
    }
    fields: dict[str, HeaderParams] = {
        "difficulty": 0,
        "gas_limit": GAS_LIMIT,
        "extra_data": os.urandom(32),
    }
    DevelopmentChain.from_genesis(store, fields, dict.fromkeys(DEVELOPMENT_ACCOUNTS, account))


def header_at(chain: DevelopmentChain, number: int | None) -> BlockHeaderAPI:
    """The header of the block of this number, None for the newest."""
    if number is None:
        return chain.get_canonical_head()
    try:
        return chain.get_canonical_block_header_by_number(BlockNumber(number))
    except HeaderNotFound:
        raise Invalid(f"no block {number}") from None


def pending_header(chain: DevelopmentChain) -> BlockHeaderAPI:
    """The header that the next block would have if it were sealed now."""
    return chain.create_header_from_parent(chain.get_canonical_head())


def base_fee(header: BlockHeaderAPI) -> int:
    """What a unit of gas costs at least in a block, in wei."""
    return header.base_fee_per_gas or 0
