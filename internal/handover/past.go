package handover

import "example.org/handover/internal/fault"

// pastFact is what a person can say only of the past: afterwards it is the workflow's to do. Its roles are those whose
// work it was; the programme office may say it too.
type pastFact interface{ roles() []Role }

// NoticeWasDrafted says that the notice was authorised and its letters drafted.
type NoticeWasDrafted struct {
	Reference string `json:"reference"`
}

// Name implements Command.
func (NoticeWasDrafted) Name() string  { return "notice-drafted" }
func (NoticeWasDrafted) roles() []Role { return []Role{LegalLead} }

func (c NoticeWasDrafted) decide(p *Programme, x Context) ([]Event, error) {
	if len(p.Notice.Letters) > 0 {
		return nil, refuse("the notice is drafted already")
	}
	if x.Now.Before(implementable(p, "")) {
		return nil, refuse("the decision could not be implemented before %s", p.Dates["decision.implementable"].Long())
	}
	return append(went("AuthoriseNotice", ""), NoticeDrafted{elsewhere(c.Reference)}), nil
}

// WindowWasOpened says that a window was opened and its representatives invited.
type WindowWasOpened struct {
	Window    string `json:"window"`
	Reference string `json:"reference"` // of the invitation
}

// Name implements Command.
func (WindowWasOpened) Name() string  { return "window-opened" }
func (WindowWasOpened) roles() []Role { return []Role{HRLead} }

func (c WindowWasOpened) decide(p *Programme, x Context) ([]Event, error) {
	w := p.window(c.Window)
	switch {
	case w == nil:
		return nil, fault.New(fault.NotFound, "there is no such window").With(c.Window)
	case len(w.Letters) > 0:
		return nil, refuse("%s is open already", p.consultationOf(c.Window))
	case x.Now.Before(windowOpens(p, c.Window)):
		return nil, refuse("%s was not to open before %s", p.consultationOf(c.Window),
			p.Dates["window."+c.Window+".opens"].Long()).To("correct the act's time, or the window's /opens in the definition")
	}
	return append(went("OpenWindow", c.Window), InvitationsSent{c.Window, elsewhere(c.Reference)}), nil
}

// WindowWasClosed says that a window ran to its end.
type WindowWasClosed struct {
	Window string `json:"window"`
}

// Name implements Command.
func (WindowWasClosed) Name() string  { return "window-closed" }
func (WindowWasClosed) roles() []Role { return []Role{HRLead} }

func (c WindowWasClosed) decide(p *Programme, x Context) ([]Event, error) {
	if _, err := p.openWindow(c.Window); err != nil {
		return nil, err
	}
	if x.Now.Before(windowCloses(p, c.Window)) {
		return nil, refuse("%s runs until the end of %s", p.consultationOf(c.Window), p.Dates["window."+c.Window+".closes"].Long())
	}
	if _, answered := windowAnswered(p, c.Window); !answered {
		return nil, refuse("a representation in window %s has no reply", c.Window)
	}
	return went("CloseWindow", c.Window), nil
}

// DryRunPassed says that a dry run was run elsewhere and passed. The last one is run here.
type DryRunPassed struct {
	Dataset   string `json:"dataset"`
	Reference string `json:"reference"` // of its report
}

// Name implements Command.
func (DryRunPassed) Name() string  { return "dry-run-passed" }
func (DryRunPassed) roles() []Role { return []Role{DataLead, DataOwner} }

func (c DryRunPassed) decide(p *Programme, _ Context) ([]Event, error) {
	d := p.dataset(c.Dataset)
	switch {
	case d == nil:
		return nil, noDataset(c.Dataset)
	case d.Done+1 >= d.Needed:
		return nil, refuse("the last dry run of %s has to be run here, where its owner signs it", c.Dataset)
	}
	return one(DryRunAdopted(c))
}

// DryRunAdopted is recorded within an adoption.
type DryRunAdopted struct {
	Dataset   string `json:"dataset"`
	Reference string `json:"reference"`
}

// Kind implements Event.
func (DryRunAdopted) Kind() string { return "dry-run-adopted" }

func (v DryRunAdopted) apply(p *Programme, _ Entry) {
	d := p.dataset(v.Dataset)
	d.Done++
	d.Dry = Run{Round: d.Dry.Round + 1}
}

func (v DryRunAdopted) line(p *Programme) (Line, bool) {
	return Line{Stage: MigrationStage, State: "ReconcileDry", Why: v.Reference,
		What: "Dry run passed elsewhere: " + p.Definition.DatasetTitle(v.Dataset)}, true
}

// elsewhere is a letter that is not kept here, by its reference.
func elsewhere(reference string) []FileRef { return []FileRef{{Name: reference}} }

// orElsewhere is why there are letters, or where they lie if they were not written here.
func orElsewhere(letters []FileRef, why string) string {
	if len(letters) > 0 && letters[0].SHA256 == "" {
		return letters[0].Name
	}
	return why
}

// went is a gate of the first round that the past went through.
func went(state, item string) []Event {
	return []Event{GateOpened{State: state, Item: item, Round: 1}, GatePassed{state, item, 1, Passed}}
}
