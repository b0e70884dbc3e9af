//go:build aws

package cloud_test

import (
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"

	"example.org/handover/internal/calendar"
)

// breaking is a connection that breaks at one call: before AWS has heard of it, or when its answer is under way.
type breaking struct {
	aws.HTTPClient
	left int // calls until then
	late bool
}

var errBroken = errors.New("the connection broke")

// Do implements aws.HTTPClient.
func (b *breaking) Do(r *http.Request) (*http.Response, error) {
	b.left--
	if b.left != 0 {
		return b.HTTPClient.Do(r)
	}
	if b.late {
		got, err := b.HTTPClient.Do(r)
		if err == nil {
			err = got.Body.Close()
		}
		return nil, errors.Join(errBroken, err)
	}
	return nil, errBroken
}

// once tries no call again that was broken on purpose.
type once struct{ aws.Retryer }

// IsErrorRetryable implements aws.Retryer.
func (o once) IsErrorRetryable(err error) bool {
	return !errors.Is(err, errBroken) && o.Retryer.IsErrorRetryable(err)
}

// TestCheckpointsWhileCallsFail lets each call by which a clock keeps the checkpoint of a day fail, one after the other
// and day after day: the next beat of the same clock keeps it. Rehearsals, which the other faults play, keep none.
//
// Connections break, and nothing else goes wrong: a call that AWS throttles or fails is of the same kind, Unavailable, as
// package awsfault holds, and was not done, as one that broke before AWS heard of it. Only a broken connection leaves open
// whether it was.
func TestCheckpointsWhileCallsFail(t *testing.T) {
	y := newTheatre(deployed(t, "handover-live"))
	d, key := y.audited(t), y.publicKey(t)
	day, broken := calendar.DateOf(time.Now()), 0
	for _, late := range []bool{false, true} {
		for n := 1; ; n++ {
			day = day.AddDays(1)
			conf := y.conf.Copy()
			connection := &breaking{y.conf.HTTPClient, n, late}
			conf.HTTPClient, conf.Retryer = connection, func() aws.Retryer { return once{retry.NewStandard()} }
			clock := y.clockOn(t, conf, d, day)
			failed := clock.Tick(t.Context())
			if err := clock.Tick(t.Context()); err != nil {
				t.Fatalf("after call %d failed (%v): %v", n, failed, err)
			}
			y.keptOn(t, d, key, day)
			if connection.left > 0 {
				break // the clock makes fewer calls
			}
			if failed == nil {
				t.Errorf("nobody hears that call %d failed", n)
			}
			broken++
		}
	}
	t.Logf("%d calls failed on %d days", broken, broken+2)
}
