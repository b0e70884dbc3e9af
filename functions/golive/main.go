// Golive runs the automatic checks and composes the evidence. It touches the ledger and nothing else.
package main

import (
	"example.org/handover/internal/app/cloud"
	"example.org/handover/internal/task"
)

func main() { cloud.Main(cloud.Task(task.Golive())) }
