# Targets that need SAM or a local AWS. None of them needs an account, except deploy.

AWS_TESTS  += sam local-aws-sample
AWS_CHECKS += checkov machine aws-adapters faults local-aws

SAM       = $(TOOLS)/sam/bin/sam
CFN_LINT  = $(TOOLS)/lint/bin/cfn-lint
LOCAL_AWS = infra/local/aws.sh
ENGINE    = infra/local/engine.sh
TEMPLATES = template.yaml infra/state.yaml infra/rights.yaml infra/watch.yaml

# The processor of the functions, in Lambda's words, and that of this machine.
ARCH      ?= arm64
HOST_ARCH := $(patsubst aarch64,arm64,$(shell uname -m))

export SAM_CLI_TELEMETRY := 0

# A function waits for the network most of its time. Inlining only makes what speaks there larger, a tenth of the whole, and
# no start earlier. Comparing extracts is work for the processor, and so are cryptography and JSON.
PLAIN = github.com/aws/... github.com/danielgtaylor/... example.org/... net/... crypto/tls crypto/x509 html/... text/...
SMALL = $(PLAIN:%=-gcflags=%=-l) -gcflags=example.org/handover/internal/reconcile=

GO_LAMBDA = CGO_ENABLED=0 GOOS=linux GOARCH=$(patsubst x86_64,amd64,$(ARCH)) go build -trimpath -tags lambda.norpc -ldflags=-s $(SMALL)

# sam build calls build-<LogicalId> of each function, with ARTIFACTS_DIR where the program belongs.
build-%Function:
	@$(GO_LAMBDA) -o $(ARTIFACTS_DIR)/bootstrap ./functions/$(shell tr A-Z a-z <<<$*)

.PHONY: aws-tools
aws-tools:
	@infra/local/tools.sh

.PHONY: sam-validate
sam-validate: aws-tools ## check the templates
	$(CFN_LINT) $(TEMPLATES)
	AWS_DEFAULT_REGION=eu-west-2 $(SAM) validate --lint --template template.yaml

.PHONY: sam-build
sam-build: aws-tools ## build the functions for ARCH (arm64 or x86_64)
	$(GO_LAMBDA) ./functions/... # what the functions share is compiled once, not once for each
	ARCH=$(ARCH) $(SAM) build --parallel --build-in-source --parameter-overrides Architecture=$(ARCH)

.PHONY: checkov
checkov: aws-tools ## check the expanded templates for what makes a stack unsafe
	infra/local/tools.sh checkov
	@mkdir -p $(TOOLS)/run
	AWS_DEFAULT_REGION=eu-west-2 $(TOOLS)/ministack/bin/python infra/local/expand.py >$(TOOLS)/run/expanded.json 2>/dev/null
	@# W2001: SAM has used the parameters that are left over.
	$(CFN_LINT) --ignore-checks W2001 -- $(TOOLS)/run/expanded.json
	$(TOOLS)/checkov/bin/checkov --config-file infra/checkov.yaml --skip-download --compact --quiet \
		--file $(TOOLS)/run/expanded.json infra/state.yaml infra/rights.yaml infra/watch.yaml

# Where both sam and a local AWS are wanted, the functions are built once.
.PHONY: sam-build-here
sam-build-here:
	$(MAKE) sam-build ARCH=$(HOST_ARCH)

.PHONY: sam
sam: sam-validate sam-build-here ## check the templates, and run every function in a container
	trap '$(ENGINE) down' EXIT; $(ENGINE) up; for check in invoke api lambda; do infra/local/sam.sh $$check; done

.PHONY: machine
machine: ## let validators of others read the state machine
	infra/local/machine.sh

# The stacks of the local AWS, each with whether it is a rehearsal.
STACKS = local:true live:false

.PHONY: local-aws-up
local-aws-up: aws-tools sam-build-here ## deploy a rehearsal and a live stack on a new local AWS, to be looked at
	$(LOCAL_AWS) down # a rehearsal's time never goes back: each begins on an empty AWS
	$(LOCAL_AWS) up
	eval "$$($(LOCAL_AWS) env)"; for stack in $(STACKS); do \
		$(SAM) deploy --config-env local --stack-name handover-$${stack%:*} --parameter-overrides Environment=development \
			Architecture=$(HOST_ARCH) AwsEndpoint=$$AWS_ENDPOINT_URL Rehearsal=$${stack#*:} RehearsalMail=$${stack#*:} \
			Protect=false RequireTls=false DocumentDays=1 ExtractDays=1 LogDays=1; done

.PHONY: local-aws-down
local-aws-down: ## stop the local AWS
	$(LOCAL_AWS) down

.PHONY: local-aws-test
local-aws-test: ## play scripts and rehearsals on the stacks of local-aws-up, and hold rights to their use
	eval "$$($(LOCAL_AWS) env)"; go test -tags aws -count 1 -timeout 20m -run TestScriptsOnAStack ./cmd/handover
	eval "$$($(LOCAL_AWS) env)"; go test -tags aws -count 1 -timeout 20m -v -run '$(AWS_SUITE)' ./internal/app/cloud

# What of the tests of tag aws plays on these stacks. The last of them needs all that come before it.
AWS_SUITE = TestCheckpoints|TestALiveStack|TestAMissing|TestWhatIsMissing|TestParameters|TestTheRecipe|TestRehearsals|TestTheClockSends|TestRights

.PHONY: local-aws
local-aws: ## deploy on a local AWS, test the stacks there, and stop it
	trap '$(LOCAL_AWS) down' EXIT; $(MAKE) local-aws-up; $(MAKE) local-aws-test

# Each target that starts a local AWS has a port of its own, so that they may run one after the other or side by side.
.PHONY: local-aws-sample
local-aws-sample: export HANDOVER_AWS_PORT := 4565
local-aws-sample: aws-tools sam-build-here ## deploy a rehearsal on a local AWS, play the sample there to its end, and stop it
	trap '$(LOCAL_AWS) down' EXIT; $(MAKE) local-aws-up STACKS=local:true -o sam-build-here; \
		eval "$$($(LOCAL_AWS) env)"; go test -tags aws -count 1 -short -v -run TestRehearsals ./internal/app/cloud

# The adapters' suites make tables and state machines of their own, with roles that there are not: nobody checks rights. A
# thousand commands at once take some minutes.
.PHONY: aws-adapters
aws-adapters: export HANDOVER_AWS_PORT := 4567
aws-adapters: export HANDOVER_AWS_AUTH := false
aws-adapters: aws-tools ## run the suites of the AWS adapters on a local AWS of their own
	trap '$(LOCAL_AWS) down' EXIT; $(LOCAL_AWS) up; eval "$$($(LOCAL_AWS) env)"; \
		HANDOVER_CRASH=1 go test -tags aws -count 1 -timeout 30m $(addsuffix /...,$(addprefix ./internal/,dynamo eventbridge s3 ses sfn))

# Only for those who may use it: see the script. It is no part of verify.
.PHONY: dynamodb-local
dynamodb-local: ## run the suite of the store on your own DynamoDB Local: DYNAMODB_LOCAL_JAR=…
	infra/local/dynamodb.sh

# Each call to AWS fails once in each way, by a proxy that fails as AWS does.
.PHONY: faults
faults: export HANDOVER_AWS_PORT := 4568
faults: export HANDOVER_AWS_AUTH := false
faults: aws-tools ## let every call to AWS fail in every way
	infra/local/tools.sh microburst
	trap '$(LOCAL_AWS) down' EXIT; $(LOCAL_AWS) up; eval "$$($(LOCAL_AWS) env)"; \
		HANDOVER_MICROBURST=$(TOOLS)/microburst/bin/microburst \
		go test -tags aws -count 1 -timeout 20m -v -run TestFaults ./internal/app/cloud

.PHONY: deploy
deploy: ## build for Lambda and deploy a stack to try out to the account that is signed in to; asks before it changes anything
	$(MAKE) sam-build ARCH=$(ARCH)
	@# This list replaces that of samconfig.toml: the answers that are proposed are the same, and the processor.
	$(SAM) deploy --guided --parameter-overrides Environment=development Rehearsal=true Architecture=$(ARCH)

# What an invocation and a programme take of AWS; infra/COST.md turns it into money.
AWS_CHECKS += capacity sizes coldstart

.PHONY: capacity
capacity: export HANDOVER_AWS_PORT := 4569
capacity: export HANDOVER_AWS_AUTH := false
capacity: aws-tools ## count what pages, functions and 2,000 programmes take of DynamoDB, and hold it to its budget
	trap '$(LOCAL_AWS) down' EXIT; $(LOCAL_AWS) up; eval "$$($(LOCAL_AWS) env)"; \
		go test -tags aws -count 1 -v -run 'TestCapacity' ./internal/app/cloud

.PHONY: sizes
sizes: ## weigh every function for Lambda, and hold it to its budget
	go test ./internal/app/cloud -run '^$$' -bench Size -benchtime 1x

.PHONY: coldstart
coldstart: ## measure the start of every function until it asks for its first event, and hold it to its budget
	go test ./internal/app/cloud -run '^$$' -bench ColdStart -benchtime 40x
