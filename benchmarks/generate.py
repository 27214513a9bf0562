"""Time, memory and disk of generating, from a hundred avatars to a million.

    python benchmarks/generate.py [MOST [WORKERS]]

Each size is a whole `avatarchain generate` in a process of its own, to JSON Lines in a
temporary folder; memory is the largest process's.
"""

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from avatarchain.generate.workers import available


def main() -> None:
    most = int(sys.argv[1]) if len(sys.argv) > 1 else 10**6
    workers = int(sys.argv[2]) if len(sys.argv) > 2 else available()
    print(f"{workers} workers")
    titles = ("seconds", "CPU s", "a second", "peak MB", "MB of file")
    print(f"{'avatars':>10}" + "".join(f"{title:>12}" for title in titles))
    count = 100
    with tempfile.TemporaryDirectory() as folder:
        while count <= most:
            file = Path(folder) / f"{count}.jsonl"
            before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
            subprocess.run(
                [
                    sys.executable, "-m", "avatarchain", "generate", "--collection", "benchmark",
                    "--count", str(count), "--workers", str(workers), "--out", file,
                ],
                check=True, stdout=subprocess.DEVNULL,
            )  # fmt: skip
            elapsed = time.perf_counter() - began
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            busy = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            # Kilobytes on Linux, bytes on macOS; the largest so far, and sizes only grow.
            megabytes = after.ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)
            size = file.stat().st_size / 1e6
            numbers = f"{elapsed:>12.2f}{busy:>12.2f}{count / elapsed:>12,.0f}"
            print(f"{count:>10,}{numbers}{megabytes:>12.0f}{size:>12.1f}", flush=True)
            file.unlink()
            count *= 10


if __name__ == "__main__":
    main()
