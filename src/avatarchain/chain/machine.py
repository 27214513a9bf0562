"""Run a call that only reads a contract on the embedded devnet, without py-evm.

Code is cut into blocks, parts without a jump into them. Each block is decoded once into steps
(`opcodes`) and the fixed part of their gas. So the call of a view function takes a tenth of the
time that py-evm needs, and py-evm need not be loaded.

This machine never decides a doubtful case. It gives up, raising Unsure, when it meets anything but
a clean end or a REVERT: an operation that writes, a precompile, ether that is sent, too little gas,
a bad jump. Then the caller asks py-evm. It counts gas as py-evm does, since contracts can read how
much is left; the tests run every call on both and compare answers and gas.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from avatarchain.chain.frames import ADDRESS, Block, Frame, Program, Step, Unsure, World
from avatarchain.chain.messages import Message
from avatarchain.chain.opcodes import STEPS, duplicate, push, swap
from avatarchain.chain.state import Header
from avatarchain.chain.store import Store

_STACK, _DEPTH = 1024, 64
_ENDS = {0x00, 0x56, 0x57, 0x5A, 0xF1, 0xF3, 0xF4, 0xFA, 0xFD}


@dataclass(frozen=True, slots=True)
class Outcome:
    """The bytes that a call returned or reverted with, and the gas that it did not use."""

    output: bytes
    reverted: bool
    gas: int


def _block(program: Program, start: int) -> Block:
    """The block that begins at `start`; it is decoded at its first use."""
    code, at, gas, steps = program.code, start, 0, list[tuple[Step, Any]]()
    while True:
        opcode = code[at] if at < len(code) else 0
        step, cost, argument, size = _decoded(code, at, opcode)
        steps.append((step, argument))
        gas, at = gas + cost, at + size
        if opcode in _ENDS or step is _unknown or at in program.targets:
            return Block(tuple(steps), gas, at)


_program = lru_cache(maxsize=64)(Program)


def _decoded(code: bytes, at: int, opcode: int) -> tuple[Step, int, Any, int]:
    """The step of an opcode, its gas, its argument, and its length in the code in bytes."""
    if 0x60 <= opcode <= 0x7F:
        size = opcode - 0x5F
        number = code[at + 1 : at + 1 + size].ljust(size, b"\0")
        return push, 3, int.from_bytes(number, "big"), size + 1
    if 0x80 <= opcode <= 0x8F:
        return duplicate, 3, opcode - 0x7F, 1
    if 0x90 <= opcode <= 0x9F:
        return swap, 3, opcode - 0x8E, 1
    if opcode in (0xF1, 0xF4, 0xFA):
        return _call, 0, opcode, 1
    if opcode not in STEPS:
        return _unknown, 0, opcode, 1
    step, gas = STEPS[opcode]
    return step, gas, at if opcode == 0x58 else 0, 1


def _run(frame: Frame) -> bytes:
    """Run code to its end; return the output.

    Raises Unsure if py-evm must run it, and TooSlow if it takes too long.
    """
    blocks, stack, world = frame.code.blocks, frame.stack, frame.world
    try:
        while frame.output is None:
            place = frame.place
            block = blocks.get(place)
            if block is None:
                block = blocks[place] = _block(frame.code, place)
            frame.charge(block.gas)
            if world.patience is not None:
                world.look_at_the_clock(world.patience)
            if len(stack) + len(block.steps) > _STACK:
                frame.give_up("its stack may grow too high")
            frame.place = block.end
            for step, argument in block.steps:
                step(frame, argument)
    except IndexError:
        frame.give_up("its stack is empty")
    return frame.output


def _unknown(frame: Frame, opcode: int) -> None:
    frame.give_up(f"opcode {opcode:#04x}")


def _call(frame: Frame, opcode: int) -> None:
    """Run a CALL without ether (0xF1), a DELEGATECALL (0xF4) or a STATICCALL (0xFA)."""
    stack, world = frame.stack, frame.world
    most, address = stack.pop(), stack.pop() & ADDRESS
    if opcode == 0xF1 and stack.pop():
        frame.give_up("it sends ether")
    start, size, to, room = (stack.pop() for _ in range(4))
    data = frame.read(start, size)
    frame.reach(to, room)
    frame.touch(address)
    if frame.depth == _DEPTH:
        frame.give_up("its calls are nested too deep")
    child = Frame(
        world,
        _program(world.code(address)),
        frame.address if opcode == 0xF4 else address,
        frame.sender if opcode == 0xF4 else frame.address,
        data,
        min(most, frame.gas - frame.gas // 64),
        frame.depth + 1,
    )
    frame.gas -= child.gas
    warm = set(world.warm)
    frame.returned = _run(child)
    frame.gas += child.gas
    if child.reverted:
        world.warm = warm
    stack.append(0 if child.reverted else 1)
    part = frame.returned[:room]
    frame.memory[to : to + len(part)] = part


def run(store: Store, header: Header, message: Message, patience: float | None = None) -> Outcome:
    """Call a contract on the state after a block, as if gas cost nothing.

    Raises Unsure if py-evm must run it, and TooSlow if it runs longer than `patience` seconds.
    """
    if not message.to or message.value or message.max_fee:
        raise Unsure("it makes a contract, or sends or pays ether")
    if message.access_list or message.overrides:
        raise Unsure("it does not begin with the state of the block")
    to, sender = int.from_bytes(message.to, "big"), int.from_bytes(message.sender, "big")
    world = World(store, header, sender, patience)
    if sender and world.code(sender):
        raise Unsure("its sender has code")
    zeros = message.data.count(0)
    tokens = zeros + 4 * (len(message.data) - zeros)  # EIP-7623
    if message.gas < 21_000 + 10 * tokens:
        raise Unsure("its gas is used up")
    world.warm.add(to)
    gas = message.gas - 21_000 - 4 * tokens
    frame = Frame(world, _program(world.code(to)), to, sender, message.data, gas)
    return Outcome(_run(frame), frame.reverted, frame.gas)
