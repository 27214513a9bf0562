"""A command starts no threads of linear algebra, unless it is asked to."""

import os
import subprocess
import sys

PROGRAM = """
from contextlib import suppress
from avatarchain.cli import main
with suppress(SystemExit):
    main(["--version"])
import os
print(os.environ["OPENBLAS_NUM_THREADS"])
"""


def threads(**environment: str) -> str:
    """What a command leaves for numpy to read, in such an environment."""
    others = {name: value for name, value in os.environ.items() if "THREADS" not in name}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env=others | environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.split()[-1]


def test_numpy_is_to_start_one_thread():
    assert threads() == "1"


def test_what_a_person_has_set_stays():
    assert threads(OPENBLAS_NUM_THREADS="2") == "2"
