package handover_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
)

// TestInvariants gives random programmes random commands by random people, lets the workflow walk and be replaced and
// the clock stop, and holds the invariants after each step.
func TestInvariants(t *testing.T) {
	seen := map[string]int{}
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(t)
		for range rapid.IntRange(20, 60).Draw(t, "steps") {
			w.step()
			w.judge()
			w.dated()
		}
		w.judgeWhole()
		for _, e := range w.ledger {
			seen[e.Event.Kind()]++
		}
	})
	t.Logf("entries by kind: %v", seen)
}

// world is a programme under random hands, and what its ledger has shown so far.
type world struct {
	walker
	rt        *rapid.T
	shadow    *handover.Programme // folded from the ledger as it is written and read
	reminded  map[string]bool
	passedOn  map[string]bool
	effective int
	walked    int // the entry up to which the workflow has walked
}

func newWorld(t *rapid.T) *world {
	d := &desk{t: t, rules: smallRules(), def: smallDefinition(), p: new(handover.Programme)}
	for _, s := range handover.Stages() {
		if rapid.IntRange(0, 4).Draw(t, "manual") == 0 {
			d.def.Stages[s] = handover.Manual
		}
	}
	d.begin()
	w := &world{rt: t, shadow: new(handover.Programme), reminded: map[string]bool{}, passedOn: map[string]bool{}}
	w.walker = walker{d, func() bool { return w.chance(85) }}
	return w
}

func (w *world) chance(percent int) bool { return rapid.IntRange(0, 99).Draw(w.rt, "chance") < percent }

func (w *world) step() {
	if w.p.Status.Over() {
		w.passTime() // nothing happens any more
		return
	}
	switch n := rapid.IntRange(0, 99).Draw(w.rt, "step"); {
	case n < 45:
		w.meetNeed()
	case n < 75:
		w.passTime()
	case n < 95:
		w.wild()
	default:
		w.system(handover.ReportExecution{Number: w.n(), Why: "it failed"})
	}
	if w.p.Seq != w.walked && !w.p.Status.Over() && w.chance(90) {
		w.walk()
		w.walked = w.p.Seq
	}
	if w.chance(4) {
		raw, err := w.p.Marshal()
		if err != nil {
			w.t.Fatalf("snapshot: %v", err)
		}
		if w.p, err = handover.Unmarshal(raw); err != nil {
			w.t.Fatalf("snapshot: %v", err)
		}
	}
}

// passTime moves the clock to what comes due next or somewhere else, and mostly lets it look.
func (w *world) passTime() {
	wake := w.p.Wake(w.rules, w.now)
	switch {
	case w.chance(60) && wake.After(w.now):
		w.now = wake
	case w.chance(50):
		w.now = w.now.Add(time.Duration(rapid.IntRange(1, 72).Draw(w.rt, "hours")) * time.Hour)
	default:
		w.now = w.now.Add(time.Duration(rapid.IntRange(1, 30).Draw(w.rt, "days")) * 24 * time.Hour)
	}
	if w.chance(80) {
		w.tick()
		if wake := w.p.Wake(w.rules, w.now); !wake.IsZero() && !wake.After(w.now) {
			w.t.Fatalf("at %v, after a tick, the clock looks again at %v", w.now, wake)
		}
	}
}

// meetNeed does one of the things that people are waited for.
func (w *world) meetNeed() {
	needs := w.p.Needs()
	if len(needs) == 0 {
		return
	}
	n := rapid.SampledFrom(needs).Draw(w.rt, "need")
	in := map[string]any{"sent": w.def.Local(w.now), "reference": "R/1", "reply": "R/2", "evidence": fmt.Sprintf("E/%d",
		w.p.Seq),
		"source": file("a"), "target": file("b"), "outcome": handover.Go}
	for k, v := range n.Input {
		in[k] = v
	}
	spec, err := handover.LookUp(n.Command)
	if err != nil {
		w.t.Fatalf("need: %v", err)
	}
	c, err := spec.Decode([]byte(asJSON(w.t, in)))
	if err != nil {
		w.t.Fatalf("need %+v: %v", n, err)
	}
	by := n.Person
	if by == "" {
		by = rapid.SampledFrom(w.def.Holders(n.Role)).Draw(w.rt, "by").ID
	}
	w.allowed(by, c)
}

