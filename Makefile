# make packs: all the set-up, then a pack for every cohort and seminar.
# make test:  all the set-up, then every check and every test, in real browsers too.
# make page-script: the page's script joined anew, after a change in _extensions/seminar/script.
# make sheet-metadata: how Quarto draws a sheet by itself, written anew, after a change in _extension.yml.
# make fuzz: the tests that make up their own examples, with fifty times as many, new ones each time.
# make lite: a pack's notebook tried in JupyterLite without a network (a download of 40 MB first, then a minute).
# make verify-pdf: every PDF in packs/ held to the standards it claims, by veraPDF (needs Java; a download of 24 MB).
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
NODE_READY := node_modules/.ready
VERIFY_READY := .venv/.verify-ready
LITE := .lite
LITE_READY := $(LITE)/.ready
LITE_COHORT := ltd-saltmarsh-2027
# Tests of one file stay in one process, and share what they need made; a single test needs none of this.
PARALLEL := --numprocesses=logical --maxprocesses=4 --dist=loadfile --no-loadscope-reorder

.PHONY: packs test fuzz lint script page-script sheet-metadata setup browser verify-pdf lite clean

packs: $(READY)
	$(BIN)/workbook-kit build

test: $(READY) $(NODE_READY) browser lint script
	$(BIN)/python -m pytest $(PARALLEL)

fuzz: $(READY)
	FUZZ=50 $(BIN)/python -m pytest -m fuzz $(PARALLEL)

lint: $(READY) $(NODE_READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	node_modules/.bin/tsc

script: $(NODE_READY)
	node --test --test-reporter=spec tests/script/*.test.js

page-script: $(READY)
	$(BIN)/python -m workbook_kit.render.script _extensions/seminar

sheet-metadata: $(READY)
	$(BIN)/python -m workbook_kit.packs.quarto_sheet

setup: $(READY)

$(READY): pyproject.toml tools/python.sh
	tools/python.sh "$(PYTHON)" .venv
	$(BIN)/pip install --quiet --upgrade pip
	$(BIN)/pip install --quiet --editable '.[dev]'
	touch $@

$(NODE_READY): package.json package-lock.json tools/node.sh
	tools/node.sh
	npm ci --omit=optional --no-audit --no-fund --no-update-notifier --loglevel=error >/dev/null
	touch $@

browser:
	tools/chromium.sh

verify-pdf: $(VERIFY_READY)
	$(BIN)/python tools/verify/verify.py packs

$(VERIFY_READY): $(READY) tools/java.sh
	tools/java.sh
	$(BIN)/pip install --quiet --editable '.[verify]'
	touch $@

lite: $(READY) $(NODE_READY) $(LITE_READY) browser
	rm -rf $(LITE)/site $(LITE)/site-parts
	$(BIN)/workbook-kit build --cohort $(LITE_COHORT) --seminar seminar-1 --format ipynb --out $(LITE)/packs
	$(LITE)/bin/python tools/lite/site.py $(LITE)/packs/$(LITE_COHORT)/seminar-1 $(LITE)/site
	$(BIN)/python tools/lite/try_site.py $(LITE)/site

$(LITE_READY): tools/lite/requirements.txt tools/python.sh
	tools/python.sh "$(PYTHON)" $(LITE)
	$(LITE)/bin/pip install --quiet --requirement tools/lite/requirements.txt
	touch $@

clean:
	rm -rf .venv .lite node_modules packs quarto _site _preview
