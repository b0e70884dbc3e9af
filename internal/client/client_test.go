package client_test

import (
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/client"
	"example.org/handover/internal/fault"
)

// to serves a handler and returns a client of it, and its address.
func to(t *testing.T, h http.HandlerFunc) (*client.Client, string) {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return of(t, s.URL, "secret"), s.URL
}

func of(t *testing.T, address, token string) *client.Client {
	t.Helper()
	c, err := client.New(address, token)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

// wants holds an error to a kind and a part of its text, and to keeping the token for itself.
func wants(t *testing.T, name string, err error, kind fault.Kind, text string) {
	t.Helper()
	if fault.KindOf(err) != kind || !strings.Contains(err.Error(), text) {
		t.Errorf("%s: %s %v, want %s with %q", name, fault.KindOf(err), err, kind, text)
	}
	if err != nil && strings.Contains(err.Error(), "secret") {
		t.Errorf("%s: the error tells the token: %v", name, err)
	}
}

func TestAddressesThatATokenMayGoTo(t *testing.T) {
	for _, address := range []string{"https://handover.example.org", "https://handover.example.org:8443/prod/",
		"http://127.0.0.1:8080", "http://[::1]:8080", "http://localhost:8080", "HTTPS://handover.example.org"} {
		if _, err := client.New(address, "secret"); err != nil {
			t.Errorf("%s: %v", address, err)
		}
	}
	for address, text := range map[string]string{
		"":                                  "no address of a server",
		"handover.example.org":              "no address of a server",
		"127.0.0.1:8080":                    "no address of a server",
		"ftp://handover.example.org":        "no address of a server",
		"https://":                          "no address of a server",
		"https://:8080":                     "no address of a server",
		"https:handover":                    "no address of a server",
		"http://\x7f":                       "no address of a server",
		"http://handover.example.org":       "over http everybody",
		"http://127.0.0.1.example.org":      "over http everybody",
		"http://10.0.0.1:8080":              "over http everybody",
		"https://x:secret@example.org":      "carries no name and password",
		"https://example.org/?token=secret": "has no query",
		"https://example.org/#secret":       "has no query",
	} {
		_, err := client.New(address, "")
		wants(t, address, err, fault.Invalid, text)
	}
	_, err := client.New("https://example.org", "a secret\nHost: elsewhere")
	wants(t, "a token of two lines", err, fault.Invalid, "the token holds spaces")
}

// TestWhoElseAnswers holds that whatever answers in the place of Handover is told apart, and said in words.
func TestWhoElseAnswers(t *testing.T) {
	for _, a := range []struct {
		name, media, body string
		status            int
		kind              fault.Kind
		text              string
	}{
		{"a page", "text/html", "<h1>Welcome</h1>", 200, fault.Invalid, "not Handover (200)"},
		{"another program's JSON", "application/json", `{"status":"up"}`, 200, fault.Invalid, "not Handover (200)"},
		{"JSON of another form", "application/json", `[1]`, 200, fault.Unavailable, "answer cannot be read"},
		{"half an answer", "application/json", `{"programme":"d`, 200, fault.Unavailable, "answer cannot be read"},
		{"nothing there", "text/plain", "404 page not found", 404, fault.Invalid, "not Handover (404)"},
		{"https spoken to as http", "text/plain", "Client sent an HTTP request", 400, fault.Invalid, "http or https"},
		{"a problem without a kind", "application/problem+json", `{"title":"x"}`, 400, fault.Invalid, "not Handover (400)"},
		{"a front door", "application/json", `{"message":"Forbidden"}`, 403, fault.Forbidden, "whatever stands before"},
		{"a gateway", "text/html", "x", 502, fault.Unavailable, "for now (502)"},
		{"too much asked", "text/html", "x", 429, fault.Unavailable, "for now (429)"},
		{"the wrong name", "text/plain", "x", 421, fault.Invalid, "names of its own machine only"},
		{"no token", "application/problem+json", `{"kind":"Forbidden"}`, 401, fault.Forbidden, "does not take this token"},
	} {
		c, _ := to(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", a.media)
			w.WriteHeader(a.status)
			_, _ = w.Write([]byte(a.body))
		})
		_, err := c.Status(t.Context(), "doncaster", calendar.Date{})
		wants(t, a.name, err, a.kind, a.text)
	}
}

func TestWithoutTokenOneIsAskedFor(t *testing.T) {
	_, address := to(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "" {
			t.Error("a token was sent that nobody gave")
		}
		w.WriteHeader(http.StatusUnauthorized)
	})
	_, err := of(t, address, "").Portfolio(t.Context())
	wants(t, "no token", err, fault.Forbidden, "the server wants a token")
}

// TestNobodyIsFollowed holds that a redirect is told, and that the token goes nowhere else.
func TestNobodyIsFollowed(t *testing.T) {
	asked := false
	_, elsewhere := to(t, func(http.ResponseWriter, *http.Request) { asked = true })
	c, _ := to(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, elsewhere+"/login", http.StatusTemporaryRedirect)
	})
	_, err := c.Portfolio(t.Context())
	wants(t, "redirect", err, fault.Invalid, elsewhere+"/login")
	if asked {
		t.Error("the redirect was followed")
	}
}

func TestNobodyThere(t *testing.T) {
	s := httptest.NewServer(http.NotFoundHandler())
	_, err := of(t, strings.Replace(s.URL, "http:", "https:", 1), "secret").Portfolio(t.Context())
	wants(t, "https where http is spoken", err, fault.Invalid, "does not speak https")
	s.Close()
	_, err = of(t, s.URL, "secret").Portfolio(t.Context())
	wants(t, "a closed port", err, fault.Unavailable, "nothing answers at this address")
	safe := httptest.NewUnstartedServer(http.NotFoundHandler())
	safe.Config.ErrorLog = log.New(io.Discard, "", 0)
	safe.StartTLS()
	t.Cleanup(safe.Close)
	_, err = of(t, safe.URL, "secret").Portfolio(t.Context())
	wants(t, "a certificate of nobody", err, fault.Refused, "signed by nobody that this machine trusts")
	_, err = of(t, strings.Replace(safe.URL, "https:", "http:", 1), "secret").Portfolio(t.Context())
	wants(t, "http where https is spoken", err, fault.Invalid, "http or https")
}
