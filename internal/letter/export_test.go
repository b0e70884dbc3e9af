package letter

import "example.org/handover/internal/handover"

// For tests from outside.
var (
	Wrap     = wrap
	Plain    = plain
	By       = handover.By
	Moment   = moment
	Sentence = sentence
)

// DateLabel gives the wording of a named date in the timeline.
func DateLabel(h head, name string) string { return h.dateLabel(name) }

// NewHead makes what every letter says of itself.
var NewHead = newHead
