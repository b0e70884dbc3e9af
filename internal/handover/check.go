package handover

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/fault"
)

// Check finds what the JSON schema cannot: ids used twice, dates that contradict each other, expressions that do not
// parse, roles that nobody holds. Every error is fault.Invalid with a JSON pointer.
func (d *Definition) Check(r Rules) []*fault.Error {
	c := &checker{d: d}
	c.ids()
	c.times()
	c.methods()
	c.ownRules(r.Book)
	c.facts(r.Book)
	c.people(r)
	if len(c.found) == 0 {
		c.dates(r)
	}
	return c.found
}

type checker struct {
	d     *Definition
	found []*fault.Error
}

func (c *checker) add(pointer, value, problem, mend string) {
	c.found = append(c.found, fault.New(fault.Invalid, "%s", problem).At("", pointer).With(value).To("%s", mend))
}

// checkpoints is the folder of documents in which the checkpoints of every ledger are kept. A programme keeps its
// documents in a folder of its own name.
const checkpoints = "checkpoints"

func (c *checker) ids() {
	if c.d.Programme == checkpoints {
		c.add("/programme", checkpoints, "the checkpoints of every ledger are kept under this name", "choose another name")
	}
	unique(c, "/windows", c.d.Windows, func(w WindowPlan) string { return w.ID })
	unique(c, "/datasets", c.d.Datasets, func(d DatasetPlan) string { return d.ID })
	unique(c, "/ringfence/reviews", c.d.Ringfence.Reviews, func(v ReviewPlan) string { return v.ID })
	unique(c, "/people", c.d.People, func(p Person) string { return p.ID })
	unique(c, "/contract/addressees", c.d.Contract.Addressees, func(a Addressee) string { return a.ID })
}

func unique[T any](c *checker, list string, items []T, id func(T) string) {
	seen := map[string]bool{}
	for i, item := range items {
		if seen[id(item)] {
			c.add(fmt.Sprintf("%s/%d/id", list, i), id(item), "this id is used twice", "give each its own id")
		}
		seen[id(item)] = true
	}
}

// times refuses wall-clock times that do not exist or occur twice, and dates out of order.
func (c *checker) times() {
	d := c.d
	c.local("/transfer", d.Transfer)
	c.local("/contract/serveOn", d.Contract.ServeOn)
	if d.Decision.Published.Before(d.Decision.Made) {
		c.add("/decision/published", d.Decision.Published.String(), "the decision is published before it is made",
			"correct one of the two days")
	}
	if len(c.found) == 0 && !d.Start.Before(d.Transfer.Date()) {
		c.add("/start", d.Start.String(), "the programme starts no earlier than the transfer",
			"start it before "+d.Transfer.Date().String())
	}
	for i, s := range d.Datasets {
		if !slices.IsSortedFunc(s.DryRuns, calendar.Date.Compare) {
			c.add(fmt.Sprintf("/datasets/%d/dryRuns", i), s.ID, "the dry runs are not in order", "put the earliest first")
		}
	}
}

func (c *checker) local(pointer string, l Local) {
	if _, err := calendar.ParseLocal(string(l)); err != nil {
		c.cause(pointer, string(l), err, "write an existing time in London as YYYY-MM-DDTHH:MM")
	}
}

// cause adds an error of another package with its problem and mend, so that a person reads one sentence.
func (c *checker) cause(pointer, value string, err error, mend string) {
	problem := err.Error()
	var e *fault.Error
	if errors.As(err, &e) {
		problem = e.Problem
		if e.Mend != "" {
			mend = e.Mend
		}
	}
	c.add(pointer, value, problem, mend)
}

func (c *checker) methods() {
	profile, err := calendar.LookUpProfile(c.d.Contract.ServiceProfile)
	if err != nil {
		c.add("/contract/serviceProfile", c.d.Contract.ServiceProfile, "there is no such service profile",
			"use one of "+strings.Join(calendar.ProfileNames(), ", "))
		return
	}
	for i, a := range c.d.Contract.Addressees {
		for j, m := range a.Methods {
			if !profile.Allows(m) {
				c.add(fmt.Sprintf("/contract/addressees/%d/methods/%d", i, j), string(m), "the service profile "+c.d.Contract.ServiceProfile+
					" has no rule for this method", fmt.Sprintf("use one of %v", profile.Methods()))
			}
		}
	}
}

