// Consultation drafts the invitations and the measures letters of a window.
package main

import (
	"example.org/handover/internal/app/cloud"
	"example.org/handover/internal/app/cloud/documents"
	"example.org/handover/internal/task"
)

func main() { cloud.Main(cloud.Task(task.Consultation()), documents.Part) }
