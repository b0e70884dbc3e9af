package cloud_test

import (
	"errors"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"

	"example.org/handover/internal/app/cloud"
	"example.org/handover/internal/fault"
)

// lambda is the environment that Lambda gives to a function, with changes.
func lambda(change map[string]string) func(string) string {
	return environment(merged(map[string]string{"AWS_REGION": "eu-west-2", "AWS_ACCESS_KEY_ID": "id",
		"AWS_SECRET_ACCESS_KEY": "secret", "AWS_SESSION_TOKEN": "session"}, change))
}

func merged(all ...map[string]string) map[string]string {
	out := map[string]string{}
	for _, some := range all {
		for name, value := range some {
			out[name] = value
		}
	}
	return out
}

func TestConfigurationIsLambdas(t *testing.T) {
	conf, err := cloud.Configuration(lambda(nil))
	if err != nil || conf.Region != "eu-west-2" || conf.BaseEndpoint != nil || conf.HTTPClient == nil {
		t.Fatalf("%+v, %v", conf, err)
	}
	got, err := conf.Credentials.Retrieve(t.Context())
	if err != nil || got.AccessKeyID != "id" || got.SecretAccessKey != "secret" || got.SessionToken != "session" {
		t.Errorf("credentials %+v, %v", got, err)
	}
	conf, err = cloud.Configuration(lambda(map[string]string{"AWS_ENDPOINT_URL": "http://127.0.0.1:4566"}))
	if err != nil || aws.ToString(conf.BaseEndpoint) != "http://127.0.0.1:4566" {
		t.Errorf("the address of a local AWS is %q, %v", aws.ToString(conf.BaseEndpoint), err)
	}
}

func TestConfigurationMissesNothing(t *testing.T) {
	for _, name := range []string{"AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"} {
		_, err := cloud.Configuration(lambda(map[string]string{name: ""}))
		var known *fault.Error
		if !errors.As(err, &known) || known.Kind != fault.Invalid || known.Pointer != name || known.Mend == "" {
			t.Errorf("without %s: %v", name, err)
		}
	}
}
