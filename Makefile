# Each target is one command or two; README.md gives the same commands for Windows, where make is not at hand.
# Needed: Python 3.11 or newer, make, and the package index for the first set-up. Nothing outside this folder is written.
PYTHON ?= python3
BIN := $(if $(filter Windows_NT,$(OS)),.venv/Scripts,.venv/bin)
.DEFAULT_GOAL := help

.PHONY: help setup dev run test check gold bench samples lock clean

help:  ## this list
	@sed -n 's/^\([a-z]*\):.*  ## \(.*\)/  make \1\t\2/p' Makefile | expand -t 18

setup: .venv/.reader  ## the command luoshi in .venv

dev: .venv/.dev  ## the same, and the tools that check and test

.venv/.reader: requirements.txt requirements-uv.txt pyproject.toml tools/environment.py
	$(PYTHON) tools/environment.py

.venv/.dev: .venv/.reader requirements-dev.txt
	$(PYTHON) tools/environment.py --dev

run: .venv/.reader  ## read samples/ into one page and one workbook in out/
	$(BIN)/luoshi read samples --together --format html,xlsx --out out

test: .venv/.dev  ## every test
	$(BIN)/python -m pytest

check: .venv/.dev  ## format, lint, types, and who imports whom
	$(BIN)/python tools/check.py

gold: .venv/.reader  ## score reading and matching on the labelled documents and pairs
	$(BIN)/python gold/run.py
	$(BIN)/python gold/match_run.py

bench: .venv/.reader  ## measure speed, alone and beside a peer
	$(BIN)/python bench/run.py

samples: .venv/.dev  ## make the documents in samples/ anew
	$(BIN)/python tools/samples/make.py

lock:  ## pin all versions anew
	$(PYTHON) tools/environment.py --lock

clean:  ## remove what the other targets made
	$(PYTHON) tools/environment.py --clean
