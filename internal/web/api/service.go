// Package api is the JSON API: every command of the domain from its one list, and what there is to ask. Its description
// (OpenAPI 3.1) is generated from the code and kept beside the pages, where a test holds the two together.
package api

import (
	"context"
	"log/slog"
	"slices"
	"time"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/office"
	"example.org/handover/internal/web/memo"
)

// Service answers the API's questions and takes its commands.
type Service struct {
	Office *office.Office
	Log    *slog.Logger
	// Caller names who signed a request, for the log.
	Caller func(ctx context.Context) string
	// Wrote is called after every write: on one machine it lets the workflow go on. Nil: nothing follows here.
	Wrote func(ctx context.Context)
	// OneSort keeps rehearsals and real programmes in stores of their own: the first programme decides.
	OneSort bool
	// Verify checks a ledger against more than the store has, such as checkpoints that people keep. Nil: the store alone.
	Verify Verifier

	past      memo.Memo[moment, *handover.Programme]
	deadlines memo.Memo[moment, []DatedDuty]
}

// Verifier checks the ledger of a programme. What it finds wrong stands in the verification; an error means that it
// could not look.
type Verifier func(ctx context.Context, programme string) (Verification, error)

// Verification is what a check of a ledger found.
type Verification struct {
	Programme string   `json:"programme"`
	Entries   int      `json:"entries" doc:"found good, from the first on"`
	Root      string   `json:"root" doc:"of the tree over them"`
	Intact    bool     `json:"intact"`
	Checked   []string `json:"checked" doc:"what was checked, a clause each"`
	Findings  []string `json:"findings" doc:"what is wrong, a clause each"`
	// Checkpoints and Problems are what Checked and Findings tell in words.
	Checkpoints int    `json:"checkpoints" doc:"signed checkpoints that agree"`
	Problems    []Flaw `json:"problems" doc:"what is wrong, with its entry"`
	// Notes leave the ledger intact.
	Notes []string `json:"notes,omitempty" doc:"what could not be judged, or was judged another way"`
}

// Flaw is something that cannot be in a ledger that nobody tampered with.
type Flaw struct {
	Entry int    `json:"entry,omitempty" doc:"the first entry that is wrong or missing"`
	What  string `json:"what"`
}

// Standing is a programme at an instant.
type Standing struct {
	*handover.Programme
	// Now is the instant since which it stands so: of the last entry or, if that is later, of the day's beginning. It tells
	// no more than its ETag, so that answers of the same tag are the same.
	Now  time.Time
	Past bool // as the ledger had it then
	// Latest is the sequence number at which the ledger stands today.
	Latest int
}

// At returns a programme as it stands: now, or with a day as the ledger had it at the end of that day. A rehearsal
// shown by an office of real life stands still where it was left.
func (s *Service) At(ctx context.Context, programme string, asOf calendar.Date) (Standing, error) {
	p, err := s.Office.Peek(ctx, programme)
	if err != nil {
		return Standing{}, err
	}
	now := s.Office.Clock()
	if p.Rehearsal && !s.Office.Rehearsal {
		now = p.Changed
	}
	end := asOf.AddDays(1).At(0, 0)
	if asOf.IsZero() || end.After(now) {
		return Standing{p, sinceWhen(p, now), false, p.Seq}, nil
	}
	then, err := s.past.Get(moment{programme, p.Seq, 0, asOf}, func() (*handover.Programme, error) {
		return s.Office.AsOf(context.WithoutCancel(ctx), programme, end) // others may wait for it
	})
	return Standing{then, end.Add(-time.Second), true, p.Seq}, err
}

func sinceWhen(p *handover.Programme, now time.Time) time.Time {
	if begun := calendar.DateOf(now).At(0, 0); begun.After(p.Changed) {
		return begun
	}
	return p.Changed
}

// Deadlines returns the obligations as they stand with the explanation of each date, earliest due first. The list is
// the caller's own.
func (s *Service) Deadlines(at Standing) ([]DatedDuty, error) {
	all, err := s.deadlines.Get(moment{at.Definition.Programme, at.Latest, at.Seq, calendar.DateOf(at.Now)},
		func() ([]DatedDuty, error) { return s.explained(at) })
	return slices.Clone(all), err
}

func (s *Service) explained(at Standing) ([]DatedDuty, error) {
	rules, err := s.Office.Rules(at.Definition.Pack)
	if err != nil {
		return nil, err
	}
	view, err := at.Preview(rules, at.Known)
	if err != nil {
		return nil, err
	}
	planned := map[string]handover.PlannedObligation{}
	for _, o := range view.Obligations {
		planned[o.ID] = o
	}
	today, all := calendar.DateOf(at.Now), []DatedDuty{}
	for _, o := range at.Obligations {
		d := DatedDuty{ID: o.ID, Stage: o.Stage, Title: o.Title, Owner: o.Owner, Due: o.Due, MetBy: o.MetBy, Met: o.Met,
			Open: o.Open(), Overdue: at.Late(o, today)}
		if why, ok := planned[o.ID]; ok {
			d.Blocking, d.IfMissed, d.Cite, d.Provisional = why.Blocking, why.IfMissed, why.Source.Cite, why.Provisional
			if why.Due == o.Due { // of a date that stands still although its inputs moved, today's reasons say nothing
				d.Why = why.Why
			}
		}
		all = append(all, d)
	}
	sortDeadlines(all)
	return all, nil
}

// DatedDuty is an obligation with the reason of its date.
type DatedDuty struct {
	ID          string         `json:"id"`
	Stage       handover.Stage `json:"stage"`
	Title       string         `json:"title"`
	Owner       handover.Role  `json:"owner"`
	Due         calendar.Date  `json:"due" format:"date"`
	Open        bool           `json:"open"`
	Overdue     bool           `json:"overdue"`
	Met         time.Time      `json:"met,omitzero"`
	MetBy       string         `json:"metBy" doc:"what meets it: a report, a check or a gate"`
	Blocking    bool           `json:"blocking"`
	Provisional bool           `json:"provisional" doc:"whether it lies beyond the published bank holidays"`
	Why         string         `json:"why,omitempty" doc:"why that date"`
	IfMissed    string         `json:"ifMissed,omitempty"`
	Cite        string         `json:"cite,omitempty" doc:"the source of the rule"`
}

// Verified checks a ledger.
func (s *Service) Verified(ctx context.Context, programme string) (Verification, error) {
	if _, err := s.Office.Peek(ctx, programme); err != nil { // what is not there is no broken ledger
		return Verification{}, err
	}
	if s.Verify != nil {
		return s.Verify(ctx, programme)
	}
	return s.verify(ctx, programme)
}

// person is whoever of a definition a request acts for.
func person(d handover.Definition, id string) (handover.Actor, error) {
	who, ok := d.Person(id)
	if !ok {
		return handover.Actor{}, fault.New(fault.Forbidden, "the definition knows nobody of that id").At("",
			personHeader).With(id).
			To("use the id of one of /people")
	}
	return who.Actor(), nil
}

func (s *Service) wrote(ctx context.Context) {
	if s.Wrote != nil {
		s.Wrote(ctx)
	}
}
