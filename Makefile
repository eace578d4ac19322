# The menu. `make run` and `make test` set up all they need and work on a fresh machine.
SHELL := /bin/sh
.DEFAULT_GOAL := help

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help run demo test crash test-unit check fmt bench docs clean

help: ## list what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

$(VENV)/made: pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "monitor needs Python 3.11 or newer; set PYTHON=python3.x")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable .
	@touch $@

$(VENV)/made-dev: $(VENV)/made
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --group dev
	@touch $@

$(VENV)/made-bench: $(VENV)/made-dev
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --group bench
	@touch $@

run: $(VENV)/made ## start the daemon with the demo newsroom, on made-up local feeds
	$(BIN)/monitor demo

demo: run ## the same

test: $(VENV)/made-dev ## check and test everything, browser and PostgreSQL included
	@tests/support/install-browser
	$(MAKE) check
	$(BIN)/python -m pytest -n 2 --dist loadgroup

crash: $(VENV)/made-dev ## kill the daemon ten thousand times; takes an hour
	CRASH_ROUNDS=100 $(BIN)/python -m pytest -n 2 tests/crash/test_thousand.py tests/crash/test_outage.py

test-unit: $(VENV)/made-dev ## the pure tests only, in seconds
	$(BIN)/python -m pytest tests/unit tests/house tests/property

check: $(VENV)/made-dev ## format, lint, types, rooms
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

fmt: $(VENV)/made-dev ## format and fix what can be fixed
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(VENV)/made-bench ## measure this program next to others, in one run
	$(BIN)/python -m tests.bench.bench_poll
	$(BIN)/python -m tests.bench.bench_fetch
	$(BIN)/python -m tests.bench.bench_parse
	$(BIN)/python -m tests.bench.bench_peers
	$(BIN)/python -m tests.bench.bench_pages
	$(BIN)/python -m tests.bench.bench_match --large
	$(BIN)/python -m tests.bench.bench_hostile
	$(BIN)/python -m tests.bench.bench_schedule
	$(BIN)/python -m tests.bench.bench_search
	$(BIN)/python -m tests.bench.bench_urls
	$(BIN)/python -m tests.bench.bench_copies
	$(BIN)/python -m tests.bench.bench_stories
	$(BIN)/python -m tests.bench.bench_alerts

docs: ## list the documentation
	@find docs -name '*.md' | sort

clean: ## remove what was made
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
