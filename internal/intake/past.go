package intake

import (
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"
	"sync"

	"example.org/handover/events"
	"example.org/handover/internal/document"
	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
)

// act is one thing of the past as its file has it.
type act struct {
	At    handover.Local  `json:"at"`
	By    string          `json:"by"`
	Do    string          `json:"do"`
	Input json.RawMessage `json:"input,omitempty"`
}

var pastSchema = sync.OnceValues(func() (*document.Schema, error) {
	return document.Compile("past.schema.json", events.PastSchema)
})

// facts are what only a past can say, by name.
var facts = map[string]func(file string, raw []byte) (handover.Command, error){
	"notice-drafted": fact[handover.NoticeWasDrafted],
	"window-opened":  fact[handover.WindowWasOpened],
	"window-closed":  fact[handover.WindowWasClosed],
	"dry-run-passed": fact[handover.DryRunPassed],
}

// fact decodes an input that the schema of the past has accepted.
func fact[C handover.Command](file string, raw []byte) (handover.Command, error) {
	var c C
	err := document.Decode(file, raw, &c)
	return c, err
}

// Past reads and checks the past of a programme that is adopted with a definition.
func Past(name string, r io.Reader, d handover.Definition) (handover.Adopt, error) {
	schema, err := pastSchema()
	if err != nil {
		return handover.Adopt{}, err
	}
	var file struct {
		Schema string `json:"$schema"`
		Reason string `json:"reason"`
		Acts   []act  `json:"acts"`
	}
	raw, err := decode(name, r, schema, &file)
	if err != nil {
		return handover.Adopt{}, err
	}
	adopt := handover.Adopt{Reason: file.Reason}
	var found []*fault.Error
	var failures []error
	for i, a := range file.Acts {
		person, ok := d.Person(a.By)
		if !ok {
			found = append(found, nobody(i, a.By))
			continue
		}
		c, err := a.command(name + "#" + pointer("acts", i, "input"))
		failures = append(failures, err)
		adopt.Past = append(adopt.Past, handover.Past{At: a.At.Instant(), Command: c,
			By: person.Actor()})
	}
	if !slices.IsSortedFunc(file.Acts, func(a, b act) int { return a.At.Instant().Compare(b.At.Instant()) }) {
		found = append(found, outOfOrder())
	}
	return adopt, errors.Join(append(failures, placed(name, raw, found...))...)
}

func (a act) command(file string) (handover.Command, error) {
	input := a.Input
	if len(input) == 0 {
		input = []byte("{}")
	}
	if read, ok := facts[a.Do]; ok {
		return read(file, input)
	}
	return CommandJSON(a.Do, file, input)
}

// InPast reports whether an adoption was refused for an act of its past, not for its definition.
func InPast(err error) bool {
	var e *fault.Error
	return errors.As(err, &e) && strings.HasPrefix(e.Pointer, "/acts")
}
