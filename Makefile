# Gongzhi: set-up and the commands of every day. `make help` lists them.
#
# Needs git, make and Python 3.11 or later with pip and venv. Everything is installed into .venv, from
# locks with hashes; the system's Python is left alone. Paths are relative, so the folder may have any name.

PYTHON ?= python3
JOBS ?= 2
OUT ?= outputs/demo
WORLDS ?= 24
SAMPLE ?= 0.008
UV ?= uv

VENV := .venv
BIN := $(VENV)/bin

# Every process would compile all sources again.
unexport PYTHONDONTWRITEBYTECODE

DEMO_SCENARIOS := \
	scenarios/baseline.yaml \
	scenarios/three_plus_one.yaml \
	scenarios/three_society_linkage.yaml \
	scenarios/service_platform.yaml \
	scenarios/funding_balance.yaml \
	scenarios/all_four.yaml

.DEFAULT_GOAL := help
.PHONY: help demo view test test-browser verify nightly audit bench ensemble lint format lock install install-all clean
.DELETE_ON_ERROR:

help: ## Lists the commands
	@grep -hE '^[a-z-]+:.*## ' Makefile | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 24

demo: install ## Compares the policies on Chongqing and says where the results are
	@if [ "$(OUT)" = outputs/demo ]; then rm -rf outputs/demo; fi
	@start=$$(date +%s); \
	$(BIN)/python run_sim.py compare $(DEMO_SCENARIOS) --worlds $(WORLDS) --sample $(SAMPLE) --out "$(OUT)" || exit $$?; \
	echo; \
	echo "Compared in $$(( $$(date +%s) - start )) seconds. The results are in $(OUT):"; \
	ls "$(OUT)" | sed 's/^/  /'; \
	echo "Begin with $(OUT)/report.html"

view: install-all ## Opens the model in the browser
	$(BIN)/python run_sim.py view

test: install-all ## Checks style and types and runs the tests, beside one another; those of the page need Chromium
	$(BIN)/python -m ruff check --output-format concise .
	$(BIN)/python -m ruff format --check --quiet .
	$(BIN)/python run_sim.py warmup
	@folder=$$(mktemp -d); trap 'rm -rf "$$folder"' EXIT; \
	echo "types are checked beside the tests; what is found is said at the end"; \
	$(BIN)/python -m mypy >"$$folder/types" 2>&1 & types=$$!; failed=0; \
	$(BIN)/python -m pytest -n $(JOBS) --dist loadfile -m 'not nightly and not slow and not browser' || failed=$$?; \
	$(BIN)/python -m pytest -n $(JOBS) --dist loadfile -m 'browser and not nightly' || failed=$$?; \
	wait $$types || failed=$$?; cat "$$folder/types"; exit $$failed

test-browser: install-all ## Runs the tests that look at the page; needs Chromium
	$(BIN)/python -m pytest -q -n $(JOBS) --dist loadfile -m 'browser and not nightly'

verify: install-all ## Runs every test, the long ones too, and every mutant; takes hours
	HYPOTHESIS_PROFILE=nightly $(BIN)/python -m pytest -n $(JOBS) --dist loadfile -m ''
	$(BIN)/python -m maintenance.mutants

nightly: verify ## Another name of verify

audit: install ## Looks up known weaknesses of the locked libraries; needs the network
	$(BIN)/python maintenance/audit.py

bench: install ## Measures the benchmarks and writes docs/benchmarks.md; takes long
	@for script in benchmarks/t[0-9]*.py; do \
		echo "== $$script"; $(BIN)/python "$$script" || exit $$?; \
	done
	$(BIN)/python benchmarks/write_report.py

ensemble: install ## Makes the shipped ensemble of plausible worlds again, and what docs/validation.md says of it
	rm -rf outputs/ensemble
	$(BIN)/python run_sim.py ensemble experiments/ensemble.yaml --members data/chongqing/ensemble.csv --out outputs/ensemble
	$(BIN)/python -m maintenance.validation_table - - outputs/ensemble

lint: install-all ## Checks style and types
	$(BIN)/python -m ruff check --output-format concise .
	$(BIN)/python -m ruff format --check --quiet .
	$(BIN)/python -m mypy

format: install-all ## Puts imports and layout in order
	$(BIN)/python -m ruff check --fix .
	$(BIN)/python -m ruff format .

lock: ## Rewrites the locks from pyproject.toml (needs uv; UPGRADE=--upgrade takes the newest versions)
	UV="$(UV)" bash maintenance/lock.sh

install: ## Makes .venv with what the command line needs, and mends it
	@$(PYTHON) maintenance/environment.py requirements.txt

install-all: ## Adds what the page, studies on a cluster, sensitivity analysis and the tests need
	@$(PYTHON) maintenance/environment.py requirements-all.txt

clean: ## Removes .venv and the caches; outputs stay
	rm -rf "$(VENV)" .pytest_cache .ruff_cache .mypy_cache .hypothesis
	find . -name __pycache__ -type d -not -path './.git/*' -prune -exec rm -rf {} +
