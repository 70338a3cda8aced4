# Each target is one command or two; README.md gives the same commands for Windows, where make is not at hand.
# Needed: Python 3.11 or newer, make, and the package index for the first set-up. Nothing outside this folder is written.
PYTHON ?= python3
BIN := $(if $(filter Windows_NT,$(OS)),.venv/Scripts,.venv/bin)
.DEFAULT_GOAL := help
# make test SINCE=main~1: only what can reach the files that differ from there, and a core (tests/since.py)
export LUOSHI_SINCE := $(SINCE)

.PHONY: help setup web scan dev run office ledger test test-all security blindness faults mutants cover check gold roles bench samples lock sbom clean

help:  ## this list
	@sed -n 's/^\([a-z-]*\):.*  ## \(.*\)/  make \1\t\2/p' Makefile | expand -t 18

setup: .venv/.reader  ## the command luoshi in .venv

web: .venv/.web  ## the same, and the application

scan: .venv/.scan  ## the same as setup, and what reads scans and photographs (about 210 MB)

dev: .venv/.dev  ## all of it, and the tools that check and test

.venv/.reader: requirements.txt requirements-uv.txt pyproject.toml tools/environment.py
	$(PYTHON) tools/environment.py

.venv/.web: .venv/.reader requirements-web.txt $(wildcard src/luoshi/*/locale/*/LC_MESSAGES/*.po src/luoshi/lines/*/locale/*/LC_MESSAGES/*.po)
	$(PYTHON) tools/environment.py --web

.venv/.scan: .venv/.reader requirements-scan.txt requirements-scan-models.txt
	$(PYTHON) tools/environment.py --scan

.venv/.dev: .venv/.web .venv/.scan requirements-dev.txt
	$(PYTHON) tools/environment.py --dev

run: .venv/.web  ## look round in a browser: an invented county; where an office has begun here, that office
	$(BIN)/luoshi serve --look

office: .venv/.web  ## begin or go on with one's own office, in ./data or DATABASE_URL
	$(BIN)/luoshi serve

ledger: .venv/.reader  ## read samples/ into one page and one workbook in out/
	$(BIN)/luoshi read samples --together --format html,xlsx --out out

test: .venv/.dev  ## the tests, what can differ on PostgreSQL too; SINCE=main~1: those that a change can reach
	$(BIN)/python -m pytest -n auto --dist worksteal --budgets
	$(BIN)/python -m pytest -n auto --dist worksteal --budgets --ds=settings_postgresql --differs

test-all: .venv/.dev  ## all there is to try, on SQLite and on PostgreSQL: every cell, word, language and kill
	$(BIN)/python -m pytest -n auto --dist worksteal --full --statements out/statements --cpu out/statements/cpu.tsv
	$(BIN)/python -m pytest -n auto --dist worksteal --full --ds=settings_postgresql --databases
	$(BIN)/python tools/choose_differs.py out/statements --check

security: .venv/.dev  ## the attacks, each with the control that it shows; then docs/controls.md anew
	$(BIN)/python -m pytest -n auto --dist worksteal --security
	$(BIN)/python -m pytest -n auto --dist worksteal --security --ds=settings_postgresql --databases
	$(BIN)/python tools/controls.py

blindness: .venv/.dev  ## walk through a blind round of 300 by 200 as every role, for hours
	$(BIN)/python -m pytest tests/security/test_blindness.py --security --blind-round 300x200

faults: .venv/.dev  ## kill the application a hundred times at each kind of work, on both databases
	$(BIN)/python tools/kill_often.py

mutants: .venv/.dev  ## plant small faults in a copy, one at a time, and see whether the tests notice
	$(BIN)/python tools/mutants.py

cover: .venv/.dev  ## which lines and branches the tests go through, by room
	$(BIN)/python tools/cover.py

check: .venv/.dev  ## format, lint, types, and who imports whom
	$(BIN)/python tools/check.py

gold: .venv/.web .venv/.scan  ## score reading, also of scans, and matching on the labelled documents and pairs
	$(BIN)/python gold/run.py
	$(BIN)/python gold/match_run.py
	$(BIN)/python gold/fired.py
	$(BIN)/python bench/scans.py --check

roles: .venv/.dev  ## learn the weights of the reader's roles and warnings anew from the labelled documents
	$(BIN)/python tools/learn_roles.py
	$(BIN)/python tools/learn_doubts.py

bench: .venv/.dev  ## measure speed: the reader beside a peer, the application beside bare SQL
	$(BIN)/python bench/run.py
	$(BIN)/python bench/application.py
	$(BIN)/python bench/pages.py
	$(BIN)/python bench/ledger.py
	$(BIN)/python bench/journal.py
	$(BIN)/python bench/entries.py
	$(BIN)/python bench/scores.py
	$(BIN)/python bench/assignment.py
	$(BIN)/python bench/deadline.py

samples: .venv/.dev  ## make the documents in samples/ anew
	$(BIN)/python tools/samples/make.py

lock:  ## pin all versions anew
	$(PYTHON) tools/environment.py --lock

sbom: .venv/.dev  ## the bill of materials, luoshi.cdx.json
	$(BIN)/python tools/bill.py

clean:  ## remove what the other targets made
	$(PYTHON) tools/environment.py --clean
