package files

import (
	"bytes"
	"context"
	"slices"
	"sync"

	"example.org/handover/internal/handover"
	"example.org/handover/internal/office"
)

// Memory keeps documents in memory, for rehearsals and tests. The zero value is ready.
type Memory struct {
	mu   sync.Mutex
	kept map[string][]byte
}

var _ office.Files = (*Memory)(nil)

// Put implements office.Files.
func (m *Memory) Put(_ context.Context, name string, content []byte) (handover.FileRef, error) {
	if err := CheckName(name); err != nil {
		return handover.FileRef{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if old, ok := m.kept[name]; ok && !bytes.Equal(old, content) {
		return handover.FileRef{}, Taken(name)
	}
	if m.kept == nil {
		m.kept = map[string][]byte{}
	}
	m.kept[name] = slices.Clone(content)
	return RefOf(name, content), nil
}

// Get implements office.Files.
func (m *Memory) Get(_ context.Context, ref handover.FileRef) ([]byte, error) {
	m.mu.Lock()
	content, ok := m.kept[ref.Name]
	m.mu.Unlock()
	if !ok {
		return nil, Missing(ref.Name)
	}
	return Checked(ref, slices.Clone(content))
}
