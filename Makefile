# Everything that a developer or a build server does. `make` alone lists it.
.DEFAULT_GOAL := help
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:

# Tools are pinned here and built into .tools, never in go.mod: they are no part of the product.
GOLANGCI_VERSION := v2.15.0
TOOLS            := $(CURDIR)/.tools
GOLANGCI         := $(TOOLS)/bin/golangci-lint-$(GOLANGCI_VERSION)

# So many inputs, or a time such as 30s; with a time Go now and then fails at its end with "context deadline exceeded".
FUZZTIME  ?= 3000x
BENCHTIME ?= 1s

# infra/aws.mk adds the targets that need SAM and a local AWS: AWS_TESTS are part of test, AWS_CHECKS of verify; web.mk
# adds WEB_CHECKS, which need a browser or random requests, to verify.
AWS_TESTS  :=
AWS_CHECKS :=
WEB_CHECKS :=
-include infra/aws.mk infra/oracle.mk web.mk

.PHONY: help
help: ## list the targets
	@grep -hE '^[a-zA-Z_-]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{ printf "  %-16s %s\n", $$1, $$2 }'

.PHONY: build
build: ## build the program into bin/handover
	CGO_ENABLED=0 go build -trimpath -o bin/handover ./cmd/handover

.PHONY: test
test: go-test $(AWS_TESTS) ## run every test: Go, every function in a container, a deployment on a local AWS

.PHONY: go-test
go-test: ## run the Go tests: no AWS, no Docker
	go test ./...

.PHONY: verify
verify: modules lint race fuzz crash oracle $(WEB_CHECKS) $(AWS_CHECKS) ## what takes longer: modules, linters, race detector, fuzzing, crashes, libraries of others, browser, AWS

.PHONY: modules
modules: ## hold go.mod and go.sum to the code and the module cache to go.sum
	go mod verify
	go mod tidy -diff

.PHONY: lint
lint: $(GOLANGCI) ## go vet, staticcheck, gosec and the rest of .golangci.yml
	go vet ./...
	go vet -tags aws,oracle,browser ./...
	$(GOLANGCI) run ./...

.PHONY: format
format: $(GOLANGCI) ## format all Go code
	$(GOLANGCI) fmt ./...

$(GOLANGCI):
	GOBIN=$(TOOLS)/bin go install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(GOLANGCI_VERSION)
	mv $(TOOLS)/bin/golangci-lint $@

.PHONY: race
race: ## run the Go tests under the race detector, which needs a C compiler
	@if command -v "$$(go env CC)" >/dev/null; then CGO_ENABLED=1 go test -race -timeout 30m ./...; \
	else echo "SKIPPED: the race detector needs a C compiler, and there is no $$(go env CC)"; test -z "$${CI:-}"; fi

# One line "package target" for each fuzz target, found in the test files; each runs for FUZZTIME.
.PHONY: fuzz
fuzz: ## run each fuzz target for FUZZTIME
	@grep -rnoE '^func Fuzz\w+' --include='*_test.go' . | sed -E 's|^(\./.*)/[^/]+:[0-9]+:func (.*)$$|\1 \2|' | sort | \
	while read -r package target; do \
		echo "fuzzing $$package $$target for $(FUZZTIME)"; \
		go test "$$package" -run '^$$' -fuzz "^$$target$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 200x </dev/null; \
	done

# The tests with chance in them run a little with every `make test`; here they run as often as is promised: 200 kills of
# real processes, 1,000 tamperings, 1,000 commands and 1,000 programmes at once.
.PHONY: crash
crash: ## kill the program, tamper with its ledgers and crowd them, some hundred times: minutes
	HANDOVER_CRASH=1 go test -count=1 -timeout 20m ./cmd/handover ./internal/app/embedded -run 'Killed|Tampering|Many|Recovery'

.PHONY: bench
bench: ## run the benchmarks for BENCHTIME each
	go test ./... -run '^$$' -bench . -benchmem -benchtime $(BENCHTIME)

.PHONY: bench-peer
bench-peer: ## run the state machine engine side by side with npm aws-local-stepfunctions, which needs Node.js
	npm install --silent --no-save --no-audit --no-fund --prefix .tools/peer aws-local-stepfunctions@3.0.0
	node internal/local/peer/run.mjs .tools/peer
	go test ./internal/local -run '^$$' -bench Transitions -benchtime 5s

.PHONY: cover
cover: ## measure how much of internal/… the tests run
	@mkdir -p bin
	go test ./... -coverpkg ./internal/... -coverprofile bin/cover.out
	go tool cover -func bin/cover.out | tail -1
	go tool cover -html bin/cover.out -o bin/cover.html

.PHONY: update
update: ## write the golden files anew; read the difference before you commit it
	go test $$(grep -rlE 'flag\.Bool\("update"' --include='*_test.go' . | xargs -n1 dirname | sort -u) -update

.PHONY: clean
clean: ## remove what was built, tools included
	rm -rf bin .aws-sam .tools
