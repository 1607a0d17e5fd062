# The two commands: `make demo` and `make test`. `make help` lists them all.
PORT ?= 8000
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python
# One stamp for each set of requirements: installed once, and again when the lock changed.
BASE := $(VENV)/.base-installed
DEV := $(VENV)/.dev-installed

.DEFAULT_GOAL := help
.PHONY: help demo install upgrade serve test lint types templates tests services services-stop \
  test-services bench soak format lock clean

help: ## What can be done here
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

$(VENV)/bin/python:
	@echo "Eigen Python-omgeving maken in $(VENV)"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 of later is nodig")'
	@$(PYTHON) -m venv $(VENV)

$(BASE): requirements/base.txt | $(VENV)/bin/python
	@echo "Pakketten installeren (de eerste keer ongeveer een minuut)"
	@$(RUN) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/base.txt
	@touch $@

$(DEV): requirements/dev.txt $(BASE)
	@echo "Pakketten voor de tests installeren"
	@$(RUN) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

demo: $(BASE) ## Load the demo catalogue and serve it on http://127.0.0.1:$(PORT)/
	@PORT=$(PORT) $(RUN) -m kennisplatform.demo

install: $(BASE) ## Set it up for real: settings, database, first administrator, systemd units
	@$(RUN) -m operations.install

upgrade: ## To the newest version, or TO=v1.2.3; back to the state before when a step fails
	@[ -x $(RUN) ] || [ ! -x $(VENV).before/bin/python ] || { rm -rf $(VENV); mv $(VENV).before $(VENV); }
	@$(RUN) -m operations.upgrade $(TO)

serve: $(BASE) ## Serve the installed site, as the systemd unit does
	@$(RUN) -m gunicorn --config operations/gunicorn_conf.py kennisplatform.wsgi

test: lint types templates tests ## Everything: style, types, templates and tests

lint: $(DEV) ## ruff: style and common mistakes
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .

types: $(DEV) ## mypy, strict on our own packages
	$(VENV)/bin/mypy

templates: $(DEV) ## djlint: the templates
	$(VENV)/bin/djlint templates --lint --quiet

tests: $(DEV) ## pytest, on two cores
	$(RUN) manage.py makemigrations --check --dry-run
	$(RUN) -m pytest -n 2 --dist loadfile

services: $(DEV) ## Start a real Elasticsearch and PostgreSQL for the tests, in var/services
	@$(RUN) -m services start

services-stop: ## Stop just those
	@$(RUN) -m services stop

test-services: $(DEV) ## The tests that concern them, on Elasticsearch and PostgreSQL
	@$(RUN) -m services run $(RUN) -m services.testing

bench: $(DEV) ## Measure at 1,000, 10,000 and 100,000 entries (an hour; wants wrk, Java, PostgreSQL)
	$(RUN) -m benchmarks $(SIZES)

soak: $(DEV) ## Kill processes 200 times on each database, and nodes of a cluster (KILLS=20 NODES=3 for fewer)
	@$(RUN) -m soak --kills $(or $(KILLS),200) --nodes $(or $(NODES),6)

format: $(DEV) ## Put the code in the house style
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .

lock: $(DEV) ## Lock the requirements again, with hashes and without addresses
	@$(RUN) -m venv $(VENV)/lock && $(VENV)/lock/bin/pip install --quiet pip-tools
	@cd requirements && for name in base dev; do \
	  ../$(VENV)/lock/bin/pip-compile --quiet --generate-hashes --no-emit-index-url \
	    --no-emit-trusted-host --no-emit-find-links --allow-unsafe --strip-extras \
	    -o $$name.txt $$name.in; done

clean: ## Take away the environment; the data in var/ stay
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis
