# Targets that need SAM or a local AWS. None of them needs an account, except deploy.

AWS_TESTS += sam local-aws

SAM       = $(TOOLS)/sam/bin/sam
CFN_LINT  = $(TOOLS)/lint/bin/cfn-lint
LOCAL_AWS = infra/local/aws.sh
ENGINE    = infra/local/engine.sh
TEMPLATES = template.yaml infra/state.yaml infra/rights.yaml infra/watch.yaml

# The processor of the functions, in Lambda's words, and that of this machine.
ARCH      ?= arm64
HOST_ARCH := $(patsubst aarch64,arm64,$(shell uname -m))

export SAM_CLI_TELEMETRY := 0

GO_LAMBDA = CGO_ENABLED=0 GOOS=linux GOARCH=$(patsubst x86_64,amd64,$(ARCH)) go build -trimpath -tags lambda.norpc -ldflags=-s

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

.PHONY: sam
sam: sam-validate ## check the templates, and run every function in a container
	$(MAKE) sam-build ARCH=$(HOST_ARCH)
	$(ENGINE) up
	infra/local/sam.sh invoke
	infra/local/sam.sh api
	infra/local/sam.sh lambda

.PHONY: sam-down
sam-down: ## stop the container engine that `make sam` started
	$(ENGINE) down

.PHONY: local-aws-deploy
local-aws-deploy: aws-tools ## deploy a rehearsal and a live stack on a new local AWS
	$(LOCAL_AWS) down # a rehearsal's time never goes back: each begins on an empty AWS
	$(LOCAL_AWS) up
	$(MAKE) sam-build ARCH=$(HOST_ARCH)
	eval "$$($(LOCAL_AWS) env)" && for rehearsal in true false; do \
		$(SAM) deploy --config-env local --stack-name $$([ $$rehearsal = true ] && echo handover-local || echo handover-live) \
			--parameter-overrides Architecture=$(HOST_ARCH) AwsEndpoint=$$AWS_ENDPOINT_URL Rehearsal=$$rehearsal \
			Protect=false RequireTls=false DocumentDays=1 LogDays=1; done

.PHONY: local-aws
local-aws: aws-adapters local-aws-deploy ## deploy on a local AWS, play the sample there, let a live stack run
	eval "$$($(LOCAL_AWS) env)" && go test -tags aws -count 1 ./internal/app/cloud/...

# The adapters' suites make tables and state machines of their own, with roles that there are not: nobody checks rights.
.PHONY: aws-adapters
aws-adapters: export HANDOVER_AWS_PORT := 4567
aws-adapters: export HANDOVER_AWS_AUTH := false
aws-adapters: aws-tools ## run the suites of the AWS adapters on a local AWS of their own
	$(LOCAL_AWS) up
	eval "$$($(LOCAL_AWS) env)" && go test -tags aws -count 1 ./internal/dynamo/... ./internal/s3/... ./internal/ses/... \
		./internal/sfn/... || { $(LOCAL_AWS) down; exit 1; }
	$(LOCAL_AWS) down

.PHONY: local-aws-down
local-aws-down: ## stop the local AWS
	$(LOCAL_AWS) down
