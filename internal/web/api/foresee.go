package api

import (
	"bytes"
	"context"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"example.org/handover/internal/handover"
	"example.org/handover/internal/intake"
)

// Foresight is what a command would lead to if it were given now. Nothing of it has been recorded.
type Foresight struct {
	Sequence int          `json:"sequence" doc:"where the ledger stands, on which all of this rests"`
	Lines    []Foretold   `json:"lines"`
	Mails    []Foremailed `json:"mails"`
	Next     []Following  `json:"next" doc:"what the workflow does by itself after that"`
}

// Foretold is what would be recorded, told for people.
type Foretold struct {
	At      time.Time      `json:"at"`
	Stage   handover.Stage `json:"stage"`
	What    string         `json:"what"`
	Why     string         `json:"why"`
	Kind    string         `json:"kind" doc:"of the entry"`
	Subject string         `json:"subject,omitempty" doc:"what the entry is about"`
	Late    bool           `json:"late,omitempty" doc:"whether it reminds of what is overdue"`
	Head    string         `json:"head,omitempty" doc:"what, in pieces: the first"`
	Parts   []string       `json:"parts,omitempty" doc:"the others"`
}

// Foremailed is a mail that would go out.
type Foremailed struct {
	To      []handover.Role `json:"to"`
	Subject string          `json:"subject"`
}

// Following is what the workflow would do next, and whom it would tell by mail.
type Following struct {
	What string          `json:"what"`
	To   []handover.Role `json:"to"`
}

type foresightIn struct {
	Named
	Acting
	Command string `path:"command" maxLength:"64" doc:"the name of a command: see /api/commands"`
	RawBody []byte `contentType:"application/json"`
}

type foresightOut struct {
	ETag string `header:"ETag" doc:"for If-Match, if the command is then given"`
	Body Foresight
}

func (s *Service) foresightRoutes(d *definition) {
	op := d.operation("POST", "/api/programmes/{programme}/foresight/{command}", "foresee",
		"What a command would lead to; nothing is recorded", 200, writing()...)
	op.SkipValidateBody = true
	input := &huma.Schema{Type: huma.TypeObject, Description: "The input of the command: its schema stands with the command.",
		AdditionalProperties: true}
	d.bodied(&op, mostBody, "application/json", input, func(op huma.Operation) { register(d, op, s.foresight) })
}

func (s *Service) foresight(ctx context.Context, in *foresightIn) (*foresightOut, error) {
	out, err := s.foresee(ctx, in)
	if err != nil {
		return nil, s.told(err)
	}
	return out, nil
}

func (s *Service) foresee(ctx context.Context, in *foresightIn) (*foresightOut, error) {
	c, err := intake.Command(in.Command, in.Command, bytes.NewReader(in.RawBody))
	if err != nil {
		return nil, err
	}
	// The state first: what is written meanwhile makes the tag too old, never too new.
	p, err := s.Office.Load(ctx, in.Programme)
	if err != nil {
		return nil, err
	}
	by, err := person(p.Definition, in.Person)
	if err != nil {
		return nil, err
	}
	f, err := s.Office.Foresee(ctx, in.Programme, c, by)
	if err != nil {
		return nil, err
	}
	body := Foresight{Sequence: p.Seq, Lines: []Foretold{}, Mails: []Foremailed{}, Next: []Following{}}
	for _, l := range f.Lines {
		body.Lines = append(body.Lines, Foretold{l.At, l.Stage, l.What, l.Why, l.Kind, l.Subject, l.Late, l.Head, l.Parts})
	}
	for _, m := range f.Mails {
		body.Mails = append(body.Mails, Foremailed{m.To, m.Subject})
	}
	for _, n := range f.Next {
		body.Next = append(body.Next, Following{n.What, append([]handover.Role{}, n.To...)})
	}
	return &foresightOut{Standing{Programme: p, Now: s.Office.Clock(), Latest: p.Seq}.ETag(), body}, nil
}

// Foreseen gives a foresight the form in which the domain has it. A mail's body is not told.
func (f Foresight) Foreseen() handover.Foreseen {
	var seen handover.Foreseen
	for _, l := range f.Lines {
		seen.Lines = append(seen.Lines, handover.Line{At: l.At, Stage: l.Stage, What: l.What, Why: l.Why, Kind: l.Kind,
			Subject: l.Subject, Late: l.Late, Head: l.Head, Parts: l.Parts})
	}
	for _, m := range f.Mails {
		seen.Mails = append(seen.Mails, handover.Mail{To: m.To, Subject: m.Subject})
	}
	for _, n := range f.Next {
		seen.Next = append(seen.Next, handover.Coming(n))
	}
	return seen
}
