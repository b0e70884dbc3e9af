package local

import (
	"fmt"
	"unicode/utf8"

	"example.org/handover/internal/fault"
)

// maxName is the longest name of a state in characters, as in Step Functions.
const maxName = 80

// Load reads a definition. What is wrong in it, and what this engine does not implement, is refused with
// fault.Invalid, whose Pointer is the JSON pointer of the first place that is refused. A machine that loads runs
// alike here and on Step Functions, within what the package comment says.
func Load(definition []byte) (*Machine, error) {
	v, bad := strict(definition)
	if bad != nil {
		return nil, bad
	}
	l := &loader{m: &Machine{}, names: map[string]string{}}
	top := l.object(v, "")
	top.only("the state machine", "Comment", "QueryLanguage", "StartAt", "States", "TimeoutSeconds", "Version")
	if top.text("QueryLanguage", "JSONPath") != "JSONPath" {
		l.refuse("/QueryLanguage", "this engine has JSONPath only", "write the machine in JSONPath")
	}
	if top.text("Version", "1.0") != "1.0" {
		l.refuse("/Version", "there is no such version of the language", `write "1.0"`)
	}
	l.m.timeout = top.whole("TimeoutSeconds", 1, maxSeconds, 0)
	l.m.root = l.scope(top)
	if l.bad != nil {
		return nil, l.bad
	}
	return l.m, nil
}

// loader reads a definition from its decoded form. It goes on after a mistake with whatever value is at hand and keeps
// the first mistake only: the rest may follow from it.
type loader struct {
	m     *Machine
	bad   *fault.Error
	names map[string]string // every state's name and its pointer
}

// refuse notes a mistake.
func (l *loader) refuse(at, problem, mend string) { l.refuseValue(at, problem, "", mend) }

// refuseValue notes a mistake with the value that is wrong.
func (l *loader) refuseValue(at, problem, value, mend string) {
	if l.bad != nil {
		return
	}
	l.bad = fault.New(fault.Invalid, "%s", problem).At("", at).To("%s", mend)
	if value != "" {
		l.bad = l.bad.With(value)
	}
}

// scope reads StartAt and States of an object.
func (l *loader) scope(o object) *scope {
	sc := &scope{states: map[string]*state{}}
	start := o.need("StartAt")
	states := o.child("States")
	var order []*state
	for _, name := range sortedKeys(states.members) {
		l.name(name, states.place(name))
		st := l.state(name, states.child(name))
		sc.states[name] = st
		order = append(order, st)
	}
	l.m.states = append(l.m.states, order...)
	sc.start = l.link(sc, o.place("StartAt"), start)
	for _, st := range order {
		for _, t := range st.targets() {
			t.set(l.link(sc, t.at, t.to))
		}
	}
	l.reachable(sc, order)
	return sc
}

// name checks the name of a state.
func (l *loader) name(name, at string) {
	if n := utf8.RuneCountInString(name); n == 0 || n > maxName {
		l.refuse(at, fmt.Sprintf("a state's name has 1 to %d characters", maxName), "choose another name")
	}
	if other, taken := l.names[name]; taken {
		l.refuse(at, "another state has this name", "rename it or the one at "+other)
	}
	l.names[name] = at
}

// link finds the state that a place names.
func (l *loader) link(sc *scope, at, name string) *state {
	st, ok := sc.states[name]
	if !ok {
		l.refuseValue(at, "there is no such state beside this one", name, "name a state of the same States object")
		return &state{}
	}
	return st
}

// reachable refuses states of a scope to which no way leads.
func (l *loader) reachable(sc *scope, order []*state) {
	seen := map[*state]bool{sc.start: true}
	for queue := []*state{sc.start}; len(queue) > 0; queue = queue[1:] {
		for _, t := range queue[0].targets() {
			if to := sc.states[t.to]; to != nil && !seen[to] {
				seen[to] = true
				queue = append(queue, to)
			}
		}
	}
	for _, st := range order {
		if !seen[st] {
			l.refuse(st.at, "no way leads to this state", "name it in a Next or delete it")
		}
	}
}
