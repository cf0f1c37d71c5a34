# The two commands: make run, make test. A contributor's quick answer: make check.

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
LAUNCH := $(BIN)/python -m portal.launch
# Tests in a browser wait now and then: one more process than the smallest machine has cores.
PYTEST_PROCESSES ?= 3
PYTEST_ARGS ?=

.PHONY: run test check reset lock services \
	check-format check-lint check-types check-imports check-templates check-migrations
.NOTPARALLEL: run test

## Start everything, for trying out.
run: .venv/run.stamp
	@$(BIN)/python -m portal.launch.system pdf
	@exec $(LAUNCH) run

## Formatting, lint, types, import direction, templates, migrations, then every test.
test: .venv/dev.stamp
	@$(BIN)/python -m portal.launch.system pdf browser
	@$(MAKE) --no-print-directory check
	@exec $(LAUNCH) test-services -- $(BIN)/pytest -n $(PYTEST_PROCESSES) --dist loadfile --no-loadscope-reorder \
		-q -rs $(PYTEST_ARGS)

## What can be said within a minute, without running the product.
check: .venv/dev.stamp
	@$(MAKE) --no-print-directory -j 2 --keep-going --output-sync=target \
		check-types check-format check-lint check-imports check-templates check-migrations
	@echo "check: all good"

check-format:
	@$(BIN)/ruff format --check --quiet .

check-lint:
	@$(BIN)/ruff check --quiet .

check-types:
	@$(BIN)/mypy --no-error-summary portal vendors evaluations

check-imports:
	@$(BIN)/lint-imports --no-cache --no-logo > .venv/imports.log 2>&1 || { cat .venv/imports.log; exit 1; }

check-templates:
	@$(BIN)/djangofmt check templates

check-migrations:
	@$(LAUNCH) test-services -- $(BIN)/python manage.py makemigrations --check --dry-run \
		> .venv/migrations.log 2>&1 || { cat .venv/migrations.log; exit 1; }

## Database and broker only, until Ctrl-C; prints their addresses.
services: .venv/run.stamp
	@exec $(LAUNCH) services

## Delete the data of the trial.
reset: .venv/run.stamp
	@exec $(LAUNCH) reset --yes

## Pin what pyproject.toml names, with hashes.
lock:
	@test -x build/lock/bin/pip-compile || { $(PYTHON) -m venv build/lock \
		&& build/lock/bin/pip --disable-pip-version-check --quiet install pip-tools; }
	@build/lock/bin/pip-compile --quiet --generate-hashes --strip-extras --no-header \
		--no-emit-index-url --no-emit-find-links --no-emit-trusted-host \
		--output-file requirements.lock pyproject.toml
	@build/lock/bin/pip-compile --quiet --generate-hashes --strip-extras --no-header --extra dev \
		--no-emit-index-url --no-emit-find-links --no-emit-trusted-host \
		--constraint requirements.lock --output-file requirements-dev.lock pyproject.toml

# The stamp is written last, so an interrupted installation is taken up again.
.venv/run.stamp: requirements.lock | .venv/bin/pip
	@echo "Installing the Python packages (about 30 seconds) …"
	@$(PIP) install -r requirements.lock
	@touch $@

.venv/dev.stamp: requirements-dev.lock | .venv/bin/pip
	@echo "Installing the Python packages for tests (about a minute) …"
	@$(PIP) install -r requirements-dev.lock
	@touch $@ .venv/run.stamp

# Half an environment (no pip yet) is made again from the start.
.venv/bin/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; name it: make run PYTHON=python3.11")'
	@$(PYTHON) -m venv --clear .venv || { rm -rf .venv; \
		echo "No environment could be made. On Debian: sudo apt-get install python3-venv"; exit 1; }
