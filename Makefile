# Two commands do everything on a fresh machine: `make run` and `make test`.
# On a machine without make, the lines below each target are the plain commands.
# On Windows, programs of the virtual environment are in .venv\Scripts instead of .venv/bin.

PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
INDEX ?= var/index
PORT ?= 8000
BENCH ?=

.PHONY: run test check bench clean

run: $(VENV)/ready-to-run  ## Index the sample pages and serve them.
	$(BIN)/gubernia index seeds --index $(INDEX)
	$(BIN)/gubernia serve --index $(INDEX) --port $(PORT)

test: $(VENV)/ready-to-check  ## Run every test.
	$(BIN)/python -m pytest -n auto

check: $(VENV)/ready-to-check  ## Lint and check types.
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(VENV)/ready-to-check  ## Compare engines; BENCH="--articles FILE --sizes itself,100000" measures your own.
	$(BIN)/python -m benchmarks $(BENCH)

clean:
	rm -rf $(VENV) var build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(VENV)/ready-to-run: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	touch $@

$(VENV)/ready-to-check: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[check]"
	touch $@ $(VENV)/ready-to-run
