package web_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/office"
	"example.org/handover/internal/web/api"
)

const of = "/api/programmes/doncaster"

// read asks for JSON as a program and decodes the answer.
func read[T any](t *testing.T, h *house, path string) (v T, header http.Header) {
	t.Helper()
	status, header, body := h.program(http.MethodGet, path, "")
	if err := json.Unmarshal([]byte(body), &v); err != nil || status != http.StatusOK {
		t.Fatalf("%s: %d %v %s", path, status, err, body)
	}
	return v, header
}

// TestProgramsWrite starts the sample, hands in a document, gives a command, and reads all of it in the ledger.
func TestProgramsWrite(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join(samples, "doncaster.json"))
	if err != nil {
		t.Fatal(err)
	}
	h := newHouse(t, false, "2022-03-22")
	if all, _ := read[[]office.Summary](t, h, "/api/programmes"); all == nil || len(all) != 0 {
		t.Errorf("an empty portfolio is %v", all)
	}
	var plan api.Plan
	status, _, body := h.program(http.MethodPost, "/api/definitions", string(raw), "Content-Type", "application/json")
	if err := json.Unmarshal([]byte(body), &plan); err != nil || status != http.StatusOK || !plan.Startable ||
		len(plan.Obligations) < 50 {
		t.Fatalf("the plan: %d %v %s", status, err, body)
	}
	status, _, body = h.program(http.MethodPost, "/api/programmes", string(raw), "Handover-Person", "office-1")
	if status != http.StatusCreated || body != `{"programme":"doncaster","sequence":1,"added":1}`+"\n" {
		t.Fatalf("start: %d %s", status, body)
	}
	status, _, body = h.program(http.MethodPut, of+"/files/evidence/rota.txt", "a rota", "Handover-Person", "hr",
		"Content-Type",
		"application/octet-stream")
	if status != http.StatusCreated || body != `{"name":"doncaster/evidence/rota.txt",`+
		`"sha256":"6d7aa076e210c001982b0767f42d036ba34b344ce59d1b8487402f7ff75d1e72"}`+"\n" {
		t.Errorf("keep: %d %s", status, body)
	}
	before := sequence(t, h)
	give := func(key string) (int, api.Written) {
		status, _, body := h.program(http.MethodPost, of+"/commands/stop", `{"reason":"the council decided otherwise"}`,
			"Handover-Person", "sro",
			"Idempotency-Key", key, "Content-Type", "application/json")
		var w api.Written
		_ = json.Unmarshal([]byte(body), &w)
		return status, w
	}
	status, w := give("k-1")
	if status != http.StatusOK || w.Added == 0 {
		t.Fatalf("stop: %d %+v", status, w)
	}
	if status, again := give("k-1"); status != http.StatusOK || again.Added != 0 {
		t.Errorf("the repetition: %d %+v", status, again)
	}
	if after := sequence(t, h); after < before+w.Added {
		t.Errorf("the ledger stands at %d, want %d at least", after, before+w.Added)
	}
	if !strings.Contains(h.log.String(), "person=sro caller=token") {
		t.Errorf("the log does not say who acted through whom:\n%s", h.log)
	}
}

