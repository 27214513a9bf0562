"""Workers: processes of this machine or the workers of a Dask cluster, as an executor.

Both kinds of executor accept the same calls and return the same futures. If a process of this
machine dies, the work ends with an error. A Dask cluster gives the work of a dead worker to another
worker; if its scheduler is lost, the work ends with an error.
"""

import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import Any, TypeVar

from avatarchain.errors import MissingExtra, NoCluster

PATIENCE = 10.0  # seconds for a scheduler to answer, and for a first worker to be there
_GLANCE = 1.0  # seconds between two checks that the scheduler is still there
_SAFE_PATH = "PYTHONSAFEPATH"  # Python looks for no modules in the current folder
_starting = Lock()

T = TypeVar("T")


WORTH = 8
"""To start a worker takes as long as to make this many pieces."""


def available() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def processes(workers: int) -> Iterator[Executor]:
    """An executor with this number of processes; only this process reacts to Ctrl-C."""
    pool = _Processes(workers)
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


@contextmanager
def cluster(url: str) -> Iterator[tuple[Executor, int]]:
    """An executor of the Dask scheduler at tcp://HOST:PORT, and the number of its threads.

    Raises MissingExtra if Dask is not installed, NoCluster if there is no scheduler or no
    worker, and BrokenExecutor (as a pool of processes does) if the cluster is lost later.
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


@dataclass(frozen=True, slots=True)
class Staff:
    """An executor and the number of its workers; `executor` None: this process does the work."""

    executor: Executor | None
    hands: int


@contextmanager
def staff(pieces: int, *, scheduler: str | None, workers: int | None) -> Iterator[Staff]:
    """The workers for this number of pieces.

    With `scheduler` they are those of a Dask cluster. Otherwise they are at most `workers`
    processes (None: one for each processor), and so few that each has at least WORTH pieces to
    make. If there would be only one, this process does the work itself. Raises what `cluster`
    raises.
    """
    if scheduler is not None:
        with cluster(scheduler) as (executor, hands):
            yield Staff(executor, hands)
        return
    hands = min(workers or min(available(), max(1, pieces // WORTH)), pieces)
    if hands == 1:
        yield Staff(None, 1)
        return
    with processes(hands) as executor:
        yield Staff(executor, hands)


class _Processes(Executor):
    """Processes that each answer by a pipe of their own, and a thread here for each of them.

    If a process is killed, even while it answers, its pipe ends, and the work stops with an error.
    (The processes of a ProcessPoolExecutor share one pipe, which this process also holds open: when
    one is killed in the middle of a long answer, this process waits for the rest for ever.)
    """

    def __init__(self, workers: int) -> None:
        self._calls: SimpleQueue[tuple[Future[Any], Any] | None] = SimpleQueue()
        self._is_broken = False
        self._threads = [self._start() for _ in range(workers)]

    def _start(self) -> Thread:
        context = get_context("spawn")
        here, there = context.Pipe()
        process = context.Process(target=_serve, args=(there,), daemon=True)
        with _without_current_folder():
            process.start()
        there.close()
        thread = Thread(target=self._attend, args=(process, here))
        thread.start()
        return thread

    def submit(self, function: Callable[..., T], /, *given: Any, **named: Any) -> "Future[T]":
        future: Future[T] = Future()
        if self._is_broken:
            _refuse(future)
            return future
        self._calls.put((future, (function, given, named)))
        if self._is_broken:  # since a moment ago, so perhaps nobody takes it out of the queue
            self._end()
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        for future in self._untouched() if cancel_futures else ():
            future.cancel()
        for _ in self._threads:
            self._calls.put(None)
        for thread in self._threads if wait else ():
            thread.join()

    def _attend(self, process: Any, connection: Connection) -> None:
        while (call := self._calls.get()) is not None:
            future, work = call
            if not future.set_running_or_notify_cancel():
                continue
            try:
                connection.send(work)
                value, error = connection.recv()
            except (EOFError, OSError):
                self._is_broken = True
                _refuse(future)
                self._end()
                break
            except Exception as refusal:  # what cannot be pickled
                future.set_exception(refusal)
                continue
            if error is None:
                future.set_result(value)
            else:
                future.set_exception(error)
        connection.close()
        process.join()

    def _end(self) -> None:
        for future in self._untouched():
            if future.set_running_or_notify_cancel():
                _refuse(future)

    def _untouched(self) -> list[Future[Any]]:
        """Take the calls that no process has begun out of the queue; end marks stay in it."""
        calls = []
        with suppress(Empty):
            while True:
                calls.append(self._calls.get_nowait())
        for _ in range(calls.count(None)):
            self._calls.put(None)
        return [call[0] for call in calls if call is not None]


@contextmanager
def _without_current_folder() -> Iterator[None]:
    """Let a Python that is started inside import nothing from the current folder.

    It is started with `python -c`, which looks there first, also for modules of the standard
    library; so a `pickle.py` in a folder of a stranger would be run. multiprocessing passes no
    environment to a process; so that of this process is changed, for as long as it takes.
    """
    with _starting:
        former = os.environ.get(_SAFE_PATH)
        os.environ[_SAFE_PATH] = "1"
        try:
            yield
        finally:
            if former is None:
                del os.environ[_SAFE_PATH]
            else:
                os.environ[_SAFE_PATH] = former


def _refuse(future: "Future[Any]") -> None:
    future.set_exception(BrokenExecutor("a process ended before it answered"))


def _serve(connection: Connection) -> None:
    """Run in a worker process: answer calls until there are no more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while True:
        try:
            function, given, named = connection.recv()
        except (EOFError, OSError):
            return
        answer: tuple[Any, Exception | None]
        try:
            answer = (function(*given, **named), None)
        except Exception as error:
            answer = (None, error)
        connection.send(answer)


class _Cluster(Executor):
    """The executor of a Dask client, whose futures end when the scheduler is lost."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._inner = client.get_executor(pure=False)

    def submit(self, function: Callable[..., T], /, *given: Any, **named: Any) -> "Future[T]":
        return _Answer(self._client, self._inner.submit(function, *given, **named))


class _Answer(Future[T]):
    # When the scheduler is lost, the client cancels the calls that are under way, but not those
    # that are submitted while it tries to connect again: their results would never come.
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
