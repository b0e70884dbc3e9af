//go:build aws

package cloud_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/kms/types"
	"github.com/google/go-cmp/cmp"

	"example.org/handover/internal/app/embedded"
	"example.org/handover/internal/files"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/memory"
	"example.org/handover/internal/post"
	"example.org/handover/internal/rehearsal"
)

// sample is the sample programme under a name of its own, so that a stack can be played on again.
func sample(t *testing.T, programme string) handover.Definition {
	t.Helper()
	d := doncaster(t)
	d.Programme = programme
	return d
}

func playOf(d handover.Definition, theatre rehearsal.Theatre) *rehearsal.Play {
	return &rehearsal.Play{Theatre: theatre, Definition: d,
		Read: func(name string) ([]byte, error) {
			return os.ReadFile(filepath.Join(programmes, filepath.FromSlash(name)))
		}}
}

// TestDoncasterPlaysAlikeHereAndThere plays the sample to its closure on the deployed stack and on the embedded engine,
// and compares the two ledgers.
func TestDoncasterPlaysAlikeHereAndThere(t *testing.T) {
	s := deployed(t, "handover-local")
	d := sample(t, fmt.Sprintf("doncaster-%d", time.Now().Unix()))
	there := newTheatre(s)
	began := time.Now()
	p, err := playOf(d, there).Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if p.Status != handover.Complete {
		t.Fatalf("the programme ended as %s", p.Status)
	}
	t.Logf("%d entries in %s, %d requests", p.Seq, time.Since(began).Round(time.Second), there.requests)
	entries, err := there.store.Entries(t.Context(), d.Programme, 1, 0)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(plain(t, embeddedEntries(t, s, d)), plain(t, entries)); diff != "" {
		t.Errorf("the ledgers differ (-embedded +deployed):\n%s", diff)
	}
}

// embeddedEntries plays a programme on the embedded engine, under the key that the stack has for its reports.
func embeddedEntries(t *testing.T, s stack, d handover.Definition) []handover.Entry {
	t.Helper()
	keys := kms.NewFromConfig(s.conf)
	secret := func(ctx context.Context, programme string) ([]byte, error) {
		out, err := keys.GenerateMac(ctx, &kms.GenerateMacInput{KeyId: aws.String(s.outputs["ReportKey"]),
			MacAlgorithm: types.MacAlgorithmSpecHmacSha256, Message: []byte("handover/report/" + programme)})
		if err != nil {
			return nil, err
		}
		return out.Mac, nil
	}
	watch := new(embedded.Stopwatch)
	app, err := embedded.New(embedded.Options{Store: memory.New(), Files: new(files.Memory), Post: post.None{}, Clock: watch.Now,
		Secret: secret, Rehearsal: true, Seed: []byte("e2e")})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := playOf(d, embedded.Theatre{App: app, Watch: watch}).Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	entries, err := app.Office.Store.Entries(t.Context(), d.Programme, 1, 0)
	if err != nil {
		t.Fatal(err)
	}
	return entries
}

// plain gives entries the form in which ledgers are compared: when, who, what. Branches of the workflow run beside each
// other, so that entries of one instant have no order among themselves; request ids are each engine's own.
func plain(t *testing.T, entries []handover.Entry) []string {
	t.Helper()
	var lines []string
	for _, e := range entries {
		data, err := json.Marshal(e.Event)
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, fmt.Sprintf("%s %s %s %s", e.At.UTC().Format(time.RFC3339Nano), e.By, e.Event.Kind(), data))
	}
	slices.Sort(lines)
	return lines
}
