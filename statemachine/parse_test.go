package statemachine_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
)

// complaints collects what breaks the rules.
type complaints []string

func (c *complaints) add(who, format string, args ...any) {
	*c = append(*c, who+" "+fmt.Sprintf(format, args...))
}

// state is one state of the machine, wherever it stands.
type state struct {
	name   string
	fields map[string]any
	top    bool // beside Plan, not inside a Parallel or Map
	mapped bool // inside a Map, so that it has an item
}

func (s state) text(field string) string {
	text, _ := s.fields[field].(string)
	return text
}

// list gives a field that is a list of objects.
func (s state) list(field string) []map[string]any { return objects(s.fields[field]) }

func (s state) isGate() bool { return s.text("Resource") == waiting }

func objects(v any) []map[string]any {
	list, _ := v.([]any)
	var all []map[string]any
	for _, item := range list {
		if object, ok := item.(map[string]any); ok {
			all = append(all, object)
		}
	}
	return all
}

// names gives the ErrorEquals of a retrier or catcher.
func names(rule map[string]any) []string {
	list, _ := rule["ErrorEquals"].([]any)
	var all []string
	for _, item := range list {
		name, _ := item.(string)
		all = append(all, name)
	}
	return all
}

// parse gives every state of a definition, those inside others included, in a fixed order.
func parse(raw []byte) ([]state, error) {
	var whole map[string]any
	if err := json.Unmarshal(raw, &whole); err != nil {
		return nil, err
	}
	return walk(whole, true, false), nil
}

func walk(scope map[string]any, top, mapped bool) []state {
	states, _ := scope["States"].(map[string]any)
	var all []state
	for _, name := range slices.Sorted(maps.Keys(states)) {
		fields, _ := states[name].(map[string]any)
		all = append(all, state{name, fields, top, mapped})
		for _, branch := range objects(fields["Branches"]) {
			all = append(all, walk(branch, false, mapped)...)
		}
		if processor, ok := fields["ItemProcessor"].(map[string]any); ok {
			all = append(all, walk(processor, false, true)...)
		}
	}
	return all
}
