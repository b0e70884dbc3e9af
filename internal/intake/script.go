package intake

import (
	"io"
	"slices"
	"sync"

	"example.org/handover/events"
	"example.org/handover/internal/document"
	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/rehearsal"
)

var rehearsalSchema = sync.OnceValues(func() (*document.Schema, error) {
	return document.Compile("rehearsal.schema.json", events.RehearsalSchema)
})

// Script reads and checks a rehearsal script for a definition.
func Script(name string, r io.Reader, d handover.Definition) (rehearsal.Script, error) {
	var s rehearsal.Script
	schema, err := rehearsalSchema()
	if err != nil {
		return s, err
	}
	raw, err := decode(name, r, schema, &s)
	if err != nil {
		return s, err
	}
	var found []*fault.Error
	for i, a := range s.Acts {
		if _, ok := d.Person(a.By); !ok {
			found = append(found, nobody(i, a.By))
		}
		if _, err := handover.LookUp(a.Do); err != nil {
			found = append(found, fault.New(fault.Invalid, "there is no command of that name").At("", pointer("acts", i, "do")).With(a.Do).
				To("see `handover do --list`"))
		}
	}
	byTime := func(a, b rehearsal.Act) int { return a.At.Instant().Compare(b.At.Instant()) }
	if !slices.IsSortedFunc(s.Acts, byTime) {
		found = append(found, outOfOrder())
	}
	return s, placed(name, raw, found...)
}

func nobody(i int, id string) *fault.Error {
	return fault.New(fault.Invalid, "the definition knows nobody of that id").At("", pointer("acts", i, "by")).With(id).
		To("use the id of one of its /people")
}

func outOfOrder() *fault.Error {
	return fault.New(fault.Invalid, "the acts are not in the order of time").At("", "/acts").To("put the earliest first")
}
