// Package local runs a state machine in the Amazon States Language inside the process, as AWS Step Functions would run
// it as a standard workflow. It keeps nothing on disk: the ledger is the truth, and after a crash a new execution
// fast-forwards from there. Nothing in it reads a clock, sleeps or starts a goroutine; Engine.Run moves it.
//
// # What is implemented
//
// Load refuses everything that is not in this list, so that a file means the same here and on AWS.
//
//   - Top level: Comment, QueryLanguage JSONPath, StartAt, States, TimeoutSeconds, Version 1.0. States have names of
//     their own across the whole file, and every state can be reached.
//   - Task: Resource is a Lambda function (ARN, name or ${Name}: Parameters in, result out), lambda:invoke (result
//     {"ExecutedVersion", "Payload", "StatusCode"} without the SDK's metadata), or lambda:invoke.waitForTaskToken
//     (the result is what Resume gave; what the function returns counts only if it is an error). Their Parameters are
//     FunctionName and Payload or Payload.$. TimeoutSeconds.
//   - Choice: And, Or, Not; StringEquals, …LessThan, …GreaterThan, …LessThanEquals, …GreaterThanEquals and the same
//     of Numeric; BooleanEquals, IsPresent, IsNull, IsString, IsNumeric, IsBoolean; Default.
//   - Parallel: Branches. Map: ItemProcessor (inline), ItemsPath, ItemSelector, MaxConcurrency to 40, which is also
//     what none or 0 means. One line's failure stops its siblings and fails the state with the same error.
//   - Pass (Result or Parameters), Succeed, Fail (Error, Cause).
//   - InputPath, OutputPath, ResultPath, null for each; Parameters and ResultSelector as payload templates. Paths are
//     $ or $$ with .name, ['name'] and [0]; of the context object Execution.Id, .Name, .Input and .StartTime,
//     State.Name, .EnteredTime and .RetryCount, StateMachine.Id and .Name, Task.Token in the payload that hands it
//     over, and Map.Item.Index and .Value in ItemSelector.
//   - Retry: ErrorEquals, IntervalSeconds, MaxAttempts, BackoffRate, MaxDelaySeconds, JitterStrategy. Catch:
//     ErrorEquals, Next, ResultPath.
//
// # Errors
//
// States.ALL matches all but States.Runtime and States.DataLimitExceeded; States.TaskFailed all but States.Timeout
// and States.Runtime. Nothing handles States.Runtime: a path that leads nowhere, ItemsPath at no array, a full
// history. A ResultPath that the input has no place for is States.ResultPathMatchFailure, a Choice without a match
// States.NoChoiceMatched, and an input, payload, item, result or output above 256 KiB States.DataLimitExceeded. A
// time-out of a task that nothing handles fails the execution; only its own deadline makes it TIMED_OUT.
// States.BranchFailed and States.ParameterPathFailure are not raised: as on Step Functions, a branch's own error counts,
// and a path that leads nowhere is States.Runtime.
//
// # Time
//
// All that one Run does happens at its now. A function takes no time, so TimeoutSeconds matters only to tasks that
// wait for a token, from the instant at which their function is called. An execution lasts TimeoutSeconds at most,
// and a year at most. What falls due at an instant comes before a token that is settled at that instant.
//
// # Approximations
//
// Events counts what Step Functions would write into the history, with two for each line that a failure stops; see
// the constants. The size of a datum is that of its JSON without spaces. Names of executions are free again 90 days
// after the end. Unlike Step Functions, Start with the name and input of an execution that has ended succeeds and
// starts nothing.
package local
