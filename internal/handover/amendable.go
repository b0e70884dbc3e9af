package handover

import (
	"fmt"
	"maps"
	"reflect"
	"slices"

	"example.org/handover/internal/fault"
)

// amendable refuses an amended definition that would change what has been settled: nothing that happened is undone by
// writing it differently.
func (p *Programme) amendable(to Definition, x Context) error {
	for _, rule := range []func(*Programme, Definition, Context) error{
		amendIdentity, amendTransfer, amendNotice, amendWindows, amendDatasets, amendReviews, amendModes, amendPeople} {
		if err := rule(p, to, x); err != nil {
			return err
		}
	}
	return nil
}

// settled is the refusal of a change at a place of the definition.
func settled(pointer, why string, args ...any) *fault.Error {
	return refuse(why, args...).At("", pointer).To("leave it as it is")
}

func same(a, b any) bool { return reflect.DeepEqual(a, b) }

func amendIdentity(p *Programme, to Definition, _ Context) error {
	d := p.Definition
	for _, f := range []struct {
		pointer  string
		from, to any
	}{
		{"/programme", d.Programme, to.Programme}, {"/jurisdiction", d.Jurisdiction, to.Jurisdiction},
		{"/start", d.Start, to.Start}, {"/pack", d.Pack, to.Pack},
	} {
		if !same(f.from, f.to) {
			return settled(f.pointer, "this cannot change once the programme has started")
		}
	}
	return nil
}

func amendTransfer(p *Programme, to Definition, x Context) error {
	switch {
	case to.Transfer == p.Definition.Transfer:
		return nil
	case p.Decision.Outcome != "" || p.Deferral != "" || !p.Effective.IsZero():
		return settled("/transfer", "the go is decided").To("put the transfer off with defer-transfer")
	case !to.Transfer.Instant().After(x.Now):
		return settled("/transfer", "the transfer would lie in the past").With(string(to.Transfer)).To("choose a later instant")
	}
	return nil
}

func amendNotice(p *Programme, to Definition, _ Context) error {
	if g := p.Gates["AuthoriseNotice"]; !g.Passed.IsZero() && !same(p.Definition.Decision, to.Decision) {
		return settled("/decision", "the notice was authorised on this decision")
	}
	if len(p.Notice.Letters) > 0 && !same(p.Definition.Contract, to.Contract) {
		return settled("/contract", "the letters of notice are drafted from it")
	}
	return nil
}

func amendWindows(p *Programme, to Definition, x Context) error {
	for _, old := range p.Definition.Windows {
		now := find(to.Windows, func(w *WindowPlan) bool { return w.ID == old.ID })
		opened := !p.Gates[gateName("OpenWindow", old.ID)].Passed.IsZero()
		switch {
		case now == nil && opened:
			return settled("/windows", "window %s has been opened and cannot be taken out", old.ID)
		case now == nil || same(*now, old):
		case !p.window(old.ID).Closed.IsZero():
			return settled("/windows", "window %s is closed", old.ID)
		case opened && now.Opens != old.Opens:
			return settled("/windows", "window %s has been opened", old.ID)
		}
	}
	return p.windowsAhead(to, x)
}

