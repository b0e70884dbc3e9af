package letter

import (
	"example.org/handover/internal/calendar"
	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
)

type closureView struct {
	head
	Timeline  []dateRow
	Services  []serviceRow
	Windows   []windowRow
	Datasets  []datasetRow
	Waivers   []handover.Check
	Open      []handover.Check // never met
	Decisions []decisionRow
	Reviews   []reviewRow
}

// serviceRow is one service, with its addressee by name.
type serviceRow struct {
	To string
	handover.Service
}

// datasetRow is a set of records with its runs.
type datasetRow struct {
	Title string
	handover.Dataset
}

// signedRun is a run with its signer in words.
type signedRun struct {
	handover.Run
	Signer string
}

// Sign puts the signer of a run into words.
func (v closureView) Sign(r handover.Run) signedRun {
	if r.SignedBy == "" {
		return signedRun{r, "not signed"}
	}
	return signedRun{r, v.Holder(r.SignedBy)}
}

// decisionRow is a decision with the digest of what was decided on and who agreed.
type decisionRow struct {
	What      string
	Digest    string
	Approvers []string
}

// reviewRow is a review, with the reference under which it was held or none.
type reviewRow struct {
	Title, Reference string
	Due              calendar.Date
}

// Closure returns the closure pack: the record of the handover for the council's files, dated on a day. fault.Refused
// before the service has transferred.
func Closure(p *handover.Programme, on calendar.Date) (Letter, error) {
	if p.Effective.IsZero() {
		return Letter{}, fault.New(fault.Refused, "the service has not transferred yet").
			To("write the closure pack after the transfer and its reviews")
	}
	h, err := newHead(p, on)
	if err != nil {
		return Letter{}, err
	}
	v := closureView{head: h, Timeline: h.timeline(), Windows: h.windows(), Decisions: []decisionRow{
		{"Decision to go", h.P.Decision.Digest, h.approvers(h.P.Decision)},
		{"Confirmation before the transfer", h.P.Final.Digest, h.approvers(h.P.Final)},
	}}
	for _, s := range h.P.Notice.Services {
		v.Services = append(v.Services, serviceRow{h.addressee(s.Addressee), s})
	}
	for _, d := range h.P.Datasets {
		v.Datasets = append(v.Datasets, datasetRow{h.datasetTitle(d.ID), d})
	}
	for _, r := range h.P.Reviews {
		v.Reviews = append(v.Reviews, reviewRow{h.reviewTitle(r.ID), r.Reference, h.P.Dates["review."+r.ID+".due"]})
	}
	v.sortChecks()
	return render(closure, string(closure), v)
}

// sortChecks sets apart the checks that a reader asks about first: those waived and those never met.
func (v *closureView) sortChecks() {
	for _, c := range v.P.Checks {
		switch {
		case c.Status == handover.Waived:
			v.Waivers = append(v.Waivers, c)
		case !c.Met():
			v.Open = append(v.Open, c)
		}
	}
}
