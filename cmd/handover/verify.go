package main

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/mod/sumdb/note"

	"example.org/handover/internal/bolt"
	"example.org/handover/internal/fault"
	"example.org/handover/internal/ledger"
	"example.org/handover/internal/office"
	"example.org/handover/internal/web/api"
)

func verifyCommand(e env) *cobra.Command {
	var p place
	var given []string
	var keys []string
	var asJSON bool
	c := &cobra.Command{
		Use:   "verify [PROGRAMME]",
		Short: "Find out whether a ledger was tampered with; without a name, every ledger",
		Long: `Compute everything that is stored of a programme anew from the entries of its ledger: their order, the tree over
their bytes, the state. What differs was changed by hand, or by a failing disk; the first such entry is named. Who can
change the ledger can also change all that is computed from it: that is found with a checkpoint that was kept elsewhere,
from handover checkpoint or from the mails to the auditors. A server computes it all on its side; that its ledger goes
on from such a checkpoint it has to prove, and the proof is checked here.`,
		Example: `  handover verify doncaster --data handover-data
  handover verify doncaster --checkpoint doncaster.checkpoint --key doncaster.key
  handover verify --json`,
		Args: args(cobra.MaximumNArgs(1)),
		RunE: func(c *cobra.Command, names []string) error {
			sealed := func() (notary, error) {
				store, err := bolt.Open(p.dir, bolt.Options{ReadOnly: true})
				return &data{dir: p.dir, store: store}, err
			}
			var reports []ledger.Report
			err := p.proving(e, sealed, func(n notary) (err error) {
				reports, err = verify(c.Context(), n, names, given, keys)
				return err
			})
			if err != nil {
				return err
			}
			return tellReports(e, reports, asJSON)
		},
	}
	p.data(c, e)
	c.Flags().StringArrayVar(&given, "checkpoint", nil, "`FILE` with a checkpoint that was kept elsewhere; may be given again")
	c.Flags().StringArrayVar(&keys, "key", nil,
		"public `KEY` of the checkpoints, or a file with it, if it is not to be that of the directory; may be given again")
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return c
}

// verify verifies programmes, all of them if none is named, against checkpoints of files that were kept elsewhere too.
func verify(ctx context.Context, n notary, names, given, public []string) ([]ledger.Report, error) {
	var keys []note.Verifier
	if _, here := n.(*data); here || len(given) > 0 { // a server holds what it keeps against its own key
		var err error
		if keys, err = n.verifiers(ctx, public); err != nil {
			return nil, err
		}
	}
	elsewhere, err := keptElsewhere(given, keys)
	if err != nil {
		return nil, err
	}
	named := len(names) > 0
	if named {
		err = ofOne(names[0], elsewhere)
	} else {
		names, err = everyLedger(ctx, n, elsewhere)
	}
	if err != nil {
		return nil, err
	}
	reports := make([]ledger.Report, 0, len(names))
	for _, name := range names {
		own := slices.DeleteFunc(slices.Clone(elsewhere), func(k ledger.Kept) bool { return k.Programme != name })
		r, err := n.verify(ctx, name, keys, own)
		if !named && fault.KindOf(err) == fault.NotFound { // the others are told all the same
			r, err = missing(name, own)
			r.Add(1, "nothing is there of this programme any more, but the place still has its name")
		}
		if err != nil {
			return nil, err
		}
		reports = append(reports, r)
	}
	return reports, nil
}

// ofOne refuses checkpoints of other programmes than the one that is named: they say nothing of its ledger.
func ofOne(programme string, kept []ledger.Kept) error {
	for _, k := range kept {
		if k.Programme != programme {
			return fault.New(fault.Invalid, "this is a checkpoint of another programme").At(k.Name, "").With(k.Programme).
				To("give one of %s, or leave the name out to verify every ledger", programme)
		}
	}
	return nil
}

// missing is what is found of a ledger of which nothing is there.
func missing(programme string, kept []ledger.Kept) (ledger.Report, error) {
	nothing := func(int, int) ([]ledger.Record, error) { return nil, nil }
	return ledger.Verify(ledger.Stored{Programme: programme, Read: nothing}, kept)
}

// everyLedger names the programmes of a place, and those of the checkpoints: a ledger that is missing as a whole is in no
// list of the place any more.
func everyLedger(ctx context.Context, n notary, kept []ledger.Kept) ([]string, error) {
	names, err := n.programmes(ctx)
	for _, k := range kept {
		names = append(names, k.Programme)
	}
	slices.Sort(names)
	return slices.Compact(names), err
}

