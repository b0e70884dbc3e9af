package api

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"strconv"
	"time"

	"example.org/handover/internal/handover"
)

type stretchIn struct {
	Named
	Polled
	From  int `query:"from" minimum:"1" maximum:"1000000000" default:"1" doc:"the first sequence number"`
	Limit int `query:"limit" minimum:"1" maximum:"1000" default:"1000"`
}

// LogEntry is an entry of the ledger as it stands there.
type LogEntry struct {
	Seq      int       `json:"seq"`
	At       time.Time `json:"at" doc:"when it was recorded"`
	Occurred time.Time `json:"occurred,omitzero" doc:"when it occurred, where that was earlier"`
	By       string    `json:"by" doc:"the id of a person of the definition, or system"`
	Request  string    `json:"request,omitempty"`
	Kind     string    `json:"kind"`
	Data     any       `json:"data"`
}

// Log is a stretch of a programme's ledger.
type Log struct {
	Entries []LogEntry `json:"entries"`
}

// Told is what happened, told for people.
type Told struct {
	handover.Line
	Seq int    `json:"seq"`
	By  string `json:"by"`
}

type verificationOut struct {
	Body Verification
}

func (s *Service) recordRoutes(d *definition) {
	const of = "/api/programmes/{programme}"
	ask(d, of+"/log", "list-entries", "The programme's ledger, entry by entry", s.log)
	ask(d, of+"/timeline", "list-timeline", "What happened, told for people",
		func(ctx context.Context, in *stretchIn) (*reply[[]Told], error) {
			return stretch(ctx, s, in, "timeline", func() ([]Told, int, error) { return s.timeline(ctx, in) })
		})
	op := d.operation("GET", of+"/verification", "verify-ledger", "Whether the ledger is intact", 200, 400, 404)
	register(d, op, func(ctx context.Context, in *Named) (*verificationOut, error) {
		v, err := s.Verified(ctx, in.Programme)
		if err != nil {
			return nil, s.told(err)
		}
		return &verificationOut{v}, nil
	})
}

// stretch answers with a part of a list; last is the sequence number of its last element, 0 if nothing follows.
func stretch[T any](ctx context.Context, s *Service, in *stretchIn, name string, read func() (T, int,
	error)) (*reply[T], error) {
	p, err := s.Office.Peek(ctx, in.Programme) // a programme that is not there has no empty ledger
	if err != nil {
		return nil, s.told(err)
	}
	last := 0
	r, err := fresh(in.Polled, fmt.Sprintf(`"%d-%d-%d"`, p.Seq, in.From, in.Limit), func() (T, error) {
		var body T
		body, last, err = read()
		return body, err
	})
	if err != nil {
		return nil, s.told(err)
	}
	if last > 0 && last < p.Seq {
		q := url.Values{"from": {strconv.Itoa(last + 1)}, "limit": {strconv.Itoa(in.Limit)}}
		r.Link = next("/api/programmes/"+in.Programme+"/"+name, q)
	}
	return r, nil
}

func (s *Service) log(ctx context.Context, in *stretchIn) (*reply[Log], error) {
	return stretch(ctx, s, in, "log", func() (Log, int, error) {
		entries, err := s.Office.Store.Entries(ctx, in.Programme, in.From, in.Limit)
		if err != nil {
			return Log{}, 0, err
		}
		out, last := Log{[]LogEntry{}}, 0
		for _, e := range entries {
			entry, err := entryOf(e)
			if err != nil {
				return Log{}, 0, err
			}
			out.Entries, last = append(out.Entries, entry), e.Seq
		}
		return out, last, nil
	})
}

// entryOf gives an entry its form through the ledger's own, so that there is one form only.
func entryOf(e handover.Entry) (LogEntry, error) {
	var entry LogEntry
	raw, err := json.Marshal(e)
	if err == nil {
		err = json.Unmarshal(raw, &entry)
	}
	return entry, err
}

// timeline tells the entries from a sequence number on, as far as people want to see them.
func (s *Service) timeline(ctx context.Context, in *stretchIn) (told []Told, last int, err error) {
	entries, err := s.Office.Store.Entries(ctx, in.Programme, 1, 0)
	if err != nil {
		return nil, 0, err
	}
	_, lines, err := handover.Replay(entries)
	told = []Told{}
	for _, l := range lines {
		if l.Seq >= in.From && len(told) < in.Limit {
			told, last = append(told, Told{l, l.Seq, l.By}), l.Seq
		}
	}
	return told, last, err
}
