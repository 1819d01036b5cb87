# Two commands do all: `make demo` builds the worked example, `make test` runs the whole suite.
# Windows has no make: the plain pip commands stand in README.md.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin

.PHONY: demo test lint format bench gallery docs guides bundle fuzz clean

demo: $(VENV)/.installed
	$(BIN)/tambon-gis demo --also all

test: $(VENV)/.installed-dev
	sh tests/programs_setup.sh
	$(MAKE) --no-print-directory lint
	$(BIN)/python -m pytest -n 2 --dist loadfile

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m numpydoc lint --config . $$(git ls-files 'tambon_gis/*.py' 'tambon_gis/**/*.py')

# Benchmarks and the long fuzzing are no part of the suite: minutes of work, told as tables.
bench: $(VENV)/.installed-dev
	$(BIN)/python -m benchmarks.run
	$(BIN)/python -m benchmarks.pages

# Pictures of docs/gallery.md, from a build of the worked example.
gallery: $(VENV)/.installed-dev
	$(BIN)/python docs/make_gallery.py

# The manual as a site in docs/_build/site; warnings are errors. Pictures of its three guides.
docs: $(VENV)/.installed-dev
	$(BIN)/python docs/make_site.py

guides: $(VENV)/.installed-dev
	$(BIN)/python docs/make_guides.py

# A stick that installs and starts without internet: wheels for several systems, starters, a README.
bundle: $(VENV)/.installed-dev
	$(BIN)/python packaging/bundle.py --to dist/usb

fuzz: $(VENV)/.installed-dev
	$(BIN)/python tests/fuzz.py --minutes 10

format: $(VENV)/.installed-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: setup.cfg pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e ".[office]"
	touch $@

$(VENV)/.installed-dev: setup.cfg pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e ".[dev]"
	touch $@ $(VENV)/.installed

clean:
	rm -rf $(VENV) maps/*/ work build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache
