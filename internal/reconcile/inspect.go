package reconcile

import (
	"context"
	"hash/maphash"
)

// Inspect reads one extract to its end and refuses what Compare would refuse of it: fault.Invalid with file, line or
// column, and mend. It says nothing of what the extract ought to hold.
func Inspect(ctx context.Context, in Input, spec Spec) error {
	if err := spec.check(); err != nil {
		return err
	}
	e, err := open(ctx, in, "extract", spec.Key)
	if err != nil {
		return err
	}
	cols := match(e.header, e.header, spec)
	return e.each(cols.source, newDigester([]byte(in.Name+"?"), maphash.MakeSeed()), func(batch) {})
}
