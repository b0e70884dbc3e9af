package local

import (
	"context"
	"encoding/base64"
	"time"

	"example.org/handover/internal/fault"
)

// tokenBytes is how many random bytes a token has.
const tokenBytes = 32

// issue gives a thread a fresh token.
func (e *Engine) issue(th *thread) {
	var raw [tokenBytes]byte
	_, _ = e.random.Read(raw[:]) // a generator never fails
	th.token = base64.RawURLEncoding.EncodeToString(raw[:])
	e.tokens[th.token] = th
	th.x.tokens = append(th.x.tokens, th.token)
}

// Resume completes the task that waits with a token; output becomes its result. fault.Conflict says that the task is
// over: the token was used, the task timed out, or its execution or branch ended ("TaskTimedOut" of Step Functions).
// fault.NotFound says that no task that is known ever had this token; fault.Invalid that the output is no JSON or
// larger than 256 KiB. The execution moves on with the next Run.
func (e *Engine) Resume(_ context.Context, token string, output []byte, now time.Time) error {
	result, err := checkData(output)
	if err != nil {
		return err
	}
	return e.settle(token, now, func(th *thread) { e.complete(th, result, now) })
}

// Fail fails the task that waits with a token under an error's name; its errors are those of Resume.
func (e *Engine) Fail(_ context.Context, token, errorName, cause string, now time.Time) error {
	return e.settle(token, now, func(th *thread) {
		e.fail(th, &failure{shorten(errorName, maxErrorName), shorten(cause, maxCause)}, now)
	})
}

// settle ends the waiting for a token and goes on. A timeout that is due at now counts as over, fired or not.
func (e *Engine) settle(token string, now time.Time, goOn func(*thread)) error {
	e.mu.Lock()
	defer e.release()
	th, known := e.tokens[token]
	if !known {
		return fault.New(fault.NotFound, "no task waits with this token")
	}
	if th == nil || th.timer != nil && !th.timer.at.After(now) || !th.x.deadlineAt.After(now) {
		return fault.New(fault.Conflict, "the task of this token is over").To("do nothing: it went on without this")
	}
	th.x.events += eventsVerdict
	e.retire(th)
	goOn(th)
	return nil
}
