# The commands of Grizha. Each one makes what it needs: a fresh clone wants only Python 3.11 and make.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
# Four processes start from the same code: without its bytecode each would compile it anew.
unexport PYTHONDONTWRITEBYTECODE

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
RUN := $(VENV)/bin/python
INSTALLED := $(VENV)/.installed
# uv asks the package index that pip is told to ask; where it cannot, pip installs the same files.
INDEX = $${UV_DEFAULT_INDEX:-$${PIP_INDEX_URL:-$$($(RUN) -m pip config get global.index-url 2>/dev/null || true)}}
TESTS ?= tests
WORKERS ?= 3

.PHONY: help run test bench check format messages lock browser venv clean

help: ## What can be asked for
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 20

run: $(INSTALLED) ## Start everything on this machine, with the demonstration municipality
	@exec $(RUN) main.py run

test: $(INSTALLED) browser ## All tests, on SQLite and PostgreSQL and in a real browser
	@$(RUN) -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder $(TESTS)

bench: $(INSTALLED) browser ## The figures, one a line: name, value, unit
	@$(RUN) -m tests.bench

check: $(INSTALLED) ## Style, types and the order of the rooms
	@$(RUN) -m ruff check .
	@$(RUN) -m ruff format --check .
	@$(RUN) -m mypy
	@$(VENV)/bin/lint-imports

format: $(INSTALLED) ## Put every file in the common form
	@$(RUN) -m ruff check --fix-only --quiet .
	@$(RUN) -m ruff format .

messages: $(INSTALLED) ## Collect the phrases of every room into the catalogues
	@$(RUN) main.py messages

lock: $(INSTALLED) ## Pin what requirements.in asks for; no address gets into the lock
	@$(VENV)/bin/uv pip compile --quiet --python $(RUN) --upgrade --generate-hashes \
		--no-emit-index-url --no-emit-find-links --no-header --output-file requirements.lock requirements.in
	@! grep -nE '://|^-|file:' requirements.lock || { echo "requirements.lock holds an address: see above" >&2; exit 1; }

browser: $(INSTALLED)
	@$(RUN) -m tests.browser

venv: $(INSTALLED)

clean: ## Remove what the commands above have made, the local database in var/ excepted
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(RUN):
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || { \
		echo "Grizha needs Python 3.11. Install it, or say where it is: make run PYTHON=/path/to/python3.11" >&2; exit 1; }
	@echo "Making $(VENV): the first time takes a minute."
	@"$(PYTHON)" -m venv $(VENV)

$(INSTALLED): requirements.lock | $(RUN)
	@awk '/^[a-z0-9]/ { wanted = /^uv==/ } wanted' requirements.lock > $(VENV)/uv.lock
	@$(RUN) -m pip install --quiet --disable-pip-version-check --require-hashes -r $(VENV)/uv.lock
	@index="$(INDEX)"; if [ -n "$$index" ]; then export UV_DEFAULT_INDEX="$$index"; fi; \
	$(VENV)/bin/uv pip sync --quiet --python $(RUN) --require-hashes requirements.lock \
		|| { echo "uv could not install; pip tries." >&2; \
			$(RUN) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock; }
	@$(RUN) -m compileall -qq -j 2 $(VENV)/lib || true  # some packages carry examples that are no Python
	@touch $@
