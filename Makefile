# The tasks of this project. `make` alone lists them.
SHELL := /bin/bash
VENV := .venv
BIN := $(VENV)/bin
CORPUS ?= ../shared
PYMUPDF4LLM := build/pymupdf4llm/bin/python

help:  ## list the tasks
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(VENV)/.run: pyproject.toml requirements.lock scripts/setup
	scripts/setup $(VENV) requirements.lock
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements-dev.lock
	scripts/setup $(VENV) requirements-dev.lock
	@touch $@

$(VENV)/.benchmark: $(VENV)/.dev
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint requirements-dev.lock --no-build-isolation --editable '.[benchmark,dask]'
	@touch $@

$(PYMUPDF4LLM):  # brings a model's runtime, which nothing else here needs: an environment of its own
	python3 -m venv $(PYMUPDF4LLM:/bin/python=)
	$(@D)/pip install --quiet --disable-pip-version-check pymupdf4llm==1.28.2

run: $(VENV)/.run  ## run the whole pipeline on the bundled sample, into data/
	$(BIN)/arxiv-chunks run --source sample

ui: $(VENV)/.run  ## Dagster's UI on the same instance
	$(BIN)/arxiv-chunks ui

test: $(VENV)/.dev  ## run all tests
	scripts/test

check: $(VENV)/.dev  ## format, lint, types, import layers
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/.dev  ## rewrite the code in its format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

quality: $(VENV)/.dev  ## score text, headings and references against CORPUS (default ../shared); fails below benchmarks/floors.json
	$(BIN)/python benchmarks/quality.py $(CORPUS)

benchmark: $(VENV)/.benchmark $(PYMUPDF4LLM)  ## measure everything beside its peers, write docs/benchmarks.md; fails where a bar does not hold
	$(BIN)/python benchmarks/page.py --python pymupdf4llm=$(PYMUPDF4LLM)

docs: $(VENV)/.dev  ## build the documentation's site into build/site; a dead link fails
	$(BIN)/python scripts/data_dictionary.py
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict

lock: $(VENV)/.dev  ## renew the lock files within pyproject.toml's bounds
	scripts/lock

clean:  ## remove the virtual environment and caches; data/ stays
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

.PHONY: help run ui test check format quality benchmark docs lock clean
