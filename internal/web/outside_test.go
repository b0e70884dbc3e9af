package web_test

import (
	"encoding/json"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"example.org/handover/internal/handover"
	"example.org/handover/internal/web/api"
)

// operations are the methods and addresses of the API's description, about the sample.
func operations(t *testing.T) [][2]string {
	t.Helper()
	raw, err := api.Document()
	if err != nil {
		t.Fatal(err)
	}
	var description struct {
		Paths map[string]map[string]json.RawMessage `json:"paths"`
	}
	if err := json.Unmarshal(raw, &description); err != nil {
		t.Fatal(err)
	}
	var all [][2]string
	fill := strings.NewReplacer("{programme}", "doncaster", "{folder}", "evidence", "{table}", "checks", "{", "", "}", "")
	for path, methods := range description.Paths {
		for method := range methods {
			all = append(all, [2]string{strings.ToUpper(method), fill.Replace(path)})
		}
	}
	if len(all) < 40 {
		t.Fatalf("%d operations only", len(all))
	}
	return all
}

// TestNoOperationIsOpen holds that whoever did not sign gets nothing of any operation that the API describes, whatever
// else the request says.
func TestNoOperationIsOpen(t *testing.T) {
	h := newHouse(t, true, "2022-03-22").started()
	for _, o := range operations(t) {
		if o[1] == "/healthz" || o[1] == "/openapi.json" {
			continue
		}
		for _, header := range []http.Header{{}, {"Authorization": {"Basic dG9rZW46dG9rZW4="}}, {"Authorization": {"token"}},
			{"Authorization": {"Bearer "}}, {"X-Forwarded-For": {"127.0.0.1"}, "X-Forwarded-User": {"sro"}},
			{"X-Http-Method-Override": {http.MethodGet}}} {
			header["Handover-Person"], header["Idempotency-Key"] = []string{"sro"}, []string{"k"}
			r := h.ask(o[0], o[1], header, strings.NewReader("{}"))
			if page := text(t, r); r.StatusCode != http.StatusUnauthorized || strings.Contains(page, "Doncaster") {
				t.Errorf("%s %s with %v: %d %s", o[0], o[1], header, r.StatusCode, page)
			}
		}
	}
	if p, err := h.app.Office.Peek(t.Context(), "doncaster"); err != nil || p.Status != handover.Running {
		t.Errorf("the programme is %s, %v", p.Status, err)
	}
}

// TestEveryFormNeedsItsSecret holds that no form is taken from a signed-in browser without the secret of its session.
func TestEveryFormNeedsItsSecret(t *testing.T) {
	h := newHouse(t, true, "2022-03-22").started()
	b := h.browser("office-1")
	before, err := h.app.Office.Peek(t.Context(), "doncaster")
	if err != nil {
		t.Fatal(err)
	}
	forms := []string{"/start", "/start/check", "/session/end", "/programmes/doncaster/person"}
	for _, command := range handover.Commands() {
		forms = append(forms, "/programmes/doncaster/do/"+command.Name)
	}
	for _, path := range forms {
		for _, secret := range []string{"", "guess", b.cookie} {
			given := url.Values{"secret": {secret}, "person": {"sro"}, "reason": {"r"}, "step": {"confirm"}, "key": {"k"}}
			b.send(path, given, http.StatusForbidden)
		}
	}
	if after, err := h.app.Office.Peek(t.Context(), "doncaster"); err != nil || after.Seq != before.Seq {
		t.Errorf("the ledger went from %d to %d, %v", before.Seq, after.Seq, err)
	}
	if status, _, _ := b.get("/work"); status != http.StatusOK {
		t.Error("somebody was signed out by a forged form")
	}
}

