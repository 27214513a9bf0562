"""What docs/sharing.md says that threads, processes and asyncio may share."""

import asyncio
import multiprocessing
import os
import pickle
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from avatarchain import Avatar, Collection, founder, open_collection
from avatarchain.keys.accounts import development
from avatarchain.library.lists import select

DEV1 = development(1).address
THREADS = 6


def minted(home: Path, names: list[str]) -> list[str]:
    """The ids of the founders of some seeds, minted by a collection of its own."""
    with open_collection(home=home, chain="evm+sqlite://") as collection:
        return [collection.mint(name).id for name in names]


def expected(names: list[str]) -> list[str]:
    return [founder(name).id for name in names]


def test_threads_read_one_collection_at_once(collection: Collection) -> None:
    ada, bo, child = collection.avatars()

    def read(turn: int) -> bool:
        assert collection.find(child.id[: 8 + turn]) == child
        assert collection.page(select(generation="1..")).count == 1
        assert len(collection.pedigree(child).members) == 3
        assert collection.odds(ada, bo).chance([]) == 1
        return collection.details(ada)["draws"]["as_mother"]["born"] == 1

    with ThreadPoolExecutor(THREADS) as pool:
        assert all(pool.map(read, range(4 * THREADS)))


def test_threads_mint_with_one_collection_and_nothing_is_sent_twice(
    collection: Collection,
) -> None:
    names = [f"thread {turn % 9}" for turn in range(18)]
    with ThreadPoolExecutor(THREADS) as pool:
        avatars = list(pool.map(collection.mint, names))
    assert [each.id for each in avatars] == expected(names)
    assert len(collection.avatars()) == 3 + 9


def test_threads_write_and_read_what_others_wrote(collection: Collection) -> None:
    def give(turn: int) -> bool:
        avatar = collection.mint(f"gift {turn}")
        collection.name(avatar, f"gift {turn}")
        assert collection.transfer(f"gift {turn}", DEV1).owner == DEV1
        return collection.find(f"gift {turn}").owner == DEV1

    with ThreadPoolExecutor(THREADS) as pool:
        assert all(pool.map(give, range(THREADS)))
    assert set(collection.names().values()) == {f"gift {turn}" for turn in range(THREADS)}


def test_two_collections_of_one_home_see_what_each_other_writes(home: Path) -> None:
    with (
        open_collection(home=home, chain="evm+sqlite://") as first,
        open_collection(home=home, chain="evm+sqlite://") as second,
        ThreadPoolExecutor(2) as pool,
    ):
        names = [f"both {turn}" for turn in range(8)]
        made = list(pool.map(lambda turn: (first, second)[turn % 2].mint(names[turn]), range(8)))
        assert {each.id for each in first.avatars()} == {each.id for each in second.avatars()}
        assert {each.id for each in made} <= {each.id for each in first.avatars()}


def test_processes_open_the_home_each_for_itself(home: Path) -> None:
    context = multiprocessing.get_context("spawn")
    work = [(home, [f"process {turn % 5}" for turn in range(first, first + 4)]) for first in (0, 2)]
    with context.Pool(2) as pool:
        made = pool.starmap(minted, work)
    assert made == [expected(names) for _, names in work]
    with open_collection(home=home, chain="evm+sqlite://") as collection:
        assert len(collection.avatars()) == 3 + 5


def test_values_go_to_other_processes_and_collections_do_not(collection: Collection) -> None:
    child = collection.avatars()[2]
    copy = pickle.loads(pickle.dumps(child))
    assert isinstance(copy, Avatar)
    assert (copy, copy.svg()) == (child, child.svg())
    for value in (child.genome, collection.pedigree(child), collection.page(select())):
        assert repr(pickle.loads(pickle.dumps(value))) == repr(value)
    with pytest.raises(TypeError):
        pickle.dumps(collection)


def test_asyncio_goes_on_while_a_thread_mints(collection: Collection) -> None:
    async def work() -> tuple[list[str], int]:
        turns = 0
        tasks = [
            asyncio.create_task(asyncio.to_thread(collection.mint, f"task {k}")) for k in range(3)
        ]
        while not all(task.done() for task in tasks):
            turns += 1
            await asyncio.sleep(0)
        return [task.result().id for task in tasks], turns

    ids, turns = asyncio.run(work())
    assert ids == expected([f"task {k}" for k in range(3)])
    assert turns > 10


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
def test_a_child_that_was_forked_opens_its_own(home: Path) -> None:
    code = (
        "import os, sys\nfrom avatarchain import open_collection\n"
        "with open_collection(home=sys.argv[1], chain='evm+sqlite://') as ours:\n"
        "    ours.mint('before')\n"
        "    child = os.fork()\n"
        "    if not child:\n"
        "        with open_collection(home=sys.argv[1], chain='evm+sqlite://') as own:\n"
        "            own.mint('child')\n"
        "        os._exit(0)\n"
        "    _, status = os.waitpid(child, 0)\n"
        "    ours.mint('parent')\n"
        "    print(status, len(ours.avatars()))\n"
    )
    run = subprocess.run([sys.executable, "-c", code, home], capture_output=True, text=True)
    assert run.stdout.split() == ["0", "6"], run.stderr
