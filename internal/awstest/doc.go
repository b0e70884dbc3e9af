// Package awstest helps the tests of what speaks to AWS: canned answers for tests without any AWS, the configuration of
// a local AWS for tests behind the build tag aws, and a record of the operations that were asked for.
package awstest

import (
	"os"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
)

// EndpointSetting is the environment variable with the address of a local AWS, such as http://127.0.0.1:4566.
const EndpointSetting = "HANDOVER_AWS_ENDPOINT"

// Region is where everything stands in tests.
const Region = "eu-west-2"

// Endpoint returns the address of the local AWS. Without one the test fails: whoever asks for these tests has started
// it.
func Endpoint(t testing.TB) string {
	t.Helper()
	endpoint := os.Getenv(EndpointSetting)
	if endpoint == "" {
		t.Fatalf("%s is not set: start the local AWS and give its address, such as http://127.0.0.1:4566", EndpointSetting)
	}
	return endpoint
}

// Config is the configuration of clients of the local AWS. Its credentials are worth nothing elsewhere.
func Config(t testing.TB) aws.Config {
	t.Helper()
	cfg := dummy()
	cfg.BaseEndpoint = aws.String(Endpoint(t))
	return cfg
}

func dummy() aws.Config {
	return aws.Config{Region: Region, Credentials: credentials.NewStaticCredentialsProvider("test", "test", "")}
}
