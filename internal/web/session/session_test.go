package session_test

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"example.org/handover/internal/web/session"
)

// desk returns a desk and the time that its clock tells.
func desk() (*session.Desk, *time.Time) {
	now := time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)
	return session.New("handover-8080", func() time.Time { return now }), &now
}

func with(c *http.Cookie) *http.Request {
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	if c != nil {
		r.AddCookie(c)
	}
	return r
}

func TestALinkIsGoodOnce(t *testing.T) {
	d, now := desk()
	link := d.Link()
	cookie, ok := d.Enter(link)
	if !ok || !cookie.HttpOnly || cookie.SameSite != http.SameSiteStrictMode || cookie.Path != "/" ||
		cookie.MaxAge != 43200 ||
		cookie.Name != "handover-8080" || len(cookie.Value) != 43 || cookie.Value == link {
		t.Fatalf("entered %v with %+v", ok, cookie)
	}
	if _, again := d.Enter(link); again {
		t.Error("a link was good twice")
	}
	if _, ok := d.Of(with(cookie)); !ok {
		t.Error("the session is not known")
	}
	late := d.Link()
	if *now = now.Add(11 * time.Minute); true {
		if _, ok := d.Enter(late); ok {
			t.Error("a link was good after eleven minutes")
		}
	}
	for _, bad := range []string{"", "x", link} {
		if _, ok := d.Enter(bad); ok {
			t.Errorf("entered with %q", bad)
		}
	}
}

func TestASessionEnds(t *testing.T) {
	d, now := desk()
	cookie, _ := d.Enter(d.Link())
	if _, ok := d.Of(with(nil)); ok {
		t.Error("a request without a cookie has a session")
	}
	if _, ok := d.Of(with(&http.Cookie{Name: "handover-8080", Value: "guess", HttpOnly: true, Secure: true,
		SameSite: http.SameSiteStrictMode})); ok {
		t.Error("a guess has a session")
	}
	*now = now.Add(12*time.Hour + time.Second)
	if _, ok := d.Of(with(cookie)); ok {
		t.Error("a session lasted more than twelve hours")
	}
	cookie, _ = d.Enter(d.Link())
	s, ok := d.Of(with(cookie))
	if !ok {
		t.Fatal("the second session is not known")
	}
	if gone := d.Leave(s); gone.MaxAge >= 0 || gone.Value != "" {
		t.Errorf("leaving sets %+v", gone)
	}
	if _, ok := d.Of(with(cookie)); ok {
		t.Error("a session that was left goes on")
	}
}

func TestFormsAndPeopleBelongToASession(t *testing.T) {
	d, _ := desk()
	var sessions []*session.Session
	for range 2 {
		cookie, _ := d.Enter(d.Link())
		s, _ := d.Of(with(cookie))
		sessions = append(sessions, s)
	}
	a, b := sessions[0], sessions[1]
	if !a.Sent(a.Form()) || a.Sent(b.Form()) || a.Sent("") {
		t.Error("a form's secret is not the session's own")
	}
	a.Choose("doncaster", "legal")
	a.Keep([]byte("{}"))
	if a.Person("doncaster") != "legal" || b.Person("doncaster") != "" || a.Person("reading") != "" {
		t.Error("the chosen person is not the session's and the programme's own")
	}
	if string(a.Draft()) != "{}" || b.Draft() != nil {
		t.Error("the draft is not the session's own")
	}
}

func TestProgramsCarryAToken(t *testing.T) {
	d, _ := desk()
	ask := func(header string) bool {
		r := with(nil)
		r.Header.Set("Authorization", header)
		return d.Bears(r)
	}
	if ask("Bearer ") || ask("Bearer secret") {
		t.Error("a token was taken before there was one")
	}
	d.Admit("secret")
	for header, want := range map[string]bool{"Bearer secret": true, "Bearer secre": false, "secret": false, "": false,
		"Basic secret": false} {
		if ask(header) != want {
			t.Errorf("%q: %v", header, !want)
		}
	}
}

func TestThereIsAnEndOfSessions(t *testing.T) {
	d, _ := desk()
	for range 200 {
		if _, ok := d.Enter(d.Link()); !ok {
			t.Fatal("fewer than two hundred sessions")
		}
	}
	if _, ok := d.Enter(d.Link()); ok {
		t.Error("sessions have no end")
	}
}
