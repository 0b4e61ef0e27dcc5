# The tasks of this project. `make` alone lists them.
SHELL := /bin/bash
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
CORPUS ?= ../shared

help:  ## list the tasks
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(READY): pyproject.toml requirements.lock scripts/setup
	scripts/setup $(VENV)
	touch $@

setup: $(READY)  ## make the virtual environment, with everything that the other tasks need

run: $(READY)  ## run the whole pipeline on the bundled sample into data/
	$(BIN)/arxiv-chunks run --source sample

ui: $(READY)  ## Dagster's UI on the same instance
	$(BIN)/arxiv-chunks ui

test: $(READY)  ## run all tests
	scripts/test

check: $(READY)  ## format, lint, types, import layers
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(READY)  ## rewrite the code in its format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

quality: $(READY)  ## score text and references against the truth in $(CORPUS); fails below benchmarks/floors.json
	$(BIN)/python benchmarks/quality.py $(CORPUS)

lock: $(READY)  ## renew requirements.lock within pyproject.toml's bounds
	scripts/lock $(VENV)

.PHONY: help setup run ui test check format quality lock
