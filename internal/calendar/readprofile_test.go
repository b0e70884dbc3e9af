package calendar_test

import (
	"strings"
	"testing"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/fault"
)

const soundProfile = `{"profiles":[{"name":"a","title":"b","source":"c","closed_days":["weekend","bank-holiday"],` +
	`"methods":{"email":{"mode":"same-day-before","before":"17:00","at":"09:00"}}}]}`

func TestProfilesAreReadStrictly(t *testing.T) {
	if got, err := calendar.ReadProfiles("p.json", strings.NewReader(soundProfile)); err != nil || len(got) != 1 {
		t.Fatalf("a sound profile: %v, %v", got, err)
	}
	for _, c := range []struct{ old, new string }{
		{`"name":"a"`, `"name":""`},
		{`"source":"c"`, `"sauce":"c"`},
		{`"methods":{`, `"methods":{"pigeon":{"mode":"on-receipt"},`},
		{`"weekend","bank-holiday"`, `"weekend"`},
		{`"weekend","bank-holiday"`, `"weekend","bank-holiday","closure","closure"`},
		{`"same-day-before"`, `"some-day"`},
		{`"before":"17:00"`, `"before":"5pm"`},
		{`"before":"17:00"`, `"before":"17:00:30"`},
		{`"before":"17:00",`, ``},
		{`"at":"09:00"`, `"at":"25:00"`},
		{`"mode":"same-day-before"`, `"mode":"on-receipt"`},
		{`"mode":"same-day-before"`, `"mode":"working-days","days":2`},
		{`"mode":"same-day-before"`, `"mode":"days-then-working-day","days":2`},
		{`"mode":"same-day-before"`, `"mode":"same-day-before","days":2`},
		{`}]}`, `}]} {}`},
		{`}]}`, `}`},
		{`{"profiles":[`, `{"profiles":[` + soundProfile[13:len(soundProfile)-2] + `,`},
	} {
		text := strings.Replace(soundProfile, c.old, c.new, 1)
		if text == soundProfile {
			t.Fatalf("nothing to replace: %s", c.old)
		}
		if _, err := calendar.ReadProfiles("p.json", strings.NewReader(text)); fault.KindOf(err) != fault.Invalid {
			t.Errorf("with %s for %s: %v, want Invalid", c.new, c.old, err)
		}
	}
}

func FuzzReadProfiles(f *testing.F) {
	f.Add(soundProfile)
	f.Add(`{"profiles":[{"closed_days":["closure"]}]}`)
	f.Fuzz(func(t *testing.T, text string) {
		profiles, err := calendar.ReadProfiles("p.json", strings.NewReader(text))
		if err != nil {
			asFault(t, err)
			return
		}
		for _, p := range profiles {
			for _, m := range p.Methods() {
				if p.Rule(m) == "" {
					t.Errorf("%s by %s has no rule in words", p.Name(), m)
				}
			}
		}
	})
}
