package handover

import (
	"encoding/json"
	"fmt"

	"example.org/handover/internal/fault"
)

// Correct puts right what an earlier entry recorded wrongly, or strikes it out where no input is given. The wrong entry
// stays in the ledger; from the correction on it counts no more.
type Correct struct {
	Entry   int             `json:"entry"`
	Command string          `json:"command,omitempty"` // that recorded it
	Input   json.RawMessage `json:"input,omitempty"`   // of that command, as it should have been
	Reason  string          `json:"reason"`
	wrong   Entry
}

// Name implements Command.
func (Correct) Name() string { return "correct" }

// Of completes the command with the entry that it corrects.
func (c Correct) Of(wrong Entry) Correct {
	c.wrong = wrong
	return c
}

// correctable is an event that a person recorded and may have recorded wrongly.
type correctable interface {
	Event
	// mended gives the event as it should have been, from the input of its command. What an entry is about cannot be
	// corrected, only what it says: anything else is struck out and recorded anew.
	mended(p *Programme, x Context, input json.RawMessage) (correctable, error)
	// strikable refuses to strike the event out where things have gone on from it.
	strikable(p *Programme) error
	// corrected folds the event as it should have been; nil strikes it out.
	corrected(p *Programme, now Event, e Entry)
}

// recordedBy names the command behind each kind of entry that can be corrected.
var recordedBy = map[string]string{
	"service-recorded": "record-service", "representation-recorded": "record-representation",
	"representation-answered": "answer-representation", "evidence-submitted": "submit-evidence",
	"review-recorded": "record-review", "obligation-reported": "report-obligation",
}

func (c Correct) decide(p *Programme, x Context) ([]Event, error) {
	if c.wrong.Event == nil || c.wrong.Seq != c.Entry {
		return nil, fault.New(fault.NotFound, "the ledger has no such entry").At("", "/entry").With(fmt.Sprint(c.Entry)).
			To("see `handover log`")
	}
	old, ok := c.wrong.Event.(correctable)
	if !ok {
		return nil, refuse("an entry of the kind %s cannot be corrected", c.wrong.Event.Kind()).At("", "/entry").
			To("give the command that changes what it led to; facts that people recorded can be corrected")
	}
	if by, done := p.Corrected[c.Entry]; done {
		return nil, refuse("entry %d was corrected by entry %d", c.Entry, by).At("", "/entry").To("correct that one")
	}
	v := Corrected{Entry: c.Entry, Was: Recorded{old}, Reason: c.Reason}
	if len(c.Input) == 0 && c.Command == "" {
		if err := old.strikable(p); err != nil {
			return nil, err
		}
		return one(v)
	}
	if want := recordedBy[old.Kind()]; c.Command != want {
		return nil, refuse("entry %d was recorded by the command %s", c.Entry, want).At("", "/command").With(c.Command).
			To("name that command, and give its input")
	}
	now, err := old.mended(p, x, c.Input)
	if err != nil {
		return nil, err
	}
	v.Now = &Recorded{now}
	return one(v)
}

// Recorded is an event inside another, by its kind.
type Recorded struct{ Event }

type recordedJSON struct {
	Kind string          `json:"kind"`
	Data json.RawMessage `json:"data"`
}

// MarshalJSON renders the event with its kind.
func (r Recorded) MarshalJSON() ([]byte, error) {
	data, err := json.Marshal(r.Event)
	if err != nil {
		return nil, err
	}
	return json.Marshal(recordedJSON{r.Kind(), data})
}

// UnmarshalJSON reads an event with its kind; an unknown one is an error.
func (r *Recorded) UnmarshalJSON(raw []byte) error {
	var j recordedJSON
	if err := json.Unmarshal(raw, &j); err != nil {
		return err
	}
	decode, ok := eventKinds[j.Kind]
	if !ok {
		return fmt.Errorf("an entry of the unknown kind %q", j.Kind)
	}
	var err error
	r.Event, err = decode(j.Data)
	return err
}

// Corrected is recorded with what stood in the wrong entry and what should have stood there; no Now means that it is
// struck out.
type Corrected struct {
	Entry  int       `json:"entry"`
	Was    Recorded  `json:"was"`
	Now    *Recorded `json:"now,omitempty"`
	Reason string    `json:"reason"`
}

// Kind implements Event.
func (Corrected) Kind() string { return "corrected" }

func (v Corrected) apply(p *Programme, e Entry) {
	if p.Corrected == nil {
		p.Corrected = map[int]int{}
	}
	p.Corrected[v.Entry] = e.Seq
	var now Event
	if v.Now != nil {
		now = v.Now.Event
	}
	v.Was.Event.(correctable).corrected(p, now, e)
}

func (v Corrected) line(p *Programme) (Line, bool) {
	l := Line{Why: v.Reason, What: fmt.Sprintf("Entry %d struck out", v.Entry)}
	if v.Now == nil {
		return l, true
	}
	told, _ := v.Now.line(p)
	l.Stage, l.State = told.Stage, told.State
	l.What = fmt.Sprintf("Entry %d corrected: %s", v.Entry, told.What)
	return l, true
}

func (v Corrected) mail(p *Programme) Mail {
	l, _ := v.line(p)
	return Mail{To: to(ProgrammeOffice, SRO), Subject: fmt.Sprintf("Entry %d was corrected", v.Entry),
		Body: l.What + "\n" + v.Reason}
}

// mendedInput reads the input of a command for a correction, and refuses one that would be about something else than the
// entry.
func mendedInput[C any](input json.RawMessage, about func(C) bool) (C, error) {
	var c C
	if err := json.Unmarshal(input, &c); err != nil {
		return c, fault.Wrap(fault.Invalid, err, "the corrected input cannot be read").At("", "/input")
	}
	if !about(c) {
		return c, refuse("the corrected input is about something else than the entry").At("", "/input").
			To("strike the entry out by leaving /input away, then record what happened")
	}
	return c, nil
}
