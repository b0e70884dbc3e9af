package dynamo

import (
	"context"
	"errors"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/office"
)

// mostItems is how many items one transaction writes at most.
const mostItems = 100

// Commit implements office.Store. A commit whose entries do not follow on from After, or that is more than one
// transaction can write, is fault.Internal.
func (s *Store) Commit(ctx context.Context, c office.Commit) error {
	if !c.Follows() {
		return fault.New(fault.Internal, "the entries of programme %s do not follow on from %d up to its snapshot",
			c.Programme, c.After)
	}
	items, err := s.writes(c)
	if err != nil {
		return err
	}
	if len(items) > mostItems {
		return fault.New(fault.Internal, "a command of programme %s writes %d items; a transaction takes %d", c.Programme,
			len(items), mostItems)
	}
	// The client gives each call a random token, under which its own retries are one transaction. The request's id is no
	// such token: after a conflict the same request comes again with other content.
	_, err = s.client.TransactWriteItems(ctx, &dynamodb.TransactWriteItemsInput{TransactItems: items})
	var cancelled *types.TransactionCanceledException
	if errors.As(err, &cancelled) {
		return s.cancelled(ctx, c, err, cancelled.CancellationReasons)
	}
	return s.fault.Of(err)
}

// cancelled says why a transaction wrote nothing. Somebody else's writing, finished or under way, is a conflict, unless
// that somebody was our own earlier try, whose answer was lost.
func (s *Store) cancelled(ctx context.Context, c office.Commit, err error, reasons []types.CancellationReason) error {
	other := ""
	for _, reason := range reasons {
		switch code := aws.ToString(reason.Code); code {
		case "", "None":
		case "ConditionalCheckFailed", "TransactionConflict":
			return s.refuseUnlessLanded(ctx, c)
		default:
			other = code
		}
	}
	return s.fault.Coded(other, err)
}

// refuseUnlessLanded asks for the entry, not for the state, which may have moved on since.
func (s *Store) refuseUnlessLanded(ctx context.Context, c office.Commit) error {
	var there entryItem
	if _, err := s.get(ctx, entryKey(c.Programme, c.After+1), &there); err != nil {
		return err
	}
	if c.ID != "" && there.Request == c.ID {
		return nil
	}
	return fault.New(fault.Conflict, "programme %s does not stand at entry %d any more", c.Programme, c.After)
}
