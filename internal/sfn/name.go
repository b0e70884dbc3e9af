package sfn

import (
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws/arn"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
)

// setting is the environment variable that names the state machine.
const setting = "STATE_MACHINE_ARN"

// execution is the ARN of the n-th execution of a programme. It is the same for one that was started through a version
// or an alias.
func (w *Workflow) execution(programme string, n int) (string, error) {
	machine, err := arn.Parse(w.machine)
	parts := strings.Split(machine.Resource, ":")
	if err != nil || len(parts) < 2 || parts[0] != "stateMachine" {
		return "", fault.New(fault.Unavailable, "this is not the ARN of a state machine").At("", setting).With(w.machine).
			To("deploy the stack or set %s", setting)
	}
	machine.Resource = "execution:" + parts[1] + ":" + handover.ExecutionName(programme, n)
	return machine.String(), nil
}

// shorten cuts a text to a number of bytes, and no character in two.
func shorten(s string, most int) string {
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "")
}
