package handover

import (
	"maps"
	"slices"
	"strings"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/fault"
)

// Amend puts an amended definition in the place of the one that the programme runs by. Open dates move with it, checks
// and obligations come and go; what has happened stays.
type Amend struct {
	Definition Definition `json:"definition"`
	Reason     string     `json:"reason"`
}

// Name implements Command.
func (Amend) Name() string { return "amend" }

func (c Amend) decide(p *Programme, x Context) ([]Event, error) {
	changes, err := compare(p.Definition, c.Definition)
	if err != nil {
		return nil, fault.Wrap(fault.Internal, err, "the definitions cannot be compared")
	}
	if len(changes) == 0 {
		return nil, refuse("the definition is the one that holds already").To("change something, or leave it")
	}
	if found := c.Definition.Check(x.Rules); len(found) > 0 {
		return nil, found[0]
	}
	if err := p.amendable(c.Definition, x); err != nil {
		return nil, err
	}
	v := Amended{Definition: c.Definition, Changes: changes, Reason: c.Reason}
	next := p.Clone()
	v.rewrite(next)
	if err := v.replan(p, next, x); err != nil {
		return nil, err
	}
	if sameLists(p, next) {
		return one(v)
	}
	return []Event{v, p.succeeded(x, "the programme was amended")}, nil
}

// replan works out which obligations and checks come, change owner or go, with the programme as it is and as it will be.
// An amended plan that cannot work is refused.
func (v *Amended) replan(p, next *Programme, x Context) error {
	known := p.Known
	if known.IsZero() {
		known = x.Today()
	}
	view, err := next.Preview(x.Rules, known)
	if err != nil {
		return err
	}
	if blocking := view.Blocking(); len(blocking) > 0 {
		return refuse("the amended plan cannot work: %s", blocking[0].Problem).To("%s", blocking[0].Mend)
	}
	if len(p.Checks) == 0 {
		return nil // the workflow plans it from the amended definition
	}
	v.dates(p, view)
	planned := map[string]bool{}
	for _, o := range view.Obligations {
		planned[o.ID] = true
		if old := p.obligation(o.ID); old == nil {
			v.Obligations = append(v.Obligations, o.kept())
		} else if old.Open() && (old.Owner != o.Owner || old.Title != o.Title) {
			v.Owners = append(v.Owners, Duty{o.ID, o.Owner, o.Title})
		}
	}
	for _, o := range p.Obligations {
		if o.Open() && !planned[o.ID] {
			v.Dropped = append(v.Dropped, o.ID)
		}
	}
	v.Checks = next.amendedChecks(next.checklist(next.Definition.book(x.Rules.Book)))
	return nil
}

// dates gives the named dates that come and go. Those that move are left to moveDates, which says why.
func (v *Amended) dates(p *Programme, view View) {
	v.Dates = map[string]calendar.Date{}
	for name, d := range view.dates {
		if _, ok := p.Dates[name]; !ok {
			v.Dates[name] = d
		}
	}
	for _, name := range slices.Sorted(maps.Keys(p.Dates)) {
		if _, ok := view.dates[name]; !ok {
			v.Gone = append(v.Gone, name)
		}
	}
}

// amendedChecks are the checks that come, go, or change: a check whose circumstance is stated now is open, one whose
// circumstance is not stated any more does not apply. What was judged stays judged.
func (p *Programme) amendedChecks(list []Check) []Check {
	var changed []Check
	listed := map[string]bool{}
	for _, c := range list {
		listed[c.ID] = true
		old := p.check(c.ID)
		if old == nil {
			changed = append(changed, c)
			continue
		}
		kept := *old
		kept.Title, kept.Owner, kept.Phase, kept.Blocking = c.Title, c.Owner, c.Phase, c.Blocking
		switch {
		case c.Status == NotApplicable && !old.Met(), old.Status == NotApplicable && c.Status != NotApplicable && old.Judge == "":
			kept.Status, kept.Reason = c.Status, c.Reason
		}
		if kept != *old {
			changed = append(changed, kept)
		}
	}
	for _, old := range p.Checks {
		if !listed[old.ID] && !old.Met() {
			old.Status, old.Reason = NotApplicable, "the definition does not list it any more"
			changed = append(changed, old)
		}
	}
	return changed
}

// Duty is an obligation with its new owner and title.
type Duty struct {
	ID    string `json:"id"`
	Owner Role   `json:"owner"`
	Title string `json:"title"`
}

