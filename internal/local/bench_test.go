package local_test

import (
	"context"
	"fmt"
	"os"
	"testing"
	"time"

	"example.org/handover/internal/local"
)

// BenchmarkTransitions runs executions of 301 transitions each: a third Pass, a third Choice, a third Task. The script
// beside the definition runs it on another engine.
func BenchmarkTransitions(b *testing.B) {
	definition, err := os.ReadFile("peer/definition.json")
	if err != nil {
		b.Fatal(err)
	}
	m := load(b, string(definition))
	calls := 0
	e, err := local.New(m, local.Options{Functions: map[string]local.Handler{
		"Count": func(context.Context, time.Time, []byte) ([]byte, error) {
			calls++
			return fmt.Appendf(nil, `{"n":%d}`, (calls-1)%100+1), nil
		},
	}})
	if err != nil {
		b.Fatal(err)
	}
	ctx, now, transitions := context.Background(), t0, 0
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		name := fmt.Sprint("x", i)
		if err := e.Start(ctx, name, []byte(`{"programme":"children-services","n":0}`), now); err != nil {
			b.Fatal(err)
		}
		if _, err := e.Run(ctx, now); err != nil {
			b.Fatal(err)
		}
		x, err := e.Describe(name)
		if err != nil || x.Status != local.Succeeded || x.Transitions != 301 {
			b.Fatalf("%+v %v", x, err)
		}
		transitions += x.Transitions
	}
	b.ReportMetric(float64(transitions)/b.Elapsed().Seconds(), "transitions/s")
}

// BenchmarkGates starts executions of one Map over 100 gates and passes every gate.
func BenchmarkGates(b *testing.B) {
	m := load(b, gates(``))
	var tokens []string
	e, err := local.New(m, local.Options{Functions: map[string]local.Handler{
		"Gate": func(_ context.Context, _ time.Time, p []byte) ([]byte, error) {
			const before = len(`{"token":"`)
			tokens = append(tokens, string(p[before:len(p)-2]))
			return nil, nil
		},
	}})
	if err != nil {
		b.Fatal(err)
	}
	ctx, passed := context.Background(), 0
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if err := e.Start(ctx, fmt.Sprint("x", i), []byte(list(100)), t0); err != nil {
			b.Fatal(err)
		}
		for tokens = tokens[:0]; ; passed++ {
			if len(tokens) == 0 {
				if n, err := e.Run(ctx, t0); err != nil || n == 0 || len(tokens) == 0 {
					break
				}
			}
			if err := e.Resume(ctx, tokens[0], []byte(`{"passed":true}`), t0); err != nil {
				b.Fatal(err)
			}
			tokens = tokens[1:]
		}
	}
	b.ReportMetric(float64(passed)/b.Elapsed().Seconds(), "gates/s")
}
