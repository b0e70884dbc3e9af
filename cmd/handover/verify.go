package main

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/mod/sumdb/note"

	"example.org/handover/internal/bolt"
	"example.org/handover/internal/ledger"
	"example.org/handover/internal/office"
)

func verifyCommand(e env) *cobra.Command {
	var p place
	var given []string
	var key string
	var asJSON bool
	c := &cobra.Command{
		Use:   "verify [PROGRAMME]",
		Short: "Find out whether a ledger was tampered with; without a name, every ledger",
		Long: `Compute everything that is stored of a programme anew from the entries of its ledger: their order, the tree over
their bytes, the state. What differs was changed by hand, or by a failing disk; the first such entry is named. Who can
change the ledger can also change all that is computed from it: that is found with a checkpoint that was kept elsewhere,
from handover checkpoint or from the mails to the auditors.`,
		Example: `  handover verify doncaster --data handover-data
  handover verify doncaster --checkpoint doncaster.checkpoint --key doncaster.key
  handover verify --json`,
		Args: args(cobra.MaximumNArgs(1)),
		RunE: func(c *cobra.Command, names []string) error {
			store, err := bolt.Open(p.dir, bolt.Options{ReadOnly: true})
			if err != nil {
				return err
			}
			v := &verifying{data: &data{dir: p.dir, store: store}, given: given}
			reports, err := v.all(c.Context(), names, key)
			if err := v.close(err); err != nil {
				return err
			}
			return tellReports(e, reports, asJSON)
		},
	}
	p.data(c, e)
	c.Flags().StringArrayVar(&given, "checkpoint", nil, "`FILE` with a checkpoint that was kept elsewhere; may be given again")
	c.Flags().StringVar(&key, "key", "",
		"public `KEY` of the checkpoints, or a file with it, if it is not to be that of the directory")
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return c
}

// verifying is a data directory whose ledgers are verified.
type verifying struct {
	*data
	given []string // files with checkpoints that were kept elsewhere
	key   note.Verifier
}

func (v *verifying) all(ctx context.Context, names []string, key string) ([]ledger.Report, error) {
	var err error
	if v.key, err = v.verifier(key); err != nil {
		return nil, err
	}
	elsewhere, err := v.elsewhere()
	if err != nil {
		return nil, err
	}
	if len(names) == 0 {
		list, err := v.store.Portfolio(ctx)
		if err != nil {
			return nil, err
		}
		for _, s := range list {
			names = append(names, s.Programme)
		}
	}
	reports := make([]ledger.Report, 0, len(names))
	for _, name := range names {
		r, err := v.one(ctx, name, elsewhere, len(names) == 1)
		if err != nil {
			return nil, err
		}
		reports = append(reports, r)
	}
	return reports, nil
}

// elsewhere reads the checkpoints that were given. They are somebody's word: one that cannot be read is an error.
func (v *verifying) elsewhere() ([]ledger.Kept, error) {
	var kept []ledger.Kept
	for _, name := range v.given {
		c, err := readCheckpoint(name, v.key)
		if err != nil {
			return nil, err
		}
		kept = append(kept, ledger.Kept{Name: name, Checkpoint: c})
	}
	return kept, nil
}

// one verifies a programme, against its own checkpoints of those given; if it is the only one, against all of them.
func (v *verifying) one(ctx context.Context, programme string, elsewhere []ledger.Kept, alone bool) (ledger.Report, error) {
	var kept []ledger.Kept
	for _, k := range elsewhere {
		if alone || k.Programme == programme {
			kept = append(kept, k)
		}
	}
	here, unsigned, err := v.here(programme)
	if err != nil {
		return ledger.Report{}, err
	}
	r, err := office.Verify(ctx, v.store, programme, append(kept, here...))
	r.Problems = append(r.Problems, unsigned...)
	return r, err
}

// here reads the checkpoints that the clock has kept in the data directory. One that is not signed is a problem.
func (v *verifying) here(programme string) ([]ledger.Kept, []ledger.Problem, error) {
	folder := filepath.Join(v.dir, "files", "checkpoints", programme)
	list, err := os.ReadDir(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	var kept []ledger.Kept
	var problems []ledger.Problem
	for _, f := range list {
		if strings.HasPrefix(f.Name(), ".") {
			continue // half a file, left behind by a process that was killed
		}
		c, err := readCheckpoint(filepath.Join(folder, f.Name()), v.key)
		if err != nil {
			problems = append(problems, ledger.Problem{What: err.Error()})
			continue
		}
		kept = append(kept, ledger.Kept{Name: "the checkpoint of " + f.Name(), Checkpoint: c})
	}
	return kept, problems, nil
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
			continue
		}
		say(w, "%s: %d entries, nothing was changed; the state is what they give; checkpoints that agree: %d", r.Programme,
			r.Entries, r.Checkpoints)
		say(w, "  root %s", r.Root)
	}
	return failed
}
