// Package client asks a Handover server what the command line asks a data directory, and gives it the same commands: it
// speaks the HTTP API in the words of the domain. What fails comes back as the kind of error that the server had.
package client

import (
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"example.org/handover/internal/fault"
)

// How long the parts of a request may take. A server gives itself 60 s for an answer.
const (
	mostToConnect = 10 * time.Second
	mostToAnswer  = 90 * time.Second
)

// Client speaks with one server. It is safe for concurrent use.
type Client struct {
	base  *url.URL
	token string
	http  *http.Client
}

// Option changes how a client reaches its server.
type Option func(c *Client)

// Through sends requests another way than over the network of this machine.
func Through(t http.RoundTripper) Option { return func(c *Client) { c.http.Transport = t } }

// New returns a client of the server at an address, such as https://handover.example.org or http://127.0.0.1:8080. A
// token, if it is not empty, goes with each request. fault.Invalid if the address is none that a token may be sent to:
// it must be https, or be on this machine.
func New(address, token string, options ...Option) (*Client, error) {
	base, err := baseOf(address)
	if err != nil {
		return nil, err
	}
	if err := sendable(token); err != nil {
		return nil, err
	}
	transport := &http.Transport{Proxy: http.ProxyFromEnvironment, ForceAttemptHTTP2: true,
		DialContext:         (&net.Dialer{Timeout: mostToConnect}).DialContext,
		TLSHandshakeTimeout: mostToConnect, IdleConnTimeout: mostToAnswer}
	c := &Client{base: base, token: token, http: &http.Client{Transport: transport, Timeout: mostToAnswer,
		// A redirect is never followed: neither the token nor a command goes where nobody sent it.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
	for _, o := range options {
		o(c)
	}
	return c, nil
}

// Address is where the server is.
func (c *Client) Address() string { return c.base.String() }

// Close lets go of connections that are open.
func (c *Client) Close() { c.http.CloseIdleConnections() }

func baseOf(address string) (*url.URL, error) {
	bad := func(problem, mend string) error {
		return fault.New(fault.Invalid, "%s", problem).At("", "--server").With(withoutSecrets(address)).To("%s", mend)
	}
	const example = "write it like https://handover.example.org or http://127.0.0.1:8080"
	u, err := url.Parse(address)
	switch {
	case err != nil || u.Host == "" || u.Hostname() == "" || u.Opaque != "" || u.Scheme != "http" && u.Scheme != "https":
		return nil, bad("this is no address of a server", example)
	case u.User != nil:
		return nil, bad("an address carries no name and password", "give the token in HANDOVER_TOKEN or --token-file")
	case u.RawQuery != "" || u.Fragment != "" || u.ForceQuery:
		return nil, bad("the address of a server has no query and no fragment", example)
	case u.Scheme == "http" && !onThisMachine(u.Hostname()):
		return nil, bad("over http everybody on the way can read and change what is sent",
			"use https; http is for a server on this machine")
	}
	u.Path, u.RawPath = strings.TrimRight(u.Path, "/"), ""
	return u, nil
}

// withoutSecrets is an address as an error may show it: a token put into it by mistake is not repeated.
func withoutSecrets(address string) string {
	if i := strings.LastIndexByte(address, '@'); i >= 0 {
		address = "…" + address[i:]
	}
	address, _, _ = strings.Cut(address, "?")
	address, _, _ = strings.Cut(address, "#")
	return address
}

func onThisMachine(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// sendable refuses a token that cannot stand in a header. The error does not show it.
func sendable(token string) error {
	for _, r := range token {
		if r <= ' ' || r > '~' {
			return fault.New(fault.Invalid, "the token holds spaces or characters that no token has").
				To("give the one line of the server's api-token file")
		}
	}
	return nil
}