// Amended is recorded with the whole amended definition, what changed in it and what that means for obligations and
// checks. Dates that move are an entry of their own, which follows.
type Amended struct {
	Definition  Definition   `json:"definition"`
	Changes     []Change     `json:"changes"`
	Reason      string       `json:"reason"`
	Obligations []Obligation `json:"obligations,omitempty"` // new ones
	Owners      []Duty       `json:"owners,omitempty"`
	Dropped     []string     `json:"dropped,omitempty"`
	Checks      []Check      `json:"checks,omitempty"` // new and changed ones

	Dates map[string]calendar.Date `json:"dates,omitempty"` // named dates that come
	Gone  []string                 `json:"gone,omitempty"`  // and go
}

// Kind implements Event.
func (Amended) Kind() string { return "amended" }

func (v Amended) apply(p *Programme, e Entry) {
	v.rewrite(p)
	p.Obligations = slices.DeleteFunc(p.Obligations, func(o Obligation) bool { return slices.Contains(v.Dropped, o.ID) })
	for _, o := range v.Obligations {
		o.Since = e.At
		p.Obligations = append(p.Obligations, o)
	}
	for name, d := range v.Dates {
		p.Dates[name] = d
	}
	for _, name := range v.Gone {
		delete(p.Dates, name)
	}
	for _, o := range v.Owners {
		old := p.obligation(o.ID)
		old.Owner, old.Title = o.Owner, o.Title
	}
	for _, c := range v.Checks {
		if old := p.check(c.ID); old != nil {
			*old = c
		} else {
			p.Checks = append(p.Checks, c)
		}
	}
}

// rewrite puts the definition in its place, and gives windows, datasets and reviews that it adds their state. An
// extension holds until the definition says otherwise.
func (v Amended) rewrite(p *Programme) {
	old := p.Definition
	p.Definition = v.Definition
	if v.Definition.Transfer != old.Transfer {
		p.Transfer = v.Definition.Transfer.Instant()
	}
	p.Windows = relisted(v.Definition.Windows, newWindow, func(w Window) *Window { return p.window(w.ID) })
	p.Datasets = relisted(v.Definition.Datasets, newDataset, func(d Dataset) *Dataset { return p.dataset(d.ID) })
	p.Reviews = relisted(v.Definition.Ringfence.Reviews, newReview, func(r Review) *Review { return p.review(r.ID) })
	p.forgetGates()
	for _, w := range old.Windows {
		if now := find(v.Definition.Windows, func(n *WindowPlan) bool { return n.ID == w.ID }); now != nil && now.Closes != w.Closes {
			p.window(w.ID).Closes = calendar.Date{}
		}
	}
	for _, d := range v.Definition.Datasets {
		if state := p.dataset(d.ID); p.ReplannedOn.IsZero() {
			state.Needed = len(d.DryRuns)
		}
	}
}

// relisted is the state of a list of the definition: that which there is, and a new one for what is added.
func relisted[Plan, State any](plans []Plan, fresh func(Plan) State, old func(State) *State) []State {
	var all []State
	for _, plan := range plans {
		state := fresh(plan)
		if kept := old(state); kept != nil {
			state = *kept
		}
		all = append(all, state)
	}
	return all
}

// forgetGates drops the gates of items that are no longer there.
func (p *Programme) forgetGates() {
	maps.DeleteFunc(p.Gates, func(name string, _ Gate) bool {
		state, item, _ := strings.Cut(name, "/")
		return !p.has(state, item)
	})
}

// sameLists reports whether the workflow maps over the same windows, datasets and reviews as before.
func sameLists(p, next *Programme) bool {
	return slices.EqualFunc(p.Windows, next.Windows, func(a, b Window) bool { return a.ID == b.ID }) &&
		slices.EqualFunc(p.Datasets, next.Datasets, func(a, b Dataset) bool { return a.ID == b.ID }) &&
		slices.EqualFunc(p.Reviews, next.Reviews, func(a, b Review) bool { return a.ID == b.ID })
}

// told says what changed, a part each.
func (v Amended) told() []string {
	var parts []string
	for _, c := range v.Changes {
		parts = append(parts, c.String())
	}
	return parts
}

func (v Amended) line(*Programme) (Line, bool) {
	parts := v.told()
	head := "Definition amended: "
	return Line{What: head + strings.Join(parts, "; "), Why: v.Reason, Head: head, Parts: parts}, true
}

func (v Amended) mail(p *Programme) Mail {
	return Mail{To: p.everyone(), Subject: "The programme was amended", Body: v.Reason + "\n\n" + strings.Join(v.told(), "\n")}
}