// people holds that whoever the programme will wait for exists.
func (c *checker) people(r Rules) {
	p := c.d.asStarted()
	needed := append(c.d.book(r.Book).Owners(p.facts()), string(ProgrammeOffice), string(LegalLead), string(HRLead),
		string(DataLead),
		string(DataOwner), string(SRO), c.d.Contract.Signatory)
	slices.Sort(needed)
	for _, role := range slices.Compact(needed) {
		if len(c.d.Holders(Role(role))) == 0 {
			c.add("/people", role, "nobody holds a role that the programme waits for", "add it to the /roles of somebody")
		}
	}
	if n := c.independent(needed); n < c.d.Quorum {
		c.add("/quorum", fmt.Sprint(c.d.Quorum), fmt.Sprintf("only %d approvers own no evidence that they would decide over", n),
			"add approvers who own no check and hand in no data")
	}
	if leads, owners := c.d.Holders(DataLead), c.d.Holders(DataOwner); len(c.d.Datasets) > 0 && len(leads) == 1 &&
		len(owners) == 1 && leads[0].ID == owners[0].ID {
		c.add("/people", leads[0].ID, "one person alone hands in the extracts and would have to sign them",
			"give the role data-owner, or data-lead, to a second person")
	}
	if len(c.d.Holders(ProgrammeOffice)) == 1 {
		c.add("/people", string(ProgrammeOffice),
			"one person alone holds the role programme-office and could judge no evidence of their own",
			"add a second person")
	}
}

// independent counts the approvers who hold no role that submits evidence.
func (c *checker) independent(owners []string) int {
	n := 0
	for _, p := range c.d.Holders(Approver) {
		owns := slices.ContainsFunc(p.Roles, func(r Role) bool {
			return r != Approver && r != SRO && slices.Contains(owners, string(r))
		})
		if !owns {
			n++
		}
	}
	return n
}

// dates evaluates every expression, and refuses a window that closes before it opens.
func (c *checker) dates(r Rules) {
	c.expression("/decision/implementable", c.d.Decision.Implementable)
	for i, w := range c.d.Windows {
		c.expression(fmt.Sprintf("/windows/%d/opens", i), w.Opens)
		c.expression(fmt.Sprintf("/windows/%d/closes", i), w.Closes)
	}
	for i, v := range c.d.Ringfence.Reviews {
		c.expression(fmt.Sprintf("/ringfence/reviews/%d/due", i), v.Due)
	}
	if len(c.found) > 0 {
		return
	}
	p := c.d.asStarted()
	a, err := p.anchors(r, calendar.Date{})
	if err != nil {
		c.undated(err)
		return
	}
	c.dueDates(a)
	for i, w := range c.d.Windows {
		opens, closes := a.named["window."+w.ID+".opens"].Date, a.named["window."+w.ID+".closes"].Date
		if closes.Before(opens) {
			c.add(fmt.Sprintf("/windows/%d/closes", i), w.Closes,
				"the window closes on "+closes.Long()+", before it opens on "+opens.Long(),
				"correct one of the two dates")
		}
	}
}

// dueDates refuses local checks that count from a date which the programme does not have.
func (c *checker) dueDates(a *anchors) {
	for i, k := range c.d.Checks {
		if _, err := a.eval(k.Due); err != nil {
			c.add(fmt.Sprintf("/checks/%d/due", i), k.Due, "there is no such date to count from",
				"count from transfer, start, or another named date, such as notice.deemed")
		}
	}
}

// undated says which expression of the definition gives no date.
func (c *checker) undated(err error) {
	var u undated
	if !errors.As(err, &u) {
		c.cause("", "", err, "count from a date that the programme has")
		return
	}
	var e *fault.Error
	if errors.As(err, &e) && e.Kind == fault.Refused && e.Pointer != "" {
		c.add(c.place(u.name), u.text, "there is no date "+e.Pointer+" to count from here",
			"count from transfer, start, or a named date that stands before it, such as decision.published or notice.deemed")
		return
	}
	c.cause(c.place(u.name), u.text, err, "count from a date that the programme has")
}

// place is where the definition gives the expression of a named date.
func (c *checker) place(name string) string {
	for i, w := range c.d.Windows {
		if edge, ok := strings.CutPrefix(name, "window."+w.ID+"."); ok {
			return fmt.Sprintf("/windows/%d/%s", i, edge)
		}
	}
	for i, v := range c.d.Ringfence.Reviews {
		if name == "review."+v.ID+".due" {
			return fmt.Sprintf("/ringfence/reviews/%d/due", i)
		}
	}
	if name == "notice.ends" {
		return "/contract/noticePeriod"
	}
	return "/" + strings.ReplaceAll(name, ".", "/")
}

func (c *checker) expression(pointer, text string) {
	if _, err := calendar.Parse(text); err != nil {
		c.cause(pointer, text, err, "write a date, or an expression such as: at least 1 day before transfer")
	}
}
