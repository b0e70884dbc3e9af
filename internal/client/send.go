package client

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"

	"example.org/handover/internal/fault"
)

// mostAnswer bounds an answer, in bytes: a page of a thousand large entries is a tenth of it.
const mostAnswer = 256 << 20

// request is a question or a command. It can be sent again.
type request struct {
	method string
	path   string // below the server's address, its parts escaped
	query  url.Values
	header map[string]string // those without a value are left out
	media  string            // of the body; "" if there is none
	body   []byte
}

// answer is what came back, read to its end.
type answer struct {
	status int
	header http.Header
	body   []byte
	again  bool // it was sent twice: whatever the first did may stand
}

// path joins parts to a path, each escaped.
func path(parts ...string) string {
	var b strings.Builder
	for _, p := range parts {
		b.WriteString("/" + url.PathEscape(p))
	}
	return b.String()
}

// ask sends a request and decodes the JSON of its answer into v, a pointer.
func (c *Client) ask(ctx context.Context, r request, v any) (answer, error) {
	a, err := c.send(ctx, r)
	if err == nil {
		err = c.decode(a, v)
	}
	return a, err
}

func (c *Client) decode(a answer, v any) error {
	if err := json.Unmarshal(a.body, v); err != nil {
		return fault.Wrap(fault.Unavailable, err, "the server's answer cannot be read").With(c.Address()).
			To("use the version of this program that the server has")
	}
	return nil
}

// get asks a question.
func (c *Client) get(ctx context.Context, path string, query url.Values, v any) (answer, error) {
	return c.ask(ctx, request{method: http.MethodGet, path: path, query: query}, v)
}

// send sends a request and returns its answer if it is a good one. If the connection breaks it is sent once more: every
// request may be repeated, commands by their keys.
func (c *Client) send(ctx context.Context, r request) (answer, error) {
	a, err := c.once(ctx, r)
	if err != nil && c.unreachable(ctx, err) == nil {
		a, err = c.once(ctx, r)
		a.again = true
	}
	if err == nil {
		return a, c.refused(a)
	}
	if told := c.unreachable(ctx, err); told != nil {
		return a, told
	}
	return a, fault.Wrap(fault.Unavailable, err, "the connection to the server broke").With(c.Address()).
		To("look with `handover log` what was recorded, then try again")
}

func (c *Client) once(ctx context.Context, r request) (answer, error) {
	address := c.base.String() + r.path
	if len(r.query) > 0 {
		address += "?" + r.query.Encode()
	}
	out, err := http.NewRequestWithContext(ctx, r.method, address, bytes.NewReader(r.body))
	if err != nil {
		return answer{}, err
	}
	if len(r.body) > 0 {
		out.GetBody = nil // else net/http would send it again of its own accord, and tell nobody
	}
	for name, value := range r.header {
		if value != "" {
			out.Header.Set(name, value)
		}
	}
	if r.media != "" {
		out.Header.Set("Content-Type", r.media)
	}
	if c.token != "" {
		out.Header.Set("Authorization", "Bearer "+c.token)
	}
	in, err := c.http.Do(out)
	if err != nil {
		return answer{}, err
	}
	defer func() { _ = in.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(in.Body, mostAnswer+1))
	if err == nil && len(body) > mostAnswer {
		err = errTooLong
	}
	return answer{status: in.StatusCode, header: in.Header, body: body}, err
}

var errTooLong = errors.New("the answer is too long")
