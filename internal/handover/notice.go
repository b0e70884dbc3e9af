package handover

import (
	"time"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/fault"
)

// Notice is the state of the notice: its letters, and who was served how and when.
type Notice struct {
	Letters  []FileRef `json:"letters,omitempty"`
	Services []Service `json:"services,omitempty"`
}

// FileRef is a document in the file store, bound by its digest; no content is ever in the ledger.
type FileRef struct {
	Name   string `json:"name"`
	SHA256 string `json:"sha256"`
}

// Service is one addressee served by one method. Deemed is the day it counts as served under the contract's profile.
type Service struct {
	Addressee string          `json:"addressee"`
	Method    calendar.Method `json:"method"`
	Sent      time.Time       `json:"sent"`
	Deemed    calendar.Date   `json:"deemed"`
	Reference string          `json:"reference"`
}

func (p *Programme) service(addressee string, m calendar.Method) *Service {
	return find(p.Notice.Services, func(s *Service) bool { return s.Addressee == addressee && s.Method == m })
}

func noticeServed(p *Programme, _ string) (Outcome, bool) {
	for _, a := range p.Definition.Contract.Addressees {
		for _, m := range a.Methods {
			if p.service(a.ID, m) == nil {
				return "", false
			}
		}
	}
	return Passed, true
}

// deemed returns the safe date of service: the latest of all, since the other party may rely on it; ok is false while
// a service is missing.
func (p *Programme) deemed() (latest calendar.Date, ok bool) {
	if _, served := noticeServed(p, ""); !served {
		return latest, false
	}
	for _, s := range p.Notice.Services {
		if s.Deemed.After(latest) {
			latest = s.Deemed
		}
	}
	return latest, true
}

func implementable(p *Programme, _ string) time.Time {
	return p.Dates["decision.implementable"].At(9, 0)
}

// noticeEnds is the instant after the last day of the notice period: the period ends at 24:00 of that day.
func noticeEnds(p *Programme, _ string) time.Time { return dayAfter(p.Dates["notice.ends"]) }

func dayAfter(d calendar.Date) time.Time { return d.AddDays(1).At(0, 0) }

// RecordService records that an addressee was served by a method.
type RecordService struct {
	Addressee string          `json:"addressee"`
	Method    calendar.Method `json:"method"`
	Sent      Local           `json:"sent"`
	Reference string          `json:"reference"`
}

// Name implements Command.
func (RecordService) Name() string { return "record-service" }

func (c RecordService) decide(p *Programme, x Context) ([]Event, error) {
	if err := p.served(c.Addressee, c.Method); err != nil {
		return nil, err
	}
	if len(p.Notice.Letters) == 0 {
		return nil, refuse("the notice has not been drafted yet").
			To("wait until the call-in has ended and, in a manual programme, trigger the stage notice")
	}
	if p.service(c.Addressee, c.Method) != nil {
		return nil, refuse("service on %s by %s is recorded already", c.Addressee, c.Method).
			To("report it undelivered first, if it failed")
	}
	sent, err := calendar.ParseLocal(string(c.Sent))
	if err != nil {
		return nil, err
	}
	if sent.After(x.Now) || calendar.DateOf(sent).Before(p.Dates["decision.implementable"]) {
		return nil, refuse("a notice cannot be sent before %s, nor in the future",
			p.Dates["decision.implementable"].Long()).With(string(c.Sent)).To("record when it really was sent")
	}
	result, err := p.deem(c.Method, sent, x)
	if err != nil {
		return nil, err
	}
	return one(ServiceRecorded{Service{c.Addressee, c.Method, sent, result.Date, c.Reference}, result.Explanation.Sentence()})
}

func (p *Programme) served(addressee string, m calendar.Method) error {
	for _, a := range p.Definition.Contract.Addressees {
		for _, allowed := range a.Methods {
			if a.ID == addressee && allowed == m {
				return nil
			}
		}
	}
	return fault.New(fault.Invalid, "the contract names no such addressee and method").
		With(addressee + " by " + string(m)).To("use one that /contract/addressees of the definition lists")
}

