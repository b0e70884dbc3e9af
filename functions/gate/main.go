// Gate keeps the token with which the workflow waits, and answers a gate that has been passed already.
package main

import (
	"example.org/handover/internal/app/cloud"
	"example.org/handover/internal/app/cloud/workflow"
	"example.org/handover/internal/task"
)

func main() { cloud.Main(cloud.Task(task.Gate()), workflow.Answers) }
