package office

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/handover"
)

// Portfolio returns the summary of every programme as it stands today, in the order of their names.
func (o *Office) Portfolio(ctx context.Context) ([]Summary, error) {
	all, err := o.Store.Portfolio(ctx)
	return o.Current(all), err
}

// Current brings what a store keeps to today. A rehearsal shown by an office of real life stands still where it was left.
func (o *Office) Current(kept []Summary) []Summary {
	today, all := o.today(), make([]Summary, len(kept))
	for i, s := range kept {
		if !s.Rehearsal || o.Rehearsal {
			s = s.On(today)
		}
		all[i] = s
	}
	return all
}

// On is the summary on a later day, if nothing is recorded until then.
func (s Summary) On(day calendar.Date) Summary {
	if from := s.AmberFrom; !from.IsZero() && !day.Before(from) {
		s.RAG, s.AmberFrom = handover.Amber, calendar.Date{}
	}
	if from := s.RedFrom; !from.IsZero() && !day.Before(from) {
		s.RAG, s.AmberFrom, s.RedFrom = handover.Red, calendar.Date{}, calendar.Date{}
	}
	due, _, _ := strings.Cut(s.Next, " ")
	next, err := calendar.ParseDate(due)
	s.Overdue = s.Overdue || err == nil && next.Before(day)
	return s
}

func summaryOf(p *handover.Programme, now time.Time) Summary {
	v := p.StatusAt(now)
	s := Summary{Programme: v.Programme, Title: v.Title, Status: v.Status, Stage: v.Stage, Halt: p.Halt(), RAG: v.RAG,
		Transfer: v.Transfer, Rehearsal: v.Rehearsal}
	s.AmberFrom, s.RedFrom = p.Turns(v)
	if len(v.Next) > 0 {
		s.Next = v.Next[0].Due.String() + " " + v.Next[0].ID + ": " + shortened(v.Next[0].Title, mostTitle)
		s.Overdue = v.Next[0].Overdue
	}
	if len(v.BlockedBy) > 0 {
		s.Waits = shortened(v.BlockedBy[0].What, mostWaits)
	}
	return s
}

// mostWaits is how many bytes of what a programme waits for its summary holds.
const mostWaits = 90

// mostTitle is how many bytes of the title of its next deadline a summary holds.
const mostTitle = 40

// shortened cuts a text to so many bytes, between two characters.
func shortened(text string, most int) string {
	if len(text) <= most {
		return text
	}
	cut := most - len("…")
	for !utf8.RuneStart(text[cut]) {
		cut--
	}
	return text[:cut] + "…"
}
