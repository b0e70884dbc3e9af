package api

import (
	"errors"
	"net/http"
	"strings"

	"example.org/handover/internal/fault"
)

// Status is the one mapping of error kinds to HTTP.
func Status(kind fault.Kind) int {
	switch kind {
	case fault.Invalid:
		return http.StatusBadRequest
	case fault.Forbidden:
		return http.StatusForbidden
	case fault.NotFound:
		return http.StatusNotFound
	case fault.Refused, fault.Conflict, fault.Superseded:
		return http.StatusConflict
	case fault.Unavailable:
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}

// Problem is what the API answers when a request fails: problem details (RFC 9457), with the kind that programs act on
// and, for a document with several mistakes, each of them.
type Problem struct {
	Type   string     `json:"type" example:"urn:handover:problem:refused" doc:"a name for the kind of problem"`
	Title  fault.Kind `json:"title" enum:"Invalid,Refused,Forbidden,NotFound,Conflict,Superseded,Unavailable,Internal"`
	Status int        `json:"status" doc:"the HTTP status"`
	Detail string     `json:"detail" doc:"what is wrong and how to mend it, as one line"`
	Kind   fault.Kind `json:"kind" enum:"Invalid,Refused,Forbidden,NotFound,Conflict,Superseded,Unavailable,Internal"`
	Errors []Mistake  `json:"errors,omitempty" doc:"each mistake of a document"`
}

// Mistake is one mistake of a document.
type Mistake struct {
	File    string `json:"file,omitempty" doc:"the document in which it is"`
	Pointer string `json:"pointer,omitempty" doc:"JSON pointer, parameter or field"`
	Line    int    `json:"line,omitempty" doc:"line in the document, from 1"`
	Value   string `json:"value,omitempty" doc:"the offending value, quoted and shortened"`
	Problem string `json:"problem"`
	Mend    string `json:"mend,omitempty"`
}

// Error implements error.
func (p *Problem) Error() string { return p.Detail }

// GetStatus is what the framework asks an error for.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType names the media type of problem details.
func (*Problem) ContentType(string) string { return "application/problem+json" }

// ProblemOf gives an error its form for the outside. Of what is ours alone nothing is told but its kind.
func ProblemOf(err error) *Problem {
	kind := fault.KindOf(err)
	p := problem(kind, err.Error())
	if Ours(kind) {
		p.Detail = "the server's log says why"
		return p
	}
	all := []error{err}
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		all = joined.Unwrap()
		p.Detail = strings.ReplaceAll(p.Detail, "\n", " · ")
	}
	for _, one := range all {
		var e *fault.Error
		if errors.As(one, &e) {
			p.Errors = append(p.Errors, Mistake{e.File, e.Pointer, e.Line, e.Value, e.Problem, e.Mend})
		}
	}
	return p
}

func problem(kind fault.Kind, detail string) *Problem {
	return &Problem{Type: "urn:handover:problem:" + strings.ToLower(string(kind)), Title: kind, Status: Status(kind),
		Detail: detail,
		Kind:   kind}
}

// Ours reports whether a kind of error is the server's own affair: people are told that it failed, the log why.
func Ours(kind fault.Kind) bool { return kind == fault.Internal || kind == fault.Unavailable }
