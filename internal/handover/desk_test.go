package handover_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/handover"
)

// reporter is what *testing.T and *rapid.T have in common.
type reporter interface {
	Helper()
	Fatalf(format string, args ...any)
}

// desk is a programme with everything around it that a decision needs: people, rules, a clock that stands still until
// it is moved, and the ledger so far.
type desk struct {
	t      reporter
	rules  handover.Rules
	def    handover.Definition
	p      *handover.Programme
	ledger []handover.Entry
	now    time.Time
}

// newDesk starts the small programme on its planned day at nine.
func newDesk(t reporter) *desk {
	t.Helper()
	d := &desk{t: t, rules: smallRules(), def: smallDefinition(), p: new(handover.Programme)}
	d.begin()
	return d
}

func (d *desk) begin() {
	d.now = d.def.Start.At(9, 0)
	e := handover.Entry{Seq: 1, At: d.now.UTC(), By: "office-1", Event: handover.Started{Definition: d.def, Execution: 1}}
	if err := d.p.Fold(e); err != nil {
		d.t.Fatalf("start: %v", err)
	}
	d.ledger = append(d.ledger, e)
}

// london is a wall-clock time of the sample as an instant.
func london(t reporter, text string) time.Time {
	t.Helper()
	at, err := calendar.ParseLocal(text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return at
}

func (d *desk) at(text string) { d.t.Helper(); d.now = london(d.t, text) }

// actor gives somebody's id the roles that the definition says; "system" is the workflow.
func (d *desk) actor(id string) handover.Actor {
	if id == "system" {
		return handover.TheSystem()
	}
	person, _ := d.def.Person(id)
	return handover.Actor{ID: id, Roles: person.Roles}
}

// try gives a command and keeps what it leads to; an error changes nothing.
func (d *desk) try(by string, c handover.Command) ([]handover.Entry, error) {
	next := d.p.Clone()
	entries, err := handover.Decide(next, c, handover.Context{Now: d.now, Actor: d.actor(by), Rules: d.rules,
		Request: "r"})
	if err != nil {
		return nil, err
	}
	d.p, d.ledger = next, append(d.ledger, entries...)
	return entries, nil
}

// do gives a command that must be accepted.
func (d *desk) do(by string, c handover.Command) []handover.Entry {
	d.t.Helper()
	entries, err := d.try(by, c)
	if err != nil {
		d.t.Fatalf("%s by %s: %v", c.Name(), by, err)
	}
	return entries
}

// system gives a step of the workflow.
func (d *desk) system(c handover.Command) { d.t.Helper(); d.do("system", c) }

// gate brings the workflow to a gate.
func (d *desk) gate(state, item string) {
	d.t.Helper()
	d.system(handover.OpenGate{Execution: d.p.Execution.Number, State: state, Item: item})
}

// tick lets the clock find all that is due by now and returns what it recorded.
func (d *desk) tick() []handover.Entry {
	d.t.Helper()
	var all []handover.Entry
	for range 500 {
		entries := d.do("system", handover.Tick{})
		if len(entries) == 0 {
			return all
		}
		all = append(all, entries...)
	}
	d.t.Fatalf("the clock finds more after 500 ticks")
	return nil
}

// tickTo moves the clock to every instant that has something due, up to a time.
func (d *desk) tickTo(text string) {
	d.t.Helper()
	end := london(d.t, text)
	for {
		wake := d.p.Wake(d.rules, d.now)
		if wake.IsZero() || wake.After(end) {
			break
		}
		if wake.After(d.now) {
			d.now = wake
		}
		d.tick()
		if next := d.p.Wake(d.rules, d.now); !next.IsZero() && !next.After(d.now) {
			d.t.Fatalf("at %v, after a tick, the clock looks again at %v", d.now, next)
		}
	}
	d.now = end
}

func kinds(entries []handover.Entry) []string {
	var list []string
	for _, e := range entries {
		list = append(list, e.Event.Kind())
	}
	return list
}

// ofKind returns the events of a type, in order.
func ofKind[E handover.Event](entries []handover.Entry) []E {
	var list []E
	for _, e := range entries {
		if v, ok := e.Event.(E); ok {
			list = append(list, v)
		}
	}
	return list
}

func (d *desk) check(id string) handover.Check {
	i := slices.IndexFunc(d.p.Checks, func(c handover.Check) bool { return c.ID == id })
	return d.p.Checks[i]
}

func (d *desk) obligation(id string) handover.Obligation {
	i := slices.IndexFunc(d.p.Obligations, func(o handover.Obligation) bool { return o.ID == id })
	return d.p.Obligations[i]
}

func (d *desk) passed(gate string) bool { g := d.p.Gates[gate]; return !g.Passed.IsZero() }

func file(name string) handover.FileRef {
	return handover.FileRef{Name: name, SHA256: strings.Repeat("0", 64-len(name)) + name}
}

func asJSON(t reporter, v any) string {
	t.Helper()
	raw, err := json.Marshal(v)
	if err != nil {
		t.Fatalf("marshal: %v", err)
	}
	return string(raw)
}

func date(text string) calendar.Date { return calendar.MustDate(text) }

// TestDeskReachesTheEnd keeps the journey honest that all other tests set out from.
func TestDeskReachesTheEnd(t *testing.T) {
	d := newDesk(t)
	d.until("closed")
	if d.p.Status != handover.Complete || !d.p.Effective.Equal(london(t, "2022-09-30T00:01")) {
		t.Errorf("the programme is %s, effective %v", d.p.Status, d.p.Effective)
	}
}
