# `make` alone lists the commands. ARGS goes on to flask demo or pytest: make test ARGS="-k signing"

# On a Mac, Homebrew's libraries lie where nobody looks. The variable stands before each command,
# because /bin/sh there drops an exported one.
ifeq ($(shell uname),Darwin)
libraries = DYLD_FALLBACK_LIBRARY_PATH=/opt/homebrew/lib:/usr/local/lib:/usr/lib
endif

compile = test ! -d translations || .venv/bin/pybabel --quiet compile --directory translations

.PHONY: help demo test lint bench screenshots

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: ## set up, fill a demonstration network, build its PDF and serve it all; Ctrl-C ends it
	@tools/setup demo
	@$(compile)
	@$(libraries) exec .venv/bin/flask demo $(ARGS)

test: ## set up with the test tools, then run every test
	@tools/setup test
	@$(compile)
	@$(libraries) exec .venv/bin/python -m pytest $(ARGS)

lint: ## check style, types and templates (changes nothing)
	@tools/setup test
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	.venv/bin/mypy
	test -z "$$(find templates -name '*.html')" || .venv/bin/djlint templates --profile jinja --lint

bench: ## measure what we promise, each beside its yardstick, into benchmarks/results.md
	@tools/setup test
	@$(compile)
	@$(libraries) exec .venv/bin/python -m benchmarks $(ARGS)

screenshots: ## draw every page and document, and the steps of the handbook, into docs/pictures
	@tools/setup test
	@$(compile)
	@$(libraries) .venv/bin/python -m tools.screenshots
	@$(libraries) exec .venv/bin/python -m tools.handbook
