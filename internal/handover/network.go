package handover

import (
	"slices"
	"strings"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/path"
	"example.org/handover/internal/rulebook"
)

// leastWindow is how many days a consultation is taken to need. The law fixes no number ("long enough before", TUPE
// Regulations 2006, regulation 13(2)): this is our assumption, and a window that is planned shorter needs only that.
const leastWindow = 30

// network is a plan as linked tasks. A task is a named date or an obligation; an obligation that falls on a named date
// as such is that date's task.
type network struct {
	p     *Programme
	a     *anchors
	cal   *calendar.Calendar
	start calendar.Date
	tasks []path.Task
	links []path.Link
	known map[string]*PlannedObligation // by task; the first of each
	gates map[string]string             // the task of a gate, by state and item
	has   map[string]bool
}

func newNetwork(v View) *network {
	c := v.from.cal
	n := &network{p: v.from.p, a: v.from, cal: c.Table.Calendar(c.Jurisdiction, c.Known, c.Closures...),
		start: v.dates["start"], known: map[string]*PlannedObligation{}, gates: map[string]string{}, has: map[string]bool{}}
	n.notice()
	for _, w := range n.p.Definition.Windows {
		n.window("window." + w.ID)
	}
	for _, s := range n.p.Definition.Datasets {
		n.dataset(s)
	}
	for i := range v.Obligations {
		n.obligation(&v.Obligations[i])
	}
	n.workflow(v.book)
	return n
}

// task adds a task that cannot be before a day.
func (n *network) task(id string, notBefore calendar.Date) {
	if !n.has[id] {
		n.has[id] = true
		n.tasks = append(n.tasks, path.Task{ID: id, NotBefore: n.number(notBefore), NotAfter: path.Open})
	}
}

// named adds the task of a named date, with a link to the date that it counts from. A date that is written down, in the
// definition or in the question, is a day before which nothing happens.
func (n *network) named(name string) {
	v := n.a.named[name]
	e, err := calendar.Parse(v.Origin)
	anchor, follows := e.Follows()
	if err != nil || !follows || v.Origin == replannedRun {
		n.task(name, v.Date)
		return
	}
	n.task(name, n.start)
	n.counted(name, anchor, e)
}

// counted links a task to the named date that its expression counts from.
func (n *network) counted(id, anchor string, e calendar.Expression) {
	if !n.has[anchor] {
		n.named(anchor)
	}
	rule := n.rule(e, anchor)
	if strings.Contains(e.String(), " before "+anchor) {
		n.link(id, anchor, before{n, rule})
		return
	}
	n.link(anchor, id, after{n, rule})
}

// rule evaluates an expression for any day of the date that it counts from.
func (n *network) rule(e calendar.Expression, anchor string) func(calendar.Date) calendar.Date {
	ctx, v := n.a.cal, n.a.named[anchor]
	return func(d calendar.Date) calendar.Date {
		ctx.Anchor = func(string) (calendar.Anchor, bool) {
			return calendar.Anchor{Date: d, At: d.At(0, 0), Origin: v.Origin}, true
		}
		r, err := e.Eval(ctx)
		if err != nil { // outside the years of the language: no plan is
			return d
		}
		return r.Date
	}
}

func (n *network) link(from, to string, lag path.Lag) {
	n.links = append(n.links, path.Link{From: from, To: to, Lag: lag})
}

// notice adds decision, notice and transfer. The transfer's own day is its last: what comes before decides the first.
func (n *network) notice() {
	n.tasks = append(n.tasks, path.Task{ID: "transfer", NotAfter: n.number(calendar.DateOf(n.p.Transfer))})
	n.has["transfer"] = true
	n.named("start")
	for _, name := range []string{"decision.made", "decision.published", "decision.implementable", "notice.planned"} {
		n.named(name)
	}
	n.link("decision.made", "decision.published", path.Days(0))
	n.link("decision.implementable", "notice.planned", path.Days(0))
	n.counts("notice.planned", "notice.deemed", n.deemed)
	n.counts("notice.deemed", "notice.ends", n.p.Definition.Contract.NoticePeriod.end)
	n.link("notice.ends", "transfer", n.wholeDays())
}

// counts adds a named date that counts from another, unless a question sets it.
func (n *network) counts(from, name string, rule func(calendar.Date) calendar.Date) {
	if v, set := n.a.set[name]; set {
		n.task(name, v.Date)
		return
	}
	n.task(name, n.start)
	n.link(from, name, after{n, rule})
}

// wholeDays is the lag of what must be over, to the end of its last day, before the instant of the transfer.
func (n *network) wholeDays() path.Lag {
	return path.Days(n.p.lastWholeDay().DaysUntil(calendar.DateOf(n.p.Transfer)))
}

// deemed is the day on which a notice counts as served that is sent on a day, at the planned time, by every method.
func (n *network) deemed(sent calendar.Date) calendar.Date {
	c := &n.p.Definition.Contract
	profile, err := calendar.LookUpProfile(c.ServiceProfile)
	if err != nil { // a definition has been checked
		return sent
	}
	clock := c.ServeOn.Instant().In(calendar.London())
	latest := sent
	for _, m := range n.p.methods() {
		if r, err := profile.Deemed(n.cal, m, sent.At(clock.Hour(), clock.Minute())); err == nil {
			latest = later(latest, r.Date)
		}
	}
	return latest
}

