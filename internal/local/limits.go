package local

import "time"

// Quotas of Step Functions for standard workflows.
const (
	maxSeconds     = 99_999_999 // TimeoutSeconds and IntervalSeconds
	maxData        = 256 << 10  // bytes of any input, output or result
	maxEvents      = 25_000     // history events of one execution; the last one is its failure
	maxConcurrency = 40         // items of an inline Map at the same time, whatever MaxConcurrency says
	maxExecution   = 80         // characters of an execution's name
	maxErrorName   = 256        // bytes of an error's name
	maxCause       = 32 << 10   // bytes of an error's cause
)

// Events of the history that one happening leaves. They follow what Step Functions writes; what it writes for siblings
// that a failure stops is counted as two for each (state and branch aborted).
const (
	eventsStart    = 1 // ExecutionStarted
	eventsEnter    = 1 // …StateEntered
	eventsExit     = 1 // …StateExited
	eventsCall     = 2 // Scheduled, Started
	eventsSubmit   = 1 // TaskSubmitted, once a function with a token has returned
	eventsVerdict  = 1 // Succeeded, Failed or TimedOut, of a task or a fan-out, or for data too large
	eventsFan      = 1 // ParallelStateStarted, MapStateStarted
	eventsItem     = 1 // MapIterationStarted; MapIterationSucceeded or Failed
	eventsAborted  = 2 // StateAborted and MapIterationAborted or ParallelStateAborted
	eventsOverhead = 1 // the one that ends the execution
)

// yearLater is when an execution that starts at an instant has lasted as long as Step Functions allows.
func yearLater(start time.Time) time.Time { return start.UTC().AddDate(1, 0, 0) }

// forgottenAt is when the name of an execution that stopped at an instant is free again.
func forgottenAt(stopped time.Time) time.Time { return stopped.UTC().AddDate(0, 0, 90) }

// seconds is a number of seconds as a duration.
func seconds(n int64) time.Duration { return time.Duration(n) * time.Second }
