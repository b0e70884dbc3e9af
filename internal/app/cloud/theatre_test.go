//go:build aws

package cloud_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/sfn"

	"example.org/handover/internal/dynamo"
	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/intake"
	"example.org/handover/internal/office"
	"example.org/handover/internal/rehearsal"
	"example.org/handover/internal/web"
)

// theatre plays a rehearsal on the deployed stack: people come through the door, time through the clock function.
type theatre struct {
	stack
	store     office.Store // read only: to see when everything has come to rest
	workflows *sfn.Client
	requests  int
	seen      map[string]*handover.Programme
}

var _ rehearsal.Theatre = (*theatre)(nil)

func newTheatre(s stack) *theatre {
	return &theatre{stack: s, store: dynamo.New(dynamodb.NewFromConfig(s.conf), s.outputs["Table"]),
		workflows: sfn.NewFromConfig(s.conf), seen: map[string]*handover.Programme{}}
}

// Start implements rehearsal.Theatre.
func (y *theatre) Start(ctx context.Context, now time.Time, d handover.Definition, by string) error {
	body, err := json.Marshal(d)
	if err != nil {
		return err
	}
	if err := y.clock(ctx, now); err != nil {
		return err
	}
	if err := y.call(ctx, http.MethodPost, "/api/programmes", by, body, nil); err != nil {
		return err
	}
	return y.rest(ctx, d.Programme)
}

// Do implements rehearsal.Theatre.
func (y *theatre) Do(ctx context.Context, now time.Time, programme, command, by string, input []byte) error {
	if err := y.clock(ctx, now); err != nil {
		return err
	}
	if err := y.call(ctx, http.MethodPost, "/api/programmes/"+programme+"/commands/"+command, by, input, nil); err != nil {
		return err
	}
	return y.rest(ctx, programme)
}

// Tick implements rehearsal.Theatre.
func (y *theatre) Tick(ctx context.Context, now time.Time) error {
	if err := y.clock(ctx, now); err != nil {
		return err
	}
	for programme := range y.seen {
		if err := y.rest(ctx, programme); err != nil {
			return err
		}
	}
	return nil
}

// State implements rehearsal.Theatre: it folds what the ledger has gained.
func (y *theatre) State(ctx context.Context, programme string) (*handover.Programme, error) {
	p := y.seen[programme]
	if p == nil {
		p = new(handover.Programme)
	}
	var log web.Log
	if err := y.call(ctx, http.MethodGet, fmt.Sprintf("/api/programmes/%s/log?from=%d", programme, p.Seq+1), "", nil,
		&log); err != nil {
		return nil, err
	}
	y.seen[programme] = p
	err := p.Fold(log.Entries...)
	return p, err
}

// Next implements rehearsal.Theatre.
func (y *theatre) Next(_ context.Context, now time.Time, p *handover.Programme) (time.Time, error) {
	rules, err := intake.Rules(p.Definition.Pack)
	return p.Wake(rules, now), err
}

// Keep implements rehearsal.Theatre. The data lead hands documents in.
func (y *theatre) Keep(ctx context.Context, name string, content []byte) (ref handover.FileRef, err error) {
	programme, rest, _ := strings.Cut(name, "/")
	by := y.seen[programme].Definition.Holders(handover.DataLead)[0].ID
	err = y.call(ctx, http.MethodPut, "/api/programmes/"+programme+"/files/"+rest, by, content, &ref)
	return ref, err
}

// clock tells the clock function the time.
func (y *theatre) clock(ctx context.Context, now time.Time) error {
	payload := fmt.Sprintf(`{"now":%q}`, now.UTC().Format(time.RFC3339))
	_, err := y.invoke(ctx, y.outputs["Clock"], []byte(payload))
	return err
}

// call asks the API as a person and reads its answer. A refusal comes back as the fault that it was.
func (y *theatre) call(ctx context.Context, method, path, person string, body []byte, answer any) error {
	y.requests++
	header := map[string]string{"Handover-Person": person, "Idempotency-Key": fmt.Sprintf("act-%d", y.requests)}
	got, err := y.send(ctx, "execute-api", method, y.door()+path, body, header)
	if err != nil {
		return err
	}
	if got.status >= http.StatusMultipleChoices {
		var problem struct {
			Title  fault.Kind `json:"title"`
			Detail string     `json:"detail"`
		}
		if err := json.Unmarshal(got.body, &problem); err != nil || problem.Title == "" {
			return fmt.Errorf("%s %s: %d %s", method, path, got.status, got.body)
		}
		return fault.New(problem.Title, "%s", problem.Detail)
	}
	if answer == nil {
		return nil
	}
	return json.Unmarshal(got.body, answer)
}
