package office

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/letter"
	"example.org/handover/internal/reconcile"
)

// Lists are the items over which the state machine maps.
type Lists struct {
	Windows  []string `json:"windows"`
	Datasets []string `json:"datasets"`
	Reviews  []string `json:"reviews"`
}

// Verdict is the outcome on which the state machine chooses.
type Verdict struct {
	Outcome handover.Outcome `json:"outcome"`
}

// doing is a step that is nothing but a command.
func doing(command func(execution int) handover.Command) Step {
	return func(o *Office, ctx context.Context, c Call) (any, error) {
		r, err := o.system(ctx, c, command(c.Execution))
		if err != nil {
			return nil, err
		}
		return Verdict{r.Outcome()}, nil
	}
}

// planning is a command that answers with the lists.
func planning(command func(execution int) handover.Command) Step {
	return func(o *Office, ctx context.Context, c Call) (any, error) {
		p, err := o.system(ctx, c, command(c.Execution))
		if err != nil {
			return nil, err
		}
		return listsOf(p), nil
	}
}

func (o *Office) system(ctx context.Context, c Call, command handover.Command) (*handover.Programme, error) {
	r, err := o.Do(ctx, c.Programme, command, handover.TheSystem(), "")
	return r.Programme, err
}

func listsOf(p *handover.Programme) Lists {
	l := Lists{Windows: []string{}, Datasets: []string{}, Reviews: []string{}}
	for _, w := range p.Windows {
		l.Windows = append(l.Windows, w.ID)
	}
	for _, d := range p.Datasets {
		l.Datasets = append(l.Datasets, d.ID)
	}
	for _, r := range p.Reviews {
		l.Reviews = append(l.Reviews, r.ID)
	}
	return l
}

// current loads the programme for a step that reads before it writes, and refuses an older execution.
func (o *Office) current(ctx context.Context, c Call) (*handover.Programme, error) {
	p, err := o.Load(ctx, c.Programme)
	if err != nil {
		return nil, err
	}
	return p, p.Execution.Admits(c.Execution)
}

func outcome(o *Office, ctx context.Context, c Call) (any, error) {
	p, err := o.current(ctx, c)
	if err != nil {
		return nil, err
	}
	return Verdict{p.Outcome()}, nil
}

func proveCutOver(o *Office, ctx context.Context, c Call) (any, error) {
	p, err := o.system(ctx, c, handover.ProveCutOver{Execution: c.Execution})
	if err != nil {
		return nil, err
	}
	return Verdict{p.CutOverVerdict()}, nil
}

func draftNotice(o *Office, ctx context.Context, c Call) (any, error) {
	p, err := o.current(ctx, c)
	if err != nil || len(p.Notice.Letters) > 0 || p.Status != handover.Running {
		return Verdict{handover.Passed}, err
	}
	var refs []handover.FileRef
	for _, a := range p.Definition.Contract.Addressees {
		l, err := letter.Notice(p, a, o.today())
		if err != nil {
			return nil, err
		}
		kept, err := o.keep(ctx, p, l)
		if err != nil {
			return nil, err
		}
		refs = append(refs, kept...)
	}
	_, err = o.system(ctx, c, handover.DraftNotice{Execution: c.Execution, Letters: refs})
	return Verdict{handover.Passed}, err
}

func invite(o *Office, ctx context.Context, c Call) (any, error) {
	p, err := o.current(ctx, c)
	if err != nil || p.Invited(c.Item) {
		return Verdict{handover.Passed}, err
	}
	var refs []handover.FileRef
	for _, w := range p.Definition.Windows {
		if w.ID != c.Item {
			continue
		}
		invitation, err := letter.Invitation(p, w, o.today())
		if err != nil {
			return nil, err
		}
		measures, err := letter.Measures(p, o.today())
		if err != nil {
			return nil, err
		}
		if refs, err = o.keep(ctx, p, invitation, measures); err != nil {
			return nil, err
		}
	}
	_, err = o.system(ctx, c, handover.SendInvitations{Execution: c.Execution, Window: c.Item, Letters: refs})
	return Verdict{handover.Passed}, err
}

func transfer(o *Office, ctx context.Context, c Call) (any, error) {
	p, err := o.current(ctx, c)
	if err != nil || !p.Effective.IsZero() || p.Status != handover.Running {
		return Verdict{handover.Passed}, err
	}
	certificate, err := letter.Certificate(p, p.EffectiveInstant())
	if err != nil {
		return nil, err
	}
	refs, err := o.keep(ctx, p, certificate)
	if err != nil {
		return nil, err
	}
	_, err = o.system(ctx, c, handover.BringIntoEffect{Execution: c.Execution, Certificate: refs[0]})
	return Verdict{handover.Passed}, err
}

