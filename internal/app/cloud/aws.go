package cloud

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/credentials"

	"example.org/handover/internal/fault"
)

// Configuration is what every AWS client needs, from the environment that Lambda gives to a function: region,
// credentials and, for a local AWS, its address. It looks nowhere else. The SDK's own loader also reads files, sign-in
// sessions and the metadata of a machine, none of which a function has; to link it makes each function 0.6 MB larger. A
// missing variable is fault.Invalid and says which it is.
func Configuration(getenv func(string) string) (aws.Config, error) {
	for _, name := range []string{"AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"} {
		if getenv(name) == "" {
			return aws.Config{}, fault.New(fault.Invalid, "the environment variable is missing").At("", name).
				To("run the function on Lambda, which sets it, or set it yourself")
		}
	}
	conf := aws.Config{
		Region: getenv("AWS_REGION"),
		Credentials: credentials.NewStaticCredentialsProvider(getenv("AWS_ACCESS_KEY_ID"),
			getenv("AWS_SECRET_ACCESS_KEY"), getenv("AWS_SESSION_TOKEN")),
		HTTPClient: awshttp.NewBuildableClient(), // one for all clients: they share connections
	}
	if endpoint := getenv("AWS_ENDPOINT_URL"); endpoint != "" {
		conf.BaseEndpoint = aws.String(endpoint)
	}
	return conf, nil
}
