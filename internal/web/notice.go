package web

import (
	"slices"
	"time"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/web/api"
	"example.org/handover/internal/web/form"
)

// noticeView is what the page of the notice shows.
type noticeView struct {
	noticeDates
	Contract  handover.Contract
	Services  []serviceRow
	Letters   []handover.FileRef
	Service   handover.ServiceDates
	Transfer  time.Time
	Running   bool
	Partly    bool // whether somebody is served already
	Deadlines []duty
	Acts      []act
}

// serviceRow is an addressee by a method.
type serviceRow struct {
	Name, Method string
	Done         *handover.Service
	Acts         []act
}

func (s *site) notice(v *visit) (any, error) {
	p := v.at
	dates, err := s.noticeDates(p)
	if err != nil {
		return nil, err
	}
	view := noticeView{noticeDates: dates, Contract: p.Definition.Contract, Letters: p.Notice.Letters, Transfer: p.Transfer,
		Running: p.Status == handover.Running, Deadlines: v.obligations(handover.NoticeStage),
		Acts: v.stageActs(handover.NoticeStage, "trigger", "report-obligation")}
	view.Service, _ = p.ServiceDates()
	view.Partly = len(p.Notice.Services) > 0
	for _, a := range view.Contract.Addressees {
		for _, m := range a.Methods {
			row := serviceRow{Name: a.Name, Method: form.Sentence(string(m)), Acts: v.on(a.ID+"/"+string(m), "record-service",
				"report-undelivered")}
			if i := slices.IndexFunc(p.Notice.Services, func(s handover.Service) bool {
				return s.Addressee == a.ID && s.Method == m
			}); i >= 0 {
				row.Done = &p.Notice.Services[i]
			}
			view.Services = append(view.Services, row)
		}
	}
	return view, nil
}

// noticeDates is what is known of the dates of the notice.
type noticeDates struct {
	Planned, Deemed, Ends calendar.Date
	Served                bool
	Lapsed                bool   // not served as planned: then Deemed and Ends are of a plan that is void
	Float                 string // between the end of the period and the transfer; "" if there is none
	Anew                  string // of a lapsed plan: when the period would end if the notice went out now
}

// lapsed reports whether the plan of service is void: its day is over, or the programme, and not everybody is served.
// The period begins with service alone, so no date that counts from the plan says anything then.
func lapsed(at api.Standing) bool {
	if _, served := at.DeemedServed(); served || len(at.Dates) == 0 {
		return false
	}
	return at.Status != handover.Running || at.ServiceLapsed(calendar.DateOf(at.Now))
}

func (s *site) noticeDates(at api.Standing) (noticeDates, error) {
	d := noticeDates{Planned: at.Dates["notice.planned"], Deemed: at.Dates["notice.deemed"], Ends: at.Dates["notice.ends"],
		Lapsed: lapsed(at)}
	_, d.Served = at.DeemedServed()
	if !d.Lapsed {
		d.Float = floatOf(at)
		return d, nil
	}
	today := calendar.DateOf(at.Now)
	if at.Status != handover.Running || at.Dates["decision.implementable"].After(today) {
		return d, nil
	}
	ends, err := s.endsIfServedNow(at)
	what := "the notice"
	if len(at.Notice.Services) > 0 {
		what = "what is missing of it"
	}
	d.Anew = "If " + what + " went out on " + today.Long() + ", the period would end on " + ends.Long() + ", " +
		api.Room(ends, calendar.DateOf(at.Transfer))
	return d, err
}

// float is what the overview says of the float; "" if there is none to tell.
func (d noticeDates) float(running bool) string {
	switch {
	case !d.Lapsed || !running:
		return d.Float
	case d.Anew == "":
		return "Unknown while the notice is not served on everybody"
	}
	return "Unknown while the notice is not served on everybody. " + d.Anew
}

// endsIfServedNow is the last day of the notice period if all that is still to be served went out at noon today.
func (s *site) endsIfServedNow(at api.Standing) (calendar.Date, error) {
	rules, err := s.office.Rules(at.Definition.Pack)
	if err != nil {
		return calendar.Date{}, err
	}
	return api.EndsIfServedOn(calendar.DateOf(at.Now), at.Programme, rules)
}

// floatOf says how many days lie between the end of the notice and the transfer.
func floatOf(at api.Standing) string {
	ends, ok := at.Dates["notice.ends"]
	if !ok || !at.Effective.IsZero() {
		return ""
	}
	n := ends.DaysUntil(calendar.DateOf(at.Transfer)) - 1
	if n < 0 {
		return ""
	}
	return counted(n, "day") + " between the end of the notice period and the transfer"
}
