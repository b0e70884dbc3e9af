// Relay sends what has come into an outbox.
package main

import (
	"example.org/handover/internal/app/cloud"
	"example.org/handover/internal/app/cloud/documents"
	"example.org/handover/internal/app/cloud/mailing"
	"example.org/handover/internal/app/cloud/milestones"
	"example.org/handover/internal/app/cloud/workflow"
)

func main() {
	cloud.Main(cloud.Relay, documents.Part, workflow.Executions, mailing.Part, milestones.Part)
}
