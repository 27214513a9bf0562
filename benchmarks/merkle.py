"""Time and memory of a tree of promises, from a hundred leaves to a million.

    python benchmarks/merkle.py [MOST]

Each size is a process of its own: hash the leaves, build the tree, make a thousand proofs
and check them. `pip install 'avatarchain[fast]'` brings the faster keccak.
"""

import resource
import subprocess
import sys
import time
from importlib.util import find_spec

from avatarchain import merkle

TO = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8"
PROOFS = 1000
SPREAD = int("9e3779b97f4a7c15" * 4, 16)


def genome(number: int) -> int:
    """Some 256-bit number; its making takes next to no time."""
    return (number + 1) * SPREAD % 2**256


def measure(count: int) -> None:
    clocks = [(time.perf_counter(), time.process_time())]
    tree = merkle.build(merkle.leaf(TO, genome(k)) for k in range(count))
    clocks.append((time.perf_counter(), time.process_time()))
    # Kilobytes on Linux, bytes on macOS.
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    megabytes = peak / (1e6 if sys.platform == "darwin" else 1e3)
    leaf = merkle.leaf(TO, genome(count // 2))
    began = time.process_time()
    for _ in range(PROOFS):
        assert merkle.root_of(leaf, merkle.proof(tree, leaf)) == tree.root
    proof = (time.process_time() - began) / PROOFS * 1e6
    elapsed, busy = (after - before for before, after in zip(*clocks, strict=True))
    print(f"{count:>10,}{elapsed:>12.2f}{busy:>12.2f}{megabytes:>12.0f}{proof:>12.0f}")


def main() -> None:
    if sys.argv[1:2] == ["--one"]:
        measure(int(sys.argv[2]))
        return
    most = int(sys.argv[1]) if len(sys.argv) > 1 else 10**6
    print("keccak:", "safe-pysha3" if find_spec("sha3") else "pycryptodome")
    titles = ("seconds", "CPU s", "peak MB", "a proof, µs")
    print(f"{'leaves':>10}" + "".join(f"{title:>12}" for title in titles))
    count = 100
    while count <= most:
        subprocess.run([sys.executable, __file__, "--one", str(count)], check=True)
        count *= 10


if __name__ == "__main__":
    main()
