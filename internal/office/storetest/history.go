package storetest

import (
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/anishathalye/porcupine"
)

// History records who appended an entry to one ledger, and who read where it stands, in the order of the calls and
// their answers. It is safe for concurrent use; the zero value is ready.
type History struct {
	time atomic.Int64 // counts calls and answers
	mu   sync.Mutex
	ops  []porcupine.Operation
}

type operation struct{ appends bool }

// Append records a call that appends one entry and returns its number. A call that fails must not have appended any, and
// ends the test.
func (h *History) Append(writer int, call func() (int, error)) error {
	return h.record(writer, true, call)
}

// Read records a call that returns the number of the last entry.
func (h *History) Read(reader int, call func() (int, error)) error {
	return h.record(reader, false, call)
}

func (h *History) record(client int, appends bool, call func() (int, error)) error {
	begun := h.time.Add(1)
	seq, err := call()
	ended := h.time.Add(1)
	if err != nil {
		return err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.ops = append(h.ops, porcupine.Operation{ClientId: client, Input: operation{appends}, Output: seq, Call: begun, Return: ended})
	return nil
}

// Check looks for an order of the calls, each between its beginning and its end, in which every answer is right: the
// ledger begins with start entries, each append adds the next one, each read sees the last. An error says that there is
// none: an entry was lost, or given to two, or somebody was shown the past.
func (h *History) Check(start int) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	model := porcupine.Model{
		Init: func() any { return start },
		Step: func(state, input, output any) (bool, any) {
			last, _ := state.(int)
			seq, _ := output.(int)
			if op, _ := input.(operation); op.appends {
				return seq == last+1, seq
			}
			return seq == last, last
		},
	}
	if result := porcupine.CheckOperationsTimeout(model, h.ops, time.Minute); result != porcupine.Ok {
		return fmt.Errorf("no order explains the answers to %d calls: %s", len(h.ops), result)
	}
	return nil
}
