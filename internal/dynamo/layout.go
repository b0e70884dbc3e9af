package dynamo

import (
	"fmt"
	"hash/fnv"
	"time"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/office"
)

// The indexes. Both are sparse: an item is in them as long as it has their keys.
const (
	wakeIndex      = "wake"      // wakeShard, wakeAt: heads with an instant at which to look again, rows not yet sent
	portfolioIndex = "portfolio" // portfolioShard, programme: heads, with their summary
)

// shards is over how many keys each index is spread, so that none is hot. It never changes: items keep their shard.
const shards = 4

// key is the place of an item. Its numbers are padded, so that the order of the keys is that of the numbers.
type key struct {
	PK string `dynamodbav:"PK"`
	SK string `dynamodbav:"SK"`
}

// wake is the place of an item in the wake index; the zero value is none.
type wake struct {
	Shard string `dynamodbav:"wakeShard,omitempty"`
	At    string `dynamodbav:"wakeAt,omitempty"`
}

// entryItem is an entry of the ledger. The request stands beside the JSON too, for the writer who looks for its own.
type entryItem struct {
	key
	Request string `dynamodbav:"request,omitempty"`
	Entry   string `dynamodbav:"entry"`  // the bytes that are hashed, which are JSON and so UTF-8
	Hashes  []byte `dynamodbav:"hashes"` // that the entry adds to the ledger's tree
}

// stateItem is the head of a programme: where its ledger stands, and the state folded up to there.
type stateItem struct {
	key
	wake
	Seq       int    `dynamodbav:"seq"`
	Snapshot  []byte `dynamodbav:"snapshot"`
	Packed    bool   `dynamodbav:"packed,omitempty"` // the snapshot is compressed
	Edge      []byte `dynamodbav:"edge"`             // of the ledger's tree
	Shard     string `dynamodbav:"portfolioShard"`
	Programme string `dynamodbav:"programme"`
	Summary   string `dynamodbav:"summary"` // JSON
}

// gateItem is a gate. Registration and passing each write their own attributes and leave the other's.
type gateItem struct {
	Token     string           `dynamodbav:"token"`
	Execution int              `dynamodbav:"execution"`
	Passed    bool             `dynamodbav:"passed"`
	Outcome   handover.Outcome `dynamodbav:"outcome"`
}

// rowItem is a row of the outbox. Settling takes it out of the wake index.
type rowItem struct {
	key
	wake
	Seq     int    `dynamodbav:"seq"`
	N       int    `dynamodbav:"n"`
	Message string `dynamodbav:"message"` // JSON
}

// requestItem is the answer given under an idempotency key.
type requestItem struct {
	key
	Digest string `dynamodbav:"digest"`
	Seq    int    `dynamodbav:"seq"`
}

const (
	programmePrefix = "P#"
	entryPrefix     = "E#"
	gatePrefix      = "G#"
	rowPrefix       = "O#"
)

func stateKey(programme string) key { return key{programmePrefix + programme, "STATE"} }

func entryKey(programme string, seq int) key {
	return key{programmePrefix + programme, fmt.Sprintf(entryPrefix+"%010d", seq)}
}

func gateKey(programme string, k handover.GateKey) key {
	return key{programmePrefix + programme, gatePrefix + office.FormatGateKey(k)}
}

func rowKey(programme string, k office.RowKey) key {
	return key{programmePrefix + programme, fmt.Sprintf(rowPrefix+"%010d#%06d", k.Seq, k.N)}
}

// mostKey is how many bytes an idempotency key may have: those of a sort key, less our prefix.
const mostKey = 1024 - len("R#")

func requestKey(programme, idempotency string) (key, error) {
	if len(idempotency) > mostKey {
		return key{}, fault.New(fault.Invalid, "the idempotency key is longer than %d bytes", mostKey).With(idempotency).
			To("use a UUID")
	}
	return key{programmePrefix + programme, "R#" + idempotency}, nil
}

// shard names the part of an index that a programme belongs to.
func shard(prefix, programme string) string {
	h := fnv.New32a()
	_, _ = h.Write([]byte(programme)) // a hash never fails
	return shardName(prefix, int(h.Sum32()%shards))
}

func shardName(prefix string, n int) string { return fmt.Sprintf("%s#%d", prefix, n) }

const (
	wakePrefix      = "WAKE"
	portfolioPrefix = "PORTFOLIO"
)

// instantLayout orders as text as the instants do.
const instantLayout = "2006-01-02T15:04:05.000000000Z"

func instant(t time.Time) string { return t.UTC().Format(instantLayout) }

// always is before every instant: what carries it is due whenever somebody looks.
const always = "0000"

func wakeAt(programme, at string) wake { return wake{shard(wakePrefix, programme), at} }
