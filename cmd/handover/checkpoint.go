package main

import (
	"context"
	"crypto/rand"
	"errors"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"
	"golang.org/x/mod/sumdb/note"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/ledger"
	"example.org/handover/internal/office"
)

// keyFile holds the private key that signs the checkpoints of a data directory.
const keyFile = "checkpoint.key"

// signer is the key that signs the checkpoints: made once for each data directory.
func (d *data) signer(context.Context) (ledger.Key, error) {
	path := filepath.Join(d.dir, keyFile)
	raw, err := madeOnce(path, func() ([]byte, error) {
		private, err := ledger.NewKey(rand.Reader)
		return []byte(private + "\n"), err
	})
	if err != nil {
		return ledger.Key{}, fault.Wrap(fault.Unavailable, err, "the key of the checkpoints cannot be used").At(path, "")
	}
	key, err := ledger.ParseKey(string(raw))
	if err != nil {
		return key, inFile(path, err)
	}
	return key, nil
}

// verifier is the public key by which checkpoints are verified: the one given, in a file or as itself, or that of the
// data directory, which is nil if it never signed anything.
func (d *data) verifier(given string) (note.Verifier, error) {
	if given != "" {
		if raw, err := os.ReadFile(given); err == nil {
			given = string(raw)
		}
		v, err := ledger.Verifier(given)
		return v, inFlag("--key", err)
	}
	if _, err := os.Stat(filepath.Join(d.dir, keyFile)); err != nil {
		return nil, nil //nolint:nilnil,nilerr // nothing was ever signed here
	}
	key, err := d.signer(context.Background())
	if err != nil {
		return nil, err
	}
	return ledger.Verifier(key.Public)
}

func checkpointCommand(e env) *cobra.Command {
	var p place
	var public bool
	c := &cobra.Command{
		Use:   "checkpoint PROGRAMME",
		Short: "Sign what the ledger of a programme is now, to be kept elsewhere",
		Long: `Sign what the ledger of a programme is now: how many entries, and the root of their tree. Whoever keeps it can
find out later with handover verify, or with other programs, whether anything before it was changed or taken away.
With --key it prints the public key of the data directory, by which its checkpoints are verified.`,
		Example: `  handover checkpoint doncaster --data handover-data > doncaster.checkpoint
  handover checkpoint --key --data handover-data`,
		Args: args(cobra.MaximumNArgs(1)),
		RunE: func(c *cobra.Command, given []string) error {
			if public == (len(given) == 1) {
				return fault.New(fault.Invalid, "name a programme, or ask for the key with --key").To("usage: %s", c.UseLine())
			}
			d, err := openData(p.dir, false)
			if err != nil {
				return err
			}
			return d.close(checkpoint(c.Context(), e, d, given))
		},
	}
	p.data(c, e)
	c.Flags().BoolVar(&public, "key", false, "print the public key instead")
	return c
}

func checkpoint(ctx context.Context, e env, d *data, given []string) error {
	if len(given) == 0 {
		key, err := d.signer(ctx)
		if err == nil {
			say(e.stdout, "%s", key.Public)
		}
		return err
	}
	o := &office.Office{Store: d.store, Signer: d.signer}
	signed, err := o.Signed(ctx, given[0])
	if err != nil {
		return err
	}
	if _, err := e.stdout.Write(signed.Note); err != nil {
		return err
	}
	say(e.stderr, "Keep it where nobody of this place can change it, with the public key: %s", signed.Key.Public)
	return nil
}

func proofCommand(e env) *cobra.Command {
	var p place
	var entry int
	var from string
	c := &cobra.Command{
		Use:   "proof PROGRAMME",
		Short: "Prove that an entry is in the ledger, or that the ledger goes on from a checkpoint",
		Long: `Prove, with a few hashes as in RFC 6962, that an entry is in the ledger, or that the ledger begins with the
entries of an earlier checkpoint. The proof is JSON, with the signed checkpoint to which it leads; any program that knows
transparency logs can verify it.`,
		Example: `  handover proof doncaster --entry 17 --data handover-data
  handover proof doncaster --from doncaster.checkpoint --data handover-data`,
		Args: args(cobra.ExactArgs(1)),
		RunE: func(c *cobra.Command, given []string) error {
			if (entry > 0) == (from != "") {
				return fault.New(fault.Invalid, "ask for an entry or name a checkpoint").To("give --entry or --from")
			}
			d, err := openData(p.dir, false)
			if err != nil {
				return err
			}
			proof, err := prove(c.Context(), d, given[0], entry, from)
			if err := d.close(err); err != nil {
				return err
			}
			return printJSON(e.stdout, proof)
		},
	}
	p.data(c, e)
	c.Flags().IntVar(&entry, "entry", 0, "the `NUMBER` of the entry, from 1 on")
	c.Flags().StringVar(&from, "from", "", "`FILE` with an earlier checkpoint of this data directory")
	return c
}

func prove(ctx context.Context, d *data, programme string, entry int, from string) (any, error) {
	o := &office.Office{Store: d.store, Signer: d.signer}
	if entry > 0 {
		return o.ProveEntry(ctx, programme, entry)
	}
	v, err := d.verifier("")
	if err != nil {
		return nil, err
	}
	earlier, err := readCheckpoint(from, v)
	if err != nil {
		return nil, err
	}
	return o.ProveFrom(ctx, programme, earlier)
}

// readCheckpoint reads a checkpoint of a file and holds its signature against a key.
func readCheckpoint(name string, v note.Verifier) (ledger.Checkpoint, error) {
	raw, err := os.ReadFile(name)
	if err != nil {
		return ledger.Checkpoint{}, fault.Wrap(fault.NotFound, err, "the checkpoint cannot be read").At(name, "").
			To("check the name and its rights")
	}
	if v == nil {
		return ledger.Checkpoint{}, fault.New(fault.Refused, "nothing was ever signed in this data directory").At(name, "").
			To("give the public key that signed it with --key")
	}
	c, err := ledger.Open(raw, v)
	return c, inFile(name, err)
}

// inFile says in which file something is that cannot be read.
func inFile(name string, err error) error {
	var e *fault.Error
	if errors.As(err, &e) {
		e.File = name
	}
	return err
}
