package document

import (
	"math/big"
	"strconv"

	"github.com/santhosh-tekuri/jsonschema/v6/kind"

	"example.org/handover/internal/fault"
)

// value words the failure of a value to be what the schema asks for.
func (w *wording) value(l leaf) *fault.Error {
	switch k := l.ErrorKind.(type) {
	case *kind.Type:
		return w.withHint(l, wrongType(w.got(l), k.Want))
	case *kind.Enum:
		return w.choice(l, k.Want)
	case *kind.Const:
		return w.choice(l, []any{k.Want})
	case *kind.Format:
		problem, mend := wordsFor(k.Want)
		return w.invalid(l, "%s", problem).To("%s", mend)
	case *kind.Pattern:
		return w.invalid(l, "the text does not have the form it must have").To("%s", w.patternMend(l, k.Want))
	case *kind.OneOf:
		return w.invalid(l, "this fits more than one of the forms allowed here").To("keep the fields of one form only")
	case *kind.Not:
		return w.withHint(l, w.invalid(l, "this is ruled out here").To("write another value"))
	case *kind.Contains, *kind.MinContains, *kind.MaxContains:
		return w.withHint(l, w.invalid(l, "the list has too few or too many items of the kind asked for").
			To("add or remove such items"))
	case *kind.UniqueItems:
		first, second := k.Duplicates[0], k.Duplicates[1]
		return w.invalid(l, "the items %d and %d of the list, counted from 0, are the same", first, second).
			To("keep one of them")
	default:
		return w.size(l)
	}
}

// choice words a value that is none of those allowed.
func (w *wording) choice(l leaf, allowed []any) *fault.Error {
	var shown, names []string
	for _, v := range allowed {
		if len(shown) < maxListed {
			shown = append(shown, show(v))
		}
		if name, ok := v.(string); ok {
			names = append(names, name)
		}
	}
	f := w.invalid(l, "not one of the allowed values")
	if len(allowed) == 1 {
		return f.To("write %s", shown[0])
	}
	if got, ok := w.got(l).(string); ok {
		if near := nearest(got, names); near != "" {
			return f.To("did you mean %q? the allowed values are %s", near, listed(shown, len(allowed)))
		}
	}
	return f.To("use one of %s", listed(shown, len(allowed)))
}

// size words a value that is too small, too large, too short or too long.
func (w *wording) size(l leaf) *fault.Error {
	switch k := l.ErrorKind.(type) {
	case *kind.MinLength:
		if k.Want == 1 {
			return w.invalid(l, "the text is empty").To("write something")
		}
		return w.invalid(l, "the text is too short").To("write at least %s", count(k.Want, "character"))
	case *kind.MaxLength:
		return w.invalid(l, "the text is too long, %s", count(k.Got, "character")).
			To("write at most %s", count(k.Want, "character"))
	case *kind.MinItems:
		return w.invalid(l, "the list is too short").To("give at least %s", count(k.Want, "item"))
	case *kind.MaxItems:
		return w.invalid(l, "the list is too long").To("give at most %s", count(k.Want, "item"))
	case *kind.MinProperties:
		return w.invalid(l, "the object has too few fields").To("give at least %s", count(k.Want, "field"))
	case *kind.MaxProperties:
		return w.invalid(l, "the object has too many fields").To("give at most %s", count(k.Want, "field"))
	default:
		return w.amount(l)
	}
}

// amount words a number out of its bounds, and last any failure without words of its own.
func (w *wording) amount(l leaf) *fault.Error {
	switch k := l.ErrorKind.(type) {
	case *kind.Minimum:
		return w.invalid(l, "the number is too small").To("write %s or more", decimal(k.Want))
	case *kind.Maximum:
		return w.invalid(l, "the number is too large").To("write %s or less", decimal(k.Want))
	case *kind.ExclusiveMinimum:
		return w.invalid(l, "the number is too small").To("write more than %s", decimal(k.Want))
	case *kind.ExclusiveMaximum:
		return w.invalid(l, "the number is too large").To("write less than %s", decimal(k.Want))
	case *kind.MultipleOf:
		return w.invalid(l, "the number is not a multiple of %s", decimal(k.Want)).
			To("round it to a multiple of %s", decimal(k.Want))
	default:
		return w.withHint(l, w.invalid(l, "the schema does not allow this").To("see what the schema says about it"))
	}
}

// decimal writes an exact number without a fraction bar. Every JSON number has a finite decimal expansion, and digits
// beyond the sixteenth place do not occur in bounds.
func decimal(r *big.Rat) string {
	if r.IsInt() {
		return r.Num().String()
	}
	exact, _ := r.Float64()
	return strconv.FormatFloat(exact, 'f', -1, 64)
}
