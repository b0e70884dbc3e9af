package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/intake"
)

// MostFile is how many bytes a file may have: an invocation carries 6 MB, in which a file takes four thirds of its size. On
// AWS a larger extract is put into its bucket before it is handed in by name and digest; README.md says how.
const MostFile = 4 << 20

// Sizes of requests, and headers.
const (
	mostBody     = 1 << 20 // bytes of a definition or of a command's input
	personHeader = "Handover-Person"
)

// Written is the answer to a request that wrote: where the ledger stands, and how many entries the request added (none
// if it was a repetition).
type Written struct {
	Programme string `json:"programme"`
	Sequence  int    `json:"sequence"`
	Added     int    `json:"added"`
}

type writtenOut struct {
	ETag string `header:"ETag"`
	Body Written
}

// Acting is a request on somebody's behalf.
type Acting struct {
	Person string `header:"Handover-Person" required:"true" minLength:"1" maxLength:"64" doc:"id of the person who acts"`
}

// Keyed is a request that may be repeated under a key of its own.
type Keyed struct {
	Key string `header:"Idempotency-Key" minLength:"1" maxLength:"100" doc:"the same with each repetition, which then adds nothing"`
}

type commandIn struct {
	Named
	Acting
	Key     string `header:"Idempotency-Key" required:"true" minLength:"1" maxLength:"100" doc:"the same with each repetition"`
	IfMatch string `header:"If-Match" maxLength:"100" pattern:"^(\\*|\"[1-9][0-9]{0,8}(-[0-9-]+)?\")$"`
	RawBody []byte `contentType:"application/json"`
}

// Commands describes every command.
func Commands() ([]CommandInfo, error) {
	var all []CommandInfo
	for _, spec := range handover.Commands() {
		raw, err := intake.CommandSchema(spec.Name)
		if err != nil {
			return nil, err
		}
		info := CommandInfo{Name: spec.Name, Summary: spec.Summary, Roles: spec.Roles}
		if err := json.Unmarshal(raw, &info.Schema); err != nil {
			return nil, err
		}
		all = append(all, info)
	}
	return all, nil
}

// commandRoutes adds a route for each command of the one list.
func (s *Service) commandRoutes(d *definition) {
	for _, spec := range handover.Commands() {
		var roles []string
		for _, r := range spec.Roles {
			roles = append(roles, string(r))
		}
		op := d.operation(http.MethodPost, "/api/programmes/{programme}/commands/"+spec.Name, spec.Name, spec.Summary,
			http.StatusOK,
			writing(http.StatusPreconditionFailed)...)
		op.Description = "May be given by: " + strings.Join(roles, ", ") + "."
		op.SkipValidateBody = true // it is checked against the same schema, with better words
		d.bodied(&op, mostBody, "application/json", &huma.Schema{Ref: "#/components/schemas/" + schemaName(spec.Name)},
			func(op huma.Operation) {
				register(d, op, func(ctx context.Context, in *commandIn) (*writtenOut, error) {
					return s.command(ctx, spec.Name,
						in)
				})
			})
	}
}

// bodied registers an operation that takes a body of a schema: the framework would describe it as bytes.
func (*definition) bodied(op *huma.Operation, most int64, media string, schema *huma.Schema,
	register func(huma.Operation)) {
	op.RequestBody = &huma.RequestBody{}
	op.MaxBodyBytes = most + 1 // the framework refuses what reaches its limit
	register(*op)
	op.RequestBody.Content = map[string]*huma.MediaType{media: {Schema: schema}}
}

// command gives a command as a person. Without an idempotency key nobody could tell a repetition from a second command.
func (s *Service) command(ctx context.Context, name string, in *commandIn) (*writtenOut, error) {
	out, err := s.give(ctx, name, in)
	var moved *fault.Error
	if in.IfMatch != "" && errors.As(err, &moved) && moved.Kind == fault.Conflict {
		p := ProblemOf(err)
		p.Status = http.StatusPreconditionFailed
		return nil, p
	}
	if err != nil {
		return nil, s.told(err)
	}
	return out, nil
}

func (s *Service) give(ctx context.Context, name string, in *commandIn) (*writtenOut, error) {
	c, err := intake.Command(name, name, bytes.NewReader(in.RawBody))
	if err != nil {
		return nil, err
	}
	p, err := s.Office.Load(ctx, in.Programme)
	if err != nil {
		return nil, err
	}
	actor, err := person(p.Definition, in.Person)
	if err != nil {
		return nil, err
	}
	after := 0
	if in.IfMatch != "" {
		seq, anything, err := sequenceOf(in.IfMatch)
		if err != nil {
			return nil, err
		}
		if !anything {
			after = seq
		}
	}
	result, err := s.Office.DoAt(ctx, in.Programme, after, c, actor, in.Key)
	if err != nil {
		return nil, err
	}
	s.Log.InfoContext(ctx, "command", "programme", in.Programme, "command", name, "person", actor.ID, "caller",
		s.caller(ctx))
	s.wrote(ctx)
	return s.writtenOf(result.Programme, len(result.Entries)), nil
}

func (s *Service) writtenOf(p *handover.Programme, added int) *writtenOut {
	at := Standing{Programme: p, Now: s.Office.Clock(), Latest: p.Seq}
	return &writtenOut{at.ETag(), Written{p.Definition.Programme, p.Seq, added}}
}

func (s *Service) caller(ctx context.Context) string {
	if s.Caller == nil {
		return ""
	}
	return s.Caller(ctx)
}
