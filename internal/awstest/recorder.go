package awstest

import (
	"context"
	"maps"
	"slices"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/smithy-go/middleware"
)

// Recorder counts the operations that clients ask for. It is safe for concurrent use; the zero value is ready.
type Recorder struct {
	mu    sync.Mutex
	asked map[string]int
}

// Watch returns a configuration whose clients are recorded.
func (r *Recorder) Watch(cfg aws.Config) aws.Config {
	cfg.APIOptions = append(slices.Clip(cfg.APIOptions), func(stack *middleware.Stack) error {
		return stack.Initialize.Add(middleware.InitializeMiddlewareFunc("Recorder", r.record), middleware.After)
	})
	return cfg
}

func (r *Recorder) record(ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler) (
	middleware.InitializeOutput, middleware.Metadata, error) {
	name := awsmiddleware.GetServiceID(ctx) + "." + awsmiddleware.GetOperationName(ctx)
	r.mu.Lock()
	if r.asked == nil {
		r.asked = map[string]int{}
	}
	r.asked[name]++
	r.mu.Unlock()
	return next.HandleInitialize(ctx, in)
}

// Operations lists the operations asked for, such as "DynamoDB.GetItem", in the order of their names.
func (r *Recorder) Operations() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Sorted(maps.Keys(r.asked))
}

// Count says how often an operation was asked for.
func (r *Recorder) Count(operation string) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.asked[operation]
}
