package rehearsal

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
)

// Theatre is where a rehearsal plays: the embedded product, or a deployed one. Its clock is an argument: each call
// happens at the instant given, and what follows from it by itself has happened when the call returns.
type Theatre interface {
	// Start enters the programme.
	Start(ctx context.Context, now time.Time, d handover.Definition, by string) error
	// Do gives a command as a person; input is JSON.
	Do(ctx context.Context, now time.Time, programme, command, by string, input []byte) error
	// Tick lets the clock look at everything due by now.
	Tick(ctx context.Context, now time.Time) error
	// State returns the programme.
	State(ctx context.Context, programme string) (*handover.Programme, error)
	// Next returns the earliest instant after now at which something comes due by itself; zero if nothing does.
	Next(ctx context.Context, now time.Time, p *handover.Programme) (time.Time, error)
	// Keep puts a document into the file store.
	Keep(ctx context.Context, name string, content []byte) (handover.FileRef, error)
}

// Play is one rehearsal.
type Play struct {
	Theatre    Theatre
	Definition handover.Definition
	Script     Script
	Until      calendar.Date // the last day to play; zero: to the end
	Resume     bool          // go on with the programme where it stands; one that was not started yet begins
	// Read returns the content of an extract by its path as the definition, or the script, names it.
	Read func(path string) ([]byte, error)

	played  int            // acts of the script
	done    map[string]int // how often the cast did the same thing
	refused []handover.Line
}

// mostRounds is how often the cast does the same thing before the rehearsal is declared to go in circles: a dataset
// whose extracts never match would be run for ever.
const mostRounds = 30

// mostIdle is how many ticks in a row may change nothing before the rehearsal is declared stuck.
const mostIdle = 1000

// Run plays from the planned start until the programme is over, the last day has passed, or nothing can ever happen
// any more, which is fault.Refused with what is waited for.
func (y *Play) Run(ctx context.Context) (*handover.Programme, error) {
	now, err := y.begin(ctx)
	if err != nil {
		return nil, err
	}
	for idle, seq := 0, 0; ; {
		p, err := y.Theatre.State(ctx, y.Definition.Programme)
		if err != nil || p.Status.Over() {
			return p, err
		}
		if idle++; p.Seq != seq {
			idle, seq = 0, p.Seq
		}
		next, err := y.step(ctx, p, now)
		if err != nil || next.IsZero() {
			return p, err
		}
		if idle > mostIdle {
			return p, fault.New(fault.Internal, "the rehearsal makes no progress at %s", now)
		}
		now = next
	}
}

// begin enters the programme, or picks it up at the instant of its last entry, and returns that instant.
func (y *Play) begin(ctx context.Context) (time.Time, error) {
	if y.Resume {
		p, err := y.Theatre.State(ctx, y.Definition.Programme)
		if err == nil {
			return p.Changed, y.goesOn(p)
		}
		if fault.KindOf(err) != fault.NotFound {
			return time.Time{}, err
		}
	}
	now := y.Definition.Start.At(9, 0)
	by := y.Definition.Holders(handover.ProgrammeOffice)[0].ID
	return now, y.Theatre.Start(ctx, now, y.Definition, by)
}

// goesOn refuses to play one definition in the ledger of another.
func (y *Play) goesOn(p *handover.Programme) error {
	have, err := json.Marshal(p.Definition)
	if err != nil {
		return err
	}
	want, err := json.Marshal(y.Definition)
	if err != nil || bytes.Equal(have, want) {
		return err
	}
	return fault.New(fault.Refused, "the rehearsal of %s that is kept was begun with another definition", p.Definition.Programme).
		To("rehearse anew in another data directory")
}

