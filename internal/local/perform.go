package local

import (
	"context"
	"time"
)

// perform does what the state of a thread is for.
func (e *Engine) perform(ctx context.Context, th *thread, now time.Time) {
	st := th.st
	if st.typ == typeFail {
		e.fail(th, &st.failure, now)
		return
	}
	data, f := e.filter(th, st.in, "InputPath", th.raw)
	if f != nil {
		e.fail(th, f, now)
		return
	}
	switch st.typ {
	case typeTask:
		e.call(ctx, th, data, now)
	case typePass:
		e.pass(th, data, now)
	case typeChoice:
		e.choose(th, data, now)
	case typeSucceed:
		e.depart(th, data, nil, now)
	case typeParallel:
		e.parallel(th, data, now)
	case typeMap:
		e.mapItems(th, data, now)
	}
}

// filter applies InputPath or OutputPath; null gives an empty object.
func (e *Engine) filter(th *thread, p *path, field string, data any) (any, *failure) {
	if p == nil {
		return map[string]any{}, nil
	}
	s := scene{e: e, th: th, data: data}
	v, ok := s.find(p)
	if !ok {
		return nil, th.st.missingPath(field, p)
	}
	return v, nil
}

// fill applies a payload template; without one the data are as they are.
func (e *Engine) fill(th *thread, t *template, field string, data any) (any, *failure) {
	if t == nil {
		return data, nil
	}
	s := scene{e: e, th: th, data: data}
	v, missing := t.fill(&s)
	if missing != nil {
		return nil, th.st.missingPath(field, missing)
	}
	return v, nil
}

// pass performs a Pass.
func (e *Engine) pass(th *thread, data any, now time.Time) {
	if th.st.hasValue {
		e.complete(th, th.st.value, now)
		return
	}
	result, f := e.fill(th, th.st.parameters, "Parameters", data)
	if f != nil {
		e.fail(th, f, now)
		return
	}
	e.complete(th, result, now)
}

// choose performs a Choice: the first rule that holds decides.
func (e *Engine) choose(th *thread, data any, now time.Time) {
	st, s := th.st, scene{e: e, th: th, data: data}
	for i := range st.rules {
		ok, missing := st.rules[i].holds(&s)
		if missing != nil {
			e.fail(th, st.missingPath("Variable", missing), now)
			return
		}
		if ok {
			e.depart(th, data, st.rules[i].next, now)
			return
		}
	}
	if st.otherwise == nil {
		e.fail(th, &failure{errorNoChoice, "state " + st.name + ": no rule holds, and there is no Default"}, now)
		return
	}
	e.depart(th, data, st.otherwise, now)
}

// complete ends a state with a result: ResultSelector, ResultPath and OutputPath, in this order.
func (e *Engine) complete(th *thread, result any, now time.Time) {
	st := th.st
	result, f := e.fill(th, st.selector, "ResultSelector", result)
	if f != nil {
		e.fail(th, f, now)
		return
	}
	output, ok := th.raw, true
	if st.result != nil {
		output, ok = place(th.raw, st.result.steps, result)
	}
	if !ok {
		e.fail(th, st.misplaced(st.result), now)
		return
	}
	e.depart(th, output, st.next, now)
}

// depart applies OutputPath and leaves the state.
func (e *Engine) depart(th *thread, output any, to *state, now time.Time) {
	output, f := e.filter(th, th.st.out, "OutputPath", output)
	if f == nil && size(output, maxData) > maxData {
		f = th.st.tooLarge("output")
	}
	if f != nil {
		e.fail(th, f, now)
		return
	}
	e.leave(th, output, to, now)
}
