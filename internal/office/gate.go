package office

import (
	"context"

	"example.org/handover/internal/handover"
)

// Call is what a state of the machine hands to a function: ids only.
type Call struct {
	Programme string `json:"programme"`
	Execution int    `json:"execution"`
	State     string `json:"state,omitempty"`
	Item      string `json:"item,omitempty"`
	Token     string `json:"token,omitempty"`
	Error     string `json:"error,omitempty"` // the name of the error that led to an intervention
}

// Gate takes the workflow's arrival at a gate: it is recorded, the token is kept, and a gate already passed is
// answered at once. fault.Superseded if a newer execution is in charge.
func (o *Office) Gate(ctx context.Context, c Call) error {
	open := handover.OpenGate{Execution: c.Execution, State: c.State, Item: c.Item, Problem: c.Error}
	r, err := o.Do(ctx, c.Programme, open, handover.TheSystem(), "")
	if err != nil {
		return err
	}
	key, _, _ := r.Programme.Answer(c.State, c.Item)
	g, err := o.Store.RegisterToken(ctx, c.Programme, key, c.Token, c.Execution)
	if err != nil || !g.Passed {
		return err
	}
	_, err = o.answer(ctx, r.Programme, g)
	return err
}
