//go:build aws

package cloud_test

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
	"github.com/aws/aws-sdk-go-v2/service/sfn/types"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
)

// How often a programme is looked at until it has come to rest, and how long it may take.
const (
	look     = 40 * time.Millisecond
	atLatest = 60 * time.Second
)

// standing is what must not change any more between two looks.
type standing struct {
	seq, events, waiting int
	status               types.ExecutionStatus
}

// rest waits until a programme has come to rest: nothing is unsent, and the execution has ended or waits at gates whose
// tokens the table has, and at nothing else.
func (y *theatre) rest(ctx context.Context, programme string) error {
	var last standing
	why := "not looked at"
	for end := time.Now().Add(atLatest); time.Now().Before(end); time.Sleep(look) {
		now, busy, err := y.stands(ctx, programme)
		if err != nil {
			return err
		}
		if busy == "" && now == last {
			return nil
		}
		last, why = now, busy
	}
	return fmt.Errorf("%s does not come to rest: %s (%+v)", programme, why, last)
}

// stands looks at a programme once, and says what it is busy with.
func (y *theatre) stands(ctx context.Context, programme string) (now standing, busy string, err error) {
	unsent, err := y.store.Outbox(ctx, programme)
	if err != nil || len(unsent) > 0 {
		return now, fmt.Sprintf("%d rows are unsent", len(unsent)), err
	}
	snapshot, err := y.store.Load(ctx, programme)
	if err != nil {
		return now, "", err
	}
	p, err := handover.Unmarshal(snapshot.Data)
	if err != nil {
		return now, "", err
	}
	now.seq = p.Seq
	arn := aws.String(y.execution(programme, p.Execution.Number))
	x, err := y.workflows.DescribeExecution(ctx, &sfn.DescribeExecutionInput{ExecutionArn: arn})
	if err != nil {
		return now, "", err
	}
	if now.status = x.Status; x.Status != types.ExecutionStatusRunning {
		return now, "", nil
	}
	if now.events, now.waiting, err = y.waiting(ctx, arn); err != nil {
		return now, "", err
	}
	open, unregistered, err := y.gates(ctx, p)
	switch {
	case err != nil:
		return now, "", err
	case unregistered != "":
		return now, "the workflow has not arrived at " + unregistered, nil
	case now.waiting != open:
		return now, fmt.Sprintf("the workflow is at %d tasks, and %d gates are open", now.waiting, open), nil
	}
	return now, "", nil
}

// waiting counts the events of an execution, and the tasks that are not over.
func (y *theatre) waiting(ctx context.Context, arn *string) (events, waiting int, err error) {
	pages := sfn.NewGetExecutionHistoryPaginator(y.workflows,
		&sfn.GetExecutionHistoryInput{ExecutionArn: arn, MaxResults: 1000, IncludeExecutionData: aws.Bool(false)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return 0, 0, err
		}
		for _, e := range page.Events {
			events++
			switch e.Type {
			case types.HistoryEventTypeTaskScheduled:
				waiting++
			case types.HistoryEventTypeTaskSucceeded, types.HistoryEventTypeTaskFailed, types.HistoryEventTypeTaskTimedOut:
				waiting--
			}
		}
	}
	return events, waiting, nil
}

// gates counts the open gates of a programme and names one whose token the table does not have.
func (y *theatre) gates(ctx context.Context, p *handover.Programme) (open int, unregistered string, err error) {
	for name, g := range p.Gates {
		if !g.Open() {
			continue
		}
		open++
		state, item, _ := strings.Cut(name, "/")
		kept, err := y.store.Gate(ctx, p.Definition.Programme, handover.GateKey{State: state, Item: item, Round: g.Round})
		if err != nil && fault.KindOf(err) != fault.NotFound {
			return open, "", err
		}
		if kept.Token == "" || kept.Execution != p.Execution.Number {
			unregistered = name
		}
	}
	return open, unregistered, nil
}
