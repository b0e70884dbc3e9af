# Targets that look at the product from outside: a browser, checkers of other people, random requests.
WEB_TOOLS  := $(CURDIR)/.tools/web
AXE        := $(WEB_TOOLS)/node_modules/axe-core/axe.min.js
VNU        := $(WEB_TOOLS)/node_modules/vnu-jar/build/dist/vnu.jar
SCHEMATHESIS := $(CURDIR)/.tools/schemathesis/bin/schemathesis

# How many examples schemathesis makes for each route and direction: 460 make more than 20,000 calls.
EXAMPLES ?= 460

$(AXE) $(VNU):
	mkdir -p $(WEB_TOOLS)
	cd $(WEB_TOOLS) && npm install --no-fund --no-audit axe-core@4.14.1 vnu-jar@26.9.27
	touch $(AXE) $(VNU)

$(SCHEMATHESIS):
	python3 -m venv $(dir $(SCHEMATHESIS))..
	$(dir $(SCHEMATHESIS))pip install --quiet schemathesis==4.32.5

.PHONY: browser
browser: $(AXE) $(VNU) ## walk through the dashboard in Chromium by keyboard, and look for barriers and invalid HTML
	go test -tags browser -count 1 -timeout 20m ./internal/browser -axe $(AXE) -vnu $(VNU)

.PHONY: screenshots
screenshots: ## draw every page into screenshots/, at the width of a telephone and of a desk
	go test -tags browser -count 1 -timeout 20m ./internal/browser -run Screenshots -screenshots $(CURDIR)/screenshots

.PHONY: schemathesis
schemathesis: build $(SCHEMATHESIS) ## send random requests to the API of a demonstration
	./internal/web/schemathesis.sh $(SCHEMATHESIS) $(EXAMPLES)
