package cloud

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/smithy-go"
)

// causes lists an error and what caused it, for the log. What an error repeats of its cause is left out. What AWS has
// answered is told as operation, code and request id, by which the people of AWS find the rest: its own words repeat the
// addresses and keys that it was given.
func causes(err error) []string {
	found := tree(err)
	hide := strings.NewReplacer(answers(found)...)
	var all []string
	for _, e := range found {
		text := hide.Replace(e.Error())
		if !slices.ContainsFunc(all, func(said string) bool { return strings.Contains(said, text) }) {
			all = append(all, text)
		}
	}
	return all
}

// tree is an error and all that it wraps. What an operation of AWS wraps, its answer says.
func tree(err error) []error {
	if err == nil {
		return nil
	}
	all := []error{err}
	if _, ok := answerOf(err); ok {
		return all
	}
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, e := range joined.Unwrap() {
			all = append(all, tree(e)...)
		}
		return all
	}
	return append(all, tree(errors.Unwrap(err))...)
}

// answers pairs the texts that AWS wrote with those that take their place.
func answers(found []error) []string {
	var pairs []string
	for _, e := range found {
		answer, ok := answerOf(e)
		if !ok {
			continue
		}
		pairs = append(pairs, e.Error(), brief(e, answer))
		if message := answer.ErrorMessage(); message != "" {
			pairs = append(pairs, message, "…") // an error around it may have taken its words
		}
	}
	return pairs
}

// answerOf says whether an error is itself an operation of AWS that was answered, or such an answer.
func answerOf(err error) (smithy.APIError, bool) {
	var answer smithy.APIError
	switch e := err.(type) { //nolint:errorlint // what it wraps, tree comes to by itself
	case *smithy.OperationError:
		answered := errors.As(e, &answer)
		return answer, answered
	case smithy.APIError:
		return e, true
	}
	return nil, false
}

// brief is what is told of an answer.
func brief(err error, answer smithy.APIError) string {
	text := answer.ErrorCode()
	var op *smithy.OperationError
	if errors.As(err, &op) {
		text = fmt.Sprintf("%s %s: %s", op.Service(), op.Operation(), text)
	}
	var response *awshttp.ResponseError
	if errors.As(err, &response) {
		text += fmt.Sprintf(", status %d, request %s", response.HTTPStatusCode(), response.ServiceRequestID())
	}
	return text
}
