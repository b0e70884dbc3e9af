package letter

import (
	"time"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
)

type certificateView struct {
	head
	Effective time.Time
	Moved     []movedDataset
	Windows   []windowRow
	Approvers []string
}

// movedDataset is a set of records that moved, bound by the digest of its signed report.
type movedDataset struct {
	Title string
	Run   handover.Run
}

// UTC says the effective instant in Coordinated Universal Time, since London's clocks may show another day.
func (v certificateView) UTC() string {
	return v.Effective.UTC().Format("15:04:05 on Monday 2 January 2006")
}

// Delayed reports whether the transfer took effect at another instant than the planned one.
func (v certificateView) Delayed() bool { return !v.Effective.Equal(v.P.Transfer) }

// Certificate returns the certificate that the service has transferred at an instant, dated on its day in London.
// fault.Refused unless a quorum confirmed the go over the final evidence and every live run is signed: a certificate
// binds to the digest of that evidence.
func Certificate(p *handover.Programme, effective time.Time) (Letter, error) {
	if effective.IsZero() {
		return Letter{}, fault.New(fault.Invalid, "a certificate needs the instant of the transfer")
	}
	if p.Final.Outcome != handover.Go || p.Final.Digest == "" {
		return Letter{}, fault.New(fault.Refused, "the go is not confirmed over the final evidence").
			To("let the approvers confirm it first")
	}
	h, err := newHead(p, calendar.DateOf(effective))
	if err != nil {
		return Letter{}, err
	}
	v := certificateView{head: h, Effective: effective, Windows: h.windows()}
	for _, d := range h.P.Datasets {
		if d.Live.SignedBy == "" {
			return Letter{}, fault.New(fault.Refused, "the live run of a dataset is not signed").With(d.ID)
		}
		v.Moved = append(v.Moved, movedDataset{Title: h.datasetTitle(d.ID), Run: d.Live})
	}
	if v.Approvers = h.approvers(h.P.Final); len(v.Approvers) < h.D.Quorum {
		return Letter{}, fault.New(fault.Refused, "fewer approvers confirmed this evidence than the quorum of %d", h.D.Quorum)
	}
	return render(certificate, string(certificate), v)
}

// approvers returns who voted go over the very digest that was decided on.
func (h head) approvers(d handover.Decision) []string {
	var who []string
	for _, v := range d.Votes {
		if v.Outcome == handover.Go && v.Digest == d.Digest {
			who = append(who, h.Holder(v.By))
		}
	}
	return who
}
