package handover

import (
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/fault"
)

func transferInstant(p *Programme, _ string) time.Time { return p.Transfer }

func nothingAmiss(p *Programme, _ string) (Outcome, bool) { return Passed, !p.amiss() }

// Obstacle is one thing that stands in the way of the transfer, with the reason in words. Window or Check has the id of
// what it is about, if it is about one of these.
type Obstacle struct{ Window, Check, Reason string }

// obstacles gives what stands in the way of the transfer; nothing when nothing does.
func (p *Programme) obstacles() iter.Seq[Obstacle] {
	return func(yield func(Obstacle) bool) {
		if ends := p.Dates["notice.ends"]; !dayAfter(ends).Before(p.Transfer) && !yield(Obstacle{
			Reason: "the notice period ends on " + ends.Long() + ", not before the transfer"}) {
			return
		}
		if _, ok := p.deemed(); !ok && !yield(Obstacle{Reason: "the notice is not served on everybody"}) {
			return
		}
		for _, w := range p.Windows {
			if w.Closed.IsZero() && !yield(Obstacle{Window: w.ID, Reason: p.consultationOf(w.ID) + " is not closed"}) {
				return
			}
		}
		for _, phase := range []Phase{DecisionPhase, FinalPhase} {
			for c := range p.unmet(phase) {
				if !yield(Obstacle{Check: c.ID, Reason: "check " + c.ID + " is " + spoken(string(c.Status))}) {
					return
				}
			}
		}
		if p.Decision.Outcome != Go && !yield(Obstacle{Reason: "go is not decided"}) {
			return
		}
		if p.Final.Outcome != Go || p.Final.Digest != p.Digest(FinalPhase) {
			yield(Obstacle{Reason: "go is not confirmed over the final evidence"})
		}
	}
}

// Obstacles lists what stands in the way of the transfer; empty when nothing does.
func (p *Programme) Obstacles() []Obstacle { return slices.Collect(p.obstacles()) }

// amiss reports whether anything stands in the way of the transfer. It is asked after every change, and names nothing.
func (p *Programme) amiss() bool {
	for range p.obstacles() {
		return true
	}
	return false
}

// Amiss lists what stands in the way of the transfer, in words; empty when nothing does.
func (p *Programme) Amiss() []string {
	var reasons []string
	for o := range p.obstacles() {
		reasons = append(reasons, o.Reason)
	}
	return reasons
}

// hold records that the instant of transfer came and something was amiss. From then on only the office releases it.
func hold(p *Programme, x Context) []Event {
	if !x.Now.Before(p.Transfer) && p.holds() {
		return []Event{TransferHeld{p.Amiss()}}
	}
	return nil
}

// holds reports whether the transfer would be held if its instant came now.
func (p *Programme) holds() bool {
	waits := p.Status == Running && p.Paused() == nil && p.Effective.IsZero() && len(p.Held) == 0 && p.Deferral == ""
	return waits && !p.transferPassed() && p.amiss()
}

// transferPassed reports whether the gate of this round's transfer has passed and the workflow is about to record it. A
// gate of an earlier round, passed because that transfer was put off, says nothing.
func (p *Programme) transferPassed() bool {
	_, outcome, passed := p.Answer("TakeEffect", "")
	return passed && outcome == Passed && p.Effective.IsZero()
}

// TransferHeld is recorded when the instant of transfer came and something was amiss.
type TransferHeld struct {
	Reasons []string `json:"reasons"`
}

// Kind implements Event.
func (TransferHeld) Kind() string { return "transfer-held" }

func (v TransferHeld) apply(p *Programme, _ Entry) {
	p.Held = v.Reasons
	delete(p.Triggered, TransferStage)
}

func (v TransferHeld) line(*Programme) (Line, bool) {
	return Line{Stage: TransferStage, State: "TakeEffect", What: "Transfer HELD; the office releases it or puts it off",
		Why: strings.Join(v.Reasons, "; ")}, true
}

// BringIntoEffect is the workflow's record of the transfer.
type BringIntoEffect struct {
	Execution   int
	Certificate FileRef
}

// Name implements Command.
func (BringIntoEffect) Name() string { return "bring-into-effect" }

func (c BringIntoEffect) decide(p *Programme, _ Context) ([]Event, error) {
	if err := p.Execution.Admits(c.Execution); err != nil || p.Status != Running || !p.Effective.IsZero() {
		return nil, err
	}
	if !p.transferPassed() {
		return nil, fault.New(fault.Internal, "the transfer of %s has not been let through", p.Definition.Programme)
	}
	return one(Transferred{p.EffectiveInstant(), c.Certificate})
}

// EffectiveInstant is when the service transfers: the planned instant, or, for a transfer that was held, the moment
// of its release.
func (p *Programme) EffectiveInstant() time.Time {
	switch {
	case !p.Effective.IsZero():
		return p.Effective
	case len(p.Held) > 0:
		return p.Gates["TakeEffect"].Passed
	}
	return p.Transfer
}

// Transferred is recorded once, when the service has moved.
type Transferred struct {
	Effective   time.Time `json:"effective"`
	Certificate FileRef   `json:"certificate"`
}

