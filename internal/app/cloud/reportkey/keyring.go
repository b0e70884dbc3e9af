// Package reportkey gives a function the key under which reports digest the row keys of extracts.
package reportkey

import (
	"context"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/kms/types"

	"example.org/handover/internal/app/cloud"
	"example.org/handover/internal/awsfault"
)

// Part gives the key.
func Part(a *cloud.App) error {
	id, err := a.Setting("REPORT_KEY", "MigrationFunction/Environment")
	if err != nil {
		return err
	}
	a.Office.Secret = (&keyring{client: kms.NewFromConfig(a.AWS), id: id}).key
	return nil
}

// keyring derives the key of each programme from one HMAC key that never leaves KMS: the key of a programme is the MAC
// over its name. It is asked for when it is first needed, and kept for the life of the process.
type keyring struct {
	client *kms.Client
	id     string

	mu   sync.Mutex
	keys map[string][]byte
}

// key returns the 32-byte key of a programme. fault.Unavailable if KMS cannot be reached.
func (k *keyring) key(ctx context.Context, programme string) ([]byte, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if key, ok := k.keys[programme]; ok {
		return key, nil
	}
	out, err := k.client.GenerateMac(ctx, &kms.GenerateMacInput{KeyId: aws.String(k.id),
		MacAlgorithm: types.MacAlgorithmSpecHmacSha256,
		Message:      []byte("handover/report/" + programme)})
	if err != nil {
		return nil, awsfault.Resource{Name: "key of the reports", Setting: "REPORT_KEY"}.Of(err)
	}
	if k.keys == nil {
		k.keys = map[string][]byte{}
	}
	k.keys[programme] = out.Mac
	return out.Mac, nil
}