func closing(o *Office, ctx context.Context, c Call) (any, error) {
	p, err := o.current(ctx, c)
	if err != nil {
		return nil, err
	}
	if p.Status == handover.Running {
		pack, err := letter.Closure(p, o.today())
		if err != nil {
			return nil, err
		}
		refs, err := o.keep(ctx, p, pack)
		if err != nil {
			return nil, err
		}
		if p, err = o.system(ctx, c, handover.Close{Execution: c.Execution, Pack: refs[0]}); err != nil {
			return nil, err
		}
	}
	if p.Status == handover.Complete {
		return Verdict{handover.ClosedOut}, nil
	}
	return Verdict{handover.Halt}, nil
}

func standDown(o *Office, ctx context.Context, c Call) (any, error) {
	p, err := o.current(ctx, c)
	if err != nil || p.Status.Over() {
		return Verdict{handover.Halt}, err
	}
	stopped, err := letter.StandDown(p, o.today())
	if err != nil {
		return nil, err
	}
	refs, err := o.keep(ctx, p, stopped)
	if err != nil {
		return nil, err
	}
	_, err = o.system(ctx, c, handover.StandDown{Execution: c.Execution, Letter: refs[0]})
	return Verdict{handover.Halt}, err
}

// keep files letters in both forms, under their day and digest: a second try on the same day writes the same again.
func (o *Office) keep(ctx context.Context, p *handover.Programme, letters ...letter.Letter) ([]handover.FileRef, error) {
	var refs []handover.FileRef
	for _, l := range letters {
		stem := fmt.Sprintf("%s/letters/%s-%s-%s", p.Definition.Programme, o.today(), l.Name, digestOf(l.HTML)[:8])
		for _, f := range []struct {
			suffix  string
			content []byte
		}{{".html", l.HTML}, {".txt", l.Text}} {
			ref, err := o.Files.Put(ctx, stem+f.suffix, f.content)
			if err != nil {
				return nil, err
			}
			refs = append(refs, ref)
		}
	}
	return refs, nil
}

// reconcile compares the extracts of a dataset's current run, keeps the report and records the verdict.
func (o *Office) reconcile(ctx context.Context, c Call, live bool) (any, error) {
	p, err := o.current(ctx, c)
	if err != nil {
		return nil, err
	}
	run, done, err := p.Reconciliation(c.Item, live)
	if err != nil {
		return nil, err
	}
	if done != "" {
		return Verdict{done}, nil
	}
	record := handover.RecordRun{Execution: c.Execution, Dataset: c.Item, Live: live, Round: run.Round}
	if err := o.compare(ctx, p, run, &record); err != nil {
		return nil, err
	}
	if p, err = o.system(ctx, c, record); err != nil {
		return nil, err
	}
	_, done, err = p.Reconciliation(c.Item, live)
	return Verdict{done}, err
}

// compare runs the reconciliation and files its report. Extracts that are not there, or cannot be read, fail the run with
// the reason: they are no fault of the workflow's, and only a failed run asks for others.
func (o *Office) compare(ctx context.Context, p *handover.Programme, run handover.Run, record *handover.RecordRun) error {
	secret, err := o.Secret(ctx, p.Definition.Programme)
	if err != nil {
		return err
	}
	var report any
	result, err := o.compareExtracts(ctx, run, specOf(p, record.Dataset), secret)
	switch kind := fault.KindOf(err); {
	case err == nil:
		record.Passed, record.Summary, report = result.Passed, result.Summary(), result
	case kind == fault.Invalid || kind == fault.NotFound:
		record.Summary = "the extracts cannot be compared: " + err.Error()
		report = map[string]string{"dataset": record.Dataset, "problem": err.Error()}
	default:
		return err
	}
	raw, err := json.MarshalIndent(report, "", "  ")
	if err != nil {
		return err
	}
	kind := "dry"
	if record.Live {
		kind = "live"
	}
	name := fmt.Sprintf("%s/reports/%s-%s-%d.json", p.Definition.Programme, record.Dataset, kind, run.Round)
	record.Report, err = o.Files.Put(ctx, name, append(raw, '\n'))
	return err
}

func (o *Office) compareExtracts(ctx context.Context, run handover.Run, spec reconcile.Spec,
	secret []byte) (reconcile.Report, error) {
	source, err := o.Files.Get(ctx, run.Source)
	if err != nil {
		return reconcile.Report{}, err
	}
	target, err := o.Files.Get(ctx, run.Target)
	if err != nil {
		return reconcile.Report{}, err
	}
	return reconcile.Compare(ctx,
		reconcile.Input{Name: run.Source.Name, R: bytes.NewReader(source), SHA256: run.Source.SHA256},
		reconcile.Input{Name: run.Target.Name, R: bytes.NewReader(target), SHA256: run.Target.SHA256}, spec, secret)
}

func specOf(p *handover.Programme, dataset string) reconcile.Spec {
	for _, d := range p.Definition.Datasets {
		if d.ID == dataset {
			return reconcile.Spec{Dataset: d.ID, Key: d.Key, Ignore: d.Ignore, MinRows: d.MinRows}
		}
	}
	return reconcile.Spec{Dataset: dataset}
}
