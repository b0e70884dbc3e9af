// Package office holds the use cases of the programme office over five ports: Store, Workflow, Post, Files and Clock.
// It knows no AWS and no file system; adapters hold to the contracts in the comments here, and to the exported suites
// beside this package.
package office

import (
	"context"
	"time"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/ledger"
)

// Store keeps the ledgers, their snapshots, the gates' tokens, the outbox and the answers to requests. It is safe for
// concurrent use.
type Store interface {
	// Load returns the latest snapshot of a programme, read consistently. fault.NotFound if there is no such programme.
	Load(ctx context.Context, programme string) (Snapshot, error)

	// Commit writes everything of c in one transaction or nothing at all. fault.Conflict if the ledger is not at c.After
	// any more; the caller loads, decides and commits again. A Commit whose id is on the entry that the store already holds
	// at that place counts as its own earlier, successful try: success.
	Commit(ctx context.Context, c Commit) error

	// Sleep moves the instant at which the clock looks at a programme again, when a tick found nothing to record. It
	// changes nothing if the ledger is not at seq any more.
	Sleep(ctx context.Context, programme string, seq int, wake time.Time) error

	// Entries returns entries from sequence number from on, in order, at most limit (0: all).
	Entries(ctx context.Context, programme string, from, limit int) ([]handover.Entry, error)

	// Records returns what Entries returns as it is stored: the bytes of each entry, as they were committed, and its
	// hashes. Nobody changes what it returns. It does not look into the bytes, so that a ledger that somebody has tampered
	// with can be read; it ends where an entry is missing, and of a programme that is not there it returns none.
	Records(ctx context.Context, programme string, from, limit int) ([]ledger.Record, error)

	// Request returns the answer that was given under an idempotency key; fault.NotFound if there is none.
	Request(ctx context.Context, programme, key string) (Request, error)

	// RegisterToken keeps the token with which the workflow waits at a gate, and returns the gate as it then stands. It
	// touches nothing but the gate. fault.Superseded if a later execution has registered there already. The token of a
	// gate already passed is kept too: the caller resumes at once.
	RegisterToken(ctx context.Context, programme string, key handover.GateKey, token string, execution int) (Gate, error)

	// Gate returns a gate, read consistently; fault.NotFound if it was neither registered nor passed.
	Gate(ctx context.Context, programme string, key handover.GateKey) (Gate, error)

	// Due returns the programmes with anything due at or before an instant, or with unsent outbox rows, in the order of
	// their names.
	Due(ctx context.Context, at time.Time) ([]string, error)

	// Outbox returns the rows of a programme not yet settled, in the order of their writing.
	Outbox(ctx context.Context, programme string) ([]Row, error)

	// Beside returns all that is kept beside the ledger of a programme: for who verifies it. Of a programme that is not
	// there it returns nothing.
	Beside(ctx context.Context, programme string) (Beside, error)

	// Settle marks a row as sent, or as failed for good with a note. Settling a settled row is success.
	Settle(ctx context.Context, programme string, row RowKey, note string) error

	// Portfolio returns the summary of every programme, in the order of their names. Nobody changes the list: a store may
	// hand out the same one to all who ask until it has something else to say.
	Portfolio(ctx context.Context) ([]Summary, error)
}

// Snapshot is the folded state of a programme at a sequence number. Edge is the right edge of the ledger's tree there, with
// which the tree grows without reading.
type Snapshot struct {
	Seq   int
	State State
	Edge  ledger.Edge
}

// Data is the state as bytes, which handover.Unmarshal reads; none of a snapshot without a state.
func (s Snapshot) Data() ([]byte, error) {
	if s.State == nil {
		return nil, nil
	}
	return s.State.Marshal()
}

// State is a folded state that nobody changes any more: a *handover.Programme, or Encoded. It gives its bytes only to whoever
// asks for them, since making them is a fifth of what a command costs.
type State interface{ Marshal() ([]byte, error) }

// Encoded is the bytes of a state.
type Encoded string

// Marshal implements State.
func (e Encoded) Marshal() ([]byte, error) { return []byte(e), nil }

// Commit is all that one command writes.
type Commit struct {
	Programme string
	After     int             // the sequence number on which the command was decided; 0 starts a programme
	ID        string          // of the request, which the first of the entries carries; empty: of none
	Entries   []ledger.Record // After+1, After+2, …; at least one
	Snapshot  Snapshot
	Wake      time.Time // when the clock has to look again; zero: never
	Summary   Summary
	Passed    []PassedGate
	Outbox    []Row
	Request   *Request
}

// Follows reports whether the entries follow on from After, at least one, up to the snapshot. A store refuses a Commit
// that does not as fault.Internal.
func (c Commit) Follows() bool {
	for i, e := range c.Entries {
		if e.Seq != c.After+1+i {
			return false
		}
	}
	return len(c.Entries) > 0 && c.Snapshot.Seq == c.After+len(c.Entries)
}

// PassedGate marks a gate as passed, whether or not its token is there yet.
type PassedGate struct {
	Key     handover.GateKey
	Outcome handover.Outcome
}

