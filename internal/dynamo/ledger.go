package dynamo

import (
	"context"
	"errors"
	"math"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/ledger"
	"example.org/handover/internal/office"
)

// Load implements office.Store.
func (s *Store) Load(ctx context.Context, programme string) (office.Snapshot, error) {
	var head stateItem
	found, err := s.get(ctx, stateKey(programme), &head)
	if err != nil {
		return office.Snapshot{}, err
	}
	if !found {
		return office.Snapshot{}, office.NoProgramme(programme)
	}
	data, err := unpack(head.Snapshot, head.Packed)
	if err != nil {
		return office.Snapshot{}, err
	}
	edge, err := hashesOf(head.Edge)
	return office.Snapshot{Seq: head.Seq, State: office.Encoded(data), Edge: edge}, err
}

func hashesOf(raw []byte) (ledger.Hashes, error) {
	hashes, err := ledger.HashesOf(raw)
	if err != nil {
		return nil, unreadable(err)
	}
	return hashes, nil
}

// Entries implements office.Store. Of a programme that is not there it returns none.
func (s *Store) Entries(ctx context.Context, programme string, from, limit int) ([]handover.Entry, error) {
	records, err := s.Records(ctx, programme, from, limit)
	if err != nil {
		return nil, err
	}
	entries, err := ledger.Entries(records)
	if err != nil {
		return nil, unreadable(err)
	}
	return entries, nil
}

// Records implements office.Store.
func (s *Store) Records(ctx context.Context, programme string, from, limit int) ([]ledger.Record, error) {
	first, last := entryKey(programme, max(from, 1)), entryKey(programme, math.MaxInt32)
	in := &dynamodb.QueryInput{
		ConsistentRead:         aws.Bool(true),
		KeyConditionExpression: aws.String("PK = :programme AND SK BETWEEN :first AND :last"),
		ExpressionAttributeValues: attributes{
			":programme": text(first.PK), ":first": text(first.SK), ":last": text(last.SK),
		},
	}
	if 0 < limit && limit <= math.MaxInt32 {
		in.Limit = aws.Int32(int32(limit))
	}
	var records []ledger.Record
	next := max(from, 1)
	err := query(ctx, s, in, func(item entryItem) (bool, error) {
		if item.key != entryKey(programme, next) { // the ledger has no gaps: the first that is not there is the end
			return true, nil
		}
		hashes, err := hashesOf(item.Hashes)
		records = append(records, ledger.Record{Seq: next, Raw: []byte(item.Entry), Hashes: hashes})
		next++
		return len(records) == limit, err
	})
	if err != nil {
		return nil, err
	}
	return records, nil
}

// Request implements office.Store. fault.Invalid for a key longer than any that can have been kept.
func (s *Store) Request(ctx context.Context, programme, idempotency string) (office.Request, error) {
	k, err := requestKey(programme, idempotency)
	if err != nil {
		return office.Request{}, err
	}
	var item requestItem
	found, err := s.get(ctx, k, &item)
	if err != nil {
		return office.Request{}, err
	}
	if !found {
		return office.Request{}, fault.New(fault.NotFound, "programme %s has answered no request of that key", programme).
			With(idempotency)
	}
	return office.Request{Key: idempotency, Digest: item.Digest, Seq: item.Seq}, nil
}

// Sleep implements office.Store. Of a programme that is not there it changes nothing.
func (s *Store) Sleep(ctx context.Context, programme string, seq int, at time.Time) error {
	in := &dynamodb.UpdateItemInput{
		TableName: &s.table, Key: stateKey(programme).attributes(),
		ConditionExpression:       aws.String("seq = :seq"),
		UpdateExpression:          aws.String("REMOVE wakeShard, wakeAt"),
		ExpressionAttributeValues: attributes{":seq": number(seq)},
	}
	if w := wakeOf(programme, at); w != (wake{}) {
		in.UpdateExpression = aws.String("SET wakeShard = :shard, wakeAt = :at")
		in.ExpressionAttributeValues[":shard"], in.ExpressionAttributeValues[":at"] = text(w.Shard), text(w.At)
	}
	_, err := s.client.UpdateItem(ctx, in, patient)
	if movedOn := new(types.ConditionalCheckFailedException); errors.As(err, &movedOn) {
		return nil
	}
	return s.fault.Of(err)
}

// wakeOf is a head's place in the wake index: none for the zero time, which means never.
func wakeOf(programme string, at time.Time) wake {
	if at.IsZero() {
		return wake{}
	}
	return wakeAt(programme, instant(at))
}
