package office_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"example.org/handover/internal/handover"
	"example.org/handover/internal/intake"
)

// sample is Doncaster under another name.
func sample(t *testing.T, name string) handover.Definition {
	t.Helper()
	f, err := os.Open(filepath.FromSlash("../../events/programmes/doncaster.json"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	d, err := intake.Definition("doncaster.json", f)
	if err != nil {
		t.Fatal(err)
	}
	d.Programme = name
	return d
}

// atServeNotice brings a programme to where its letters are drafted and wait to be served.
func (b *bench) atServeNotice(name string) {
	b.Helper()
	b.begin(name)
	b.at("2022-04-08T09:00")
	b.wait("t-authorise")
	b.ok(b.Gate(b.Context(), office1(name, "AuthoriseNotice", "t-authorise")))
	b.step(name, "DraftNotice", "")
}

// hand serves by hand, post by first-class post.
var (
	hand = handover.RecordService{Addressee: "trust-secretary", Method: "hand", Sent: "2022-04-08T08:30", Reference: "R/1"}
	mail = handover.RecordService{Addressee: "trust-secretary", Method: "first-class-post", Sent: "2022-04-08T08:30",
		Reference: "R/2"}
)

// wait lets a token wait at the engine.
func (b *bench) wait(tokens ...string) {
	b.workflow.mu.Lock()
	defer b.workflow.mu.Unlock()
	for _, t := range tokens {
		b.workflow.waiting[t] = true
	}
}

func TestSampleIsServedByTwoMethods(t *testing.T) {
	d := sample(t, "x")
	if m := d.Contract.Addressees[0].Methods; !slices.Contains(m, hand.Method) || !slices.Contains(m, mail.Method) ||
		len(m) != 2 ||
		!strings.HasPrefix(string(d.Transfer), "2022-09-30") {
		t.Errorf("the sample has changed: methods %v, transfer %s", m, d.Transfer)
	}
}
