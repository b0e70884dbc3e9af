package local

import (
	"slices"
	"strings"
)

// Machine is a state machine read from a file in the Amazon States Language. It never changes; engines may share it.
type Machine struct {
	root    *scope
	timeout int64 // seconds an execution may take; 0 where the file sets none
	states  []*state
}

// scope is one set of states with a beginning: the whole machine, a branch of a Parallel or the processor of a Map.
type scope struct {
	start  *state
	states map[string]*state
}

// The types of states.
const (
	typeTask     = "Task"
	typeChoice   = "Choice"
	typeParallel = "Parallel"
	typeMap      = "Map"
	typePass     = "Pass"
	typeSucceed  = "Succeed"
	typeFail     = "Fail"
)

// state is one state, with all that the file says about it made ready.
type state struct {
	name, typ, at string // at is its JSON pointer
	next          *state // nil at an end
	nextName      string
	end           bool
	in, out       *path // nil discards: the file says null
	result        *path // nil discards the result
	parameters    *template
	selector      *template // ResultSelector
	retry         []retrier
	catch         []catcher
	task          task
	rules         []rule // of a Choice
	otherwise     *state // Default of a Choice
	defaultName   string
	value         any // Result of a Pass
	hasValue      bool
	failure       failure  // of a Fail
	branches      []*scope // of a Parallel; of a Map its one processor
	items         *path    // ItemsPath
	itemSelector  *template
	most          int // MaxConcurrency
}

// callKind is how a task calls its function.
type callKind int

// The ways of calling: the function as the resource itself, through lambda:invoke, or with a task token.
const (
	callDirect callKind = iota
	callInvoke
	callToken
)

// task is what only a Task state has.
type task struct {
	function string // key into Options.Functions
	call     callKind
	payload  *template // nil: the effective input
	timeout  int64     // seconds; 0 for none
}

// State is what a policy test may want to know of one state.
type State struct {
	Name, Type string
	Pointer    string     // JSON pointer into the file
	Function   string     // of a Task: the key into Options.Functions
	WaitsToken bool       // of a Task: whether it waits for Resume or Fail
	Timeout    int64      // of a Task: TimeoutSeconds, 0 where there is none
	Next       []string   // every state it may go to: Next, Default, Choices and Catch, in order, each once
	Retry      [][]string // ErrorEquals of each retrier
	Catch      [][]string // ErrorEquals of each catcher
}

// States lists every state of the machine, the inner ones of Parallel and Map included, ordered by pointer.
func (m *Machine) States() []State {
	list := make([]State, 0, len(m.states))
	for _, s := range m.states {
		view := State{
			Name: s.name, Type: s.typ, Pointer: s.at, Function: s.task.function,
			WaitsToken: s.task.call == callToken, Timeout: s.task.timeout,
		}
		for _, target := range s.targets() {
			if !slices.Contains(view.Next, target.to) {
				view.Next = append(view.Next, target.to)
			}
		}
		for _, r := range s.retry {
			view.Retry = append(view.Retry, slices.Clone(r.errors))
		}
		for _, c := range s.catch {
			view.Catch = append(view.Catch, slices.Clone(c.errors))
		}
		list = append(list, view)
	}
	slices.SortFunc(list, func(a, b State) int { return strings.Compare(a.Pointer, b.Pointer) })
	return list
}

// Functions lists the keys that Options.Functions must have, sorted.
func (m *Machine) Functions() []string {
	var names []string
	for _, s := range m.states {
		if s.typ == typeTask {
			names = append(names, s.task.function)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// target is one place of a state that names another.
type target struct {
	at, to string       // JSON pointer and name
	set    func(*state) // puts the state found
}

// targets lists all places of a state that name another, in the order of the file's meaning.
func (s *state) targets() []target {
	var list []target
	if s.nextName != "" {
		list = append(list, target{s.at + "/Next", s.nextName, func(to *state) { s.next = to }})
	}
	for i := range s.rules {
		r := &s.rules[i]
		list = append(list, target{r.at + "/Next", r.nextName, func(to *state) { r.next = to }})
	}
	if s.defaultName != "" {
		list = append(list, target{s.at + "/Default", s.defaultName, func(to *state) { s.otherwise = to }})
	}
	for i := range s.catch {
		c := &s.catch[i]
		list = append(list, target{c.at + "/Next", c.nextName, func(to *state) { c.next = to }})
	}
	return list
}
