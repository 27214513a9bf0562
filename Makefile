# Two commands do everything: `make demo` and `make test`. Both start from nothing but
# Python 3.11 or later and can be run again at any time.

PYTHON ?= python3
DEMO_SEED := demo

# Where the tests run: .venv has what stands in src/, .venv-wheel the wheel that is built of it.
VENV ?= .venv
BIN := $(VENV)/bin

# The other Pythons that pyproject.toml names.
PYTHONS := 3.12 3.13

# Blender as a package, with the numpy that it wants.
BPY := 'bpy==4.2.23' 'numpy<2'

.PHONY: demo test pythons lint coverage wide prove mutants kit renderers exchanges models engines fuzz hostile faults bench million docs notebooks
.PHONY: apis openapi reference questions pupils bundle species constraints release release-rehearsal clean

demo: .venv/.installed
	.venv/bin/avatarchain mint --collection $(DEMO_SEED) --count 3 --out avatars
	.venv/bin/avatarchain list
	.venv/bin/avatarchain verify "$$(ls avatars/*.png | head -n 1)"

test: $(VENV)/.tested contracts/node_modules/.package-lock.json \
      tests/gallery/node_modules/.package-lock.json javascript/node_modules/.package-lock.json lint
	$(BIN)/pytest -n auto --dist loadgroup --durations 10 --processor-times

# The wheel on the other Pythons: the pure packages and every command. Part of CI.
pythons: build/wheel/.built contracts/node_modules/.package-lock.json
	for each in $(PYTHONS); do .ci/on-python $$each || exit 1; done

# Lines and branches that the tests go through, held to the floor in pyproject.toml; it takes
# two and a half times as long as `make test`. Any of them: make coverage TESTS=tests/genetics
coverage: $(VENV)/.tested contracts/node_modules/.package-lock.json \
          tests/gallery/node_modules/.package-lock.json javascript/node_modules/.package-lock.json
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest -n auto --dist loadgroup $(TESTS)
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

# All that is too wide for every change, in the order of what it takes; for a night.
WIDE := release-rehearsal prove mutants kit renderers exchanges models engines fuzz apis questions pupils hostile faults million coverage
wide: build/wheel/.built
	for each in $(WIDE); do $(MAKE) $$each || exit 1; done
	for each in $(PYTHONS); do .ci/on-python $$each all || exit 1; done

# sdist and wheel in dist/, checked and tried, with the package of npm, the kit and the page that
# plays alone; `make release TAG=1` ends with the tag.
release: $(VENV)/.tested javascript/node_modules/.package-lock.json
	$(BIN)/python tools/release.py $(if $(TAG),--tag)

release-rehearsal: $(VENV)/.tested javascript/node_modules/.package-lock.json
	$(BIN)/python tools/release.py --rehearse

lint: $(VENV)/.tested
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# What halmos proves of the contract, twins that it refutes, what slither finds, and the forge tests
# with many more inputs; several minutes.
prove: $(VENV)/.tested contracts/.venv/.installed contracts/node_modules/.package-lock.json
	$(BIN)/pytest -m nightly -n auto --timeout 0 \
	  tests/contract/test_proof.py tests/contract/test_slither.py \
	  tests/contract/test_contract_artefact.py

# Small changes to the contract, each of which a test has to see.
mutants: $(VENV)/.tested contracts/node_modules/.package-lock.json
	$(BIN)/pytest -m nightly -n auto --timeout 0 tests/contract/test_mutants.py

# Some 3,000 small changes to the JavaScript package, of which the kit has to see 95 in 100; minutes.
kit: $(VENV)/.tested javascript/node_modules/.package-lock.json
	$(BIN)/pytest -m nightly --timeout 0 tests/javascript/test_javascript_faults.py

# The examples and schemas of ethereum/execution-apis; EXECUTION_APIS names a copy's folder.
apis: $(VENV)/.tested
	$(BIN)/pytest -m nightly --timeout 0 tests/serve/test_execution_apis.py

# The tables of docs/library.md, of signatures and docstrings.
reference: $(VENV)/.tested
	$(BIN)/python tools/library_tables.py

