"""A Dask cluster: a real scheduler, real workers, and one of them killed in the middle."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from avatarchain import errors, generate
from avatarchain.generate import PIECE, Slice, workers
from avatarchain.species.pack import load
from avatarchain.workshop import imported
from support.layers import layer_image, write_layers

pytestmark = pytest.mark.filterwarnings("ignore")  # distributed's own, of its event loops


@dataclass(frozen=True)
class Cluster:
    """The address of a scheduler, and the processes that work for it."""

    url: str
    scheduler: subprocess.Popen[bytes]
    processes: list[subprocess.Popen[bytes]]


def _start(*arguments: str | Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", *arguments],
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


@pytest.fixture
def cluster(folder: Path) -> Iterator[Callable[[int], Cluster]]:
    """Starts a scheduler with so many workers, one thread each; all end with the test."""
    started = []

    def start(count: int) -> Cluster:
        file = folder / "scheduler.json"
        here = ("--host", "127.0.0.1", "--no-dashboard", "--scheduler-file", file)
        started.append(_start("distributed.cli.dask_scheduler", "--port", "0", *here))
        until = time.monotonic() + 300
        while not file.exists() or not file.read_text():
            assert time.monotonic() < until, "the scheduler did not start"
            time.sleep(0.05)
        url = json.loads(file.read_text())["address"]
        options = ("--nthreads", "1", "--no-nanny", "--local-directory", folder)
        made = [_start("distributed.cli.dask_worker", *options, *here) for _ in range(count)]
        started.extend(made)
        return Cluster(url, started[0], made)

    yield start
    for process in started:
        process.kill()
        process.wait()


def test_a_worker_killed_in_the_middle_changes_no_byte(
    folder: Path, cluster: Callable[[int], Cluster]
) -> None:
    asked = Slice(load("tuftling"), bytes(32), 0, 12 * PIECE + 7)
    made = cluster(2)
    path, alone = folder / "cluster.jsonl", folder / "alone.jsonl"
    victim = made.processes[0]
    seen: list[int] = []

    def advance(fresh: int) -> None:
        seen.append(fresh)
        if len(seen) == 3:
            os.kill(victim.pid, signal.SIGKILL)

    with workers.cluster(made.url) as (executor, _):
        until = time.monotonic() + 300
        while workers_of(executor) < 2:
            assert time.monotonic() < until, "the workers did not come"
            time.sleep(0.05)
        generate.write_slice(asked, path, executor=executor, workers=2, advance=advance)
    assert victim.wait(300) == -signal.SIGKILL
    assert sum(seen) == asked.count
    generate.write_slice(asked, alone)
    assert path.read_bytes() == alone.read_bytes()


def workers_of(executor: object) -> int:
    return len(executor._client.scheduler_info()["workers"])  # type: ignore[attr-defined]


def test_what_a_worker_refuses_arrives_as_it_was(
    folder: Path, cluster: Callable[[int], Cluster]
) -> None:
    made = imported.make_pack(write_layers(folder / "layers"), folder / "pack", "foxes")
    hats = [f"{form.stem}.png" for form in made.layers[2].forms]
    for hat in hats:
        layer_image(70).save(folder / "pack" / "hats" / hat)
    asked = Slice(load(folder / "pack"), bytes(32), 0, 1)
    (folder / "file").touch()
    nowhere = generate.Portraits(folder / "file" / "faces", "png", 64)
    drawn = Slice(load("tuftling"), bytes(32), 0, 1)
    with workers.cluster(cluster(1).url) as (executor, _):
        with pytest.raises(errors.ImageChanged, match="its pixels are") as changed:
            next(generate.pieces(asked, generate.Portraits(folder, "png", 64), executor))
        with pytest.raises(errors.UnusableHome, match="Not a directory") as full:
            next(generate.pieces(drawn, nowhere, executor))
    assert str(changed.value.file) in [f"hats/{hat}" for hat in hats]
    assert full.value.home == str(nowhere.folder)


def test_a_scheduler_lost_in_the_middle_ends_the_work(
    folder: Path, cluster: Callable[[int], Cluster]
) -> None:
    asked = Slice(load("tuftling"), bytes(32), 0, 40 * PIECE)
    made = cluster(1)

    def work() -> None:
        with workers.cluster(made.url) as (executor, hands):
            for piece in generate.pieces(asked, None, executor, hands):
                assert piece.startswith(b"{")
                made.scheduler.kill()

    with pytest.raises(BrokenExecutor):
        work()


def test_work_given_out_after_the_scheduler_was_lost_is_not_waited_for(
    cluster: Callable[[int], Cluster],
) -> None:
    made = cluster(1)

    def work() -> None:
        with workers.cluster(made.url) as (executor, _):
            assert executor.submit(len, "abc").result() == 3
            made.scheduler.kill()
            until = time.monotonic() + 300
            while executor._client.status == "running":  # type: ignore[attr-defined]
                assert time.monotonic() < until, "the loss was not noticed"
                time.sleep(0.01)
            executor.submit(len, "abc").result()

    with pytest.raises(BrokenExecutor):
        work()


def test_a_scheduler_without_workers_is_told(
    cluster: Callable[[int], Cluster], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = cluster(0)
    monkeypatch.setattr(workers, "PATIENCE", 2.0)
    with pytest.raises(errors.NoCluster, match="has none"), workers.cluster(made.url):
        pass


@pytest.mark.parametrize("url", ["tcp://127.0.0.1:1", "nonsense://x", "tcp://"])
def test_where_there_is_no_scheduler_it_is_told(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "PATIENCE", 0.5)
    with pytest.raises(errors.NoCluster, match="no workers at"), workers.cluster(url):
        pass


def test_without_the_package_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with (
        pytest.raises(errors.MissingExtra, match=r"avatarchain\[dask\]"),
        workers.cluster("tcp://127.0.0.1:1"),
    ):
        pass
