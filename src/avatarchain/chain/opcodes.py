"""The operations of the EVM that read, one function each (yellow paper, appendix H, to Prague).

A step takes the frame that it runs in and an argument. Only a few use it: the number that PUSH
pushes, the position on the stack for DUP and SWAP. A step changes the frame's stack and memory.
`STEPS` gives for each opcode its step and the fixed part of its gas; the step itself charges what
depends on the operands. Operations that write, and a few that no contract here uses, are missing;
`machine` lets py-evm run a call that contains one.
"""

from collections.abc import Callable
from typing import Any

from avatarchain.base.canonical import keccak256
from avatarchain.chain.arithmetic import MOST, THREE, TWO
from avatarchain.chain.frames import ADDRESS, Frame, Step
from avatarchain.chain.messages import CHAIN_ID


def _two(operate: Callable[[int, int], int]) -> Step:
    """A step that replaces the two top numbers of the stack by one, modulo 2^256."""

    def step(frame: Frame, _: Any) -> None:
        stack = frame.stack
        first = stack.pop()
        stack[-1] = operate(first, stack[-1]) & MOST

    return step


def _three(operate: Callable[[int, int, int], int]) -> Step:
    def step(frame: Frame, _: Any) -> None:
        stack = frame.stack
        first, second = stack.pop(), stack.pop()
        stack[-1] = operate(first, second, stack[-1])

    return step


def _told(tell: Callable[[Frame], int]) -> Step:
    """A step that pushes a number that `tell` takes from the frame."""

    def step(frame: Frame, _: Any) -> None:
        frame.stack.append(tell(frame))

    return step


# --- the most frequent ones, written out


def push(frame: Frame, number: int) -> None:
    frame.stack.append(number)


def duplicate(frame: Frame, place: int) -> None:
    frame.stack.append(frame.stack[-place])


def swap(frame: Frame, place: int) -> None:
    stack = frame.stack
    stack[-1], stack[-place] = stack[-place], stack[-1]


def _pop(frame: Frame, _: Any) -> None:
    frame.stack.pop()


def _add(frame: Frame, _: Any) -> None:
    stack = frame.stack
    first = stack.pop()
    stack[-1] = (first + stack[-1]) & MOST


def _and(frame: Frame, _: Any) -> None:
    stack = frame.stack
    first = stack.pop()
    stack[-1] &= first


def _or(frame: Frame, _: Any) -> None:
    stack = frame.stack
    first = stack.pop()
    stack[-1] |= first


def _is_zero(frame: Frame, _: Any) -> None:
    stack = frame.stack
    stack[-1] = 0 if stack[-1] else 1


def _memory_load(frame: Frame, _: Any) -> None:
    stack = frame.stack
    start = stack[-1]
    frame.reach(start, 32)
    stack[-1] = int.from_bytes(frame.memory[start : start + 32], "big")


def _memory_store(frame: Frame, _: Any) -> None:
    stack = frame.stack
    start, number = stack.pop(), stack.pop()
    frame.reach(start, 32)
    frame.memory[start : start + 32] = number.to_bytes(32, "big")


def _memory_store_byte(frame: Frame, _: Any) -> None:
    stack = frame.stack
    start, number = stack.pop(), stack.pop()
    frame.reach(start, 1)
    frame.memory[start] = number & 0xFF


def _jump(frame: Frame, _: Any) -> None:
    frame.jump(frame.stack.pop())


def _jump_if(frame: Frame, _: Any) -> None:
    target = frame.stack.pop()
    if frame.stack.pop():
        frame.jump(target)


# --- memory and what is copied into it


