package office

import (
	"context"
	"fmt"
	"strings"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/ledger"
)

// Auditor is the role to which the checkpoints of a programme's ledger are mailed once a week. Nobody needs to hold it.
const Auditor handover.Role = "auditor"

// Checkpoint says how many entries the ledger of a programme has, and under which root.
func (o *Office) Checkpoint(ctx context.Context, programme string) (ledger.Checkpoint, error) {
	s, err := o.Store.Load(ctx, programme)
	if err != nil {
		return ledger.Checkpoint{}, err
	}
	root, err := ledger.Root(s.Seq, s.Edge)
	return ledger.Checkpoint{Programme: programme, Size: s.Seq, Root: root}, err
}

// Signed is a checkpoint with the note that signs it, and the key that did.
type Signed struct {
	ledger.Checkpoint
	Note []byte
	Key  ledger.Key
}

// Signed returns the checkpoint of a programme as it stands, signed now.
func (o *Office) Signed(ctx context.Context, programme string) (s Signed, err error) {
	if s.Checkpoint, err = o.Checkpoint(ctx, programme); err != nil {
		return s, err
	}
	if s.Key, err = o.Signer(ctx); err != nil {
		return s, err
	}
	s.Note, err = s.Sign(s.Key)
	return s, err
}

// keepCheckpoint files the checkpoint of a programme under its day; that of one that is over as the final one. The file
// is the mark that it is done: it is written last, so that a mail may come twice but is never lost.
//
// A rehearsal, whose days pass in a blink, keeps none, nor does a place where nothing signs.
func (o *Office) keepCheckpoint(ctx context.Context, p *handover.Programme, day calendar.Date) error {
	if o.Signer == nil || o.Rehearsal {
		return nil
	}
	programme := p.Definition.Programme
	name := checkpointName(programme, day.String())
	if p.Status.Over() {
		name = checkpointName(programme, "final")
	}
	kept, err := o.keeps(ctx, name)
	if err == nil && !kept {
		err = o.sign(ctx, p, name, day)
	}
	return err
}

func checkpointName(programme, last string) string { return "checkpoints/" + programme + "/" + last }

// keeps reports whether a document is kept under a name, whatever it is.
func (o *Office) keeps(ctx context.Context, name string) (bool, error) {
	_, err := o.Files.Get(ctx, handover.FileRef{Name: name})
	switch fault.KindOf(err) {
	case "", fault.Invalid: // it is there, and not of the digest that no document has
		return true, nil
	case fault.NotFound:
		return false, nil
	}
	return false, err
}

func (o *Office) sign(ctx context.Context, p *handover.Programme, name string, day calendar.Date) error {
	programme := p.Definition.Programme
	signed, err := o.Signed(ctx, programme)
	if err != nil {
		return err
	}
	weekly, err := o.firstOfWeek(ctx, programme, day)
	if err == nil && (weekly || p.Status.Over()) {
		err = o.mailCheckpoint(ctx, p, signed, day)
	}
	if err != nil {
		return err
	}
	return o.file(ctx, name, signed.Note)
}

// file keeps a signed checkpoint, unless another process was quicker.
func (o *Office) file(ctx context.Context, name string, note []byte) error {
	_, err := o.Files.Put(ctx, name, note)
	if fault.KindOf(err) == fault.Conflict {
		return nil
	}
	return err
}

// firstOfWeek reports whether a programme has got no checkpoint in the week of a day, from its Monday on.
func (o *Office) firstOfWeek(ctx context.Context, programme string, day calendar.Date) (bool, error) {
	for back := (int(day.Weekday()) + 6) % 7; back > 0; back-- {
		kept, err := o.keeps(ctx, checkpointName(programme, day.AddDays(-back).String()))
		if kept || err != nil {
			return false, err
		}
	}
	return true, nil
}

// mailCheckpoint sends a checkpoint to the auditors, who keep it out of the reach of whoever keeps the ledger. It is filed
// first, under its size too: of two processes that mail at once only one files the checkpoint of the day, and one that
// dies in between none, while the ledger goes on.
func (o *Office) mailCheckpoint(ctx context.Context, p *handover.Programme, signed Signed, day calendar.Date) error {
	m := Mail{To: addresses(p, []handover.Role{Auditor}), At: o.Clock(),
		Subject:   fmt.Sprintf("[%s] Checkpoint of the ledger", p.Definition.Programme),
		Reference: checkpointName(p.Definition.Programme, day.String()),
		Attached: []File{{"checkpoint-" + p.Definition.Programme + "-" + day.String() + ".txt", "text/plain; charset=utf-8",
			signed.Note}}}
	if len(m.To) == 0 {
		return nil
	}
	m.Body = strings.Join([]string{
		"The ledger of this programme on " + calendar.DateOf(m.At).Long() + ": how many entries, and the root of their tree.",
		"Keep this mail. Whether the ledger still begins with these entries, unchanged, can be found out at any time with",
		"", "  handover verify " + p.Definition.Programme + " --checkpoint FILE --key KEY", "",
		"where FILE is the attached checkpoint and KEY the public key of this place, the same in every mail:",
		"", "  " + signed.Key.Public, "", string(signed.Note)}, "\n")
	if err := o.file(ctx, fmt.Sprintf("%s-%d", m.Reference, signed.Size), signed.Note); err != nil {
		return err
	}
	err := o.Post.Send(ctx, m)
	if fault.KindOf(err) == fault.Invalid {
		return nil // it can never be sent: the checkpoint is kept all the same
	}
	return err
}
