package handover

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"example.org/handover/internal/fault"
)

// Correct puts right what an earlier entry recorded wrongly, or strikes it out where no input is given. The wrong entry
// stays in the ledger; from the correction on it counts no more. A correction is corrected as any other entry.
type Correct struct {
	Entry   int             `json:"entry"`
	Act     int             `json:"act,omitempty"`     // of an adopted past, the first is 1
	Command string          `json:"command,omitempty"` // that recorded it, or the fact of an adopted past
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
	// subject names what the event is about. Facts of one subject supersede each other; "" where none can.
	subject() string
	// mended gives the event as it should have been, from the input of its command. What an entry is about cannot be
	// corrected, only what it says: anything else is struck out and recorded anew.
	mended(p *Programme, x Context, input json.RawMessage) (correctable, error)
	// strikable refuses to strike the event out where things have gone on from it.
	strikable(p *Programme) error
	// corrected folds the event as it should have been; nil strikes it out.
	corrected(p *Programme, now Event, e Entry)
}

// recordedBy names the command, or the fact of an adopted past, behind each kind of entry that can be corrected.
var recordedBy = map[string]string{
	"service-recorded": "record-service", "representation-recorded": "record-representation",
	"representation-answered": "answer-representation", "evidence-submitted": "submit-evidence",
	"review-recorded": "record-review", "obligation-reported": "report-obligation",
	"notice-drafted": "notice-drafted", "invitations-sent": "window-opened", "dry-run-adopted": "dry-run-passed",
}

func (c Correct) decide(p *Programme, x Context) ([]Event, error) {
	wrong, err := c.fact()
	if err != nil {
		return nil, err
	}
	old, err := mistaken(wrong)
	if err != nil {
		return nil, err
	}
	if by, done := p.corrector(c.Entry, c.Act); done {
		return nil, refuse("%s was corrected by entry %d", named(c.Entry, c.Act), by).At("", "/entry").
			To("correct that one; if it struck the fact out, record anew what holds")
	}
	if err := p.superseded(old, Source{c.Entry, c.Act}); err != nil {
		return nil, err
	}
	v := Corrected{Entry: c.Entry, Act: c.Act, Was: Recorded{old}, Reason: c.Reason}
	if c.strikesOut() {
		if err := old.strikable(p); err != nil {
			return nil, err
		}
		return one(v)
	}
	if want := recordedBy[old.Kind()]; c.Command != want {
		return nil, refuse("%s was recorded by the command %s", named(c.Entry, c.Act), want).At("", "/command").With(c.Command).
			To("name that command, and give its input")
	}
	now, err := old.mended(p, x, c.Input)
	if err != nil {
		return nil, err
	}
	if sameOnRecord(now, old) && (!recordable[c.Command] || x.occurred.Equal(wrong.Occurred)) {
		return nil, refuse("%s says so already: the correction changes nothing", named(c.Entry, c.Act)).At("", "/input").
			To("give the input as it should have been")
	}
	v.Now = &Recorded{now}
	return one(v)
}

// sameOnRecord compares events as the ledger has them: a time that was read back has another zone in memory.
func sameOnRecord(a, b Event) bool {
	x, err := Recorded{a}.MarshalJSON()
	y, err2 := Recorded{b}.MarshalJSON()
	return err == nil && err2 == nil && bytes.Equal(x, y)
}

func (c Correct) strikesOut() bool { return len(c.Input) == 0 && c.Command == "" }