// TestAStartRepeatedIsOneStart holds that whoever repeats a start or an adoption under its key learns where the ledger
// stands, that nothing is done twice, and that the key is good for that alone.
func TestAStartRepeatedIsOneStart(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join(samples, "doncaster.json"))
	if err != nil {
		t.Fatal(err)
	}
	adoption, err := json.Marshal(api.Adoption{Definition: raw, Past: []byte(`{"reason":"r","acts":[]}`)})
	if err != nil {
		t.Fatal(err)
	}
	other := bytes.Replace(raw, []byte(`"title": "`), []byte(`"title": "Another `), 1)
	for path, body := range map[string][]byte{"/api/programmes": raw, "/api/adoptions": adoption} {
		h := newHouse(t, false, "2022-03-22")
		send := func(body []byte, key string) (int, api.Written) {
			header := []string{"Handover-Person", "office-1"}
			if key != "" {
				header = append(header, "Idempotency-Key", key)
			}
			status, _, answer := h.program(http.MethodPost, path, string(body), header...)
			var w api.Written
			if err := json.Unmarshal([]byte(answer), &w); err != nil {
				t.Fatalf("%s: %d %s", path, status, answer)
			}
			if status != http.StatusCreated && status != http.StatusConflict {
				t.Fatalf("%s: %d %s", path, status, answer)
			}
			return status, w
		}
		if status, w := send(body, "k-1"); status != http.StatusCreated || w.Added == 0 {
			t.Errorf("%s: %d %+v", path, status, w)
		}
		before := sequence(t, h)
		if status, w := send(body, "k-1"); status != http.StatusCreated || w.Added != 0 || w.Sequence != before {
			t.Errorf("%s repeated: %d %+v, the ledger stands at %d", path, status, w, before)
		}
		if status, _ := send(body, "k-2"); status != http.StatusConflict {
			t.Errorf("%s under another key: %d", path, status)
		}
		if status, _ := send(body, ""); status != http.StatusConflict {
			t.Errorf("%s without a key: %d", path, status)
		}
		if path == "/api/programmes" {
			if status, _ := send(other, "k-1"); status != http.StatusConflict {
				t.Errorf("another definition under the key: %d", status)
			}
		}
		if after := sequence(t, h); after != before {
			t.Errorf("%s: the ledger moved from %d to %d", path, before, after)
		}
	}
}

// TestAnswersOfOneTagAreOne asks everything a program can ask of a programme in one minute and in the next: what has the
// same tag is the same to the byte.
func TestAnswersOfOneTagAreOne(t *testing.T) {
	h := newHouse(t, false, "2022-03-22").started()
	paths := []string{"/api/programmes", "/api/export/portfolio"}
	for _, part := range []string{"status", "definition", "needs", "deadlines", "checks", "decisions/decision", "log", "timeline"} {
		paths = append(paths, of+"/"+part)
	}
	for _, table := range api.Tables() {
		paths = append(paths, of+"/export/"+table+"?format=json")
	}
	type answer struct{ tag, body string }
	read := func(path string, at time.Time) answer {
		h.watch.Set(at)
		_, header, body := h.program(http.MethodGet, path, "")
		return answer{header.Get("ETag"), body}
	}
	evening := calendar.MustDate("2022-03-24").At(21, 8)
	for _, path := range paths {
		first, again := read(path, evening), read(path, evening.Add(time.Minute+time.Nanosecond))
		if first != again || first.tag == "" {
			t.Errorf("%s: %s %.300s\nand a minute later %s %.300s", path, first.tag, first.body, again.tag, again.body)
		}
	}
	tomorrow := read(of+"/status", evening.AddDate(0, 0, 1))
	today := read(of+"/status", evening)
	if today.tag == tomorrow.tag || !strings.Contains(today.body, `"asOf":"2022-03-24T00:00:00Z"`) {
		t.Errorf("%s, tomorrow %s: %s", today.tag, tomorrow.tag, today.body)
	}
}

// TestExportsAreCheapToPoll holds that a program that has a table already gets 304 until something has changed.
func TestExportsAreCheapToPoll(t *testing.T) {
	h := newHouse(t, false, "2022-03-22").started()
	paths := []string{"/api/export/portfolio", "/api/export/portfolio?format=json"}
	for _, table := range api.Tables() {
		paths = append(paths, of+"/export/"+table, of+"/export/"+table+"?format=json")
	}
	tags := map[string]string{}
	for _, path := range paths {
		status, header, body := h.program(http.MethodGet, path, "")
		if tags[path] = header.Get("ETag"); status != http.StatusOK || tags[path] == "" || body == "" {
			t.Fatalf("%s: %d %q", path, status, tags[path])
		}
		h.store.reads.Store(0)
		if status, _, body := h.program(http.MethodGet, path, "", "If-None-Match", tags[path]); status != http.StatusNotModified ||
			body != "" || h.store.reads.Load() > 1 {
			t.Errorf("%s again: %d with %d bytes after %d questions", path, status, len(body), h.store.reads.Load())
		}
	}
	h.does("sro", "stop", `{"reason":"r"}`)
	for _, path := range paths {
		if status, _, _ := h.program(http.MethodGet, path, "", "If-None-Match", tags[path]); status != http.StatusOK {
			t.Errorf("%s after a change: %d", path, status)
		}
	}
}

