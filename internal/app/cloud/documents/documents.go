// Package documents gives a function letters, extracts, reports and evidence. It is a package of its own, as every part
// is, so that a function links only the clients of the services that it may touch.
package documents

import (
	awss3 "github.com/aws/aws-sdk-go-v2/service/s3"

	"example.org/handover/internal/app/cloud"
	"example.org/handover/internal/s3"
)

// Part gives the documents.
func Part(a *cloud.App) error {
	bucket, err := a.Setting("BUCKET", cloud.EveryFunction)
	if err != nil {
		return err
	}
	client := awss3.NewFromConfig(a.AWS, func(o *awss3.Options) {
		o.UsePathStyle = a.Env("AWS_ENDPOINT_URL") != "" // a local AWS has no host name for each bucket
	})
	a.Office.Files = s3.New(client, bucket)
	return nil
}
