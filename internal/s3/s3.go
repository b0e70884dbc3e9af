// Package s3 keeps documents in one S3 bucket, each under its name. How they are encrypted, how long they are held and
// who may read them is the bucket's to say.
package s3

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"example.org/handover/internal/awsfault"
	"example.org/handover/internal/fault"
	"example.org/handover/internal/files"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/office"
)

// Files is an office.Files in a bucket. It is safe for concurrent use.
type Files struct {
	client *s3.Client
	bucket string
	fault  awsfault.Resource
}

var _ office.Files = (*Files)(nil)

// New returns the documents of a bucket, which is named by a setting, such as "BUCKET". It asks nothing of AWS yet. The
// role needs s3:ListBucket on the bucket too: without it S3 denies a document that is not there, instead of saying so.
func New(client *s3.Client, bucket, setting string) *Files {
	return &Files{client, bucket, awsfault.Resource{Name: "bucket " + bucket, Setting: setting}}
}

// digestKey is the metadata of an object that holds the SHA-256 of its content in hex, so that a second try need not
// read the document.
const digestKey = "sha256"

// Put implements office.Files. S3 itself refuses to replace a document, and content that was damaged on its way.
func (f *Files) Put(ctx context.Context, name string, content []byte) (handover.FileRef, error) {
	if err := files.CheckName(name); err != nil {
		return handover.FileRef{}, err
	}
	ref, sum := files.RefOf(name, content), sha256.Sum256(content)
	_, err := f.client.PutObject(ctx, &s3.PutObjectInput{
		Bucket: &f.bucket, Key: &name, Body: bytes.NewReader(content),
		IfNoneMatch:    aws.String("*"),
		ChecksumSHA256: aws.String(base64.StdEncoding.EncodeToString(sum[:])),
		Metadata:       map[string]string{digestKey: ref.SHA256},
	}, patient)
	if isTaken(err) {
		err = f.compare(ctx, ref)
	} else {
		err = f.fault.Of(err)
	}
	if err != nil {
		return handover.FileRef{}, err
	}
	return ref, nil
}

// writing is the code of S3 while somebody else writes under the same name.
const writing = "ConditionalRequestConflict"

// patient waits for whoever is writing under the same name.
func patient(o *s3.Options) { o.Retryer = retry.AddWithErrorCodes(o.Retryer, writing) }

func isTaken(err error) bool {
	code := awsfault.Code(err)
	return code == "PreconditionFailed" || code == writing
}

// compare says whether what is kept under a name is what was to be kept.
func (f *Files) compare(ctx context.Context, ref handover.FileRef) error {
	kept, err := f.client.HeadObject(ctx, &s3.HeadObjectInput{Bucket: &f.bucket, Key: &ref.Name})
	if awsfault.Code(err) == "NotFound" {
		return fault.Wrap(fault.Unavailable, err, "another document was being kept under this name").With(ref.Name).
			To("try again")
	}
	if err != nil {
		return f.fault.Of(err)
	}
	if kept.Metadata[digestKey] != ref.SHA256 {
		return files.Taken(ref.Name)
	}
	return nil
}

// Get implements office.Files.
func (f *Files) Get(ctx context.Context, ref handover.FileRef) ([]byte, error) {
	if err := files.CheckName(ref.Name); err != nil {
		return nil, err
	}
	object, err := f.client.GetObject(ctx, &s3.GetObjectInput{Bucket: &f.bucket, Key: &ref.Name})
	if awsfault.Code(err) == "NoSuchKey" {
		return nil, files.Missing(ref.Name)
	}
	if err != nil {
		return nil, f.fault.Of(err)
	}
	defer func() { _ = object.Body.Close() }() // it has been read, or the error of reading says more
	if size := aws.ToInt64(object.ContentLength); size > mostBytes {
		return nil, tooLarge(ref.Name, size)
	}
	content, err := read(object)
	if err != nil {
		return nil, f.fault.Of(err)
	}
	return files.Checked(ref, content)
}

// mostBytes is how large a document may be that is read, which is held in memory as a whole. Whoever hands in two extracts
// waits while the api looks at one after the other: of this size that takes 206 MB of its 512, since the first may still be
// there, and 2.3 s of a whole processor, of which it has three tenths, for 29 s.
const mostBytes = 64 << 20

// read takes what S3 sends, into as many bytes as it says.
func read(object *s3.GetObjectOutput) ([]byte, error) {
	var content bytes.Buffer
	content.Grow(int(aws.ToInt64(object.ContentLength)) + bytes.MinRead)
	_, err := content.ReadFrom(object.Body)
	return content.Bytes(), err
}

func tooLarge(name string, size int64) error {
	const mib = 1 << 20
	return fault.New(fault.Invalid, "the file has %d MiB, and at most %d can be read", (size+mib-1)/mib, mostBytes/mib).With(name).
		To("leave out the columns that are not compared, or make two datasets of it")
}