// sequence reads the whole ledger page by page and returns where it stands.
func sequence(t *testing.T, h *house) int {
	t.Helper()
	for last, path := 0, of+"/log?limit=3"; ; {
		log, header := read[api.Log](t, h, path)
		for _, e := range log.Entries {
			if e.Seq != last+1 || e.Kind == "" || e.Data == nil {
				t.Fatalf("entry %+v follows %d", e, last)
			}
			last = e.Seq
		}
		link := header.Get("Link")
		if link == "" {
			return last
		}
		path = link[1:strings.Index(link, ">")]
	}
}

// TestWritesAreRefused holds that nobody writes in another's name, twice by mistake, or where people have no business.
func TestWritesAreRefused(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join(samples, "doncaster.json"))
	if err != nil {
		t.Fatal(err)
	}
	h := newHouse(t, false, "2022-03-22").started()
	const command, file = of + "/commands/", of + "/files/"
	reason := `{"reason":"r"}`
	for _, c := range []struct {
		name, method, path, person, key, body string
		status                                int
		says                                  string
	}{
		{"started twice", "POST", "/api/programmes", "office-1", "", string(raw), 409, "a programme of that name already"},
		{"started by the wrong person", "POST", "/api/programmes", "legal", "", string(raw), 403,
			"only the programme office"},
		{"a definition that is none", "POST", "/api/programmes", "office-1", "", "{", 400, "definition"},
		{"no key", "POST", command + "stop", "sro", "", reason, 400, "Idempotency-Key"},
		{"a key too long", "POST", command + "stop", "sro", strings.Repeat("k", 101), reason, 400, "Idempotency-Key"},
		{"nobody", "POST", command + "stop", "", "k", reason, 400, "Handover-Person"},
		{"a stranger", "POST", command + "stop", "stranger", "k", reason, 403, "knows nobody of that id"},
		{"without the role", "POST", command + "stop", "hr", "k", reason, 403, "Forbidden"},
		{"an unknown command", "POST", command + "sing", "sro", "k", `{}`, 404, "there is nothing at this address"},
		{"the system's command", "POST", command + "open-gate", "sro", "k", `{}`, 404, "there is nothing at this address"},
		{"an input that is none", "POST", command + "stop", "sro", "k", `{"reason":1}`, 400, "/reason"},
		{"an input too large", "POST", command + "stop", "sro", "k", strings.Repeat(" ", 1<<20+1), 413, "too large"},
		{"an unknown programme", "POST", "/api/programmes/york/commands/stop", "sro", "k", reason, 404, "NotFound"},
		{"a letter", "PUT", file + "letters/notice.txt", "legal", "", "x", 400, "path.folder"},
		{"a file that climbs", "PUT", file + "evidence/..%2f..%2fx", "legal", "", "x", 400, "path.name"},
		{"a file too large", "PUT", file + "evidence/large", "legal", "", strings.Repeat("x", 4<<20+1), 413, "too large"},
		{"a file of nobody", "PUT", file + "evidence/x", "stranger", "", "x", 403, "knows nobody of that id"},
		{"the log of nothing", "GET", "/api/programmes/york/log", "", "", "", 404, "NotFound"},
		{"the log from nowhere", "GET", of + "/log?from=0", "", "", "", 400, "query.from"},
		{"the log without number", "GET", of + "/log?limit=many", "", "", "", 400, "query.limit"},
		{"a question that nobody knows", "GET", of + "/status?as-off=2022-01-01", "", "", "", 400, "query.as-off"},
		{"a day that is none", "GET", of + "/status?as-of=2022-02-30", "", "", "", 400, "as-of"},
	} {
		header := []string{"Content-Type", "application/json"}
		if c.person != "" {
			header = append(header, "Handover-Person", c.person)
		}
		if c.key != "" {
			header = append(header, "Idempotency-Key", c.key)
		}
		status, answered, body := h.program(c.method, c.path, c.body, header...)
		if status != c.status || !strings.Contains(body, c.says) ||
			answered.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s: %d %s, want %d with %q", c.name, status, body, c.status, c.says)
		}
	}
}

