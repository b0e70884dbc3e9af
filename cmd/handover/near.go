package main

import (
	"context"
	"log/slog"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/office"
	"example.org/handover/internal/web/api"
)

func (s *session) where() string { return "in " + s.dir }

// questions answers as a server over this data directory would.
func (s *session) questions() *api.Service {
	return &api.Service{Office: s.app.Office, Log: slog.New(slog.DiscardHandler)}
}

func (s *session) status(ctx context.Context, programme string, day calendar.Date) (handover.StatusView, error) {
	at, err := s.questions().At(ctx, programme, day)
	if err != nil {
		return handover.StatusView{}, err
	}
	return at.StatusAt(at.Now), nil
}

// definition is that of a programme of the session's sort.
func (s *session) definition(ctx context.Context, programme string) (handover.Definition, error) {
	p, err := s.app.Office.Load(ctx, programme)
	if err != nil {
		return handover.Definition{}, err
	}
	return p.Definition, nil
}

func (s *session) entries(ctx context.Context, programme string) ([]handover.Entry, error) {
	if _, err := s.app.Office.Peek(ctx, programme); err != nil { // a programme that is not there has no empty ledger
		return nil, err
	}
	return s.store.Entries(ctx, programme, 1, 0)
}

func (s *session) export(ctx context.Context, programme, table, format string, day calendar.Date) ([]byte, error) {
	questions := s.questions()
	at, err := questions.At(ctx, programme, day)
	if err != nil {
		return nil, err
	}
	return questions.Export(ctx, at, table, format)
}

// enter enters a programme and lets its workflow go as far as it can.
func (s *session) enter(ctx context.Context, x entrance, by handover.Actor) error {
	app, err := s.appOf(x.definition.Programme)
	if err != nil {
		return err
	}
	if x.past != nil {
		_, err = app.Office.Adopt(ctx, x.definition, *x.past, by)
	} else {
		_, err = app.Office.Start(ctx, x.definition, by.ID)
	}
	if err != nil {
		return err
	}
	return app.Pump(ctx)
}

func (s *session) keep(ctx context.Context, name string, _ handover.Actor, content []byte) (handover.FileRef, error) {
	return s.app.Office.Files.Put(ctx, name, content)
}

// foresee rests on nothing that could change: the directory is held meanwhile.
func (s *session) foresee(ctx context.Context, d *order) (handover.Foreseen, string, error) {
	f, err := s.app.Office.Foresee(ctx, d.programme, d.meant, d.by)
	return f, "", err
}

func (s *session) give(ctx context.Context, d *order) ([]handover.Entry, error) {
	app, err := s.appOf(d.programme)
	if err != nil {
		return nil, err
	}
	r, err := app.Do(ctx, d.programme, d.meant, d.by, d.key)
	return r.Entries, err
}

func (s *session) portfolio(ctx context.Context) ([]office.Summary, error) {
	return s.app.Office.Portfolio(ctx)
}