// deem says when something sent counts as served, under the contract's profile and the calendar known today.
func (p *Programme) deem(m calendar.Method, sent time.Time, x Context) (calendar.Result, error) {
	profile, err := calendar.LookUpProfile(p.Definition.Contract.ServiceProfile)
	if err != nil {
		return calendar.Result{}, err
	}
	return profile.Deemed(p.calendar(x.Rules, x.Today()), m, sent)
}

// ServiceRecorded is recorded with the deemed date and the sentence that explains it.
type ServiceRecorded struct {
	Service
	Why string `json:"why"`
}

// Kind implements Event.
func (ServiceRecorded) Kind() string { return "service-recorded" }

func (v ServiceRecorded) apply(p *Programme, _ Entry) {
	p.Notice.Services = append(p.Notice.Services, v.Service)
}

func (v ServiceRecorded) line(p *Programme) (Line, bool) {
	return Line{Stage: NoticeStage, State: "ServeNotice", Why: v.Why,
		What: "Notice served " + By(v.Method) + " on " + p.Definition.AddresseeName(v.Addressee) + ", deemed " + v.Deemed.Long()}, true
}

// ReportUndelivered voids a service that failed; the addressee has to be served again.
type ReportUndelivered struct {
	Addressee string          `json:"addressee"`
	Method    calendar.Method `json:"method"`
	Reason    string          `json:"reason"`
}

// Name implements Command.
func (ReportUndelivered) Name() string { return "report-undelivered" }

func (c ReportUndelivered) decide(p *Programme, _ Context) ([]Event, error) {
	if p.service(c.Addressee, c.Method) == nil {
		return nil, refuse("no service on %s by %s is recorded", c.Addressee, c.Method)
	}
	return one(ServiceFailed(c))
}

// ServiceFailed is recorded when a service turns out to have failed.
type ServiceFailed struct {
	Addressee string          `json:"addressee"`
	Method    calendar.Method `json:"method"`
	Reason    string          `json:"reason"`
}

// Kind implements Event.
func (ServiceFailed) Kind() string { return "service-failed" }

func (v ServiceFailed) apply(p *Programme, e Entry) {
	var kept []Service
	for _, s := range p.Notice.Services {
		if s.Addressee != v.Addressee || s.Method != v.Method {
			kept = append(kept, s)
		}
	}
	p.Notice.Services = kept
	delete(p.Standing, serviceOf(v.Addressee, string(v.Method)))
	p.reopenObligations(e.At, "gate:ServeNotice", "gate:NoticeExpires")
}

func (v ServiceFailed) line(p *Programme) (Line, bool) {
	return Line{Stage: NoticeStage, State: "ServeNotice", Why: v.Reason,
		What: "Service " + By(v.Method) + " on " + p.Definition.AddresseeName(v.Addressee) + " failed; it has to be served again"}, true
}

// DraftNotice is the workflow's record of the letters that it rendered, one for each addressee.
type DraftNotice struct {
	Execution int
	Letters   []FileRef
}

// Name implements Command.
func (DraftNotice) Name() string { return "draft-notice" }

func (c DraftNotice) decide(p *Programme, _ Context) ([]Event, error) {
	if err := p.Execution.Admits(c.Execution); err != nil || len(p.Notice.Letters) > 0 || p.Status != Running {
		return nil, err
	}
	return one(NoticeDrafted{c.Letters})
}

// NoticeDrafted is recorded with the digests of the letters.
type NoticeDrafted struct {
	Letters []FileRef `json:"letters"`
}

// Kind implements Event.
func (NoticeDrafted) Kind() string { return "notice-drafted" }

func (v NoticeDrafted) apply(p *Programme, _ Entry) { p.Notice.Letters = v.Letters }

func (v NoticeDrafted) line(*Programme) (Line, bool) {
	return Line{Stage: NoticeStage, State: "DraftNotice", What: "Letters of notice drafted, ready to be signed and served",
		Why: orElsewhere(v.Letters, "the decision may be implemented")}, true
}