// step does what comes next, the clock before people, and returns the instant at which it happened; zero when the last
// day has passed.
func (y *Play) step(ctx context.Context, p *handover.Programme, now time.Time) (time.Time, error) {
	act, at, found := y.next(p, now)
	wake, err := y.Theatre.Next(ctx, now, p)
	if err != nil {
		return now, err
	}
	if !wake.IsZero() && wake.Before(now) {
		wake = now
	}
	if !found && wake.IsZero() {
		return now, stuck(p, now)
	}
	ticks := !wake.IsZero() && (!found || !at.Before(wake))
	if ticks {
		at = wake
	}
	if !y.Until.IsZero() && calendar.DateOf(at).After(y.Until) {
		return time.Time{}, nil
	}
	if ticks {
		return at, y.Theatre.Tick(ctx, at)
	}
	return at, y.perform(ctx, p, act, at)
}

func stuck(p *handover.Programme, now time.Time) error {
	e := fault.New(fault.Refused, "nothing can happen any more on %s", calendar.DateOf(now).Long())
	if v := p.StatusAt(now); len(v.BlockedBy) > 0 {
		e.Problem += ": " + v.BlockedBy[0].What
	}
	return e.To("let the script do what is missing")
}

// next finds who acts next and when: the script's next act, or what somebody owes and the script does not mention.
func (y *Play) next(p *handover.Programme, now time.Time) (act Act, at time.Time, found bool) {
	if y.played < len(y.Script.Acts) {
		act, found = y.Script.Acts[y.played], true
		at = act.At.Instant()
	}
	for _, n := range p.Needs() {
		person, ok := y.castFor(p, n)
		if !ok || y.mentioned(n) {
			continue
		}
		due := dueAt(p, n)
		if due.Before(now) {
			due = now
		}
		if !found || due.Before(at) {
			act, at, found = Act{By: person, Do: n.Command, Input: y.input(n, due)}, due, true
		}
	}
	if at.Before(now) {
		at = now
	}
	return act, at, found
}

// dueAt is when somebody acts on time: at ten on the due date, and at the planned hour where the definition has one.
func dueAt(p *handover.Programme, n handover.Need) time.Time {
	if n.Command == "record-service" {
		return p.Definition.Contract.ServeOn.Instant()
	}
	return n.Due.At(10, 0)
}

// mentioned reports whether the script has still something to say about a need.
func (y *Play) mentioned(n handover.Need) bool {
	for _, a := range y.Script.Acts[y.played:] {
		if a.Do == n.Command && a.subject(a.By) == n.Subject {
			return true
		}
	}
	return false
}

// perform does an act. A mistake that the script expects to be refused is told and left at that.
func (y *Play) perform(ctx context.Context, p *handover.Programme, act Act, at time.Time) error {
	scripted := y.played < len(y.Script.Acts) && act.At != ""
	if scripted {
		y.played++
	}
	input, err := y.attach(ctx, p, act)
	if err != nil {
		return err
	}
	err = y.Theatre.Do(ctx, at, p.Definition.Programme, act.Do, act.By, input)
	if act.Refused {
		if err == nil {
			return fault.New(fault.Refused, "the script expects %s by %s at %s to be refused, and it was not", act.Do, act.By, act.At)
		}
		if kind := fault.KindOf(err); kind == fault.Internal || kind == fault.Unavailable {
			return err
		}
		y.refused = append(y.refused, handover.Line{At: at.UTC(), State: "Refused",
			What: "REFUSED: " + act.Do + " by " + act.By, Why: plain(err)})
		return nil
	}
	if err != nil {
		return fmt.Errorf("%s, %s by %s: %w", p.Definition.Local(at), act.Do, act.By, err)
	}
	return y.circling(act, scripted, at)
}

// circling refuses to go on with a cast that does the same thing over and over.
func (y *Play) circling(act Act, scripted bool, at time.Time) error {
	if y.done == nil {
		y.done = map[string]int{}
	}
	what := strings.TrimSpace(act.Do + " " + act.subject(act.By))
	if !scripted {
		y.done[what]++
	}
	if y.done[what] > mostRounds {
		return fault.New(fault.Refused, "the rehearsal goes in circles on %s: %s has been done %d times",
			calendar.DateOf(at).Long(), what, mostRounds).To("look at the timeline with --until, and mend what fails each time")
	}
	return nil
}

func plain(err error) string {
	var known *fault.Error
	if errors.As(err, &known) {
		return known.Problem
	}
	return err.Error()
}
