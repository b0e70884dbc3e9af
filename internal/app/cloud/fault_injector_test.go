//go:build aws

package cloud_test

import (
	"bytes"
	"context"
	"io"
	"maps"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/aws-sdk-go-v2/aws/ratelimit"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go/middleware"
)

// failure is a way in which a call to AWS goes wrong. microburst makes the first three in the wire's own words
// (testdata/faults.yaml); the connection that breaks before any answer, and the read that lags, the test makes itself:
// microburst cuts bodies, which some answers of S3 do not have.
type failure string

const (
	undisturbed failure = ""
	throttled   failure = "throttled" // AWS asks to come later, at every try of the SDK
	crashing    failure = "crashing"  // AWS fails before it has done anything, at every try
	cut         failure = "cut"       // AWS has done it, and the answer breaks off, at every try
	lost        failure = "lost"      // AWS has done it, and the connection breaks before the answer, at the first try
	gone        failure = "gone"      // the same at every try
	lagging     failure = "lagging"   // an eventually consistent read is answered as it was answered last
)

// byProxy says whether microburst makes a failure.
func (f failure) byProxy() bool { return f == throttled || f == crashing || f == cut }

// afterTheDeed says whether AWS has done what it was asked when the call fails.
func (f failure) afterTheDeed() bool { return f == cut || f == lost || f == gone }

// place is a place in the product that calls AWS: the operation, and who called whom down to it.
type place string

// injector lets calls to AWS fail: at each place the call whose turn it is.
type injector struct {
	plan  func(p place, index bool) (kind failure, turn int) // turn: which of a place's calls fails, counted from 1
	proxy string                                             // host and port of microburst
	// host and port of the local AWS, which untouched calls of DynamoDB go to at once
	table string

	mu      sync.Mutex
	met     map[place]int
	hit     map[place]failure
	answers map[string][]byte // the last answer to each eventually consistent read
	wrote   func(rows bool)   // hears of each transaction
}

// injection goes with the context of one operation.
type injection struct {
	kind  failure
	read  string // names an eventually consistent read
	tries int
}

type injectionKey struct{}

func newInjector(table string, plan func(place, bool) (failure, int)) *injector {
	return &injector{plan: plan, table: table, met: map[place]int{}, hit: map[place]failure{}, answers: map[string][]byte{},
		wrote: func(bool) {}}
}

// into returns a configuration whose clients the injector disturbs, and which waits for nothing between tries.
func (i *injector) into(conf aws.Config) aws.Config {
	conf.HTTPClient = i
	conf.Retryer = func() aws.Retryer {
		return retry.NewStandard(func(o *retry.StandardOptions) {
			o.RateLimiter, o.MaxBackoff = ratelimit.None, time.Millisecond
		})
	}
	conf.APIOptions = append(slices.Clip(conf.APIOptions), func(stack *middleware.Stack) error {
		return stack.Initialize.Add(middleware.InitializeMiddlewareFunc("Injector", i.meet), middleware.After)
	})
	return conf
}

// meet decides whether an operation is to fail.
func (i *injector) meet(ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler) (
	middleware.InitializeOutput, middleware.Metadata, error) {
	operation := awsmiddleware.GetServiceID(ctx) + "." + awsmiddleware.GetOperationName(ctx)
	s, x := placeOf(operation), &injection{}
	if q, ok := in.Parameters.(*dynamodb.QueryInput); ok && q.IndexName != nil {
		x.read = lagKey(q)
	}
	i.mu.Lock()
	i.met[s]++
	if kind, turn := i.plan(s, x.read != ""); kind != undisturbed && i.hit[s] == undisturbed && i.met[s] >= turn {
		i.hit[s], x.kind = kind, kind
	}
	i.mu.Unlock()
	if t, ok := in.Parameters.(*dynamodb.TransactWriteItemsInput); ok {
		i.wrote(writesRows(t))
	}
	return next.HandleInitialize(context.WithValue(ctx, injectionKey{}, x), in)
}

// placeOf names the functions of the product that led to a call, the innermost first.
func placeOf(operation string) place {
	var callers [64]uintptr
	frames := runtime.CallersFrames(callers[:runtime.Callers(2, callers[:])])
	names := []string{operation}
	for {
		f, more := frames.Next()
		name, ours := strings.CutPrefix(f.Function, "example.org/handover/internal/")
		if ours && !strings.Contains(name, "_test.") && !strings.HasPrefix(name, "local.") && !strings.HasPrefix(name, "rehearsal.") {
			short, _, _ := strings.Cut(name, "[") // of what is generic
			names = append(names, short)
		}
		if !more {
			return place(strings.Join(names, " < "))
		}
	}
}

// Do implements aws.HTTPClient.
func (i *injector) Do(req *http.Request) (*http.Response, error) {
	x, _ := req.Context().Value(injectionKey{}).(*injection)
	if x == nil {
		x = &injection{}
	}
	x.tries++
	switch {
	case x.kind.byProxy():
		req.Header.Set("Handover-Fault", string(x.kind))
		req.URL.Host = i.proxy
	case strings.HasPrefix(req.Header.Get("X-Amz-Target"), "DynamoDB"):
		req.URL.Host = i.table
	}
	if x.kind == lagging {
		return i.before(req, x.read), nil
	}
	answer, err := http.DefaultClient.Do(req)
	switch {
	case err != nil:
		return nil, err
	case x.kind == gone, x.kind == lost && x.tries == 1:
		_, err := io.Copy(io.Discard, answer.Body)
		_ = answer.Body.Close() // nobody hears of it
		if err == nil {
			err = io.ErrUnexpectedEOF
		}
		return nil, err
	case x.read != "":
		return i.remember(answer, x.read)
	}
	return answer, nil
}

// remember keeps the answer to an eventually consistent read.
func (i *injector) remember(answer *http.Response, read string) (*http.Response, error) {
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		return nil, err
	}
	_ = answer.Body.Close() // it has been read
	i.mu.Lock()
	i.answers[read] = body
	i.mu.Unlock()
	answer.Body = io.NopCloser(bytes.NewReader(body))
	return answer, nil
}

// before is the last answer to an eventually consistent read; nothing, if there was none.
func (i *injector) before(req *http.Request, read string) *http.Response {
	i.mu.Lock()
	body, ok := i.answers[read]
	i.mu.Unlock()
	if !ok {
		body = []byte(`{"Count":0,"Items":[],"ScannedCount":0}`)
	}
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"application/x-amz-json-1.0"}},
		Request: req, ContentLength: int64(len(body)), Body: io.NopCloser(bytes.NewReader(body))}
}

// lagKey names a read of an index by index and shard: the instant it asks for moves on.
func lagKey(q *dynamodb.QueryInput) string {
	return aws.ToString(q.IndexName) + stringOf(q.ExpressionAttributeValues[":shard"])
}

// writesRows says whether a transaction writes rows of the outbox, of which the table's stream would tell the relay.
func writesRows(t *dynamodb.TransactWriteItemsInput) bool {
	return slices.ContainsFunc(t.TransactItems, func(w types.TransactWriteItem) bool {
		return w.Put != nil && strings.HasPrefix(stringOf(w.Put.Item["SK"]), "O#")
	})
}

func stringOf(v types.AttributeValue) string {
	s, _ := v.(*types.AttributeValueMemberS)
	if s == nil {
		return ""
	}
	return s.Value
}

// places lists where calls were met, in order.
func (i *injector) places() []place { return slices.Sorted(maps.Keys(i.met)) }
