# `make` lists the commands. Everything is installed into .venv, node_modules and var; nothing outside this folder.
.DEFAULT_GOAL := help
.PHONY: help setup setup-dev run reset test tests types quick check bench format messages
SHELL := /bin/sh
# Many processes are started here, and each would compile the whole project again.
unexport PYTHONDONTWRITEBYTECODE
PYTHON3 ?= python3
BIN := .venv/bin
PY := $(BIN)/python
# As many processes as cores; modules stay together, and what starts processes of its own is run one by one at the end.
PYTEST := $(PY) -m pytest -n auto --dist loadgroup --no-loadscope-reorder

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## install what running needs; quick when nothing has changed
	@$(PYTHON3) scripts/setup.py run

setup-dev: ## install what running and testing need
	@$(PYTHON3) scripts/setup.py dev

run: setup ## start the whole platform at http://localhost:8000 (PORT=… for another port); Ctrl-C stops it
	@exec $(PY) -m trading.project.run

reset: setup ## start over: drop the demo's database, files and keys
	@$(PY) -m trading.project.reset

test: setup-dev ## every test, browser journeys included
	@$(PYTHON3) scripts/browser.py
	$(PYTEST)

quick: setup-dev ## the tests of domain, services and architecture
	$(PYTEST) --hypothesis-profile quick tests/domain tests/architecture tests/services

check: setup-dev ## all that CI runs: format, lint, types, import contracts, migrations, tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	@# compares models with migrations; that no database runs is no matter
	$(PY) -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run
	@# types take one core for a minute, and the tests begin with their database: both at once
	@$(MAKE) --no-print-directory -j2 types tests

types:
	$(BIN)/lint-imports
	$(BIN)/mypy .

tests:
	$(PYTEST)

bench: setup-dev ## the benchmarks: ratios measured in one run
	$(PY) -m tests.bench

format: setup-dev ## put the code into its one format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
