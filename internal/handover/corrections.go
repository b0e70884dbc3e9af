package handover

import (
	"encoding/json"
	"slices"
	"time"
)

// A service: when it was sent, and its proof. The notice period follows.

func (v ServiceRecorded) mended(p *Programme, x Context, input json.RawMessage) (correctable, error) {
	c, err := mendedInput(input, func(c RecordService) bool { return c.Addressee == v.Addressee && c.Method == v.Method })
	if err != nil {
		return nil, err
	}
	without := p.Clone()
	without.Notice.Services = slices.DeleteFunc(without.Notice.Services, v.is)
	events, err := c.decide(without, x)
	if err != nil {
		return nil, err
	}
	return events[0].(ServiceRecorded), nil
}

func (v ServiceRecorded) is(s Service) bool {
	return s.Addressee == v.Addressee && s.Method == v.Method
}

func (v ServiceRecorded) strikable(*Programme) error { return nil }

func (v ServiceRecorded) corrected(p *Programme, now Event, e Entry) {
	was := p.service(v.Addressee, v.Method)
	moved := was == nil || now != nil && was.Deemed != now.(ServiceRecorded).Deemed
	p.Notice.Services = slices.DeleteFunc(p.Notice.Services, v.is)
	switch {
	case now == nil:
		p.reopenObligations(e.At, "gate:ServeNotice", "gate:NoticeExpires")
		return
	case moved:
		p.reconsider(e.At, "gate:NoticeExpires")
	}
	now.apply(p, e)
}

// A representation and its reply: where the documents are kept.

func (v RepresentationRecorded) mended(p *Programme, x Context, input json.RawMessage) (correctable, error) {
	c, err := mendedInput(input, func(c RecordRepresentation) bool { return c.Window == v.Window && c.ID == v.ID })
	if err == nil {
		err = p.inWindow(v.Window, x)
	}
	return RepresentationRecorded(c), err
}

func (v RepresentationRecorded) strikable(p *Programme) error { return stillOpen(p, v.Window) }

func (v RepresentationRecorded) corrected(p *Programme, now Event, _ Entry) {
	w := p.window(v.Window)
	if now == nil {
		w.Representations = slices.DeleteFunc(w.Representations, func(r Representation) bool { return r.ID == v.ID })
		delete(p.Standing, replyTo(v.Window, v.ID))
		return
	}
	w.representation(v.ID).Reference = now.(RepresentationRecorded).Reference
}

func (w *Window) representation(id string) *Representation {
	return find(w.Representations, func(r *Representation) bool { return r.ID == id })
}

// stillOpen refuses to strike out what a window was closed upon.
func stillOpen(p *Programme, window string) error {
	if !p.window(window).Closed.IsZero() {
		return refuse("%s was closed upon it", p.consultationOf(window)).At("", "/entry").To("correct its reference instead")
	}
	return nil
}

func (v RepresentationAnswered) mended(p *Programme, x Context, input json.RawMessage) (correctable, error) {
	c, err := mendedInput(input, func(c AnswerRepresentation) bool { return c.Window == v.Window && c.ID == v.ID })
	if err == nil {
		err = p.inWindow(v.Window, x)
	}
	return RepresentationAnswered(c), err
}

func (v RepresentationAnswered) strikable(p *Programme) error { return stillOpen(p, v.Window) }

func (v RepresentationAnswered) corrected(p *Programme, now Event, _ Entry) {
	r := p.window(v.Window).representation(v.ID)
	if r == nil {
		return // the representation itself was struck out
	}
	r.Reply = ""
	if now != nil {
		r.Reply = now.(RepresentationAnswered).Reply
	}
}

// Evidence of a check: corrected evidence is judged anew, by neither who submitted nor who corrected it. What the
// transfer rested on is judged no more: only where the document lies is put right.

func (v EvidenceSubmitted) mended(_ *Programme, _ Context, input json.RawMessage) (correctable, error) {
	c, err := mendedInput(input, func(c SubmitEvidence) bool { return c.Check == v.Check })
	return EvidenceSubmitted(c), err
}

func (v EvidenceSubmitted) strikable(*Programme) error { return nil }

