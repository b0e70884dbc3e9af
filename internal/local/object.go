package local

import (
	"fmt"
	"slices"
	"strconv"
)

// object is an object of the file while it is read.
type object struct {
	l       *loader
	at      string // JSON pointer
	members map[string]any
}

// object takes a value as an object.
func (l *loader) object(v any, at string) object {
	members, ok := v.(map[string]any)
	if !ok {
		l.refuse(at, "this has to be an object", "write { … }")
	}
	return object{l, at, members}
}

// place is the JSON pointer of a member.
func (o object) place(field string) string { return o.at + "/" + escapePointer(field) }

// has reports whether a member stands in the file.
func (o object) has(field string) bool {
	_, ok := o.members[field]
	return ok
}

// only refuses every member that is not among the fields.
func (o object) only(what string, fields ...string) {
	for _, key := range sortedKeys(o.members) {
		if !slices.Contains(fields, key) {
			o.l.refuse(o.place(key), what+" has no such field, or this engine does not implement it", "take it away")
		}
	}
	if v, ok := o.members["Comment"]; ok {
		if _, ok := v.(string); !ok {
			o.l.refuse(o.place("Comment"), "a comment is a string", "write it in quotes")
		}
	}
}

// text gives a string member, or the default where it does not stand in the file.
func (o object) text(field, absent string) string {
	v, ok := o.members[field]
	if !ok {
		return absent
	}
	s, ok := v.(string)
	if !ok {
		o.l.refuse(o.place(field), "this has to be a string", "write it in quotes")
	}
	return s
}

// need gives a string member that must be there and not be empty.
func (o object) need(field string) string {
	s := o.text(field, "")
	if s == "" {
		o.l.refuse(o.place(field), "this field is missing or empty", "write it")
	}
	return s
}

// whole gives an integer member within bounds, or the default where it does not stand in the file.
func (o object) whole(field string, least, most, absent int64) int64 {
	v, ok := o.members[field]
	if !ok {
		return absent
	}
	n, err := strconv.ParseInt(numberText(v), 10, 64)
	if err != nil || n < least || n > most {
		o.l.refuseValue(o.place(field), fmt.Sprintf("this has to be a whole number from %d to %d", least, most),
			numberText(v), "correct it")
	}
	return n
}

// child gives an object member that must be there and not be empty.
func (o object) child(field string) object {
	v, ok := o.members[field]
	if !ok {
		o.l.refuse(o.place(field), "this field is missing", "write it")
		return object{o.l, o.place(field), nil}
	}
	return o.l.object(v, o.place(field))
}

// list gives the objects of an array member; none where it does not stand in the file. An empty array is refused.
func (o object) list(field string) []object {
	v, ok := o.members[field]
	if !ok {
		return nil
	}
	items, ok := v.([]any)
	if !ok || len(items) == 0 {
		o.l.refuse(o.place(field), "this has to be an array with at least one item", "write [ … ]")
	}
	list := make([]object, len(items))
	for i, item := range items {
		list[i] = o.l.object(item, o.place(field)+"/"+strconv.Itoa(i))
	}
	return list
}

// path reads a path member: $ where it does not stand in the file, nil where it is null.
func (o object) path(field string) *path {
	v, ok := o.members[field]
	switch {
	case !ok:
		return &path{text: "$"}
	case v == nil:
		return nil
	}
	return o.l.path(v, o.place(field), reach{})
}

// payload reads a payload template member; nil where it does not stand in the file.
func (o object) payload(field string, r reach) *template {
	v, ok := o.members[field]
	if !ok {
		return nil
	}
	child := o.l.object(v, o.place(field))
	return o.l.template(child.members, child.at, r)
}