// TestNobodyOverwritesTheUnseen holds that a command which rests on an answer is refused once the ledger has moved on.
func TestNobodyOverwritesTheUnseen(t *testing.T) {
	h := newHouse(t, true, "2022-03-22").played("2022-06-01", "")
	_, header := read[handover.StatusView](t, h, of+"/status")
	tag := header.Get("ETag")
	give := func(id, match string) int {
		status, _, _ := h.program(http.MethodPost, of+"/commands/record-representation",
			`{"window":"unions","id":"`+id+`","reference":"E"}`,
			"Handover-Person", "hr", "Idempotency-Key", id, "If-Match", match, "Content-Type", "application/json")
		return status
	}
	for _, c := range []struct {
		id, match string
		want      int
	}{{"u-1", tag, 200}, {"u-1", tag, 200}, {"u-2", tag, 412}, {"u-3", `"1"`, 412}, {"u-4", "*", 200}, {"u-5",
		"yesterday", 400}} {
		if got := give(c.id, c.match); got != c.want {
			t.Errorf("%s with %s: %d, want %d", c.id, c.match, got, c.want)
		}
	}
}

// TestQuestions asks everything there is to ask, with its filters, and on an earlier day.
func TestQuestions(t *testing.T) {
	h := newHouse(t, true, "2022-03-22").played("2022-09-16", "")
	v, header := read[handover.StatusView](t, h, of+"/status")
	if v.Programme != "doncaster" || !v.Rehearsal || len(v.Stages) != 6 || len(v.BlockedBy) != 2 ||
		header.Get("ETag") != `"`+strconv.Itoa(v.Sequence)+`-2022-09-16"` {
		t.Errorf("the status is %+v with %s", v, header.Get("ETag"))
	}
	if status, _, body := h.program(http.MethodGet, of+"/status", "", "If-None-Match",
		header.Get("ETag")); status != 304 || body != "" {
		t.Errorf("asked again: %d %s", status, body)
	}
	past, header := read[handover.StatusView](t, h, of+"/status?as-of=2022-06-01")
	if past.Sequence >= v.Sequence || past.AsOf.Format("2006-01-02T15:04:05Z") != "2022-06-01T22:59:59Z" ||
		!strings.HasSuffix(header.Get("ETag"), `-2022-06-01"`) {
		t.Errorf("on 1 June it was %d at %v, %s", past.Sequence, past.AsOf, header.Get("ETag"))
	}
	if status, _, _ := h.program(http.MethodGet, of+"/status?as-of=2022-03-01", ""); status != 404 {
		t.Errorf("before its start: %d", status)
	}
	if future, _ := read[handover.StatusView](t, h, of+"/status?as-of=2030-01-01"); future.Sequence != v.Sequence {
		t.Error("the future is not now")
	}
	for path, want := range map[string]int{"/needs": 2, "/needs?person=sro": 1, "/needs?person=hr": 0,
		"/needs?role=approver&blocks=true":                    2,
		"/checks?phase=final&owner=chief-information-officer": 1, "/checks?status=rejected": 0,
		"/deadlines?stage=notice&open=true": 0} {
		if got, _ := read[[]json.RawMessage](t, h, of+path); len(got) != want {
			t.Errorf("%s gives %d, want %d", path, len(got), want)
		}
	}
	due, _ := read[[]api.DatedDuty](t, h, of+"/deadlines?open=true&owner=approver")
	if len(due) != 2 || due[0].ID != "G-02" || due[0].Due.String() != "2022-09-23" || !strings.Contains(due[0].Why,
		"before transfer") {
		t.Errorf("the approvers owe %+v", due)
	}
	room, _ := read[handover.Room](t, h, of+"/decisions/decision")
	if len(room.Missing) != 2 || room.Quorum != 2 || len(room.Digest) != 64 || !room.GoNow {
		t.Errorf("the decision is %+v", room)
	}
	if d, _ := read[handover.Definition](t, h, of+"/definition"); d.Contract.Reference != "DCST-2014" {
		t.Errorf("the definition is of %s", d.Contract.Reference)
	}
	if found, _ := read[api.Verification](t, h, of+"/verification"); !found.Intact || found.Entries != v.Sequence ||
		len(found.Findings) != 0 {
		t.Errorf("the ledger is %+v", found)
	}
	told, header := read[[]api.Told](t, h, of+"/timeline?limit=2&from=2")
	if len(told) != 2 || told[0].Seq != 2 || told[0].What == "" || !strings.Contains(header.Get("Link"), "from=") {
		t.Errorf("what happened is %+v, %s", told, header.Get("Link"))
	}
	if all, _ := read[[]api.CommandInfo](t, h, "/api/commands"); len(all) != len(handover.Commands()) ||
		all[0].Schema == nil {
		t.Errorf("there are %d commands", len(all))
	}
}

