# Each target is one command or two; README.md gives the same commands for Windows, where make is not at hand.
# Needed: Python 3.11 or newer, make, and the package index for the first set-up. Nothing outside this folder is written.
PYTHON ?= python3
BIN := $(if $(filter Windows_NT,$(OS)),.venv/Scripts,.venv/bin)
.DEFAULT_GOAL := help

.PHONY: help setup web dev run office ledger test faults check gold bench samples lock clean

help:  ## this list
	@sed -n 's/^\([a-z]*\):.*  ## \(.*\)/  make \1\t\2/p' Makefile | expand -t 18

setup: .venv/.reader  ## the command luoshi in .venv

web: .venv/.web  ## the same, and the application

dev: .venv/.dev  ## the same, and the tools that check and test

.venv/.reader: requirements.txt requirements-uv.txt pyproject.toml tools/environment.py
	$(PYTHON) tools/environment.py

.venv/.web: .venv/.reader requirements-web.txt $(wildcard src/luoshi/*/locale/*/LC_MESSAGES/*.po src/luoshi/lines/*/locale/*/LC_MESSAGES/*.po)
	$(PYTHON) tools/environment.py --web

.venv/.dev: .venv/.web requirements-dev.txt
	$(PYTHON) tools/environment.py --dev

run: .venv/.web  ## look round in a browser: an invented county; where an office has begun here, that office
	$(BIN)/luoshi serve --look

office: .venv/.web  ## begin or go on with one's own office, in ./data or DATABASE_URL
	$(BIN)/luoshi serve

ledger: .venv/.reader  ## read samples/ into one page and one workbook in out/
	$(BIN)/luoshi read samples --together --format html,xlsx --out out

test: .venv/.dev  ## every test, those that use a database on SQLite and on PostgreSQL
	$(BIN)/python -m pytest -n auto --dist loadfile
	$(BIN)/python -m pytest -n auto --dist loadfile --ds=settings_postgresql tests/org tests/records tests/ledger tests/assess tests/lines tests/site tests/faults

faults: .venv/.dev  ## kill the application a hundred times at each kind of work, on both databases
	$(BIN)/python tools/kill_often.py

check: .venv/.dev  ## format, lint, types, and who imports whom
	$(BIN)/python tools/check.py

gold: .venv/.reader  ## score reading and matching on the labelled documents and pairs
	$(BIN)/python gold/run.py
	$(BIN)/python gold/match_run.py

bench: .venv/.dev  ## measure speed: the reader beside a peer, the application beside bare SQL
	$(BIN)/python bench/run.py
	$(BIN)/python bench/application.py
	$(BIN)/python bench/ledger.py
	$(BIN)/python bench/journal.py

samples: .venv/.dev  ## make the documents in samples/ anew
	$(BIN)/python tools/samples/make.py

lock:  ## pin all versions anew
	$(PYTHON) tools/environment.py --lock

clean:  ## remove what the other targets made
	$(PYTHON) tools/environment.py --clean
