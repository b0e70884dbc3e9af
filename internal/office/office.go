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
)

// Office holds the use cases. Every field but Bus is needed. It is safe for concurrent use if its ports are.
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
	// Rehearsal says that the clock is an argument and nothing is real. A programme belongs to rehearsals or to real life
	// for good, and an office of the other sort refuses it.
	Rehearsal bool

	cache cache
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
	digest := digestOf(by.ID, c.Name(), c)
	for range mostTries {
		p, err := o.Load(ctx, programme)
		if err != nil {
			return Result{}, err
		}
		if done, err := o.repeated(ctx, p, key, digest); done || err != nil {
			return Result{Programme: p}, err
		}
		if err := o.inspect(ctx, p, c); err != nil {
			return Result{}, err
		}
		result, err := o.decide(ctx, p, c, by, key, digest)
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

func (o *Office) decide(ctx context.Context, p *handover.Programme, c handover.Command, by handover.Actor, key, digest string,
) (Result, error) {
	rules, err := o.Rules(p.Definition.Pack)
	if err != nil {
		return Result{}, err
	}
	p = p.Clone()
	before, now := p.Seq, o.Clock()
	// Two writers with the same command at the same place and time want the same entries: either's landing is both's. The
	// key alone would not say so: it may come twice at once, with another command or a moment later.
	x := handover.Context{Now: now, Actor: by, Rules: rules,
		Request: digestOf(p.Definition.Programme, before, key, digest, now)[:16]}
	entries, err := handover.Decide(p, c, x)
	if err != nil || len(entries) == 0 {
		return Result{Programme: p}, err
	}
	commit, err := commitOf(p, before, entries, rules, now)
	if err != nil {
		return Result{}, err
	}
	if key != "" {
		commit.Request = &Request{Key: key, Digest: digest, Seq: p.Seq}
	}
	if err := o.Store.Commit(ctx, commit); err != nil {
		return Result{}, err
	}
	o.cache.put(p)
	return Result{p, entries}, nil
}

// commitOf gathers what has to be written for entries that are folded into p already.
func commitOf(p *handover.Programme, before int, entries []handover.Entry, rules handover.Rules, now time.Time) (Commit, error) {
	data, err := p.Marshal()
	if err != nil {
		return Commit{}, err
	}
	c := Commit{Programme: p.Definition.Programme, After: before, Entries: entries, Snapshot: Snapshot{p.Seq, data},
		Wake: p.Wake(rules, now), Summary: summaryOf(p, now)}
	for _, e := range entries {
		if v, ok := e.Event.(handover.GatePassed); ok {
			c.Passed = append(c.Passed, PassedGate{handover.GateKey{State: v.State, Item: v.Item, Round: v.Round}, v.Outcome})
		}
		for n, m := range handover.Messages(p, e) {
			c.Outbox = append(c.Outbox, Row{RowKey{e.Seq, n}, m})
		}
	}
	return c, nil
}

func summaryOf(p *handover.Programme, now time.Time) Summary {
	v := p.StatusAt(now)
	s := Summary{Programme: v.Programme, Title: v.Title, Status: v.Status, Stage: v.Stage, RAG: v.RAG, Transfer: v.Transfer,
		Rehearsal: v.Rehearsal}
	if len(v.Next) > 0 {
		s.Next = v.Next[0].Due.String() + " " + v.Next[0].ID
	}
	return s
}

// Load returns the state of a programme. It refuses a programme of the other sort: rehearsals never mix with real life.
func (o *Office) Load(ctx context.Context, programme string) (*handover.Programme, error) {
	p, err := o.Peek(ctx, programme)
	if err != nil {
		return nil, err
	}
	if p.Rehearsal && !o.Rehearsal {
		return nil, fault.New(fault.Refused, "programme %s is a rehearsal: it takes no live commands and sends nothing", programme).
			To("start the programme for real in another data directory")
	}
	if !p.Rehearsal && o.Rehearsal {
		return nil, fault.New(fault.Refused, "programme %s is real: its time is the machine's", programme).
			To("leave out the time, or rehearse in another data directory")
	}
	return p, nil
}

// Peek returns the state of a programme of either sort. Nobody changes what Peek and Load return: it is shared.
func (o *Office) Peek(ctx context.Context, programme string) (*handover.Programme, error) {
	s, err := o.Store.Load(ctx, programme)
	if err != nil {
		return nil, err
	}
	if p, ok := o.cache.get(programme, s.Seq); ok {
		return p, nil
	}
	p, err := handover.Unmarshal(s.Data)
	if err == nil {
		o.cache.put(p)
	}
	return p, err
}

// Start enters a programme into its ledger; the outbox starts the first execution. A plan that cannot work is refused,
// and a name that is taken is fault.Conflict.
func (o *Office) Start(ctx context.Context, d handover.Definition, by string) (Result, error) {
	rules, err := o.Rules(d.Pack)
	if err != nil {
		return Result{}, err
	}
	now := o.Clock()
	if err := feasible(d, rules, now); err != nil {
		return Result{}, err
	}
	if _, err := o.Store.Load(ctx, d.Programme); fault.KindOf(err) != fault.NotFound {
		if err == nil {
			err = fault.New(fault.Conflict, "there is a programme of that name already").With(d.Programme).
				To("give the definition another /programme, or use another data directory")
		}
		return Result{}, err
	}
	p := new(handover.Programme)
	e := handover.Entry{Seq: 1, At: now.UTC(), By: by, Event: handover.Started{Definition: d, Rehearsal: o.Rehearsal, Execution: 1}}
	e.Request = digestOf("start", d, by, now)[:16]
	if err := p.Fold(e); err != nil {
		return Result{}, err
	}
	commit, err := commitOf(p, 0, []handover.Entry{e}, rules, now)
	if err != nil {
		return Result{}, err
	}
	return Result{p, commit.Entries}, o.Store.Commit(ctx, commit)
}

func feasible(d handover.Definition, rules handover.Rules, now time.Time) error {
	if !d.Transfer.Instant().After(now) {
		return fault.New(fault.Refused, "the transfer of %s lies in the past", d.Programme).At("", "/transfer").
			With(string(d.Transfer)).
			To("correct the date; to play a past programme through, rehearse it")
	}
	view, err := handover.PreviewOf(d, rules, handover.Context{Now: now}.Today())
	if err != nil {
		return err
	}
	if blocking := view.Blocking(); len(blocking) > 0 {
		return fault.New(fault.Refused, "the plan cannot work: %s", blocking[0].Problem).To("%s", blocking[0].Mend)
	}
	return nil
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
