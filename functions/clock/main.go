// Clock looks every minute at what is due, and sends what nobody has sent yet. Once a day it keeps a signed checkpoint of
// each ledger.
package main

import (
	"example.org/handover/internal/app/cloud"
	"example.org/handover/internal/app/cloud/checkpoints"
	"example.org/handover/internal/app/cloud/documents"
	"example.org/handover/internal/app/cloud/mailing"
	"example.org/handover/internal/app/cloud/milestones"
	"example.org/handover/internal/app/cloud/workflow"
)

func main() {
	cloud.Main(cloud.Clock, documents.Part, workflow.Executions, mailing.Part, milestones.Part, checkpoints.Part)
}
