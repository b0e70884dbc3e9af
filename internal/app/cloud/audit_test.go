//go:build aws

package cloud_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	awss3 "github.com/aws/aws-sdk-go-v2/service/s3"
	sumdb "golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"example.org/handover/internal/app/cloud"
	"example.org/handover/internal/calendar"
	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/ledger"
	"example.org/handover/internal/office"
)

// auditor is whoever keeps the checkpoints of a programme.
const auditor = "audit@doncaster.example"

// TestCheckpointsAreKeptDaily lets the deployed clock, under its own role, keep the checkpoint of today, and the same
// clock in this process those of the seven days that follow: a week, and a day of the next. What an auditor has been
// mailed, what is in the bucket and what the API gives out agrees under the key that KMS names.
func TestCheckpointsAreKeptDaily(t *testing.T) {
	y, ctx := newTheatre(deployed(t, "handover-live")), t.Context()
	d, key := y.audited(t), y.publicKey(t)
	today := calendar.DateOf(time.Now())
	y.beginDay(t)
	first := y.keptOn(t, d, key, today)
	kept := []ledger.Kept{first}
	for day := range 7 {
		date := today.AddDays(day + 1)
		clock := y.clockOn(t, y.conf, d, date)
		for range 2 { // the second time there is nothing to do
			if err := clock.Tick(ctx); err != nil {
				t.Fatalf("on %s: %v", date, err)
			}
		}
		kept = append(kept, y.keptOn(t, d, key, date))
	}
	if r, err := office.Verify(ctx, y.store, d.Programme, kept); err != nil || len(r.Problems) > 0 || r.Checkpoints != 8 {
		t.Errorf("the ledger agrees with %d of 8 checkpoints: %v %v", r.Checkpoints, r.Problems, err)
	}
	y.isLocked(t, d, first.Name)
	y.isMailed(t, d, key, kept)
	y.isProved(t, d, key, first.Checkpoint)
}

// audited starts a programme that has an auditor, and stops it when the test is over.
func (y *theatre) audited(t *testing.T) handover.Definition {
	t.Helper()
	y.verifySender(t)
	d := nextYear(t, "audited")
	d.People = append(d.People, handover.Person{ID: "audit-1", Email: auditor, Roles: []handover.Role{office.Auditor}})
	if err := y.start(t.Context(), d, "office-1"); err != nil {
		t.Fatal(err)
	}
	y.arrives(t, d, 1)
	t.Cleanup(func() {
		stop := []byte(`{"reason":"the test is over"}`)
		if err := y.do(context.WithoutCancel(t.Context()), d.Programme, "stop", "sro", stop); err != nil {
			t.Error(err)
		}
	})
	return d
}

