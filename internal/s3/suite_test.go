//go:build aws

package s3_test

import (
	"crypto/rand"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	awss3 "github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"example.org/handover/internal/awstest"
	"example.org/handover/internal/office"
	"example.org/handover/internal/office/filestest"
	"example.org/handover/internal/s3"
)

// TestFiles runs the suite on one bucket and holds what the adapter asks of S3.
func TestFiles(t *testing.T) {
	pathStyle := func(o *awss3.Options) { o.UsePathStyle = true }
	bucket := "test-" + strings.ToLower(rand.Text()[:10])
	_, err := awss3.NewFromConfig(awstest.Config(t), pathStyle).CreateBucket(t.Context(), &awss3.CreateBucketInput{
		Bucket: aws.String(bucket), CreateBucketConfiguration: &types.CreateBucketConfiguration{
			LocationConstraint: types.BucketLocationConstraint(awstest.Region)},
	})
	if err != nil {
		t.Fatal(err)
	}
	var asked awstest.Recorder
	store := s3.New(awss3.NewFromConfig(asked.Watch(awstest.Config(t)), pathStyle), bucket, "BUCKET")
	filestest.Run(t, func(*testing.T) office.Files { return store })

	if got := asked.Operations(); !slices.Equal(got, []string{"S3.GetObject", "S3.HeadObject", "S3.PutObject"}) {
		t.Errorf("asked for %v", got)
	}
}