// windowsAhead refuses windows that an amendment adds or moves so that their first or last day lies in the past: nobody can
// be consulted any more in a time that is over.
func (p *Programme) windowsAhead(to Definition, x Context) error {
	if len(p.Dates) == 0 {
		return nil // nothing is planned yet
	}
	next := p.Clone()
	Amended{Definition: to}.rewrite(next)
	a, err := next.anchors(x.Rules, p.Known)
	if err != nil {
		return nil //nolint:nilerr // the preview of the amended plan says why
	}
	for i, w := range to.Windows {
		place := fmt.Sprintf("/windows/%d", i)
		switch state := p.window(w.ID); {
		case state == nil && !p.Effective.IsZero():
			return refuse("the service has transferred: nobody is consulted about it any more").At("", place).With(w.ID).
				To("leave the window out")
		case state != nil && !state.Closed.IsZero():
			continue
		}
		opened := !p.Gates[gateName("OpenWindow", w.ID)].Passed.IsZero()
		for _, edge := range p.edges(w) {
			name := "window." + w.ID + "." + edge.name
			day, was := a.named[name].Date, p.Dates[name]
			gone := edge.text == edge.old && was.Before(x.Today()) // it lay in the past before, and nobody changed it
			if day == was || gone || !day.Before(x.Today()) || edge.name == "opens" && opened {
				continue
			}
			return refuse("the consultation of %s would %s on %s, in the past", to.WindowTitle(w.ID), edge.does, day.Long()).
				At("", place+"/"+edge.name).With(edge.text).To("choose a day from %s on", x.Today().Long())
		}
	}
	return nil
}

// edge is the first or the last day of a window as an amendment has it, and as it was; old is empty for a new window.
type edge struct{ name, does, text, old string }

func (p *Programme) edges(w WindowPlan) []edge {
	var old WindowPlan
	if plan := find(p.Definition.Windows, func(o *WindowPlan) bool { return o.ID == w.ID }); plan != nil {
		old = *plan
	}
	return []edge{{"opens", "open", w.Opens, old.Opens}, {"closes", "close", w.Closes, old.Closes}}
}

func amendDatasets(p *Programme, to Definition, _ Context) error {
	if same(p.Definition.Datasets, to.Datasets) {
		return nil
	}
	if p.Decision.Outcome == Go {
		return settled("/datasets", "the go is decided over these datasets")
	}
	for _, old := range p.Definition.Datasets {
		now := find(to.Datasets, func(d *DatasetPlan) bool { return d.ID == old.ID })
		state := p.dataset(old.ID)
		switch {
		case now == nil && (state.Dry.Received() || state.Last != nil):
			return settled("/datasets", "dataset %s has had a run and cannot be taken out", old.ID)
		case now == nil || len(now.DryRuns) == len(old.DryRuns):
		case state.Done >= state.Needed || len(now.DryRuns) <= state.Done:
			return settled("/datasets", "%d dry runs of dataset %s have passed", state.Done, old.ID)
		}
	}
	return nil
}

func amendReviews(p *Programme, to Definition, _ Context) error {
	for _, old := range p.Definition.Ringfence.Reviews {
		now := find(to.Ringfence.Reviews, func(r *ReviewPlan) bool { return r.ID == old.ID })
		if p.review(old.ID).Reference != "" && (now == nil || !same(*now, old)) {
			return settled("/ringfence/reviews", "review %s has been held", old.ID)
		}
	}
	return nil
}

// amendModes keeps a stage that has begun from waiting for a trigger, and a quorum from changing while votes lie.
func amendModes(p *Programme, to Definition, _ Context) error {
	for _, s := range slices.Sorted(maps.Keys(to.Stages)) {
		if to.Stages[s] != p.Definition.Stages[s] && p.touched(s) {
			return settled("/stages/"+string(s), "stage %s has begun", s)
		}
	}
	if to.Quorum != p.Definition.Quorum && (p.Decision.Digest != "" || p.Final.Digest != "") {
		return settled("/quorum", "the evidence is up for decision")
	}
	return nil
}

// amendPeople leaves it to the senior responsible owner who decides: the office must not choose its own judges.
func amendPeople(p *Programme, to Definition, x Context) error {
	for _, role := range []Role{Approver, SRO} {
		if !same(ids(p.Definition.Holders(role)), ids(to.Holders(role))) && !slices.Contains(x.Actor.Roles, SRO) {
			return fault.New(fault.Forbidden, "%s may not change who is %s", x.Actor.ID, role).At("", "/people").
				To("ask the senior responsible owner to give the command")
		}
	}
	return nil
}

func ids(people []Person) []string {
	var all []string
	for _, p := range people {
		all = append(all, p.ID)
	}
	slices.Sort(all)
	return all
}
