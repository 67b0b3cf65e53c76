# The tasks of this repository, each one word: make lint. CONTRIBUTING.md explains them.
# They use .venv if it exists, and the Python on the path otherwise.
.POSIX:
.PHONY: help check lint types test sweep clients docs site bench words structure release
BIN = $$(test -x .venv/bin/python && echo .venv/bin/)

help:
	@sed -n 's/^\([a-z]*\):.*## /\1: /p' Makefile

check: lint types docs words structure test ## all that is quick, and the tests

lint: ## ruff, its formatting, and the import rules
	$(BIN)ruff check .
	$(BIN)ruff format --check .
	$(BIN)lint-imports

types: ## mypy, strict
	$(BIN)mypy

test: ## all tests but the sweeps
	$(BIN)pytest -n auto

sweep: ## the tests that take minutes
	$(BIN)pytest -n auto -m sweep

clients: ## clients and SCIM services of others against the sandbox: versions and results
	python3 requirements/install_clients.py
	$(BIN)python -m benchmarks.clients

docs: ## write the generated documentation
	$(BIN)python -m docs.generate
	$(BIN)python -m tools.powershell

site: ## build the documentation site into site/, with an environment of its own in .venv-docs
	test -d .venv-docs || python3 -m venv .venv-docs
	.venv-docs/bin/python -m pip install -q -r requirements/docs.txt
	.venv-docs/bin/python -m tools.site site

bench: ## start-up times, and a setup request by request
	$(BIN)python -m benchmarks.start_up
	$(BIN)python -m benchmarks.set_up

words: ## words that names, docstrings and comments avoid
	$(BIN)python -m tools.words
	$(BIN)python -m tools.sentences

structure: ## files, folders and imports of the package in numbers
	$(BIN)python -m benchmarks.structure
	$(BIN)python -m benchmarks.walks

release: ## build the self-contained program into dist/release/, with an environment in .venv-release
	test -d .venv-release || python3 -m venv .venv-release
	.venv-release/bin/python -m pip install -q -r requirements/packaging.txt
	.venv-release/bin/python -m pip install -q --no-deps --no-build-isolation -e .
	.venv-release/bin/python -m release.build
