package cloud

import (
	"context"
	"encoding/json"
	"errors"
	"os"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-lambda-go/lambda/messages"
	"github.com/aws/aws-lambda-go/lambdacontext"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/task"
)

// Handler serves one invocation: an event in, an answer out, both as JSON.
type Handler func(ctx context.Context, event json.RawMessage) (json.RawMessage, error)

// Service makes the handler of a function over its App.
type Service func(a *App) Handler

// Main serves a function until Lambda ends the process. A function that cannot be wired says why and ends at once.
func Main(service Service, parts ...Part) {
	log := lambdacontext.NewLogger()
	a, err := New(os.Getenv, log, parts...)
	if err != nil {
		log.Error("the function cannot start", "kind", fault.KindOf(err), "err", err)
		os.Exit(1)
	}
	lambda.Start(lambda.NewHandler(a.invocation(service(a))))
}

// invocation reads the rehearsal's time before a handler runs, and names and logs what fails.
func (a *App) invocation(serve Handler) Handler {
	return func(ctx context.Context, event json.RawMessage) (json.RawMessage, error) {
		answer, err := a.timed(ctx, event, serve)
		if err != nil {
			a.Log.ErrorContext(ctx, "failed", "kind", nameOf(err), "err", err, "cause", errors.Unwrap(err))
			return nil, messages.InvokeResponse_Error{Type: nameOf(err), Message: err.Error()}
		}
		return answer, nil
	}
}

func (a *App) timed(ctx context.Context, event json.RawMessage, serve Handler) (json.RawMessage, error) {
	if a.watch != nil {
		if _, err := a.watch.read(ctx); err != nil {
			return nil, err
		}
	}
	return serve(ctx, event)
}

// nameOf is the name under which Step Functions, and whoever reads alarms, sees an error. Lambda would name it after
// its Go type, which no Retry and no Catch matches.
func nameOf(err error) string {
	var named *task.Error
	if errors.As(err, &named) {
		return named.Name
	}
	return string(fault.KindOf(err))
}

// Task serves a function that the state machine calls.
func Task(function string) Service {
	return func(a *App) Handler {
		h := task.For(a.Office, function)
		return func(ctx context.Context, event json.RawMessage) (json.RawMessage, error) { return h(ctx, event) }
	}
}