// TestFileNamesOfOthers holds that the name of an uploaded file climbs nowhere and adds no header, whatever it is.
func TestFileNamesOfOthers(t *testing.T) {
	h := newHouse(t, true, "2022-03-22").played("2022-06-16", "")
	b, path := h.browser("data-lead"), do+"receive-extract?subject=children"
	for _, name := range []string{"../../../etc/passwd", `..\..\boot.ini`, "x\r\nSet-Cookie: a=b.csv", `"><script>.csv`, "..",
		".", strings.Repeat("x", 5000) + ".csv", "nul\x00.csv", "\u202ecsv.exe"} {
		var body strings.Builder
		w := multipart.NewWriter(&body)
		for field, values := range hiddenOf(b.page(path)) {
			_ = w.WriteField(field, values[0])
		}
		for _, field := range []string{"source", "target"} {
			part, err := w.CreateFormFile(field, name)
			if err != nil {
				t.Fatal(err)
			}
			_, _ = io.WriteString(part, "CHILD\n1\n")
		}
		_ = w.Close()
		r := b.ask(http.MethodPost, path, http.Header{"Cookie": {b.cookie}, "Content-Type": {w.FormDataContentType()}},
			strings.NewReader(body.String()))
		page := text(t, r)
		if r.StatusCode >= http.StatusInternalServerError || len(r.Cookies()) > 0 || inline.MatchString(page) {
			t.Errorf("%.40q: %d %v %s", name, r.StatusCode, r.Header, core(page))
		}
		for _, climbs := range []string{"/../", "etc/passwd", "boot.ini\\"} {
			if strings.Contains(core(page), climbs) {
				t.Errorf("%.40q is shown as %s", name, core(page))
			}
		}
	}
}

// endless is a body that never ends and does not say how long it is.
type endless struct{ read int }

func (e *endless) Read(p []byte) (int, error) {
	e.read += len(p)
	return copy(p, strings.Repeat("a", len(p))), nil
}

// TestEndlessBodies holds that a body which does not end is given up at its limit, on every sort of address.
func TestEndlessBodies(t *testing.T) {
	h := newHouse(t, true, "2022-03-22").started()
	b := h.browser("sro")
	form := http.Header{"Cookie": {b.cookie}, "Content-Type": {"application/x-www-form-urlencoded"}}
	program := http.Header{"Authorization": {"Bearer token"}, "Handover-Person": {"sro"}, "Idempotency-Key": {"k"},
		"Content-Type": {"application/json"}}
	for _, c := range []struct {
		method, path string
		header       http.Header
		most         int // bytes that may be read of it
	}{
		{http.MethodPost, "/programmes/doncaster/person", form, 1 << 20},
		{http.MethodPost, "/programmes/doncaster/do/stop", form, 40 << 20},
		{http.MethodPost, "/session/end", form, 1 << 20},
		{http.MethodPost, "/api/programmes", program, 4 << 20},
		{http.MethodPost, of + "/commands/stop", program, 4 << 20},
		{http.MethodPut, of + "/files/evidence/x", program, 12 << 20},
		{http.MethodPost, "/sign-in", http.Header{}, 1 << 20},
		{http.MethodPost, of + "/commands/stop", http.Header{}, 1 << 20},
	} {
		body := new(endless)
		r := h.ask(c.method, c.path, c.header, body)
		if r.StatusCode >= http.StatusInternalServerError || body.read > c.most {
			t.Errorf("%s %s: %d after %d bytes", c.method, c.path, r.StatusCode, body.read)
		}
	}
}

// TestTheWayBack holds that an error below a programme leads back to it, and that it tells nothing to whoever may not know.
func TestTheWayBack(t *testing.T) {
	h := newHouse(t, true, "2022-03-22").started()
	b := h.browser("sro")
	for path, back := range map[string]bool{"/programmes/doncaster/nowhere": true, "/programmes/doncaster?as-of=x": true,
		"/programmes/york/nowhere": false, "/programmes/york": false, "/nowhere": false} {
		_, _, page := b.get(path)
		if got := strings.Contains(core(page), `href="/programmes/doncaster"`); got != back {
			t.Errorf("%s leads back: %v", path, got)
		}
	}
	if r := h.ask(http.MethodGet, "/programmes/doncaster/nowhere", nil, nil); strings.Contains(text(t, r), "doncaster") {
		t.Error("a stranger learns of the programme")
	}
}
