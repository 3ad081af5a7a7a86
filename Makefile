# Two commands to know: `make demo` shows what Nexus does, `make test` proves it. `make help` lists the rest.
export NEXUS_HOME ?= $(CURDIR)/var
BIN := .venv/bin
READY := .venv/.ready
DEV := .venv/.ready-dev

.PHONY: help setup demo up test check fmt lock bench docs migrate openapi clean

help:    ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "%-9s%s\n", $$1, $$2 }' Makefile

setup: $(READY) $(DEV)    ## everything needed to run and to work on Nexus, into .venv

demo: $(READY)    ## set up, load the examples, quote five RFQs, go on serving
	@$(BIN)/nexus demo

up: $(READY)    ## serve
	@$(BIN)/nexus up

test: $(DEV)    ## all tests; ARGS="tests/sales -x" for some
	@$(BIN)/pytest -n 2 --dist loadfile $(ARGS)

check: $(DEV)    ## lint, format, types, import contracts, dependencies, spelling, docs, openapi, known vulnerabilities
	@scripts/check

fmt: $(DEV)    ## format and mend what can be mended
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix .

lock: $(DEV)    ## write the lock files anew; ARGS=--upgrade for newer versions
	@ARGS="$(ARGS)" scripts/lock

bench: $(DEV)    ## measure accuracy, calibration, speed and memory against the last committed figures
	@$(BIN)/python -m benchmarks $(ARGS)

docs: $(DEV)    ## build the documentation into site/
	@$(BIN)/mkdocs build --strict

migrate: $(READY)    ## bring the database to the newest schema
	@$(BIN)/nexus migrate

openapi: $(DEV)    ## write the API's description and the other reference pages from the code
	@$(BIN)/python scripts/reference.py

clean:    ## remove what was built; data in var/ stays
	@rm -rf site dist .coverage* .ruff_cache .import_linter_cache .hypothesis

$(READY): requirements.lock pyproject.toml
	@scripts/setup requirements.lock && touch $@

$(DEV): requirements-dev.lock pyproject.toml
	@scripts/setup requirements-dev.lock && touch $@ $(READY)
