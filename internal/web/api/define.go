package api

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"example.org/handover/events"
	"example.org/handover/internal/fault"
)

// Version is that of the API. A change that breaks a program of others raises its first number.
const Version = "1.0.0"

// Routes returns what gives the API's routes. They are described when somebody first asks the API: whoever opens a page
// does not wait for that, and a function asks for its first event without it.
func (s *Service) Routes() func() *http.ServeMux {
	s.past.Most, s.deadlines.Most = mostMemos, mostMemos
	return sync.OnceValue(func() *http.ServeMux {
		mux := http.NewServeMux()
		if _, err := s.register(mux); err != nil {
			panic("api: the commands' schemas are part of the program: " + err.Error())
		}
		return mux
	})
}

// register adds the API's routes to a mux and returns its description.
func (s *Service) register(mux *http.ServeMux) (*huma.OpenAPI, error) {
	d := newDefinition(mux)
	if err := d.commandSchemas(); err != nil {
		return nil, err
	}
	s.portfolioRoutes(d)
	s.programmeRoutes(d)
	s.recordRoutes(d)
	s.documentRoutes(d)
	s.exportRoutes(d)
	s.commandRoutes(d)
	s.foresightRoutes(d)
	s.adoptionRoutes(d)
	s.proofRoutes(d)
	d.heartbeat()
	return d.finish(), nil
}

// Document returns the API's description, indented and in a fixed order.
func Document() ([]byte, error) {
	description, err := new(Service).register(http.NewServeMux())
	if err != nil {
		return nil, err
	}
	raw, err := json.MarshalIndent(description, "", "  ")
	return append(raw, '\n'), err
}

// definition gathers what is registered.
type definition struct {
	api      huma.API
	problems *huma.Schema
}

func newDefinition(mux *http.ServeMux) *definition {
	registry := huma.NewMapRegistry("#/components/schemas/", huma.DefaultSchemaNamer)
	config := huma.Config{
		OpenAPI: &huma.OpenAPI{
			OpenAPI: "3.1.0",
			Info: &huma.Info{Title: "Handover", Version: Version,
				Description: "Takes a public contract from notice to handover. Reading is by GET; people act through commands, " +
					"each with a key of its own, so that a repetition is harmless. What fails is told as problem details (RFC 9457)."},
			Components: &huma.Components{Schemas: registry, SecuritySchemes: map[string]*huma.SecurityScheme{
				"token": {Type: "http", Scheme: "bearer",
					Description: "The token of a server on one machine; on AWS requests are signed."},
			}},
			Security: []map[string][]string{{"token": {}}},
		},
		Formats:       map[string]huma.Format{"application/json": huma.DefaultJSONFormat, "json": huma.DefaultJSONFormat},
		DefaultFormat: "application/json",
		Transformers:  []huma.Transformer{ourProblems},
		// A parameter that nobody knows is a mistake, as it is in a document.
		RejectUnknownQueryParameters: true,
	}
	d := &definition{api: humago.New(mux, config)}
	d.api.UseMiddleware(func(ctx huma.Context, next func(huma.Context)) {
		if ctx = (oneStatus{ctx}); d.plain(ctx) {
			next(ctx)
		}
	})
	d.problems = registry.Schema(reflect.TypeFor[Problem](), true, "")
	return d
}

// plain refuses parameters that are given twice or without a value: the framework would silently take one, or none.
func (d *definition) plain(ctx huma.Context) bool {
	var bad []error
	add := func(where, problem string) {
		bad = append(bad, &huma.ErrorDetail{Location: where, Message: problem})
	}
	address := ctx.URL()
	for name, values := range address.Query() {
		switch {
		case len(values) > 1:
			add("query."+name, "the parameter is given more than once")
		case values[0] == "":
			add("query."+name, "the parameter has no value: leave it out")
		}
	}
	ctx.EachHeader(func(name, value string) {
		if name == "If-Match" && value == "" {
			add("header."+name, "the header has no value: leave it out")
		}
	})
	if len(bad) > 0 {
		_ = huma.WriteErr(d.api, ctx, http.StatusUnprocessableEntity, "validation failed", bad...)
	}
	return len(bad) == 0
}

// oneStatus gives every malformed input the status of fault.Invalid, whoever found it malformed.
type oneStatus struct{ inner }

// inner is a context under a name that does not hide its method of the same name.
type inner huma.Context

// SetStatus implements huma.Context.
func (c oneStatus) SetStatus(code int) {
	if code == http.StatusUnprocessableEntity {
		code = http.StatusBadRequest
	}
	c.inner.SetStatus(code)
}

// Unwrap returns the context beneath.
func (c oneStatus) Unwrap() huma.Context { return c.inner }

