SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.NOTPARALLEL:

# Separate scratch paths, so that switching the trait Sandbox or the sanitizer does not rebuild everything:
#   .build          only the client, which needs no packages
#   .build-sandbox  everything, with the server packages of the sandbox
#   .build-tsan     only the client, under the thread sanitizer
# Warnings are errors here and not in Package.swift: a new warning of a newer compiler must not break builds from source. The
# packages of the sandbox cannot be built with this flag, so the log of that build is searched for warnings instead.
STRICT := --build-tests --disable-xctest -Xswiftc -warnings-as-errors
# The build ID would depend on the directory of the build, through debug information that packages do not contain.
# libgcc and, where the system has its archive, libstdc++ are linked in.
STATIC := .build/static
RELEASE := -c release --static-swift-stdlib -Xlinker --build-id=none -Xlinker -L$(CURDIR)/$(STATIC) \
  -Xswiftc -Xclang-linker -Xswiftc -static-libgcc
SANDBOX := --scratch-path .build-sandbox --traits Sandbox
# The libFuzzer driver, and the same under the address sanitizer. Undefined behavior in C traps, as it does in Swift.
FUZZ := -c release --scratch-path .build-fuzz --product kubelb-fuzz --sanitize fuzzer
FUZZ_SANITIZED := --scratch-path .build-fuzz-asan --product kubelb-fuzz --sanitize fuzzer --sanitize address \
  -Xcc -fsanitize=undefined -Xcc -fsanitize-trap=undefined
