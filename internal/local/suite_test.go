package local_test

import (
	"context"
	"encoding/json"
	"sync"
	"testing"
	"time"

	"example.org/handover/internal/handover"
	"example.org/handover/internal/local"
	"example.org/handover/internal/office/workflowtest"
)

// porch keeps what reaches the gates of the suite's machine, by execution.
type porch struct {
	mu      sync.Mutex
	reached map[string][]workflowtest.Arrival
}

func (g *porch) handle(_ context.Context, _ time.Time, payload []byte) ([]byte, error) {
	var p struct {
		Execution string
		workflowtest.Arrival
	}
	if err := json.Unmarshal(payload, &p); err != nil {
		return nil, err
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.reached[p.Execution] = append(g.reached[p.Execution], p.Arrival)
	return nil, nil
}

func (g *porch) of(execution string) []workflowtest.Arrival {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.reached[execution]
}

func TestWorkflow(t *testing.T) {
	definition := workflowtest.Definition(`"arn:aws:states:::lambda:invoke.waitForTaskToken"`, `{"FunctionName": "Gate",
		"Payload": {"Execution.$": "$$.Execution.Name", "State.$": "$$.State.Name", "Token.$": "$$.Task.Token",
		"Input.$": "$"}}`)
	workflowtest.Run(t, func(t *testing.T) workflowtest.Bench {
		g := &porch{reached: map[string][]workflowtest.Arrival{}}
		e, err := local.New(load(t, string(definition)), local.Options{Functions: map[string]local.Handler{"Gate": g.handle}})
		if err != nil {
			t.Fatal(err)
		}
		return workflowtest.Bench{
			Workflow: local.Workflow{Engine: e, Clock: func() time.Time { return t0 }},
			Arrivals: func(t *testing.T, programme string, n int) []workflowtest.Arrival {
				if _, err := e.Run(t.Context(), t0); err != nil {
					t.Fatal(err)
				}
				return g.of(handover.ExecutionName(programme, n))
			},
		}
	})
}
