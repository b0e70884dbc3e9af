package local

import (
	"encoding/json"
	"errors"
	"strconv"
	"time"
)

// stampLayout is how Step Functions writes an instant in the context object: UTC with milliseconds.
const stampLayout = "2006-01-02T15:04:05.000Z"

// stamp writes an instant as the context object does.
func stamp(t time.Time) string { return t.UTC().Format(stampLayout) }

// Fields of the context object.
const (
	fieldExecutionID    = "Execution.Id"
	fieldExecutionName  = "Execution.Name"
	fieldExecutionInput = "Execution.Input"
	fieldExecutionStart = "Execution.StartTime"
	fieldStateName      = "State.Name"
	fieldStateEntered   = "State.EnteredTime"
	fieldStateRetries   = "State.RetryCount"
	fieldMachineID      = "StateMachine.Id"
	fieldMachineName    = "StateMachine.Name"
	fieldToken          = "Task.Token"
	fieldItemIndex      = "Map.Item.Index"
	fieldItemValue      = "Map.Item.Value"
)

// errContext is why a path into the context object is refused.
var errContext = errors.New("no field of the context object that this engine has")

// splitContext moves the first steps of a path that begins with $$ into its field. Only the execution's input and a Map
// item's value may be looked into further.
func (p *path) splitContext() error {
	n := 2
	if len(p.steps) > 0 && p.steps[0].name == "Map" {
		n = 3
	}
	if len(p.steps) < n {
		return errContext
	}
	for i, s := range p.steps[:n] {
		if i > 0 {
			p.field += "."
		}
		p.field += s.name
	}
	p.steps = p.steps[n:]
	switch p.field {
	case fieldExecutionInput, fieldItemValue:
		return nil
	case fieldExecutionID, fieldExecutionName, fieldExecutionStart, fieldStateName, fieldStateEntered,
		fieldStateRetries, fieldMachineID, fieldMachineName, fieldToken, fieldItemIndex:
		if len(p.steps) == 0 {
			return nil
		}
	}
	return errContext
}

// scene is what a path is looked up against: a datum for $, and a thread with its Map item for $$.
type scene struct {
	e     *Engine
	th    *thread
	data  any
	index int // of the Map item in hand
	item  any
}

// find looks a path up.
func (s *scene) find(p *path) (any, bool) {
	if p.field == "" {
		return lookup(s.data, p.steps)
	}
	return lookup(s.context(p.field), p.steps)
}

// context gives a field of the context object. The loader lets no other names through.
func (s *scene) context(field string) any {
	x, th := s.th.x, s.th
	switch field {
	case fieldExecutionID:
		return s.e.arn("execution") + ":" + x.name
	case fieldExecutionName:
		return x.name
	case fieldExecutionInput:
		return x.input
	case fieldExecutionStart:
		return stamp(x.started)
	case fieldStateName:
		return th.st.name
	case fieldStateEntered:
		return stamp(th.entered)
	case fieldStateRetries:
		return json.Number(strconv.Itoa(th.retried))
	case fieldMachineID:
		return s.e.arn("stateMachine")
	case fieldMachineName:
		return s.e.name
	case fieldToken:
		return th.token
	case fieldItemIndex:
		return json.Number(strconv.Itoa(s.index))
	}
	return s.item
}
