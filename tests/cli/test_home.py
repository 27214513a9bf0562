"""A home that cannot be used: read-only, no folder, full, damaged, held."""

from pathlib import Path

import pytest
from shell import DEV1, Shell

from avatarchain.base.documents import CHAIN_FORMAT

READING = (
    "list",
    "show 0x1234",
    "odds 0x1234 0x5678",
    "tree 0x1234",
    "deploy --dry-run",
    "mint --dry-run --seed dora",
    "mint --resume",
    "species list",
    "name",
    "verify missing.png",
    "account list",
    "account export --all",
    "account issuer show",
    "trust list",
    "devnet status",
    "devnet check",
    "devnet export chain.zip",
)

COMMANDS = [
    ["mint", "--seed", "dora"],
    ["mint", "--dry-run", "--seed", "dora"],
    ["show", "0x1234"],
    ["list"],
    ["transfer", "0x1234", DEV1],
    ["deploy"],
    ["devnet", "status"],
    ["account", "list"],
    ["account", "new", "ann"],
]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_home_that_cannot_be_made_is_refused(shell: Shell, command: list[str]) -> None:
    """A file in its place; a file above it; a folder in which not even root makes one."""
    file = shell.folder.parent / "file"
    file.write_bytes(b"kept")
    homes = [file, file / "home"]
    if " ".join(command) not in READING:  # who only reads makes none
        homes.append(Path("/proc/avatarchain"))
    for home in homes:
        refusal = Shell(home=home, folder=shell.folder).run(*command).refusal
        assert refusal.startswith(f"cannot write in {home}")
        assert "give another folder" in refusal
    assert file.read_bytes() == b"kept"
    assert list(shell.folder.iterdir()) == []


def test_a_read_only_home_is_refused_and_unchanged(stocked: Shell) -> None:
    before = stocked.state()
    stocked.home.chmod(0o500)
    try:
        for command in COMMANDS:
            refusal = stocked.apart(*command, ordinary=True).refusal
            assert f"cannot write in {stocked.home}" in refusal
    finally:
        stocked.home.chmod(0o700)
    assert stocked.state() == before


def test_an_option_names_the_home_before_the_environment_does(stocked: Shell) -> None:
    elsewhere = Shell(home=stocked.folder / "empty", folder=stocked.folder)
    assert "there is nothing here yet" in elsewhere.run("list").refusal
    assert elsewhere.run("list", "--home", stocked.home).code == 0
    assert "is a file" in elsewhere.run("list", "--home", __file__).misuse


def test_a_full_disk_at_the_first_mint_leaves_no_half_chain(shell: Shell) -> None:
    refusal = shell.apart("mint", "--seed", "alice", largest_file=10_000).refusal
    assert "the disk accepted no more data" in refusal
    assert not (shell.home / "chain.sqlite").exists()
    assert shell.run("mint", "--seed", "alice", "--no-image").code == 0


def test_a_full_disk_in_the_middle_loses_nothing_that_was_told(stocked: Shell) -> None:
    herd = ["mint", "--collection", "herd", "--count", "40", "--no-image", "--every", "1ms"]
    size = (stocked.home / "chain.sqlite").stat().st_size
    full = stocked.apart(*herd, largest_file=size + 100_000)
    assert full.code == 1
    (line,) = full.err.splitlines()
    assert "the disk accepted no more data" in line
    told = [row.split()[-1] for row in full.out.splitlines()]
    assert 0 < len(told) < 40
    assert [one["id"][:14] for one in stocked.avatars()[3:]] == told
    assert stocked.run(*herd).code == 0
    assert len(stocked.avatars()) == 3 + 40


def test_a_full_disk_under_the_picture_leaves_no_half_picture(stocked: Shell) -> None:
    """The token is there; the same command again paints what is missing."""
    mint = ["mint", "--seed", "alice", "--size", "2048", "--format", "png"]
    refusal = stocked.apart(*mint, largest_file=50_000).refusal
    assert "File too large" in refusal
    assert list((stocked.folder / "avatars").iterdir()) == []
    assert stocked.run(*mint).code == 0
    assert len(list((stocked.folder / "avatars").iterdir())) == 1


def test_a_picture_folder_that_cannot_be_made_is_refused_before_anything_is_sent(
    stocked: Shell,
) -> None:
    (stocked.folder / "file").write_bytes(b"kept")
    before = stocked.state()
    for out in ("file/pictures", stocked.folder / "file" / "more" / "pictures"):
        assert "file is a file" in stocked.run("mint", "--seed", "dora", "--out", out).refusal
    assert "is a file" in stocked.run("mint", "--seed", "dora", "--out", "file").refusal
    assert stocked.state() == before


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{",
        "{}",
        "null",
        "7",
        f'{{"format": {CHAIN_FORMAT}}}',
        '{"format": 0, "deployments": []}',
        '{"format": true, "deployments": []}',
        f'{{"format": {CHAIN_FORMAT}, "deployments": [5]}}',
        f'{{"format": {CHAIN_FORMAT}, "deployments": [{{"url": "x"}}]}}',
        "\xff",
    ],
)
def test_damaged_deployments_are_refused_and_kept(stocked: Shell, content: str) -> None:
    path = stocked.home / "deployments.json"
    path.write_text(content, encoding="latin-1")
    before = stocked.state()
    for command in (["mint", "--seed", "dora"], ["list"], ["deploy", "--again"]):
        refusal = stocked.run(*command).refusal
        assert "deployments.json is damaged" in refusal
        assert "move it away, or restore it" in refusal
    assert stocked.state() == before


@pytest.mark.parametrize("content", [b"", b"no chain at all", b"SQLite format 3\0" + bytes(84)])
def test_a_file_that_is_no_chain_is_refused_and_kept(stocked: Shell, content: bytes) -> None:
    path = stocked.home / "chain.sqlite"
    path.write_bytes(content)
    for command in COMMANDS[:1] + COMMANDS[2:7]:
        assert "is not a whole avatarchain devnet" in stocked.run(*command).refusal
    assert path.read_bytes() == content


def test_a_chain_of_another_home_is_not_taken_for_ours(stocked: Shell, tmp_path: Path) -> None:
    twin = Shell(home=tmp_path / "twin", folder=tmp_path / "twins")
    assert twin.run("mint", "--seed", "alice", "--no-image").code == 0
    (twin.home / "chain.sqlite").replace(stocked.home / "chain.sqlite")
    refusal = stocked.run("list").refusal
    assert "evm+sqlite:// is another chain than before" in refusal
    status = stocked.run("devnet", "status")
    assert status.code == 1
    assert "genesis" in status.out
    assert "chain than before" in status.err
    assert "deploy --again" in status.err
    (record,) = stocked.run("devnet", "status", "--json").records
    assert record["contract"] is None
    assert record["block"] > 0


def test_who_only_reads_makes_no_home(shell: Shell, node: str) -> None:
    for place in (shell, shell.on(node)):
        for line in READING:
            place.run(*line.split())
            assert not shell.home.exists(), line
