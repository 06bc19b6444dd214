# Every target sets up what it needs; Python 3.11 or newer is all that must be there.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.ready
# Two workers: the tests start servers of their own, and small machines have two cores.
WORKERS ?= 2
SEEDS ?= 5000

.PHONY: setup demo test check audit bench simulate leaks replicas crashes lock pictures clean

setup: $(STAMP)

$(STAMP): requirements/dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed; '$(PYTHON)' is older. Try: make PYTHON=python3.11 $(MAKECMDGOALS)"; exit 2; }
	@echo "Setting up .venv (once, about a minute)"
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

demo: setup
	$(BIN)/partner-bot demo

test: setup
	$(BIN)/pytest -n $(WORKERS) --dist loadgroup

check: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry .
	$(BIN)/vulture

# What is installed, as a CycloneDX bill of materials, and whether a known hole is among it.
# Where the database of known holes cannot be reached, it says so and only the bill is made.
audit: setup
	@mkdir -p var
	$(BIN)/cyclonedx-py requirements requirements/run.txt --of JSON -o var/sbom.json
	@$(BIN)/pip-audit --disable-pip --require-hashes -r requirements/run.txt \
		--progress-spinner off --timeout 10 >var/audit.txt 2>&1 \
		|| ! grep "^Found .* known vulnerabilit" var/audit.txt || { cat var/audit.txt; exit 1; }
	@tail -n 3 var/audit.txt

bench: setup
	$(BIN)/python -m tests.bench

simulate: setup
	$(BIN)/python -m tests.simulation --seeds $(SEEDS)

pictures: setup
	$(BIN)/python -m tests.journeys.take_pictures

leaks: setup
	LEAKS=whole $(BIN)/python -m pytest tests/leaks -o junit_family=xunit1 --junitxml=var/leaks.xml

replicas: setup
	$(BIN)/python -m tests.replicas

crashes: setup
	$(BIN)/python -m tests.crashes

lock: setup
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --extra postgres pyproject.toml -o requirements/run.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --extra postgres --group dev -c requirements/run.txt pyproject.toml -o requirements/dev.txt

clean:
	rm -rf .venv build dist var
