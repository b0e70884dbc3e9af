package cloud

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
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
	conf, err := Configuration(os.Getenv)
	a, wired := New(os.Getenv, conf, log, parts...)
	if err := errors.Join(err, wired); err != nil {
		log.Error("the function cannot start", "kind", fault.KindOf(err), "causes", causes(err))
		os.Exit(1)
	}
	lambda.Start(lambda.NewHandler(a.Serving(service)))
}

// Serving is the handler of a service as Lambda calls it: it reads the rehearsal's time first, and names and logs what
// fails. Its errors are messages.InvokeResponse_Error.
func (a *App) Serving(service Service) Handler {
	serve := service(a)
	return func(ctx context.Context, event json.RawMessage) (json.RawMessage, error) {
		answer, err := a.timed(ctx, event, serve)
		if err == nil {
			return answer, nil
		}
		named := nameOf(err)
		level := slog.LevelError
		if named.Type == string(fault.Superseded) {
			level = slog.LevelInfo // an older execution ends quietly
		}
		a.Log.Log(ctx, level, "failed", "kind", named.Type, "causes", causes(err))
		return nil, named
	}
}

func (a *App) timed(ctx context.Context, event json.RawMessage, serve Handler) (json.RawMessage, error) {
	if a.watch != nil {
		if err := a.watch.read(ctx); err != nil {
			return nil, err
		}
	}
	return serve(ctx, event)
}

// nameOf gives an error the form in which Step Functions, and whoever reads alarms, sees it. Lambda would name it after
// its Go type, which no Retry and no Catch matches.
func nameOf(err error) messages.InvokeResponse_Error {
	var named *task.Error
	if !errors.As(err, &named) {
		named = task.Named(err)
	}
	return messages.InvokeResponse_Error{Type: named.Name, Message: named.Message}
}

// Task serves a function that the state machine calls.
func Task(function task.Function) Service {
	return func(a *App) Handler {
		h := function.On(a.Office)
		return func(ctx context.Context, event json.RawMessage) (json.RawMessage, error) { return h(ctx, event) }
	}
}
