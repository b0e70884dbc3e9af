package local

import (
	"bytes"
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"example.org/handover/internal/fault"
)

// Start begins an execution; its first state runs with the next Run. The same name with the same input succeeds again
// as long as the execution is known, with another input it is fault.Conflict. fault.Invalid refuses a name that Step
// Functions would refuse, and an input that is no JSON or larger than 256 KiB.
func (e *Engine) Start(_ context.Context, name string, input []byte, now time.Time) error {
	if err := checkName(name); err != nil {
		return err
	}
	data, err := checkData(input)
	if err != nil {
		return err
	}
	e.mu.Lock()
	defer e.release()
	e.forget(now)
	text := encode(data)
	if known, ok := e.runs[name]; ok {
		if bytes.Equal(known.inputText, text) {
			return nil
		}
		return fault.New(fault.Conflict, "an execution of this name was started with another input").With(name).
			To("choose another name")
	}
	x := &run{name: name, status: Running, started: now, input: data, inputText: text, events: eventsStart}
	x.root = &thread{x: x}
	x.deadlineAt = yearLater(now)
	if s := e.m.timeout; s > 0 && now.Add(seconds(s)).Before(x.deadlineAt) {
		x.deadlineAt = now.Add(seconds(s))
	}
	x.deadline = e.set(x.deadlineAt, x.root, (*Engine).expire)
	e.runs[name], x.seq = x, e.created
	e.enter(x.root, e.m.root.start, data, now)
	return nil
}

// expire ends an execution that has reached its deadline.
func (e *Engine) expire(th *thread, now time.Time) {
	e.end(th.x, TimedOut, nil, failure{name: errorTimeout}, now)
}

// Stop ends an execution as ABORTED. One that has ended is left as it is, with success; an unknown one is
// fault.NotFound.
func (e *Engine) Stop(_ context.Context, name, cause string, now time.Time) error {
	e.mu.Lock()
	defer e.release()
	x, ok := e.runs[name]
	if !ok {
		return unknownExecution(name)
	}
	if x.status == Running {
		e.end(x, Aborted, nil, failure{cause: cause}, now)
	}
	return nil
}

// checkName refuses the names of executions that Step Functions refuses.
func checkName(name string) error {
	control := strings.ContainsFunc(name, func(r rune) bool { return r <= ' ' || 0x7f <= r && r <= 0xa0 })
	bad := control || !utf8.ValidString(name) || strings.ContainsAny(name, "<>{}[]?*\"#%\\^|~`$&,;:/")
	if n := utf8.RuneCountInString(name); bad || n == 0 || n > maxExecution {
		return fault.New(fault.Invalid, "this cannot be the name of an execution").With(name).
			To("use up to 80 letters, digits, - and _")
	}
	return nil
}

// checkData decodes JSON from outside.
func checkData(text []byte) (any, error) {
	if len(text) > maxData {
		return nil, fault.New(fault.Invalid, "the data are larger than 256 KiB").To("hand over an id instead")
	}
	v, err := decode(text)
	if err != nil {
		return nil, fault.Wrap(fault.Invalid, err, "the data are not JSON").To("hand over one JSON value")
	}
	return v, nil
}
