package letter

import (
	"strings"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
)

type noticeView struct {
	head
	To       handover.Addressee
	Profile  string // the rules of deemed service, by their title
	Services []noticeService
	Others   []handover.Addressee // who is served besides
}

// noticeService is one way in which the notice is served, and when it then counts as served.
type noticeService struct {
	Method calendar.Method
	Rule   string
}

// How says all methods of service in one phrase.
func (v noticeView) How() string {
	var ways []string
	for _, s := range v.Services {
		ways = append(ways, handover.By(s.Method))
	}
	return sentence(strings.Join(ways, " and "))
}

// Notice returns the notice that ends the contract, for one addressee, dated on a day. The dates of service in it are
// those planned. fault.NotFound if the contract names no such addressee or an unknown service profile; fault.Refused
// if the contract does not allow one of the methods, or if the programme is not planned yet.
func Notice(p *handover.Programme, a handover.Addressee, on calendar.Date) (Letter, error) {
	h, err := newHead(p, on)
	if err != nil {
		return Letter{}, err
	}
	v := noticeView{head: h}
	found := false
	for _, known := range h.D.Contract.Addressees {
		if known.ID == a.ID {
			v.To, found = known, true
		} else {
			v.Others = append(v.Others, known)
		}
	}
	if !found {
		return Letter{}, fault.New(fault.NotFound, "the contract names no such addressee").With(a.ID).
			To("use one that /contract/addressees of the definition lists")
	}
	if err := v.serve(); err != nil {
		return Letter{}, err
	}
	return render(notice, string(notice)+"-"+v.To.ID, v)
}

// serve adds the rule of each method: an addressee must be served by every one of them, or the notice is bad.
func (v *noticeView) serve() error {
	profile, err := calendar.LookUpProfile(v.D.Contract.ServiceProfile)
	if err != nil {
		return err
	}
	v.Profile = profile.Title()
	for _, m := range v.To.Methods {
		if !profile.Allows(m) {
			return fault.New(fault.Refused, "the contract's service profile %s does not allow this method", profile.Name()).
				With(string(m))
		}
		v.Services = append(v.Services, noticeService{Method: m, Rule: profile.Rule(m)})
	}
	if len(v.Services) == 0 {
		return fault.New(fault.Refused, "no method of service is set for the addressee").With(v.To.ID)
	}
	return nil
}
