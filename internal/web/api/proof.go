package api

import (
	"context"

	"golang.org/x/mod/sumdb/tlog"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/ledger"
)

// SignedCheckpoint says how many entries a ledger has and under which root, signed now, to be kept elsewhere.
type SignedCheckpoint struct {
	Programme string `json:"programme"`
	Size      int    `json:"size" doc:"how many entries"`
	Root      string `json:"root" doc:"of the tree over them"`
	Note      string `json:"note" doc:"the signed checkpoint: https://c2sp.org/tlog-checkpoint"`
	Key       string `json:"key" doc:"the public key that verifies it"`
}

// PublicKey is that of the checkpoints.
type PublicKey struct {
	Key string `json:"key" doc:"name, hash and key on one line: https://c2sp.org/signed-note"`
}

// Inclusion proves that an entry is in a ledger: RFC 6962 section 2.1.1.
type Inclusion struct {
	Programme string   `json:"programme"`
	Size      int      `json:"size"`
	Root      string   `json:"root"`
	Entry     int      `json:"entry"`
	Raw       string   `json:"raw" doc:"the bytes of the entry"`
	Leaf      string   `json:"leaf"`
	Proof     []string `json:"proof" doc:"from the leaf's neighbour up to the root"`
	Note      string   `json:"note" doc:"the signed checkpoint"`
}

// Continuation proves that a ledger begins with that of an earlier checkpoint: RFC 6962 section 2.1.2.
type Continuation struct {
	Programme string   `json:"programme"`
	Size      int      `json:"size"`
	Root      string   `json:"root"`
	From      Earlier  `json:"from"`
	Proof     []string `json:"proof"`
	Note      string   `json:"note" doc:"the signed checkpoint, the later one"`
}

// Earlier is an earlier checkpoint.
type Earlier struct {
	Programme string `json:"programme"`
	Size      int    `json:"size"`
	Root      string `json:"root"`
}

type inclusionIn struct {
	Named
	Entry int `path:"entry" minimum:"1" maximum:"1000000000"`
}

type continuationIn struct {
	Named
	Size int    `query:"size" required:"true" minimum:"1" maximum:"1000000000" doc:"of the earlier checkpoint"`
	Root string `query:"root" required:"true" minLength:"44" maxLength:"44" doc:"of the earlier checkpoint, base64"`
}

type answer[T any] struct {
	Body T
}

func (s *Service) proofRoutes(d *definition) {
	const of = "/api/programmes/{programme}"
	proving(d, s, "/api/checkpoint-key", "get-checkpoint-key", "The public key of the checkpoints", s.publicKey)
	proving(d, s, of+"/checkpoint", "sign-checkpoint", "What the ledger is now, signed, to be kept elsewhere", s.checkpoint)
	proving(d, s, of+"/proofs/entries/{entry}", "prove-entry", "That an entry is in the ledger", s.inclusion)
	proving(d, s, of+"/proofs/continuation", "prove-continuation", "That the ledger goes on from a checkpoint",
		s.continuation)
}

// proving registers a question that is answered with a signature.
func proving[I, T any](d *definition, s *Service, path, id, summary string, prove func(context.Context, *I) (T, error)) {
	op := d.operation("GET", path, id, summary, 200, 400, 404, 409)
	register(d, op, func(ctx context.Context, in *I) (*answer[T], error) {
		if s.Office.Signer == nil {
			return nil, s.told(fault.New(fault.Refused, "nothing is signed here").
				To("ask where the checkpoints of this place are kept"))
		}
		body, err := prove(ctx, in)
		if err != nil {
			return nil, s.told(err)
		}
		return &answer[T]{body}, nil
	})
}

func (s *Service) publicKey(ctx context.Context, _ *struct{}) (PublicKey, error) {
	key, err := s.Office.Signer(ctx)
	return PublicKey{key.Public}, err
}

func (s *Service) checkpoint(ctx context.Context, in *Named) (SignedCheckpoint, error) {
	c, err := s.Office.Signed(ctx, in.Programme)
	return SignedCheckpoint{c.Programme, c.Size, c.Root.String(), string(c.Note), c.Key.Public}, err
}

func (s *Service) inclusion(ctx context.Context, in *inclusionIn) (Inclusion, error) {
	p, err := s.Office.ProveEntry(ctx, in.Programme, in.Entry)
	return Inclusion{p.Programme, p.Size, p.Root.String(), p.Entry, p.Raw, p.Leaf.String(), texts(p.Proof), p.Note}, err
}

func (s *Service) continuation(ctx context.Context, in *continuationIn) (Continuation, error) {
	root, err := tlog.ParseHash(in.Root)
	if err != nil {
		return Continuation{}, fault.Wrap(fault.Invalid, err, "this is no root of a tree").At("", "root").With(in.Root).
			To("give the third line of a checkpoint")
	}
	from := ledger.Checkpoint{Programme: in.Programme, Size: in.Size, Root: root}
	p, err := s.Office.ProveFrom(ctx, in.Programme, from)
	return Continuation{p.Programme, p.Size, p.Root.String(), Earlier{from.Programme, from.Size, in.Root}, texts(p.Proof),
		p.Note}, err
}

func texts(hashes ledger.Hashes) []string {
	all := make([]string, len(hashes))
	for i, h := range hashes {
		all[i] = h.String()
	}
	return all
}
