package document

import (
	"cmp"
	"slices"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
)

// A leaf is a violation that a person can mend, at the end of a branch of the library's tree of failures.
type leaf struct {
	*jsonschema.ValidationError
	oneOf []string // of a missing field: the fields one of which is needed, if there is a choice
}

// leavesOf returns the violations below a failure. Where a value may take one of several forms and takes none, it
// returns those of the form that the writer seems to have meant.
func leavesOf(e *jsonschema.ValidationError) []leaf {
	switch k := e.ErrorKind.(type) {
	case *kind.AnyOf:
		return bestForm(e)
	case *kind.OneOf:
		if len(k.Subschemas) == 0 {
			return bestForm(e)
		}
	case *kind.Schema, *kind.Group, *kind.AllOf, *kind.Reference:
		var leaves []leaf
		for _, cause := range e.Causes {
			leaves = append(leaves, leavesOf(cause)...)
		}
		if len(leaves) > 0 {
			return leaves
		}
	}
	return []leaf{{ValidationError: e}}
}

// bestForm chooses among the forms of anyOf or oneOf, none of which fits.
func bestForm(e *jsonschema.ValidationError) []leaf {
	var forms [][]leaf
	for _, cause := range e.Causes {
		forms = append(forms, leavesOf(cause))
	}
	if len(forms) == 0 {
		return []leaf{{ValidationError: e}}
	}
	if merged, ok := mergedTypes(e, forms); ok {
		return merged
	}
	forms = prefer(forms, func(form []leaf) bool { return !isTypeAt(form, e.InstanceLocation) })
	if merged, ok := mergedValues(forms); ok {
		return merged
	}
	forms = prefer(forms, func(form []leaf) bool { return !slices.ContainsFunc(form, isChoice) })
	if merged, ok := mergedRequired(e, forms); ok {
		return merged
	}
	return slices.MinFunc(forms, func(a, b []leaf) int { return cmp.Compare(len(a), len(b)) })
}

// prefer keeps the forms that meet a wish, all of them if none does.
func prefer(forms [][]leaf, wish func([]leaf) bool) [][]leaf {
	var kept [][]leaf
	for _, form := range forms {
		if wish(form) {
			kept = append(kept, form)
		}
	}
	if len(kept) == 0 {
		return forms
	}
	return kept
}

// isTypeAt says whether a form fails for the JSON type of the very value that has the forms.
func isTypeAt(form []leaf, location []string) bool {
	_, ok := form[0].ErrorKind.(*kind.Type)
	return ok && slices.Equal(form[0].InstanceLocation, location)
}

// isChoice says whether a leaf is about a fixed choice of values, by which forms are usually told apart.
func isChoice(l leaf) bool { return choices(l) != nil }

// choices returns the values allowed by const or enum, nil for another leaf.
func choices(l leaf) []any {
	switch k := l.ErrorKind.(type) {
	case *kind.Const:
		return []any{k.Want}
	case *kind.Enum:
		return k.Want
	}
	return nil
}

// mergedTypes makes one leaf of forms that all fail for their type: "text or a number is expected here".
func mergedTypes(e *jsonschema.ValidationError, forms [][]leaf) ([]leaf, bool) {
	merged := &kind.Type{}
	for _, form := range forms {
		if !isTypeAt(form, e.InstanceLocation) {
			return nil, false
		}
		for _, want := range form[0].ErrorKind.(*kind.Type).Want {
			if !slices.Contains(merged.Want, want) {
				merged.Want = append(merged.Want, want)
			}
		}
	}
	return replaced(forms[0][0], merged), true
}

// mergedValues makes one leaf of forms that all refuse the same value for not being one of their fixed choices.
func mergedValues(forms [][]leaf) ([]leaf, bool) {
	for _, candidate := range forms[0] {
		merged := &kind.Enum{}
		for _, form := range forms {
			i := slices.IndexFunc(form, func(l leaf) bool {
				return isChoice(l) && slices.Equal(l.InstanceLocation, candidate.InstanceLocation)
			})
			if i < 0 {
				merged = nil
				break
			}
			merged.Want = append(merged.Want, choices(form[i])...)
		}
		if merged != nil {
			return replaced(candidate, merged), true
		}
	}
	return nil, false
}

// mergedRequired makes one leaf of forms each of which lacks nothing but one field.
func mergedRequired(e *jsonschema.ValidationError, forms [][]leaf) ([]leaf, bool) {
	var names []string
	for _, form := range forms {
		k, ok := form[0].ErrorKind.(*kind.Required)
		if !ok || len(form) > 1 || len(k.Missing) > 1 || !slices.Equal(form[0].InstanceLocation, e.InstanceLocation) {
			return nil, false
		}
		if !slices.Contains(names, k.Missing[0]) {
			names = append(names, k.Missing[0])
		}
	}
	merged := replaced(forms[0][0], &kind.Required{Missing: names[:1]})
	merged[0].oneOf = names
	return merged, true
}

// replaced returns the leaf with another kind of failure.
func replaced(l leaf, k jsonschema.ErrorKind) []leaf {
	e := *l.ValidationError
	e.ErrorKind = k
	return []leaf{{ValidationError: &e}}
}
