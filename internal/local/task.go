package local

import (
	"context"
	"time"
)

// call performs a Task: it calls the function without the engine's lock and judges the answer, unless the task came
// to its end while the function ran (resumed with its token, or stopped).
func (e *Engine) call(ctx context.Context, th *thread, data any, now time.Time) {
	t := &th.st.task
	if t.call == callToken {
		e.issue(th)
	}
	payload, f := e.fill(th, t.payload, "Parameters", data)
	if f != nil {
		e.fail(th, f, now)
		return
	}
	body := encode(payload)
	if len(body) > maxData {
		th.x.events += eventsVerdict
		e.fail(th, th.st.tooLarge("payload"), now)
		return
	}
	th.x.events += eventsCall
	if t.call == callToken && t.timeout > 0 {
		th.timer = e.set(now.Add(seconds(t.timeout)), th, (*Engine).timeOut)
	}
	turn := th.turn
	out, err := e.unlocked(ctx, e.o.Functions[t.function], now, body)
	switch {
	case th.turn != turn:
	case err != nil && ctx.Err() != nil:
		th.x.events -= eventsCall
		e.retire(th)
		e.ready.back(th)
	default:
		e.answered(th, out, err, now)
	}
}

// unlocked calls a handler without the lock and turns its panic into an error.
func (e *Engine) unlocked(ctx context.Context, h Handler, now time.Time, body []byte) (out []byte, err error) {
	e.mu.Unlock()
	defer e.mu.Lock()
	defer func() {
		if p := recover(); p != nil {
			out, err = nil, panicError(p)
		}
	}()
	return h(ctx, now, body)
}

// answered judges what a function answered. One with a token is not asked for a result: the task goes on waiting.
func (e *Engine) answered(th *thread, out []byte, err error, now time.Time) {
	t := &th.st.task
	if err == nil && t.call == callToken {
		th.x.events += eventsSubmit
		return
	}
	th.x.events += eventsVerdict
	result, f := e.judge(th.st, out, err)
	if f != nil {
		e.fail(th, f, now)
		return
	}
	if t.call == callInvoke {
		result = lambdaResult(result)
	}
	e.complete(th, result, now)
}

// judge decodes a function's answer.
func (e *Engine) judge(st *state, out []byte, err error) (any, *failure) {
	switch {
	case err != nil:
		return nil, functionFailure(err, e.o.ErrorName)
	case len(out) > maxData:
		return nil, st.tooLarge("result")
	case len(out) == 0:
		return nil, nil
	}
	result, err := decode(out)
	if err != nil {
		return nil, functionFailure(FunctionError{e.o.ErrorName, "the function's answer is not JSON"}, e.o.ErrorName)
	}
	return result, nil
}

// timeOut ends an attempt of a task that has waited too long for its token.
func (e *Engine) timeOut(th *thread, now time.Time) {
	th.x.events += eventsVerdict
	e.fail(th, &failure{name: errorTimeout}, now)
}
