# What libraries of others say, in Python: no part of the product, and not needed to build or to use it.

.PHONY: oracle
oracle: ## compare dates and critical paths with libraries of others, installing them
	@infra/local/tools.sh oracle
	$(TOOLS)/oracle/bin/python infra/oracle/dates.py >$(TOOLS)/run/dates.csv
	$(TOOLS)/oracle/bin/python infra/oracle/paths.py >$(TOOLS)/run/paths.jsonl
	HANDOVER_ORACLE=$(TOOLS)/run go test -tags oracle -count 1 -run '^TestOracle' ./internal/calendar ./internal/path
