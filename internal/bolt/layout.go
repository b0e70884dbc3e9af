package bolt

import (
	"encoding/json"
	"fmt"
	"time"

	"go.etcd.io/bbolt"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/ledger"
	"example.org/handover/internal/office"
)

// format is the version of the layout below. A file of another one is not touched. Format 1, which was never released,
// kept entries without the hashes of their tree.
const format = 2

// The buckets of the file. Each programme has a bucket of its own, P#<id>, within programmes. The others are indexes:
// wake by instant, unsent by programme and row, portfolio by programme.
const (
	metaBucket       = "meta"
	programmesBucket = "programmes"
	wakeBucket       = "wake"
	unsentBucket     = "unsent"
	portfolioBucket  = "portfolio"
)

const (
	formatKey   = "format"
	stateKey    = "STATE"    // JSON of state
	snapshotKey = "SNAPSHOT" // the edge of the tree and the snapshot's bytes, as they came
)

// join puts hashes before bytes, as entries and snapshots are kept: how many hashes in one byte, the hashes, the bytes.
func join(hashes ledger.Hashes, data []byte) []byte {
	value := make([]byte, 0, 1+len(hashes)*len(ledger.Hash{})+len(data))
	value = append(value, byte(len(hashes))) //nolint:gosec // a tree of 2^64 entries is not as high as a byte counts
	return append(append(value, hashes.Bytes()...), data...)
}

// split is the reverse of join. The bytes that it returns are part of the value.
func split(key, value []byte) (ledger.Hashes, []byte, error) {
	if len(value) == 0 {
		return nil, nil, fmt.Errorf("%w: %s is empty", errUnreadable, key)
	}
	end := 1 + int(value[0])*len(ledger.Hash{})
	if end > len(value) {
		return nil, nil, fmt.Errorf("%w: %s ends within its hashes", errUnreadable, key)
	}
	hashes, err := ledger.HashesOf(value[1:end])
	return hashes, value[end:], err
}

// state is the head of a programme: where its ledger stands, and its place in the wake index.
type state struct {
	Seq  int       `json:"seq"`
	Wake time.Time `json:"wake,omitzero"`
}

// gateRecord is a gate as it is kept.
type gateRecord struct {
	Token     string           `json:"token,omitempty"`
	Execution int              `json:"execution,omitempty"`
	Passed    bool             `json:"passed,omitempty"`
	Outcome   handover.Outcome `json:"outcome,omitempty"`
}

// rowRecord is a row of the outbox as it is kept.
type rowRecord struct {
	office.Row
	Settled bool   `json:"settled,omitempty"`
	Note    string `json:"note,omitempty"`
}

// Numbers in keys are padded, so that the order of the keys is that of the numbers.

func programmeKey(name string) []byte { return []byte("P#" + name) }
func requestKey(key string) []byte    { return []byte("R#" + key) }
func entryKey(seq int) []byte         { return fmt.Appendf(nil, "E#%010d", seq) }
func rowKey(k office.RowKey) []byte   { return fmt.Appendf(nil, rowPrefix+"%010d#%06d", k.Seq, k.N) }

func gateKey(k handover.GateKey) []byte { return []byte(gatePrefix + office.FormatGateKey(k)) }

const (
	gatePrefix = "G#"
	rowPrefix  = "O#"
)

const instantLayout = "2006-01-02T15:04:05.000000000Z"

func instant(t time.Time) string { return t.UTC().Format(instantLayout) }

func wakeKey(wake time.Time, name string) []byte { return []byte(instant(wake) + "#" + name) }

// unsentKey puts a byte between name and row that no name has, so that no name's rows lie among another's.
func unsentKey(name string, k office.RowKey) []byte {
	return append([]byte(name+"\x00"), rowKey(k)...)
}

// checkLayout refuses a file that another program or another version of this one has laid out, and lays out a new one.
func (s *Store) checkLayout(o Options) error {
	empty := false
	err := s.db.View(func(tx *bbolt.Tx) error {
		first, _ := tx.Cursor().First()
		if empty = first == nil; empty {
			return nil
		}
		return s.checkFormat(tx)
	})
	switch {
	case err != nil || !empty:
		return s.broken(err)
	case o.ReadOnly:
		return fault.New(fault.NotFound, "there is no programme's data here yet").At(s.dir, "").To("start a programme")
	}
	return s.broken(s.db.Update(layOut))
}

func (s *Store) checkFormat(tx *bbolt.Tx) error {
	meta := tx.Bucket([]byte(metaBucket))
	if meta == nil || meta.Get([]byte(formatKey)) == nil {
		return fault.New(fault.Invalid, "this is another program's file").At(s.db.Path(), "").
			To("use another data directory")
	}
	raw := meta.Get([]byte(formatKey))
	var version int
	if err := json.Unmarshal(raw, &version); err != nil || version != format {
		return fault.New(fault.Invalid, "the file is of another format than this version's, which is %d", format).
			At(s.db.Path(), "").With(string(raw)).
			To("use the version of handover that wrote it, or another data directory")
	}
	return nil
}

func layOut(tx *bbolt.Tx) error {
	for _, name := range []string{metaBucket, programmesBucket, wakeBucket, unsentBucket, portfolioBucket} {
		if _, err := tx.CreateBucket([]byte(name)); err != nil {
			return err
		}
	}
	return put(tx.Bucket([]byte(metaBucket)), []byte(formatKey), format)
}
