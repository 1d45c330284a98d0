# Gongzhi: set-up and the commands of every day. `make help` lists them.
#
# Needs git, make and Python 3.11 or later with pip and venv. Everything is installed into .venv, from
# locks with hashes; the system's Python is left alone. Paths are relative, so the folder may have any name.

PYTHON ?= python3
JOBS ?= 2
OUT ?= outputs/demo
REPLICATIONS ?= 10
SAMPLE ?= 0.033
UV ?= uv

VENV := .venv
BIN := $(VENV)/bin
PIP_OPTIONS := --require-hashes --disable-pip-version-check --no-input --quiet

DEMO_SCENARIOS := \
	scenarios/baseline.yaml \
	scenarios/three_plus_one.yaml \
	scenarios/three_society_linkage.yaml \
	scenarios/service_platform.yaml \
	scenarios/funding_balance.yaml \
	scenarios/all_four.yaml

# A stamp carries the checksums of the Python and of its lock: unchanged, nothing is installed; a changed lock
# installs again, another Python makes the folder anew.
PYTHON_SUM := $(firstword $(shell $(PYTHON) -V 2>&1 | cksum))
stamp = $(VENV)/$(1)-$(PYTHON_SUM)-$(firstword $(shell cksum < $(2)))
READY := $(VENV)/python-$(PYTHON_SUM)
CORE := $(call stamp,core,requirements.txt)
ALL := $(call stamp,all,requirements-all.txt)

.DEFAULT_GOAL := help
.PHONY: help demo view test test-browser nightly bench lint format lock install install-all clean
.DELETE_ON_ERROR:

help: ## Lists the commands
	@grep -hE '^[a-z-]+:.*## ' Makefile | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 24

demo: $(CORE) ## Compares the policies on Chongqing and says where the results are
	@if [ "$(OUT)" = outputs/demo ]; then rm -rf outputs/demo; fi
	@start=$$(date +%s); \
	$(BIN)/python run_sim.py compare $(DEMO_SCENARIOS) --replications $(REPLICATIONS) --sample $(SAMPLE) --out "$(OUT)" || exit $$?; \
	echo; \
	echo "Compared in $$(( $$(date +%s) - start )) seconds. The results are in $(OUT):"; \
	ls "$(OUT)" | sed 's/^/  /'; \
	echo "Begin with $(OUT)/report.html"

view: $(ALL) ## Opens the model in the browser
	$(BIN)/python run_sim.py view

test: lint ## Checks style and types, then runs the tests; those of the page need Chromium
	$(BIN)/python run_sim.py warmup
	$(BIN)/python -m pytest -n $(JOBS) -m 'not nightly and not browser'
	$(BIN)/python -m pytest -m 'browser and not nightly'

test-browser: $(ALL) ## Runs the tests that look at the page; needs Chromium
	$(BIN)/python -m pytest -q -m 'browser and not nightly'

nightly: $(ALL) ## Runs every test, the long ones too
	HYPOTHESIS_PROFILE=nightly $(BIN)/python -m pytest -n $(JOBS) -m ''

bench: $(CORE) ## Measures the benchmarks and writes docs/benchmarks.md; takes long
	@for script in benchmarks/t[0-9]*.py; do \
		echo "== $$script"; $(BIN)/python "$$script" || exit $$?; \
	done
	$(BIN)/python benchmarks/write_report.py

lint: $(ALL) ## Checks style and types
	$(BIN)/python -m ruff check --output-format concise .
	$(BIN)/python -m mypy

format: $(ALL) ## Puts imports and layout in order
	$(BIN)/python -m ruff check --fix .
	$(BIN)/python -m ruff format .

lock: ## Rewrites the locks from pyproject.toml (needs uv; UPGRADE=--upgrade takes the newest versions)
	UV="$(UV)" bash maintenance/lock.sh

install: $(CORE) ## Makes .venv with what the command line needs
install-all: $(ALL) ## Adds what the page, studies on a cluster, sensitivity analysis and the tests need

clean: ## Removes .venv and the caches; outputs stay
	rm -rf "$(VENV)" .pytest_cache .ruff_cache .mypy_cache .hypothesis
	find . -name __pycache__ -type d -not -path './.git/*' -prune -exec rm -rf {} +

# A folder of another Python, or one whose making was cut short, is made anew.
$(READY):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Gongzhi needs Python 3.11 or later; '$(PYTHON)' is $$($(PYTHON) -V 2>&1)." \
			"Name another one: make PYTHON=/path/to/python3.12 ..." >&2; exit 2; }
	@echo "Making $(VENV) ..."
	@rm -rf "$(VENV)"
	@$(PYTHON) -m venv "$(VENV)"
	@touch $@

define install-lock
	@echo "Installing $(1) ..."
	@rm -f $(2)-*
	@$(BIN)/python -m pip install $(PIP_OPTIONS) -r $(1)
	@touch $@
endef

$(CORE): | $(READY)
	$(call install-lock,requirements.txt,$(VENV)/core)

$(ALL): | $(READY)
	$(call install-lock,requirements-all.txt,$(VENV)/all)
