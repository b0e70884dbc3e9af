package rulebook

import (
	"example.org/handover/internal/calendar"
)

// Note is a rule of which nobody is reminded, applied to a programme: it states a check or a permission, or nobody can
// tell yet whether it applies.
type Note struct {
	ID       string `json:"id"`
	Stage    string `json:"stage"`
	Title    string `json:"title"`
	Owner    string `json:"owner"`
	Blocking bool   `json:"blocking,omitempty"`
	// Missing names the figures and dates without which nobody can tell whether the rule applies, or when something is
	// due; the definition may state them.
	Missing []string `json:"missing,omitempty"`
	// NotBefore is the first day on which something is permitted, with its explanation; zero for most notes.
	NotBefore   calendar.Date         `json:"notBefore,omitzero"`
	Explanation *calendar.Explanation `json:"explanation,omitempty"`
	Clash       *Clash                `json:"clash,omitempty"`
	IfMissed    string                `json:"ifMissed"`
	Exposure    *Amount               `json:"exposure,omitempty"`
	Source      Source                `json:"source"`
}

// Clash is a day that falls into a span of days, both ends included, which it should avoid.
type Clash struct {
	Day  calendar.Date `json:"day"`
	From calendar.Date `json:"from"`
	To   calendar.Date `json:"to"`
}

// Notes applies the rules that give no obligation, in the book's order.
func (b Book) Notes(f Facts, cal calendar.Context) ([]Note, error) {
	var all []Note
	v := newEvaluator(cal)
	for _, r := range b.Rules {
		truth, missing := f.decide(r)
		if truth == False || truth == True && r.Due != "" {
			continue
		}
		n, err := r.note(f, missing, v)
		if err != nil {
			return nil, err
		}
		all = append(all, n)
	}
	return all, nil
}

func (r Rule) note(f Facts, missing []string, v evaluator) (Note, error) {
	n := Note{ID: r.ID, Stage: r.Stage, Title: r.Title, Owner: r.Owner, Blocking: r.Blocking, Missing: missing,
		IfMissed: r.IfMissed, Source: r.Source}
	if r.Exposure != nil {
		amount := r.Exposure.For(f)
		n.Exposure = &amount
	}
	if len(missing) > 0 {
		return n, nil
	}
	if r.NotBefore != "" {
		result, err := v.eval(r.NotBefore)
		if err != nil {
			return Note{}, err
		}
		n.NotBefore, n.Explanation = result.Date, &result.Explanation
	}
	var err error
	if r.Avoid != nil {
		n.Clash, err = r.Avoid.clash(v)
	}
	return n, err
}

// clash is nil if the day keeps clear of the span.
func (a Avoid) clash(v evaluator) (*Clash, error) {
	var c Clash
	for _, part := range []struct {
		text string
		date *calendar.Date
	}{{a.Day, &c.Day}, {a.From, &c.From}, {a.To, &c.To}} {
		result, err := v.eval(part.text)
		if err != nil {
			return nil, err
		}
		*part.date = result.Date
	}
	if c.Day.Before(c.From) || c.Day.After(c.To) {
		return nil, nil
	}
	return &c, nil
}

// evaluator works out expressions, each text once: most checks share a handful of dates. Explanations are shared too and
// never changed.
type evaluator struct {
	cal  calendar.Context
	seen map[string]calendar.Result
}

func newEvaluator(cal calendar.Context) evaluator {
	return evaluator{cal, map[string]calendar.Result{}}
}

func (v evaluator) eval(text string) (calendar.Result, error) {
	if result, ok := v.seen[text]; ok {
		return result, nil
	}
	e, err := calendar.Parse(text)
	if err != nil {
		return calendar.Result{}, err
	}
	result, err := e.Eval(v.cal)
	if err == nil {
		v.seen[text] = result
	}
	return result, err
}