// keptElsewhere reads the checkpoints that were given. They are somebody's word: one that cannot be read is an error.
func keptElsewhere(given []string, keys []note.Verifier) ([]ledger.Kept, error) {
	var kept []ledger.Kept
	for _, name := range given {
		c, err := readCheckpoint(name, keys)
		if err != nil {
			return nil, err
		}
		kept = append(kept, ledger.Kept{Name: name, Checkpoint: c})
	}
	return kept, nil
}

// verify implements notary.
func (d *data) verify(ctx context.Context, programme string, keys []note.Verifier, elsewhere []ledger.Kept) (
	ledger.Report, error) {
	here, err := d.kept(programme, keys)
	if err != nil {
		return ledger.Report{}, err
	}
	r, err := office.Verify(ctx, d.store, programme, slices.Concat(elsewhere, here.good))
	r.Problems = append(r.Problems, here.bad...)
	if n := len(here.unjudged); n > 0 {
		r.Note("%d of the checkpoints that are kept here cannot be judged with the keys at hand, the first is that of %s: give "+
			"the public key that signed them with --key", n, here.unjudged[0])
	}
	return r, err
}

// verified is what a server over the directory finds, against its own key and checkpoints.
func (d *data) verified(ctx context.Context, programme string) (api.Verification, error) {
	keys, err := d.verifiers(ctx, nil)
	if err != nil {
		return api.Verification{}, err
	}
	r, err := d.verify(ctx, programme, keys, nil)
	if err != nil {
		return api.Verification{}, err
	}
	return api.VerificationOf(r), nil
}

// keptHere are the checkpoints of a programme in a data directory: signed by a key at hand, by none of them, or not at all.
type keptHere struct {
	good     []ledger.Kept
	unjudged []string
	bad      []ledger.Problem
}

// programmes implements notary: those of the database, and those of which the clock has kept a checkpoint.
func (d *data) programmes(ctx context.Context) ([]string, error) {
	listed, err := d.store.Portfolio(ctx)
	if err != nil {
		return nil, err
	}
	names := named(listed)
	kept, err := os.ReadDir(d.checkpoints())
	if errors.Is(err, fs.ErrNotExist) {
		return names, nil
	}
	for _, folder := range kept {
		if folder.IsDir() {
			names = append(names, folder.Name())
		}
	}
	return names, err
}

func named(listed []office.Summary) []string {
	names := make([]string, 0, len(listed))
	for _, s := range listed {
		names = append(names, s.Programme)
	}
	return names
}

// checkpoints is the folder of those that the clock has kept, with a folder for each programme.
func (d *data) checkpoints() string { return filepath.Join(d.dir, "files", "checkpoints") }

// kept reads the checkpoints that the clock has kept in the data directory.
func (d *data) kept(programme string, keys []note.Verifier) (k keptHere, err error) {
	folder := filepath.Join(d.checkpoints(), programme)
	list, err := os.ReadDir(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return k, nil
	}
	if err != nil {
		return k, err
	}
	for _, f := range list {
		if strings.HasPrefix(f.Name(), ".") {
			continue // half a file, left behind by a process that was killed
		}
		c, err := readCheckpoint(filepath.Join(folder, f.Name()), keys)
		switch {
		case err == nil:
			k.good = append(k.good, ledger.Kept{Name: "the checkpoint of " + f.Name(), Checkpoint: c})
		case ledger.Unjudged(err) || len(keys) == 0:
			k.unjudged = append(k.unjudged, f.Name())
		default:
			k.bad = append(k.bad, ledger.Problem{What: err.Error()})
		}
	}
	return k, nil
}

// tellReports prints what was found; problems are an error.
func tellReports(e env, reports []ledger.Report, asJSON bool) error {
	var failed error
	for _, r := range reports {
		if len(r.Problems) > 0 {
			failed = errProblems
		}
	}
	if asJSON {
		return errors.Join(failed, printJSON(e.stdout, reports))
	}
	w := e.text()
	for _, r := range reports {
		if len(r.Problems) > 0 {
			say(w, "%s: NOT as it was recorded; %d entries from the first on are good", r.Programme, r.Entries)
			for _, p := range r.Problems {
				wrapped(w, "  ", p.What)
			}
		} else {
			say(w, "%s: %d entries, nothing was changed; the state is what they give; checkpoints that agree: %d", r.Programme,
				r.Entries, r.Checkpoints)
			say(w, "  root %s", r.Root)
		}
		for _, n := range r.Notes {
			wrapped(w, "  note: ", n)
		}
	}
	return failed
}
