# What a reader types. `make help` lists it.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin

# Two at a time, a file each; and two that share their matrix products would wait for each other.
PYTEST := OPENBLAS_NUM_THREADS=1 $(BIN)/pytest --numprocesses=2 --dist=loadfile --no-loadscope-reorder

.DEFAULT_GOAL := help
.PHONY: help lab draw mine judge test test-slow test-oldest mutants bench speedrun chapters book web handout assignments binder clean

help: ## list these commands
	@grep -hE '^[a-z-]+: .*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1	/' | expand -t 20

# It opens with the chapters' own page, shows Markdown as text, and dims figures in its dark theme.
LAB := --LabApp.default_url=/lab/tree/README.md
LAB += --LabApp.app_settings_dir="$(CURDIR)/notebooks/app/lab/settings"
LAB += --LabApp.extra_labextensions_path="$(CURDIR)/notebooks/app/lab/extensions"
lab: $(VENV)/.installed            ## read and run the chapters in JupyterLab
	$(BIN)/jupyter lab --notebook-dir=notebooks $(LAB) $(if $(filter 0,$(shell id -u)),--allow-root)

draw: $(VENV)/.installed           ## open the drawing pad as an app in the browser
	$(BIN)/python -m nnlib draw

mine: $(VENV)/.installed           ## lay an empty library beside the chapters, for you to write
	$(BIN)/python -m nnlib.course.ladder lay

judge: $(VENV)/.installed          ## say how far your library is, and what comes next
	@$(BIN)/python -m nnlib.course.ladder judge || [ $$? -eq 1 ] # 1: a step to mend

test: $(VENV)/.installed-test      ## run the tests, the chapters among them
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(PYTEST)

test-slow: $(VENV)/.installed-test ## run the tests that `make test` leaves out because they take long
	$(PYTEST) -m slow

OLDEST := .venv-oldest
test-oldest: $(BIN)/python ## run the tests with the oldest packages that pyproject.toml allows
	$(BIN)/python -m venv --clear $(OLDEST)
	$(OLDEST)/bin/pip install --quiet --disable-pip-version-check uv
	$(OLDEST)/bin/uv pip install --quiet --python $(OLDEST)/bin/python --resolution lowest-direct --editable ".[test]"
	$(OLDEST)/bin/python -m pytest tests -o addopts=

mutants: $(VENV)/.installed-mutants ## plant small faults in the library: do the tests hear them?
	OPENBLAS_NUM_THREADS=1 $(BIN)/mutmut run
	$(BIN)/python tools/mutants.py

bench: $(VENV)/.installed-bench    ## measure the speed beside PyTorch, scikit-learn and JAX
	$(BIN)/python tools/benchmarks/run.py
	$(BIN)/python tools/readme.py

speedrun: $(VENV)/.installed       ## seconds to 97, 98.5 and 99 % test: run the record's entry
	$(BIN)/python tools/benchmarks/speedrun.py
	$(BIN)/python tools/readme.py

chapters: $(VENV)/.installed ## run every chapter, store its outputs, and what the README repeats
	$(BIN)/python tools/links.py
	$(BIN)/python tools/chapters.py
	$(BIN)/python tools/readme.py

book: $(VENV)/.installed-book      ## build the book from the stored outputs: build/book/html
	$(BIN)/python tools/book.py

web: $(VENV)/.installed            ## make the page that needs no Python: web/pad.html, one file
	$(BIN)/python tools/web.py

handout: $(VENV)/.installed ## print a sheet for each pupil, a network by hand: build/handout.pdf
	$(BIN)/python tools/handout.py

assignments: $(VENV)/.installed ## make nbgrader's assignments from the exercises: build/assignments
	$(BIN)/python tools/assignments.py

binder: $(BIN)/python ## pin what Binder installs: binder/requirements.txt
	$(BIN)/pip install --quiet --disable-pip-version-check uv
	$(BIN)/uv pip compile pyproject.toml --extra app --extra cluster --python-version 3.12 --python-platform linux \
	  --upgrade --quiet --no-annotate --custom-compile-command "make binder" \
	  --output-file binder/requirements.txt

clean: ## remove the virtual environment
	rm -rf $(VENV) $(OLDEST) mutants

# The stamps are newer than pyproject.toml once it has been installed: nothing to do the next time.
$(VENV)/.installed: pyproject.toml | $(BIN)/python
	$(BIN)/pip install --quiet --disable-pip-version-check --editable ".[app,cluster]"
	@touch $@

$(VENV)/.installed-test: pyproject.toml | $(BIN)/python
	$(BIN)/pip install --quiet --disable-pip-version-check --editable ".[test]"
	@touch $@ $(VENV)/.installed

$(VENV)/.installed-mutants: pyproject.toml | $(BIN)/python
	$(BIN)/pip install --quiet --disable-pip-version-check --editable ".[mutants]"
	@touch $@ $(VENV)/.installed

# The version of PyTorch that stands in the results; `make TORCH=torch bench` takes the newest.
TORCH ?= torch==2.13.0
$(VENV)/.installed-bench: pyproject.toml | $(BIN)/python
	$(BIN)/pip install --quiet --disable-pip-version-check --editable ".[app,bench]" "$(TORCH)" || { \
	  echo "Not every peer could be installed; those that are missing will be left out."; \
	  $(BIN)/pip install --quiet --disable-pip-version-check --editable ".[app]"; }
	@touch $@ $(VENV)/.installed

$(VENV)/.installed-book: pyproject.toml | $(BIN)/python
	$(BIN)/pip install --quiet --disable-pip-version-check --editable ".[app,book]"
	@touch $@ $(VENV)/.installed

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "This needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version). Try: make PYTHON=python3.12 lab"; exit 1; }
	$(PYTHON) -m venv $(VENV)