def _keccak(frame: Frame, _: Any) -> None:
    start, size = frame.stack.pop(), frame.stack.pop()
    frame.charge(6 * ((size + 31) // 32))
    frame.stack.append(int.from_bytes(keccak256(frame.read(start, size)), "big"))


def _copied(source: Callable[[Frame], bytes]) -> Step:
    """A step that copies bytes of `source` into memory, with zeros after their end."""

    def step(frame: Frame, _: Any) -> None:
        stack = frame.stack
        to, start, size = stack.pop(), stack.pop(), stack.pop()
        frame.charge(3 * ((size + 31) // 32))
        frame.reach(to, size)
        frame.memory[to : to + size] = source(frame)[start : start + size].ljust(size, b"\0")

    return step


def _copy_returned(frame: Frame, _: Any) -> None:
    to, start, size = frame.stack.pop(), frame.stack.pop(), frame.stack.pop()
    if start + size > len(frame.returned):
        frame.give_up("it reads past what was returned")
    frame.charge(3 * ((size + 31) // 32))
    frame.reach(to, size)
    frame.memory[to : to + size] = frame.returned[start : start + size]


def _copy_code_of(frame: Frame, _: Any) -> None:
    frame.touch(frame.stack[-1] & ADDRESS)
    code = frame.world.code(frame.stack.pop() & ADDRESS)
    _copied(lambda _: code)(frame, None)


def _copy_memory(frame: Frame, _: Any) -> None:
    to, start, size = frame.stack.pop(), frame.stack.pop(), frame.stack.pop()
    frame.charge(3 * ((size + 31) // 32))
    frame.reach(max(to, start), size)
    frame.memory[to : to + size] = frame.memory[start : start + size]


def _load_data(frame: Frame, _: Any) -> None:
    start = frame.stack[-1]
    frame.stack[-1] = int.from_bytes(frame.data[start : start + 32].ljust(32, b"\0"), "big")


# --- accounts


def _load(frame: Frame, _: Any) -> None:
    stack = frame.stack
    key = (frame.address, stack[-1])
    frame.charge(100 if key in frame.world.warm else 2_100)
    frame.world.warm.add(key)
    stack[-1] = frame.world.slot(*key)


def _balance(frame: Frame, _: Any) -> None:
    address = frame.stack[-1] & ADDRESS
    frame.touch(address)
    frame.stack[-1] = frame.world.account(address).balance


def _code_size(frame: Frame, _: Any) -> None:
    address = frame.stack[-1] & ADDRESS
    frame.touch(address)
    frame.stack[-1] = len(frame.world.code(address))


def _code_hash(frame: Frame, _: Any) -> None:
    address = frame.stack[-1] & ADDRESS
    frame.touch(address)
    if not frame.world.code(address):
        frame.give_up("it asks whether an account without code is there")
    frame.stack[-1] = int.from_bytes(frame.world.account(address).code, "big")


def _power(frame: Frame, _: Any) -> None:
    base, exponent = frame.stack.pop(), frame.stack.pop()
    frame.charge(50 * ((exponent.bit_length() + 7) // 8))
    frame.stack.append(pow(base, exponent, MOST + 1))


# --- the end of a frame


def _stop(frame: Frame, _: Any) -> None:
    frame.end(b"", reverted=False)


def _return(frame: Frame, _: Any) -> None:
    frame.end(frame.read(frame.stack.pop(), frame.stack.pop()), reverted=False)


def _revert(frame: Frame, _: Any) -> None:
    frame.end(frame.read(frame.stack.pop(), frame.stack.pop()), reverted=True)


STEPS: dict[int, tuple[Step, int]] = {
    **{opcode: (_two(operate), gas) for opcode, (operate, gas) in TWO.items()},
    **{opcode: (_three(operate), gas) for opcode, (operate, gas) in THREE.items()},
    0x00: (_stop, 0),
    0x01: (_add, 3),
    0x0A: (_power, 10),
    0x15: (_is_zero, 3),
    0x16: (_and, 3),
    0x17: (_or, 3),
    0x19: (lambda frame, _: push(frame, frame.stack.pop() ^ MOST), 3),
    0x20: (_keccak, 30),
    0x30: (_told(lambda frame: frame.address), 2),
    0x31: (_balance, 0),
    0x32: (_told(lambda frame: frame.world.origin), 2),
    0x33: (_told(lambda frame: frame.sender), 2),
    0x34: (_told(lambda frame: 0), 2),
    0x35: (_load_data, 3),
    0x36: (_told(lambda frame: len(frame.data)), 2),
    0x37: (_copied(lambda frame: frame.data), 3),
    0x38: (_told(lambda frame: len(frame.code.code)), 2),
    0x39: (_copied(lambda frame: frame.code.code), 3),
    0x3A: (_told(lambda frame: 0), 2),
    0x3B: (_code_size, 0),
    0x3C: (_copy_code_of, 0),
    0x3D: (_told(lambda frame: len(frame.returned)), 2),
    0x3E: (_copy_returned, 3),
    0x3F: (_code_hash, 0),
    0x41: (_told(lambda frame: frame.world.header.number("miner")), 2),
    0x42: (_told(lambda frame: frame.world.header.number("timestamp")), 2),
    0x43: (_told(lambda frame: frame.world.header.number("number")), 2),
    0x44: (_told(lambda frame: frame.world.header.number("mixHash")), 2),
    0x45: (_told(lambda frame: frame.world.header.number("gasLimit")), 2),
    0x46: (_told(lambda frame: CHAIN_ID), 2),
    0x47: (_told(lambda frame: frame.world.account(frame.address).balance), 5),
    0x48: (_told(lambda frame: 0), 2),
    0x50: (_pop, 2),
    0x51: (_memory_load, 3),
    0x52: (_memory_store, 3),
    0x53: (_memory_store_byte, 3),
    0x54: (_load, 0),
    0x56: (_jump, 8),
    0x57: (_jump_if, 10),
    0x58: (push, 2),
    0x59: (_told(lambda frame: len(frame.memory)), 2),
    0x5A: (_told(lambda frame: frame.gas), 2),
    0x5B: (lambda frame, _: None, 1),
    0x5E: (_copy_memory, 3),
    0x5F: (push, 2),
    0xF3: (_return, 0),
    0xFD: (_revert, 0),
}
