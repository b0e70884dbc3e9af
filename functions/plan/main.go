// Plan fixes obligations and dates, and refuses a programme that cannot work. It touches the ledger and nothing
// else.
package main

import (
	"example.org/handover/internal/app/cloud"
	"example.org/handover/internal/task"
)

func main() { cloud.Main(cloud.Task(task.Plan())) }
