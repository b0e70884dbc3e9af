package office

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/ledger"
)

// Office holds the use cases. Every field but Bus and Signer is needed. It is safe for concurrent use if its ports are.
type Office struct {
	Store    Store
	Workflow Workflow
	Post     Post
	Bus      Bus // nil: nobody listens
	Files    Files
	Clock    Clock
	// Rules returns the calendar and the rule book for a pack.
	Rules func(pack string) (handover.Rules, error)
	// Secret returns the key under which the row keys of a programme's extracts are digested in reports.
	Secret func(ctx context.Context, programme string) ([]byte, error)
	// Signer signs the checkpoints of the ledgers; nil: none are kept, and none can be asked for.
	Signer Signer
	// Rehearsal says that the clock is an argument and nothing is real. A programme belongs to rehearsals or to real life
	// for good, and an office of the other sort refuses it.
	Rehearsal bool
	// Relayed says that somebody hears of every outbox row as it is written, and sends it at once. The clock then leaves
	// new rows alone, so that nobody gets a mail twice, and sends what was left lying.
	Relayed bool

	cache  cache
	rounds rounds
	turns  turns
}

// Result is what a command led to: the state after it, and the entries it wrote (none if nothing was left to do).
type Result struct {
	Programme *handover.Programme
	Entries   []handover.Entry
}

// mostTries is how often a command is decided anew because somebody else wrote first.
const mostTries = 25

// Do gives a command: load, decide, append, again on conflict. With an idempotency key a repeated command returns
// without doing anything twice; the same key with another command is fault.Refused.
func (o *Office) Do(ctx context.Context, programme string, c handover.Command, by handover.Actor, key string) (Result, error) {
	return o.DoAt(ctx, programme, 0, c, by, key)
}

// DoAt gives a command that rests on what somebody saw: only if the ledger stands at a sequence number, else it is
// fault.Conflict; 0 stands for wherever it stands.
func (o *Office) DoAt(ctx context.Context, programme string, seq int, c handover.Command, by handover.Actor, key string,
) (Result, error) {
	digest := digestOf(by.ID, c.Name(), c)
	leave := func() {}
	defer func() { leave() }()
	for try := range mostTries {
		if try == 1 { // somebody was quicker
			done, err := o.turns.take(ctx, programme)
			if err != nil {
				return Result{}, err
			}
			leave = done
		}
		p, edge, err := o.stand(ctx, programme)
		if err == nil {
			err = o.sort(p)
		}
		if err != nil {
			return Result{}, err
		}
		if done, err := o.repeated(ctx, p, key, digest); done || err != nil {
			return Result{Programme: p}, err
		}
		if seq > 0 && p.Seq != seq {
			return Result{}, fault.New(fault.Conflict, "the ledger of %s has moved on to entry %d", programme, p.Seq).
				To("look at the programme again before you act")
		}
		if err := o.inspect(ctx, p, c, by); err != nil {
			return Result{}, err
		}
		if c, err = o.complete(ctx, programme, c); err != nil {
			return Result{}, err
		}
		result, err := o.decide(ctx, p, edge, given{c, by, key, digest})
		if fault.KindOf(err) != fault.Conflict {
			return result, err
		}
	}
	return Result{}, fault.New(fault.Unavailable, "programme %s is being changed by many at once", programme).To("try again")
}

func (o *Office) repeated(ctx context.Context, p *handover.Programme, key, digest string) (bool, error) {
	if key == "" {
		return false, nil
	}
	r, err := o.Store.Request(ctx, p.Definition.Programme, key)
	switch {
	case fault.KindOf(err) == fault.NotFound:
		return false, nil
	case err != nil:
		return false, err
	case r.Digest != digest:
		return false, fault.New(fault.Refused, "the idempotency key was used for another command").With(key).To("choose a new key")
	}
	return true, nil
}

// given is a command as it was given, with its idempotency key, if any, and the digest over all that makes it the same.
type given struct {
	handover.Command
	by          handover.Actor
	key, digest string
}

func (o *Office) decide(ctx context.Context, p *handover.Programme, edge ledger.Edge, g given) (Result, error) {
	rules, err := o.Rules(p.Definition.Pack)
	if err != nil {
		return Result{}, err
	}
	p = p.Clone()
	before, now := p.Seq, o.Clock()
	// Two writers with the same command at the same place and time want the same entries: either's landing is both's. The
	// key alone would not say so: it may come twice at once, with another command or a moment later.
	x := handover.Context{Now: now, Actor: g.by, Rules: rules,
		Request: digestOf(p.Definition.Programme, before, g.key, g.digest, now)[:16]}
	entries, err := handover.Decide(p, g.Command, x)
	if err != nil || len(entries) == 0 {
		return Result{Programme: p}, err
	}
	commit, err := o.commitOf(p, edge, entries, rules, now)
	if err != nil {
		return Result{}, err
	}
	if g.key != "" {
		commit.Request = &Request{Key: g.key, Digest: g.digest, Seq: p.Seq}
	}
	if err := o.Store.Commit(ctx, commit); err != nil {
		return Result{}, err
	}
	o.cache.put(p)
	return Result{p, entries}, nil
}

