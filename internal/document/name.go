package document

import (
	"maps"
	"slices"
	"strconv"

	"example.org/handover/internal/fault"
)

// badName words a field whose name the schema does not allow.
func (w *wording) badName(l leaf, name string) *fault.Error {
	f := fault.New(fault.Invalid, "the field's name is not allowed").With(name).To("rename the field")
	inner := &wording{schema: w.schema, instance: name}
	for _, cause := range l.Causes {
		for _, reason := range inner.findings(cause) {
			why := reason.words()
			f.Problem += ": " + why.Problem
			return f.To("%s", why.Mend)
		}
	}
	return f
}

// held is a field of an object so many levels down.
type held struct {
	depth int
	name  string
}

// holder returns the location of the object with a field of that name. The library shares the memory of the locations
// it gives for propertyNames, so that one may have been overwritten by a neighbour's; then the first object at the same
// depth with such a field stands for it.
func (w *wording) holder(location []string, name string) []string {
	if _, ok := at(w.instance, pointerOf(location...)+pointerOf(name)); ok {
		return location
	}
	if w.holders == nil {
		w.holders = map[held][]string{}
		w.index(w.instance, nil)
	}
	if found, ok := w.holders[held{len(location), name}]; ok {
		return found
	}
	return location
}

// index notes the first holder of each name at each depth, from a value on.
func (w *wording) index(v any, location []string) {
	switch in := v.(type) {
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(in)) {
			if _, known := w.holders[held{len(location), name}]; !known {
				w.holders[held{len(location), name}] = location
			}
			w.index(in[name], slices.Concat(location, []string{name}))
		}
	case []any:
		for i, item := range in {
			w.index(item, slices.Concat(location, []string{strconv.Itoa(i)}))
		}
	}
}
