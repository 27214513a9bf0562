"""The embedded devnet's file: what it survives, and what it refuses to be."""

import os
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import calls
import pytest
from eth._utils import headers
from eth_account import Account
from eth_account.signers.local import LocalAccount
from eth_utils.address import to_checksum_address
from filelock import FileLock

from avatarchain.chain import Chain, connect, devnet
from avatarchain.chain.embedded import DEVELOPMENT_ACCOUNTS
from avatarchain.chain.files import FORMAT
from avatarchain.errors import (
    AvatarchainError,
    CannotWrite,
    DiskFull,
    LockHeld,
    MadeByAnotherVersion,
    NewerFormat,
    NodeRefused,
    NoSuchBlock,
    NotAChainFile,
    Reverted,
)

WRITER = Path(__file__).with_name("writer.py")
NOBODY = 65534
SECOND_DEVELOPMENT_KEY = "0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d"


def embedded(folder: Path, timeout: float = 30) -> Chain:
    return connect("evm+sqlite://", folder=folder, timeout=timeout)


def registered(folder: Path, signer: LocalAccount, genomes: range) -> str:
    """A registry on the chain in a folder, with these genomes."""
    with embedded(folder) as chain:
        registry = chain.send(signer, None, calls.creation()).contract_address
        assert registry is not None
        for genome in genomes:
            chain.send(signer, registry, calls.register(signer.address, genome))
    return registry


def genomes_on(chain: Chain, registry: str) -> set[int]:
    logs = chain.logs(registry, [calls.BORN])
    return {int.from_bytes(log.data[:32], "big") for log in logs}


def python(source: str, *arguments: str | Path, **options: object) -> subprocess.CompletedProcess:
    """Another process, which prints the refusal that it meets."""
    prelude = (
        "import sys\n"
        "from pathlib import Path\n"
        "from avatarchain.errors import AvatarchainError\n"
        "from avatarchain.chain import connect\n"
        "def main():\n" + "".join(f"    {line}\n" for line in source.splitlines()) + "try:\n"
        "    main()\n"
        "except AvatarchainError as error:\n"
        "    print(type(error).__name__, error)\n"
    )
    command = [sys.executable, "-c", prelude, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=600, **options)


def test_a_chain_is_found_again_by_another_process(
    folder: Path, development_key: LocalAccount
) -> None:
    registry = registered(folder, development_key, range(3))
    ran = python(
        "with connect('evm+sqlite://', folder=Path(sys.argv[1])) as chain:\n"
        "    print(chain.head().number, chain.genesis.hex(), len(chain.code(sys.argv[2])) > 0)",
        folder,
        registry,
    )
    with embedded(folder) as chain:
        assert ran.stdout.split() == ["4", chain.genesis.hex(), "True"]


def test_an_absolute_path_names_another_file(folder: Path) -> None:
    path = folder / "a folder, new" / "other chain.sqlite"
    with connect(f"evm+sqlite://{path}", folder=folder) as chain:
        genesis = chain.genesis
    with connect(f"evm+sqlite://{str(path).replace(' ', '%20')}", folder=folder) as chain:
        assert chain.genesis == genesis
    assert [file.name for file in path.parent.glob("*.sqlite")] == [path.name]


def test_nothing_acknowledged_is_lost_by_twenty_kills(
    folder: Path, development_key: LocalAccount
) -> None:
    registry = registered(folder, development_key, range(1))
    command = [sys.executable, str(WRITER), "--kills", "evm+sqlite://"]
    ran = subprocess.run(
        [*command, str(folder), registry, "1000", "20"], capture_output=True, text=True, timeout=300
    )
    assert ran.returncode == 0, ran.stderr
    acknowledged = {int(line) for line in ran.stdout.split()}
    assert len(acknowledged) >= 20
    with embedded(folder) as chain:
        kept = genomes_on(chain, registry)
        assert acknowledged <= kept
        # Each child may have been killed between its last block and saying so.
        assert len(kept - acknowledged - {0}) <= 20
        blocks = [chain.block(number) for number in range(chain.head().number + 1)]
        assert len(blocks) == 2 + len(kept)
        assert all(child.parent_hash == parent.hash for parent, child in pairwise(blocks))
        for genome in kept:
            answer = chain.call(registry, calls.encode("genomeOf(uint256)", calls.identity(genome)))
            assert answer == calls.word(genome)
        chain.send(development_key, registry, calls.register(development_key.address, 99))
    with sqlite3.connect(folder / "chain.sqlite") as file:
        assert file.execute("pragma integrity_check").fetchone() == ("ok",)
    file.close()


