package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"os"
	"path/filepath"
	"slices"

	"golang.org/x/mod/sumdb/note"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/ledger"
)

// keyFile holds the private key that signs the checkpoints of a data directory.
const keyFile = "checkpoint.key"

// signer is the key that signs the checkpoints: made once for each data directory. Where checkpoints are kept already, the
// key that signed them has been lost, and another one would make them worthless without a word.
func (d *data) signer(context.Context) (ledger.Key, error) {
	path := filepath.Join(d.dir, keyFile)
	var lost error
	raw, err := madeOnce(path, func() ([]byte, error) {
		lost = d.lostKey(path)
		if lost != nil {
			return nil, lost
		}
		return newKey()
	})
	switch {
	case lost != nil:
		return ledger.Key{}, lost
	case err != nil:
		return ledger.Key{}, fault.Wrap(fault.Unavailable, err, "the key of the checkpoints cannot be used").At(path, "")
	}
	key, err := ledger.ParseKey(string(raw))
	if err != nil {
		return key, inFile(path, err)
	}
	return key, nil
}

func newKey() ([]byte, error) {
	private, err := ledger.NewKey(rand.Reader)
	return []byte(private + "\n"), err
}

func (d *data) lostKey(path string) error {
	signed, err := filepath.Glob(filepath.Join(d.checkpoints(), "*", "*"))
	if err != nil || len(signed) == 0 {
		return err
	}
	return fault.New(fault.Refused, "the key that signed the %d checkpoints kept here is gone", len(signed)).At(path, "").
		To("put it back from its backup; if it is lost, make another one with `handover checkpoint --new-key`")
}

// renew puts another key in the place of the one that is there, if any: from now on it signs. What the old one signed is
// verified by its public key, which is in every mail to the auditors.
func (d *data) renew(ctx context.Context) (string, error) {
	path := filepath.Join(d.dir, keyFile)
	raw, err := newKey()
	if err == nil {
		err = writeOwn(path, raw)
	}
	if err != nil {
		return "", fault.Wrap(fault.Unavailable, err, "the key of the checkpoints cannot be written").At(path, "")
	}
	return d.public(ctx)
}

// verifiers implements notary.
func (d *data) verifiers(ctx context.Context, given []string) ([]note.Verifier, error) {
	if len(given) > 0 {
		return givenKeys(given)
	}
	if _, err := os.Stat(filepath.Join(d.dir, keyFile)); err != nil {
		return nil, nil //nolint:nilerr // nothing was ever signed here, or the key is lost
	}
	key, err := d.signer(ctx)
	if err != nil {
		return nil, err
	}
	v, err := ledger.Verifier(key.Public)
	return []note.Verifier{v}, err
}

// givenKeys are public keys as themselves, or in files; one that is given twice counts once.
func givenKeys(given []string) ([]note.Verifier, error) {
	var keys []note.Verifier
	for _, g := range given {
		if raw, err := os.ReadFile(g); err == nil {
			g = string(raw)
		}
		v, err := ledger.Verifier(g)
		if err != nil {
			return nil, inFlag("--key", err)
		}
		twice := func(k note.Verifier) bool { return k.Name() == v.Name() && k.KeyHash() == v.KeyHash() }
		if !slices.ContainsFunc(keys, twice) {
			keys = append(keys, v)
		}
	}
	return keys, nil
}

// renewKey makes another key in a data directory.
func (p *place) renewKey(ctx context.Context, e env) error {
	if remote, err := p.remote(e); err != nil || remote {
		return cmp.Or(err, error(fault.New(fault.Invalid, "the key of a server is made where its data is").At("", "--new-key").
			To("give the data directory with --data")))
	}
	d, err := openData(p.dir, false)
	if err != nil {
		return err
	}
	key, err := d.renew(ctx)
	err = d.close(err)
	if err != nil {
		return err
	}
	say(e.stdout, "%s", key)
	say(e.stderr, "Give it to the auditors. What was signed before is verified with the old public key too: verify takes "+
		"--key more than once.")
	return nil
}
