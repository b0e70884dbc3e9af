package main

import (
	"context"
	"encoding/json"
	"log/slog"
	"path"
	"slices"
	"strings"
	"sync"
	"time"

	"example.org/handover/events"
	"example.org/handover/internal/app/embedded"
	"example.org/handover/internal/calendar"
	"example.org/handover/internal/fault"
	"example.org/handover/internal/files"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/intake"
	"example.org/handover/internal/memory"
	"example.org/handover/internal/office"
	"example.org/handover/internal/rehearsal"
	"example.org/handover/internal/web"
)

// The demonstration: the sample, played to two weeks before its transfer.
const (
	demoSample = "programmes/doncaster.json"
	demoScript = "rehearsals/demo.json" // what goes wrong on the way
	demoDay    = "2022-09-16"
)

// leftToDo is what people have just done when the demonstration begins, so that others have to act: evidence to judge,
// a representation to answer.
func leftToDo() []rehearsal.Act {
	act := func(by, do, input string) rehearsal.Act {
		return rehearsal.Act{By: by, Do: do, Input: json.RawMessage(input)}
	}
	return []rehearsal.Act{
		act("hr", "record-representation",
			`{"window": "unions", "id": "union-3", "reference": "EDRMS/consultation/union-3"}`),
		act("payroll", "submit-evidence", `{"check": "PAY-1", "evidence": "EDRMS/payroll/parallel-run-2"}`),
		act("cio", "submit-evidence", `{"check": "ICT-1", "evidence": "EDRMS/ict/day-one-accounts"}`),
	}
}

// demonstration is the sample in memory, with a time that is moved by hand.
type demonstration struct {
	host  *host
	watch *embedded.Stopwatch
	mails *memoryPost
}

func serveDemo(ctx context.Context, e env, o serveFlags) error {
	day, err := calendar.ParseDate(o.day)
	if err != nil {
		return inFlag("--day", err)
	}
	d, err := newDemonstration(ctx, e, day)
	if err != nil {
		return err
	}
	if o.tokenFile != "" {
		if d.host.token, err = tokenAt(o.tokenFile); err != nil {
			return err
		}
	}
	return d.host.serve(ctx, o.listen, func(context.Context) {})
}

func newDemonstration(ctx context.Context, e env, day calendar.Date) (*demonstration, error) {
	d := &demonstration{watch: new(embedded.Stopwatch), mails: new(memoryPost)}
	app, err := embedded.New(embedded.Options{Store: memory.New(), Files: new(files.Memory), Post: d.mails,
		Clock:     d.watch.Now,
		Rehearsal: true, Seed: []byte(rehearsalSeed), Secret: rehearsalSecret})
	if err != nil {
		return nil, err
	}
	d.host = &host{env: e, app: app, log: slog.New(slog.NewTextHandler(e.stderr, nil))}
	samples, err := sampleDefinitions()
	if err != nil {
		return nil, err
	}
	d.host.options = []web.Option{web.Mails(d.mails), web.Samples(samples...),
		web.Demonstration(web.Demo{Advance: d.advance, Next: app.NextDue})}
	if err := d.play(ctx, day); err != nil {
		return nil, err
	}
	return d, nil
}

// play brings the sample to the day on which the demonstration begins.
func (d *demonstration) play(ctx context.Context, day calendar.Date) error {
	raw, err := events.Samples.Open(demoSample)
	if err != nil {
		return err
	}
	defer func() { _ = raw.Close() }()
	definition, err := intake.Definition(path.Base(demoSample), raw)
	if err != nil {
		return err
	}
	if !day.After(definition.Start) {
		d.watch.Set(day.At(9, 0))
		return nil
	}
	theatre := embedded.Theatre{App: d.host.app, Watch: d.watch}
	y := &rehearsal.Play{Theatre: theatre, Definition: definition, Until: day, Read: func(name string) ([]byte, error) {
		return events.Samples.ReadFile(path.Join(path.Dir(demoSample), name))
	}}
	if y.Script, err = demoActs(definition); err != nil {
		return err
	}
	if _, err := y.Run(ctx); err != nil {
		return err
	}
	now := day.At(14, 0)
	d.watch.Set(now)
	if err := theatre.Pass(ctx, now); err != nil || day.String() != demoDay {
		return err
	}
	for _, a := range leftToDo() {
		if err := theatre.Do(ctx, now, definition.Programme, a.Do, a.By, a.Input); err != nil {
			return err
		}
	}
	return nil
}

// demoActs reads what goes wrong on the way.
func demoActs(d handover.Definition) (rehearsal.Script, error) {
	raw, err := events.Samples.Open(demoScript)
	if err != nil {
		return rehearsal.Script{}, err
	}
	defer func() { _ = raw.Close() }()
	return intake.Script(path.Base(demoScript), raw, d)
}

func sampleDefinitions() ([]web.Sample, error) {
	list, err := events.Samples.ReadDir("programmes")
	if err != nil {
		return nil, err
	}
	var all []web.Sample
	for _, f := range list {
		raw, err := events.Samples.ReadFile(path.Join("programmes", f.Name()))
		if err != nil {
			return nil, err
		}
		all = append(all, web.Sample{Name: f.Name(), Definition: raw})
	}
	return all, nil
}

// advance lets time pass from one due instant to the next, as it does in a rehearsal.
func (d *demonstration) advance(ctx context.Context, until time.Time) error {
	d.host.turn.Lock()
	defer d.host.turn.Unlock()
	return embedded.Theatre{App: d.host.app, Watch: d.watch}.Pass(ctx, until)
}

// memoryPost keeps mails instead of sending them.
type memoryPost struct {
	mu    sync.Mutex
	mails []web.Mail
}

var (
	_ office.Post = (*memoryPost)(nil)
	_ web.Mailbox = (*memoryPost)(nil)
)

// Send implements office.Post.
func (m *memoryPost) Send(_ context.Context, sent office.Mail) error {
	one := web.Mail{Name: strings.ReplaceAll(sent.Reference, "/", "-"), Subject: sent.Subject, To: sent.To, At: sent.At,
		Body: sent.Body}
	for _, f := range sent.Attached {
		one.Attached = append(one.Attached, f.Name)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.mails = append(m.mails, one)
	return nil
}

// List implements web.Mailbox.
func (m *memoryPost) List(context.Context) ([]web.Mail, error) {
	m.mu.Lock()
	all := slices.Clone(m.mails)
	m.mu.Unlock()
	slices.Reverse(all)
	return all, nil
}

// Read implements web.Mailbox.
func (m *memoryPost) Read(_ context.Context, name string) (web.Mail, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, one := range m.mails {
		if one.Name == name {
			return one, nil
		}
	}
	return web.Mail{}, fault.New(fault.NotFound, "there is no such mail").With(name)
}