def test_several_processes_that_begin_at_once_make_one_chain(folder: Path) -> None:
    source = (
        "import sys; from pathlib import Path; from avatarchain.chain import connect, node\n"
        "print('ready', flush=True); sys.stdin.read()\n"
        "print(connect('evm+sqlite://', folder=Path(sys.argv[1])).genesis.hex())"
    )
    command = [sys.executable, "-c", source, str(folder / "new")]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    started = [subprocess.Popen(command, **pipes) for _ in range(4)]
    for process in started:
        assert process.stdout.readline() == "ready\n"
    for process in started:
        process.stdin.close()
    told = {process.stdout.read() for process in started}
    assert [process.wait() for process in started] == [0] * 4
    for process in started:
        process.stdout.close()
    assert len(told) == 1


def test_threads_of_one_process_may_share_a_chain(
    folder: Path, development_key: LocalAccount
) -> None:
    registry = registered(folder, development_key, range(0))
    with embedded(folder) as chain:

        def work(first: int) -> None:
            for genome in range(first, first + 5):
                data = calls.register(development_key.address, genome)
                chain.send(development_key, registry, data)

        threads = [threading.Thread(target=work, args=(first,)) for first in (10, 20, 30)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert genomes_on(chain, registry) == {*range(10, 15), *range(20, 25), *range(30, 35)}


def test_accounts_that_write_at_once_over_two_connections_do_not_refuse_each_other(
    folder: Path, development_key: LocalAccount
) -> None:
    registry = registered(folder, development_key, range(0))
    other = Account.from_key(SECOND_DEVELOPMENT_KEY)
    mined: list[int] = []

    def work(signer: LocalAccount) -> None:
        with embedded(folder) as chain:
            for step in range(20):
                approve = calls.encode("setApprovalForAll(address,bool)", registry, step % 2)
                mined.append(chain.send(signer, registry, approve, gas=100_000).block_number)

    threads = [threading.Thread(target=work, args=(key,)) for key in (development_key, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(mined) == list(range(2, 42))


def test_the_development_accounts_hold_the_same_as_on_anvil(folder: Path) -> None:
    with embedded(folder) as chain:
        for address in DEVELOPMENT_ACCOUNTS:
            balance = chain.w3.eth.get_balance(to_checksum_address(address))
            assert balance == 10_000 * 10**18


def test_a_method_that_is_not_answered_is_refused_by_its_name(folder: Path) -> None:
    with embedded(folder) as chain, pytest.raises(AvatarchainError, match="debug_traceCall"):
        chain.ask("debug_traceCall", {}, "latest")


def test_what_the_node_cannot_tell_is_refused_and_not_half_told(folder: Path) -> None:
    with embedded(folder) as chain:
        with pytest.raises(NodeRefused, match='no field "blockhash"'):
            chain.ask("eth_getLogs", {"blockhash": "0x" + chain.genesis.hex()})
        with pytest.raises(NodeRefused, match="authorizationList are not run here"):
            chain.ask("eth_call", {"authorizationList": [{}]})


def test_reading_may_cost_more_gas_than_a_transaction_may_have(
    folder: Path, development_key: LocalAccount
) -> None:
    # Pays for 3 MB of memory, about 19 million gas, and returns a word of it.
    code = bytes.fromhex("5f622dc6c052 60205ff3")
    creation = bytes.fromhex(f"60{len(code):02x}80600a5f395ff300") + code
    with embedded(folder) as chain:
        address = chain.send(development_key, None, creation).contract_address
        assert address is not None
        assert chain.call(address, b"") == bytes(32)
        with pytest.raises(Reverted):
            chain.estimate(address, b"", sender=development_key.address)


def test_code_that_does_not_end_is_refused_before_its_gas_is_used_up(
    folder: Path, development_key: LocalAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = bytes.fromhex("5b5f56")  # jumps to its beginning for ever
    creation = bytes.fromhex(f"60{len(code):02x}80600a5f395ff300") + code
    with embedded(folder) as chain:
        address = chain.send(development_key, None, creation).contract_address
    assert address is not None
    monkeypatch.setattr(devnet, "_PATIENCE", 0.02)
    with (
        connect("evm+sqlite://", folder=folder, timeout=0.02) as chain,
        pytest.raises(NodeRefused, match=r"it ran longer than 0\.02 seconds"),
    ):
        chain.call(address, b"")


def test_what_was_rolled_back_is_forgotten(folder: Path, development_key: LocalAccount) -> None:
    registry = registered(folder, development_key, range(1))
    with embedded(folder) as chain:
        store = chain._transport.store  # type: ignore[attr-defined]
        head = chain.head()

        def interrupted() -> None:
            with store.writing():
                chain.send(development_key, registry, calls.register(development_key.address, 5))
                assert chain.head().number == head.number + 1
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            interrupted()
        assert chain.head() == head
        chain.send(development_key, registry, calls.register(development_key.address, 5))
        assert genomes_on(chain, registry) == {0, 5}


def _text(path: Path) -> None:
    path.write_text("This is a letter, not a chain.\n" * 100, encoding="utf-8")


def _other_database(path: Path) -> None:
    with sqlite3.connect(path) as file:
        file.execute("create table address (name text, town text)")
    file.close()


def _empty(path: Path) -> None:
    path.touch()


def _no_format(path: Path) -> None:
    _of_format(path, 0)


def _of_format(path: Path, number: int) -> None:
    with embedded(path.parent):
        pass
    with sqlite3.connect(path) as file:
        file.execute(f"pragma user_version = {number}")
    file.close()


@pytest.mark.parametrize("make", [_text, _other_database, _empty, _no_format])
def test_a_file_that_is_no_chain_is_refused_and_left_alone(
    folder: Path, make: Callable[[Path], None]
) -> None:
    path = folder / "chain.sqlite"
    make(path)
    before = path.read_bytes()
    with pytest.raises(NotAChainFile, match=r"chain\.sqlite is not a whole avatarchain devnet"):
        embedded(folder)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("number", "kind"), [(FORMAT - 1, MadeByAnotherVersion), (FORMAT + 1, NewerFormat)]
)
def test_a_chain_of_another_version_is_refused_and_its_files_are_left_alone(
    folder: Path, number: int, kind: type[AvatarchainError]
) -> None:
    path = folder / "chain.sqlite"
    _of_format(path, number)
    before = {file: file.read_bytes() for file in folder.iterdir()}
    with pytest.raises(kind, match=r"chain\.sqlite was .* nothing was changed"):
        embedded(folder)
    assert {file: file.read_bytes() for file in folder.iterdir()} == before


@pytest.mark.parametrize("share", [0.001, 0.1, 0.5, 0.9, 0.99])
def test_a_chain_file_that_was_cut_off_is_refused_and_left_alone(
    folder: Path, development_key: LocalAccount, share: float
) -> None:
    registered(folder, development_key, range(5))
    path = folder / "chain.sqlite"
    os.truncate(path, int(path.stat().st_size * share))
    before = path.read_bytes()
    with pytest.raises(NotAChainFile):
        embedded(folder)
    assert path.read_bytes() == before


def test_a_chain_file_with_a_hole_in_it_is_refused_in_a_sentence(
    folder: Path, development_key: LocalAccount
) -> None:
    registry = registered(folder, development_key, range(5))
    path = folder / "chain.sqlite"
    with sqlite3.connect(path) as file:
        file.execute("delete from node where length(key) = 32")
    file.close()
    with pytest.raises(NotAChainFile), embedded(folder) as chain:
        chain.call(registry, calls.encode("owner()"))


def test_a_folder_in_the_place_of_the_file_is_refused(folder: Path) -> None:
    (folder / "chain.sqlite").mkdir()
    with pytest.raises((CannotWrite, NotAChainFile)):
        embedded(folder)


def test_a_file_in_the_place_of_the_folder_is_refused(folder: Path) -> None:
    (folder / "home").touch()
    with pytest.raises(CannotWrite, match="cannot write"):
        embedded(folder / "home")


@pytest.fixture
def readable() -> Iterator[Path]:
    """A folder that other users can reach, unlike those that pytest makes."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder
        folder.chmod(0o755)


@pytest.mark.parametrize("has_chain", [False, True])
def test_a_folder_that_may_not_be_written_is_refused(
    readable: Path, development_key: LocalAccount, has_chain: bool
) -> None:
    registry = registered(readable, development_key, range(1)) if has_chain else "0x" + "00" * 20
    before = sorted(file.name for file in readable.iterdir())
    readable.chmod(0o555)
    ran = python(
        "import os\n"
        "import avatarchain.chain.mining, avatarchain.chain.node, filelock\n"
        "import calls, writer\n"
        "from eth_account import Account\n"
        "signer = Account.from_key(writer.KEY)\n"
        "if os.getuid() == 0:  # who may write everywhere\n"
        f"    os.setuid({NOBODY})\n"
        "with connect('evm+sqlite://', folder=Path(sys.argv[1]), timeout=60) as chain:\n"
        "    chain.send(signer, sys.argv[2], calls.register(signer.address, 7))",
        readable,
        registry,
        env={"PYTHONPATH": str(WRITER.parent)},
    )
    assert ran.stdout.startswith("CannotWrite cannot write "), ran.stdout + ran.stderr
    assert sorted(file.name for file in readable.iterdir()) == before


def test_a_full_disk_before_the_first_block_leaves_nothing_behind(folder: Path) -> None:
    ran = python(
        "import resource\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, 30_000))\n"
        "connect('evm+sqlite://', folder=Path(sys.argv[1]))",
        folder,
    )
    assert ran.stdout.startswith("DiskFull the disk accepted no more data"), ran.stdout + ran.stderr
    assert [file.name for file in folder.iterdir() if not file.name.endswith(".lock")] == []


def test_a_full_disk_in_the_middle_loses_nothing_and_goes_on_when_there_is_space(
    folder: Path, development_key: LocalAccount
) -> None:
    registry = registered(folder, development_key, range(1))
    size = (folder / "chain.sqlite").stat().st_size
    assert size > 50_000
    ran = python(
        "import resource\n"
        "from eth_account import Account\n"
        "import calls, writer\n"
        "signer = Account.from_key(writer.KEY)\n"
        "with connect('evm+sqlite://', folder=Path(sys.argv[1])) as chain:\n"
        "    limit = int(sys.argv[3])\n"
        "    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))\n"
        "    for genome in range(1, 100):\n"
        "        chain.send(signer, sys.argv[2], calls.register(signer.address, genome))\n"
        "        print(genome, flush=True)",
        folder,
        registry,
        str(size + 50_000),
        env={"PYTHONPATH": str(WRITER.parent)},
    )
    *acknowledged, last = ran.stdout.splitlines()
    assert last.startswith("DiskFull the disk accepted no more data"), ran.stdout + ran.stderr
    assert acknowledged
    with embedded(folder) as chain:
        assert genomes_on(chain, registry) == {0, *map(int, acknowledged)}
        chain.send(development_key, registry, calls.register(development_key.address, 500))
        assert 500 in genomes_on(chain, registry)


def test_a_disk_that_is_full_to_sqlite_is_told_and_nothing_is_lost(
    folder: Path, development_key: LocalAccount
) -> None:
    """Without space SQLite says FULL, here as it reaches a limit of pages; above, the system."""
    registry = registered(folder, development_key, range(1))

    def register(genome: int) -> None:
        chain.send(development_key, registry, calls.register(development_key.address, genome))

    def fill() -> None:
        for genome in range(1, 200):
            register(genome)
            done.append(genome)

    with embedded(folder) as chain:
        sql, done = chain._transport.store.sql, [0]  # type: ignore[attr-defined]
        (pages,) = sql.execute("pragma page_count").fetchone()
        sql.execute(f"pragma max_page_count = {pages + 20}")
        with pytest.raises(DiskFull, match="the disk accepted no more data"):
            fill()
        assert len(done) > 1
        assert genomes_on(chain, registry) == set(done)
        sql.execute("pragma max_page_count = 1000000")
        register(500)
        assert genomes_on(chain, registry) == {*done, 500}


@pytest.mark.parametrize("jump", [-20 * 365 * 86_400, 100 * 365 * 86_400])
def test_a_clock_that_jumps_leaves_each_block_later_than_its_parent(
    folder: Path, development_key: LocalAccount, monkeypatch: pytest.MonkeyPatch, jump: int
) -> None:
    """Far ahead, the chain follows; set back again, it goes on by a second a block."""
    registry, right = registered(folder, development_key, range(1)), headers.eth_now
    with embedded(folder) as chain:
        for genome, now in enumerate([lambda: right() + jump, right] * 2, start=1):
            monkeypatch.setattr(headers, "eth_now", now)
            chain.send(development_key, registry, calls.register(development_key.address, genome))
        monkeypatch.undo()
        blocks = [chain.block(number) for number in range(chain.head().number + 1)]
        assert all(child.timestamp > parent.timestamp for parent, child in pairwise(blocks))
        assert all(c.timestamp - p.timestamp < 30 for p, c in pairwise(blocks[-4:]))
        assert abs(blocks[-1].timestamp - right() - max(jump, 0)) < 30
        assert genomes_on(chain, registry) == set(range(5))


def test_a_chain_that_another_process_holds_is_waited_for_and_then_told(folder: Path) -> None:
    with embedded(folder, timeout=0.3) as chain:
        other = sqlite3.connect(folder / "chain.sqlite", isolation_level=None)
        other.execute("begin immediate")
        with pytest.raises(LockHeld, match="has held"):
            chain.mine()
        other.execute("rollback")
        other.close()
        chain.mine()
        assert chain.head().number == 1


def test_a_chain_that_another_process_is_making_is_waited_for_and_then_told(folder: Path) -> None:
    with FileLock(folder / "chain.sqlite.lock"), pytest.raises(LockHeld, match=r"for 0\.3 s"):
        embedded(folder, timeout=0.3)
    with embedded(folder) as chain:
        assert chain.head().number == 0


def test_an_account_that_another_process_sends_from_is_waited_for_and_then_told(
    folder: Path, development_key: LocalAccount
) -> None:
    registry = registered(folder, development_key, range(0))
    (nonce_lock,) = folder.glob("nonce-31337-*.lock")
    data = calls.register(development_key.address, 7)
    with embedded(folder, timeout=0.3) as chain:
        with FileLock(nonce_lock), pytest.raises(LockHeld, match=r"for 0\.3 s"):
            chain.send(development_key, registry, data)
        assert chain.send(development_key, registry, data).block_number == 2


def test_a_block_beyond_the_newest_is_refused(folder: Path) -> None:
    with embedded(folder) as chain, pytest.raises(NoSuchBlock, match="has no block 1"):
        chain.block(1)


def test_memory_stays_bounded_over_two_hundred_blocks(
    folder: Path, development_key: LocalAccount
) -> None:
    registry = registered(folder, development_key, range(1))
    # Not getrusage: its peak may be that of the process that started this one.
    ran = python(
        "import calls, writer\n"
        "from eth_account import Account\n"
        "signer = Account.from_key(writer.KEY)\n"
        "with connect('evm+sqlite://', folder=Path(sys.argv[1])) as chain:\n"
        "    for genome in range(1, 201):\n"
        "        data = calls.register(signer.address, genome)\n"
        "        chain.send(signer, sys.argv[2], data, gas=200_000)\n"
        "    status = Path('/proc/self/status').read_text()\n"
        "    print(int(status.split('VmHWM:')[1].split()[0]) // 1024)",
        folder,
        registry,
        env={"PYTHONPATH": str(WRITER.parent)},
    )
    assert int(ran.stdout) < 150, ran.stderr


def test_what_a_process_writes_that_has_a_chain_open_twice_is_seen_by_others(folder: Path) -> None:
    """SQLite's locks belong to the process: a file of our own that is closed would take them."""
    mine = (
        "import sys\nfrom pathlib import Path\nfrom avatarchain.chain import connect\n"
        "with connect('evm+sqlite://', folder=Path(sys.argv[1])) as chain:\n"
        "    chain.mine()\n    print(chain.head().number)\n"
    )
    with embedded(folder) as first, embedded(folder) as second:
        for number in (1, 4):
            told = subprocess.check_output([sys.executable, "-c", mine, str(folder)], text=True)
            assert int(told) == number
            first.mine()
            second.mine()
    with embedded(folder) as chain:
        assert chain.head().number == 6
