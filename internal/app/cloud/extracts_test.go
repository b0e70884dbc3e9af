//go:build aws

package cloud_test

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	awss3 "github.com/aws/aws-sdk-go-v2/service/s3"
	s3types "github.com/aws/aws-sdk-go-v2/service/s3/types"

	"example.org/handover/internal/handover"
)

// extractsLieApart holds that every extract of the stack is in the bucket for them, unlocked, and nothing else is.
func extractsLieApart(t *testing.T, s stack) {
	t.Helper()
	for output, apart := range map[string]bool{"Documents": false, "Extracts": true} {
		kept := objects(t, s.conf, s.outputs[output])
		if len(kept) == 0 {
			t.Errorf("nothing is in the bucket %s", output)
		}
		for _, o := range kept {
			if handover.IsExtract(aws.ToString(o.Key)) != apart {
				t.Errorf("%s is in the bucket %s", aws.ToString(o.Key), output)
			}
			head, err := awss3.NewFromConfig(s.conf, pathStyle).HeadObject(t.Context(),
				&awss3.HeadObjectInput{Bucket: aws.String(s.outputs[output]), Key: o.Key})
			if err != nil {
				t.Fatal(err)
			}
			if locked := head.ObjectLockMode != ""; locked == apart {
				t.Errorf("%s is locked: %t", aws.ToString(o.Key), locked)
			}
		}
	}
}

// objects lists a bucket.
func objects(t *testing.T, conf aws.Config, bucket string) []s3types.Object {
	t.Helper()
	var all []s3types.Object
	pages := awss3.NewListObjectsV2Paginator(awss3.NewFromConfig(conf, pathStyle), &awss3.ListObjectsV2Input{Bucket: &bucket})
	for pages.HasMorePages() {
		page, err := pages.NextPage(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, page.Contents...)
	}
	return all
}
