package document

import (
	"fmt"
	"slices"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"

	"example.org/handover/internal/fault"
)

// wording puts the library's failures into words. It looks up values in the document and hints in the schema.
type wording struct {
	schema   any
	instance any
	holders  map[held][]string // see holder; nil until it is asked for
}

// got returns the value that a leaf is about.
func (w *wording) got(l leaf) any {
	v, _ := at(w.instance, pointerOf(l.InstanceLocation...))
	return v
}

// invalid is the fault of the value that a leaf is about.
func (w *wording) invalid(l leaf, format string, args ...any) *fault.Error {
	f := fault.New(fault.Invalid, format, args...)
	f.Value = show(w.got(l))
	return f
}

// findings returns one finding for each violation below a failure.
func (w *wording) findings(failure *jsonschema.ValidationError) []finding {
	var all []finding
	for _, l := range leavesOf(failure) {
		all = append(all, w.expand(l)...)
	}
	return all
}

// expand makes one finding of a leaf, or one for each field of a leaf about several.
func (w *wording) expand(l leaf) []finding {
	var all []finding
	add := func(pointer string, words func() *fault.Error) {
		all = append(all, finding{pointer: pointer, words: words})
	}
	here := pointerOf(l.InstanceLocation...)
	missing := func(names []string, because string) {
		for _, name := range names {
			add(here, func() *fault.Error { return w.missing(l, name, because) })
		}
	}
	switch k := l.ErrorKind.(type) {
	case *kind.Required:
		missing(k.Missing, "")
	case *kind.DependentRequired:
		missing(k.Missing, k.Prop)
	case *kind.AdditionalProperties:
		for _, name := range k.Properties {
			location := slices.Concat(l.InstanceLocation, []string{name})
			add(pointerOf(location...), func() *fault.Error { return w.unknown(l.SchemaURL, location) })
		}
	case *kind.PropertyNames:
		around := pointerOf(w.holder(l.InstanceLocation, k.Property)...)
		add(around+pointerOf(k.Property), func() *fault.Error { return w.badName(l, k.Property) })
	case *kind.FalseSchema:
		add(here, func() *fault.Error { return w.notAllowed(l) })
	default:
		add(here, func() *fault.Error { return w.value(l) })
	}
	return all
}

// missing words the absence of a field; because names the field that makes it necessary, or is "".
func (w *wording) missing(l leaf, name, because string) *fault.Error {
	if l.oneOf != nil {
		return fault.New(fault.Invalid, "one of the fields %s is missing", quoted(l.oneOf)).To("add one of them")
	}
	f := fault.New(fault.Invalid, "the field %q is missing", name)
	if because != "" {
		f.Problem += fmt.Sprintf(", which %q needs", because)
	}
	if hint := w.hint(l.SchemaURL, "properties", name); hint != "" {
		return f.To("add %q: %s", name, hint)
	}
	return f.To("add %q", name)
}

// unknown words a field that the schema does not have. The address is that of the schema of the object around it.
func (w *wording) unknown(address string, location []string) *fault.Error {
	last := len(location) - 1
	known := map[string]bool{}
	w.fields(fragment(address), known, map[string]bool{})
	object, _ := at(w.instance, pointerOf(location[:last]...))
	var free []string
	for name := range known {
		if fields, ok := object.(map[string]any); ok && fields[name] == nil {
			free = append(free, name)
		}
	}
	return unknownField(location[last], free)
}

// notAllowed words a value where the schema allows none: a field beyond those evaluated, or one that is ruled out.
func (w *wording) notAllowed(l leaf) *fault.Error {
	around, isUnevaluated := strings.CutSuffix(l.SchemaURL, "/unevaluatedProperties")
	if isUnevaluated && len(l.InstanceLocation) > 0 {
		return w.unknown(around, l.InstanceLocation)
	}
	return w.invalid(l, "nothing may stand here").To("remove it")
}
