package handover

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"

	"example.org/handover/internal/calendar"
)

// Programme is the state of one programme: the fold of its ledger, kept as a snapshot beside it.
type Programme struct {
	Version     int                      `json:"fold"` // FoldVersion of the fold that gave this state; the first field
	Seq         int                      `json:"seq"`
	Changed     time.Time                `json:"changed"`
	Definition  Definition               `json:"definition"`
	Rehearsal   bool                     `json:"rehearsal,omitempty"` // for good: set when started, never cleared
	Status      Status                   `json:"status"`
	Started     time.Time                `json:"started"`
	Transfer    time.Time                `json:"transfer"`             // the current instant; replanning moves it
	Dates       map[string]calendar.Date `json:"dates,omitempty"`      // the named dates that everything counts from
	ReplannedOn calendar.Date            `json:"replannedOn,omitzero"` // the day of the last replanning
	Known       calendar.Date            `json:"known"`                // the calendar as known on this day made the current dates
	Calendar    string                   `json:"calendar,omitempty"`   // the version of the table of bank holidays that did
	Round       int                      `json:"round"`                // of planning: 1, and one more with each replanning
	Execution   Execution                `json:"execution"`
	Triggered   map[Stage]bool           `json:"triggered,omitempty"`
	Gates       map[string]Gate          `json:"gates,omitempty"`
	Obligations []Obligation             `json:"obligations,omitempty"`
	Notice      Notice                   `json:"notice"`
	Windows     []Window                 `json:"windows,omitempty"`
	Datasets    []Dataset                `json:"datasets,omitempty"`
	Checks      []Check                  `json:"checks,omitempty"`
	Decision    Decision                 `json:"decision"` // over the evidence of the decision phase
	Final       Decision                 `json:"final"`    // over the final evidence
	CutOver     CutOver                  `json:"cutOver"`
	Held        []string                 `json:"held,omitempty"`     // why the transfer is held, if it is
	Deferral    Local                    `json:"deferral,omitempty"` // the date to which the transfer is put off, until replanned
	Effective   time.Time                `json:"effective,omitzero"` // when the transfer took effect
	Reviews     []Review                 `json:"reviews,omitempty"`
	Pauses      []Pause                  `json:"pauses,omitempty"`
	Corrected   map[int]int              `json:"corrected,omitempty"`     // which entry corrects which
	ActsMended  map[int]int              `json:"correctedActs,omitempty"` // the same of the adopted past, by act
	Standing    map[string]Source        `json:"standing,omitempty"`      // the fact that counts, by what it is about
	Reason      string                   `json:"reason,omitempty"`        // of a stop
	Ended       time.Time                `json:"ended,omitzero"`          // when it was closed or stopped
	Reminders   int                      `json:"reminders,omitempty"`
}

// Status is where a programme stands as a whole.
type Status string

// The statuses. A stopping programme has its stop in the ledger and its workflow on the way out.
const (
	Running  Status = "running"
	Stopping Status = "stopping"
	Stopped  Status = "stopped"
	Complete Status = "closed"
)

// Over reports whether nothing more can happen.
func (s Status) Over() bool { return s == Stopped || s == Complete }

// Started is the first entry of every ledger.
type Started struct {
	Definition Definition `json:"definition"`
	Rehearsal  bool       `json:"rehearsal,omitempty"`
	Execution  int        `json:"execution"`
	Machine    string     `json:"machine,omitempty"`
}

// Kind implements Event.
func (Started) Kind() string { return "started" }

func (v Started) apply(p *Programme, e Entry) {
	d := v.Definition
	*p = Programme{
		Version:    FoldVersion,
		Definition: d, Rehearsal: v.Rehearsal, Status: Running, Started: e.At, Transfer: d.Transfer.Instant(), Round: 1,
		Execution: Execution{Number: v.Execution, Started: e.At, Seq: e.Seq, Machine: v.Machine},
		Decision:  Decision{Round: 1}, Final: Decision{Round: 1}, CutOver: CutOver{Round: 1},
	}
	for _, w := range d.Windows {
		p.Windows = append(p.Windows, newWindow(w))
	}
	for _, s := range d.Datasets {
		p.Datasets = append(p.Datasets, newDataset(s))
	}
	for _, r := range d.Ringfence.Reviews {
		p.Reviews = append(p.Reviews, newReview(r))
	}
}

// asStarted is the programme of a definition as if it were started.
func (d Definition) asStarted() *Programme {
	p := new(Programme)
	Started{Definition: d, Execution: 1}.apply(p, Entry{Seq: 1, At: d.Start.At(9, 0)})
	return p
}

func newWindow(w WindowPlan) Window { return Window{ID: w.ID} }

func newDataset(s DatasetPlan) Dataset {
	return Dataset{ID: s.ID, Needed: len(s.DryRuns), Dry: Run{Round: 1}, Live: Run{Round: 1}}
}

func newReview(r ReviewPlan) Review { return Review{ID: r.ID} }

func (v Started) line(*Programme) (Line, bool) {
	why := "planned start " + v.Definition.Start.Long()
	if v.Rehearsal {
		why += "; this is a rehearsal"
	}
	return Line{What: "Programme started: " + v.Definition.Title, Why: why}, true
}

// FoldVersion is that of the fold: of how entries make a state, and of the fields that a state has. Raise it with every
// change that makes another state of the same entries; the kept ledgers of package ledger hold that nobody forgets. A
// snapshot of another version is not used: the state is folded anew from the entries.
const FoldVersion = 2

var current = fmt.Appendf(nil, `{"fold":%d,`, FoldVersion)

// Current reports whether a snapshot was folded as this version folds.
func Current(snapshot []byte) bool { return bytes.HasPrefix(snapshot, current) }

// Marshal renders the state as its snapshot.
func (p *Programme) Marshal() ([]byte, error) { return json.Marshal(p) }

// Unmarshal reads a snapshot.
func Unmarshal(raw []byte) (*Programme, error) {
	p := new(Programme)
	if err := json.Unmarshal(raw, p); err != nil {
		return nil, err
	}
	return p, nil
}