// Gate is a gate as the store has it. Whoever writes second, token or passing, resumes the workflow.
type Gate struct {
	Token     string
	Execution int
	Passed    bool
	Outcome   handover.Outcome
}

// RowKey names an outbox row: the entry that caused it, and which of its messages.
type RowKey struct {
	Seq int `json:"seq"`
	N   int `json:"n"`
}

// Row is a row of the outbox.
type Row struct {
	RowKey
	Message handover.Message `json:"message"`
}

// Beside is what a store keeps of a programme that follows from its ledger: every gate that was registered or passed, and
// every row of the outbox that was ever written, settled or not.
type Beside struct {
	Gates map[handover.GateKey]Gate
	Rows  map[RowKey]WrittenRow
}

// WrittenRow is a row of the outbox with its fate.
type WrittenRow struct {
	Message handover.Message
	Settled bool
}

// Request is the answer given to a request under its idempotency key. Digest is that of command and input: the same
// key with another digest is refused.
type Request struct {
	Key    string `json:"key"`
	Digest string `json:"digest"`
	Seq    int    `json:"seq"` // of the ledger after the command
}

// Summary is what the portfolio shows of a programme; at most 512 bytes as JSON. What a store keeps was so on the day of
// its last entry; On says how it is on a later one.
type Summary struct {
	Programme string          `json:"programme"`
	Title     string          `json:"title"`
	Status    handover.Status `json:"status"`
	Stage     handover.Stage  `json:"stage"`
	Halt      string          `json:"halt,omitempty"` // paused, or held: its transfer; "" if it goes on
	RAG       handover.RAG    `json:"rag"`
	Transfer  time.Time       `json:"transfer"`
	Next      string          `json:"next,omitempty"`  // the next deadline: YYYY-MM-DD ID: title, of which 40 bytes
	Waits     string          `json:"waits,omitempty"` // what it waits for first, at most 90 bytes
	Rehearsal bool            `json:"rehearsal,omitempty"`
	Overdue   bool            `json:"overdue,omitempty" doc:"whether the next deadline has gone by"`

	// The days on which the rating turns. Summaries of older versions have none.
	AmberFrom calendar.Date `json:"amberFrom,omitzero" format:"date" doc:"amber from this day on, if nothing is recorded"`
	RedFrom   calendar.Date `json:"redFrom,omitzero" format:"date" doc:"red from this day on, if nothing is recorded"`
}

// NoProgramme is what a store says of a programme that it does not have.
func NoProgramme(name string) error {
	return fault.New(fault.NotFound, "there is no such programme").With(name).To("look for its name in the list of programmes")
}

// Workflow runs executions of the state machine.
type Workflow interface {
	// Start starts the n-th execution of a programme. Starting one that runs already is success. fault.Conflict if that
	// name was used and has ended.
	Start(ctx context.Context, programme string, n int) error

	// Resume answers the gate that waits with a token. fault.Conflict if the token was used or has timed out, which
	// means done; fault.NotFound if nobody waits with it, which means that the execution is gone.
	Resume(ctx context.Context, token string, outcome handover.Outcome) error

	// Stop ends an execution. Stopping one that has ended, or never was, is success.
	Stop(ctx context.Context, programme string, n int, cause string) error

	// Running reports whether an execution is running.
	Running(ctx context.Context, programme string, n int) (bool, error)
}

// Post sends mail.
type Post interface {
	// Send sends one mail to all its addresses. Reference is visible in it, so that a person can tell a duplicate: mail
	// is sent at least once. fault.Invalid if it can never be sent; fault.Unavailable if it may be later.
	Send(ctx context.Context, m Mail) error
}

// Mail is a mail ready to be sent.
type Mail struct {
	To        []string // addresses
	Subject   string
	Body      string
	Reference string // programme/seq/n
	At        time.Time
	Attached  []File
}

// File is a document with its content.
type File struct {
	Name    string
	Type    string // media type
	Content []byte
}

// Bus tells other systems of the milestones of programmes.
type Bus interface {
	// Publish tells of one milestone, at least once. fault.Invalid if it can never be told; fault.Unavailable if it may
	// be later.
	Publish(ctx context.Context, e Event) error
}

// Event is a milestone as other systems get it. ID is the same for every telling of the same milestone.
type Event struct {
	ID        string    `json:"id"` // programme/seq/n
	Programme string    `json:"programme"`
	Sequence  int       `json:"sequence"`
	At        time.Time `json:"at"`
	handover.Milestone
}

// Files keeps documents. A document never changes once it is kept.
type Files interface {
	// Put keeps content under a name and returns its reference. Keeping the same content under the same name again is
	// success; other content under a name already kept is fault.Conflict.
	Put(ctx context.Context, name string, content []byte) (handover.FileRef, error)

	// Get returns the content of a reference. fault.NotFound if it is not there; fault.Invalid if it is not what the
	// digest says, or more than can be held in memory where it is read.
	Get(ctx context.Context, ref handover.FileRef) ([]byte, error)
}

// Clock tells the time. Only the adapters of app read the machine's clock.
type Clock func() time.Time

// Signer gives the key that signs the checkpoints of the ledgers. fault.Unavailable if it is out of reach for now.
type Signer func(ctx context.Context) (ledger.Key, error)