// wild gives any command by anybody.
func (w *world) wild() {
	id := func(of ...string) string { return rapid.SampledFrom(of).Draw(w.rt, "id") }
	day := func() calendar.Date {
		return calendar.DateOf(w.now).AddDays(rapid.IntRange(-5, 60).Draw(w.rt, "day"))
	}
	until := handover.Local(day().String() + "T00:01")
	check := id("D-1", "D-2", "F-3", "A-1")
	phase := handover.Phase(id("decision", "final"))
	c := rapid.SampledFrom([]handover.Command{
		handover.Stop{Reason: "policy"}, handover.Retry{},
		handover.DeferTransfer{Until: until, Reason: "late"}, handover.DeferTransfer{Until: until, Reason: "late"},
		handover.ReportUndelivered{Addressee: "company", Method: "hand", Reason: "refused"},
		handover.RecordRepresentation{Window: "staff", ID: id("R1", "R2"), Reference: "D/1"},
		handover.AnswerRepresentation{Window: "staff", ID: id("R1", "R2"), Reply: "D/2"},
		handover.ExtendWindow{Window: "staff", Closes: day(), Reason: "time"},
		handover.RefuseRun{Dataset: "cases", Reason: "names"},
		handover.SubmitEvidence{Check: check, Evidence: id("E/1", "E/2")},
		handover.AcceptCheck{Check: check}, handover.RejectCheck{Check: check, Reason: "no"},
		handover.WaiveCheck{Check: check, Reason: "why", Until: day()}, handover.DismissCheck{Check: check, Reason: "none"},
		handover.Vote{Phase: phase, Outcome: handover.Outcome(id("go", "defer", "stop")), Until: until,
			Digest: w.digest(phase)},
		handover.Trigger{Stage: rapid.SampledFrom(handover.Stages()).Draw(w.rt, "stage")},
		handover.BringIntoEffect{Execution: w.n()},
		handover.OpenGate{Execution: w.n(), State: "TakeEffect"},
		handover.OpenGate{Execution: w.n(), State: "Intervene", Problem: "Internal"},
		handover.PauseProgramme{Reason: "elections"}, handover.ResumeProgramme{}, handover.ResumeProgramme{},
		w.correction(), w.correction(), w.correction(), w.correction(),
	}).Draw(w.rt, "command")
	by := rapid.SampledFrom(w.mayGive(c)).Draw(w.rt, "by").ID
	if _, isStop := c.(handover.Stop); isStop && !w.chance(10) {
		return // or nothing would ever come to an end
	}
	w.allowed(by, c)
}

// correction strikes out any entry, or gives it a later time of sending or another reference.
func (w *world) correction() handover.Command {
	said := slices.DeleteFunc(slices.Clone(w.ledger), func(e handover.Entry) bool {
		_, evidence := e.Event.(handover.EvidenceSubmitted)
		return e.By == "system" || evidence && !w.chance(30) // most of what people say is evidence
	})
	e := rapid.SampledFrom(said).Draw(w.rt, "entry")
	c := handover.Correct{Entry: e.Seq, Reason: "a slip"}
	event := e.Event
	if v, ok := event.(handover.Corrected); ok && v.Now != nil {
		event = v.Now.Event
	}
	if w.chance(60) {
		reference := fmt.Sprintf("C/%d", w.p.Seq)
		switch v := event.(type) {
		case handover.ServiceRecorded:
			c.Command, c.Input = "record-service", []byte(asJSON(w.t, handover.RecordService{Addressee: v.Addressee,
				Method: v.Method, Sent: w.def.Local(v.Sent.Add(time.Duration(rapid.IntRange(0, 240).Draw(w.rt, "later")) * time.Hour)),
				Reference: reference}))
		case handover.EvidenceSubmitted:
			c.Command, c.Input = "submit-evidence", []byte(asJSON(w.t, handover.SubmitEvidence{Check: v.Check,
				Evidence: reference}))
		case handover.RepresentationAnswered:
			c.Command, c.Input = "answer-representation", []byte(asJSON(w.t, handover.AnswerRepresentation{Window: v.Window,
				ID: v.ID, Reply: reference}))
		}
	}
	return c.Of(e)
}

// mayGive lists mostly those who may give a command, sometimes everybody.
func (w *world) mayGive(c handover.Command) []handover.Person {
	everybody := append(slices.Clone(w.def.People), handover.Person{ID: "system"})
	spec, err := handover.LookUp(c.Name())
	if err != nil {
		return everybody[len(everybody)-1:]
	}
	if w.chance(20) {
		return everybody
	}
	return slices.DeleteFunc(everybody, func(p handover.Person) bool { return !slices.ContainsFunc(spec.Roles, p.Holds) })
}

// allowed gives a command that may be refused, but never as a defect of ours, except by the workflow itself.
func (w *world) allowed(by string, c handover.Command) {
	_, err := w.try(by, c)
	if kind := fault.KindOf(err); by != "system" && (kind == fault.Internal || kind == fault.Conflict) {
		w.t.Fatalf("%s by %s: %v", c.Name(), by, err)
	}
}

// dated holds that every date is the one that follows from what the ledger says, whatever a command left undone.
func (w *world) dated() {
	if moved := handover.DatesMove(w.p.Clone(), handover.Context{Now: w.now, Rules: w.rules}); len(moved) > 0 {
		w.t.Fatalf("after entry %d: %s", w.p.Seq, asJSON(w.t, moved))
	}
}

// judge folds what the ledger has got since, entry by entry, and holds each against what was before it.
func (w *world) judge() {
	for _, e := range w.ledger[w.shadow.Seq:] {
		w.judgeEntry(e)
		var read handover.Entry
		if err := json.Unmarshal([]byte(asJSON(w.t, e)), &read); err != nil {
			w.t.Fatalf("entry %d: %v", e.Seq, err)
		}
		if err := w.shadow.Fold(read); err != nil {
			w.t.Fatalf("%v", err)
		}
	}
}

