package api

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"example.org/handover/internal/document"
	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/intake"
	"example.org/handover/internal/office"
)

// Adoption is a programme that is entered part-way: its definition, and what has happened so far. Both are documents as
// people write them: see programme.schema.json and past.schema.json.
type Adoption struct {
	Definition json.RawMessage `json:"definition"`
	Past       json.RawMessage `json:"past"`
}

func (s *Service) adoptionRoutes(d *definition) {
	op := d.operation("POST", "/api/adoptions", "adopt", "Enter a programme part-way, with what has happened so far", 201,
		400, 409, 413)
	op.SkipValidateBody = true // each document is checked against its own schema, with better words
	part := func(schema string) *huma.Schema {
		return &huma.Schema{Type: huma.TypeObject, Description: "See " + schema, AdditionalProperties: true}
	}
	body := &huma.Schema{Type: huma.TypeObject, Required: []string{"definition", "past"}, AdditionalProperties: false,
		Properties: map[string]*huma.Schema{"definition": part("programme.schema.json"), "past": part("past.schema.json")}}
	d.bodied(&op, 2*mostBody, "application/json", body, func(op huma.Operation) { register(d, op, s.adopt) })
}

// adopt enters a programme part-way, on behalf of whoever holds the programme office in its definition.
func (s *Service) adopt(ctx context.Context, in *startIn) (*writtenOut, error) {
	var a Adoption
	if err := document.Decode("adoption", in.RawBody, &a); err != nil {
		return nil, s.told(err)
	}
	d, err := intake.DefinitionBy(s.Office.Rules, "definition", bytes.NewReader(a.Definition))
	if err != nil {
		return nil, s.told(err)
	}
	past, err := intake.Past("past", bytes.NewReader(a.Past), d)
	if err != nil {
		return nil, s.told(err)
	}
	result, err := s.enter(ctx, d, in.Person, "adopted", func(by handover.Actor) (office.Result, error) {
		r, err := s.Office.AdoptOnce(ctx, d, past, by, in.Key)
		if intake.InPast(err) {
			return r, intake.Refused("past", a.Past, err)
		}
		return r, intake.Refused("definition", a.Definition, err)
	})
	if err != nil {
		return nil, s.told(err)
	}
	return s.writtenOf(result.Programme, len(result.Entries)), nil
}

// enter enters a programme on behalf of a person, who has to hold the programme office in its definition.
func (s *Service) enter(ctx context.Context, d handover.Definition, by, done string,
	how func(by handover.Actor) (office.Result, error)) (office.Result, error) {
	actor, err := person(d, by)
	if err != nil {
		return office.Result{}, err
	}
	if !slices.Contains(actor.Roles, handover.ProgrammeOffice) {
		return office.Result{}, fault.New(fault.Forbidden, "only the programme office starts a programme").At("",
			personHeader).With(actor.ID)
	}
	if err := s.sorted(ctx); err != nil {
		return office.Result{}, err
	}
	result, err := how(actor)
	if err != nil {
		return office.Result{}, err
	}
	s.Log.InfoContext(ctx, done, "programme", d.Programme, "person", actor.ID, "caller", s.caller(ctx))
	s.wrote(ctx)
	return result, nil
}
