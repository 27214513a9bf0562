"""The state of running code on the embedded devnet: its frame, and the chain that it reads.

These are the parts of `machine`. A frame has a stack, memory and gas, and may not write.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NoReturn

from avatarchain.chain import state
from avatarchain.chain.messages import TooSlow
from avatarchain.chain.state import Account, Header
from avatarchain.chain.store import Store

ADDRESS = 2**160 - 1
_PRECOMPILES = range(1, 0x12)  # the addresses of Prague's
_DELEGATED = b"\xef\x01\x00"  # EIP-7702
_TARGET = 0x5B

Step = Callable[["Frame", Any], object]


class Unsure(Exception):
    """This call must be run by py-evm; the text says why."""


@dataclass(frozen=True, slots=True)
class Block:
    """A part of code without jumps into it: steps with arguments, their gas, the next position."""

    steps: tuple[tuple[Step, Any], ...]
    gas: int
    end: int


class Program:
    """The code of a contract, the positions to which it may jump, and the blocks decoded so far."""

    def __init__(self, code: bytes) -> None:
        self.code, self.blocks = code, dict[int, Block]()
        self.targets = frozenset(_targets(code))


def _targets(code: bytes) -> list[int]:
    """The positions in code to which it may jump: those of the opcode JUMPDEST."""
    targets, at = [], 0
    while at < len(code):
        opcode = code[at]
        if opcode == _TARGET:
            targets.append(at)
        at += opcode - 0x5E if 0x60 <= opcode <= 0x7F else 1
    return targets


class World:
    """The state after a block, and the accounts and slots that a call has read.

    Addresses are integers.
    """

    def __init__(
        self, store: Store, header: Header, origin: int, patience: float | None = None
    ) -> None:
        self.header, self.origin, self._store = header, origin, store
        self.patience, self._begin = patience, time.monotonic()
        self._root = header.bytes("stateRoot")
        self.warm: set[object] = {origin, header.number("miner")}
        self._accounts: dict[int, Account] = {}
        self._slots: dict[tuple[int, int], int] = {}
        self._codes: dict[int, bytes] = {}

    def look_at_the_clock(self, patience: float) -> None:
        """Raise TooSlow if the call has run longer than `patience` seconds."""
        if time.monotonic() - self._begin > patience:
            raise TooSlow(patience)

    def account(self, address: int) -> Account:
        """The account at an address, read once from the store."""
        if address not in self._accounts:
            name = address.to_bytes(20, "big")
            self._accounts[address] = state.account(self._store, self._root, name)
        return self._accounts[address]

    def code(self, address: int) -> bytes:
        """The code at an address. Raises Unsure for a precompile and a delegation."""
        if address not in self._codes:
            code = state.code(self._store, self.account(address))
            if address in _PRECOMPILES or code.startswith(_DELEGATED):
                raise Unsure("a precompile, or a delegation")
            self._codes[address] = code
        return self._codes[address]

    def slot(self, address: int, number: int) -> int:
        """The number in a storage slot."""
        key = address, number
        if key not in self._slots:
            self._slots[key] = state.slot(self._store, self.account(address), number)
        return self._slots[key]


@dataclass(slots=True)
class Frame:
    """Running code: the account whose storage it uses, its caller, its input data and its gas.

    `output` is None until the code ends; `returned` is the output of its last call.
    """

    world: World
    code: Program
    address: int
    sender: int
    data: bytes
    gas: int
    depth: int = 0
    place: int = 0
    stack: list[int] = field(default_factory=list)
    memory: bytearray = field(default_factory=bytearray)
    returned: bytes = b""
    output: bytes | None = None
    reverted: bool = False

    def end(self, output: bytes, *, reverted: bool) -> None:
        """End the code with this output."""
        self.output, self.reverted = output, reverted

    def jump(self, target: int) -> None:
        """Continue at the position `target`. Raises Unsure if the code may not jump there."""
        if target not in self.code.targets:
            self.give_up("it jumps to a place that is no target")
        self.place = target

    def charge(self, gas: int) -> None:
        """Subtract `gas` from the gas that is left. Raises Unsure if there is too little."""
        self.gas -= gas
        if self.gas < 0:
            self.give_up("its gas is used up")

    def touch(self, address: int) -> None:
        """Charge the gas of an access to an account; the first access costs more."""
        self.charge(100 if address in self.world.warm or address in _PRECOMPILES else 2_600)
        self.world.warm.add(address)

    def reach(self, start: int, size: int) -> None:
        """Extend the memory to at least `start` + `size` bytes, and charge the gas for that."""
        if not size or start + size <= len(self.memory):
            return
        before, words = len(self.memory) // 32, (start + size + 31) // 32
        self.charge(3 * (words - before) + words * words // 512 - before * before // 512)
        self.memory.extend(bytes(32 * (words - before)))

    def read(self, start: int, size: int) -> bytes:
        """The `size` bytes of the memory from `start` on; it is extended if needed."""
        self.reach(start, size)
        return bytes(self.memory[start : start + size])

    def give_up(self, reason: str) -> NoReturn:
        """Raise Unsure with this reason, so that py-evm runs the whole call."""
        raise Unsure(reason)
