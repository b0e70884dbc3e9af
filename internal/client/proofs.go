package client

import (
	"context"
	"net/url"
	"strconv"

	"golang.org/x/mod/sumdb/tlog"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/ledger"
	"example.org/handover/internal/web/api"
)

// Key is the public key of the server's checkpoints.
func (c *Client) Key(ctx context.Context) (string, error) {
	var k api.PublicKey
	_, err := c.get(ctx, path("api", "checkpoint-key"), nil, &k)
	return k.Key, err
}

// Checkpoint is what the ledger of a programme is now, signed.
func (c *Client) Checkpoint(ctx context.Context, programme string) (s api.SignedCheckpoint, err error) {
	_, err = c.get(ctx, of(programme, "checkpoint"), nil, &s)
	return s, err
}

// ProveEntry is the proof that an entry is in the ledger.
func (c *Client) ProveEntry(ctx context.Context, programme string, entry int) (p ledger.Inclusion, err error) {
	_, err = c.get(ctx, of(programme, "proofs", "entries", strconv.Itoa(entry)), nil, &p)
	return p, err
}

// ProveFrom is the proof that the ledger of a programme begins with that of an earlier checkpoint. The proof is checked
// here, and need not be believed: fault.Refused if it proves nothing.
func (c *Client) ProveFrom(ctx context.Context, programme string, from ledger.Checkpoint) (ledger.Consistency, error) {
	if from.Programme != programme {
		return ledger.Consistency{}, fault.New(fault.Invalid, "the checkpoint is of another programme").With(from.Programme)
	}
	query := url.Values{"size": {strconv.Itoa(from.Size)}, "root": {from.Root.String()}}
	var p ledger.Consistency
	if _, err := c.get(ctx, of(programme, "proofs", "continuation"), query, &p); err != nil {
		return p, err
	}
	if p.From != from || p.Programme != programme ||
		tlog.CheckTree(tlog.TreeProof(p.Proof), int64(p.Size), p.Root, int64(from.Size), from.Root) != nil {
		return p, fault.New(fault.Refused, "the server's proof does not prove that the ledger begins with the %d entries of "+
			"the checkpoint", from.Size).To("keep the checkpoint, and ask an auditor")
	}
	return p, nil
}
