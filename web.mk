# Targets that look at the product from outside: a browser, checkers of other people, random requests.
# WEB_CHECKS are part of make verify.
WEB_CHECKS := browser schemathesis

WEB_TOOLS := $(CURDIR)/.tools/web
AXE       := $(WEB_TOOLS)/node_modules/axe-core/axe.min.js
VNU       := $(WEB_TOOLS)/node_modules/vnu-jar/build/dist/vnu.jar

SCHEMATHESIS_VERSION := 4.32.5
SCHEMATHESIS         := $(CURDIR)/.tools/schemathesis-$(SCHEMATHESIS_VERSION)/bin/schemathesis

CHROMIUM ?= $(firstword $(shell command -v chromium chromium-browser google-chrome))

# How many examples schemathesis makes for each route and direction, and how many calls it has to make of them.
EXAMPLES ?= 430
CALLS    ?= 20000

# What is missing on this machine, by the names of Debian's packages. The rest is installed into .tools.
BROWSER_LACKS := $(strip $(if $(CHROMIUM),,chromium) $(if $(shell command -v npm),,npm) \
	$(if $(shell command -v java),,default-jre-headless))
PYTHON_LACKS  := $(if $(shell python3 -c 'import ensurepip, venv' 2>/dev/null && echo found),,python3-venv)

# lacking says what is missing. A build server (CI=1) fails then; a laptop goes on without.
lacking = @echo "SKIPPED: $@ needs what this machine lacks: apt-get install $(1)"; test -z "$${CI:-}"

$(AXE) $(VNU) &:
	mkdir -p $(WEB_TOOLS)
	cd $(WEB_TOOLS) && npm install --no-fund --no-audit axe-core@4.14.1 vnu-jar@26.9.27
	touch $(AXE) $(VNU)

$(SCHEMATHESIS):
	python3 -m venv $(dir $(SCHEMATHESIS))..
	$(dir $(SCHEMATHESIS))pip install --quiet schemathesis==$(SCHEMATHESIS_VERSION)

BROWSE := go test -tags browser -count 1 -timeout 20m ./internal/browser -chromium "$(CHROMIUM)"

.PHONY: browser
ifeq ($(BROWSER_LACKS),)
browser: $(AXE) $(VNU) ## walk through the dashboard in Chromium by keyboard; look for barriers and invalid HTML in every state
	$(BROWSE) -axe $(AXE) -vnu $(VNU)
else
browser:
	$(call lacking,$(BROWSER_LACKS))
endif

# The top of those that screenshots/README.md shows is kept beside it.
.PHONY: screenshots
screenshots: ## draw every page in every state into screenshots/all, at the width of a telephone, of a desk and of paper
	$(BROWSE) -run 'Screenshots|Printed' -screenshots $(CURDIR)/screenshots

.PHONY: schemathesis
ifeq ($(PYTHON_LACKS),)
schemathesis: build $(SCHEMATHESIS) ## send random requests to the API of a demonstration
	./internal/web/schemathesis.sh $(SCHEMATHESIS) $(EXAMPLES) $(CALLS)
else
schemathesis:
	$(call lacking,$(PYTHON_LACKS))
endif