// commitOf gathers what has to be written for entries that are folded into p already; edge is that of the tree before
// them.
func (o *Office) commitOf(p *handover.Programme, edge ledger.Edge, entries []handover.Entry, rules handover.Rules,
	now time.Time) (Commit, error) {
	after := p.Seq - len(entries)
	records, edge, err := ledger.Append(after, edge, entries)
	if err != nil {
		return Commit{}, err
	}
	c := Commit{Programme: p.Definition.Programme, After: after, ID: entries[0].Request, Entries: records,
		Snapshot: Snapshot{p.Seq, p, edge}, Wake: o.cache.wake(p, rules, now), Summary: summaryOf(p, now)}
	for _, e := range entries {
		for _, v := range handover.PassedBy(e.Event) {
			c.Passed = append(c.Passed, PassedGate{handover.GateKey{State: v.State, Item: v.Item, Round: v.Round}, v.Outcome})
		}
		for n, m := range handover.Messages(p, e) {
			c.Outbox = append(c.Outbox, Row{RowKey{e.Seq, n}, m})
		}
	}
	return c, nil
}

// Load returns the state of a programme. It refuses a programme of the other sort: rehearsals never mix with real life.
func (o *Office) Load(ctx context.Context, programme string) (*handover.Programme, error) {
	p, err := o.Peek(ctx, programme)
	if err == nil {
		err = o.sort(p)
	}
	if err != nil {
		return nil, err
	}
	return p, nil
}

// sort refuses a programme of the other sort.
func (o *Office) sort(p *handover.Programme) error {
	programme := p.Definition.Programme
	if p.Rehearsal && !o.Rehearsal {
		return fault.New(fault.Refused, "programme %s is a rehearsal: it takes no live commands and sends nothing", programme).
			To("start the programme for real in another data directory")
	}
	if !p.Rehearsal && o.Rehearsal {
		return fault.New(fault.Refused, "programme %s is real: its time is the machine's", programme).
			To("leave out the time, or rehearse in another data directory")
	}
	return nil
}

// Wake returns the earliest instant at which anything of a programme comes due by itself; zero if nothing ever does.
func (o *Office) Wake(p *handover.Programme, now time.Time) (time.Time, error) {
	rules, err := o.Rules(p.Definition.Pack)
	if err != nil {
		return time.Time{}, err
	}
	return o.cache.wake(p, rules, now), nil
}

// Peek returns the state of a programme of either sort. Nobody changes what Peek and Load return: it is shared.
func (o *Office) Peek(ctx context.Context, programme string) (*handover.Programme, error) {
	p, _, err := o.stand(ctx, programme)
	return p, err
}

// stand returns the state of a programme, and the edge of its ledger's tree.
func (o *Office) stand(ctx context.Context, programme string) (*handover.Programme, ledger.Edge, error) {
	s, err := o.Store.Load(ctx, programme)
	if err != nil {
		return nil, nil, err
	}
	if p, ok := o.cache.get(programme, s.Seq); ok {
		return p, s.Edge, nil
	}
	p, err := o.state(ctx, programme, s)
	if err != nil {
		return nil, nil, err
	}
	o.cache.put(p)
	return p, s.Edge, nil
}

// state reads a snapshot. One of a version that folds in another way is as good as none: the ledger is the truth.
func (o *Office) state(ctx context.Context, programme string, s Snapshot) (*handover.Programme, error) {
	data, err := s.Data()
	if err != nil {
		return nil, err
	}
	if handover.Current(data) {
		return handover.Unmarshal(data)
	}
	entries, err := o.Store.Entries(ctx, programme, 1, s.Seq)
	if err != nil {
		return nil, err
	}
	p := new(handover.Programme)
	if err := p.Fold(entries...); err != nil || p.Seq != s.Seq {
		return nil, fault.Wrap(fault.Invalid, err, "the %d entries of programme %s do not give its state at entry %d",
			len(entries), programme, s.Seq).To("see `handover verify`")
	}
	return p, nil
}

// digestOf is the SHA-256 over the JSON of values, in hex.
func digestOf(values ...any) string {
	raw, err := json.Marshal(values)
	if err != nil {
		panic("office: commands and definitions always marshal: " + err.Error())
	}
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:])
}

// today is the civil date in London.
func (o *Office) today() calendar.Date { return calendar.DateOf(o.Clock()) }
