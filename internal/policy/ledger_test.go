package policy_test

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/token"
	"reflect"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/handover"
)

// eventKinds finds each event of a package by its source: the type and the literal that its method Kind returns.
func eventKinds(files []source) (map[string]string, []string) {
	kinds := map[string]string{}
	var bad []string
	for _, s := range files {
		for _, d := range s.file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok || f.Name.Name != "Kind" || f.Recv == nil || s.isTest() {
				continue
			}
			receiver, isType := f.Recv.List[0].Type.(*ast.Ident)
			kind, isLiteral := returned(f.Body)
			if !isType || !isLiteral {
				bad = append(bad, s.line(f.Pos())+": Kind must return a literal, on a value receiver")
				continue
			}
			if other, taken := kinds[kind]; taken {
				bad = append(bad, fmt.Sprintf("%s: %s and %s share the kind %q", s.line(f.Pos()), receiver.Name, other, kind))
			}
			kinds[kind] = receiver.Name
		}
	}
	return kinds, bad
}

// returned gives the text literal that a body consists of returning.
func returned(body *ast.BlockStmt) (string, bool) {
	if body == nil || len(body.List) != 1 {
		return "", false
	}
	r, ok := body.List[0].(*ast.ReturnStmt)
	if !ok || len(r.Results) != 1 {
		return "", false
	}
	lit, ok := r.Results[0].(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	text, err := strconv.Unquote(lit.Value)
	return text, err == nil
}

func handoverFiles(t *testing.T) []source {
	t.Helper()
	var files []source
	for _, s := range allGo(t) {
		if s.pkg() == "internal/handover" {
			files = append(files, s)
		}
	}
	return files
}

// TestEveryEventSurvivesTheLedger writes an event of each kind with every field filled, reads it back, and finds the
// same: a field that is not in the JSON would be lost with the next fold.
func TestEveryEventSurvivesTheLedger(t *testing.T) {
	kinds, bad := eventKinds(handoverFiles(t))
	report(t, bad)
	if len(kinds) < 40 {
		t.Fatalf("only %d kinds of event found", len(kinds))
	}
	for kind, name := range kinds {
		t.Run(kind, func(t *testing.T) {
			var empty handover.Entry
			raw := fmt.Sprintf(`{"seq":1,"at":"2022-03-01T09:00:00Z","by":"system","kind":%q,"data":{}}`, kind)
			if err := json.Unmarshal([]byte(raw), &empty); err != nil {
				t.Fatalf("%s is not on the list of ledger.go: %v", name, err)
			}
			if got := reflect.TypeOf(empty.Event).Name(); got != name {
				t.Fatalf("the list reads %q as %s, but it is the kind of %s", kind, got, name)
			}
			full := reflect.New(reflect.TypeOf(empty.Event)).Elem()
			fill(t, full, name)
			before := handover.Entry{Seq: 7, At: empty.At, Occurred: empty.At.Add(-time.Hour), By: "sro", Request: "r-1"}
			before.Event, _ = full.Interface().(handover.Event)
			var after handover.Entry
			if written, err := json.Marshal(before); err != nil {
				t.Fatal(err)
			} else if err := json.Unmarshal(written, &after); err != nil {
				t.Fatalf("%v: %s", err, written)
			}
			if diff := cmp.Diff(before, after); diff != "" {
				t.Errorf("the ledger loses something (-before +after):\n%s", diff)
			}
		})
	}
}

// fill sets every field of a value to something that is not its zero value.
func fill(t *testing.T, v reflect.Value, at string) {
	t.Helper()
	switch x := v.Addr().Interface().(type) {
	case *time.Time:
		*x = time.Date(2022, time.March, 1, 9, 0, 0, 0, time.UTC)
		return
	case *calendar.Date:
		*x = calendar.MustDate("2022-03-01")
		return
	case *handover.Event: // inside another one: one that can be corrected
		*x = handover.ReviewRecorded{Review: "close", Reference: "D/1"}
		return
	case *json.RawMessage:
		*x = json.RawMessage(`{"a":1}`)
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if !v.Type().Field(i).IsExported() {
				t.Fatalf("%s.%s is not exported, so the ledger cannot hold it", at, v.Type().Field(i).Name)
			}
			fill(t, v.Field(i), at+"."+v.Type().Field(i).Name)
		}
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(t, v.Elem(), at)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(t, v.Index(0), at)
	case reflect.Map:
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		fill(t, key, at)
		fill(t, value, at)
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(key, value)
	case reflect.String:
		v.SetString("text")
	case reflect.Int, reflect.Int32, reflect.Int64:
		v.SetInt(3)
	case reflect.Bool:
		v.SetBool(true)
	default:
		t.Fatalf("%s is of kind %s: tell fill how to fill it", at, v.Kind())
	}
}

func TestEventRulesAreHeld(t *testing.T) {
	const text = `package handover
func (A) Kind() string { return "same" }
func (B) Kind() string { return "same" }
func (C) Kind() string { return "x" + "y" }
`
	_, bad := eventKinds([]source{goSource(t, "internal/handover/x.go", text)})
	wantComplaint(t, bad, "x.go:3: B and A share the kind")
	wantComplaint(t, bad, "x.go:4: Kind must return a literal")
}
