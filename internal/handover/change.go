package handover

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Change is one difference between two definitions: where, and what stood and stands there, as JSON; "" for nothing.
// Members of lists that have ids are known by them.
type Change struct {
	Where string `json:"where"`
	From  string `json:"from,omitempty"`
	To    string `json:"to,omitempty"`
}

// String says the change in words.
func (c Change) String() string {
	switch {
	case c.From == "":
		return c.Where + " added: " + c.To
	case c.To == "":
		return c.Where + " taken out, was " + c.From
	}
	return c.Where + ": " + c.From + " → " + c.To
}

// compare lists how two definitions differ, in the order of their places.
func compare(from, to Definition) ([]Change, error) {
	a, err := plain(from)
	if err != nil {
		return nil, err
	}
	b, err := plain(to)
	if err != nil {
		return nil, err
	}
	var found []Change
	differ("", a, b, &found)
	return found, nil
}

func plain(d Definition) (v any, err error) {
	raw, err := json.Marshal(d)
	if err == nil {
		err = json.Unmarshal(raw, &v)
	}
	return v, err
}

func differ(where string, a, b any, found *[]Change) {
	if strings.HasSuffix(where, "/email") && !same(a, b) { // addresses stay out of mails and logs
		a, b = "an address", "another address"
	}
	if list(a) || list(b) {
		a, b = orNone(a), orNone(b)
	}
	x, y := members(a), members(b)
	if x == nil || y == nil {
		if !same(a, b) {
			*found = append(*found, Change{where, show(a), show(b)})
		}
		return
	}
	names := slices.Sorted(maps.Keys(x))
	for name := range y {
		if _, ok := x[name]; !ok {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		differ(where+"/"+name, x[name], y[name], found)
	}
}

// list reports whether v is a list of things with ids: what is added to nothing is told one by one.
func list(v any) bool {
	all, ok := v.([]any)
	if !ok || len(all) == 0 {
		return false
	}
	first, ok := all[0].(map[string]any)
	return ok && first["id"] != nil
}

func orNone(v any) any {
	if v == nil {
		return []any{}
	}
	return v
}

// members are the parts of an object by name, and those of a list of objects by id. Other values have none.
func members(v any) map[string]any {
	switch v := v.(type) {
	case map[string]any:
		return v
	case []any:
		byID := map[string]any{}
		for i, item := range v {
			object, ok := item.(map[string]any)
			if !ok {
				return nil
			}
			id, ok := object["id"].(string)
			if !ok {
				id = strconv.Itoa(i)
			}
			byID[id] = item
		}
		return byID
	}
	return nil
}

// mostShown is how many characters of a value a change tells.
const mostShown = 120

func show(v any) string {
	if v == nil {
		return ""
	}
	if object, ok := v.(map[string]any); ok {
		if title, ok := object["title"].(string); ok {
			return title
		}
		object = maps.Clone(object)
		delete(object, "email")
		v = object
	}
	raw, err := json.Marshal(v)
	if err != nil {
		return "?"
	}
	text := strings.Trim(string(raw), `"`)
	if runes := []rune(text); len(runes) > mostShown {
		return string(runes[:mostShown]) + "…"
	}
	return text
}
