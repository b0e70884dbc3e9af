package local

import (
	"cmp"
	"encoding/json"
	"strconv"
	"strings"
)

// rule is one choice rule, or a part of one.
type rule struct {
	at       string // JSON pointer
	next     *state
	nextName string
	op       string // And, Or, Not or a comparison
	variable *path
	operand  any    // of a comparison
	parts    []rule // of And, Or and Not
}

// rules reads the Choices of a Choice.
func (l *loader) rules(o object) []rule {
	list := o.list("Choices")
	if list == nil {
		l.refuse(o.place("Choices"), "a Choice has at least one rule", "write it")
	}
	rules := make([]rule, 0, len(list))
	for _, item := range list {
		r := l.rule(item, "Next")
		r.nextName = item.need("Next")
		rules = append(rules, r)
	}
	return rules
}

// rule reads a rule: one operator, beside Variable where it is a comparison; extra fields are let pass.
func (l *loader) rule(o object, extra ...string) rule {
	r := rule{at: o.at}
	allowed := append([]string{"Comment", "Variable"}, extra...)
	for _, key := range sortedKeys(o.members) {
		if operandOf(key) != "" || key == "And" || key == "Or" || key == "Not" {
			if r.op != "" {
				l.refuse(o.place(key), "a rule has one operator", "join several with And or Or")
			}
			r.op, allowed = key, append(allowed, key)
		}
	}
	o.only("a choice rule", allowed...)
	switch r.op {
	case "":
		l.refuse(o.at, "the rule has no operator", "write one, such as StringEquals")
	case "And", "Or":
		for _, part := range o.list(r.op) {
			r.parts = append(r.parts, l.rule(part))
		}
	case "Not":
		r.parts = []rule{l.rule(o.child("Not"))}
	default:
		l.comparison(&r, o)
		return r
	}
	if o.has("Variable") {
		l.refuse(o.place("Variable"), r.op+" has no Variable", "move it into the parts")
	}
	return r
}

// comparison reads the variable and the operand of a comparison.
func (l *loader) comparison(r *rule, o object) {
	o.need("Variable")
	r.variable = o.path("Variable")
	r.operand = o.members[r.op]
	if want := operandOf(r.op); typeName(r.operand) != want {
		l.refuse(o.place(r.op), "the operand has to be a "+want, "write a "+want)
	}
}

// operandOf gives the type of operand of a comparison, and nothing for what is none. Those with a path as operand,
// those on timestamps and StringMatches are left out: dates are not decided in the state machine.
func operandOf(op string) string {
	switch op {
	case "StringEquals", "StringLessThan", "StringGreaterThan", "StringLessThanEquals", "StringGreaterThanEquals":
		return "string"
	case "NumericEquals", "NumericLessThan", "NumericGreaterThan", "NumericLessThanEquals", "NumericGreaterThanEquals":
		return "number"
	case "BooleanEquals", "IsNull", "IsPresent", "IsString", "IsNumeric", "IsBoolean":
		return "boolean"
	}
	return ""
}

// typeName names the type of a datum.
func typeName(v any) string {
	switch v.(type) {
	case string:
		return "string"
	case json.Number:
		return "number"
	case bool:
		return "boolean"
	case nil:
		return "null"
	}
	return "structure"
}

// numberText is the text of a number, and empty for any other datum.
func numberText(v any) string {
	n, _ := v.(json.Number)
	return n.String()
}

// holds decides a rule. A variable that leads nowhere fails it, except under IsPresent; And and Or stop at the first
// part that decides them, so an IsPresent may guard what stands after it.
func (r *rule) holds(s *scene) (bool, *path) {
	switch r.op {
	case "And", "Or":
		for i := range r.parts {
			ok, missing := r.parts[i].holds(s)
			if missing != nil || ok == (r.op == "Or") {
				return ok, missing
			}
		}
		return r.op == "And", nil
	case "Not":
		ok, missing := r.parts[0].holds(s)
		return !ok, missing
	}
	v, found := s.find(r.variable)
	if r.op == "IsPresent" {
		return found == (r.operand == true), nil
	}
	if !found {
		return false, r.variable
	}
	return r.compares(v), nil
}

// compares decides a comparison; a value of another type than the operator's is no match.
func (r *rule) compares(v any) bool {
	switch r.op {
	case "BooleanEquals":
		return v == r.operand
	case "IsNull":
		return (v == nil) == (r.operand == true)
	case "IsString":
		return (typeName(v) == "string") == (r.operand == true)
	case "IsNumeric":
		return (typeName(v) == "number") == (r.operand == true)
	case "IsBoolean":
		return (typeName(v) == "boolean") == (r.operand == true)
	}
	if typeName(v) != typeName(r.operand) {
		return false
	}
	if relation, ok := strings.CutPrefix(r.op, "String"); ok {
		return inRelation(relation, strings.Compare(v.(string), r.operand.(string)))
	}
	return inRelation(strings.TrimPrefix(r.op, "Numeric"), compareNumbers(v.(json.Number), r.operand.(json.Number)))
}

// inRelation reports whether an order (below, at or above 0) is what a relation asks for.
func inRelation(relation string, order int) bool {
	switch relation {
	case "Equals":
		return order == 0
	case "LessThan":
		return order < 0
	case "GreaterThan":
		return order > 0
	case "LessThanEquals":
		return order <= 0
	}
	return order >= 0
}

// compareNumbers compares two integers of 64 bits exactly, and any other numbers as IEEE 754 doubles.
func compareNumbers(a, b json.Number) int {
	i, errA := a.Int64()
	j, errB := b.Int64()
	if errA == nil && errB == nil {
		return cmp.Compare(i, j)
	}
	return cmp.Compare(double(a), double(b))
}

// double is a number as a double; one beyond a double's range is an infinity.
func double(n json.Number) float64 {
	f, err := strconv.ParseFloat(n.String(), 64)
	_ = err // only the range can be wrong, and then f is the infinity
	return f
}
