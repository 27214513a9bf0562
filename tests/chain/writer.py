"""A process that registers genomes and says so, for tests that run several or kill them.

`writer.py URL FOLDER REGISTRY FIRST COUNT` registers COUNT genomes from FIRST on and prints
each when its receipt is there. With `--kills N` it does so in N children, one after another,
and ends each with SIGKILL in the middle of its work.
"""

import os
import signal
import sys
import time
from pathlib import Path

import calls
from eth_account import Account

from avatarchain.chain import connect

KEY = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80"


def write(url: str, folder: Path, registry: str, first: int, count: int, output: int) -> None:
    signer = Account.from_key(KEY)
    with connect(url, folder=folder, timeout=120) as chain:
        for genome in range(first, first + count):
            chain.send(signer, registry, calls.register(signer.address, genome))
            os.write(output, f"{genome}\n".encode())


def kill_repeatedly(url: str, folder: Path, registry: str, first: int, kills: int) -> None:
    for kill in range(kills):
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            write(url, folder, registry, first + 1_000 * kill, 1_000, writing)
            os._exit(1)
        os.close(writing)
        with os.fdopen(reading) as acknowledged:
            for _ in range(1 + kill % 3):
                print(acknowledged.readline(), end="", flush=True)
            # Up to about the time of one transaction, in steps that never fall in with it.
            time.sleep(kill * 17 % 60 / 1000)
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            print(acknowledged.read(), end="", flush=True)


if __name__ == "__main__":
    url, folder, registry, first, count = sys.argv[-5:]
    run = kill_repeatedly if sys.argv[1] == "--kills" else write
    output = () if run is kill_repeatedly else (1,)
    run(url, Path(folder), registry, int(first), int(count), *output)