// window adds a consultation window, which needs its least length and ends before the transfer.
func (n *network) window(name string) {
	opens, closes := name+".opens", name+".closes"
	n.named(opens)
	n.named(closes)
	planned := n.a.named[opens].Date.DaysUntil(n.a.named[closes].Date)
	n.link(opens, closes, path.Days(max(0, min(planned, leastWindow))))
	n.link(closes, "transfer", n.wholeDays())
}

// dataset adds the dry runs of a dataset, which keep the working days between them: in those the faults are mended that
// a run finds.
func (n *network) dataset(s DatasetPlan) {
	first, last := "dataset."+s.ID+".first-run", "dataset."+s.ID+".last-run"
	n.named(first)
	n.task("migration.first-run", n.start)
	n.link("migration.first-run", first, path.Days(0))
	n.named(last)
	n.link(first, last, n.spacing(n.a.named[first].Date, n.a.named[last].Date))
}

// spacing is the lag of as many working days as lie between two dates.
func (n *network) spacing(from, to calendar.Date) path.Lag {
	days := n.cal.Count(from.AddDays(1), to)
	if days == 0 {
		return path.Days(0)
	}
	return after{n, func(d calendar.Date) calendar.Date { return n.cal.Add(d, days) }}
}

// obligation adds an obligation with what its due date counts from.
func (n *network) obligation(o *PlannedObligation) {
	e, err := calendar.Parse(o.Explanation.Expression)
	if err != nil {
		return
	}
	id := o.ID
	anchor, follows := e.Follows()
	is := follows && o.Explanation.Mode == calendar.ModeDate && o.Explanation.RolledFrom.IsZero()
	if is {
		id = anchor
	}
	if state, gate := strings.CutPrefix(o.metBy, "gate:"); gate {
		n.gates[state] = id
	}
	if n.known[id] == nil {
		n.known[id] = o
	}
	if is {
		if !n.has[id] {
			n.named(id)
		}
		return
	}
	first := n.start
	if o.Due.Before(first) {
		first = o.Due
	}
	n.task(id, first)
	if follows {
		n.counted(id, anchor, e)
	}
}

// workflow links what the state machine does one after the other, and each check to what waits for it.
func (n *network) workflow(book rulebook.Book) {
	for _, s := range n.p.Definition.Datasets {
		n.follows(gateName("SignOffDryRun", s.ID), "SatisfyChecks", false)
		n.follows("Decide", gateName("FreezeAndExtract", s.ID), true)
		n.follows(gateName("FreezeAndExtract", s.ID), gateName("SignOffLive", s.ID), true)
		n.follows(gateName("SignOffLive", s.ID), "ConfirmGo", true)
	}
	n.follows("SatisfyChecks", "Decide", true)
	for _, c := range book.Checks {
		id := c.ID
		if c.Rule != "" {
			id = c.Rule
		}
		switch Phase(c.Phase) {
		case DecisionPhase:
			n.joined(id, n.gates["SatisfyChecks"], path.Days(0))
		case FinalPhase:
			n.joined(id, n.gates["ConfirmGo"], path.Days(0))
		}
	}
}

// follows links the tasks of two gates. Where the order is that of the last days, it keeps the working days that the
// rules leave between them.
func (n *network) follows(gate, next string, spaced bool) {
	from, to := n.gates[gate], n.gates[next]
	if n.known[from] == nil || n.known[to] == nil {
		return
	}
	var lag path.Lag = path.Days(0)
	if spaced {
		lag = n.spacing(n.known[from].Due, n.known[to].Due)
	}
	n.joined(from, to, lag)
}

// joined links two tasks that there are, unless they are one.
func (n *network) joined(from, to string, lag path.Lag) {
	if n.has[from] && n.has[to] && from != to {
		n.link(from, to, lag)
	}
}

// dateTitle says what a named date is.
func dateTitle(name string) string {
	titles := map[string]string{
		"start":                  "The programme starts",
		"decision.made":          "The decision is made",
		"decision.published":     "The decision is published",
		"decision.implementable": "The decision may be implemented",
		"notice.planned":         "The notice is sent",
		"notice.deemed":          "The notice counts as served",
		"notice.ends":            "The notice period ends",
		"transfer":               "The service transfers",
		"migration.first-run":    "The first dry run of any dataset",
	}
	if title, ok := titles[name]; ok {
		return title
	}
	parts := strings.Split(name, ".")
	if len(parts) == 3 && slices.Contains([]string{"window", "dataset"}, parts[0]) {
		verbs := map[string]string{"opens": "opens", "closes": "closes", "first-run": "has its first dry run",
			"last-run": "has its last dry run"}
		return strings.ToUpper(parts[0][:1]) + parts[0][1:] + " " + parts[1] + " " + verbs[parts[2]]
	}
	return name
}
