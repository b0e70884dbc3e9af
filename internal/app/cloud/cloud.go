// Package cloud wires the product for AWS: each Lambda function gets an office over exactly the parts that it may
// touch. Only this package and the functions choose AWS adapters. Starting makes no network call; the first invocation
// makes those that it needs.
package cloud

import (
	"io"
	"log/slog"
	"os"

	"github.com/aws/aws-sdk-go-v2/aws"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/office"
	"example.org/handover/internal/rules"
)

// App is what one function works with.
type App struct {
	Office *office.Office
	Log    *slog.Logger
	// Metrics is where the clock writes its measures: standard output, which Lambda takes as the log.
	Metrics io.Writer

	// Env and AWS are what parts are made of: the environment, and what every client needs.
	Env func(name string) string
	AWS aws.Config

	watch     *stopwatch          // nil: the time is the machine's
	standings map[string]standing // by programme, as the clock has measured them; Lambda calls it once at a time
}

// Part gives an App something that the function may touch. It reads the environment and makes clients, but no call.
type Part func(a *App) error

// New wires an App of parts. What no part gives is refused when it is used. A missing variable is fault.Invalid and
// says which it is and where the template sets it.
func New(getenv func(string) string, conf aws.Config, log *slog.Logger, parts ...Part) (*App, error) {
	a := &App{Log: log, Metrics: os.Stdout, Env: getenv, AWS: conf, standings: map[string]standing{}}
	a.Office = &office.Office{Workflow: NotGiven{}, Post: NotGiven{}, Files: NotGiven{}, Rules: rules.Of,
		Secret: NotGiven{}.secret, Relayed: true}
	for _, give := range append([]Part{ledger, clock}, parts...) {
		if err := give(a); err != nil {
			return nil, err
		}
	}
	return a, nil
}

// Setting reads an environment variable that the function cannot do without. place says where template.yaml sets it.
func (a *App) Setting(name, place string) (string, error) {
	if v := a.Env(name); v != "" {
		return v, nil
	}
	return "", fault.New(fault.Invalid, "the environment variable is missing").At("", name).
		To("set it: template.yaml does so under %s", place)
}
