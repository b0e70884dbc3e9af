package handover

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"
)

// Entry is one entry of a programme's ledger: what happened, by whom, when it was recorded and, where that was earlier,
// when it occurred. Entries are numbered from 1 without gaps.
type Entry struct {
	Seq      int       `json:"seq"`
	At       time.Time `json:"at"`                // when it was recorded
	Occurred time.Time `json:"occurred,omitzero"` // zero: as it was recorded
	By       string    `json:"by"`
	Request  string    `json:"request,omitempty"` // the id of the request that caused it
	Event    Event     `json:"-"`
}

// When is the instant at which what the entry records occurred.
func (e Entry) When() time.Time {
	if e.Occurred.IsZero() {
		return e.At
	}
	return e.Occurred
}

// Event is what happened. The set is closed; each kind folds itself into the state.
type Event interface {
	// Kind is the name in the ledger; it never changes once released.
	Kind() string
	apply(p *Programme, e Entry)
	// line says what happened and why, for the timeline; a technical event gives false.
	line(p *Programme) (Line, bool)
}

type entryJSON struct {
	Seq      int             `json:"seq"`
	At       time.Time       `json:"at"`
	Occurred time.Time       `json:"occurred,omitzero"`
	By       string          `json:"by"`
	Request  string          `json:"request,omitempty"`
	Kind     string          `json:"kind"`
	Data     json.RawMessage `json:"data"`
}

// MarshalJSON renders the entry as it stands in the ledger.
func (e Entry) MarshalJSON() ([]byte, error) {
	data, err := json.Marshal(e.Event)
	if err != nil {
		return nil, err
	}
	return json.Marshal(entryJSON{e.Seq, e.At, e.Occurred, e.By, e.Request, e.Event.Kind(), data})
}

// UnmarshalJSON reads an entry of the ledger. A kind that this version does not know is an error, never skipped.
func (e *Entry) UnmarshalJSON(raw []byte) error {
	if v, ok := openEnvelope(raw); ok {
		if decode := eventKinds[v.kind]; decode != nil {
			if event, err := decode(v.data); err == nil {
				*e, e.Event = v.Entry, event
				return nil
			}
		}
	}
	return e.unmarshal(raw)
}

// unmarshal reads an entry in any form that JSON allows.
func (e *Entry) unmarshal(raw []byte) error {
	var j entryJSON
	if err := json.Unmarshal(raw, &j); err != nil {
		return err
	}
	decode, ok := eventKinds[j.Kind]
	if !ok {
		return fmt.Errorf("ledger entry %d has the unknown kind %q", j.Seq, j.Kind)
	}
	event, err := decode(j.Data)
	if err != nil {
		return fmt.Errorf("ledger entry %d (%s): %w", j.Seq, j.Kind, err)
	}
	*e = Entry{j.Seq, j.At, j.Occurred, j.By, j.Request, event}
	return nil
}

// Fold applies entries to the state in order. An entry out of sequence is an error.
func (p *Programme) Fold(entries ...Entry) error {
	for _, e := range entries {
		if e.Seq != p.Seq+1 {
			return fmt.Errorf("ledger of %s: entry %d follows %d", p.Definition.Programme, e.Seq, p.Seq)
		}
		p.fold(e.Event, e, 0)
		p.Seq = e.Seq
		p.Changed = e.At
	}
	return nil
}

// eventKinds is the closed list of events, by kind.
var eventKinds = kinds(
	as[Started](), as[Planned](), as[ObligationsMoved](), as[Triggered](), as[GateOpened](), as[GatePassed](),
	as[Adopted](), as[DryRunAdopted](), as[Amended](), as[Corrected](), as[ProgrammePaused](), as[ProgrammeResumed](),
	as[ExecutionReplaced](), as[Stuck](), as[Retried](),
	as[NoticeDrafted](), as[ServiceRecorded](), as[ServiceFailed](),
	as[InvitationsSent](), as[RepresentationRecorded](), as[RepresentationAnswered](), as[WindowExtended](),
	as[ExtractReceived](), as[RunReconciled](), as[RunSigned](), as[RunRefused](), as[CutOverProved](), as[RolledBack](),
	as[ChecksProbed](), as[CheckProved](), as[EvidenceSubmitted](), as[CheckAccepted](), as[CheckRejected](), as[CheckWaived](),
	as[CheckDismissed](), as[CheckReopened](),
	as[EvidenceComposed](), as[Voted](), as[Decided](), as[Replanned](),
	as[TransferHeld](), as[TransferDeferred](), as[Transferred](), as[StopOrdered](), as[StoodDown](), as[Closed](),
	as[ReviewRecorded](), as[ObligationReported](), as[ObligationMet](), as[ReminderRaised](),
)

// EventKinds lists the kinds of events there are, for the tests that hold the kept ledgers complete.
func EventKinds() []string { return slices.Sorted(maps.Keys(eventKinds)) }

// eventKind is a kind of event, and how it is read.
type eventKind struct {
	name   string
	decode func(raw []byte) (Event, error)
}

// as decodes nothing yet: encoding/json would study every event there is, at the start of every function.
func as[E Event]() eventKind {
	var none E
	return eventKind{none.Kind(), func(raw []byte) (Event, error) {
		var e E
		err := json.Unmarshal(raw, &e)
		return e, err
	}}
}

func kinds(all ...eventKind) map[string]func([]byte) (Event, error) {
	byName := make(map[string]func([]byte) (Event, error), len(all))
	for _, k := range all {
		if byName[k.name] != nil {
			panic("handover: two events of the kind " + k.name)
		}
		byName[k.name] = k.decode
	}
	return byName
}
