"""Who does the work: processes of this machine, or a Dask cluster, as one executor.

Both take the same calls and give the same futures, so what is computed does not know
where. A process that dies ends the work with a refusal; a cluster gives the work of a
dead worker to another, and without its scheduler it is lost.
"""

import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import (
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    ProcessPoolExecutor,
)
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Any, TypeVar

from avatarchain.errors import MissingExtra, NoCluster

PATIENCE = 10.0  # seconds for a scheduler to answer, and for a first worker to be there
_GLANCE = 1.0  # seconds between two looks whether the scheduler is still there

T = TypeVar("T")


def available() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def processes(workers: int) -> Iterator[Executor]:
    """So many processes of this machine; Ctrl-C is left to this one."""
    pool = ProcessPoolExecutor(workers, get_context("spawn"), _deaf_to_interrupts)
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


@contextmanager
def cluster(url: str) -> Iterator[tuple[Executor, int]]:
    """The workers of a Dask scheduler at tcp://HOST:PORT, and how many threads they have.

    Raises MissingExtra without the package, NoCluster where no scheduler or worker is, and
    BrokenExecutor, as a pool of processes does, where the cluster is lost in the middle.
    """
    try:
        from distributed import Client, KilledWorker
        from distributed.client import ClosedClientError
        from distributed.comm import CommClosedError
    except ImportError:
        raise MissingExtra(package="Dask", extra="dask") from None
    try:
        client = Client(url, timeout=PATIENCE, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise NoCluster(url=url, reason=str(error) or type(error).__name__) from None
    with client:
        try:
            client.wait_for_workers(1, timeout=PATIENCE)
        except TimeoutError:
            raise NoCluster(url=url, reason="the scheduler has none") from None
        try:
            yield _Cluster(client), sum(client.nthreads().values())
        except (KilledWorker, CommClosedError, ClosedClientError, CancelledError) as error:
            raise BrokenExecutor(f"{type(error).__name__}: {error}".splitlines()[0]) from None


class _Cluster(Executor):
    """The executor of a Dask client, whose futures end when the scheduler is lost."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._inner = client.get_executor(pure=False)

    def submit(self, function: Callable[..., T], /, *given: Any, **named: Any) -> "Future[T]":
        return _Answer(self._client, self._inner.submit(function, *given, **named))


class _Answer(Future[T]):
    # The client cancels what is under way when its scheduler is lost, but not what is
    # submitted while it tries to connect again: that would be waited for without end.
    def __init__(self, client: Any, inner: "Future[T]") -> None:
        super().__init__()
        self._client, self._inner = client, inner

    def result(self, timeout: float | None = None) -> T:
        while True:
            try:
                return self._inner.result(_GLANCE if timeout is None else timeout)
            except TimeoutError:
                if timeout is not None or self._inner.done():
                    raise
            if self._client.status != "running":
                raise BrokenExecutor("the scheduler was lost")


def _deaf_to_interrupts() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
