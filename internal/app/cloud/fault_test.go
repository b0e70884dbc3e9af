//go:build aws

package cloud_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	awss3 "github.com/aws/aws-sdk-go-v2/service/s3"
	gocmp "github.com/google/go-cmp/cmp"

	"example.org/handover/internal/awstest"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/rehearsal"
)

// remains is all that a run leaves behind.
type remains struct {
	Ledger    []string
	Outbox    []string       // every row, and whether it is settled
	Documents []string       // names with digests
	Sent      map[string]int // how often each reference reached people or other systems
}

// rounds is how often the sample is played with failures. Round after round each place gets another kind, and another of
// its calls fails: the first, and later ones.
const rounds = 6

// TestFaults plays the sample undisturbed, and then again and again with a failure at every place that calls AWS, until
// each place has had each kind. Whatever fails, the ledger is the same entry by entry, so are outbox and documents, and
// nothing is sent twice unless an answer was lost, or it could not be written down that it was sent.
func TestFaults(t *testing.T) {
	program := os.Getenv("HANDOVER_MICROBURST")
	if program == "" {
		t.Skip("HANDOVER_MICROBURST is not set: it names the program microburst")
	}
	endpoint, err := url.Parse(awstest.Endpoint(t))
	if err != nil {
		t.Fatal(err)
	}
	key, began := reportKey(t), time.Now()
	calm := newInjector(endpoint.Host, func(place, bool) (failure, int) { return undisturbed, 0 })
	want := playThrough(t, calm, key, func(string) string { return "" })
	t.Logf("undisturbed: %d calls at %d places, %d entries, %d rows, %d documents, %d sent, in %s", total(calm.met),
		len(calm.met), len(want.Ledger), len(want.Outbox), len(want.Documents), len(want.Sent), time.Since(began).Round(time.Second))
	had := map[place]map[failure]bool{}
	for round := range rounds {
		t.Run(fmt.Sprintf("round %d", round+1), func(t *testing.T) {
			x := newInjector(endpoint.Host, planOf(calm, round))
			got := playThrough(t, x, key, func(door string) string { return microburst(t, program, door) })
			compare(t, x, want, got)
			note(had, x.hit)
			t.Logf("%d calls, %d failures at %d places", total(x.met), len(x.hit), len(x.met))
		})
	}
	covered(t, calm, had)
	t.Logf("all in %s", time.Since(began).Round(time.Second))
}

// planOf gives each place of the undisturbed run a kind and a turn for a round; one that only failures lead to fails at
// once.
func planOf(calm *injector, round int) func(place, bool) (failure, int) {
	order := calm.places()
	return func(p place, index bool) (failure, int) {
		kinds := kindsAt(index)
		return kinds[(max(slices.Index(order, p), 0)+round)%len(kinds)], 1 + calm.met[p]*round/rounds
	}
}

// kindsAt lists what may happen to a call; only what is read from an index may lag.
func kindsAt(index bool) []failure {
	kinds := []failure{throttled, crashing, cut, lost, gone}
	if index {
		kinds = append(kinds, lagging)
	}
	return kinds
}

func total(met map[place]int) int {
	n := 0
	for _, m := range met {
		n += m
	}
	return n
}

func note(had map[place]map[failure]bool, hit map[place]failure) {
	for p, kind := range hit {
		if had[p] == nil {
			had[p] = map[failure]bool{}
		}
		had[p][kind] = true
	}
}

// covered holds that each place of the undisturbed run had each kind of failure.
func covered(t *testing.T, calm *injector, had map[place]map[failure]bool) {
	t.Helper()
	n := 0
	for _, p := range calm.places() {
		for _, kind := range kindsAt(strings.Contains(string(p), "(*Store).Due")) {
			if n++; !had[p][kind] {
				t.Errorf("never %s: %s", kind, p)
			}
		}
	}
	t.Logf("%d pairs of a place and a kind of failure; %d places met", n, len(had))
}

// playThrough plays the sample in a house of its own.
func playThrough(t *testing.T, x *injector, key string, proxy func(string) string) remains {
	t.Helper()
	h := newFaultHouse(t, x, key, proxy)
	play := rehearsal.Play{Theatre: h, Definition: doncaster(t), Read: func(name string) ([]byte, error) {
		return os.ReadFile(filepath.Join(programmes, filepath.FromSlash(name)))
	}}
	p, err := play.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if p.Status != handover.Complete {
		t.Errorf("the programme is %s", p.Status)
	}
	return h.remains()
}

// compare holds what a disturbed run leaves to what the undisturbed one left.
func compare(t *testing.T, x *injector, want, got remains) {
	t.Helper()
	if diff := gocmp.Diff(want.Ledger, got.Ledger); diff != "" {
		t.Errorf("ledger (-undisturbed +disturbed):\n%s", diff)
	}
	if diff := gocmp.Diff(want.Outbox, got.Outbox); diff != "" {
		t.Errorf("outbox (-undisturbed +disturbed):\n%s", diff)
	}
	if diff := gocmp.Diff(want.Documents, got.Documents); diff != "" {
		t.Errorf("documents (-undisturbed +disturbed):\n%s", diff)
	}
	again := 0
	for reference, n := range want.Sent {
		switch m := got.Sent[reference]; {
		case m < n:
			t.Errorf("%s is sent %d times, undisturbed %d", reference, m, n)
		default:
			again += m - n
		}
	}
	for reference := range got.Sent {
		if want.Sent[reference] == 0 {
			t.Errorf("%s is sent, and undisturbed it is not", reference)
		}
	}
	most := mostAgain(x.hit)
	if t.Logf("%d are sent again, of %d at most", again, most); again > most {
		t.Errorf("%d are sent again, more than %d", again, most)
	}
}

