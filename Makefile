SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.NOTPARALLEL:

# One scratch path for debug builds and tests, so that nothing is compiled twice. Warnings are errors here and not in
# Package.swift: a newer compiler's new warning must not stop a user who builds from source.
STRICT := --build-tests --disable-xctest -Xswiftc -warnings-as-errors
RELEASE := -c release --static-swift-stdlib
SWIFT_FILES := Sources Tests Package.swift
DEBUG_BIN = $(shell swift build --show-bin-path)
RELEASE_BIN = $(shell swift build $(RELEASE) --show-bin-path)

.PHONY: help
help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

.PHONY: demo
demo: packages release ## Build the release and diagnose an example with it
	swift build $(RELEASE) --product kubelb-sandbox
	scripts/demo.sh "$(RELEASE_BIN)"

.PHONY: test
test: packages lint build release ## Lint, build without warnings and run every test
	swift test --skip-build --disable-xctest 2>&1 | tee .build/test.log
	@grep -Eq 'Test run with [1-9][0-9]* tests? .*passed' .build/test.log \
	  || { echo 'error: Swift Testing did not report that tests ran and passed' >&2; exit 1; }
	@export DEBUG_BIN="$(DEBUG_BIN)" RELEASE_BIN="$(RELEASE_BIN)"; \
	for test in scripts/test-*.sh; do echo "== $$test"; "$$test"; done
	@echo 'all tests passed'

.PHONY: build
build: packages ## Build everything for debugging; a warning is an error
	swift build $(STRICT)

.PHONY: release
release: packages ## Build kubelb-ctl for use, with the Swift runtime linked in
	swift build $(RELEASE) --product kubelb-ctl
	@echo "built $(RELEASE_BIN)/kubelb-ctl"

.PHONY: lint
lint: toolchain ## Check the format of the sources
	swift format lint --strict --parallel --recursive $(SWIFT_FILES)

.PHONY: format
format: toolchain ## Format the sources
	swift format --in-place --parallel --recursive $(SWIFT_FILES)

.PHONY: clean
clean: ## Remove what was built
	rm -rf .build

.PHONY: packages
packages: toolchain
	@scripts/install-packages.sh

.PHONY: toolchain
toolchain:
	@command -v swift >/dev/null || { echo 'error: no swift in PATH' >&2; \
	  echo 'hint: install Swift 6.2 or later, https://www.swift.org/install/' >&2; exit 1; }
