package letter_test

import (
	"testing"
	"time"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/letter"
)

// refusal is a letter that must not be written: what is spoiled in a confirmed programme, which letter, and the kind.
type refusal struct {
	name  string
	spoil func(p *handover.Programme)
	write func(p *handover.Programme) error
	want  fault.Kind
}

func (r refusal) test(t *testing.T) {
	p := confirmed(t, false)
	r.spoil(p)
	if err := r.write(p); fault.KindOf(err) != r.want {
		t.Errorf("got %v, want the kind %s", err, r.want)
	}
}

func nothing(*handover.Programme) {}

func noDates(p *handover.Programme) { p.Dates = nil }

func serve(p *handover.Programme) error {
	_, err := letter.Notice(p, secretary(), day("2022-04-08"))
	return err
}

func invite(p *handover.Programme) error {
	_, err := letter.Invitation(p, handover.WindowPlan{ID: "staff"}, day("2022-04-08"))
	return err
}

func measure(on calendar.Date) func(p *handover.Programme) error {
	return func(p *handover.Programme) error {
		_, err := letter.Measures(p, on)
		return err
	}
}

func certify(effective time.Time) func(p *handover.Programme) error {
	return func(p *handover.Programme) error {
		_, err := letter.Certificate(p, effective)
		return err
	}
}

func standDown(p *handover.Programme) error {
	_, err := letter.StandDown(p, day("2022-09-16"))
	return err
}

func closeUp(p *handover.Programme) error {
	_, err := letter.Closure(p, day("2022-10-31"))
	return err
}

func TestRefusalsOfTheFirstLetters(t *testing.T) {
	contract := func(spoil func(c *handover.Contract)) func(p *handover.Programme) {
		return func(p *handover.Programme) { spoil(&p.Definition.Contract) }
	}
	for _, r := range []refusal{
		{"no addressee", contract(func(c *handover.Contract) { c.Addressees = nil }), serve, fault.NotFound},
		{"no profile", contract(func(c *handover.Contract) { c.ServiceProfile = "x" }), serve, fault.NotFound},
		{"a method that the profile does not allow", contract(func(c *handover.Contract) {
			c.Addressees[0].Methods = []calendar.Method{"pigeon"}
		}), serve, fault.Refused},
		{"no method", contract(func(c *handover.Contract) { c.Addressees[0].Methods = nil }), serve, fault.Refused},
		{"notice before planning", noDates, serve, fault.Refused},
		{"no transfer", func(p *handover.Programme) { p.Transfer = time.Time{} }, serve, fault.Refused},
		{"no window", func(p *handover.Programme) { p.Definition.Windows = nil }, invite, fault.NotFound},
		{"no first day", func(p *handover.Programme) { delete(p.Dates, "window.staff.opens") }, invite, fault.Refused},
		{"no last day", func(p *handover.Programme) { delete(p.Dates, "window.staff.closes") }, invite, fault.Refused},
		{"measures before planning", noDates, measure(day("2022-05-31")), fault.Refused},
		{"no date of the letter", nothing, measure(calendar.Date{}), fault.Invalid},
	} {
		t.Run(r.name, r.test)
	}
}

func TestRefusalsOfTheLastLetters(t *testing.T) {
	planned := certify(at("2022-09-30T00:01"))
	for _, r := range []refusal{
		{"no instant", nothing, certify(time.Time{}), fault.Invalid},
		{"go not confirmed", func(p *handover.Programme) { p.Final.Outcome = handover.Defer }, planned, fault.Refused},
		{"no final digest", func(p *handover.Programme) { p.Final.Digest = "" }, planned, fault.Refused},
		{"votes over other evidence", func(p *handover.Programme) {
			p.Final.Votes[0].Digest = "other"
		}, planned, fault.Refused},
		{"live run not signed", func(p *handover.Programme) { p.Datasets[0].Live.SignedBy = "" }, planned, fault.Refused},
		{"certificate without dates", noDates, planned, fault.Refused},
		{"closure before the transfer", nothing, closeUp, fault.Refused},
		{"stand-down of a programme that runs", nothing, standDown, fault.Refused},
	} {
		t.Run(r.name, r.test)
	}
}

// TestADelayedTransferIsSaid holds that a certificate of a transfer that was held names both instants.
func TestADelayedTransferIsSaid(t *testing.T) {
	l, err := letter.Certificate(confirmed(t, false), at("2022-10-01T09:30"))
	if err != nil {
		t.Fatal(err)
	}
	want := "Effective: 09:30 on Saturday 1 October 2022 (London time) The same instant: " +
		"08:30:00 on Saturday 1 October 2022, Coordinated Universal Time " +
		"Planned: 00:01 on Friday 30 September 2022 (London time)"
	if got := words(string(l.Text)); !contains(got, want) {
		t.Errorf("the certificate does not say %q", want)
	}
}

// TestOpenEndsAreSaid holds that the closure pack hides nothing that is missing.
func TestOpenEndsAreSaid(t *testing.T) {
	p := transferred(t, false)
	p.Reviews[0].Reference = ""
	p.Windows[0].Closed = time.Time{}
	p.Notice.Services = nil
	p.Datasets[0].Live.SignedBy = ""
	l, err := letter.Closure(p, day("2022-10-31"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Reference: not recorded", "Closed: NO", "No service is recorded.",
		"Signed by: not signed"} {
		if !contains(words(string(l.Text)), want) {
			t.Errorf("the closure pack does not say %q", want)
		}
	}
}
