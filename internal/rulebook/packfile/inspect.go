package packfile

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/fault"
	"example.org/handover/internal/rulebook"
)

// gates are the gates of the state machine that may close an obligation, with the kind of item that they are for each
// of.
func gates() map[string]string {
	return map[string]string{
		"AuthoriseNotice": "", "ServeNotice": "", "NoticeExpires": "", "OpenWindow": "window", "CloseWindow": "window",
		"ReceiveExtract": "dataset", "SignOffDryRun": "dataset", "SatisfyChecks": "", "Decide": "", "FreezeAndExtract": "dataset",
		"SignOffLive": "dataset", "ConfirmGo": "", "TakeEffect": "", "Review": "review",
	}
}

// inspect finds what the schema cannot see in one pack.
func inspect(p rulebook.Pack) []*fault.Error {
	in := &inspector{}
	for i, r := range p.Rules {
		in.at = fmt.Sprintf("/rules/%d", i)
		in.rule(r)
	}
	for i, c := range p.Checks {
		in.at = fmt.Sprintf("/checks/%d", i)
		in.check(c)
	}
	return in.found
}

type inspector struct {
	at    string // the rule or check
	found []*fault.Error
}

// complain adds a fault at a field of what is inspected.
func (in *inspector) complain(field, value, problem, mend string) {
	f := fault.New(fault.Invalid, "%s", problem).At("", in.at+field).To("%s", mend)
	if value != "" {
		f = f.With(value)
	}
	in.found = append(in.found, f)
}

func (in *inspector) rule(r rulebook.Rule) {
	in.shape(r)
	if r.From != nil && r.To != nil && r.To.Before(*r.From) {
		in.complain("/to", r.To.String(), "the rule ends before it begins", "correct one of the two days")
	}
	in.condition(r.When)
	in.date("/due", r.Due, r.Each)
	in.date("/target", r.Target, r.Each)
	in.date("/notBefore", r.NotBefore, "")
	if r.Avoid != nil {
		in.date("/avoid/day", r.Avoid.Day, "")
		in.date("/avoid/from", r.Avoid.From, "")
		in.date("/avoid/to", r.Avoid.To, "")
	}
	in.metBy(r)
	if e := r.Exposure; e != nil {
		if set := min(e.Pence, 1) + min(e.WeeksPay, 1) + min(e.DaysPay, 1); set != 1 {
			in.complain("/exposure", "", "an exposure is a sum in pence, or weeks' pay, or days' pay",
				"write exactly one of pence, weeksPay and daysPay")
		}
	}
}

// shape holds that a rule has either a date by which, or none and what goes with none.
func (in *inspector) shape(r rulebook.Rule) {
	dated := r.Due != ""
	for _, c := range []struct {
		wrong                bool
		field, problem, mend string
	}{
		{dated && r.MetBy == "", "", "nothing closes the obligations of this rule", "write metBy: report, check:ID or gate:State"},
		{!dated && r.MetBy != "", "/metBy", "a rule without a date gives no obligation to close", "write due, or leave metBy out"},
		{!dated && r.Each != "", "/each", "a rule without a date is not for each item", "write due, or leave each out"},
		{!dated && r.Target != "", "/target", "a prudent day stands beside the last lawful one", "write due too"},
		{!dated && r.Warning != "", "/warning", "a warning says what a date does not show", "write due, or say it in the title"},
		{dated && r.NotBefore != "", "/notBefore", "a rule says by when or from when, not both", "make two rules of it"},
		{dated && r.Avoid != nil, "/avoid", "a rule says by when or what to avoid, not both", "make two rules of it"},
	} {
		if c.wrong {
			in.complain(c.field, "", c.problem, c.mend)
		}
	}
}

func (in *inspector) condition(text string) {
	if _, err := rulebook.ParseCondition(text); err != nil {
		in.cause("/when", text, err)
	}
}

// cause adds an error of a language with its own problem and mend, so that a person reads one sentence.
func (in *inspector) cause(field, value string, err error) {
	problem, mend := err.Error(), ""
	var e *fault.Error
	if errors.As(err, &e) {
		problem, mend = e.Problem+" (got "+e.Value+")", e.Mend
	}
	in.complain(field, value, problem, mend)
}

// date holds an expression to the language and its anchors to the dates that a programme has.
func (in *inspector) date(field, text, each string) {
	if text == "" {
		return
	}
	const item = "x-item-x"
	e, err := calendar.Parse(strings.ReplaceAll(text, "{item}", item))
	if err != nil {
		in.cause(field, text, err)
		return
	}
	for _, name := range e.Anchors() {
		name = strings.ReplaceAll(name, item, "{item}")
		if own, ok := strings.CutPrefix(name, rulebook.Stated); ok && !strings.Contains(own, ".") {
			continue
		}
		if known := rulebook.Anchors(each); !slices.Contains(known, name) {
			in.complain(field, text, "no programme has a date "+name, "count from one of "+strings.Join(known, ", ")+
				", or from a date that the definition states, as stated.<name>")
		}
	}
}

// metBy holds that what closes a rule's obligations can do so; whether a check of that name is there shows in the book.
func (in *inspector) metBy(r rulebook.Rule) {
	what, isGate := strings.CutPrefix(r.MetBy, "gate:")
	if !isGate {
		return
	}
	state, item, perItem := strings.Cut(what, "/")
	kind, ok := gates()[state]
	switch {
	case !ok:
		in.complain("/metBy", r.MetBy, "there is no gate of that name",
			"use one of "+strings.Join(slices.Sorted(maps.Keys(gates())), ", "))
	case kind != r.Each:
		in.complain("/each", r.Each, "the gate "+state+" is for each "+orNothing(kind), "write the same here")
	case perItem != (kind != "") || perItem && item != "{item}":
		in.complain("/metBy", r.MetBy, "a gate for each item names it, and no other gate does", "write gate:"+state+slashItem(kind))
	}
}

func orNothing(kind string) string {
	if kind == "" {
		return "programme, not for each of its items"
	}
	return kind
}

func slashItem(kind string) string {
	if kind == "" {
		return ""
	}
	return "/{item}"
}

func (in *inspector) check(c rulebook.Check) {
	in.condition(c.When)
	in.date("/due", c.Due, "")
	for _, k := range []struct {
		wrong                       bool
		field, value, problem, mend string
	}{
		{c.Weight == "conditional" && c.When == "", "/weight", c.Weight, "a conditional check says when it applies", "write when"},
		{c.Weight != "conditional" && c.When != "", "/weight", c.Weight, "a check that depends on a circumstance is conditional",
			"write conditional, or leave when out"},
		{c.Phase == "at-transfer" && c.Proof == "", "/phase", c.Phase,
			"nobody is there at the instant of transfer: only what the system proves can be checked then", "choose the final phase"},
		{c.Proof != "" && !slices.Contains(rulebook.Proofs(), c.Proof), "/proof", c.Proof, "the system proves nothing of that name",
			"use one of " + strings.Join(rulebook.Proofs(), ", ") + ", or leave it out and let people submit evidence"},
		{c.Proof != "" && c.Weight != "blocking", "/weight", c.Weight, "what the system proves always blocks", "write blocking"},
		{c.Rule != "" && c.Due != "", "/due", c.Due, "the check is due when its rule is", "leave due out"},
		{c.Rule == "" && c.Due == "", "", "", "the check has no date", "write due, or the rule with which it is due"},
	} {
		if k.wrong {
			in.complain(k.field, k.value, k.problem, k.mend)
		}
	}
}
