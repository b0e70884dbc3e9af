package cloud

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"example.org/handover/internal/dynamo"
)

// EveryFunction and Sending are where template.yaml sets what every function gets, and what the functions that send get.
const (
	EveryFunction = "Globals/Function/Environment"
	Sending       = "RelayFunction/Environment and ClockFunction/Environment"
)

// ledger is the part that every function has: the table.
func ledger(a *App) error {
	table, err := a.Setting("TABLE", EveryFunction)
	if err != nil {
		return err
	}
	a.Office.Store = dynamo.New(dynamodb.NewFromConfig(a.AWS), table)
	return nil
}

// clock is the machine's, or in a rehearsal the one that the table keeps.
func clock(a *App) error {
	rehearsal, err := a.Setting("REHEARSAL", EveryFunction)
	if err != nil {
		return err
	}
	a.Office.Clock = time.Now
	if a.Office.Rehearsal = rehearsal == "true"; a.Office.Rehearsal {
		a.watch = &stopwatch{client: dynamodb.NewFromConfig(a.AWS), table: a.Env("TABLE")}
		a.Office.Clock = a.watch.Now
	}
	return nil
}
