package handover

import (
	"time"

	"example.org/handover/internal/fault"
)

// Review is the state of one review of the ring-fenced period.
type Review struct {
	ID        string `json:"id"`
	Reference string `json:"reference,omitempty"`
}

func (p *Programme) review(id string) *Review {
	return find(p.Reviews, func(r *Review) bool { return r.ID == id })
}

func reviewDue(p *Programme, id string) time.Time { return p.Dates["review."+id+".due"].At(0, 0) }

func reviewRecorded(p *Programme, id string) (Outcome, bool) {
	return Passed, p.review(id).Reference != ""
}

// RecordReview records that a review was held.
type RecordReview struct {
	Review    string `json:"review"`
	Reference string `json:"reference"`
}

// Name implements Command.
func (RecordReview) Name() string { return "record-review" }

func (c RecordReview) decide(p *Programme, _ Context) ([]Event, error) {
	r := p.review(c.Review)
	switch {
	case r == nil:
		return nil, fault.New(fault.NotFound, "there is no such review").With(c.Review)
	case p.Effective.IsZero():
		return nil, refuse("the service has not transferred yet")
	case r.Reference != "":
		return nil, refuse("review %s is recorded already", c.Review)
	}
	return one(ReviewRecorded(c))
}

// ReviewRecorded is recorded for each review.
type ReviewRecorded struct {
	Review    string `json:"review"`
	Reference string `json:"reference"`
}

// Kind implements Event.
func (ReviewRecorded) Kind() string { return "review-recorded" }

func (v ReviewRecorded) apply(p *Programme, _ Entry) { p.review(v.Review).Reference = v.Reference }

func (v ReviewRecorded) line(p *Programme) (Line, bool) {
	return Line{Stage: RingfenceStage, State: "Review", What: p.Definition.ReviewTitle(v.Review) + " held",
		Why: "due " + p.Dates["review."+v.Review+".due"].Long()}, true
}

// Close is the workflow's last step of a handover that went through.
type Close struct {
	Execution int
	Pack      FileRef
}

// Name implements Command.
func (Close) Name() string { return "close" }

func (c Close) decide(p *Programme, _ Context) ([]Event, error) {
	if err := p.Execution.Admits(c.Execution); err != nil || p.Status != Running {
		return nil, err
	}
	if p.Effective.IsZero() {
		return nil, fault.New(fault.Internal, "the service of %s has not transferred", p.Definition.Programme)
	}
	return one(Closed{c.Pack, p.openAdvisory()})
}

// openAdvisory lists the checks that were never met; blocking ones cannot be among them.
func (p *Programme) openAdvisory() []string {
	var ids []string
	for _, c := range p.Checks {
		if !c.Met() {
			ids = append(ids, c.ID)
		}
	}
	return ids
}

// Closed is the last entry of a handover that went through.
type Closed struct {
	Pack FileRef  `json:"pack"`
	Open []string `json:"open,omitempty"` // advisory checks that were never met
}

// Kind implements Event.
func (Closed) Kind() string { return "closed" }

func (v Closed) apply(p *Programme, e Entry) { p.Status, p.Ended = Complete, e.At }

func (v Closed) line(*Programme) (Line, bool) {
	why := "every review is recorded"
	if len(v.Open) > 0 {
		why += "; " + counted(len(v.Open), "advisory check") + " left open"
	}
	return Line{Stage: RingfenceStage, State: "Close", What: "Programme closed", Why: why}, true
}
