# make packs: all the set-up, then a pack for every cohort and seminar.
# make test:  all the set-up, then every check and every test, in real browsers too.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

.PHONY: packs test lint setup browser clean

packs: $(READY)
	$(BIN)/workbook-kit build

test: $(READY) browser lint
	$(BIN)/python -m pytest

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

setup: $(READY)

$(READY): pyproject.toml tools/python.sh
	tools/python.sh "$(PYTHON)" .venv
	$(BIN)/pip install --quiet --upgrade pip
	$(BIN)/pip install --quiet --editable '.[dev]'
	touch $@

browser:
	tools/chromium.sh

clean:
	rm -rf .venv packs quarto _site
