package ledger_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"io"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/ledger"
)

// keyOf makes the same key of the same seed.
func keyOf(t testing.TB, seed byte) (ledger.Key, note.Verifier) {
	t.Helper()
	// The generator may read a byte more or less; every byte is the same.
	private, err := ledger.NewKey(bytes.NewReader(bytes.Repeat([]byte{seed}, 64)))
	if err != nil {
		t.Fatal(err)
	}
	key, err := ledger.ParseKey(private + "\n")
	if err != nil {
		t.Fatal(err)
	}
	v, err := ledger.Verifier(key.Public + "\n")
	if err != nil {
		t.Fatal(err)
	}
	return key, v
}

func sample() ledger.Checkpoint {
	return ledger.Checkpoint{Programme: "park", Size: 3, Root: ledger.Hash{1, 2, 3}}
}

func signed(t testing.TB, c ledger.Checkpoint, key ledger.Key) string {
	t.Helper()
	raw, err := c.Sign(key)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// TestSignature holds the form of a checkpoint by hand, and its signature with the standard library alone.
func TestSignature(t *testing.T) {
	const text = "handover/park\n3\nAQIDAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"
	key, v := keyOf(t, 7)
	got := signed(t, sample(), key)
	last, found := strings.CutPrefix(got, text+"\n— handover ")
	if !found || signed(t, sample(), key) != got {
		t.Fatalf("got %q", got)
	}
	signature, err := base64.StdEncoding.DecodeString(strings.TrimSuffix(last, "\n"))
	if err != nil || len(signature) != 4+ed25519.SignatureSize {
		t.Fatalf("the signature has %d bytes, %v", len(signature), err)
	}
	public := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, 32)).Public().(ed25519.PublicKey)
	if !ed25519.Verify(public, []byte(text), signature[4:]) {
		t.Error("the signature is not that of the text")
	}
	if c, err := ledger.Open([]byte(got), v); err != nil || c != sample() {
		t.Errorf("opened: %v, %v", c, err)
	}
}

func TestOpenTakesWhatOthersAdd(t *testing.T) {
	key, v := keyOf(t, 7)
	witness, _ := keyOf(t, 8)
	more, err := note.Sign(&note.Note{Text: sample().Text() + "a line of another kind\n"}, key, witness)
	if err != nil {
		t.Fatal(err)
	}
	if c, err := ledger.Open(more, v); err != nil || c != sample() {
		t.Errorf("got %v, %v", c, err)
	}
}

func TestOpenRefuses(t *testing.T) {
	key, v := keyOf(t, 7)
	other, _ := keyOf(t, 8)
	good := signed(t, sample(), key)
	odd := func(text string) string {
		raw, err := note.Sign(&note.Note{Text: text}, key)
		if err != nil {
			t.Fatal(err)
		}
		return string(raw)
	}
	root := "AQIDAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"
	for name, c := range map[string]struct {
		text string
		want fault.Kind
	}{
		"another key":         {signed(t, sample(), other), fault.Refused},
		"another size":        {strings.Replace(good, "\n3\n", "\n4\n", 1), fault.Refused},
		"another programme":   {strings.Replace(good, "park", "pool", 1), fault.Refused},
		"nothing":             {"", fault.Invalid},
		"no note":             {"handover/park\n3\n" + root, fault.Invalid},
		"very long":           {strings.Repeat("x", 100_000), fault.Invalid},
		"another origin":      {odd("go.sum database tree\n3\n" + root), fault.Invalid},
		"no programme":        {odd("handover/\n3\n" + root), fault.Invalid},
		"a size with a zero":  {odd("handover/park\n03\n" + root), fault.Invalid},
		"a size with a sign":  {odd("handover/park\n+3\n" + root), fault.Invalid},
		"a size below zero":   {odd("handover/park\n-3\n" + root), fault.Invalid},
		"a short root":        {odd("handover/park\n3\nAQID\n"), fault.Invalid},
		"a long root":         {odd("handover/park\n3\n" + strings.Repeat("AAAA", 11) + "\n"), fault.Invalid},
		"a root in no base64": {odd("handover/park\n3\n?\n"), fault.Invalid},
		"two lines":           {odd("handover/park\n3\n"), fault.Invalid},
	} {
		if _, err := ledger.Open([]byte(c.text), v); fault.KindOf(err) != c.want {
			t.Errorf("%s: got %v (%s), want %s", name, err, fault.KindOf(err), c.want)
		}
	}
}

func FuzzOpen(f *testing.F) {
	key, v := keyOf(f, 7)
	f.Add([]byte(signed(f, sample(), key)))
	f.Add([]byte("handover/park\n3\n\n— handover AAAA\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		c, err := ledger.Open(raw, v)
		if err == nil && !bytes.HasPrefix(raw, []byte(c.Text())) {
			t.Errorf("%q was read as %q", raw, c.Text())
		}
		if kind := fault.KindOf(err); err != nil && kind != fault.Invalid && kind != fault.Refused {
			t.Errorf("%q: %v", raw, err)
		}
	})
}

func TestKeysThatAreNone(t *testing.T) {
	good, err := ledger.NewKey(bytes.NewReader(make([]byte, 64)))
	if err != nil {
		t.Fatal(err)
	}
	for _, private := range []string{"", "handover", good[:len(good)-5], strings.Replace(good, "+handover+", "+other+", 1)} {
		if _, err := ledger.ParseKey(private); fault.KindOf(err) != fault.Invalid || strings.Contains(err.Error(), "PRIVATE") {
			t.Errorf("%q: got %v", private, err)
		}
	}
	if _, err := ledger.NewKey(bytes.NewReader(nil)); fault.KindOf(err) != fault.Unavailable {
		t.Errorf("without randomness: %v", err)
	}
	for _, public := range []string{"", "handover+00000000+AAAA", good} {
		if _, err := ledger.Verifier(public); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%q: got %v", public, err)
		}
	}
}

// TestWhoCannotSignSaysWhy holds that whoever reads why a checkpoint is not signed is told how to mend it.
func TestWhoCannotSignSaysWhy(t *testing.T) {
	public, _, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	denied := fault.New(fault.Unavailable, "the key cannot be used").To("allow the role kms:Sign")
	for want, cause := range map[string]error{
		"the key cannot be used; allow the role kms:Sign":   denied,
		"the checkpoint of programme park cannot be signed": io.ErrUnexpectedEOF,
	} {
		key, err := ledger.KeyOf(public, func([]byte) ([]byte, error) { return nil, cause })
		if err != nil {
			t.Fatal(err)
		}
		_, err = ledger.Checkpoint{Programme: "park", Size: 1}.Sign(key)
		if fault.KindOf(err) != fault.Unavailable || err.Error() != want {
			t.Errorf("%s: %v, want %s", fault.KindOf(err), err, want)
		}
	}
}
