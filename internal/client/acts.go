package client

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"net/http"
	"strings"

	"example.org/handover/internal/handover"
	"example.org/handover/internal/web/api"
)

const (
	personHeader = "Handover-Person"
	plainJSON    = "application/json"
)

// Order is a command as it is given: by whom, with which input (a JSON object), under which idempotency key. Rests is
// the ETag of what it rests on; "" if it may be given whatever has happened since.
type Order struct {
	Programme, Command, Person, Key, Rests string
	Input                                  []byte
}

// Done is what a command led to. Again says that it had to be sent twice: if it added nothing then, the first sending
// may have.
type Done struct {
	api.Written
	Again bool
}

// Do gives a command. fault.Conflict if what it rests on is no more.
func (c *Client) Do(ctx context.Context, o Order) (d Done, err error) {
	a, err := c.ask(ctx, request{method: http.MethodPost, path: of(o.Programme, "commands", o.Command),
		header: map[string]string{personHeader: o.Person, "Idempotency-Key": o.Key, "If-Match": o.Rests},
		media:  plainJSON, body: o.Input}, &d.Written)
	d.Again = a.again
	return d, err
}

// Foresee says what a command would lead to, and the ETag for Rests. Nothing is recorded.
func (c *Client) Foresee(ctx context.Context, o Order) (handover.Foreseen, string, error) {
	var f api.Foresight
	a, err := c.ask(ctx, request{method: http.MethodPost, path: of(o.Programme, "foresight", o.Command),
		header: map[string]string{personHeader: o.Person}, media: plainJSON, body: o.Input}, &f)
	return f.Foreseen(), a.header.Get("ETag"), err
}

// Start starts a programme in the name of a person.
func (c *Client) Start(ctx context.Context, d handover.Definition, person string) error {
	body, err := json.Marshal(d)
	if err != nil {
		return err
	}
	return c.enter(ctx, path("api", "programmes"), body, person)
}

// Adopt enters a programme part-way, with its past as people write it: a document of past.schema.json.
func (c *Client) Adopt(ctx context.Context, d handover.Definition, past []byte, person string) error {
	definition, err := json.Marshal(d)
	if err != nil {
		return err
	}
	body, err := json.Marshal(api.Adoption{Definition: definition, Past: past})
	if err != nil {
		return err
	}
	return c.enter(ctx, path("api", "adoptions"), body, person)
}

// enter sends what begins a ledger, under a key of its own: if it has to be sent twice, the server knows it again.
func (c *Client) enter(ctx context.Context, path string, body []byte, person string) error {
	_, err := c.send(ctx, request{method: http.MethodPost, path: path, media: plainJSON, body: body,
		header: map[string]string{personHeader: person, "Idempotency-Key": rand.Text()}})
	return err
}

// Keep files a document of people: its name is programme/extracts/NAME or programme/evidence/NAME. To keep the same once
// more changes nothing. fault.Invalid if it has more than api.MostFile bytes.
func (c *Client) Keep(ctx context.Context, name, person string, content []byte) (ref handover.FileRef, err error) {
	if len(content) > api.MostFile {
		return ref, tooLarge().At(name, "")
	}
	programme, rest, _ := strings.Cut(name, "/")
	folder, file, _ := strings.Cut(rest, "/")
	_, err = c.ask(ctx, request{method: http.MethodPut, path: of(programme, "files", folder, file),
		header: map[string]string{personHeader: person}, media: "application/octet-stream", body: content}, &ref)
	return ref, err
}