// Kind implements Event.
func (Transferred) Kind() string { return "transferred" }

func (v Transferred) apply(p *Programme, _ Entry) { p.Effective, p.Held = v.Effective, nil }

func (v Transferred) line(p *Programme) (Line, bool) {
	return Line{Stage: TransferStage, State: "Transfer", What: p.Definition.Service + " transferred to " +
		p.Definition.Authority.Name,
		Why: "the instant has come, nothing was amiss and go was confirmed"}, true
}

// deferrable refuses a new transfer instant that does not exist or is no later than now.
func (p *Programme) deferrable(until Local, x Context) error {
	t, err := calendar.ParseLocal(string(until))
	if err != nil {
		return err
	}
	if !t.After(x.Now) || !t.After(p.Transfer) {
		return refuse("the transfer can only be put off to a later instant").With(string(until)).
			To("choose one after %s", p.when())
	}
	return nil
}

// Local renders an instant as a wall-clock time in London.
func (d *Definition) Local(t time.Time) Local {
	return Local(t.In(calendar.London()).Format("2006-01-02T15:04"))
}

// DeferTransfer puts the transfer off after the go was confirmed, or while it is held.
type DeferTransfer struct {
	Until  Local  `json:"until"`
	Reason string `json:"reason"`
}

// Name implements Command.
func (DeferTransfer) Name() string { return "defer-transfer" }

func (c DeferTransfer) decide(p *Programme, x Context) ([]Event, error) {
	if !p.Effective.IsZero() || p.transferPassed() {
		return nil, refuse("the transfer has taken effect")
	}
	if p.Final.Outcome != Go && len(p.Held) == 0 {
		return nil, refuse("go is not confirmed yet").To("let the approvers vote defer instead")
	}
	if err := p.deferrable(c.Until, x); err != nil {
		return nil, err
	}
	return one(TransferDeferred(c))
}

// TransferDeferred is recorded when the transfer is put off outside a vote.
type TransferDeferred struct {
	Until  Local  `json:"until"`
	Reason string `json:"reason"`
}

// Kind implements Event.
func (TransferDeferred) Kind() string { return "transfer-deferred" }

func (v TransferDeferred) apply(p *Programme, _ Entry) { p.Deferral = v.Until }

func (v TransferDeferred) line(*Programme) (Line, bool) {
	return Line{Stage: TransferStage, State: "TakeEffect", What: "Transfer put off to " + v.Until.Date().Long(), Why: v.Reason}, true
}

// Replan is the workflow beginning a new round after a deferral.
type Replan struct{ Execution int }

// Name implements Command.
func (Replan) Name() string { return "replan" }

func (c Replan) decide(p *Programme, x Context) ([]Event, error) {
	if err := p.Execution.Admits(c.Execution); err != nil || p.Status != Running || p.Deferral == "" {
		return nil, err
	}
	return one(Replanned{Round: p.Round + 1, Transfer: p.Deferral.Instant(), On: x.Today()})
}

// Replanned is recorded with the new instant of transfer; delivery, decision and transfer begin a new round.
type Replanned struct {
	Round    int           `json:"round"`
	Transfer time.Time     `json:"transfer"`
	On       calendar.Date `json:"on"`
}

// Kind implements Event.
func (Replanned) Kind() string { return "replanned" }

func (v Replanned) apply(p *Programme, e Entry) {
	p.Round, p.Transfer, p.ReplannedOn, p.Deferral, p.Held = v.Round, v.Transfer, v.On, "", nil
	p.Decision, p.Final = Decision{Round: p.Decision.Round + 1}, Decision{Round: p.Final.Round + 1}
	p.CutOver = CutOver{Round: p.CutOver.Round + 1}
	metBy := []string{"gate:SatisfyChecks", "gate:Decide", "gate:ConfirmGo", "gate:TakeEffect"}
	for i := range p.Datasets {
		d := &p.Datasets[i]
		d.Needed, d.Done = 1, 0 // one dress rehearsal over fresh extracts
		d.Dry, d.Live = Run{Round: d.Dry.Round + 1}, Run{Round: d.Live.Round + 1}
		for _, state := range []string{"ReceiveExtract", "SignOffDryRun", "FreezeAndExtract", "SignOffLive"} {
			metBy = append(metBy, "gate:"+gateName(state, d.ID))
		}
	}
	p.reopenObligations(e.At, metBy...)
}

func (v Replanned) line(*Programme) (Line, bool) {
	return Line{Stage: GoLiveStage, State: "Replan", Why: "the transfer was put off; open dates move with it",
		What: "Replanned: transfer on " + calendar.DateOf(v.Transfer).Long()}, true
}

// Outcome says where the preparation led: on, again, or to a stop.
func (p *Programme) Outcome() Outcome {
	switch {
	case p.Status != Running:
		return Halt
	case p.Deferral != "":
		return Again
	}
	return Go
}

func counted(n int, thing string) string {
	if n != 1 {
		thing += "s"
	}
	return fmt.Sprintf("%d %s", n, thing)
}
