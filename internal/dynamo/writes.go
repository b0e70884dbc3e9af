package dynamo

import (
	"strconv"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/office"
)

func number(n int) types.AttributeValue { return &types.AttributeValueMemberN{Value: strconv.Itoa(n)} }

// absent is the condition that an item is not there yet.
const absent = "attribute_not_exists(PK)"

// batch gathers the writes of a transaction; after an error it gathers no more.
type batch struct {
	table string
	items []types.TransactWriteItem
	err   error
}

// put adds an item, under a condition where there is one. The condition may use the values.
func (b *batch) put(item any, condition string, values attributes) {
	if b.err != nil {
		return
	}
	raw, err := encode(item)
	if err != nil {
		b.err = err
		return
	}
	p := &types.Put{TableName: &b.table, Item: raw, ExpressionAttributeValues: values}
	if condition != "" {
		p.ConditionExpression = aws.String(condition)
	}
	b.items = append(b.items, types.TransactWriteItem{Put: p})
}

// json encodes a part of an item.
func (b *batch) json(value any) string {
	raw, err := encodeJSON(value)
	if b.err == nil {
		b.err = err
	}
	return raw
}

// writes is all that a commit writes.
func (s *Store) writes(c office.Commit) ([]types.TransactWriteItem, error) {
	b := &batch{table: s.table}
	for _, e := range c.Entries {
		b.put(entryItem{key: entryKey(c.Programme, e.Seq), Request: c.ID, Entry: string(e.Raw), Hashes: e.Hashes.Bytes()},
			absent, nil)
	}
	b.state(c)
	for _, g := range c.Passed {
		b.pass(c.Programme, g)
	}
	for _, r := range c.Outbox {
		b.put(rowItem{key: rowKey(c.Programme, r.RowKey), wake: wakeAt(c.Programme, always), Seq: r.Seq, N: r.N,
			Message: b.json(r.Message)}, absent, nil)
	}
	b.request(c)
	return b.items, b.err
}

// state replaces the head, if it is where the commit was decided.
func (b *batch) state(c office.Commit) {
	data, packed, err := packState(c.Snapshot)
	if err != nil && b.err == nil {
		b.err = fault.Wrap(fault.Internal, err, "the state of programme %s cannot be kept", c.Programme)
	}
	item := stateItem{key: stateKey(c.Programme), wake: wakeOf(c.Programme, c.Wake), Seq: c.Snapshot.Seq, Snapshot: data,
		Edge: c.Snapshot.Edge.Bytes(), Packed: packed, Shard: shard(portfolioPrefix, c.Programme), Programme: c.Programme,
		Summary: b.json(c.Summary)}
	if c.After == 0 {
		b.put(item, absent, nil)
		return
	}
	b.put(item, "seq = :after", attributes{":after": number(c.After)})
}

// pass marks a gate as passed; a token that is there already stays.
func (b *batch) pass(programme string, g office.PassedGate) {
	b.items = append(b.items, types.TransactWriteItem{Update: &types.Update{
		TableName: &b.table, Key: gateKey(programme, g.Key).attributes(),
		UpdateExpression: aws.String("SET passed = :true, outcome = :outcome"),
		ExpressionAttributeValues: attributes{
			":true": &types.AttributeValueMemberBOOL{Value: true}, ":outcome": text(string(g.Outcome)),
		},
	}})
}

func (b *batch) request(c office.Commit) {
	if c.Request == nil {
		return
	}
	k, err := requestKey(c.Programme, c.Request.Key)
	if err != nil && b.err == nil {
		b.err = err
	}
	b.put(requestItem{key: k, Digest: c.Request.Digest, Seq: c.Request.Seq}, "", nil)
}
