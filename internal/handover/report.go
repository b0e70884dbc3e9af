package handover

// ReportObligation reports that an obligation is met which nothing else in the programme shows.
type ReportObligation struct {
	Obligation string `json:"obligation"`
	Reference  string `json:"reference"`
}

// Name implements Command.
func (ReportObligation) Name() string { return "report-obligation" }

func (c ReportObligation) owner(p *Programme) Role {
	if o := p.obligation(c.Obligation); o != nil {
		return o.Owner
	}
	return ""
}

func (c ReportObligation) decide(p *Programme, _ Context) ([]Event, error) {
	o := p.obligation(c.Obligation)
	switch {
	case o == nil:
		return nil, refuse("there is no such obligation").With(c.Obligation).To("see `handover status`")
	case !o.Open():
		return nil, refuse("obligation %s is met already", c.Obligation)
	case o.MetBy != "report":
		return nil, refuse("obligation %s is met by %s, not by a report", c.Obligation, o.MetBy)
	}
	return one(ObligationReported(c))
}

// ObligationReported is recorded for each report.
type ObligationReported struct {
	Obligation string `json:"obligation"`
	Reference  string `json:"reference"`
}

// Kind implements Event.
func (ObligationReported) Kind() string { return "obligation-reported" }

func (v ObligationReported) apply(p *Programme, e Entry) { p.obligation(v.Obligation).Met = e.When() }

func (v ObligationReported) line(p *Programme) (Line, bool) {
	o := p.obligation(v.Obligation)
	return Line{Stage: o.Stage, What: o.ID + " met: " + o.Title, Why: "due " + o.Due.Long()}, true
}