// mostAgain is how many may have been sent again: what AWS took and did not say so, at each of three tries of the SDK,
// and what could not be settled after it was sent.
func mostAgain(hit map[place]failure) int {
	n := 0
	for p, kind := range hit {
		sends := strings.HasPrefix(string(p), "SESv2.") || strings.HasPrefix(string(p), "EventBridge.") ||
			strings.HasPrefix(string(p), "SNS.")
		if sends && kind.afterTheDeed() {
			n += 3
		}
		if strings.Contains(string(p), "(*Store).Settle") {
			n++
		}
	}
	return n
}

// remains reads what the run has left in the table, in the bucket, and at the door.
func (h *house) remains() remains {
	h.t.Helper()
	r := remains{Sent: h.door.sent()}
	entries, err := h.store.Entries(h.t.Context(), "doncaster", 1, 0)
	if err != nil {
		h.t.Fatal(err)
	}
	for _, e := range entries {
		e.Request = "" // differs with how a command was tried
		raw, err := json.Marshal(e)
		if err != nil {
			h.t.Fatal(err)
		}
		r.Ledger = append(r.Ledger, string(raw))
	}
	r.Outbox, r.Documents = h.outbox(), h.documents()
	return r
}

// outbox reads the rows as they lie in the table.
func (h *house) outbox() []string {
	h.t.Helper()
	var all []string
	pages := dynamodb.NewQueryPaginator(dynamodb.NewFromConfig(h.admin), &dynamodb.QueryInput{
		TableName: aws.String(h.names["TABLE"]), ConsistentRead: aws.Bool(true),
		KeyConditionExpression: aws.String("PK = :p AND begins_with(SK, :o)"),
		ExpressionAttributeValues: map[string]types.AttributeValue{":p": &types.AttributeValueMemberS{Value: "P#doncaster"},
			":o": &types.AttributeValueMemberS{Value: "O#"}}})
	for pages.HasMorePages() {
		page, err := pages.NextPage(h.t.Context())
		if err != nil {
			h.t.Fatal(err)
		}
		for _, item := range page.Items {
			_, settled := item["settled"]
			_, wakes := item["wakeAt"]
			all = append(all, fmt.Sprintf("%s settled=%t wakes=%t %s", stringOf(item["SK"]), settled, wakes, stringOf(item["message"])))
		}
	}
	return all
}

// documents lists the bucket.
func (h *house) documents() []string {
	h.t.Helper()
	var all []string
	pages := awss3.NewListObjectsV2Paginator(awss3.NewFromConfig(h.admin, pathStyle),
		&awss3.ListObjectsV2Input{Bucket: aws.String(h.names["BUCKET"])})
	for pages.HasMorePages() {
		page, err := pages.NextPage(h.t.Context())
		if err != nil {
			h.t.Fatal(err)
		}
		for _, o := range page.Contents {
			all = append(all, aws.ToString(o.Key)+" "+aws.ToString(o.ETag))
		}
	}
	slices.Sort(all)
	return all
}

var (
	mailReference  = regexp.MustCompile(`X-Handover-Reference: (\S+)`)
	topicReference = regexp.MustCompile(`Reference: (\S+)`)
	eventReference = regexp.MustCompile(`\\"id\\":\\"([^\\]+)\\"`)
)

// sent counts the references that reached people or other systems.
func (d *frontDoor) sent() map[string]int {
	d.mu.Lock()
	defer d.mu.Unlock()
	counts := map[string]int{}
	for target, bodies := range d.asked {
		for _, body := range bodies {
			var reference string
			switch {
			case strings.HasPrefix(target, "/v2/email"):
				reference = "mail " + first(mailReference, raw(body))
			case strings.HasPrefix(target, "/AWSEvents"):
				reference = "event " + first(eventReference, body)
			default:
				text, _ := url.QueryUnescape(body)
				reference = "topic " + first(topicReference, text)
			}
			counts[reference]++
		}
	}
	return counts
}

func first(pattern *regexp.Regexp, text string) string {
	if m := pattern.FindStringSubmatch(text); m != nil {
		return m[1]
	}
	return "without reference: " + text
}

// raw is the Internet message in a request of SES.
func raw(body string) string {
	var in struct {
		Content struct{ Raw struct{ Data string } }
	}
	if err := json.NewDecoder(bytes.NewReader([]byte(body))).Decode(&in); err != nil {
		return ""
	}
	text, err := base64.StdEncoding.DecodeString(in.Content.Raw.Data)
	if err != nil {
		return ""
	}
	return string(text)
}
