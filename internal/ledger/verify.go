package ledger

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"slices"

	"example.org/handover/internal/handover"
)

// Stored is a ledger as a store has it, every part of which may be wrong.
type Stored struct {
	Programme string
	Seq       int    // the entry at which the state stands
	State     []byte // the snapshot
	Edge      Edge   // of the tree, as kept beside the snapshot
	// Read returns the records that are there from an entry number on, in order, at most limit; none is the end. It is
	// called by one goroutine at a time.
	Read func(from, limit int) ([]Record, error)
	// Each, unless it is nil, gets each entry that is good, with the state that it leads to.
	Each func(p *handover.Programme, e handover.Entry)
}

// Kept is a checkpoint, its signature found good, with the name under which somebody keeps it.
type Kept struct {
	Name string
	Checkpoint
}

// Report says what a verification found.
type Report struct {
	Programme   string    `json:"programme"`
	Entries     int       `json:"entries"`         // found good, from the first on
	Root        Hash      `json:"root"`            // of the tree over them
	Checkpoints int       `json:"checkpoints"`     // with which the ledger agrees
	Problems    []Problem `json:"problems"`        // none: the ledger is whole and nothing in it was changed
	Notes       []string  `json:"notes,omitempty"` // what could not be judged, or was judged another way
}

// Problem is something that cannot be if nobody tampered with the ledger and no disk failed.
type Problem struct {
	Entry int    `json:"entry,omitempty"` // the first entry that is wrong or missing; 0: it is not in an entry
	What  string `json:"what"`
}

// Add adds a problem to the report.
func (r *Report) Add(entry int, format string, args ...any) {
	r.Problems = append(r.Problems, Problem{entry, fmt.Sprintf(format, args...)})
}

// Note adds a note to the report.
func (r *Report) Note(format string, args ...any) {
	r.Notes = append(r.Notes, fmt.Sprintf(format, args...))
}

// Verify computes everything anew from the raw entries: their order, the tree, the state. It holds the result against
// what is stored and against checkpoints, and ends at the first entry that is wrong. An error says that something could
// not be read, not that it is wrong.
func Verify(s Stored, kept []Kept) (Report, error) {
	v := &verification{stored: s, report: Report{Programme: s.Programme, Problems: []Problem{}}, state: new(handover.Programme)}
	v.take(kept)
	err := v.entries()
	if err != nil {
		return v.report, err
	}
	v.report.Entries, v.report.Root = v.tree.size, v.tree.root()
	if len(v.report.Problems) == 0 {
		v.end()
		v.derived()
	}
	v.beyond()
	return v.report, nil
}

// verification is one run of Verify.
type verification struct {
	stored Stored
	report Report
	kept   []Kept // not yet reached, the smallest first
	agreed int    // entries of the largest checkpoint with which the ledger agrees
	forked bool   // it agrees with one no more
	tree   tree
	state  *handover.Programme
}

// take sets the checkpoints ready, and finds those that are not this programme's.
func (v *verification) take(kept []Kept) {
	for _, k := range kept {
		if k.Programme != v.stored.Programme {
			v.report.Add(0, "%s is a checkpoint of programme %s", k.Name, k.Programme)
			continue
		}
		v.kept = append(v.kept, k)
	}
	slices.SortStableFunc(v.kept, func(a, b Kept) int { return cmp.Compare(a.Size, b.Size) })
}

// entries goes through all entries until one is wrong.
func (v *verification) entries() error {
	v.compare()
	stop := make(chan struct{})
	pages := decodePages(v.stored.Read, stop)
	defer func() {
		close(stop)
		for range pages { // the reader sees that it is over before the store is closed
			continue
		}
	}()
	for page := range pages {
		if page.err != nil {
			return page.err
		}
		for i := range page.items {
			if problem := v.entry(&page.items[i]); problem != "" {
				v.report.Add(v.tree.size+1, "%s", problem)
				return nil
			}
			v.tree.take()
			v.compare()
		}
	}
	return nil
}

// compare holds the tree, as it stands now, against the checkpoints of its size.
func (v *verification) compare() {
	for ; len(v.kept) > 0 && v.kept[0].Size == v.tree.size; v.kept = v.kept[1:] {
		k := v.kept[0]
		if v.tree.root() == k.Root {
			v.report.Checkpoints++
			v.agreed = k.Size
			continue
		}
		if !v.forked { // the later ones cannot agree either
			v.report.Add(0, "the first %d entries are not those of %s: something from entry %d on was changed, and the tree "+
				"with it", k.Size, k.Name, v.agreed+1)
		}
		v.forked = true
	}
}

// end looks at where the entries end.
func (v *verification) end() {
	switch n := v.tree.size; {
	case n < v.stored.Seq:
		v.report.Add(n+1, "the ledger ends with entry %d, but the state stands at entry %d", n, v.stored.Seq)
	case n > v.stored.Seq:
		v.report.Add(v.stored.Seq+1, "the state stands at entry %d, but the ledger goes on to entry %d", v.stored.Seq, n)
	case !slices.Equal(v.tree.edge, v.stored.Edge):
		v.report.Add(0, "the edge of the tree that is kept with the state is not that of the entries")
	}
}

// derived holds the stored state against the fold of the entries, byte for byte.
func (v *verification) derived() {
	if len(v.report.Problems) > 0 {
		return
	}
	if v.tree.size == 0 {
		return // there is nothing, and nothing is said to be there
	}
	if v.foldedOtherwise() {
		v.report.Note("the stored state is that of another version, which folds the entries in another way: it is not used, and " +
			"written anew with the next entry")
		return
	}
	folded, err := v.state.Marshal()
	if err != nil {
		v.report.Add(0, "the entries give no state")
		return
	}
	if !bytes.Equal(folded, v.stored.State) {
		v.report.Add(0, "the stored state is not what the entries give: it differs in %s", differing(v.stored.State, folded))
	}
}

// foldedOtherwise reports whether the stored state is one of another version.
func (v *verification) foldedOtherwise() bool {
	var state struct {
		Seq int `json:"seq"`
	}
	return !handover.Current(v.stored.State) && json.Unmarshal(v.stored.State, &state) == nil && state.Seq == v.stored.Seq
}

// beyond finds the checkpoints that the ledger does not reach.
func (v *verification) beyond() {
	whole := len(v.report.Problems) == 0 // else the rest of the ledger was not looked at
	for _, k := range v.kept {
		switch {
		case whole && v.tree.size == 0:
			v.report.Add(1, "the ledger is missing as a whole: %s was made over %d entries, and none is there", k.Name, k.Size)
		case whole:
			v.report.Add(v.tree.size+1, "the ledger ends with entry %d, but %s was made over %d entries", v.tree.size, k.Name, k.Size)
		}
	}
}
