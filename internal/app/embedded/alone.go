package embedded

import (
	"context"
	"slices"
	"time"

	"example.org/handover/internal/office"
)

// alone is a store in which nobody who looks for programmes finds another than one: its time passes, that of the others
// stands still. Whoever names another still finds it.
type alone struct {
	office.Store
	programme string
}

// Due implements office.Store.
func (s alone) Due(ctx context.Context, at time.Time) ([]string, error) {
	due, err := s.Store.Due(ctx, at)
	return slices.DeleteFunc(due, func(name string) bool { return name != s.programme }), err
}

// Portfolio implements office.Store.
func (s alone) Portfolio(ctx context.Context) ([]office.Summary, error) {
	list, err := s.Store.Portfolio(ctx)
	if i := slices.IndexFunc(list, func(p office.Summary) bool { return p.Programme == s.programme }); i >= 0 {
		return slices.Clone(list[i : i+1]), err
	}
	return nil, err
}
