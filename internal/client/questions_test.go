package client_test

import (
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/client"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/office"
)

// TestListsAreReadToTheirEnd holds that ledgers and portfolios come whole, page by page.
func TestListsAreReadToTheirEnd(t *testing.T) {
	const all = 2500
	c, _ := to(t, func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		if r.URL.Path == "/api/programmes" {
			name := "a"
			if q.Get("after") == "a" {
				name = "b"
			} else {
				w.Header().Set("Link", `</api/programmes?after=a>; rel="next"`)
			}
			answer(t, w, []office.Summary{{Programme: name}})
			return
		}
		from, _ := strconv.Atoi(q.Get("from"))
		limit, _ := strconv.Atoi(q.Get("limit"))
		list := []handover.Entry{}
		for seq := from; seq < from+limit && seq <= all; seq++ {
			list = append(list, handover.Entry{Seq: seq, Event: handover.ProgrammeResumed{}})
		}
		answer(t, w, map[string]any{"entries": list})
	})
	for _, x := range []struct{ from, limit, want int }{{1, 0, 2500}, {2001, 0, 500}, {1, 1, 1}, {7, 1500, 1500}, {2499, 9, 2},
		{501, 2000, 2000}} {
		got, err := c.Entries(t.Context(), "doncaster", x.from, x.limit)
		if err != nil || len(got) != x.want || got[0].Seq != x.from || got[len(got)-1].Seq != x.from+x.want-1 {
			t.Errorf("%+v: %d entries, %v", x, len(got), err)
		}
	}
	list, err := c.Portfolio(t.Context())
	if err != nil || len(list) != 2 || list[1].Programme != "b" {
		t.Errorf("the portfolio: %v %v", list, err)
	}
}

// TestNamesStayNames holds that what people write as a name is no path and no query.
func TestNamesStayNames(t *testing.T) {
	var asked string
	c, _ := to(t, func(w http.ResponseWriter, r *http.Request) {
		asked = r.URL.EscapedPath() + "?" + r.URL.RawQuery
		w.WriteHeader(http.StatusNotFound)
	})
	_, _ = c.Status(t.Context(), "../x?y#z/é", calendar.Date{})
	if asked != "/api/programmes/..%2Fx%3Fy%23z%2F%C3%A9/status?" {
		t.Errorf("asked for %s", asked)
	}
}

// replay answers every request with the same.
type replay struct {
	status      int
	media, body string
}

// RoundTrip implements http.RoundTripper.
func (r replay) RoundTrip(*http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: r.status, Header: http.Header{"Content-Type": {r.media}},
		Body: io.NopCloser(strings.NewReader(r.body))}, nil
}

// FuzzAnswers holds that whatever a server answers leads to a status of the programme asked for, or to an error that
// shows neither the token nor anything that moves a terminal.
func FuzzAnswers(f *testing.F) {
	f.Add(200, "application/json", `{"programme":"doncaster","transfer":"2022-09-30T00:01:00Z"}`)
	f.Add(200, "application/json", `{"programme":"york"}`)
	f.Add(409, "application/problem+json", `{"kind":"Refused","detail":"x","errors":[{"problem":"\u001b[2Jx","mend":"y"}]}`)
	f.Add(409, "application/problem+json", `{"kind":"secret\u0007","detail":"\u009bx"}`)
	f.Add(503, "application/problem+json; charset=utf-8", `{"kind":"Unavailable","detail":"x"}`)
	f.Add(302, "text/html", "")
	f.Fuzz(func(t *testing.T, status int, media, body string) {
		if status < 200 || status > 599 || strings.Contains(body, "secret") {
			t.Skip()
		}
		c, err := client.New("https://example.org", "secret", client.Through(replay{status, media, body}))
		if err != nil {
			t.Fatal(err)
		}
		v, err := c.Status(t.Context(), "doncaster", calendar.Date{})
		if err == nil && (v.Programme != "doncaster" || status >= 300) {
			t.Errorf("%d: %+v", status, v)
		}
		if err == nil {
			return
		}
		for _, r := range err.Error() {
			if r != '\n' && (r < ' ' || r >= 0x7f && r < 0xa0) {
				t.Errorf("the error holds %q: %q", r, err)
			}
		}
	})
}
