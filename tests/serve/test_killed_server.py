"""A server that is killed while a script sends loses nothing that it acknowledged.

`TRANSACTIONS` sets how many the script sends.
"""

import os
import threading
from contextlib import suppress
from http.client import HTTPException
from pathlib import Path

from doors import DEV0, NOBODY, Door, started

from avatarchain.chain.check import check

COUNT = int(os.environ.get("TRANSACTIONS", "60"))


def test_what_was_acknowledged_is_there_after_a_kill(folder: Path) -> None:
    signed = [
        DEV0.sign_transaction(
            {
                "nonce": nonce,
                "chainId": 31337,
                "gas": 21_000,
                "to": NOBODY,
                "value": 1,
                "gasPrice": 2 * 10**9,
            }
        )
        for nonce in range(COUNT)
    ]
    acknowledged: list[str] = []

    def script(door: Door) -> None:
        with suppress(OSError, HTTPException):
            for each in signed[len(acknowledged) :]:
                raw = "0x" + each.raw_transaction.hex()
                acknowledged.append(door.ask("eth_sendRawTransaction", raw))
                if len(acknowledged) == COUNT // 2:
                    door.process.kill()

    with suppress(AssertionError), started(folder) as door:  # it does not end by Ctrl-C
        sending = threading.Thread(target=script, args=(door,))
        sending.start()
        sending.join(600)
    assert COUNT // 2 <= len(acknowledged) < COUNT
    with started(folder) as door:
        there = int(door.ask("eth_getTransactionCount", DEV0.address), 16)
        # One may have been mined whose answer did not arrive any more.
        assert len(acknowledged) <= there <= len(acknowledged) + 1
        for own in acknowledged:
            assert door.ask("eth_getTransactionReceipt", own)["status"] == "0x1"
        del acknowledged[:]
        acknowledged += ["0x" + each.hash.hex() for each in signed[:there]]
        script(door)
        assert door.ask("eth_getBalance", NOBODY) == hex(COUNT)
    assert not hasattr(check(folder / "chain.sqlite"), "reason")