FUZZ_TARGETS = $(shell sed -n 's/^    case \([a-z]*\)$$/\1/p' Fuzz/Targets/FuzzTarget.swift)
SECONDS ?= 60
TSAN := --scratch-path .build-tsan --sanitize thread
# The thread sanitizer is built and run only for the modules that start threads.
TSAN_TESTS := TransportTests LocalSystemTests KubernetesTests
# Where releases are published: https://github.com/OWNER/NAME. Reports link to it; provenance and the manifests of package
# managers name it.
REPOSITORY ?= $(shell scripts/repository-address.sh)
export REPOSITORY
DIST ?= dist
# Where `make bench` writes its results, and an earlier file to compare them with; LARGE=1 measures larger clusters, too.
BENCH_JSON ?= .build/bench.json
COMPARE ?=
LARGE ?=
# Where `make attack` finds its inputs.
DIR ?=
IMAGE ?= kubelb-ctl
CONTAINER_TOOL ?= docker
PREFIX ?= /usr/local
DESTDIR ?=
# The commit that `version` prints; empty outside a repository. Only releases are built with it.
COMMIT = $(shell git describe --always --dirty --abbrev=12 --exclude='*' 2>/dev/null)
# Tests that use sockets have timeouts, so they do not run at the same time as tests that use every core for minutes.
SOCKET_TARGETS := TransportTests|KubernetesTests|APIServerTests|SandboxTests|DataPlaneTests|ProbesTests|ControllersTests|LocalSystemTests
SOCKET_SUITES := CCMServer|LiveCanary|MisbehavingServer|LogFollowing|LiveLogs|LogsCommand|EventsCommand|ChangeSignal|KeptObservation|Waiting|VerifyLook
# Number of concurrent tests, for a machine with two cores: if all tests run at the same time, each waits seconds for its turn
# and times out on a busy machine. Toolchains before Swift 6.3 ignore this variable.
export SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH ?= 4
SOCKET_TESTS := ($(SOCKET_TARGETS))\.|CommandsTests\.($(SOCKET_SUITES))Tests
SWIFT_FILES := Sources Tests Fuzz Package.swift
SHELL_FILES := scripts/*.sh .ci/run completions/kubectl_complete-kubelb_ctl completions/kubelb-ctl.bash
# Every build of the sandbox and its tests runs through this.
PINNED := scripts/with-pins.sh
SANDBOX_BIN = $(shell swift build $(SANDBOX) --show-bin-path)
TSAN_BIN = $(shell swift build $(TSAN) --show-bin-path)
RELEASE_BIN = $(shell swift build $(RELEASE) --show-bin-path)

.PHONY: help
help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-14s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

.PHONY: demo
demo: packages ## Diagnose a recorded cluster, then start a sandbox, break three parts of it and diagnose each
	$(PINNED) swift build $(SANDBOX) --product kubelb-ctl
	scripts/demo-recorded.sh "$(SANDBOX_BIN)/kubelb-ctl"
	$(PINNED) swift build $(SANDBOX) --product kubelb-sandbox
	scripts/demo.sh "$(SANDBOX_BIN)/kubelb-ctl" "$(SANDBOX_BIN)/kubelb-sandbox"

.PHONY: check
check: lint packages ## Build the client without warnings and run the tests that need no servers, with recorded clusters
	swift build $(STRICT)
	swift test --skip-build --disable-xctest --skip '^($(SOCKET_TESTS))' 2>&1 | tee .build/test.log
	@scripts/check-test-log.sh .build/test.log

# Each part of the tests: its log and what selects it. A run without tests, or with a data race, fails.
# `swift test` runs the same program, but only while no other build runs: it would have to pin the packages for all of them.
run_tests = "$(SANDBOX_BIN)/kubelb-ctlPackageTests.xctest" --testing-library swift-testing $(2) \
  --event-stream-version 0 --event-stream-output-path .build-sandbox/$(1).log.events 2>&1 \
  | tee .build-sandbox/$(1).log \
  && scripts/check-test-log.sh .build-sandbox/$(1).log

# Scripts run a program in the directory CLIENT_BIN: the release, or the debug build. Lint runs scripts/test-language.sh.
RELEASE_SCRIPTS := $(wildcard scripts/test-release-*.sh) scripts/test-packages.sh scripts/test-ci-examples.sh scripts/test-memory-limit.sh
DEBUG_SCRIPTS := $(filter-out $(RELEASE_SCRIPTS) $(addprefix scripts/test-,thread-sanitizer.sh language.sh), $(wildcard scripts/test-*.sh))
run_scripts = export SANDBOX_BIN="$(SANDBOX_BIN)" KUBELB_CTL_COMMIT="$(COMMIT)"; \
  run() { for test in "$$@"; do echo "== $$test"; "$$test"; done; }; run

.PHONY: test
test: test-packages lint build ## Lint, build without warnings and run the tests of the debug build
	@# Live tests mostly wait, for controllers and probes, so the others run in the background.
	scripts/in-background.sh .build/background.log '$(MAKE) --no-print-directory computing-tests socket-tests' \
	  $(MAKE) --no-print-directory live-tests
	@$(MAKE) --no-print-directory script-tests
	@echo 'all tests passed'

.PHONY: test-races
test-races: test-packages build tsan ## Run the modules that start threads, and the client, under the thread sanitizer
	@$(MAKE) --no-print-directory tsan-tests
	@SANDBOX_BIN="$(SANDBOX_BIN)" TSAN_BIN="$(TSAN_BIN)" scripts/test-thread-sanitizer.sh

.PHONY: test-release
test-release: test-packages sandbox release ## Test what is released: the optimized program, its packages and manifests
	@export CLIENT_BIN="$(RELEASE_BIN)"; $(run_scripts) $(RELEASE_SCRIPTS)

.PHONY: computing-tests
computing-tests:
	@$(call run_tests,test,--skip '^(LiveTests\.|FlowTests\.|$(SOCKET_TESTS))')

.PHONY: socket-tests
socket-tests:
	@$(call run_tests,sockets,--filter '^($(SOCKET_TESTS))')

.PHONY: live-tests
live-tests:
	@$(call run_tests,live,--no-parallel --filter '^(LiveTests|FlowTests)\.')

.PHONY: tsan-tests
tsan-tests:
	@KUBELB_CTL_TEST_TARGETS="$(TSAN_TESTS)" swift test $(TSAN) --skip-build --disable-xctest \
	  --filter '^($(subst $() ,|,$(TSAN_TESTS)))\.' 2>&1 | tee .build-tsan/test.log
	@scripts/check-test-log.sh .build-tsan/test.log

.PHONY: script-tests
script-tests:
	@export CLIENT_BIN="$(SANDBOX_BIN)"; $(run_scripts) $(DEBUG_SCRIPTS)

.PHONY: test-all
# Tests read both: the number of random clusters for the clean-up model, and whether every server misbehavior is tested.
test-all: export KUBELB_CTL_MODEL_CASES := 100000
test-all: export KUBELB_CTL_TESTS := all
test-all: test test-races test-release fuzz-all fuzz-sanitized ## Run every test with every long case, fuzz each target for a minute

.PHONY: fuzz
fuzz: fuzzer ## Fuzz one target: TARGET=json SECONDS=60; inputs that break it are written to Fuzz/found/TARGET
	@test -n "$(TARGET)" || { echo 'error: TARGET is one of: $(FUZZ_TARGETS)' >&2; exit 1; }
	scripts/fuzz.sh "$$(KUBELB_CTL_FUZZ=1 swift build $(FUZZ) --show-bin-path)/kubelb-fuzz" "$(TARGET)" "$(SECONDS)"

.PHONY: fuzz-all
fuzz-all: fuzzer
	for target in $(FUZZ_TARGETS); do \
	  scripts/fuzz.sh "$$(KUBELB_CTL_FUZZ=1 swift build $(FUZZ) --show-bin-path)/kubelb-fuzz" "$$target" "$(SECONDS)"; done

.PHONY: fuzzer
fuzzer: packages
	KUBELB_CTL_FUZZ=1 swift build $(FUZZ)

.PHONY: fuzz-sanitized
fuzz-sanitized: packages ## Run seeds, found inputs and a sample of the corpus under the address and C sanitizers
	KUBELB_CTL_FUZZ=1 swift build $(FUZZ_SANITIZED)
	export ASAN_OPTIONS=detect_leaks=0 FUZZ_MEMORY_MB=2560 FUZZ_TIMEOUT=60; \
	for target in $(FUZZ_TARGETS); do \
	  scripts/fuzz.sh "$$(KUBELB_CTL_FUZZ=1 swift build $(FUZZ_SANITIZED) --show-bin-path)/kubelb-fuzz" "$$target" 0; done

.PHONY: attack
attack: packages release ## Run the released client on the bundles, archives and misbehaving servers of a directory: DIR=
	@test -d "$(DIR)" || { echo 'error: set DIR to a directory of bundles, archives and servers' >&2; exit 1; }
	$(PINNED) swift build $(SANDBOX) --product kubelb-sandbox
	python3 scripts/check-hostile-directory.py "$(RELEASE_BIN)/kubelb-ctl" "$(DIR)" "$(SANDBOX_BIN)/kubelb-sandbox"

.PHONY: build
build: packages ## Build everything for debugging, the sandbox and all tests included
	@mkdir -p .build-sandbox
	$(PINNED) swift build $(SANDBOX) --build-tests --disable-xctest 2>&1 | tee .build-sandbox/build.log
	@! grep -E '/(Sources|Tests)/[^ ]*: warning: ' .build-sandbox/build.log | grep -v '/checkouts/'

.PHONY: sandbox
sandbox: packages ## Build kubelb-sandbox
	$(PINNED) swift build $(SANDBOX) --product kubelb-sandbox
	@echo "built $(SANDBOX_BIN)/kubelb-sandbox"

.PHONY: pins
pins: ## Update the packages of the sandbox, and pin their versions in Sandbox.resolved
	rm -f Package.resolved
	swift package $(SANDBOX) update
	mv Package.resolved Sandbox.resolved

.PHONY: tsan
tsan: packages ## Build the client and its tests under the thread sanitizer; a warning is an error
	KUBELB_CTL_TEST_TARGETS="$(TSAN_TESTS)" swift build $(TSAN) $(STRICT)

.PHONY: release
release: packages ## Build kubelb-ctl for release, with the Swift runtime linked in
	scripts/static-archives.sh "$(STATIC)"
	KUBELB_CTL_COMMIT="$(COMMIT)" KUBELB_CTL_REPOSITORY="$(REPOSITORY)" swift build $(RELEASE) --product kubelb-ctl
	@echo "built $(RELEASE_BIN)/kubelb-ctl"

.PHONY: install
install: ## Install the released program, completions and manual pages: PREFIX=/usr/local DESTDIR=
	@scripts/install-files.sh .build/release/kubelb-ctl "$(PREFIX)" "$(DESTDIR)"

.PHONY: dist
dist: release ## Make dist/kubelb-ctl-VERSION-linux-MACHINE.tar.gz, with its components, provenance and checksums
	scripts/make-dist.sh "$(RELEASE_BIN)/kubelb-ctl" "$(DIST)"
	scripts/seal-dist.sh "$(DIST)"

.PHONY: deb
deb: release ## Make dist/kubelb-ctl_VERSION_MACHINE.deb
	scripts/make-deb.sh "$(RELEASE_BIN)/kubelb-ctl" "$(DIST)"
	scripts/seal-dist.sh "$(DIST)"

.PHONY: rpm
rpm: release ## Make dist/kubelb-ctl-VERSION-1.MACHINE.rpm
	scripts/make-rpm.sh "$(RELEASE_BIN)/kubelb-ctl" "$(DIST)"
	scripts/seal-dist.sh "$(DIST)"

.PHONY: manifests
manifests: ## Make manifests for krew and Homebrew, and checksums, of the tarballs in dist: REPOSITORY=https://…
	scripts/make-manifests.py "$(DIST)" "$(REPOSITORY)"

.PHONY: image
image: ## Build the container image from the Debian package in dist: IMAGE=kubelb-ctl CONTAINER_TOOL=docker
	$(CONTAINER_TOOL) build --file Containerfile --tag "$(IMAGE)" .

.PHONY: reproducible
reproducible: packages ## Build the release twice, in two directories, and compare the packages
	scripts/check-reproducible.sh

.PHONY: bench
bench: packages release ## Measure the released client next to curl and kubectl: COMPARE=FILE of an earlier run, LARGE=1; no pass or fail
	$(PINNED) swift build $(SANDBOX) -c release --product kubelb-sandbox
	python3 scripts/bench "$(RELEASE_BIN)/kubelb-ctl" "$$(swift build $(SANDBOX) -c release --show-bin-path)/kubelb-sandbox" \
	  --json "$(BENCH_JSON)" $(if $(COMPARE),--compare "$(COMPARE)") $(if $(LARGE),--large)

.PHONY: lint
lint: toolchain test-packages ## Check the format of the sources, the scripts and the language of texts
	swift format lint --strict --parallel --recursive $(SWIFT_FILES)
	shellcheck $(SHELL_FILES)
	scripts/test-language.sh

.PHONY: format
format: toolchain ## Format the sources
	swift format --in-place --parallel --recursive $(SWIFT_FILES)

.PHONY: generate
generate: packages ## Refresh completions, manual pages, generated documentation and output shown in documents
	swift run generate-pages .
	scripts/test-outputs.sh --update

.PHONY: clean
clean: ## Remove all build products
	rm -rf .build .build-*

.PHONY: packages
packages: toolchain
	@scripts/install-packages.sh

.PHONY: test-packages
test-packages: toolchain
	@scripts/install-packages.sh --with-tests

.PHONY: toolchain
toolchain:
	@command -v swift >/dev/null || { echo 'error: no swift in PATH' >&2; \
	  echo 'hint: install Swift 6.2 or later, https://www.swift.org/install/' >&2; exit 1; }