func (v EvidenceSubmitted) corrected(p *Programme, now Event, e Entry) {
	c := p.check(v.Check)
	aside := c.Status == Waived || c.Status == NotApplicable // it rests on no evidence
	switch {
	case now == nil && aside:
		c.Evidence, c.Submitter, c.Corrector = "", "", ""
	case now == nil:
		CheckReopened{Check: v.Check, Reason: "its evidence was struck out"}.apply(p, e)
	case now == v && !e.Occurred.IsZero(): // only its day was wrong
	case aside, !p.Effective.IsZero() && c.Met() && c.Phase != DayOnePhase:
		c.Evidence = now.(EvidenceSubmitted).Evidence
	default:
		submitter := c.Submitter
		now.apply(p, e)
		c.Submitter, c.Corrector = submitter, e.By
	}
}

// A review of the ring-fenced period: its report.

func (v ReviewRecorded) mended(_ *Programme, _ Context, input json.RawMessage) (correctable, error) {
	c, err := mendedInput(input, func(c RecordReview) bool { return c.Review == v.Review })
	return ReviewRecorded(c), err
}

func (v ReviewRecorded) strikable(p *Programme) error {
	if !p.Gates[gateName("Review", v.Review)].Passed.IsZero() {
		return refuse("the workflow has gone on from review %s", v.Review).At("", "/entry").To("correct its reference instead")
	}
	return nil
}

func (v ReviewRecorded) corrected(p *Programme, now Event, _ Entry) {
	r := p.review(v.Review)
	r.Reference = ""
	if now != nil {
		r.Reference = now.(ReviewRecorded).Reference
	}
}

// An obligation that was reported: where the proof is kept, or that it is not met after all.

func (v ObligationReported) mended(_ *Programme, _ Context, input json.RawMessage) (correctable, error) {
	c, err := mendedInput(input, func(c ReportObligation) bool { return c.Obligation == v.Obligation })
	return ObligationReported(c), err
}

func (v ObligationReported) strikable(*Programme) error { return nil }

func (v ObligationReported) corrected(p *Programme, now Event, e Entry) {
	o := p.obligation(v.Obligation)
	switch {
	case o == nil: // it is owed no more
	case now == nil:
		o.Met, o.Since = time.Time{}, e.At
	case !e.Occurred.IsZero():
		o.Met = e.Occurred
	}
}

// What was written or run elsewhere before the programme was adopted: where it is kept.

func (v NoticeDrafted) mended(_ *Programme, _ Context, input json.RawMessage) (correctable, error) {
	c, err := mendedInput(input, func(NoticeWasDrafted) bool { return true })
	return NoticeDrafted{elsewhere(c.Reference)}, err
}

func (v NoticeDrafted) strikable(*Programme) error {
	return refuse("the past goes on from the letters of notice").At("", "/entry").To("correct their reference instead")
}

func (v NoticeDrafted) corrected(p *Programme, now Event, e Entry) { now.apply(p, e) }

func (v InvitationsSent) mended(_ *Programme, _ Context, input json.RawMessage) (correctable, error) {
	c, err := mendedInput(input, func(c WindowWasOpened) bool { return c.Window == v.Window })
	return InvitationsSent{c.Window, elsewhere(c.Reference)}, err
}

func (v InvitationsSent) strikable(p *Programme) error {
	return refuse("%s was opened with it", p.consultationOf(v.Window)).At("", "/entry").To("correct its reference instead")
}

func (v InvitationsSent) corrected(p *Programme, now Event, e Entry) { now.apply(p, e) }

func (v DryRunAdopted) mended(_ *Programme, _ Context, input json.RawMessage) (correctable, error) {
	c, err := mendedInput(input, func(c DryRunPassed) bool { return c.Dataset == v.Dataset })
	return DryRunAdopted(c), err
}

// strikable lets a dry run be struck out as long as none has been run here upon it.
func (v DryRunAdopted) strikable(p *Programme) error {
	d := p.dataset(v.Dataset)
	if d == nil || d.Done == 0 || d.Dry.Received() || d.Last != nil {
		return refuse("the runs of %s have gone on from it", v.Dataset).At("", "/entry").To("correct its reference instead")
	}
	return nil
}

// corrected changes what counts only where the run is struck out: its reference is in the ledger alone.
func (v DryRunAdopted) corrected(p *Programme, now Event, _ Entry) {
	if now == nil {
		p.dataset(v.Dataset).Done-- // the round stays: its gate may wait already
	}
}
