package main

import (
	"context"
	"errors"
	"os"

	"github.com/spf13/cobra"
	"golang.org/x/mod/sumdb/note"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/ledger"
	"example.org/handover/internal/office"
)

// notarial opens the data directory to sign what is in it.
func (p *place) notarial() (notary, error) { return openData(p.dir, false) }

func checkpointCommand(e env) *cobra.Command {
	var p place
	var public, renewed bool
	c := &cobra.Command{
		Use:   "checkpoint PROGRAMME",
		Short: "Sign what the ledger of a programme is now, to be kept elsewhere",
		Long: `Sign what the ledger of a programme is now: how many entries, and the root of their tree. Whoever keeps it can
find out later with handover verify, or with other programs, whether anything before it was changed or taken away.
With --key it prints the public key of the data directory, by which its checkpoints are verified. Keep a backup of the
file checkpoint.key; if it is lost or somebody else may have it, --new-key makes another one.`,
		Example: `  handover checkpoint doncaster --data handover-data > doncaster.checkpoint
  handover checkpoint --key --data handover-data
  handover checkpoint doncaster --server http://127.0.0.1:8080 --token-file handover-data/api-token`,
		Args: args(cobra.MaximumNArgs(1)),
		RunE: func(c *cobra.Command, given []string) error {
			if renewed && !public && len(given) == 0 {
				return p.renewKey(c.Context(), e)
			}
			if public == (len(given) == 1) || renewed {
				return fault.New(fault.Invalid, "name a programme, or ask for the key with --key").To("usage: %s", c.UseLine())
			}
			return p.proving(e, p.notarial, func(n notary) error { return checkpoint(c.Context(), e, n, given) })
		},
	}
	p.data(c, e)
	c.Flags().BoolVar(&public, "key", false, "print the public key instead")
	c.Flags().BoolVar(&renewed, "new-key", false, "make another key in this data directory and print its public key")
	return c
}

func checkpoint(ctx context.Context, e env, n notary, given []string) error {
	if len(given) == 0 {
		key, err := n.public(ctx)
		if err == nil {
			say(e.stdout, "%s", key)
		}
		return err
	}
	signed, key, err := n.sign(ctx, given[0])
	if err != nil {
		return err
	}
	if _, err := e.stdout.Write(signed); err != nil {
		return err
	}
	say(e.stderr, "Keep it where nobody of this place can change it, with the public key: %s", key)
	return nil
}

func (d *data) public(ctx context.Context) (string, error) {
	key, err := d.signer(ctx)
	return key.Public, err
}

func (d *data) notary() *office.Office { return &office.Office{Store: d.store, Signer: d.signer} }

func (d *data) sign(ctx context.Context, programme string) ([]byte, string, error) {
	s, err := d.notary().Signed(ctx, programme)
	return s.Note, s.Key.Public, err
}

func (d *data) proveEntry(ctx context.Context, programme string, entry int) (ledger.Inclusion, error) {
	return d.notary().ProveEntry(ctx, programme, entry)
}

func (d *data) proveFrom(ctx context.Context, programme string, from ledger.Checkpoint) (ledger.Consistency, error) {
	return d.notary().ProveFrom(ctx, programme, from)
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
			var proof any
			err := p.proving(e, p.notarial, func(n notary) (err error) {
				proof, err = prove(c.Context(), n, given[0], entry, from)
				return err
			})
			if err != nil {
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

func prove(ctx context.Context, n notary, programme string, entry int, from string) (any, error) {
	if entry > 0 {
		return n.proveEntry(ctx, programme, entry)
	}
	keys, err := n.verifiers(ctx, nil)
	if err != nil {
		return nil, err
	}
	earlier, err := readCheckpoint(from, keys)
	if err != nil {
		return nil, err
	}
	return n.proveFrom(ctx, programme, earlier)
}

// readCheckpoint reads a checkpoint of a file and holds its signature against keys.
func readCheckpoint(name string, keys []note.Verifier) (ledger.Checkpoint, error) {
	raw, err := os.ReadFile(name)
	if err != nil {
		return ledger.Checkpoint{}, fault.Wrap(fault.NotFound, err, "the checkpoint cannot be read").At(name, "").
			To("check the name and its rights")
	}
	if len(keys) == 0 {
		return ledger.Checkpoint{}, fault.New(fault.Refused, "nothing was ever signed in this data directory").At(name, "").
			To("give the public key that signed it with --key")
	}
	c, err := ledger.Open(raw, keys...)
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