# What `/api` answers, for programs that write clients; of the types in avatarchain.serve.shapes.
openapi: $(VENV)/.tested
	$(BIN)/python -m avatarchain.serve.api docs/openapi.json

# Portraits in SVG renderers of every family and in a browser; Qt's is large, and asked here alone.
# And 800 random drawings, whose pictures have to cover what the drawings do.
renderers: $(VENV)/.tested
	$(BIN)/python -m pip install --quiet --constraint constraints.txt 'pyside6-essentials>=6.8'
	$(BIN)/pytest -m nightly -n auto --timeout 0 tests/portrait/test_renderers.py tests/portrait/test_exact.py

# Every exchange of one expressed gene, and 2,000 pairs of them, in pictures without papers; half an
# hour.
exchanges: $(VENV)/.tested
	FOUNDERS=1 PAIRS=2000 $(BIN)/pytest -m nightly -n auto --timeout 0 tests/portrait/test_apart.py

# The fronts of the models of 200 founders of each species against their portraits, their files
# before Khronos' validator, and every second frame of 20 for tears; half an hour.
models: $(VENV)/.tested tests/gallery/node_modules/.package-lock.json
	MODELS=200 $(BIN)/pytest -n auto --timeout 0 tests/living/test_solid_front.py \
	  tests/living/test_solid_tears.py

# Models in Blender (bpy, 350 MB, in an environment of its own; its wheels are for Python 3.11) and
# in Godot (Debian's godot3-server), and what VRM's schemas say of them: VRM_SPECIFICATION names a
# copy of vrm-c/vrm-specification. What is not here is told.
engines: $(VENV)/.tested
	@.venv-blender/bin/python -c 'import bpy' 2>/dev/null || { \
	  $(PYTHON) -m venv .venv-blender && \
	  .venv-blender/bin/python -m pip install --quiet $(BPY); } || \
	  { rm -rf .venv-blender; echo 'bpy cannot be installed: the test in Blender will skip'; }
	$(BIN)/pytest -m nightly --timeout 0 tests/living/test_engines.py tests/living/test_vrm_schemas.py

# A million spoilt inputs to the parsers of what strangers send, a third of a million that are
# thought out, and a million requests to the server; for the night.
fuzz: $(VENV)/.tested
	MUTATIONS=1000000 FUZZ_EXAMPLES=8000 FUZZ_REQUESTS=1000000 HOSTILE_REQUESTS=10000 \
	  $(BIN)/pytest -n auto --timeout 0 tests/project/test_mutations.py \
	  tests/project/test_fuzz.py tests/project/test_fuzz_commands.py \
	  tests/serve/test_fuzz_rpc.py tests/serve/test_hostile_clients.py

# A thousand pupils who only count and test, in each lesson.
pupils: $(VENV)/.tested
	PUPILS=1000 $(BIN)/pytest --timeout 0 tests/classroom -k who_only_count

# Thousands of questions to `/api` that its document allows or forbids, and 100,000 about 10,000
# avatars, which may take 200 MiB.
questions: $(VENV)/.tested
	$(BIN)/pytest -m nightly --timeout 0 tests/serve/test_api_schema.py
	SERVED_AVATARS=10000 SERVED_REQUESTS=100000 $(BIN)/pytest --timeout 0 tests/serve/test_memory.py

# The dearest drawings that the limits allow, at every size, in time and memory; all of the corpus of
# hostile inputs; each check of `verify` taken out alone; and the gas of dear packs on a chain; half
# an hour.
hostile: $(VENV)/.tested
	$(BIN)/pytest -m nightly --timeout 0 tests/species/test_effort.py tests/faults/test_strangers.py \
	  tests/registry/test_token_gas.py tests/papers/test_checks_alone.py

# A million avatars from a seed to a list, twice: a quarter of an hour, and 3 GB in $TMPDIR.
million: $(VENV)/.tested
	$(BIN)/python benchmarks/million.py

# The documentation as a site, in site/.
docs: $(VENV)/.tested
	$(BIN)/mkdocs build --strict --quiet
	@echo 'open site/index.html, or with its search: $(BIN)/mkdocs serve'

