package ses_test

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sesv2"
	gocmp "github.com/google/go-cmp/cmp"

	"example.org/handover/internal/awstest"
	"example.org/handover/internal/fault"
	"example.org/handover/internal/office"
	"example.org/handover/internal/office/posttest"
	"example.org/handover/internal/ses"
)

const sender = "handover@council.example"

// taken is the answer of SES to a mail that it will send.
var taken = awstest.Answer{Body: `{"MessageId":"1"}`}

// asked is a request for a mail to be sent.
type asked struct {
	FromEmailAddress string
	Destination      struct{ ToAddresses, CcAddresses, BccAddresses []string }
	Content          struct{ Raw struct{ Data []byte } }
}

func requests(t *testing.T, c *awstest.Canned) []asked {
	t.Helper()
	var all []asked
	for _, r := range c.Requests {
		var a asked
		if err := json.Unmarshal([]byte(r.Body), &a); err != nil || r.Path != "/v2/email/outbound-emails" {
			t.Fatalf("%s %s: %v", r.Operation, r.Path, err)
		}
		all = append(all, a)
	}
	return all
}

func TestPost(t *testing.T) {
	posttest.Run(t, func(t *testing.T) posttest.Bench {
		c := awstest.NewAlways(t, taken)
		return posttest.Bench{Post: ses.New(sesv2.NewFromConfig(c.Config()), sender), Sent: func(t *testing.T) [][]byte {
			var mails [][]byte
			for _, a := range requests(t, c) {
				mails = append(mails, a.Content.Raw.Data)
			}
			return mails
		}}
	})
}

func reminder(to ...string) office.Mail {
	return office.Mail{To: to, Subject: "Window closes", Body: "Due on Friday.\n", Reference: "park/41/0",
		At: time.Date(2026, time.March, 2, 9, 30, 0, 0, time.UTC)}
}

// TestManyRecipients holds that everybody gets the mail once, though SES takes fifty addresses at a time.
func TestManyRecipients(t *testing.T) {
	var to []string
	for i := range 120 {
		to = append(to, fmt.Sprintf("person-%d@council.example", i))
	}
	c := awstest.NewCanned(t, taken, taken, taken)
	if err := ses.New(sesv2.NewFromConfig(c.Config()), sender).Send(t.Context(), reminder(to...)); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, a := range requests(t, c) {
		if n := len(a.Destination.ToAddresses); n == 0 || n > 50 || a.FromEmailAddress != sender {
			t.Errorf("%d addresses from %s", n, a.FromEmailAddress)
		}
		if len(a.Destination.CcAddresses)+len(a.Destination.BccAddresses) > 0 {
			t.Error("somebody else gets a copy")
		}
		got = append(got, a.Destination.ToAddresses...)
	}
	if diff := gocmp.Diff(to, got); diff != "" {
		t.Errorf("addresses (-want +got):\n%s", diff)
	}
}

func rejected(code, message string) awstest.Answer {
	return awstest.Answer{Status: 400, Header: map[string]string{"X-Amzn-ErrorType": code},
		Body: `{"message":"` + message + `"}`}
}

func TestKinds(t *testing.T) {
	const address = "hr.lead@council.example"
	const unverified = "Email address is not verified. The following identities failed the check in region EU-WEST-2: " +
		address
	for name, c := range map[string]struct {
		answer awstest.Answer
		want   fault.Kind
		mend   string
	}{
		"sent":          {taken, "", ""},
		"rejected":      {rejected("MessageRejected", "Message contains a virus"), fault.Invalid, "correct the addresses"},
		"bad request":   {rejected("BadRequestException", "Illegal address "+address), fault.Invalid, "correct the addresses"},
		"sandbox":       {rejected("MessageRejected", unverified), fault.Unavailable, "out of the sandbox"},
		"sender":        {rejected("MailFromDomainNotVerifiedException", ""), fault.Unavailable, "in SES or set SenderDomain"},
		"suspended":     {rejected("AccountSuspendedException", ""), fault.Unavailable, "dashboard"},
		"paused":        {rejected("SendingPausedException", ""), fault.Unavailable, "dashboard"},
		"throttled":     {rejected("TooManyRequestsException", ""), fault.Unavailable, "try again"},
		"quota":         {rejected("LimitExceededException", ""), fault.Unavailable, "try again"},
		"no identity":   {rejected("NotFoundException", ""), fault.Unavailable, "set SENDER"},
		"denied":        {rejected("AccessDeniedException", ""), fault.Unavailable, "allow the role"},
		"server failed": {awstest.Answer{Status: 503, Body: "{}"}, fault.Unavailable, "try again"},
		"no answer":     {awstest.Answer{Err: io.ErrUnexpectedEOF}, fault.Unavailable, "check the network"},
	} {
		t.Run(name, func(t *testing.T) {
			aws := awstest.NewCanned(t, c.answer)
			err := ses.New(sesv2.NewFromConfig(aws.Config()), sender).Send(t.Context(), reminder(address))
			if got := fault.KindOf(err); got != c.want {
				t.Fatalf("got kind %q (%v), want %q", got, err, c.want)
			}
			if err != nil && (!strings.Contains(err.Error(), c.mend) || strings.Contains(err.Error(), address)) {
				t.Errorf("got %q, want %q in it and no address", err, c.mend)
			}
		})
	}
}

// TestPartsFailTogether holds that a mail of which a part was not taken is not counted as sent.
func TestPartsFailTogether(t *testing.T) {
	c := awstest.NewCanned(t, taken, rejected("TooManyRequestsException", ""))
	to := make([]string, 60)
	for i := range to {
		to[i] = fmt.Sprintf("person-%d@council.example", i)
	}
	err := ses.New(sesv2.NewFromConfig(c.Config()), sender).Send(t.Context(), reminder(to...))
	if fault.KindOf(err) != fault.Unavailable {
		t.Errorf("got %v", err)
	}
}
