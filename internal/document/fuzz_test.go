package document_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"reflect"
	"testing"

	"example.org/handover/internal/document"
	"example.org/handover/internal/fault"
)

// seed adds documents that reach most branches.
func seed(f *testing.F) {
	f.Helper()
	for _, text := range []string{
		``, `{}`, `[1,]`, `{"a":1,"a":2}`, `{"a":[{"b":null}]} x`,
		`"\ud83d\ude00\u00e9"`, `[1e400,-0.0,0e1,01]`, "\xff", `[[[[`,
		`{"title":"","windows":[{"opens":"2022-02-30","opns":1}],"duty":{"kind":"x"},"until":3,"lead":{},"pair":{"from":1}}`,
		`{"deep":{"b":{"c":{"d":{"X":1},"e":{"Y":1}}}},"held":{"b":1},"steps":[],"size":[],"both":{"x":1,"y":2}}`,
		`{"counts":{"a":1.5},"small":999,"bytes":"?","quoted":4,"pair":[1,2,3],"ages":{"x":""},"parent":{"value":"x"}}`,
	} {
		f.Add([]byte(text))
	}
}

// wellWorded holds every part of an error to be an Invalid fault with a file, a problem and a mend.
func wellWorded(t *testing.T, err error) {
	t.Helper()
	parts := []error{err}
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		parts = joined.Unwrap()
	}
	for _, part := range parts {
		var f *fault.Error
		if !errors.As(part, &f) || f.Kind != fault.Invalid || f.File != "f.json" || f.Problem == "" || f.Mend == "" {
			t.Fatalf("not an Invalid fault with its place and mend: %#v", part)
		}
	}
}

func FuzzCheck(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		err := document.Check("f.json", data)
		if err != nil {
			wellWorded(t, err)
			return
		}
		var v any
		if err := json.Unmarshal(data, &v); err != nil {
			t.Fatalf("Check accepts what encoding/json refuses: %v", err)
		}
		if line := document.Line(data, "/0/a"); line < 1 {
			t.Fatalf("line %d", line)
		}
	})
}

func FuzzValidate(f *testing.F) {
	seed(f)
	s := programme(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		err := s.Validate("f.json", data)
		if err == nil {
			return
		}
		wellWorded(t, err)
		if again := s.Validate("f.json", data); again == nil || again.Error() != err.Error() {
			t.Fatalf("twice differently:\n%v\n%v", err, again)
		}
	})
}

func FuzzDecode(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		var got, plain plan
		if err := document.Decode("f.json", data, &got); err != nil {
			wellWorded(t, err)
			return
		}
		var free any
		if err := document.Decode("f.json", data, &free); err != nil {
			t.Fatalf("a plan, but not a value: %v", err)
		}
		dec := json.NewDecoder(bytes.NewReader(data))
		dec.UseNumber()
		if err := dec.Decode(&plain); err != nil || !reflect.DeepEqual(got, plain) {
			t.Fatalf("Decode gives %v, encoding/json %v, %v", got, plain, err)
		}
	})
}

func FuzzCompile(f *testing.F) {
	f.Add(programmeSchema, []byte(`{"title": 3}`))
	f.Add([]byte(`{"$ref":"#"}`), []byte(`1`))
	f.Add([]byte(`{"$id":"a","$defs":{"b":{"$id":"c","$anchor":"d"}},"$ref":"c#d"}`), []byte(`{"x":[]}`))
	f.Fuzz(func(t *testing.T, schema, data []byte) {
		s, err := document.Compile("f.json", schema)
		if err == nil {
			err = s.Validate("f.json", data)
		}
		if err != nil {
			wellWorded(t, err)
		}
	})
}

func BenchmarkValidate(b *testing.B) {
	data, err := os.ReadFile("testdata/programme.schema.json")
	if err != nil {
		b.Fatal(err)
	}
	s, err := document.Compile("s.json", []byte(`{"type": "object"}`))
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		if err := s.Validate("p.json", data); err != nil {
			b.Fatal(err)
		}
	}
}
