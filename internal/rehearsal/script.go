// Package rehearsal plays a programme through in virtual time: the real state machine, the real handlers and the real
// rules, with people who act on the due date unless a script says otherwise.
package rehearsal

import (
	"encoding/json"

	"example.org/handover/internal/handover"
)

// Script says who does what when, mistakes included. What it does not mention is done on its due date.
type Script struct {
	Schema string `json:"$schema,omitempty"`
	Title  string `json:"title"`
	Acts   []Act  `json:"acts"`
}

// Act is one thing that one person does.
type Act struct {
	At      handover.Local    `json:"at"`
	By      string            `json:"by"`
	Do      string            `json:"do"`
	Input   json.RawMessage   `json:"input,omitempty"`
	Files   map[string]string `json:"files,omitempty"`   // extracts to hand in, by the field of the input
	Refused bool              `json:"refused,omitempty"` // the mistake is refused
	Note    string            `json:"note,omitempty"`
}

// subject says what an act is about, so that nobody else does it meanwhile: the ids in its input, in the order in which
// needs name them.
func (a Act) subject(person string) string {
	var in struct {
		Stage, Addressee, Method, Window, ID, Dataset, Check, Phase, Review, Obligation string
	}
	if len(a.Input) > 0 && json.Unmarshal(a.Input, &in) != nil {
		return ""
	}
	switch a.Do {
	case "record-service":
		return in.Addressee + "/" + in.Method
	case "answer-representation":
		return in.Window + "/" + in.ID
	case "vote":
		return in.Phase + "/" + person
	}
	for _, id := range []string{in.Stage, in.Dataset, in.Check, in.Review, in.Obligation} {
		if id != "" {
			return id
		}
	}
	return ""
}
