package ledger

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"strings"
	"sync"

	"example.org/handover/internal/handover"
)

// item is a record with what can be computed without its neighbours.
type item struct {
	Record
	leaf  Hash
	entry handover.Entry
	err   error // the entry cannot be decoded
}

// page is some items in a row, or the reason why there are no more.
type page struct {
	items []item
	err   error
}

// pageSize is how many entries are read at once.
const pageSize = 4096

// decodePages reads and decodes the next page while the last one is worked upon, until the end or until stop is closed.
func decodePages(read func(from, limit int) ([]Record, error), stop <-chan struct{}) <-chan page {
	pages := make(chan page, 1)
	go func() {
		defer close(pages)
		for from := 1; ; {
			records, err := read(from, pageSize)
			if err == nil && len(records) == 0 {
				return
			}
			select {
			case pages <- page{decodeAll(records), err}:
			case <-stop:
				return
			}
			if err != nil || len(records) < pageSize {
				return
			}
			from = records[len(records)-1].Seq + 1
		}
	}()
	return pages
}

// decodeAll spreads the work over the processors.
func decodeAll(records []Record) []item {
	items := make([]item, len(records))
	share := max((len(records)+runtime.GOMAXPROCS(0)-1)/runtime.GOMAXPROCS(0), 64)
	var group sync.WaitGroup
	for first := 0; first < len(records); first += share {
		group.Go(func() {
			sum := sha256.New()
			for i := first; i < min(first+share, len(records)); i++ {
				items[i].Record, items[i].leaf = records[i], leafHash(records[i].Raw, sum)
				items[i].err = items[i].entry.UnmarshalJSON(records[i].Raw)
			}
		})
	}
	group.Wait()
	return items
}

// entry looks at the entry that follows on what has been verified, and folds it. It says what is wrong with it.
func (v *verification) entry(i *item) (problem string) {
	want := v.tree.size + 1
	if i.Seq != want {
		return fmt.Sprintf("entry %d is missing: entry %d stands in its place", want, i.Seq)
	}
	if problem := v.hashes(i); problem != "" {
		return problem
	}
	_, starts := i.entry.Event.(handover.Started)
	switch {
	case i.err != nil:
		return fmt.Sprintf("entry %d cannot be read: %v", want, i.err)
	case i.entry.Seq != want:
		return fmt.Sprintf("entry %d says that it is entry %d", want, i.entry.Seq)
	case i.entry.At.Before(v.state.Changed):
		return fmt.Sprintf("entry %d is dated before the entry that it follows", want)
	case starts != (want == 1):
		return fmt.Sprintf("entry %d is %s, but the first entry, and no other, starts a programme", want, i.entry.Event.Kind())
	}
	if problem := v.fold(i.entry); problem != "" {
		return problem
	}
	if id := v.state.Definition.Programme; want == 1 && id != v.stored.Programme {
		return fmt.Sprintf("entry 1 starts programme %s", id)
	}
	return ""
}

// hashes holds the hashes kept with an entry against those that its bytes and the entries before it give.
func (v *verification) hashes(i *item) string {
	switch {
	case slices.Equal(v.tree.completes(i.leaf), i.Hashes):
		return ""
	case len(i.Hashes) == 0 || i.Hashes[0] != i.leaf:
		return fmt.Sprintf("the bytes of entry %d are not those that were recorded: they do not give the hash kept with it", i.Seq)
	}
	return fmt.Sprintf("the hashes of the tree kept with entry %d are not those of the entries up to it", i.Seq)
}

// fold folds an entry. One that was made up may name what is not there, on which the domain, which trusts its ledger,
// panics.
func (v *verification) fold(e handover.Entry) (problem string) {
	defer func() {
		if recover() != nil {
			problem = fmt.Sprintf("entry %d (%s) cannot follow on the entries before it", e.Seq, e.Event.Kind())
		}
	}()
	if err := v.state.Fold(e); err != nil {
		return fmt.Sprintf("entry %d cannot be folded: %v", e.Seq, err)
	}
	if v.stored.Each != nil {
		v.stored.Each(v.state, e)
	}
	return ""
}

// differing names the fields in which two states differ.
func differing(stored, folded []byte) string {
	var a, b map[string]json.RawMessage
	if json.Unmarshal(stored, &a) != nil || json.Unmarshal(folded, &b) != nil {
		return "form: it cannot be read"
	}
	var fields []string
	all := map[string]json.RawMessage{}
	maps.Copy(all, a)
	maps.Copy(all, b)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if string(a[name]) != string(b[name]) {
			fields = append(fields, "/"+name)
		}
	}
	if len(fields) == 0 {
		return "the way in which it is written"
	}
	return strings.Join(fields, ", ")
}
