package main

import (
	"encoding/json"
	"io"

	"example.org/handover/internal/handover"
	"example.org/handover/internal/rulebook"
)

// printJSON prints a value for programs.
func printJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}

// orEmpty gives a list that is a list in JSON even if it is empty.
func orEmpty[T any](items []T) []T {
	if items == nil {
		return []T{}
	}
	return items
}

func planJSON(e env, s sheet) error {
	return printJSON(e.stdout, struct {
		Programme   string                       `json:"programme"`
		Asked       string                       `json:"asked,omitempty"`
		Service     *handover.ServiceDates       `json:"service,omitempty"`
		Findings    []handover.Finding           `json:"findings"`
		Obligations []handover.PlannedObligation `json:"obligations"`
		Notes       []rulebook.Note              `json:"notes"`
		Path        handover.CriticalPath        `json:"path"`
	}{s.view.Programme, s.question.String(), s.view.Service, orEmpty(s.view.Findings), s.view.Obligations,
		orEmpty(s.view.Notes), s.path})
}

func diffJSON(e env, s sheet) error {
	return printJSON(e.stdout, struct {
		Programme string             `json:"programme"`
		Asked     string             `json:"asked,omitempty"`
		Moves     []handover.Shift   `json:"moves"`
		Findings  []handover.Finding `json:"findings"` // those that are new
	}{s.view.Programme, s.question.String(), orEmpty(handover.Shifts(s.was, s.view)),
		orEmpty(handover.NewFindings(s.was, s.view))})
}
