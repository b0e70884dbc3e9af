// Transfer brings the transfer into effect, and closes or stands down the programme.
package main

import (
	"example.org/handover/internal/app/cloud"
	"example.org/handover/internal/app/cloud/documents"
	"example.org/handover/internal/task"
)

func main() { cloud.Main(cloud.Task(task.Transfer()), documents.Part) }
