package handover

import (
	"crypto/sha256"
	"fmt"
	"path"
	"regexp"
	"strings"
	"time"
)

// Dataset is the state of one dataset: its dry runs and its live run.
type Dataset struct {
	ID     string `json:"id"`
	Needed int    `json:"needed"` // dry runs that have to pass before sign-off
	Done   int    `json:"done"`   // dry runs that passed since the last replanning
	Dry    Run    `json:"dry"`
	Live   Run    `json:"live"`
	Last   *Run   `json:"last,omitempty"` // the latest run that was repeated, for its report
}

// Run is one attempt, dry or live: two extracts and the reconciliation that compares them.
type Run struct {
	Round      int       `json:"round"`
	Source     FileRef   `json:"source,omitzero"`
	Target     FileRef   `json:"target,omitzero"`
	By         string    `json:"by,omitempty"`
	Reconciled time.Time `json:"reconciled,omitzero"`
	Passed     bool      `json:"passed,omitempty"`
	Summary    string    `json:"summary,omitempty"`
	Report     FileRef   `json:"report,omitzero"`
	SignedBy   string    `json:"signedBy,omitempty"`
	Refused    bool      `json:"refused,omitempty"` // by the data owner; a refused dry run is repeated, a live one rolled back
}

// Received reports whether both extracts are in.
func (r Run) Received() bool { return r.Source.SHA256 != "" }

// CutOver is the state of the live runs as a whole.
type CutOver struct {
	Round  int  `json:"round"`
	Proved bool `json:"proved,omitempty"`
}

func (p *Programme) dataset(id string) *Dataset {
	return find(p.Datasets, func(d *Dataset) bool { return d.ID == id })
}

// Plans reports whether the programme moves a dataset of that id.
func (p *Programme) Plans(dataset string) bool { return p.dataset(dataset) != nil }

// run returns the current run of a dataset, dry or live.
func (d *Dataset) run(live bool) *Run {
	if live {
		return &d.Live
	}
	return &d.Dry
}

func dryRound(p *Programme, id string) int  { return p.dataset(id).Dry.Round }
func liveRound(p *Programme, id string) int { return p.dataset(id).Live.Round }

func dryReceived(p *Programme, id string) (Outcome, bool) {
	return Passed, p.dataset(id).Dry.Received()
}
func liveReceived(p *Programme, id string) (Outcome, bool) {
	return Passed, p.dataset(id).Live.Received()
}
func drySigned(p *Programme, id string) (Outcome, bool) {
	return Passed, p.dataset(id).Dry.SignedBy != ""
}

func liveSigned(p *Programme, id string) (Outcome, bool) {
	run := p.dataset(id).Live
	if run.Refused {
		return Again, true
	}
	return Passed, run.SignedBy != ""
}

// notPlain is what may not stand in the name of a document.
var notPlain = regexp.MustCompile(`[^A-Za-z0-9._-]+`)

// ExtractName is the name under which an extract is kept: by its digest, so that handing it in again changes nothing.
func ExtractName(programme, file string, content []byte) string {
	sum := sha256.Sum256(content)
	base := strings.TrimLeft(notPlain.ReplaceAllString(path.Base(file), "-"), ".-")
	return fmt.Sprintf("%s/%s/%x-%s", programme, extracts, sum[:4], base)
}

// extracts is the folder of a programme's extracts.
const extracts = "extracts"

// IsExtract says whether a document of that name is an extract. Extracts hold personal data and are kept for as long as
// they are needed; all other documents are kept for as long as somebody may ask for them.
func IsExtract(name string) bool {
	folders := strings.Split(name, "/")
	return len(folders) > 1 && folders[0] != checkpoints && folders[1] == extracts
}

// ReceiveExtract hands in the extracts of a run: dry, or live once the go is decided.
type ReceiveExtract struct {
	Dataset string  `json:"dataset"`
	Source  FileRef `json:"source"`
	Target  FileRef `json:"target"`
}

// Name implements Command.
func (ReceiveExtract) Name() string { return "receive-extract" }

func (c ReceiveExtract) decide(p *Programme, _ Context) ([]Event, error) {
	d := p.dataset(c.Dataset)
	if d == nil {
		return nil, noDataset(c.Dataset)
	}
	if !p.begun(MigrationStage) {
		return nil, refuse("stage migration has not begun").To("let the programme office trigger it")
	}
	live := p.Decision.Outcome == Go
	run := d.run(live)
	if run.Received() {
		return nil, refuse("the extracts of the current run of %s are in already", c.Dataset).
			To("wait for its reconciliation; a failed or refused run asks for new ones")
	}
	return one(ExtractReceived{c.Dataset, run.Round, live, c.Source, c.Target})
}

// ExtractReceived is recorded with the digests of both extracts.
type ExtractReceived struct {
	Dataset string  `json:"dataset"`
	Round   int     `json:"round"`
	Live    bool    `json:"live,omitempty"`
	Source  FileRef `json:"source"`
	Target  FileRef `json:"target"`
}

// Kind implements Event.
func (ExtractReceived) Kind() string { return "extract-received" }

func (v ExtractReceived) apply(p *Programme, e Entry) {
	r := p.dataset(v.Dataset).run(v.Live)
	r.Source, r.Target, r.By = v.Source, v.Target, e.By
}

func (v ExtractReceived) line(p *Programme) (Line, bool) {
	return Line{Stage: MigrationStage, State: pick(v.Live, "FreezeAndExtract", "ReceiveExtract"),
		What: fmt.Sprintf("Extracts received for %s run %d: %s", pick(v.Live, "live", "dry"), v.Round,
			p.Definition.DatasetTitle(v.Dataset))}, true
}

func pick(cond bool, yes, no string) string {
	if cond {
		return yes
	}
	return no
}
