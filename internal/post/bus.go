package post

import (
	"context"
	"encoding/json"
	"errors"
	"os"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/office"
)

// Journal appends milestones to a file, one JSON object a line.
type Journal struct{ Path string }

var _ office.Bus = Journal{}

// Publish implements office.Bus.
func (j Journal) Publish(_ context.Context, e office.Event) error {
	line, err := json.Marshal(e)
	if err != nil {
		return fault.Wrap(fault.Invalid, err, "milestone %s can never be told", e.ID)
	}
	f, err := os.OpenFile(j.Path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return fault.Wrap(fault.Unavailable, err, "the journal of milestones cannot be written: %v", err)
	}
	_, err = f.Write(append(line, '\n'))
	if err := errors.Join(err, f.Close()); err != nil {
		return fault.Wrap(fault.Unavailable, err, "the journal of milestones cannot be written: %v", err)
	}
	return nil
}
