package office

import (
	"context"
	"fmt"
	"path"
	"slices"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
)

// mail sends a mail of the outbox to everybody who holds one of its roles. One that can never be sent is settled with
// a note, which the sweep's log shows; it never blocks the rows behind it.
func (o *Office) mail(ctx context.Context, p *handover.Programme, row Row) (string, error) {
	m := row.Message.Mail
	out := Mail{To: addresses(p, m.To), Subject: m.Subject, Body: m.Body, At: o.Clock(),
		Reference: fmt.Sprintf("%s/%d/%d", p.Definition.Programme, row.Seq, row.N)}
	if len(out.To) == 0 {
		return fmt.Sprintf("nobody holds %v", m.To), nil
	}
	for _, ref := range m.Letters {
		content, err := o.Files.Get(ctx, ref)
		if err != nil {
			return "", err
		}
		out.Attached = append(out.Attached, File{path.Base(ref.Name), mediaType(ref.Name), content})
	}
	err := o.Post.Send(ctx, out)
	if fault.KindOf(err) == fault.Invalid {
		return err.Error(), nil
	}
	return "", err
}

// awaited gives the obligations whose reminders stay in the outbox for now, since the clock is about to raise a later one.
func (o *Office) awaited(p *handover.Programme, rows []Row) (map[string]bool, error) {
	if !slices.ContainsFunc(rows, func(r Row) bool { return r.Message.Reminder != nil }) {
		return nil, nil
	}
	rules, err := o.Rules(p.Definition.Pack)
	if err != nil {
		return nil, err
	}
	return p.RemindersDue(rules, o.Clock()), nil
}

// announce tells other systems of a milestone.
func (o *Office) announce(ctx context.Context, programme string, row Row) (string, error) {
	if o.Bus == nil {
		return "nobody listens", nil
	}
	err := o.Bus.Publish(ctx, Event{ID: fmt.Sprintf("%s/%d/%d", programme, row.Seq, row.N), Programme: programme, Sequence: row.Seq,
		At: o.Clock().UTC(), Milestone: *row.Message.Milestone})
	if fault.KindOf(err) == fault.Invalid {
		return err.Error(), nil
	}
	return "", err
}

func addresses(p *handover.Programme, roles []handover.Role) []string {
	var all []string
	for _, r := range roles {
		for _, person := range p.Definition.Holders(r) {
			if !slices.Contains(all, person.Email) {
				all = append(all, person.Email)
			}
		}
	}
	return all
}

func mediaType(name string) string {
	switch path.Ext(name) {
	case ".html":
		return "text/html; charset=utf-8"
	case ".txt":
		return "text/plain; charset=utf-8"
	case ".json":
		return "application/json"
	}
	return "application/octet-stream"
}
