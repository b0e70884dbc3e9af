package files

import (
	"context"

	"example.org/handover/internal/handover"
	"example.org/handover/internal/office"
)

// Apart keeps extracts in one place and all other documents in another: they are kept for different times.
type Apart struct{ Extracts, Rest office.Files }

var _ office.Files = Apart{}

// Put implements office.Files.
func (a Apart) Put(ctx context.Context, name string, content []byte) (handover.FileRef, error) {
	return a.place(name).Put(ctx, name, content)
}

// Get implements office.Files.
func (a Apart) Get(ctx context.Context, ref handover.FileRef) ([]byte, error) {
	return a.place(ref.Name).Get(ctx, ref)
}

func (a Apart) place(name string) office.Files {
	if handover.IsExtract(name) {
		return a.Extracts
	}
	return a.Rest
}
