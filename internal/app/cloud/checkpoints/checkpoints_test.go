package checkpoints_test

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/base64"
	"log/slog"
	"strings"
	"testing"

	"example.org/handover/internal/app/cloud"
	"example.org/handover/internal/app/cloud/checkpoints"
	"example.org/handover/internal/awstest"
	"example.org/handover/internal/fault"
	"example.org/handover/internal/ledger"
)

// app is a function with the part, over an AWS that answers so.
func app(t *testing.T, answers ...awstest.Answer) (*cloud.App, *awstest.Canned) {
	t.Helper()
	settings := map[string]string{"TABLE": "ledgers", "REHEARSAL": "false", "CHECKPOINT_KEY": "the-key"}
	canned := awstest.NewCanned(t, answers...)
	a, err := cloud.New(func(name string) string { return settings[name] }, canned.Config(), slog.Default(), checkpoints.Part)
	if err != nil {
		t.Fatal(err)
	}
	return a, canned
}

// publicKey is KMS's answer to whoever asks for the public half.
func publicKey(t *testing.T, public crypto.PublicKey) awstest.Answer {
	t.Helper()
	der, err := x509.MarshalPKIXPublicKey(public)
	if err != nil {
		t.Fatal(err)
	}
	return awstest.Answer{Body: `{"PublicKey":"` + base64.StdEncoding.EncodeToString(der) + `"}`}
}

func signature(raw []byte) awstest.Answer {
	return awstest.Answer{Body: `{"Signature":"` + base64.StdEncoding.EncodeToString(raw) + `"}`}
}

// TestSigning signs two checkpoints as KMS would, and verifies them as anybody would.
func TestSigning(t *testing.T) {
	private := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{5}, ed25519.SeedSize))
	c := ledger.Checkpoint{Programme: "park", Size: 3}
	good := signature(ed25519.Sign(private, []byte(c.Text())))
	a, canned := app(t, publicKey(t, private.Public()), good, good)
	for range 2 {
		key, err := a.Office.Signer(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		signed, err := c.Sign(key)
		if err != nil {
			t.Fatal(err)
		}
		v, err := ledger.Verifier(key.Public)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := ledger.Open(signed, v); err != nil || got != c {
			t.Errorf("opened: %v, %v", got, err)
		}
	}
	var asked []string
	for _, r := range canned.Requests {
		asked = append(asked, r.Operation)
	}
	if got := strings.Join(asked, " "); got != "GetPublicKey Sign Sign" {
		t.Errorf("asked for %s", got)
	}
	for _, part := range []string{`"SigningAlgorithm":"ED25519_SHA_512"`, `"MessageType":"RAW"`, `"KeyId":"the-key"`} {
		if !strings.Contains(canned.Requests[1].Body, part) {
			t.Errorf("asked for a signature with %s, want %s", canned.Requests[1].Body, part)
		}
	}
}

func TestKeysThatDoNotSign(t *testing.T) {
	other, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		answer awstest.Answer
		want   fault.Kind
	}{
		"a key of another kind": {publicKey(t, other.Public()), fault.Invalid},
		"no key at all":         {awstest.Answer{Body: `{"PublicKey":"AAAA"}`}, fault.Invalid},
		"KMS is down":           {awstest.Failed(500, "KMSInternalException"), fault.Unavailable},
	} {
		a, _ := app(t, c.answer)
		if _, err := a.Office.Signer(t.Context()); fault.KindOf(err) != c.want {
			t.Errorf("%s: got %v (%s), want %s", name, err, fault.KindOf(err), c.want)
		}
	}
	private := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{5}, ed25519.SeedSize))
	a, _ := app(t, publicKey(t, private.Public()), awstest.Failed(500, "KMSInternalException"))
	key, err := a.Office.Signer(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := (ledger.Checkpoint{Programme: "park"}).Sign(key); fault.KindOf(err) != fault.Unavailable {
		t.Errorf("signing while KMS is down: %v", err)
	}
}
