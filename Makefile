# One command a habit. A fresh machine needs Python 3.11 or later, make and a package index.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
DEMO   ?=

# Spark is only worth its 400 MB where there is a Java to run it.
GROUPS := --group dev $(if $(shell command -v java),--group spark)
TESTED := $(VENV)/tested$(if $(shell command -v java),-spark)

.DEFAULT_GOAL := help
.PHONY: help install demo test lint format bench reference lock clean

help:  ## what can be done here
	@sed -n 's/^\([a-z]*\):.*  ## /\1|/p' $(MAKEFILE_LIST) | while IFS='|' read -r name what; do \
	  printf '  make %-10s %s\n' "$$name" "$$what"; done

demo: install  ## build a company that does not exist and serve it (DEMO="--size medium" for more)
	$(BIN)/salesops demo $(DEMO)

install: $(VENV)/installed $(VENV)/translated  ## the program, in .venv

test: install $(TESTED)  ## run every test this machine can run, and say what it left out
	@$(BIN)/python tools/suite.py

lint: install $(TESTED)  ## ruff, mypy and the import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: install $(TESTED)  ## let ruff put every file in order
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: install $(TESTED)  ## measure every workload against its peer; one line of JSON each
	$(BIN)/python bench/run.py

reference: install $(TESTED)  ## write docs/reference from the code
	$(BIN)/python tools/reference.py

lock: $(VENV)/created  ## resolve the dependencies anew (LOCK="--upgrade" for newer ones)
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python tools/lock.py $(LOCK)

clean:  ## remove what was installed; a workspace is never touched
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

$(VENV)/created:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "SalesOps needs Python 3.11 or later; name one with make PYTHON=/path/to/python3")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check "uv>=0.9,<1"
	@touch $@

$(VENV)/installed: uv.lock pyproject.toml | $(VENV)/created
	$(BIN)/python tools/install.py --no-dev --group build
	@touch $@

$(TESTED): uv.lock pyproject.toml | $(VENV)/installed
	$(BIN)/python tools/install.py --group build $(GROUPS)
	@touch $@

$(VENV)/translated: $(wildcard src/salesops/web/locale/*/LC_MESSAGES/*.po src/salesops/web/*/locale/*/LC_MESSAGES/*.po) $(VENV)/installed
	$(BIN)/python tools/compile_messages.py
	@touch $@
