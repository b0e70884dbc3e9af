package local

import (
	"context"
	crand "crypto/rand"
	"crypto/sha256"
	"math/rand/v2"
	"sync"
	"time"

	"example.org/handover/internal/fault"
)

// Handler is a function that tasks call: JSON in, JSON out; an empty answer counts as null. now is the instant that
// Run was given. It is called without any lock and may call Start, Stop, Resume and Fail of the engine; a call of Run
// with the handler's ctx returns at once, since the Run that called the handler goes on with whatever became
// runnable; with another ctx it would wait for itself.
//
// A handler fails its task with a FunctionError that nothing wraps, under that name; with any other error under
// Options.ErrorName; and with a panic, which is recovered, under the name of the type of the panic's value, as
// aws-lambda-go reports it.
type Handler func(ctx context.Context, now time.Time, payload []byte) ([]byte, error)

// Options are what an engine needs beside the machine.
type Options struct {
	// Functions gives every function that the file names, by its name or ARN as written, or by Name for ${Name}.
	Functions map[string]Handler
	// Name is the state machine's name in the context object; "handover" where it is empty.
	Name string
	// Seed makes tokens and jitter the same in every run of the same calls. Empty: they are not to be guessed.
	Seed []byte
	// ErrorName is the name of handler errors that have none; "Internal" where it is empty.
	ErrorName string
	// Ended is called, without any lock, once for each execution that ended, by whichever call ended it. It may call
	// the engine, except for Run.
	Ended func(Execution)
}

// Engine runs executions of one machine. It never reads a clock, starts no goroutine and never sleeps: it moves when
// Run is called, and time is what Run is told. It may be used from several goroutines.
type Engine struct {
	m    *Machine
	o    Options
	name string

	running chan struct{} // holds one value while a Run is at work

	mu      sync.Mutex // guards everything below
	random  *rand.ChaCha8
	runs    map[string]*run
	closed  []*run // in order of end
	ready   queue
	timers  timers
	created uint64             // timers ever created
	tokens  map[string]*thread // of every token known; nil once it is used up
	ended   []Execution        // still to be told to Options.Ended
}

// New makes an engine for a machine. A function that the file names and Options does not have is fault.Invalid.
func New(m *Machine, o Options) (*Engine, error) {
	for _, s := range m.states {
		if s.typ == typeTask && o.Functions[s.task.function] == nil {
			return nil, fault.New(fault.Invalid, "there is no function of this name").At("", s.at).
				With(s.task.function).To("add it to the functions of the engine")
		}
	}
	e := &Engine{
		m: m, o: o, name: o.Name, running: make(chan struct{}, 1),
		runs: map[string]*run{}, tokens: map[string]*thread{},
	}
	if e.name == "" {
		e.name = "handover"
	}
	if e.o.ErrorName == "" {
		e.o.ErrorName = "Internal"
	}
	seed := sha256.Sum256(o.Seed)
	if len(o.Seed) == 0 {
		if _, err := crand.Read(seed[:]); err != nil {
			return nil, fault.Wrap(fault.Internal, err, "the system gives no random numbers")
		}
	}
	e.random = rand.NewChaCha8(seed)
	return e, nil
}

// arn is an ARN of this machine, as the context object shows it.
func (e *Engine) arn(kind string) string {
	return "arn:aws:states:local:000000000000:" + kind + ":" + e.name
}

// release unlocks the engine and tells Options.Ended what ended meanwhile.
func (e *Engine) release() {
	ended := e.ended
	e.ended = nil
	e.mu.Unlock()
	for _, x := range ended {
		e.o.Ended(x)
	}
}
