package api

import (
	"bytes"
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/intake"
	"example.org/handover/internal/office"
)

type definitionIn struct {
	RawBody []byte `contentType:"application/json"`
}

type startIn struct {
	Acting
	Keyed
	RawBody []byte `contentType:"application/json"`
}

type fileIn struct {
	Named
	Acting
	Folder  string `path:"folder" enum:"extracts,evidence"`
	Name    string `path:"name" maxLength:"200" pattern:"^[A-Za-z0-9][A-Za-z0-9._-]*$"`
	RawBody []byte `contentType:"application/octet-stream"`
}

type fileOut struct {
	Body handover.FileRef
}

// Plan is what a definition would lead to: its dates and what is wrong with it.
type Plan struct {
	Programme   string                `json:"programme"`
	Startable   bool                  `json:"startable" doc:"whether nothing keeps the programme from starting"`
	Service     handover.ServiceDates `json:"service"`
	Findings    []handover.Finding    `json:"findings"`
	Obligations []Planned             `json:"obligations"`
}

// Planned is an obligation of a plan with the reason of its date.
type Planned struct {
	ID    string         `json:"id"`
	Stage handover.Stage `json:"stage"`
	Title string         `json:"title"`
	Owner handover.Role  `json:"owner"`
	Due   calendar.Date  `json:"due" format:"date"`
	Why   string         `json:"why"`
	Cite  string         `json:"cite"`
}

type planOut struct {
	Body Plan
}

func (s *Service) documentRoutes(d *definition) {
	anything := &huma.Schema{Type: huma.TypeObject,
		Description: "A definition: see programme.schema.json. What is wrong with it " +
			"is told mistake by mistake.", AdditionalProperties: true}
	check := d.operation(http.MethodPost, "/api/definitions", "check-definition",
		"Check a definition and plan it; nothing is kept", 200,
		400, 409, 413)
	check.SkipValidateBody = true
	d.bodied(&check, mostBody, "application/json", anything, func(op huma.Operation) { register(d, op, s.check) })

	start := d.operation(http.MethodPost, "/api/programmes", "start", "Start a programme from its definition", 201, 400,
		409, 413)
	start.SkipValidateBody = true
	d.bodied(&start, mostBody, "application/json", anything, func(op huma.Operation) { register(d, op, s.start) })

	file := d.operation(http.MethodPut, "/api/programmes/{programme}/files/{folder}/{name}", "keep-file",
		"File a document of people: an extract or a piece of evidence", 201, writing()...)
	file.Description = "Letters and reports are the product's own. A document never changes once it is kept: a " +
		"repetition is harmless without a key."
	d.bodied(&file, MostFile, "application/octet-stream", &huma.Schema{Type: huma.TypeString, Format: "binary"},
		func(op huma.Operation) { register(d, op, s.keep) })
}

// check reads a definition and plans it.
func (s *Service) check(ctx context.Context, in *definitionIn) (*planOut, error) {
	d, err := intake.DefinitionBy(s.Office.Rules, "definition", bytes.NewReader(in.RawBody))
	if err != nil {
		return nil, s.told(err)
	}
	plan, err := s.PlanOf(ctx, d)
	if err != nil {
		return nil, s.told(err)
	}
	return &planOut{plan}, nil
}

// PlanOf plans a definition as if it were started now.
func (s *Service) PlanOf(_ context.Context, d handover.Definition) (Plan, error) {
	rules, err := s.Office.Rules(d.Pack)
	if err != nil {
		return Plan{}, err
	}
	today, timely := calendar.DateOf(s.Office.Clock()), s.Office.Timely(d) == nil
	view, err := handover.PreviewOf(d, rules, today)
	if err != nil {
		return Plan{}, err
	}
	p := Plan{Programme: d.Programme, Startable: len(view.Blocking()) == 0 && timely,
		Findings: append([]handover.Finding{}, view.Findings...),
		Service:  *view.Service, Obligations: []Planned{}}
	if dates := view.Dates(); timely {
		late, err := serviceOverdue(d, rules, today, dates["notice.planned"], dates["decision.implementable"])
		if err != nil {
			return Plan{}, err
		}
		if late != nil {
			p.Findings = append(p.Findings, *late)
		}
	}
	for _, o := range view.Obligations {
		p.Obligations = append(p.Obligations, Planned{o.ID, o.Stage, o.Title, o.Owner, o.Due, o.Why, o.Source.Cite})
	}
	return p, nil
}

// start enters a programme. The person who starts it holds the programme office in its definition.
func (s *Service) start(ctx context.Context, in *startIn) (*writtenOut, error) {
	d, err := intake.DefinitionBy(s.Office.Rules, "definition", bytes.NewReader(in.RawBody))
	if err != nil {
		return nil, s.told(err)
	}
	result, err := s.Start(ctx, d, in.Person, in.Key)
	if err != nil {
		return nil, s.told(err)
	}
	return s.writtenOf(result.Programme, len(result.Entries)), nil
}

// Start enters a programme on behalf of a person, who has to hold the programme office in its definition. A repetition
// under the same key, if there is one, adds nothing.
func (s *Service) Start(ctx context.Context, d handover.Definition, by, key string) (office.Result, error) {
	return s.enter(ctx, d, by, "started", func(by handover.Actor) (office.Result, error) {
		return s.Office.StartOnce(ctx, d, by.ID, key)
	})
}

// sorted refuses a store whose programmes are of the other sort, where it may hold one sort only.
func (s *Service) sorted(ctx context.Context) error {
	if !s.OneSort {
		return nil
	}
	all, err := s.Office.Store.Portfolio(ctx)
	if err == nil && len(all) > 0 && all[0].Rehearsal != s.Office.Rehearsal {
		err = fault.New(fault.Refused, "rehearsals and real programmes are kept apart").To("use another data directory")
	}
	return err
}

// keep files a document of people.
func (s *Service) keep(ctx context.Context, in *fileIn) (*fileOut, error) {
	p, err := s.Office.Load(ctx, in.Programme)
	if err != nil {
		return nil, s.told(err)
	}
	if _, err := person(p.Definition, in.Person); err != nil {
		return nil, s.told(err)
	}
	ref, err := s.Office.Files.Put(ctx, in.Programme+"/"+in.Folder+"/"+in.Name, bytes.Clone(in.RawBody))
	if err != nil {
		return nil, s.told(err)
	}
	return &fileOut{ref}, nil
}