// TestPortfolioPagesAndFilters reads a portfolio page by page.
func TestPortfolioPagesAndFilters(t *testing.T) {
	h := newHouse(t, true, "2022-03-22")
	h.store.Store = portfolio{h.store.Store, manyProgrammes(25)}
	got, path := 0, "/api/programmes?limit=4&rag=red"
	for path != "" {
		page, header := read[[]office.Summary](t, h, path)
		for _, p := range page {
			if p.RAG != handover.Red {
				t.Errorf("%s is %s", p.Programme, p.RAG)
			}
		}
		got += len(page)
		_, path, _ = strings.Cut(header.Get("Link"), "<")
		path, _, _ = strings.Cut(path, ">")
	}
	if got != 9 {
		t.Errorf("%d red programmes, want 9", got)
	}
	_, header := read[[]office.Summary](t, h, "/api/programmes")
	if status, _, _ := h.program(http.MethodGet, "/api/programmes", "", "If-None-Match",
		header.Get("ETag")); status != 304 {
		t.Errorf("asked again: %d", status)
	}
}

// TestExports reads tables as CSV, in which nothing is a formula, and as JSON.
func TestExports(t *testing.T) {
	h := newHouse(t, true, "2022-03-22").played("2022-06-01", "")
	h.does("hr", "record-representation",
		`{"window": "unions", "id": "union-3", "reference": "=HYPERLINK(\"https://council.example\")"}`)
	h.does("payroll", "submit-evidence", `{"check": "PAY-1", "evidence": "=cmd|' /C calc'!A0"}`)
	for _, table := range []string{"deadlines", "checks", "needs", "timeline", "ledger"} {
		status, header, body := h.program(http.MethodGet, of+"/export/"+table, "")
		rows, err := csv.NewReader(bytes.NewReader([]byte(body))).ReadAll()
		if err != nil || status != 200 || len(rows) < 3 || header.Get("Content-Type") != "text/csv; charset=utf-8" ||
			header.Get("Content-Disposition") != `attachment; filename="doncaster-`+table+`.csv"` {
			t.Errorf("%s: %d %v, %d rows, %v", table, status, err, len(rows), header)
		}
		for _, row := range rows {
			for _, cell := range row {
				if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
					t.Errorf("%s has the cell %q", table, cell)
				}
			}
		}
		objects, _ := read[[]map[string]any](t, h, of+"/export/"+table+"?format=json")
		if len(objects) != len(rows)-1 {
			t.Errorf("%s: %d objects, %d rows", table, len(objects), len(rows))
		}
	}
	if status, _, body := h.program(http.MethodGet, "/api/export/portfolio", ""); status != 200 ||
		!strings.HasPrefix(body, "programme,title,rating") {
		t.Errorf("the portfolio: %d %s", status, body)
	}
	if _, _, body := h.program(http.MethodGet, "/api/export/portfolio", ""); !strings.Contains(body,
		",rehearsal,waits,overdue\n") || !strings.Contains(body, ",Submit the evidence of DAT-1: ") {
		t.Errorf("the portfolio does not say what is waited for: %s", body)
	}
	if got := api.Unarmed("+1"); got != "'+1" {
		t.Errorf("+1 becomes %s", got)
	}
}

