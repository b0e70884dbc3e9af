// Package documents gives a function letters, reports and evidence, or the extracts. It is a package of its own, as every
// part is, so that a function links only the clients of the services that it may touch.
package documents

import (
	awss3 "github.com/aws/aws-sdk-go-v2/service/s3"

	"example.org/handover/internal/app/cloud"
	"example.org/handover/internal/files"
	"example.org/handover/internal/s3"
)

// Part gives the documents, without the extracts.
func Part(a *cloud.App) error {
	kept, err := bucket(a, "BUCKET", cloud.EveryFunction)
	a.Office.Files = files.Apart{Extracts: cloud.NotGiven{}, Rest: kept}
	return err
}

// Extracts gives the documents with the extracts, which lie in a bucket of their own: they are people's data, are deleted
// after a while, and only two functions may touch them.
func Extracts(a *cloud.App) error {
	if err := Part(a); err != nil {
		return err
	}
	kept, err := bucket(a, "EXTRACTS", "ApiFunction/Environment and MigrationFunction/Environment")
	rest := a.Office.Files
	a.Office.Files = files.Apart{Extracts: kept, Rest: rest}
	return err
}

// bucket is the bucket that a variable names; place says where template.yaml sets it.
func bucket(a *cloud.App, setting, place string) (*s3.Files, error) {
	name, err := a.Setting(setting, place)
	if err != nil {
		return nil, err
	}
	client := awss3.NewFromConfig(a.AWS, func(o *awss3.Options) {
		o.UsePathStyle = a.Env("AWS_ENDPOINT_URL") != "" // a local AWS has no host name for each bucket
	})
	return s3.New(client, name, setting), nil
}
