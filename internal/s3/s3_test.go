package s3_test

import (
	"io"
	"strings"
	"testing"

	awss3 "github.com/aws/aws-sdk-go-v2/service/s3"

	"example.org/handover/internal/awstest"
	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/s3"
)

// abc is the reference of "abc".
var abc = handover.FileRef{Name: "park/abc.txt", SHA256: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"}

func canned(t *testing.T, answers ...awstest.Answer) (*s3.Files, *awstest.Canned) {
	c := awstest.NewCanned(t, answers...)
	return s3.New(awss3.NewFromConfig(c.Config(), func(o *awss3.Options) { o.UsePathStyle = true }), "documents", "BUCKET"), c
}

// refused is an answer of S3, which speaks XML.
func refused(status int, code string) awstest.Answer {
	return awstest.Answer{Status: status, Body: `<?xml version="1.0"?><Error><Code>` + code + `</Code></Error>`}
}

func kept(digest string) awstest.Answer {
	return awstest.Answer{Header: map[string]string{"X-Amz-Meta-Sha256": digest}}
}

func TestPut(t *testing.T) {
	taken := refused(412, "PreconditionFailed")
	for name, c := range map[string]struct {
		answers []awstest.Answer
		want    fault.Kind
	}{
		"new":               {[]awstest.Answer{{}}, ""},
		"the same is there": {[]awstest.Answer{taken, kept(abc.SHA256)}, ""},
		"another is there":  {[]awstest.Answer{taken, kept(strings.Repeat("0", 64))}, fault.Conflict},
		"a foreign one":     {[]awstest.Answer{taken, {}}, fault.Conflict},
		"being written":     {[]awstest.Answer{refused(409, "ConditionalRequestConflict"), {Status: 404}}, fault.Unavailable},
		"just written":      {[]awstest.Answer{refused(409, "ConditionalRequestConflict"), kept(abc.SHA256)}, ""},
		"cannot look":       {[]awstest.Answer{taken, {Status: 403}}, fault.Unavailable},
		"denied":            {[]awstest.Answer{refused(403, "AccessDenied")}, fault.Unavailable},
		"no bucket":         {[]awstest.Answer{refused(404, "NoSuchBucket")}, fault.Unavailable},
		"slow down":         {[]awstest.Answer{refused(503, "SlowDown")}, fault.Unavailable},
		"damaged":           {[]awstest.Answer{refused(400, "BadDigest")}, fault.Internal},
		"connection broken": {[]awstest.Answer{{Err: io.ErrUnexpectedEOF}}, fault.Unavailable},
	} {
		t.Run(name, func(t *testing.T) {
			f, aws := canned(t, c.answers...)
			ref, err := f.Put(t.Context(), abc.Name, []byte("abc"))
			if got := fault.KindOf(err); got != c.want {
				t.Fatalf("got kind %q (%v), want %q", got, err, c.want)
			}
			if err == nil && ref != abc || err != nil && ref != (handover.FileRef{}) {
				t.Errorf("got %+v, %v", ref, err)
			}
			if len(aws.Requests) != len(c.answers) {
				t.Errorf("asked %d times, want %d", len(aws.Requests), len(c.answers))
			}
		})
	}
}

// TestPutIsConditional holds what S3 has to be told for a document never to change, nor be damaged on its way.
func TestPutIsConditional(t *testing.T) {
	f, aws := canned(t, awstest.Answer{})
	if _, err := f.Put(t.Context(), abc.Name, []byte("abc")); err != nil {
		t.Fatal(err)
	}
	got := aws.Requests[0]
	if got.Operation != "PUT" || got.Path != "/documents/park/abc.txt" || got.Body != "abc" {
		t.Errorf("asked %s %s with %q", got.Operation, got.Path, got.Body)
	}
	for header, want := range map[string]string{
		"If-None-Match": "*", "X-Amz-Meta-Sha256": abc.SHA256,
		"X-Amz-Checksum-Sha256":        "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=",
		"X-Amz-Server-Side-Encryption": "", // the bucket's default
	} {
		if got := got.Header.Get(header); got != want {
			t.Errorf("%s: got %q, want %q", header, got, want)
		}
	}
}

func TestGet(t *testing.T) {
	for name, c := range map[string]struct {
		answer awstest.Answer
		want   fault.Kind
	}{
		"there":             {awstest.Answer{Body: "abc"}, ""},
		"tampered with":     {awstest.Answer{Body: "abd"}, fault.Invalid},
		"cut short":         {awstest.Answer{Body: "ab"}, fault.Invalid},
		"not there":         {refused(404, "NoSuchKey"), fault.NotFound},
		"no bucket":         {refused(404, "NoSuchBucket"), fault.Unavailable},
		"denied":            {refused(403, "AccessDenied"), fault.Unavailable},
		"server error":      {refused(500, "InternalError"), fault.Unavailable},
		"connection broken": {awstest.Answer{Err: io.ErrUnexpectedEOF}, fault.Unavailable},
	} {
		t.Run(name, func(t *testing.T) {
			f, _ := canned(t, c.answer)
			content, err := f.Get(t.Context(), abc)
			if got := fault.KindOf(err); got != c.want {
				t.Fatalf("got kind %q (%v), want %q", got, err, c.want)
			}
			if err == nil && string(content) != "abc" || err != nil && content != nil {
				t.Errorf("got %q, %v", content, err)
			}
		})
	}
}

// TestWhatIsTooLargeIsNotRead holds that the size that S3 names decides, before anything is read.
func TestWhatIsTooLargeIsNotRead(t *testing.T) {
	for size, want := range map[string]string{
		"67108864": "", // and then it is cut short
		"67108865": `the file has 65 MiB, and at most 64 can be read (got "park/abc.txt"); ` +
			`leave out the columns that are not compared, or make two datasets of it`,
	} {
		f, _ := canned(t, awstest.Answer{Header: map[string]string{"Content-Length": size}, Body: "ab"})
		_, err := f.Get(t.Context(), abc)
		if fault.KindOf(err) != fault.Invalid || (want != "") != (err.Error() == want) {
			t.Errorf("of %s bytes: %s %v, want %q", size, fault.KindOf(err), err, want)
		}
	}
}

// TestBadNamesAreNotAsked holds that the name is checked before S3 is asked: there are no answers.
func TestBadNamesAreNotAsked(t *testing.T) {
	f, _ := canned(t)
	_, putting := f.Put(t.Context(), "../abc", nil)
	_, getting := f.Get(t.Context(), handover.FileRef{Name: "../abc"})
	if fault.KindOf(putting) != fault.Invalid || fault.KindOf(getting) != fault.Invalid {
		t.Errorf("got %v, %v", putting, getting)
	}
}