# Every file that we write cut at every hundredth, the journal of the chain at every page; a mint
# stopped at 200 moments, each command that writes killed at eight to twelve and on as many full
# disks; 500 runs at nodes that misbehave; each wait for a stopped process to its end.
faults: $(VENV)/.tested
	FAULT_STEP=1 INTERRUPTIONS=100 KILLS=300 DISKS=4 EVERY_PAGE=1 RUNS=500 COPIES=10 ROUNDS=10 \
	  TO_THE_END=1 TRANSACTIONS=1000 $(BIN)/pytest -n auto --timeout 0 \
	  tests/faults tests/cli/test_truncation.py tests/cli/test_ctrl_c.py tests/serve

# Measures all, beside other libraries, in a quarter of an hour on a calm machine; writes docs/benchmarks.md.
bench: benchmarks/.venv/.installed contracts/node_modules/.package-lock.json \
       benchmarks/peers/node_modules/.package-lock.json
	for each in gas portraits pictures registration embedded_chain rpc index growth startup heredity \
	  trust soundness page; do \
	  benchmarks/.venv/bin/python benchmarks/$$each.py || exit 1; done

.venv/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed")'
	$(PYTHON) -m venv .venv

.venv/.installed: .venv/bin/python pyproject.toml constraints.txt src/avatarchain/__init__.py
	.venv/bin/python -m pip install --quiet --constraint constraints.txt --editable .
	touch $@

.venv/.tested: .venv/.installed
	.venv/bin/python -m pip install --quiet --constraint constraints.txt --editable '.[test]'
	touch $@

# The wheel, of src/ as it is now: what was built before may hold modules that have moved since.
build/wheel/.built: pyproject.toml README.md $(shell find src -type f -not -name '*.pyc' -not -path '*.egg-info/*')
	rm -rf build
	$(PYTHON) -m pip wheel --quiet --no-deps --wheel-dir build/wheel .
	touch $@

.venv-wheel/.tested: build/wheel/.built constraints.txt
	test -x .venv-wheel/bin/python || $(PYTHON) -m venv .venv-wheel
	.venv-wheel/bin/python -m pip install --quiet --constraint constraints.txt "$$(ls build/wheel/*.whl)[test]"
	.venv-wheel/bin/python -m pip install --quiet --no-deps --force-reinstall build/wheel/*.whl
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

javascript/node_modules/.package-lock.json: javascript/package.json javascript/package-lock.json
	@if command -v npm >/dev/null; then cd javascript && npm ci --no-audit --no-fund; \
	else echo 'npm is not here: tests of the JavaScript package will skip'; fi

# What is built into the Python package and into the JavaScript one: genetics.js of the gallery's
# pages, papers.js of the page that plays alone, the ABI, and the ranges of Unicode, for which a
# Python with that Unicode is needed.
bundle: $(VENV)/.tested javascript/node_modules/.package-lock.json
	$(BIN)/python javascript/generate.py
	cd javascript && npm run bundle

# Runs the notebooks and writes down what they say; their test wants the same again.
notebooks: $(VENV)/.tested
	$(BIN)/python examples/execute.py examples/*.ipynb

benchmarks/peers/node_modules/.package-lock.json: benchmarks/peers/package-lock.json
	cd benchmarks/peers && npm ci --no-audit --no-fund

# The shipped species in one piece, from their packs.
species: .venv/.installed
	$(BIN)/python -m avatarchain.species.pack src/avatarchain/data/species/*/

constraints: $(VENV)/.tested
	$(BIN)/python -m pip install --quiet --editable '.[test,fast,bench]'
	{ echo '# Versions that the tests pass with; used by the Makefile. Renewed by `make constraints`.'; \
	  $(BIN)/python -m pip freeze --exclude-editable | grep -v ' @ '; } > constraints.txt

clean:
	rm -rf .venv .venv-* build dist contracts/.venv contracts/node_modules tests/gallery/node_modules contracts/out contracts/cache avatars
	rm -rf javascript/node_modules javascript/dist
	rm -rf benchmarks/.venv benchmarks/peers/node_modules benchmarks/peers/out benchmarks/peers/cache