// fact is the entry to be corrected or, of an adopted past, the act as if it were an entry.
func (c Correct) fact() (Entry, error) {
	if c.wrong.Event == nil || c.wrong.Seq != c.Entry {
		return Entry{}, fault.New(fault.NotFound, "the ledger has no such entry").At("", "/entry").With(fmt.Sprint(c.Entry)).
			To("see `handover log`")
	}
	past, adopted := c.wrong.Event.(Adopted)
	switch {
	case !adopted && c.Act == 0:
		return c.wrong, nil
	case !adopted:
		return Entry{}, refuse("entry %d has no acts: it is no adopted past", c.Entry).At("", "/act").To("leave /act out")
	case c.Act < 1 || c.Act > len(past.Acts):
		return Entry{}, refuse("entry %d is an adopted past of %d acts", c.Entry, len(past.Acts)).At("", "/act").
			With(fmt.Sprint(c.Act)).To("say which act is wrong; `handover log` gives their numbers")
	}
	a := past.Acts[c.Act-1]
	return Entry{Seq: c.Entry, At: c.wrong.At, Occurred: a.Occurred, By: a.By, Event: a.Event}, nil
}

// mistaken is the event that an entry put on record; of a correction, what it said should have stood.
func mistaken(e Entry) (correctable, error) {
	event := e.Event
	if v, ok := event.(Corrected); ok {
		if v.Now == nil {
			return nil, refuse("entry %d struck %s out", e.Seq, named(v.Entry, v.Act)).At("", "/entry").
				To("record anew what happened")
		}
		event = v.Now.Event
	}
	old, ok := event.(correctable)
	if !ok || writtenHere(event) {
		return nil, refuse("an entry of the kind %s cannot be corrected", event.Kind()).At("", "/entry").
			To("give the command that changes what it led to; facts that people recorded can be corrected")
	}
	return old, nil
}

// writtenHere reports whether an event is about letters that the workflow wrote. They are what they are; those of an
// adopted past are known by the reference that a person gave, and have no digest.
func writtenHere(e Event) bool {
	var letters []FileRef
	switch v := e.(type) {
	case NoticeDrafted:
		letters = v.Letters
	case InvitationsSent:
		letters = v.Letters
	}
	return slices.ContainsFunc(letters, func(f FileRef) bool { return f.SHA256 != "" })
}

// corrector is the last correction of an entry, or of an act: that of its correction, if that was corrected itself.
func (p *Programme) corrector(entry, act int) (by int, done bool) {
	by, done = p.Corrected[entry]
	if act > 0 {
		by, done = p.ActsMended[act]
	}
	for next, again := by, done; again; next, again = p.Corrected[next] {
		by = next
	}
	return by, done
}

func named(entry, act int) string {
	if act > 0 {
		return fmt.Sprintf("act %d of entry %d", act, entry)
	}
	return fmt.Sprintf("entry %d", entry)
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
// struck out. Its entry occurred when what it now says occurred.
type Corrected struct {
	Entry  int       `json:"entry"`
	Act    int       `json:"act,omitempty"` // of an adopted past
	Was    Recorded  `json:"was"`
	Now    *Recorded `json:"now,omitempty"`
	Reason string    `json:"reason"`
}

// Kind implements Event.
func (Corrected) Kind() string { return "corrected" }

func (v Corrected) apply(p *Programme, e Entry) {
	by, of := &p.Corrected, v.Entry
	if v.Act > 0 { // a programme has one adopted past
		by, of = &p.ActsMended, v.Act
	}
	if *by == nil {
		*by = map[int]int{}
	}
	(*by)[of] = e.Seq
	was := v.Was.Event.(correctable)
	if v.Now == nil {
		delete(p.Standing, was.subject())
		was.corrected(p, nil, e)
		return
	}
	was.corrected(p, v.Now.Event, e)
	p.counts(was.subject(), Source{Entry: e.Seq})
}

func (v Corrected) line(p *Programme) (Line, bool) {
	what := named(v.Entry, v.Act)
	what = strings.ToUpper(what[:1]) + what[1:]
	l := Line{Why: v.Reason, What: what + " struck out"}
	if v.Now == nil {
		return l, true
	}
	told, _ := v.Now.line(p)
	l.Stage, l.State = told.Stage, told.State
	l.What = what + " corrected: " + told.What
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
