// Migration reconciles the extracts of a dataset and proves the cut-over.
package main

import (
	"example.org/handover/internal/app/cloud"
	"example.org/handover/internal/app/cloud/documents"
	"example.org/handover/internal/app/cloud/reportkey"
	"example.org/handover/internal/task"
)

func main() { cloud.Main(cloud.Task(task.Migration()), documents.Extracts, reportkey.Part) }
