# The whole vocabulary. Every target bootstraps what it needs on a machine that has only
# Python 3.11+, pip, make and git; interpreters are found, never downloaded.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
# The tests and the demo start many interpreters: without byte code each of them compiles all it imports again.
unexport PYTHONDONTWRITEBYTECODE
# One more than the cores of a small machine: some of the end-to-end tests wait, but each starts a whole stack.
WORKERS ?= 4
# `WITHOUT_BYTE_CODE=1 make build`, or `sam build`, where there is no Python of the functions' version.
BYTE_CODE = $(if $(WITHOUT_BYTE_CODE),--without-byte-code)
.PHONY: help demo test test-live test-long check fix config build bench deadbench clean


help: ## Show these targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

demo: .venv/ready ## Break a sample shop and look at the live incident in a browser
	@.venv/bin/python -m bot demo

test: .venv/ready .cache/node-client/ready ## Every test: unit, contract, property, faults, end to end, browser
	@.venv/bin/python -m pytest -n $(WORKERS) --dist loadgroup

test-live: .venv/ready ## Try on the real AWS and Slack what we believe of them (docs/beliefs.md)
	@.venv/bin/python -m tests.live

test-long: .venv/ready ## Every story interrupted at every call, 400 random ones under random faults, 20,000 bent inputs: hours
	@EVERY_CALL=1 .venv/bin/python -m pytest -n $(WORKERS) --timeout 3600 tests/faults/test_crash_points.py
	@.venv/bin/python -m tests.soak
	@.venv/bin/python -m tests.mutations

check: .venv/ready ## Format, lint, types, layers, generated docs, template
	@bin/check

fix: .venv/ready ## Format, fix what can be fixed, generate the tables in the docs
	@.venv/bin/ruff format .
	@.venv/bin/ruff check --fix .
	@.venv/bin/cog -r README.md docs/*.md

config: .venv/ready ## Check lastcall.toml: every mistake with its line, before anything is built
	@.venv/bin/lastcall config check

build: .venv/ready ## The artefact, unpacked, in build/lambda
	@bin/build $(BYTE_CODE)

# What `sam build` calls for each function (BuildMethod: makefile); they share one artefact.
build-On%: .venv/ready
	@bin/build $(BYTE_CODE) --out "$(ARTIFACTS_DIR)"

deadbench: .venv/ready ## Is the diagnosis right? [WORLDS=folder] [ANSWERS=folder of another tool] [PUBLISH=1]
	@.venv/bin/python -m tests.deadbench $(if $(WORLDS),--worlds $(WORLDS)) $(if $(ANSWERS),--answers $(ANSWERS)) $(if $(PUBLISH),--publish)

bench: .venv/ready ## Speed and size, as ratios measured in one run
	@.venv/bin/python -m tests.benchmarks

clean: ## Remove what the other targets made
	@rm -rf .venv .cache build .mypy_cache .pytest_cache .ruff_cache .hypothesis

# Node's runtime client, which the tests run where Node is; elsewhere they go by what it wrote.
.cache/node-client/ready: tests/runtime_clients/node/package-lock.json
	@command -v node npm >/dev/null || { echo "no Node here: its runtime client is not run" >&2; exit 0; }; \
	mkdir -p $(@D) && cp tests/runtime_clients/node/package*.json $(@D) \
	&& npm ci --prefix $(@D) --ignore-scripts --omit=optional --no-audit --no-fund --silent && touch $@ \
	|| echo "npm could not install Node's runtime client: it is not run" >&2

.venv/ready: pyproject.toml uv.lock bin/bootstrap
	@bin/bootstrap
