"""What `/api` changes is done by one thread, one job after another.

A job is known by its name, so that a client need not wait for its end. A mint whose seed is drawn
is also kept in the home: if the server ends in the middle, it can be continued there. A birth that
was begun is finished by whoever asks for it again.
"""

import logging
import queue
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

from starlette.exceptions import HTTPException

from avatarchain.errors import AvatarchainError, Interrupted
from avatarchain.library.avatar import Avatar
from avatarchain.library.collection import Collection
from avatarchain.library.kept import Watch
from avatarchain.serve.problems import failure, problem_of

MOST_WAITING = 100
"""Jobs that wait for their turn."""
MOST_KEPT = 1_000
"""Jobs that have ended and can still be asked for."""
MOST_SEEDS = 20_000
"""Founders whose seeds are remembered, for their papers."""

_GRACE = 10.0  # seconds for a job that is under way when the server ends

_LOGGER = logging.getLogger("avatarchain")

Task = Callable[[Collection, Watch], Sequence[Avatar] | Mapping[str, Any]]
"""What a job does; it returns its avatars, and calls the watch with those that are done.

What is not about registered avatars returns more fields of the job's record instead.
"""


@dataclass(slots=True)
class Job:
    """A job: what kind, how many avatars of how many are done, what `more` there is, how it ended.

    `state` is queued, running, done or refused; `problem` is set if it is refused.
    """

    name: str
    kind: str
    count: int
    task: Task
    state: str = "queued"
    avatars: list[str] = field(default_factory=list)
    more: Mapping[str, Any] = field(default_factory=dict)
    problem: dict[str, Any] | None = None
    ended: Future[None] = field(default_factory=Future)

    def record(self) -> dict[str, Any]:
        """The JSON object of it."""
        record = {
            "name": self.name,
            "kind": self.kind,
            "state": self.state,
            "count": self.count,
            "avatars": list(self.avatars),
        }
        problem = {} if self.problem is None else {"problem": self.problem}
        return {**record, **self.more, **problem}


class Writer:
    """The thread that writes, with a collection of its own, which `open_` makes."""

    def __init__(self, open_: Callable[[], Collection]) -> None:
        self._open, self._lock, self._stops = open_, threading.Lock(), threading.Event()
        self._waiting: queue.Queue[Job | None] = queue.Queue()
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._seeds: OrderedDict[str, bytes] = OrderedDict()
        self._thread: threading.Thread | None = None

    def submit(self, kind: str, count: int, task: Task) -> Job:
        """A new job, which is done when those before it are. Raises HTTPException: too many."""
        job = Job(secrets.token_hex(8), kind, count, task)
        with self._lock:
            if self._stops.is_set() or self._waiting.qsize() >= MOST_WAITING:
                words = "too many jobs are waiting"
                raise HTTPException(503, words, {"Retry-After": "5"})
            self._jobs[job.name] = job
            self._forget()
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
                self._thread.start()
            self._waiting.put(job)
        return job

    def job(self, name: str) -> Job | None:
        """The job with a name; None if there is none, or it ended long ago."""
        return self._jobs.get(name)

    def seed_of(self, avatar: str) -> bytes | None:
        """The seed of a founder by its id, if it was minted here and not long ago."""
        return self._seeds.get(avatar)

    def close(self) -> None:
        """End the job that is under way as soon as that can be done, and begin no other."""
        with self._lock:
            self._stops.set()
            self._waiting.put(None)
        if self._thread is not None:
            self._thread.join(_GRACE)
        for job in list(self._jobs.values()):
            if not job.ended.done():
                words = "the job %s (%s) was cut off, %d of %d avatars are done"
                _LOGGER.warning(words, job.name, job.kind, len(job.avatars), job.count)

    def _forget(self) -> None:
        """Drop the jobs that ended first, if there are too many."""
        ended = [name for name, job in self._jobs.items() if job.ended.done()]
        for name in ended[: max(0, len(ended) - MOST_KEPT)]:
            del self._jobs[name]

    def _run(self) -> None:
        collection: Collection | None = None
        try:
            while (job := self._waiting.get()) is not None and not self._stops.is_set():
                job.state = "running"
                try:
                    collection = collection or self._open()
                    done = job.task(collection, self._watch(job))
                    if isinstance(done, Mapping):
                        job.more = done
                    else:
                        job.avatars = [avatar.id for avatar in done]
                        self._remember(done)
                except Interrupted:
                    return  # it is not ended: the home keeps what is to be done
                except AvatarchainError as error:
                    job.problem = problem_of(error)
                except Exception:
                    _LOGGER.exception("a job (%s) failed", job.kind)
                    job.problem = failure()
                job.state = "done" if job.problem is None else "refused"
                job.ended.set_result(None)
        finally:
            if collection is not None:
                collection.close()

    def _remember(self, avatars: Sequence[Avatar]) -> None:
        """Remember the seeds of founders; those that were minted first make room."""
        for avatar in avatars:
            if avatar.genome.seed is not None:
                self._seeds[avatar.id] = avatar.genome.seed
        while len(self._seeds) > MOST_SEEDS:
            self._seeds.popitem(last=False)

    def _watch(self, job: Job) -> Watch:
        def watch(avatars: Sequence[Avatar]) -> None:
            job.avatars += [avatar.id for avatar in avatars]
            self._remember(avatars)
            if self._stops.is_set() and len(job.avatars) < job.count:
                done = len(job.avatars)
                raise Interrupted(done=done, count=job.count, advice="the home keeps it")

        return watch
