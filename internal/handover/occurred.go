package handover

import (
	"encoding/json"
	"time"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/fault"
)

// Dated is a command about something that occurred before it was recorded.
type Dated struct {
	Command
	Occurred time.Time
}

// recordable lists the commands that record what people did outside this programme, and may say when they did it. When
// a notice was sent stands in its own field. What is signed, judged or decided has no other time than that of its entry:
// it is given here, over what the ledger holds at that moment.
var recordable = map[string]bool{
	"report-undelivered": true, "record-representation": true, "answer-representation": true, "submit-evidence": true,
	"record-review": true, "report-obligation": true,
}

// Dated reports whether the command's input may say, as "occurred", when it really happened.
func (s Spec) Dated() bool { return recordable[s.Name] }

// dated reads the member "occurred" that inputs of recordable commands may have.
func dated(name string, c Command, raw []byte) (Command, error) {
	if !recordable[name] {
		return c, nil
	}
	var in struct {
		Occurred Local `json:"occurred"`
	}
	if err := json.Unmarshal(raw, &in); err != nil || in.Occurred == "" {
		return c, err
	}
	at, err := calendar.ParseLocal(string(in.Occurred))
	return Dated{c, at}, err
}

// dated says when what a correction puts on record occurred: as its input has it, else as it was recorded.
func (c Correct) dated() (Command, error) {
	wrong, err := c.fact()
	if err != nil || c.strikesOut() {
		return c, nil //nolint:nilerr // the decision refuses it
	}
	d, err := dated(c.Command, c, c.Input)
	if _, said := d.(Dated); said || err != nil || wrong.Occurred.IsZero() || !recordable[c.Command] {
		return d, err
	}
	return Dated{c, wrong.Occurred}, nil
}

// undate takes the date off a command. Nothing occurs in the future.
func (p *Programme) undate(c Command, x *Context) (Command, error) {
	field := "/occurred"
	if correct, ok := c.(Correct); ok {
		var err error
		if c, err = correct.dated(); err != nil {
			return nil, err
		}
		field = "/input/occurred"
	}
	d, ok := c.(Dated)
	if !ok {
		return c, nil
	}
	if d.Occurred.After(x.Now) {
		return nil, fault.New(fault.Refused, "nothing can be recorded before it occurred").At("", field).
			To("give a time in the past, or leave it out")
	}
	if err := p.inTime(d.Occurred); err != nil {
		return nil, err.At("", field)
	}
	x.occurred = d.Occurred.UTC()
	return d.Command, nil
}

// inTime refuses what is said to have occurred before there was anything to hand over: before the decision and before the
// planned start, whichever is earlier. Evidence may be older than that; what it is evidence of is not.
func (p *Programme) inTime(at time.Time) *fault.Error {
	first := p.Definition.Start
	if made := p.Definition.Decision.Made; made.Before(first) {
		first = made
	}
	if !at.Before(first.At(0, 0)) {
		return nil
	}
	return refuse("the programme begins on %s: nothing of it occurred before", first.Long()).With(calendar.DateOf(at).String()).
		To("give a time from that day on")
}
