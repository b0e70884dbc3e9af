package local

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
)

// Error names of the language that this engine raises or matches.
const (
	errorAll        = "States.ALL"
	errorTaskFailed = "States.TaskFailed"
	errorTimeout    = "States.Timeout"
	errorRuntime    = "States.Runtime"
	errorDataLimit  = "States.DataLimitExceeded"
	errorResultPath = "States.ResultPathMatchFailure"
	errorNoChoice   = "States.NoChoiceMatched"
)

// canHandle reports whether ErrorEquals may have a name that begins with "States.".
func canHandle(name string) bool {
	switch name {
	case errorAll, errorTaskFailed, errorTimeout, errorDataLimit, errorResultPath, errorNoChoice:
		return true
	}
	return false
}

// failure is an error inside an execution: a name to match and a text for people.
type failure struct{ name, cause string }

// runtimeFailure is an error that nothing in the file can handle.
func runtimeFailure(format string, args ...any) *failure {
	return &failure{errorRuntime, fmt.Sprintf(format, args...)}
}

// missingPath is the failure of a path that leads nowhere.
func (s *state) missingPath(field string, p *path) *failure {
	return runtimeFailure("state %q: %s: the path %s leads nowhere in the data", s.name, field, p.text)
}

// misplaced is the failure of a ResultPath that the state's input has no place for.
func (s *state) misplaced(p *path) *failure {
	return &failure{errorResultPath, fmt.Sprintf("state %q: the input has no place at %s", s.name, p.text)}
}

// tooLarge is the failure of a datum above the quota.
func (s *state) tooLarge(what string) *failure {
	return &failure{errorDataLimit, fmt.Sprintf("state %q: the %s is larger than %d bytes", s.name, what, maxData)}
}

// FunctionError is how a handler says by which name its failure is to be matched in Retry and Catch.
type FunctionError struct {
	Type    string // the error's name, such as "Superseded"
	Message string // for people; no personal data
}

// Error renders the name and the message.
func (e FunctionError) Error() string { return e.Type + ": " + e.Message }

// functionFailure turns a handler's error into what AWS Lambda reports of it. Only the outermost error counts, as in
// aws-lambda-go, so that a wrapped FunctionError shows up here and not first in production.
func functionFailure(err error, other string) *failure {
	f, ok := err.(FunctionError) //nolint:errorlint // see above: looking through the wrapping would hide the mistake
	if !ok {
		f = FunctionError{Type: other, Message: err.Error()}
	}
	if f.Type == "" {
		f.Type = other
	}
	name, message := shorten(f.Type, maxErrorName), shorten(f.Message, maxCause/2)
	return &failure{name, string(encode(map[string]any{"errorMessage": message, "errorType": name}))}
}

// shorten cuts a text to a number of bytes and makes it valid UTF-8.
func shorten(text string, most int) string {
	return strings.ToValidUTF8(text[:min(len(text), most)], "")
}

// panicError is what aws-lambda-go makes of a panic: an error named after the type of the panic's value.
func panicError(value any) FunctionError {
	typ := reflect.TypeOf(value)
	if typ.Kind() == reflect.Pointer {
		typ = typ.Elem()
	}
	return FunctionError{Type: typ.Name(), Message: fmt.Sprint(value)}
}

// lambdaResult is what lambda:invoke answers around a function's result, without the metadata of the SDK.
func lambdaResult(result any) any {
	return map[string]any{"ExecutedVersion": "$LATEST", "Payload": result, "StatusCode": json.Number("200")}
}