// TestExportsKeepTypesAndFacts holds that JSON has numbers, truths and objects for what is none of them a text, and that the
// ledger's export has all that the log has.
func TestExportsKeepTypesAndFacts(t *testing.T) {
	h := newHouse(t, true, "2022-03-22").played("2022-06-01", "")
	h.does("hr", "record-representation",
		`{"window": "unions", "id": "union-3", "reference": "E/1", "occurred": "2022-05-30T10:00"}`)
	deadlines, _ := read[[]struct {
		Overdue bool
		Due     calendar.Date
		Met     *time.Time
	}](t, h, of+"/export/deadlines?format=json")
	met := 0
	for _, d := range deadlines {
		if d.Met != nil {
			met++
		}
	}
	if met == 0 || met == len(deadlines) {
		t.Errorf("%d of %d deadlines are met", met, len(deadlines))
	}
	checks, _ := read[[]struct{ Blocking bool }](t, h, of+"/export/checks?format=json")
	needs, _ := read[[]struct{ Blocks bool }](t, h, of+"/export/needs?format=json")
	timeline, _ := read[[]struct {
		Entry int
		At    time.Time
	}](t, h, of+"/export/timeline?format=json")
	portfolio, _ := read[[]struct {
		Rehearsal, Overdue bool
		Transfer           time.Time
		Waits              string
	}](t, h, "/api/export/portfolio?format=json")
	if len(checks) == 0 || len(needs) == 0 || len(timeline) == 0 || len(portfolio) != 1 || !portfolio[0].Rehearsal {
		t.Errorf("%d checks, %d needs, %d lines, portfolio %+v", len(checks), len(needs), len(timeline), portfolio)
	}
	entries, _ := read[[]struct {
		Entry             int
		At                time.Time
		Occurred          *time.Time
		By, Kind, Request string
		Data              map[string]any
	}](t, h, of+"/export/ledger?format=json")
	log, _ := read[api.Log](t, h, of+"/log")
	if len(entries) != len(log.Entries) {
		t.Fatalf("%d entries, the log has %d", len(entries), len(log.Entries))
	}
	occurred := 0
	for i, e := range log.Entries {
		got := entries[i]
		if got.Entry != e.Seq || !got.At.Equal(e.At) || got.By != e.By || got.Kind != e.Kind || got.Request != e.Request ||
			!reflect.DeepEqual(any(got.Data), e.Data) || (got.Occurred == nil) != e.Occurred.IsZero() {
			t.Errorf("%+v is not %+v", got, e)
		}
		if got.Occurred != nil && got.Occurred.Equal(e.Occurred) {
			occurred++
		}
	}
	_, _, table := h.program(http.MethodGet, of+"/export/ledger", "")
	if occurred == 0 || !strings.HasPrefix(table, "entry,at,by,kind,data,occurred,request\n") ||
		!strings.Contains(table, ",2022-05-30 10:00,"+entries[len(entries)-1].Request+"\n") {
		t.Errorf("%d entries occurred earlier: %.300s", occurred, table)
	}
}
