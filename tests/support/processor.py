"""A pytest plugin: the processor time of each folder of tests/, with `--processor-times`.

Wall time depends on how many tests run at once; processor time much less. It is counted a
test, from the first fixture's set-up to the last one's end: the test's own process, its
children, and what those have started. Under pytest-xdist each worker measures its own tests
and sends the figure with the report of the teardown; the process that prints adds them up.
"""

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

PROPERTY = "processor seconds"
STARTED = pytest.StashKey[float]()

# Fields 14 to 17 of /proc/PID/stat, counted after the name of the program, which may hold
# spaces: user and system time of the process, then of the children that it has waited for.
TIMES = slice(11, 15)


def spent() -> float:
    """Seconds of user and system time of this process and of all below it, so far.

    Without /proc those of children that still run are missing.
    """
    own = sum(os.times()[:4])
    if not Path("/proc/self/task").is_dir():
        return own
    ticks = os.sysconf("SC_CLK_TCK")
    return own + sum(_ticks(child) for child in _below(os.getpid())) / ticks


def _below(process: int) -> Iterator[int]:
    """The living processes that this one has started, and those that they have."""
    try:
        lists = [
            (task / "children").read_text()
            for task in Path(f"/proc/{process}/task").iterdir()
            if (task / "children").exists()
        ]
    except OSError:  # it has ended meanwhile
        return
    for child in " ".join(lists).split():
        yield int(child)
        yield from _below(int(child))


def _ticks(process: int) -> int:
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return sum(int(field) for field in fields[TIMES])


def folder_of(nodeid: str) -> str:
    """The folder that a test stands in, as `tests/cli`."""
    return nodeid.partition("::")[0].rpartition("/")[0]


class ProcessorTimes:
    """What one run has measured: seconds by folder."""

    def __init__(self) -> None:
        self.seconds: Counter[str] = Counter()

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        item.stash[STARTED] = spent()
        return (yield)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo) -> Iterator[None]:
        report = yield
        if call.when == "teardown":
            # A browser that ends takes along what its own children had spent.
            seconds = max(0.0, spent() - item.stash[STARTED])
            report.user_properties.append((PROPERTY, seconds))
        return report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "teardown":
            measured = dict(report.user_properties)
            self.seconds[folder_of(report.nodeid)] += float(measured.get(PROPERTY, 0))

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        terminalreporter.section("processor time by folder")
        for folder, seconds in self.seconds.most_common():
            terminalreporter.write_line(f"{seconds:8.1f} s  {folder}")
        terminalreporter.write_line(f"{self.seconds.total():8.1f} s  together")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--processor-times",
        action="store_true",
        help="print the processor time of each folder of tests",
    )


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--processor-times"):
        config.pluginmanager.register(ProcessorTimes(), "processor-times")