// ourProblems turns the framework's problem details into ours.
func ourProblems(_ huma.Context, _ string, v any) (any, error) {
	theirs, ok := v.(*huma.ErrorModel)
	if !ok {
		return v, nil
	}
	kind := map[int]fault.Kind{http.StatusInternalServerError: fault.Internal,
		http.StatusRequestTimeout: fault.Unavailable}[theirs.Status]
	if kind == "" {
		kind = fault.Invalid
	}
	p := problem(kind, theirs.Detail)
	p.Status = theirs.Status
	if theirs.Status == http.StatusUnprocessableEntity {
		p.Status = http.StatusBadRequest
	}
	if Ours(kind) {
		p.Detail = "the request could not be handled"
		return p, nil
	}
	for _, e := range theirs.Errors {
		m := Mistake{Pointer: e.Location, Problem: e.Message}
		if text, ok := e.Value.(string); ok && text != "" {
			m.Value = fault.Show(text)
		}
		p.Errors = append(p.Errors, m)
		p.Detail += " · " + e.Location + ": " + e.Message
	}
	return p, nil
}

// operation describes a route: its success and the failures that it may answer with.
func (d *definition) operation(method, path, id, summary string, success int, failures ...int) huma.Operation {
	op := huma.Operation{Method: method, Path: path, OperationID: id, Summary: summary, DefaultStatus: success,
		Responses: map[string]*huma.Response{}}
	failures = append(failures, http.StatusUnauthorized, http.StatusForbidden, http.StatusInternalServerError,
		http.StatusServiceUnavailable)
	for _, code := range failures {
		op.Responses[strconv.Itoa(code)] = &huma.Response{Ref: "#/components/responses/" + d.failure(code)}
	}
	return op
}

// failure describes a status once for all routes, and returns the name of its description.
func (d *definition) failure(code int) string {
	shared, name := d.api.OpenAPI().Components, strings.ReplaceAll(http.StatusText(code), " ", "")
	if shared.Responses == nil {
		shared.Responses = map[string]*huma.Response{}
	}
	r := &huma.Response{Description: http.StatusText(code)}
	if code != http.StatusNotModified {
		r.Content = map[string]*huma.MediaType{"application/problem+json": {Schema: d.problems}}
	}
	shared.Responses[name] = r
	return name
}

// Groups of failures.
func asking() []int { return []int{http.StatusBadRequest, http.StatusNotFound, http.StatusNotModified} }

func writing(more ...int) []int {
	return append(more, http.StatusBadRequest, http.StatusConflict, http.StatusNotFound, http.StatusRequestEntityTooLarge)
}

// commandSchemas adds the schemas of the commands' inputs and of what they share to the description.
func (d *definition) commandSchemas() error {
	var all struct {
		Defs map[string]any `json:"$defs"`
	}
	if err := json.Unmarshal(events.CommandsSchema, &all); err != nil {
		return err
	}
	schemas := d.api.OpenAPI().Components.Schemas.Map()
	for name, def := range all.Defs {
		fields, _ := pointing(def).(map[string]any)
		schemas[schemaName(name)] = &huma.Schema{Extensions: fields}
	}
	return nil
}

// localPattern is the form of a wall-clock time in London.
const localPattern = `^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$`

func schemaName(def string) string { return "input-" + def }

// pointing leads references to where the description keeps its schemas, and drops what only our own reader knows.
func pointing(v any) any {
	switch v := v.(type) {
	case map[string]any:
		out := map[string]any{}
		for key, value := range v {
			if ref, ok := value.(string); ok && key == "$ref" {
				value = "#/components/schemas/" + schemaName(strings.TrimPrefix(ref, "#/$defs/"))
			}
			if key != "patternHint" {
				out[key] = pointing(value)
			}
		}
		if out["format"] == "local-date-time" { // a format of ours, which others check by its pattern
			out["pattern"] = localPattern
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i := range v {
			out[i] = pointing(v[i])
		}
		return out
	}
	return v
}

// heartbeat describes the one route that is not asked through here.
func (d *definition) heartbeat() {
	d.api.OpenAPI().AddOperation(&huma.Operation{Method: http.MethodGet, Path: "/healthz", OperationID: "get-health",
		Summary: "Whether the server lives; for everybody", Extensions: map[string]any{"security": []any{}},
		Responses: map[string]*huma.Response{"200": {Description: "It does",
			Content: map[string]*huma.MediaType{"text/plain": {Schema: &huma.Schema{Type: huma.TypeString}}}}}})
}

// finish drops what the framework defined and nothing refers to.
func (d *definition) finish() *huma.OpenAPI {
	description := d.api.OpenAPI()
	schemas := description.Components.Schemas.Map()
	for _, name := range slices.Sorted(maps.Keys(schemas)) {
		if name == "ErrorModel" || name == "ErrorDetail" {
			delete(schemas, name)
		}
	}
	return description
}

// ask registers a question.
func ask[I, T any](d *definition, path, id, summary string, answer func(ctx context.Context, in *I) (*reply[T],
	error)) {
	op := d.operation(http.MethodGet, path, id, summary, http.StatusOK, asking()...)
	huma.Register(d.api, op, answer)
}

// register registers an operation whose answer has a form of its own.
func register[I, O any](d *definition, op huma.Operation, answer func(ctx context.Context, in *I) (*O, error)) {
	huma.Register(d.api, op, answer)
}
