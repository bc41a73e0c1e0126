# PetTracker in one command each; `make` alone lists them. Needs Python 3.11 or newer, git and make (GNU, 3.81 or newer).

PYTHON ?= python3
PORT ?= 8000

VENV := .local/venv
AWS_VENV := .local/aws-venv
BENCH_VENV := .local/bench-venv
LIGHTHOUSE := .local/lighthouse
BIN := $(VENV)/bin
PIP := -m pip --disable-pip-version-check install --quiet --require-hashes
COMPILE := UV_CUSTOM_COMPILE_COMMAND="make requirements" $(BIN)/uv pip compile --quiet --universal --generate-hashes \
	--python-version 3.11 $(if $(UPGRADE),--upgrade)

# What production settings require, with values that are good for nothing else. The keys are made anew each time.
PRODUCTION := DJANGO_SETTINGS_MODULE=pettracker_site.settings.production \
	DJANGO_SECRET_KEY="$$($(PYTHON) -c 'import secrets; print(secrets.token_urlsafe(64))')" \
	PETTRACKER_MFA_KEYS="$$($(PYTHON) -c 'import base64, os; print(base64.urlsafe_b64encode(os.urandom(32)).decode())')" \
	DJANGO_ALLOWED_HOSTS=pets.example AWS_REGION=eu-central-1 PETTRACKER_BUCKET=pets-example \
	EMAIL_URL=consolemail:// DEFAULT_FROM_EMAIL=pets@pets.example DATABASE_URL=sqlite://:memory:

.PHONY: help run serve test soak check format bench bench-photos bench-admin lighthouse requirements clean
.DEFAULT_GOAL := help

help:
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(VENV)/.runtime $(AWS_VENV)/.installed ## Start PetTracker at http://localhost:8000 (another port: make run PORT=8080)
	@$(BIN)/python infra/local/run.py $(PORT)

serve: $(VENV)/.runtime $(AWS_VENV)/.installed ## Rehearse production: its settings, gunicorn, and the embedded AWS with the same data
	@$(BIN)/python infra/local/run.py $(PORT) --production

# Each of some hundred processes that tests start would compile the whole project anew.
test soak: export PYTHONDONTWRITEBYTECODE =

test: $(VENV)/.dev $(AWS_VENV)/.installed ## Run all tests; those in a browser need Chromium
	$(BIN)/pytest -n $$(($$(getconf _NPROCESSORS_ONLN) + 1)) --dist loadgroup --no-loadscope-reorder

soak: $(VENV)/.dev $(AWS_VENV)/.installed ## Run what takes long: tests that try some of many ways try all of them
	PETTRACKER_SOAK=1 $(BIN)/pytest -s --timeout=14400 -o faulthandler_timeout=0 tests/soak tests/unit tests/faults/test_every_call_fails.py tests/local/test_at_once.py \
		tests/servers/test_postgresql.py tests/journeys/test_pages.py tests/journeys/test_admin.py \
		tests/journeys/test_admin_people.py tests/journeys/test_gallery.py

check: $(VENV)/.dev ## Check style, types, templates, settings, migrations and the CloudFormation template
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/djlint --lint templates
	@echo "manage.py check --deploy"
	@$(PRODUCTION) $(BIN)/python manage.py check --deploy --fail-level WARNING
	@echo "gunicorn --check-config"
	@$(PRODUCTION) $(BIN)/python -m gunicorn -c infra/gunicorn.conf.py --check-config
	@echo "nginx -t"
	@if PATH="$$PATH:/usr/sbin" command -v nginx >/dev/null; then sh infra/proxy.sh -t -q; else echo "  nginx is not installed"; fi
	DJANGO_SETTINGS_MODULE=pettracker_site.settings.tests $(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/cfn-lint infra/storage.yaml

format: $(VENV)/.dev ## Put the code in order, as far as ruff can
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

bench: $(BENCH_VENV)/.installed $(AWS_VENV)/.installed ## Measure every goal of speed, memory and bytes, for half an hour, and write docs/performance.md
	@$(BENCH_VENV)/bin/python -m benchmarks

bench-photos: $(BENCH_VENV)/.installed $(AWS_VENV)/.installed ## The same, of photos alone
	@$(BENCH_VENV)/bin/python -m benchmarks photos

bench-admin: $(BENCH_VENV)/.installed $(AWS_VENV)/.installed ## The same, of admin pages alone: what they ask of AWS with 25 pets and with 20,000
	@$(BENCH_VENV)/bin/python -m benchmarks admin

lighthouse: $(BENCH_VENV)/.installed $(AWS_VENV)/.installed $(LIGHTHOUSE)/.installed ## Show what Lighthouse says of four pages on a phone; needs node, npm and Chromium
	@$(BENCH_VENV)/bin/python -m benchmarks.lighthouse

requirements: $(VENV)/.dev ## Pin the *.in files anew (with newer versions: make requirements UPGRADE=1)
	$(COMPILE) requirements.in -o requirements.txt
	$(COMPILE) requirements-dev.in -o requirements-dev.txt
	$(COMPILE) benchmarks/requirements.in -o benchmarks/requirements.txt
	$(COMPILE) infra/local/requirements.in -o infra/local/requirements.txt

clean: ## Remove environments, caches and logs; the data in .local stays
	rm -rf $(VENV) $(AWS_VENV) $(BENCH_VENV) $(LIGHTHOUSE) .local/logs .local/static .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -not -path './.local/*' -prune -exec rm -rf {} +

# An environment is made once and filled again when its requirements change.
$(VENV)/bin/python $(AWS_VENV)/bin/python $(BENCH_VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit("PetTracker needs Python 3.11 or newer, and $(PYTHON) is " + sys.version.split()[0] + \
		". Name another one: make PYTHON=python3.12 ..." if sys.version_info < (3, 11) else 0)'
	@$(PYTHON) -m venv $(@:/bin/python=) || { rm -rf $(@:/bin/python=); exit 1; }

$(VENV)/.runtime: requirements.txt | $(VENV)/bin/python
	@echo "Installing what PetTracker runs on (half a minute, once) ..."
	@$(BIN)/python $(PIP) -r requirements.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.runtime
	@echo "Installing what it is tested with (a minute or two, once) ..."
	@$(BIN)/python $(PIP) -r requirements-dev.txt
	@touch $@

$(AWS_VENV)/.installed: infra/local/requirements.txt | $(AWS_VENV)/bin/python
	@echo "Installing the embedded AWS (half a minute, once) ..."
	@$(AWS_VENV)/bin/python $(PIP) -r infra/local/requirements.txt
	@touch $@

$(BENCH_VENV)/.installed: benchmarks/requirements.txt | $(BENCH_VENV)/bin/python
	@echo "Installing what is measured with (a minute, once) ..."
	@$(BENCH_VENV)/bin/python $(PIP) -r benchmarks/requirements.txt
	@touch $@

$(LIGHTHOUSE)/.installed: benchmarks/lighthouse/package-lock.json
	@echo "Installing Lighthouse (a minute, once) ..."
	@mkdir -p $(LIGHTHOUSE)
	@cp benchmarks/lighthouse/package.json benchmarks/lighthouse/package-lock.json $(LIGHTHOUSE)
	@PUPPETEER_SKIP_DOWNLOAD=1 npm ci --prefix $(LIGHTHOUSE) --no-audit --no-fund --silent
	@touch $@
