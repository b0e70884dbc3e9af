package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// fieldCommand is `field FILE /pointer VALUE`: the field of a JSON document has a value; FILE may be stdout. A pointer
// that ends in /# counts the items of a list.
func fieldCommand(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 3 {
		ts.Fatalf("usage: field FILE /pointer VALUE")
	}
	var doc any
	ts.Check(json.Unmarshal([]byte(ts.ReadFile(args[0])), &doc))
	v, err := at(doc, args[1])
	ts.Check(err)
	if got := plainJSON(v); (got == args[2]) == neg {
		ts.Fatalf("%s is %s", args[1], got)
	}
}

// at follows a JSON pointer. The last part may be # for the length of a list, and key=value picks the first object of
// a list with that field.
func at(v any, pointer string) (any, error) {
	for _, part := range strings.Split(pointer, "/")[1:] {
		part = strings.ReplaceAll(part, "~1", "/")
		switch in := v.(type) {
		case map[string]any:
			next, ok := in[part]
			if !ok {
				return nil, fmt.Errorf("%s: there is no field %s", pointer, part)
			}
			v = next
		case []any:
			next, err := item(in, part)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", pointer, err)
			}
			v = next
		default:
			return nil, fmt.Errorf("%s leads nowhere", pointer)
		}
	}
	return v, nil
}

func item(list []any, part string) (any, error) {
	if part == "#" {
		return len(list), nil
	}
	if key, value, ok := strings.Cut(part, "="); ok {
		for _, v := range list {
			if o, ok := v.(map[string]any); ok && plainJSON(o[key]) == value {
				return v, nil
			}
		}
		return nil, fmt.Errorf("no item has %s", part)
	}
	i, err := strconv.Atoi(part)
	if err != nil || i < 0 || i >= len(list) {
		return nil, fmt.Errorf("there is no item %s of %d", part, len(list))
	}
	return list[i], nil
}

func plainJSON(v any) string {
	if s, ok := v.(string); ok {
		return s
	}
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return err.Error()
	}
	return strings.TrimSpace(out.String())
}

// entryCommand is `entry VARIABLE KIND N`: the number of the n-th entry of a kind in the ledger on standard output.
func entryCommand(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 3 {
		ts.Fatalf("usage: entry VARIABLE KIND N")
	}
	var ledger []struct {
		Seq  int    `json:"seq"`
		Kind string `json:"kind"`
	}
	ts.Check(json.Unmarshal([]byte(ts.ReadFile("stdout")), &ledger))
	n, err := strconv.Atoi(args[2])
	ts.Check(err)
	for _, e := range ledger {
		if e.Kind == args[1] {
			if n--; n == 0 {
				ts.Setenv(args[0], strconv.Itoa(e.Seq))
				return
			}
		}
	}
	ts.Fatalf("the ledger has no entry %s of kind %s", args[2], args[1])
}

// editCommand is `edit FROM TO /pointer=VALUE…`: a copy of a JSON document with other values. A value that is no JSON
// is a string.
func editCommand(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) < 3 {
		ts.Fatalf("usage: edit FROM TO /pointer=VALUE…")
	}
	var doc any
	ts.Check(json.Unmarshal([]byte(ts.ReadFile(args[0])), &doc))
	for _, change := range args[2:] {
		pointer, text, ok := strings.Cut(change, "=")
		i := strings.LastIndexByte(pointer, '/')
		if !ok || i < 0 {
			ts.Fatalf("%s changes nothing", change)
		}
		var value any
		if json.Unmarshal([]byte(text), &value) != nil {
			value = text
		}
		parent, err := at(doc, pointer[:i])
		ts.Check(err)
		switch in := parent.(type) {
		case map[string]any:
			in[pointer[i+1:]] = value
		case []any:
			n, err := strconv.Atoi(pointer[i+1:])
			ts.Check(err)
			in[n] = value
		}
	}
	raw, err := json.MarshalIndent(doc, "", "  ")
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), raw, 0o600))
}
