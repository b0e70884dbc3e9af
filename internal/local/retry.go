package local

import (
	"encoding/json"
	"math"
	"slices"
	"strings"
	"time"
)

// retrier is one entry of Retry.
type retrier struct {
	errors   []string
	interval int64 // seconds
	attempts int64
	rate     float64
	most     int64 // MaxDelaySeconds, or the bound of any wait
	jitter   bool
}

// catcher is one entry of Catch.
type catcher struct {
	at       string // JSON pointer
	errors   []string
	result   *path // nil discards the error
	next     *state
	nextName string
}

// Bounds of retry fields, as in Step Functions.
const (
	maxAttempts = 99_999_999
	maxDelay    = 31_622_400 // seconds: one leap year
	maxRate     = 1000       // ours: more is a mistake
)

// retriers reads Retry.
func (l *loader) retriers(o object) []retrier {
	list := o.list("Retry")
	var retriers []retrier
	for i, item := range list {
		item.only("a retrier", "Comment", "ErrorEquals", "IntervalSeconds", "MaxAttempts", "BackoffRate",
			"MaxDelaySeconds", "JitterStrategy")
		r := retrier{
			errors:   l.errorNames(item, i == len(list)-1),
			interval: item.whole("IntervalSeconds", 1, maxSeconds, 1),
			attempts: item.whole("MaxAttempts", 0, maxAttempts, 3),
			rate:     item.rate("BackoffRate"),
			most:     item.whole("MaxDelaySeconds", 1, maxDelay-1, maxDelay),
		}
		if item.has("MaxDelaySeconds") && r.most <= r.interval {
			l.refuse(item.place("MaxDelaySeconds"), "this has to be greater than IntervalSeconds", "raise it")
		}
		strategy := item.text("JitterStrategy", "NONE")
		if strategy != "NONE" && strategy != "FULL" {
			l.refuseValue(item.place("JitterStrategy"), "there is no such strategy", strategy, "write FULL or NONE")
		}
		r.jitter = strategy == "FULL"
		retriers = append(retriers, r)
	}
	return retriers
}

// rate reads a backoff rate; it is 2 where it does not stand in the file.
func (o object) rate(field string) float64 {
	v, ok := o.members[field]
	if !ok {
		return 2
	}
	n, ok := v.(json.Number)
	if !ok || double(n) < 1 || double(n) > maxRate {
		o.l.refuse(o.place(field), "this has to be a number from 1 to 1000", "correct it")
		return 1
	}
	return double(n)
}

// catchers reads Catch.
func (l *loader) catchers(o object) []catcher {
	list := o.list("Catch")
	var catchers []catcher
	for i, item := range list {
		item.only("a catcher", "Comment", "ErrorEquals", "Next", "ResultPath")
		c := catcher{
			at:       item.at,
			errors:   l.errorNames(item, i == len(list)-1),
			result:   item.path("ResultPath"),
			nextName: item.need("Next"),
		}
		if c.result != nil && c.result.field != "" {
			l.refuse(item.place("ResultPath"), "an error cannot be put into the context object", "begin it with $.")
		}
		catchers = append(catchers, c)
	}
	return catchers
}

// errorNames reads ErrorEquals. States.ALL stands alone and in the last entry; States.Runtime cannot be handled at all,
// and other names that begin with "States." have to be of the language.
func (l *loader) errorNames(o object, last bool) []string {
	at := o.place("ErrorEquals")
	items, ok := o.members["ErrorEquals"].([]any)
	if !ok || len(items) == 0 {
		l.refuse(at, "this has to be an array of error names", `write ["States.ALL"] or names`)
	}
	var names []string
	for _, item := range items {
		name, ok := item.(string)
		switch {
		case !ok || name == "":
			l.refuse(at, "an error name is a string", "write it in quotes")
		case name == errorAll && (len(items) > 1 || !last):
			l.refuse(at, "States.ALL stands alone and in the last entry", "move it")
		case name == errorRuntime:
			l.refuse(at, "nothing can handle States.Runtime: it always ends the execution", "take it away")
		case strings.HasPrefix(name, "States.") && !canHandle(name):
			l.refuseValue(at, "this engine never raises this error", name, "correct or delete it")
		}
		names = append(names, name)
	}
	return names
}

// handles reports whether ErrorEquals matches an error.
func handles(names []string, name string) bool {
	if name == errorRuntime {
		return false
	}
	return slices.ContainsFunc(names, func(n string) bool {
		switch n {
		case errorAll:
			return name != errorDataLimit
		case errorTaskFailed:
			return name != errorTimeout
		}
		return n == name
	})
}

// delay is how long to wait before the attempt after the one that failed as number done (from 0). share, from 0 up to
// but not including 1, is the part of it that full jitter leaves.
func (r *retrier) delay(done int64, share float64) time.Duration {
	seconds := min(float64(r.interval)*math.Pow(r.rate, float64(done)), float64(r.most))
	if r.jitter {
		seconds *= share
	}
	return time.Duration(seconds * float64(time.Second)).Truncate(time.Millisecond)
}
