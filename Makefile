# Evergreen: needs git, make and Python 3.11 with venv; everything else comes along.
PYTHON ?= $(firstword $(foreach name,python3.11 python3,$(shell command -v $(name) 2>/dev/null)))
OURS := .venv/bin/python
LOCK := $(OURS) -m uv pip compile --quiet --generate-hashes --no-emit-index-url --no-annotate \
	--python-version 3.11 --custom-compile-command "make lock"
ROWS ?= 10000
ROUNDS ?= 20
# Without compiled modules every start of a process takes three times as long.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help run setup backup restore test bench torture lock messages python environment

help:  ## What there is
	@sed -n 's/^\([a-z]*\):[^#]*## \(.*\)/make \1\t\2/p' Makefile | expand -t 18

run: environment  ## Everything, then http://127.0.0.1:8000 (PORT=, VAR_DIR=, DEMO=0)
	@$(OURS) -m tools.backup finish
	@exec $(OURS) -m tools.run --with-parent

setup: environment  ## Everything that running needs, without starting it
	@$(OURS) -m tools.backup finish
	@exec $(OURS) -m tools.run --prepare-only --with-parent

backup: environment  ## Database and uploads into one file, also while it runs (FILE=)
	@exec $(OURS) -m tools.backup create $(if $(FILE),--file="$$FILE")

restore: environment  ## Everything out of that file, after a check of it (FILE=, FORCE=1)
	@if [ -z "$$FILE" ]; then echo "Which one? make restore FILE=…" >&2; exit 1; fi
	@exec $(OURS) -m tools.backup restore $(if $(filter-out 0,$(FORCE)),--force) -- "$$FILE"

test: python  ## The gate: every check and every test
	@$(PYTHON) -m tools.setup --dev
	@exec $(OURS) -m tools.gate

bench: python  ## The figures against their targets (ROWS=10000, GROWTH=1000,10000)
	@$(PYTHON) -m tools.setup --dev
	@exec $(OURS) -m tools.bench $(if $(GROWTH),--growth $(GROWTH),--rows $(ROWS))

torture: python  ## The worker and the database killed again and again (ROUNDS=20)
	@$(PYTHON) -m tools.setup --dev
	@exec $(OURS) -m tools.torture --rounds $(ROUNDS)

lock: python  ## Newest allowed versions into requirements*.txt, with hashes
	@$(PYTHON) -m tools.setup --dev
	@$(LOCK) --upgrade requirements.in --output-file requirements.txt
	@$(LOCK) --upgrade requirements-dev.in --output-file requirements-dev.txt

messages: python  ## New strings into the catalogue, then compile it
	@$(PYTHON) -m tools.setup --dev
	@$(OURS) -m tools.catalogues --update
	@$(OURS) -m tools.catalogues

environment: python
	@$(PYTHON) -m tools.setup

python:
	@if [ -z "$(PYTHON)" ]; then echo "Python 3.11 is missing: apt-get install python3.11-venv" >&2; exit 1; fi
