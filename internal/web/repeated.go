package web

import (
	"context"
	"net/url"
	"strings"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
)

// recorded returns the ledger entry that a form led to when it was confirmed before; 0 if it is new.
func (s *site) recorded(ctx context.Context, programme string, given url.Values) (int, error) {
	if given.Get("step") != "confirm" || given.Get("key") == "" {
		return 0, nil
	}
	request, err := s.office.Store.Request(ctx, programme, given.Get("key"))
	if fault.KindOf(err) == fault.NotFound {
		return 0, nil
	}
	return request.Seq, err
}

// A form that asks for a last look carries what it is about, so that it can be told again once that is done.
const (
	knownField = "known-" // and the name of a fixed answer
	stageField = "stage-of-need"
)

// recalled is what a form was about that was recorded before. Nothing rests on it: the office compares the command that
// comes of it with the one that was recorded.
func (o *order) recalled(given url.Values) handover.Need {
	n := handover.Need{Command: o.spec.Name, What: o.spec.Summary, Stage: handover.Stage(given.Get(stageField)),
		Input: map[string]any{}}
	for name := range given {
		if field, ok := strings.CutPrefix(name, knownField); ok {
			n.Input[field] = given.Get(name)
		}
	}
	return n
}

// moved reports whether something else follows from a command by now than was shown. What the same form led to, sent twice
// at once, is no news.
func (s *site) moved(ctx context.Context, o *order, given url.Values) (bool, error) {
	if o.done > 0 {
		return false, nil
	}
	foreseen, err := s.office.Foresee(ctx, o.Programme, o.command, o.Me.Actor())
	if err != nil || digestOf(foreseen) == given.Get("foreseen") {
		return false, nil //nolint:nilerr // the office refuses it with the same words
	}
	o.done, err = s.recorded(ctx, o.Programme, given)
	return o.done == 0, err
}
