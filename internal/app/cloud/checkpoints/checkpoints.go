// Package checkpoints gives a function the key that signs the checkpoints of the ledgers.
package checkpoints

import (
	"context"
	"crypto/ed25519"
	"crypto/x509"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/kms/types"

	"example.org/handover/internal/app/cloud"
	"example.org/handover/internal/awsfault"
	"example.org/handover/internal/fault"
	"example.org/handover/internal/ledger"
)

// setting names the variable with the key's id or ARN.
const setting = "CHECKPOINT_KEY"

// Part gives the key.
func Part(a *cloud.App) error {
	id, err := a.Setting(setting, "ClockFunction/Environment and ApiFunction/Environment")
	if err != nil {
		return err
	}
	a.Office.Signer = (&signer{client: kms.NewFromConfig(a.AWS), id: id}).key
	return nil
}

// signer signs with an Ed25519 key (ECC_NIST_EDWARDS25519) whose private half never leaves KMS. The public half is asked
// for when it is first needed, and kept for the life of the process.
type signer struct {
	client *kms.Client
	id     string

	mu     sync.Mutex
	public ed25519.PublicKey
}

func (s *signer) resource() awsfault.Resource {
	return awsfault.Resource{Name: "key of the checkpoints", Setting: setting}
}

// key returns the key, whose signatures are made within ctx. fault.Unavailable if KMS cannot be reached; fault.Invalid
// if the key is of another kind.
func (s *signer) key(ctx context.Context) (ledger.Key, error) {
	public, err := s.half(ctx)
	if err != nil {
		return ledger.Key{}, err
	}
	return ledger.KeyOf(public, func(message []byte) ([]byte, error) {
		out, err := s.client.Sign(ctx, &kms.SignInput{KeyId: aws.String(s.id), Message: message, MessageType: types.MessageTypeRaw,
			SigningAlgorithm: types.SigningAlgorithmSpecEd25519Sha512})
		if err != nil {
			return nil, s.resource().Of(err)
		}
		return out.Signature, nil
	})
}

// half is the public half of the key.
func (s *signer) half(ctx context.Context) (ed25519.PublicKey, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.public != nil {
		return s.public, nil
	}
	out, err := s.client.GetPublicKey(ctx, &kms.GetPublicKeyInput{KeyId: aws.String(s.id)})
	if err != nil {
		return nil, s.resource().Of(err)
	}
	parsed, err := x509.ParsePKIXPublicKey(out.PublicKey)
	public, ok := parsed.(ed25519.PublicKey)
	if err != nil || !ok {
		return nil, fault.Wrap(fault.Invalid, err, "the key of the checkpoints is no Ed25519 key").At("", setting).With(s.id).
			To("use a key of the spec ECC_NIST_EDWARDS25519, for SIGN_VERIFY")
	}
	s.public = public
	return public, nil
}
