package local

import (
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// step is one step of a reference path: a member name, or an array index where index is not negative.
type step struct {
	name  string
	index int
}

// path is a reference path: it points at one place at most.
type path struct {
	text  string // as it stands in the file
	field string // of the context object, such as "Execution.Name", where the path begins with $$
	steps []step // into the datum or the field
}

// errPath is why a text is no reference path.
var errPath = errors.New("not a reference path of the form $.name['other name'][0]")

// parsePath reads "$" or "$$" followed by steps .name, ['name'] and [0].
func parsePath(text string) (path, error) {
	p := path{text: text}
	rest, ok := strings.CutPrefix(text, "$")
	if !ok {
		return path{}, errPath
	}
	rest, context := strings.CutPrefix(rest, "$")
	for rest != "" {
		s, after, ok := parseStep(rest)
		if !ok {
			return path{}, errPath
		}
		p.steps, rest = append(p.steps, s), after
	}
	var err error
	if context {
		err = p.splitContext()
	}
	return p, err
}

// parseStep reads one step from the front of a text and returns what follows it.
func parseStep(text string) (step, string, bool) {
	if name, ok := strings.CutPrefix(text, "."); ok {
		n := 0
		for n < len(name) && isNameByte(name[n]) {
			n++
		}
		return step{name: name[:n], index: -1}, name[n:], n > 0
	}
	if quoted, ok := strings.CutPrefix(text, "['"); ok {
		name, after, closed := strings.Cut(quoted, "']")
		return step{name: name, index: -1}, after, closed && name != "" && !strings.ContainsAny(name, `'\`)
	}
	if digits, ok := strings.CutPrefix(text, "["); ok {
		digits, after, closed := strings.Cut(digits, "]")
		const longest = 6 // no array of 256 KiB has more than six digits of items
		index, err := strconv.ParseUint(digits, 10, 31)
		canonical := digits == "0" || !strings.HasPrefix(digits, "0")
		return step{index: int(index)}, after, closed && err == nil && canonical && len(digits) <= longest
	}
	return step{}, "", false
}

// isNameByte reports whether a byte may stand in a dotted name. Other names need ['…'].
func isNameByte(c byte) bool {
	return c == '_' || c >= 0x80 || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

// lookup follows steps into a datum; it reports false where one leads nowhere.
func lookup(v any, steps []step) (any, bool) {
	for _, s := range steps {
		if s.index >= 0 {
			list, ok := v.([]any)
			if !ok || s.index >= len(list) {
				return nil, false
			}
			v = list[s.index]
			continue
		}
		members, ok := v.(map[string]any)
		if !ok {
			return nil, false
		}
		if v, ok = members[s.name]; !ok {
			return nil, false
		}
	}
	return v, true
}

// place returns v with the value put at the end of the steps. Missing members on the way are created; a step that meets
// anything but the object or the array item it needs cannot be taken, and place reports false. v itself is not changed.
func place(v any, steps []step, value any) (any, bool) {
	if len(steps) == 0 {
		return value, true
	}
	s := steps[0]
	if s.index >= 0 {
		list, ok := v.([]any)
		if !ok || s.index >= len(list) {
			return nil, false
		}
		item, ok := place(list[s.index], steps[1:], value)
		if !ok {
			return nil, false
		}
		list = slices.Clone(list)
		list[s.index] = item
		return list, true
	}
	members, ok := v.(map[string]any)
	if !ok {
		return nil, false
	}
	inner, has := members[s.name]
	if !has {
		inner = map[string]any{}
	}
	member, ok := place(inner, steps[1:], value)
	if !ok {
		return nil, false
	}
	members = maps.Clone(members)
	members[s.name] = member
	return members, true
}
