package calendar

import (
	"cmp"
	"slices"
	"time"

	"example.org/handover/internal/fault"
)

// Way is a method by which a notice was sent, and when. For methods deemed on receipt that is the time of delivery.
type Way struct {
	Method Method
	Sent   time.Time
}

// Deemed is when a notice counts as served that was sent in one or several ways. Safe is the latest day: whoever counts
// from it has waited long enough whichever way is good service. Claimed is the earliest, which may be claimed if that way
// is proved.
type Deemed struct{ Safe, Claimed Result }

// DeemedByAll returns the days on which the profile deems a notice served that was sent in several ways. The calendar says
// which days are business days. A method that the profile does not allow is fault.Refused, no way or no instant
// fault.Invalid.
func (p Profile) DeemedByAll(c *Calendar, ways ...Way) (Deemed, error) {
	if len(ways) == 0 {
		return Deemed{}, fault.New(fault.Invalid, "no way of service").To("say how and when the notice was sent")
	}
	e := Expression{mode: ModeDeemed, profile: p.name}
	var sent []Input
	for _, w := range ways {
		if w.Sent.IsZero() {
			return Deemed{}, fault.New(fault.Invalid, "no time of sending").To("say when the notice was sent")
		}
		from := point{date: DateOf(w.Sent), clock: true, seconds: clockSeconds(w.Sent)}
		e.ways = append(e.ways, way{w.Method, from})
		sent = append(sent, Input{Date: from.date, At: instant(w.Sent), Origin: "the time of sending"})
	}
	return p.deemedByAll(c, e.spelled(), sent)
}

// deemedByAll works out every way of a deemed-service expression.
func (p Profile) deemedByAll(c *Calendar, e Expression, sent []Input) (Deemed, error) {
	all := make([]Result, len(e.ways))
	for i, w := range e.ways {
		if err := p.refuses(w.method); err != nil {
			return Deemed{}, err
		}
		if sent[i].At.IsZero() && p.rules[w.method].mode == sameDayBefore {
			return Deemed{}, e.untimed(w)
		}
		all[i] = p.deemed(c, e.only(i), sent[i])
	}
	order := func(a, b Result) int { return cmp.Or(a.Date.Compare(b.Date), a.At.Compare(b.At)) }
	both := Deemed{Safe: slices.MaxFunc(all, order), Claimed: slices.MinFunc(all, order)}
	if len(all) > 1 {
		both.Safe.Explanation.compare(e, all)
		both.Safe.Explanation.Claimed = both.Claimed.Date
		both.Safe.setProvisional(slices.ContainsFunc(all, func(r Result) bool { return r.Provisional }))
	}
	return both, nil
}

// only returns the expression with one of its ways, by which the date is not moved to a working day yet.
func (e Expression) only(i int) Expression {
	if len(e.ways) == 1 {
		return e
	}
	e.ways, e.roll = e.ways[i:i+1], stay
	return e.spelled()
}

// compare turns the explanation of the way that decides into that of all of them.
func (x *Explanation) compare(e Expression, all []Result) {
	x.Expression = e.text
	deciding := x.Inputs[0]
	x.NotYetKnown = slices.Clone(x.NotYetKnown)
	for _, r := range all {
		sent := r.Explanation.Inputs[0]
		x.Ways = append(x.Ways, Served{r.Explanation.Service.Method, r.Explanation.Service.Rule, sent, r.Date, r.At})
		x.learn(r.Explanation.NotYetKnown)
		if sent != deciding {
			x.Inputs = append(x.Inputs, sent)
		}
	}
}