// publicKey asks KMS for the public key, as an auditor does with `aws kms get-public-key`, and holds to it what the API
// says: the last 32 bytes of KMS's answer are the key (RFC 8410), which the line of the API has behind a byte for the
// algorithm, in base64.
func (y *theatre) publicKey(t *testing.T) sumdb.Verifier {
	t.Helper()
	out, err := kms.NewFromConfig(y.conf).GetPublicKey(t.Context(), &kms.GetPublicKeyInput{
		KeyId: aws.String(y.outputs["CheckpointKey"])})
	if err != nil {
		t.Fatal(err)
	}
	if out.KeySpec != "ECC_NIST_EDWARDS25519" || len(out.PublicKey) != 44 {
		t.Fatalf("the key is of %s, %d bytes", out.KeySpec, len(out.PublicKey))
	}
	var said struct {
		Key string `json:"key"`
	}
	if err := y.call(t.Context(), http.MethodGet, "/api/checkpoint-key", "", nil, &said); err != nil {
		t.Fatal(err)
	}
	parts := strings.SplitN(said.Key, "+", 3)
	raw, err := base64.StdEncoding.DecodeString(parts[len(parts)-1])
	if err != nil || len(raw) != 33 || !bytes.Equal(raw[1:], out.PublicKey[12:]) {
		t.Fatalf("the API says %s, KMS %x; %v", said.Key, out.PublicKey, err)
	}
	key, err := ledger.Verifier(said.Key)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// beginDay lets the clock function begin the day anew, as it does at midnight and wherever Lambda starts another: a
// function whose settings are set starts with them, and nobody but this test calls it by its own name, without the alias.
func (y *theatre) beginDay(t *testing.T) {
	t.Helper()
	clock := y.function(t, "Clock")
	got, err := y.send(t.Context(), "lambda", http.MethodPut,
		y.endpoint+"/2015-03-31/functions/"+url.PathEscape(clock)+"/configuration", []byte(`{"MemorySize":512}`), nil)
	if err != nil || got.status != http.StatusOK {
		t.Fatalf("%v %s", err, got.body)
	}
	if _, err := y.invoke(t.Context(), clock, []byte("{}")); err != nil {
		t.Fatal(err)
	}
}

// still is a store with one programme of which nothing is due, so that the clock only keeps its checkpoints.
type still struct {
	office.Store
	programme string
}

// Due implements office.Store.
func (still) Due(context.Context, time.Time) ([]string, error) { return nil, nil }

// Portfolio implements office.Store.
func (s still) Portfolio(ctx context.Context) ([]office.Summary, error) {
	all, err := s.Store.Portfolio(ctx)
	return slices.DeleteFunc(all, func(p office.Summary) bool { return p.Programme != s.programme }), err
}

// clockOn is a clock in this process, wired as the function is, on a day to come.
func (y *theatre) clockOn(t *testing.T, conf aws.Config, d handover.Definition, day calendar.Date) *office.Office {
	t.Helper()
	env := environment(map[string]string{"BUCKET": y.outputs["Documents"], "TABLE": y.outputs["Table"],
		"CHECKPOINT_KEY": y.outputs["CheckpointKey"], "SENDER": sender, "AWS_ENDPOINT_URL": y.endpoint})
	a, err := cloud.New(env, conf, slog.Default(), partsOf(t, "clock")...)
	if err != nil {
		t.Fatal(err)
	}
	a.Office.Store, a.Office.Clock = still{a.Office.Store, d.Programme}, func() time.Time { return day.At(0, 1) }
	return a.Office
}

// keptOn opens the checkpoint that is kept of a day.
func (y *theatre) keptOn(t *testing.T, d handover.Definition, key sumdb.Verifier, day calendar.Date) ledger.Kept {
	t.Helper()
	name := "checkpoints/" + d.Programme + "/" + day.String()
	out, err := y.bucket().GetObject(t.Context(), &awss3.GetObjectInput{Bucket: aws.String(y.outputs["Documents"]), Key: &name})
	if err != nil {
		t.Fatalf("the checkpoint of %s is not kept: %v", day, err)
	}
	defer func() { _ = out.Body.Close() }()
	var signed bytes.Buffer
	if _, err := signed.ReadFrom(out.Body); err != nil {
		t.Fatal(err)
	}
	c, err := ledger.Open(signed.Bytes(), key)
	if err != nil || c.Programme != d.Programme || c.Size == 0 {
		t.Fatalf("the checkpoint of %s is %+v, %v", day, c, err)
	}
	return ledger.Kept{Name: name, Checkpoint: c}
}

func (y *theatre) bucket() *awss3.Client { return awss3.NewFromConfig(y.conf, pathStyle) }

// isLocked holds that a document neither can be deleted nor given another content, even by whoever may do everything but
// bypass the lock.
func (y *theatre) isLocked(t *testing.T, d handover.Definition, name string) {
	t.Helper()
	bucket := aws.String(y.outputs["Documents"])
	head, err := y.bucket().HeadObject(t.Context(), &awss3.HeadObjectInput{Bucket: bucket, Key: &name})
	if err != nil {
		t.Fatal(err)
	}
	if until := aws.ToTime(head.ObjectLockRetainUntilDate); head.ObjectLockMode != "GOVERNANCE" || !until.After(time.Now()) {
		t.Errorf("%s is locked in mode %q until %s", name, head.ObjectLockMode, until)
	}
	if _, err := y.bucket().DeleteObject(t.Context(), &awss3.DeleteObjectInput{Bucket: bucket, Key: &name,
		VersionId: head.VersionId}); err == nil || !strings.Contains(err.Error(), "AccessDenied") {
		t.Errorf("deleting %s: %v", name, err)
	}
	files := y.clockOn(t, y.conf, d, calendar.DateOf(time.Now())).Files
	if _, err := files.Put(t.Context(), name, []byte("another")); fault.KindOf(err) != fault.Conflict {
		t.Errorf("replacing %s: %v", name, err)
	}
}

// isMailed holds that the auditor got a checkpoint in each of two weeks, and that it is one that is kept. The workflow may
// still write while the days go by, so that the two may differ.
func (y *theatre) isMailed(t *testing.T, d handover.Definition, key sumdb.Verifier, kept []ledger.Kept) {
	t.Helper()
	all, err := y.taken(t.Context(), d.Programme)
	if err != nil {
		t.Fatal(err)
	}
	mails := slices.DeleteFunc(all, func(m mail) bool { return !strings.HasSuffix(m.Subject, "] Checkpoint of the ledger") })
	if len(mails) != 2 {
		t.Fatalf("the auditor got %d mails in two weeks", len(mails))
	}
	for _, m := range mails {
		c, err := ledger.Open([]byte(strings.ReplaceAll(m.BodyText, "\r\n", "\n")), key)
		isIt := func(k ledger.Kept) bool { return k.Checkpoint == c }
		if err != nil || !slices.ContainsFunc(kept, isIt) || !slices.Equal(m.To, []string{auditor}) {
			t.Errorf("the mail to %v has %+v, %v, want one of %+v", m.To, c, err, kept)
		}
	}
}

// isProved asks the API, after the ledger has gone on, for a proof that it begins as the auditor's checkpoint says, and
// checks it without anything of the product but the reading of checkpoints.
func (y *theatre) isProved(t *testing.T, d handover.Definition, key sumdb.Verifier, from ledger.Checkpoint) {
	t.Helper()
	if err := y.do(t.Context(), d.Programme, "pause", "sro", []byte(`{"reason":"the auditor looks"}`)); err != nil {
		t.Fatal(err)
	}
	var proof struct {
		Proof []string `json:"proof"`
		Note  string   `json:"note"`
	}
	path := fmt.Sprintf("/api/programmes/%s/proofs/continuation?size=%d&root=%s", d.Programme, from.Size,
		url.QueryEscape(from.Root.String()))
	if err := y.call(t.Context(), http.MethodGet, path, "", nil, &proof); err != nil {
		t.Fatal(err)
	}
	now, err := ledger.Open([]byte(proof.Note), key)
	if err != nil || now.Size <= from.Size {
		t.Fatalf("from %+v to %+v: %v", from, now, err)
	}
	var hashes tlog.TreeProof
	for _, text := range proof.Proof {
		h, err := tlog.ParseHash(text)
		if err != nil {
			t.Fatal(err)
		}
		hashes = append(hashes, h)
	}
	if err := tlog.CheckTree(hashes, int64(now.Size), now.Root, int64(from.Size), from.Root); err != nil {
		shown, _ := json.Marshal(proof)
		t.Errorf("%s: %v", shown, err)
	}
}
