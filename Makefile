# From a fresh clone: `make replay` or `make test`. Needs make and Python 3.11 or newer.
#   make PYTHON=python3.12 test     chooses the interpreter the environment is made with

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
BENCH := .venv-bench

.DEFAULT_GOAL := help
.PHONY: help replay test lint schema reference bench clean
.DELETE_ON_ERROR:

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' Makefile

replay: $(STAMP) ## replay the record of May 2024
	@$(BIN)/tabletop replay may-2024

test: lint ## run every check: lint, then the tests
	$(BIN)/pytest -n auto

lint: $(STAMP) ## check style, types and the order of the rooms
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

schema: $(STAMP) ## write the JSON Schemas of scenarios/schema again
	@$(BIN)/python -m sim.scenario.files.schema

reference: $(STAMP) ## make the reference results again (results/reference)
	@$(BIN)/python results/reference/make.py

bench: $(BENCH)/.installed ## measure the engines against C, heapq, Mesa and salabim (two to eight minutes)
	@$(BENCH)/bin/python -m benchmarks

clean: ## remove the environment, caches and builds (results stay)
	rm -rf $(VENV) $(BENCH) build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find sim tests -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

$(STAMP): pyproject.toml constraints.txt
	@command -v $(PYTHON) >/dev/null || \
	  { echo "$(PYTHON) not found: install Python 3.11 or newer, or name one: make PYTHON=/path/to/python" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "$(PYTHON) is $$($(PYTHON) --version 2>&1), and this needs Python 3.11 or newer: make PYTHON=/path/to/python" >&2; exit 1; }
	@[ -x $(BIN)/python ] || \
	  { echo "Making $(VENV) with $$($(PYTHON) --version)"; $(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }; }
	@echo "Installing tabletop-sim and the pinned libraries into $(VENV) (about a minute, once)"
	@$(BIN)/python -m pip install -qq --disable-pip-version-check -c constraints.txt -e '.[dev,fast,classroom]'
	@touch $@

$(BENCH)/.installed: pyproject.toml constraints.txt benchmarks/requirements.txt
	@[ -x $(BENCH)/bin/python ] || $(PYTHON) -m venv $(BENCH)
	@echo "Installing what is measured into $(BENCH) (about a minute, once)"
	@$(BENCH)/bin/python -m pip install -qq --disable-pip-version-check -c constraints.txt -r benchmarks/requirements.txt -e '.[fast]'
	@touch $@
