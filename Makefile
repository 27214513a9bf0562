# Two commands do everything: `make demo` and `make test`. Both start from nothing but
# Python 3.11 or later and can be run again at any time.

PYTHON ?= python3
BIN := .venv/bin
DEMO_SEED := demo

.PHONY: demo test prove mutants fuzz faults lint bench million docs notebooks species constraints clean

demo: .venv/.installed
	$(BIN)/avatarchain mint --seed $(DEMO_SEED) --count 3 --out avatars
	$(BIN)/avatarchain list
	$(BIN)/avatarchain verify "$$(ls avatars/*.png | head -n 1)"

test: .venv/.tested contracts/node_modules/.package-lock.json \
      tests/gallery/node_modules/.package-lock.json lint
	$(BIN)/pytest -n auto --dist loadgroup

lint: .venv/.tested
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# What halmos proves of the contract, twins that it refutes, and what slither finds; several minutes.
prove: .venv/.tested contracts/.venv/.installed contracts/node_modules/.package-lock.json
	$(BIN)/pytest -m nightly -n auto --timeout 0 \
	  tests/contract/test_proof.py tests/contract/test_slither.py

# Small changes to the contract, each of which a test has to see.
mutants: .venv/.tested contracts/node_modules/.package-lock.json
	$(BIN)/pytest -m nightly -n auto --timeout 0 tests/contract/test_mutants.py

# Over a million inputs to the parsers of what strangers send; for the night.
fuzz: .venv/.tested
	FUZZ_EXAMPLES=80000 $(BIN)/pytest -n auto --timeout 0 tests/test_fuzz.py

# A million avatars from a seed to a list, twice: a quarter of an hour, and 3 GB in $TMPDIR.
million: .venv/.tested
	$(BIN)/python benchmarks/million.py

# The documentation as a site, in site/.
docs: .venv/.tested
	$(BIN)/mkdocs build --strict --quiet
	@echo 'open site/index.html'

# Every file that we write cut at every hundredth, and a mint of fifty stopped at 200 moments.
faults: .venv/.tested
	FAULT_STEP=1 INTERRUPTIONS=100 $(BIN)/pytest -n auto --timeout 0 \
	  tests/cli/test_truncation.py tests/cli/test_ctrl_c.py

# Measures all, beside other libraries, in ten minutes on a calm machine; writes docs/benchmarks.md.
bench: benchmarks/.venv/.installed contracts/node_modules/.package-lock.json \
       benchmarks/peers/node_modules/.package-lock.json
	for each in gas portraits registration embedded_chain index growth startup heredity page; do \
	  benchmarks/.venv/bin/python benchmarks/$$each.py || exit 1; done

.venv/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed")'
	$(PYTHON) -m venv .venv

.venv/.installed: .venv/bin/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable .
	touch $@

.venv/.tested: .venv/.installed
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[test]'
	touch $@

# Its own, because it has what the extra `fast` brings, and libraries that nobody else needs.
benchmarks/.venv/.installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv benchmarks/.venv
	benchmarks/.venv/bin/python -m pip install --quiet --constraint constraints.txt \
	  --editable '.[bench,fast]'
	touch $@

# Its own, because the provers want other versions of what we use.
contracts/.venv/.installed: contracts/provers.txt
	$(PYTHON) -m venv contracts/.venv
	contracts/.venv/bin/python -m pip install --quiet --requirement contracts/provers.txt
	touch $@

# Without npm the tests that need anvil, forge or a compiler skip, and say so.
contracts/node_modules/.package-lock.json: contracts/package.json contracts/package-lock.json
	@if command -v npm >/dev/null; then cd contracts && npm ci --no-audit --no-fund; \
	else echo 'npm is not here: tests of the contract and of anvil will skip'; fi

tests/gallery/node_modules/.package-lock.json: tests/gallery/package.json tests/gallery/package-lock.json
	@if command -v npm >/dev/null; then cd tests/gallery && npm ci --no-audit --no-fund; \
	else echo 'npm is not here: the test of accessibility will skip'; fi

# Runs the notebooks and writes down what they say; their test wants the same again.
notebooks: .venv/.tested
	$(BIN)/python examples/execute.py examples/*.ipynb

benchmarks/peers/node_modules/.package-lock.json: benchmarks/peers/package-lock.json
	cd benchmarks/peers && npm ci --no-audit --no-fund

# The shipped species in one piece, from their packs.
species: .venv/.installed
	$(BIN)/python -m avatarchain.species.pack src/avatarchain/data/species/*/

constraints: .venv/.tested
	$(BIN)/python -m pip install --quiet --editable '.[test,fast,bench]'
	{ echo '# Versions that the tests pass with; used by the Makefile. Renewed by `make constraints`.'; \
	  $(BIN)/python -m pip freeze --exclude-editable | grep -v ' @ '; } > constraints.txt

clean:
	rm -rf .venv contracts/.venv contracts/node_modules tests/gallery/node_modules contracts/out contracts/cache avatars
	rm -rf benchmarks/.venv benchmarks/peers/node_modules benchmarks/peers/out benchmarks/peers/cache