func (w *world) judgeEntry(e handover.Entry) {
	p := w.shadow
	if e.At.Before(p.Changed) || p.Status.Over() {
		w.t.Fatalf("entry %d, %s at %v, follows one at %v; the programme is %s", e.Seq, e.Event.Kind(), e.At, p.Changed,
			p.Status)
	}
	switch v := e.Event.(type) {
	case handover.ReminderRaised:
		o := p.Obligations[slices.IndexFunc(p.Obligations, func(o handover.Obligation) bool { return o.ID == v.Obligation })]
		// A date that moved away and back is fixed anew, and so are its reminders.
		w.once(w.reminded, fmt.Sprintf("reminder %s %s %s of %v", v.Obligation, v.Rung, v.Due, o.Since))
		if p.Status != handover.Running || !o.Open() || o.Due != v.Due {
			w.t.Fatalf("reminder %+v of %+v, while the programme is %s", v, o, p.Status)
		}
	case handover.GatePassed:
		w.once(w.passedOn, fmt.Sprintf("gate %s/%s of round %d", v.State, v.Item, v.Round))
		if v.State == "TakeEffect" && v.Outcome == handover.Passed {
			w.judgeTransfer(e)
		}
	case handover.Voted:
		w.judgeVote(v, e.By)
	case handover.Decided:
		w.judgeDecision(v)
	case handover.Transferred:
		w.effective++
		if g := p.Gates["TakeEffect"]; w.effective > 1 || g.Outcome != handover.Passed || g.Round != p.Final.Round ||
			v.Effective.After(e.At) {
			w.t.Fatalf("transfer %d, its gate %+v, effective %v recorded %v", w.effective, g, v.Effective, e.At)
		}
	}
}

func (w *world) once(seen map[string]bool, what string) {
	if seen[what] {
		w.t.Fatalf("twice: %s", what)
	}
	seen[what] = true
}

// submitted reports whether somebody handed in evidence of a phase, worked out from the state alone.
func submitted(p *handover.Programme, phase handover.Phase, who string) bool {
	for _, c := range p.Checks {
		if (c.Submitter == who || c.Corrector == who) && (c.Phase == handover.DecisionPhase || c.Phase == phase) {
			return true
		}
	}
	return slices.ContainsFunc(p.Datasets, func(d handover.Dataset) bool { return d.Dry.By == who || d.Live.By == who })
}

func (w *world) judgeVote(v handover.Voted, by string) {
	if submitted(w.shadow, v.Phase, by) {
		w.t.Fatalf("%s voted over evidence of their own", by)
	}
	if digest := w.shadow.Digest(v.Phase); v.Outcome == handover.Go && v.Digest != digest {
		w.t.Fatalf("a go over %s while the evidence is %s", v.Digest, digest)
	}
}

// judgeDecision holds that a quorum of distinct people wants the same over the same evidence.
func (w *world) judgeDecision(v handover.Decided) {
	d := w.shadow.Decision
	if v.Phase == handover.FinalPhase {
		d = w.shadow.Final
	}
	voters := map[string]bool{}
	for _, vote := range d.Votes {
		if vote.Outcome == v.Outcome && vote.Until == v.Until && vote.Digest == d.Digest {
			voters[vote.By] = true
		}
	}
	if len(voters) < w.def.Quorum || v.Outcome == handover.Go && d.Digest != w.shadow.Digest(v.Phase) {
		w.t.Fatalf("decided %+v by %v over %s", v, voters, d.Digest)
	}
}

// judgeTransfer holds the third invariant at the gate of the transfer.
func (w *world) judgeTransfer(e handover.Entry) {
	p := w.shadow
	for _, c := range p.Checks {
		if c.Blocking && c.Phase != handover.DayOnePhase && !c.Met() {
			w.t.Fatalf("transferred with check %s %s", c.ID, c.Status)
		}
	}
	if p.Decision.Outcome != handover.Go || p.Final.Outcome != handover.Go ||
		p.Final.Digest != p.Digest(handover.FinalPhase) ||
		e.At.Before(p.Transfer) || p.Deferral != "" {
		w.t.Fatalf("transferred after %q and %q at %v for %v", p.Decision.Outcome, p.Final.Outcome, e.At, p.Transfer)
	}
}

// judgeWhole compares the state with the fold of the ledger, and lets the clock find the rest.
func (w *world) judgeWhole() {
	w.tick()
	w.judge()
	if got, want := asJSON(w.t, w.shadow), asJSON(w.t, w.p); got != want {
		w.t.Fatalf("the fold is\n%s, the state\n%s", got, want)
	}
	if wake := w.p.Wake(w.rules, w.now); !wake.IsZero() && !wake.After(w.now) {
		w.t.Fatalf("at %v the clock looks again at %v", w.now, wake)
	}
}
