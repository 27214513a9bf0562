"""Writes strangers.json: `python tests/vectors/strangers.py`. Tests only read it.

With beginnings of names (`… style: keystore:`) only those cases are run again.

For each hostile input of `support.strangers` it has the code of the command and the last line of
its words, which is the first fault where a pack, a style or layers have several. Read what a run
changes: a sentence that a person cannot understand is a fault, and so is a code of 0 where
something should be refused.
"""

import json
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from support.strangers import Case, Ending, cases, run

FILE = Path(__file__).with_name("strangers.json")


def _ended(case: Case) -> tuple[Case, Ending]:
    with tempfile.TemporaryDirectory() as folder:
        return case, run(case, Path(folder))


def main(*beginnings: str) -> None:
    told = json.loads(FILE.read_text(encoding="utf-8")) if beginnings else {}
    every = tuple(cases())
    with ThreadPoolExecutor(4) as pool:
        chosen = [case for case in every if not beginnings or case.name.startswith(beginnings)]
        for case, ending in pool.map(_ended, chosen):
            told[case.name] = {"code": ending.code, "sentence": ending.sentence}
            if not ending.harmless:
                print(case.name, ending, file=sys.stderr)
    text = json.dumps({case.name: told[case.name] for case in every}, indent=1, ensure_ascii=True)
    FILE.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
