package client

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"mime"
	"net"
	"net/http"
	"slices"
	"strings"
	"unicode"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/web/api"
)

// unreachable says in words why no answer came; nil if the connection stood and broke, so that nobody knows what became
// of the request.
func (c *Client) unreachable(ctx context.Context, err error) error {
	say := func(kind fault.Kind, problem, mend string) error {
		return fault.Wrap(kind, err, "%s", problem).With(c.Address()).To("%s", mend)
	}
	var (
		wrongName   x509.HostnameError
		unknown     x509.UnknownAuthorityError
		certificate *tls.CertificateVerificationError
		alert       tls.AlertError
		noTLS       tls.RecordHeaderError
		name        *net.DNSError
		late        net.Error
		dial        *net.OpError
	)
	switch {
	case ctx.Err() != nil:
		return say(fault.Unavailable, "the request was broken off", "give it again; nothing is done twice under one --key")
	case errors.Is(err, http.ErrSchemeMismatch), errors.As(err, &noTLS):
		return say(fault.Invalid, "the server does not speak https", "check the address in --server")
	case errors.As(err, &wrongName):
		return say(fault.Refused, "the server's certificate is for another name", "check the address in --server")
	case errors.As(err, &unknown):
		return say(fault.Refused, "the server's certificate is signed by nobody that this machine trusts",
			"let this machine trust who signed it, for instance with SSL_CERT_FILE")
	case errors.As(err, &certificate):
		return say(fault.Refused, "the server's certificate is not to be trusted: "+certificate.Err.Error(),
			"ask whoever runs the server")
	case errors.As(err, &alert):
		return say(fault.Refused, "the server takes no such connection: "+alert.Error(), "ask whoever runs the server")
	case errors.As(err, &name):
		return say(fault.Unavailable, "there is no server of that name", "check the address in --server and the network")
	case errors.As(err, &late) && late.Timeout():
		return say(fault.Unavailable, "the server does not answer in time", "try again later; `handover log` shows what was recorded")
	case errors.As(err, &dial) && dial.Op == "dial":
		return say(fault.Unavailable, "nothing answers at this address", "check --server, and that the server runs")
	case errors.Is(err, errTooLong):
		return say(fault.Unavailable, "the server's answer is too long", "ask for less")
	}
	return nil
}

// refused turns an answer that is none of success into an error of the server's kind.
func (c *Client) refused(a answer) error {
	switch media, _, _ := mime.ParseMediaType(a.header.Get("Content-Type")); {
	case a.status == http.StatusUnauthorized:
		return c.unsigned()
	case a.status >= 300 && a.status < 400:
		return fault.New(fault.Invalid, "the server sends everybody on to another address").With(a.header.Get("Location")).
			To("give the address at which Handover itself answers in --server")
	case a.status < 300 && (media == "application/json" || media == "text/csv"):
		return nil
	case a.status >= 300 && media == "application/problem+json":
		var p api.Problem
		if json.Unmarshal(a.body, &p) == nil && slices.Contains(fault.Kinds(), p.Kind) {
			return faultOf(p, a.status)
		}
	}
	switch {
	case a.status == http.StatusMisdirectedRequest:
		return fault.New(fault.Invalid, "the server answers to names of its own machine only").With(c.Address()).
			To("use the address that `handover serve` printed")
	case a.status >= http.StatusBadGateway && a.status <= http.StatusGatewayTimeout || a.status == http.StatusTooManyRequests:
		return fault.New(fault.Unavailable, "the server cannot take the request for now (%d)", a.status).With(c.Address()).
			To("try again later")
	case a.status == http.StatusForbidden:
		return fault.New(fault.Forbidden, "whatever stands before the server lets nobody in like this").With(c.Address()).
			To("check the token in HANDOVER_TOKEN or --token-file, and the address in --server; on AWS give the address of a " +
				"proxy that signs")
	}
	return c.stranger(a.status)
}

// stranger says that somebody else answers.
func (c *Client) stranger(status int) error {
	return fault.New(fault.Invalid, "what answers there is not Handover (%d)", status).With(c.Address()).
		To("check the address in --server, http or https, and its port")
}

func (c *Client) unsigned() error {
	if c.token == "" {
		return fault.New(fault.Forbidden, "the server wants a token").With(c.Address()).
			To("put it into HANDOVER_TOKEN, or name its file with --token-file: DIR/api-token where the server runs")
	}
	return fault.New(fault.Forbidden, "the server does not take this token").With(c.Address()).
		To("use the one of DIR/api-token where the server runs")
}

// faultOf is the error that a problem was made of: with each mistake of a document, its own.
func faultOf(p api.Problem, status int) error {
	if status == http.StatusRequestEntityTooLarge {
		return tooLarge()
	}
	var all []error
	for _, m := range p.Errors {
		all = append(all, &fault.Error{Kind: p.Kind, File: printable(m.File), Pointer: printable(m.Pointer), Line: m.Line,
			Value: printable(m.Value), Problem: printable(m.Problem), Mend: printable(m.Mend)})
	}
	if len(all) == 1 {
		return all[0]
	}
	if len(all) > 1 {
		return errors.Join(all...)
	}
	problem := printable(p.Detail)
	if api.Ours(p.Kind) {
		problem = "the server has failed: " + problem
	}
	return fault.New(p.Kind, "%s", problem)
}

func tooLarge() *fault.Error {
	return fault.New(fault.Invalid, "this is larger than the server takes: %d MiB of a file, 1 MiB of anything else",
		api.MostFile>>20).To("give the command where the data directory is, or on AWS put the extract into its bucket first")
}

// printable is a text of somebody else without what would move a terminal's cursor or change its colours.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, text)
}
