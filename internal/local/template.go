package local

import (
	"strconv"
	"strings"
)

// template is a payload template (Parameters, ResultSelector, ItemSelector) made ready: a literal, a path, or an object
// or array with at least one path in it.
type template struct {
	literal any         // the value where nothing in it is computed
	from    *path       // the value's place
	members []member    // of an object
	items   []*template // of an array
}

// member is one member of an object template, with the ".$" taken off its name.
type member struct {
	name  string
	value *template
}

// computed reports whether a template's value depends on anything.
func (t *template) computed() bool { return t.from != nil || t.members != nil || t.items != nil }

// fill computes a template's value; it returns the path that leads nowhere, if there is one.
func (t *template) fill(s *scene) (any, *path) {
	switch {
	case t.from != nil:
		v, ok := s.find(t.from)
		if !ok {
			return nil, t.from
		}
		return v, nil
	case t.members != nil:
		object := make(map[string]any, len(t.members))
		for _, m := range t.members {
			v, missing := m.value.fill(s)
			if missing != nil {
				return nil, missing
			}
			object[m.name] = v
		}
		return object, nil
	case t.items != nil:
		list := make([]any, len(t.items))
		for i, item := range t.items {
			v, missing := item.fill(s)
			if missing != nil {
				return nil, missing
			}
			list[i] = v
		}
		return list, nil
	}
	return t.literal, nil
}

// mentions reports whether a template has a path to a field of the context object.
func (t *template) mentions(field string) bool {
	if t.from != nil {
		return t.from.field == field
	}
	for _, m := range t.members {
		if m.value.mentions(field) {
			return true
		}
	}
	for _, item := range t.items {
		if item.mentions(field) {
			return true
		}
	}
	return false
}

// reach says which fields of the context object a place in the file has beyond those that every place has.
type reach struct{ token, item bool }

// template reads a payload template or any part of one.
func (l *loader) template(v any, at string, r reach) *template {
	switch v := v.(type) {
	case map[string]any:
		return l.objectTemplate(v, at, r)
	case []any:
		t := &template{}
		computed := false
		for i, item := range v {
			inner := l.template(item, at+"/"+strconv.Itoa(i), r)
			computed = computed || inner.computed()
			t.items = append(t.items, inner)
		}
		if computed {
			return t
		}
	}
	return &template{literal: v}
}

// objectTemplate reads an object of a payload template: a member whose name ends in ".$" is a path.
func (l *loader) objectTemplate(v map[string]any, at string, r reach) *template {
	t := &template{}
	computed := false
	for _, key := range sortedKeys(v) {
		inner := at + "/" + escapePointer(key)
		name, isPath := strings.CutSuffix(key, ".$")
		if !isPath {
			m := l.template(v[key], inner, r)
			computed = computed || m.computed()
			t.members = append(t.members, member{name, m})
			continue
		}
		if _, twice := v[name]; twice {
			l.refuse(inner, "the field stands both as a value and as a path", "keep one of the two")
		}
		computed = true
		t.members = append(t.members, member{name, &template{from: l.path(v[key], inner, r)}})
	}
	if !computed {
		return &template{literal: v}
	}
	return t
}

// path reads a path out of the file.
func (l *loader) path(v any, at string, r reach) *path {
	text, ok := v.(string)
	if !ok {
		l.refuse(at, "a path is a string", "write a path such as $.name")
		return &path{}
	}
	if strings.HasPrefix(text, "States.") {
		l.refuse(at, "this engine has no intrinsic functions", "compute the value in the function that needs it")
		return &path{}
	}
	p, err := parsePath(text)
	switch {
	case err != nil:
		l.refuseValue(at, err.Error(), text, "use $ or $$ with names and indexes only")
	case p.field == fieldToken && !r.token:
		l.refuse(at, "there is a task token only in the Payload of a task that waits for it", "take the path away")
	case (p.field == fieldItemIndex || p.field == fieldItemValue) && !r.item:
		l.refuse(at, "there is a Map item only in ItemSelector", "pass the item on through ItemSelector")
	}
	return &p
}
