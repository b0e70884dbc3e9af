// Notice drafts the letters of notice.
package main

import (
	"example.org/handover/internal/app/cloud"
	"example.org/handover/internal/app/cloud/documents"
	"example.org/handover/internal/task"
)

func main() { cloud.Main(cloud.Task(task.Notice()), documents.Part) }
