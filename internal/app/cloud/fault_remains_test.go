//go:build aws

package cloud_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	gocmp "github.com/google/go-cmp/cmp"
)

// remains is all that a run leaves behind. Branches of the workflow run beside each other, and a failure lets another
// go first: so nothing here tells of the order in which entries of one instant were written.
type remains struct {
	Ledger    []string
	Outbox    []string       // every row, and whether it is settled
	Documents []string       // names with digests
	Sent      map[string]int // how often each row reached people or other systems
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
	entries, err := h.store.Entries(h.t.Context(), "doncaster", 1, 0)
	if err != nil {
		h.t.Fatal(err)
	}
	head, err := h.store.Load(h.t.Context(), "doncaster")
	if err != nil || head.Seq != len(entries) {
		h.t.Errorf("%d entries, and the head is at %d: %v", len(entries), head.Seq, err)
	}
	r := remains{Ledger: plain(h.t, entries), Documents: h.documents(), Sent: map[string]int{}}
	rows := h.outbox()
	for _, row := range rows {
		r.Outbox = append(r.Outbox, row)
	}
	slices.Sort(r.Outbox)
	for sent, n := range h.door.sent() {
		row, ok := rows[sent]
		if !ok {
			h.t.Errorf("%s was sent, and the outbox has no such row", sent)
		}
		r.Sent[row] += n
	}
	return r
}

// outbox reads the rows as they lie in the table, by the reference under which they are sent.
func (h *house) outbox() map[string]string {
	h.t.Helper()
	all := map[string]string{}
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
			var seq, n int
			if _, err := fmt.Sscanf(stringOf(item["SK"]), "O#%d#%d", &seq, &n); err != nil {
				h.t.Fatal(err)
			}
			_, settled := item["settled"]
			_, wakes := item["wakeAt"]
			text := rowReference.ReplaceAllString(stringOf(item["message"]), "Reference")
			all[fmt.Sprintf("doncaster/%d/%d", seq, n)] = fmt.Sprintf("settled=%t wakes=%t %s", settled, wakes, text)
		}
	}
	return all
}

// documents lists both buckets.
func (h *house) documents() []string {
	h.t.Helper()
	var all []string
	for _, bucket := range []string{h.names["BUCKET"], h.names["EXTRACTS"]} {
		for _, o := range objects(h.t, h.admin, bucket) {
			all = append(all, aws.ToString(o.Key)+" "+aws.ToString(o.ETag))
		}
	}
	slices.Sort(all)
	return all
}

var (
	rowReference   = regexp.MustCompile(`Reference: [^\\"]+`)
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
			var to string
			switch {
			case strings.HasPrefix(target, "/v2/email"):
				to = first(mailReference, raw(body))
			case strings.HasPrefix(target, "/AWSEvents"):
				to = first(eventReference, body)
			default:
				text, _ := url.QueryUnescape(body)
				to = first(topicReference, text)
			}
			counts[to]++
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
