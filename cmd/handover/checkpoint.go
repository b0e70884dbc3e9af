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

// verifier implements notary.
func (d *data) verifier(ctx context.Context, given string) (note.Verifier, error) {
	if given != "" {
		return givenKey(given)
	}
	if _, err := os.Stat(filepath.Join(d.dir, keyFile)); err != nil {
		return nil, nil //nolint:nilnil,nilerr // nothing was ever signed here
	}
	key, err := d.signer(ctx)
	if err != nil {
		return nil, err
	}
	return ledger.Verifier(key.Public)
}

// givenKey is a public key as itself, or in a file.
func givenKey(given string) (note.Verifier, error) {
	if raw, err := os.ReadFile(given); err == nil {
		given = string(raw)
	}
	v, err := ledger.Verifier(given)
	return v, inFlag("--key", err)
}

// notarial opens the data directory to sign what is in it.
func (p *place) notarial() (notary, error) { return openData(p.dir, false) }

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
  handover checkpoint --key --data handover-data
  handover checkpoint doncaster --server http://127.0.0.1:8080 --token-file handover-data/api-token`,
		Args: args(cobra.MaximumNArgs(1)),
		RunE: func(c *cobra.Command, given []string) error {
			if public == (len(given) == 1) {
				return fault.New(fault.Invalid, "name a programme, or ask for the key with --key").To("usage: %s", c.UseLine())
			}
			return p.proving(e, p.notarial, func(n notary) error { return checkpoint(c.Context(), e, n, given) })
		},
	}
	p.data(c, e)
	c.Flags().BoolVar(&public, "key", false, "print the public key instead")
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
	v, err := n.verifier(ctx, "")
	if err != nil {
		return nil, err
	}
	earlier, err := readCheckpoint(from, v)
	if err != nil {
		return nil, err
	}
	return n.proveFrom(ctx, programme, earlier)
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
