package memory_test

import (
	"testing"

	"example.org/handover/internal/memory"
	"example.org/handover/internal/office"
	"example.org/handover/internal/office/storetest"
)

func TestStore(t *testing.T) {
	storetest.Run(t, func(*testing.T) office.Store { return memory.New() })
}
